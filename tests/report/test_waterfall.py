"""Bars that begin anywhere, cut into parts that stack from zero."""

from itertools import product

import pytest

from codroute.report.waterfall import Parts, parts, steps, total


@pytest.mark.parametrize(("start", "end"), [*product((-7, -3, 0, 2, 5), repeat=2)])
def test_the_parts_of_a_bar_cover_it_and_nothing_else(start: int, end: int) -> None:
    # What stacks: above zero the hidden part and then what shows, and the same below zero.
    cut = parts(start, end)
    low, high = sorted((start, end))
    assert abs(cut.above) + abs(cut.below) == high - low
    assert max(cut.hidden, 0) + cut.above == max(high, 0)
    assert min(cut.hidden, 0) + cut.below == min(low, 0)
    assert cut.above >= 0 >= cut.below


def test_steps_begin_where_those_before_end() -> None:
    # 5 from 0; -8 from 5 crosses zero to -3; the sum of both is -3, from zero.
    gain, loss = steps([("gain", 5), ("loss", -8)])
    assert (gain.parts, loss.parts) == (Parts(0, 5, 0), Parts(0, 5, -3))
    assert total([gain, loss], "sum").parts == Parts(0, 0, -3)


def test_nothing_sums_to_nothing() -> None:
    assert total([], "sum").amount == 0
