"""Halves are rounded to even, also where floats miss them by a hair, and nothing else is a half."""

import numpy as np
import pytest

from codroute.economics.arrays import half_even
from codroute.economics.fees import round_to


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


@pytest.mark.parametrize(
    ("amount", "increment", "rounded"),
    [
        (0.125, 0.01, 0.13),
        (2.675, 0.01, 2.68),  # as a float just below its half
        (0.999983 * 0.50000850, 1.0, 0.0),  # 0.49999999986: truly below
        (0.5, 1.0, 1.0),
    ],
)
def test_half_up(amount: float, increment: float, rounded: float) -> None:
    assert round_to(increment, "half_up", np.array([amount]))[0] == pytest.approx(rounded)
