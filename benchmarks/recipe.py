"""The random instances of the decomposition benchmark, as arrays.

Countries × regions × four value tiers. Volumes per region are log-normal; every country is served
by a few providers, of which a tenth of the lane quotes is missing. Providers that are paid more
often charge more freight. Discounts on all freight grow with a provider's volume over the month;
capacities, capacities per country and limits on cash held keep the best provider from taking all.

Everything is drawn lane by lane in a fixed order, so that a seed means the same instance in any
program that draws in that order. What is drawn is then rounded to what a scenario can state: six
decimals of money and shares, whole orders.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray

DAYS = 30
"""Days of the horizon: one month."""

MILLIONTHS = 1_000_000
"""Amounts and shares have six decimals."""

TIER_VALUES = np.array([20.0, 45.0, 90.0, 220.0])
TIER_SHARES = np.array([0.4, 0.3, 0.2, 0.1])
DISCOUNTS = np.array([0.0, 0.05, 0.09, 0.12])
THRESHOLDS = np.array([0.0, 0.6, 1.0, 1.4])
"""Where price tiers begin, as multiples of an even share of the demand."""

FX_RATE = 0.01
CAPITAL_RATE = 0.12
RETURN_FIXED = 1.0
RETURN_SHARE = 0.5
GOODS_SHARE = 0.4
GOODS_RECOVERY = 0.5
SHORT_CAPACITY = 0.85

Variant = Literal["base", "no_capacity", "unprofitable"]
VARIANTS: tuple[Variant, ...] = ("base", "no_capacity", "unprofitable")


@dataclass(frozen=True)
class Size:
    """How many of everything; ``per_country`` providers serve each country."""

    countries: int
    regions: int
    providers: int
    per_country: int

    @property
    def lanes(self) -> int:
        """Count the lanes."""
        return self.countries * self.regions * len(TIER_VALUES)


SIZES = {
    "S": Size(4, 30, 8, 5),
    "M": Size(8, 60, 20, 5),
    "L": Size(10, 5_000, 20, 6),
    "XL": Size(10, 25_000, 30, 6),
}


@dataclass(frozen=True)
class Instance:
    """One instance; money in one currency, days of 24 hours, orders of one month.

    Attributes
    ----------
    demand, value, country
        ``(lane,)`` orders, COD value of an order, number of the country; lanes are sorted by
        country, region and value tier.
    lane, provider, paid_rate, freight, surcharge
        ``(quote,)``, sorted by lane, then provider. The surcharge per order handed over is the
        expected half freight of a return and the currency exchange.
    cod_fee_rate, settlement_days
        ``(provider,)`` share of what is collected, and days until it is paid out.
    from_volume
        ``(provider, tier)`` orders from which on a price tier holds.
    capacity, country_capacity, funds
        ``(provider,)`` orders, ``(provider, country)`` orders (0 where it does not serve), and
        ``(provider,)`` most cash held on average over the month.
    goods_share
        Cost of an order's goods as a share of its value; 0 where goods are not counted.
    """

    name: str
    size: Size
    decline: Literal["no_capacity", "unprofitable"]
    demand: IntArray
    value: FloatArray
    country: IntArray
    lane: IntArray
    provider: IntArray
    paid_rate: FloatArray
    freight: FloatArray
    surcharge: FloatArray
    cod_fee_rate: FloatArray
    settlement_days: IntArray
    from_volume: IntArray
    capacity: IntArray
    country_capacity: IntArray
    funds: FloatArray
    goods_share: float = 0.0

    @property
    def serving(self) -> list[int]:
        """Number the providers that quote anything; no country may have drawn some."""
        return np.unique(self.provider).tolist()

    def margin(self) -> FloatArray:
        """Give ``(quote, tier)`` what an order earns."""
        value = self.value[self.lane]
        days = self.settlement_days[self.provider]
        fees = self.cod_fee_rate[self.provider] + CAPITAL_RATE * days / 365
        refused = 1 - self.paid_rate
        before_freight = self.paid_rate * value * (1 - fees) - self.surcharge
        before_freight -= refused * RETURN_FIXED
        sunk = self.paid_rate + refused * (1 - GOODS_RECOVERY)
        before_freight -= sunk * self.goods_share * value
        return before_freight[:, None] - self.freight[:, None] * (1 - DISCOUNTS)

    def cash_millionths(self) -> IntArray:
        """Give ``(quote,)`` the mean cash held over the month per order, half to even."""
        paid, value = _millionths(self.paid_rate), _millionths(self.value)[self.lane]
        held = paid * value * self.settlement_days[self.provider]
        whole, rest = np.divmod(held, DAYS * MILLIONTHS)
        half = DAYS * MILLIONTHS // 2
        up: IntArray = whole + ((rest > half) | ((rest == half) & (whole % 2 == 1)))
        return up


def draw(size: Size, seed: int, variant: Variant = "base", name: str = "custom") -> Instance:
    """Draw an instance.

    Parameters
    ----------
    size, seed
        How many of everything, and where the draws begin.
    variant
        ``base``: everything can usually be carried; ``no_capacity``: capacities are 15 % short of
        the demand; ``unprofitable``: goods cost 40 % of the value and orders may be declined where
        they lose money.
    name
        Names the instance, with the seed and variant.
    """
    rng = np.random.default_rng(seed)
    demand, value, country = _draw_lanes(size, rng)
    serving = [
        rng.choice(size.providers, size.per_country, replace=False) for _ in range(size.countries)
    ]
    quality = rng.uniform(0.62, 0.86, size.providers)
    lane, provider = _draw_coverage(np.array(serving)[country], rng)
    paid_rate = np.clip(
        quality[provider] + rng.normal(0, 0.04, len(lane)) - 0.03 * (value[lane] / 100), 0.4, 0.95
    )
    freight = (4 + 6 * (quality[provider] - 0.6) / 0.26) * rng.uniform(0.8, 1.25, len(lane))
    cod_fee_rate = 0.02 + 0.01 * rng.random(size.providers)
    days = rng.integers(7, 16, size.providers)
    offered = np.bincount(lane, minlength=len(demand))
    even = (demand / offered)[lane]
    even_orders = np.bincount(provider, even, size.providers)
    capacity = even_orders * rng.uniform(1.1, 1.8, size.providers)
    country_capacity = np.zeros((size.providers, size.countries))
    for number, providers in enumerate(serving):
        orders = demand[country == number].sum()
        country_capacity[providers, number] = orders * rng.uniform(0.25, 0.55, len(providers))
    held = even * paid_rate * value[lane] * days[provider] / DAYS
    funds = np.bincount(provider, held, size.providers) * rng.uniform(1.0, 1.6, size.providers)
    order = np.argsort(lane * size.providers + provider)
    paid_rate, freight = np.round(paid_rate, 6)[order], np.round(freight, 6)[order]
    lane, provider, value = lane[order], provider[order], np.round(value, 6)
    surcharge = (1 - paid_rate) * RETURN_SHARE * freight + FX_RATE * paid_rate * value[lane]
    instance = Instance(
        name=f"{name} {seed}" if variant == "base" else f"{name} {seed} {variant}",
        size=size,
        decline="no_capacity",
        demand=demand,
        value=value,
        country=country,
        lane=lane,
        provider=provider,
        paid_rate=paid_rate,
        freight=freight,
        surcharge=np.round(surcharge, 6),
        cod_fee_rate=np.round(cod_fee_rate, 6),
        settlement_days=days,
        from_volume=np.rint(np.multiply.outer(even_orders, THRESHOLDS)).astype(np.int64),
        capacity=capacity.astype(np.int64),
        country_capacity=country_capacity.astype(np.int64),
        funds=np.round(funds, 2),
    )
    return _vary(instance, variant)


def _draw_lanes(size: Size, rng: np.random.Generator) -> tuple[IntArray, FloatArray, IntArray]:
    """Give every lane's demand, value and country."""
    regions, tiers = size.regions, len(TIER_VALUES)
    demand = np.empty((size.countries, regions, tiers))
    value = np.empty_like(demand)
    for number in range(size.countries):
        volume = rng.lognormal(4.5, 1.1, regions)
        noise = rng.uniform([0.7, 0.85], [1.3, 1.15], (regions, tiers, 2))
        demand[number] = volume[:, None] * TIER_SHARES * noise[:, :, 0]
        value[number] = TIER_VALUES * noise[:, :, 1]
    orders = np.maximum(np.rint(demand), 1).astype(np.int64)
    return orders.ravel(), value.ravel(), np.repeat(np.arange(size.countries), regions * tiers)


def _draw_coverage(serving: IntArray, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Leave out a tenth of the ``(lane, serving)`` quotes; at least two stay on every lane."""
    kept = rng.random(serving.shape) < 0.9
    kept[kept.sum(axis=1) < 2, :2] = True
    return np.nonzero(kept)[0], serving[kept]


def _vary(instance: Instance, variant: Variant) -> Instance:
    """Turn the base instance into a variant of it."""
    if variant == "no_capacity":
        scale = SHORT_CAPACITY * instance.demand.sum() / instance.capacity.sum()
        return replace(instance, capacity=(instance.capacity * scale).astype(np.int64))
    if variant == "unprofitable":
        return replace(instance, decline="unprofitable", goods_share=GOODS_SHARE)
    return instance


def _millionths(amounts: FloatArray) -> IntArray:
    """Give amounts of six decimals in whole millionths."""
    return np.rint(amounts * MILLIONTHS).astype(np.int64)
