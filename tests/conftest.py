"""What tests of several folders share."""

from collections.abc import Iterator

import pytest

from codroute.solve.process import SolverProcess


@pytest.fixture(scope="session")
def process() -> Iterator[SolverProcess]:
    with SolverProcess("highs") as running:
        yield running
