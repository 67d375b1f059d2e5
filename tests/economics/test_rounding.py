"""Halves are rounded to even, also where floats miss them by a hair, and nothing else is a half."""

import numpy as np
import pytest

from codroute.economics.arrays import half_even


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        (0.5, 0),
        (1.5, 2),
        (-2.5, -2),
        (184512.49999999997, 184512),
        (184513.50000000003, 184514),
        (-7.4999999, -7),
        (-1.49999998, -1),
        (2.5000001, 3),
        (1e15 + 1, 1e15 + 1),
    ],
)
def test_half_even(amount: float, rounded: float) -> None:
    assert half_even(np.array([amount])).tolist() == [rounded]
