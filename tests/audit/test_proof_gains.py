"""Gains by prices come out no lower than they are, and hardly higher, whatever floats do."""

import random
from fractions import Fraction

import numpy as np
import pytest
from build import scenario
from proofs import proving

from codroute.audit.context import Context
from codroute.audit.proof.effects import PerOrder
from codroute.audit.proof.gains import FLOAT_BITS, Gains, float_above
from codroute.audit.proof.volumes import Volumes


@pytest.fixture(scope="module", name="volumes")
def _volumes():
    of = scenario()
    context = Context(of, proving(of))
    return Volumes(context.catalog, context.pricer, context.quotes)


def _amount(rng: random.Random) -> Fraction:
    """Draw an amount of any size that floats cannot hold, or that they can."""
    digits = rng.choice([1, 20, 53, 54, 70, 120])
    return Fraction(rng.randrange(1, 2**digits), rng.choice([1, 3, 10**9, 2**40]))


@pytest.mark.parametrize("seed", range(300))
def test_units_are_rounded_up_by_less_than_two(volumes, seed):
    rng = random.Random(seed)
    gain, price = _amount(rng), _amount(rng)
    unit = Fraction(2) ** -FLOAT_BITS * gain * price * rng.choice([1, 1, 1000])
    gains = Gains(volumes, PerOrder(volumes.asked, {0: gain, 1: -gain}))
    for got, sign in zip(gains.units(price / unit)[:, 0].tolist(), (1, -1), strict=True):
        assert 0 <= got - sign * gain * price / unit < 2


def test_who_gains_nothing_is_left_alone(volumes):
    gains = Gains(volumes, PerOrder(volumes.asked, {0: Fraction(0), 1: Fraction(-1, 3)}))
    margin = np.zeros((2, 1, 2), dtype=np.int64)
    margin[gains.where] += gains.units(Fraction(6))
    assert margin.tolist() == [[[0, 0]], [[-1, -1]]]


@pytest.mark.parametrize("amount", [Fraction(1, 3), Fraction(-1, 3), Fraction(2**53 + 1)])
def test_a_float_above_is_the_least(amount):
    above = float_above(amount)
    assert Fraction(np.nextafter(above, -np.inf)) < amount < Fraction(above)


def test_a_float_is_its_own():
    assert float_above(Fraction(-1, 2)) == -0.5
