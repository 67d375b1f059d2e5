"""Share scopes of several periods, against every whole-order split of small demands."""

import numpy as np
import pytest
from whole_splits import (
    RULES,
    ShareRule,
    best_led,
    best_pair,
    horizon_points,
    random_rule,
)

from codroute.solve.decomposition.spans import Spans

DEMANDS = {
    2: ((0, 0), (1, 0), (2, 3), (5, 5), (4, 1), (0, 5), (3, 3)),
    3: ((1, 1, 1), (5, 0, 2), (2, 3, 4), (0, 1, 5)),
}
SAMPLES = 30

rng = np.random.default_rng(11)
rules = pytest.mark.parametrize("rule", [*RULES, *(random_rule(rng) for _ in range(8))], ids=str)
kinds = pytest.mark.parametrize("kind", ["float", "int"])
declines = pytest.mark.parametrize("never", [False, True], ids=["free", "never"])
periods = pytest.mark.parametrize("count", [2, 3])


def lanes(count, kind, seed):
    """Draw lanes: demand, and margins of both providers, ``(lane, period)``."""
    rng = np.random.default_rng(seed)
    demand = np.repeat(np.array(DEMANDS[count]), SAMPLES, axis=0)
    one, other = rng.normal(1, 8, (2, *demand.shape))
    one[::5], other[::7] = np.abs(one[::5]), np.abs(other[::7])
    other[::10] = np.abs(other[::10])
    one[::11, 0] = 0
    one[::13] = other[::13]
    one[::17, -1] = -3e3
    if kind == "int":
        one, other = (np.rint(part).astype(np.int64) for part in (one, other))
    return demand, one, other


def brute(rule, never, demand, margins, best):
    return np.array(
        [
            best(horizon_points(rule, tuple(d), never), *pair)
            for d, *pair in zip(demand.tolist(), *margins, strict=True)
        ]
    )


def check_rule(rule, never, demand, first, second, *, led):
    assert (first >= 0).all()
    assert (second >= 0).all()
    shipped = first + second
    assert (shipped == demand).all() if never else (shipped <= demand).all()
    for main, backup in zip(first.sum(axis=1).tolist(), second.sum(axis=1).tolist(), strict=True):
        ordered = (main, backup) if led else (max(main, backup), min(main, backup))
        assert rule.allows(*ordered), (main, backup)


@rules
@kinds
@declines
@periods
@pytest.mark.parametrize("led", [False, True], ids=["either", "led"])
def test_no_split_earns_more_than_the_value(rule, kind, never, count, led):
    demand, one, other = lanes(count, kind, count)
    spans = Spans.of(rule.shares, demand, never=never, led=led)
    best = brute(rule, never, demand, (one, other), best_led if led else best_pair)
    value = (spans.led if led else spans.value)(one, other)
    assert value.dtype == one.dtype
    near = 1e-9 if kind == "float" else 0
    assert (value >= best - near).all()
    losing = ((np.minimum(one, other) < 0) & (demand > 0)).any(axis=1)
    exact = np.ones(len(demand), dtype=bool) if never else ~losing
    assert exact.any()
    np.testing.assert_allclose(value[exact], best[exact], rtol=1e-12, atol=near)

    first, second = (spans.led_split if led else spans.split)(one, other)
    check_rule(rule, never, demand, first, second, led=led)
    earned = (first * one + second * other).sum(axis=1)
    assert (earned <= value + near).all()
    np.testing.assert_allclose(earned[exact], best[exact], rtol=1e-12, atol=near)


def test_values_of_lanes_with_losses_are_close_to_the_best():
    """One multiplier on the broken share: on most lanes nothing is lost by it."""
    demand, one, other = lanes(2, "float", 5)
    best = brute(RULES[0], False, demand, (one, other), best_pair)
    spans = Spans.of(RULES[0].shares, demand, never=False, led=False)
    value = spans.value(one, other)
    split = spans.split(one, other)
    earned = (split[0] * one + split[1] * other).sum(axis=1)
    assert (value <= best + 1e-9).mean() > 0.5
    assert (earned >= best - 1e-9).mean() > 0.5


def test_lanes_taken_and_modes_are_priced_alike():
    demand, one, other = lanes(3, "float", 6)
    spans = Spans.of(RULES[0].shares, demand, never=False, led=False)
    value = spans.value(one, other)
    some = np.array([3, 40, 3, 99])
    np.testing.assert_array_equal(spans.part(some).value(one[some], other[some]), value[some])
    modes, others = np.stack([one, one - 1.0]), np.stack([other, other + 0.5, other - 2.0])
    table = spans.value(modes[:, None], others[None])
    assert table.shape == (2, 3, len(demand))
    for m in range(2):
        for n in range(3):
            np.testing.assert_allclose(table[m, n], spans.value(modes[m], others[n]))


@pytest.mark.parametrize("kind", ["float", "int"])
def test_a_pair_that_cannot_beat_what_is_sure_is_not_worked_out(kind):
    demand, one, other = lanes(3, kind, 7)
    spans = Spans.of(RULES[0].shares, demand, never=False, led=False)
    value = spans.value(one, other)
    rng = np.random.default_rng(0)
    sure = np.maximum(value + rng.integers(-5, 5, len(value)), 0).astype(value.dtype)
    above = spans.value_above(sure, one, other, spans.whole(one, other))
    better = value > sure
    assert better.any()
    assert (above != value).any()
    np.testing.assert_array_equal(above[better], value[better])
    assert (above[~better] <= sure[~better]).all()


@pytest.mark.parametrize("most", ["0.8", "0.99", "0.999", "0.9999"])
def test_whole_numbers_near_the_grid_limit_do_not_run_over(most):
    """Margins so large that a bound's grid just leaves room: four times what all orders earn."""
    rule = ShareRule("0.5", most, "0", "0.5")
    demand = np.array([[40_000, 20_000], [0, 7_000]])
    largest = 2**58 // (4 * int(demand.sum()))
    rng = np.random.default_rng(3)
    for _ in range(50):
        one, other = rng.integers(-largest, largest, (2, *demand.shape))
        one[rng.random(demand.shape) < 0.2] = -4 * largest
        spans = Spans.of(rule.shares, demand, never=False, led=False)
        near = spans.value(one.astype(np.float64), other.astype(np.float64))
        assert (spans.value(one, other) >= near - 1e-9 * largest * demand.sum()).all()
