"""Plans kept as they are while the paid rates turn out otherwise: paired draws.

A plan's contribution is linear in the paid rate of every row of ``performance`` it uses. A rate
that was observed on n orders is drawn from a Beta distribution with the stated rate as its mean and
n as the sum of its parameters; a rate without observed orders is not varied. Rows that two plans
share get the same draws, so that their difference holds only what differs.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

import numpy as np

from codroute.economics.arrays import FloatArray
from codroute.economics.build import price
from codroute.economics.model import Economics
from codroute.plan.comparison import Chance
from codroute.plan.model import AllocationRow, Plan
from codroute.scenario.checks.references import KEYS
from codroute.scenario.scenario import Scenario
from codroute.scenario.tables import Performance

_KEY = KEYS["performance"]
_LOW, _HIGH = 0.05, 0.95
_LEAST_STEP = Decimal("0.000001")


@dataclass(frozen=True)
class Exposure:
    """What a plan's contribution gains with each paid rate it depends on.

    ``slopes_minor`` is by row of ``performance``: minor units per 1 of the paid rate.
    """

    plan: Plan
    slopes_minor: dict[Performance, float]

    @property
    def uncertain(self) -> tuple[Performance, ...]:
        """Give the rows that say how many orders their rate was observed on."""
        return tuple(row for row in self.slopes_minor if row.observed_orders)


def exposure_of(plan: Plan, scenario: Scenario) -> Exposure:
    """Find by how much a plan's contribution moves with every paid rate it uses.

    Parameters
    ----------
    plan
        A plan with amounts.
    scenario
        The scenario it was made for. It is priced a second time at other paid rates: the
        difference gives the slope, exactly but for rounding, since every term is linear.
    """
    others = tuple(_otherwise(row) for row in scenario.performance)
    now = price(scenario)
    then = price(scenario.model_copy(update={"performance": others}))
    per_order, per_order_then = (_Priced(economics) for economics in (now, then))
    unit = 10.0**scenario.minor_digits
    slopes: dict[Performance, float] = defaultdict(float)
    for row in plan.allocation:
        assert row.performance_row is not None  # a plan with amounts has its rows
        number = row.performance_row - 1
        record = scenario.performance[number]
        step = float(others[number].paid_rate - record.paid_rate)
        gained = per_order_then.of(row) - per_order.of(row)
        slopes[record] += row.orders * gained / step * unit
    return Exposure(plan, dict(slopes))


def chance_of(first: Exposure, second: Exposure, draws: int, seed: int) -> Chance:
    """Compare two plans over draws of the paid rates.

    Parameters
    ----------
    first, second
        Of the plans; the chance is that the first earns more.
    draws
        How many, at least 1.
    seed
        The same seed, the same draws.
    """
    base = first.plan.contribution_minor - second.plan.contribution_minor
    difference = base + _deviations(first, draws, seed) - _deviations(second, draws, seed)
    better = float((difference > 0).mean() + 0.5 * (difference == 0).mean())
    low, high = np.quantile(difference, [_LOW, _HIGH]).tolist()
    return Chance(
        better=better,
        sampling_error=sqrt(better * (1 - better) / draws),
        low_minor=round(low),
        mean_minor=round(float(difference.mean())),
        high_minor=round(high),
    )


def _deviations(exposure: Exposure, draws: int, seed: int) -> FloatArray:
    """Give what the plan earns more than planned in every draw, ``(draw,)``."""
    total = np.zeros(draws)
    for row in exposure.uncertain:
        total += exposure.slopes_minor[row] * (_drawn(row, draws, seed) - float(row.paid_rate))
    return total


def _drawn(row: Performance, draws: int, seed: int) -> FloatArray:
    """Draw the paid rate of a row, ``(draw,)``; no more can be paid than is not lost."""
    rate, orders = float(row.paid_rate), row.observed_orders
    assert orders is not None  # only rows with observed orders are drawn
    if not 0.0 < rate < 1.0:
        return np.full(draws, rate)
    key = "\x1f".join(str(getattr(row, field)) for field in _KEY)
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8])
    rng = np.random.default_rng([seed, number])
    drawn: FloatArray = rng.beta(rate * orders, (1.0 - rate) * orders, draws)
    return np.minimum(drawn, 1.0 - float(row.loss_rate))


def _otherwise(row: Performance) -> Performance:
    """Give a row with another paid rate: half of it, or half of what is not lost where it is 0."""
    rate = row.paid_rate or 1 - row.loss_rate
    half = (rate / 2).quantize(_LEAST_STEP)
    return row.model_copy(update={"paid_rate": half})


class _Priced:
    """Looks up what an order of a plan's row earns, its price tier as in the plan."""

    def __init__(self, economics: Economics) -> None:
        quotes = economics.quotes
        self._economics = economics
        self._contribution = economics.contribution()
        self._quote = {
            (quotes.lanes[lane].lane, quotes.offers[offer].offer): number
            for number, (lane, offer) in enumerate(
                zip(quotes.lane.tolist(), quotes.offer.tolist(), strict=True)
            )
        }
        days = economics.catalog.scenario.horizon.period_ids
        self._period = {day: number for number, day in enumerate(days)}

    def of(self, row: AllocationRow) -> float:
        """Give the expected contribution per order of a row."""
        quote = self._quote[row.lane, row.offer]
        tariff = int(self._economics.tariffs.start[quote]) + self._tier(quote, row.price_tier)
        return float(self._contribution[tariff, self._period[row.period]])

    def _tier(self, quote: int, price_tier: str | None) -> int:
        if price_tier is None:
            return 0
        quotes = self._economics.quotes
        schedule = quotes.schedules[quotes.schedule[quote]].schedule
        ladder = self._economics.catalog.tiers[schedule]
        return next(n for n, tier in enumerate(ladder) if tier.price_tier == price_tier)
