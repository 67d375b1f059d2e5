"""What tests of several folders share."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from codroute.solve.process import SolverProcess

# How fast a machine is, and what else it does, decides about no test.
settings.register_profile(
    "any_machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any_machine")


@pytest.fixture(scope="session")
def process() -> Iterator[SolverProcess]:
    with SolverProcess("highs") as running:
        yield running
