"""Share scopes of one period, against every whole-order split of every demand."""

import numpy as np
import pytest
from whole_splits import RULES, best_led, best_pair, led_points, random_rule

from codroute.solve.decomposition.shares import Slots

MOST = 30
SAMPLES = 24

rng = np.random.default_rng(7)
rules = pytest.mark.parametrize("rule", [*RULES, *(random_rule(rng) for _ in range(12))], ids=str)
kinds = pytest.mark.parametrize("kind", ["float", "int"])
declines = pytest.mark.parametrize("never", [False, True], ids=["free", "never"])


def margins(kind, seed):
    """Draw margins of both providers, ``(lane, period)``: of all signs, with zeros and ties."""
    rng = np.random.default_rng(seed)
    one, other = rng.normal(2, 8, (2, (MOST + 1), SAMPLES))
    one[:, 0], other[:, 1] = 0, 0
    other[:, 2] = one[:, 2]
    other[:, 3:7] = -np.abs(one[:, 3:7]) * [0.3, 1, 2, 4.1]
    one[:, 7:11] = -np.abs(other[:, 7:11]) * [0.3, 1, 2, 4.1]
    one[:, 11] = -9e3
    if kind == "int":
        return np.rint(one).astype(np.int64), np.rint(other).astype(np.int64)
    return one, other


def demands():
    return np.repeat(np.arange(MOST + 1)[:, None], SAMPLES, axis=1)


def brute(rule, never, one, other, best):
    """Try every split in every cell."""
    return np.array(
        [
            [best(led_points(rule, lane, never), *pair) for pair in zip(*row, strict=True)]
            for lane, row in enumerate(zip(one, other, strict=True))
        ]
    )


def check_rule(rule, never, first, second, *, led):
    """Check that a split is feasible in every cell."""
    for demand, (mains, backups) in enumerate(zip(first, second, strict=True)):
        for main, backup in zip(mains.tolist(), backups.tolist(), strict=True):
            assert main >= 0
            assert backup >= 0
            assert main + backup == demand if never else main + backup <= demand
            ordered = (main, backup) if led else (max(main, backup), min(main, backup))
            assert rule.allows(*ordered), (demand, main, backup)


@rules
@kinds
@declines
def test_the_best_pair_earns_its_value(rule, kind, never):
    one, other = margins(kind, 1)
    slots = Slots.of(rule.shares, demands(), never=never, led=False)
    expected = brute(rule, never, one, other, best_pair)
    value = slots.value(one, other)
    assert value.dtype == one.dtype
    np.testing.assert_allclose(value, expected, rtol=1e-12, atol=1e-9)
    first, second = slots.split(one, other)
    np.testing.assert_allclose(first * one + second * other, expected, rtol=1e-12, atol=1e-9)
    check_rule(rule, never, first, second, led=False)


@rules
@kinds
@declines
def test_a_named_main_and_backup_earn_their_value(rule, kind, never):
    one, other = margins(kind, 2)
    slots = Slots.of(rule.shares, demands(), never=never, led=True)
    expected = brute(rule, never, one, other, best_led)
    value = slots.led(one, other)
    assert value.dtype == one.dtype
    np.testing.assert_allclose(value, expected, rtol=1e-12, atol=1e-9)
    first, second = slots.led_split(one, other)
    np.testing.assert_allclose(first * one + second * other, expected, rtol=1e-12, atol=1e-9)
    check_rule(rule, never, first, second, led=True)


@declines
def test_modes_are_priced_as_they_are_one_by_one(never):
    """Leading axes, one per mode, are broadcast against each other."""
    one = np.array([margins("float", seed)[0] for seed in (3, 4, 5)])
    other = np.array([margins("float", seed)[1] for seed in (6, 7)])
    rule = RULES[0]
    for led, price in ((False, Slots.value), (True, Slots.led)):
        slots = Slots.of(rule.shares, demands(), never=never, led=led)
        together = price(slots, one[:, None], other[None])
        assert together.shape == (3, 2, *one.shape[1:])
        for mode, values in enumerate(one):
            for number, others in enumerate(other):
                np.testing.assert_array_equal(together[mode, number], price(slots, values, others))


def test_some_lanes_are_priced_as_among_all():
    one, other = margins("float", 8)
    some = np.array([4, 9, 30, 9])
    for led in (False, True):
        slots = Slots.of(RULES[5].shares, demands(), never=False, led=led)
        price = slots.led if led else slots.value
        part = slots.part(some)
        priced = (part.led if led else part.value)(one[some], other[some])
        np.testing.assert_array_equal(priced, price(one, other)[some])


def test_shares_of_fine_steps_cost_no_more_amounts_than_there_are_orders():
    """Hundredths of a percent repeat after 10,000 orders; a lane of 40 has 41 amounts."""
    rule = type(RULES[0])("0.5001", "0.7333", "0", "0.5")
    demand = np.full((1, 1), 40)
    for led in (False, True):
        assert len(Slots.of(rule.shares, demand, never=False, led=led).shipped) <= 2 * 41
