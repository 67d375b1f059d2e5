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


@pytest.mark.parametrize(
    ("amount", "increment", "mode", "rounded"),
    [
        (0.000001, 999_999_999_999.0, "up", 999_999_999_999.0),  # however little, it is something
        (99_999_999.99, 0.01, "up", 99_999_999.99),
        (999_999.9999, 0.01, "down", 999_999.99),  # millionths of a step below one: truly below
        (100_000_000_000.01, 1.0, "up", 100_000_000_001.0),
        (33_333_333.4999, 1.0, "half_even", 33_333_333.0),
        (0.1 + 0.2, 0.1, "up", 0.3),
        (1.1 * 1.1, 0.01, "down", 1.21),
        (0.57 * 100, 1.0, "down", 57.0),  # as a float just below
    ],
)
def test_only_what_floats_miss_is_mended(
    amount: float, increment: float, mode: str, rounded: float
) -> None:
    found = round_to(increment, mode, np.array([amount]))[0]
    assert found == pytest.approx(rounded, rel=1e-15)
