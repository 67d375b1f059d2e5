"""tiers: the volume that a price schedule counts in a window decides the price.

All-units: the tier reached prices every order counted. Incremental: each tier prices the orders (or
the list freight) that fall into it; with the tier fixed the credit is affine in the volume V,
``rate[n] · V + Σ_{m≤n} (rate[m−1] − rate[m]) · edge[m]``, where ``edge[m]`` is the volume below
tier m. So both are exclusive states with a margin per order and a constant.
"""

from collections.abc import Iterator

import numpy as np

from codroute.economics.arrays import BoolArray, FloatArray, IntArray
from codroute.economics.model import Economics
from codroute.formulation.statement import Statement, States
from codroute.scenario.tables import AmountOffTier, DiscountTier, PriceSchedule, PriceTier

NAME = "tiers"

HORIZON = "horizon"


def state(statement: Statement) -> None:
    """State for every schedule and window: one tier, its volume within its thresholds."""
    economics, volumes = statement.economics, statement.volumes
    counted = economics.quotes.schedule[volumes.quote]
    for number, schedule in enumerate(economics.quotes.schedules):
        for window, first, periods in windows(schedule, economics.catalog.scenario.horizon.months):
            members = np.flatnonzero((counted == number) & periods[volumes.period])
            if len(members):
                statement.add_states(_states(statement, schedule, window, first, members))


def windows(
    schedule: PriceSchedule, months: tuple[str, ...]
) -> Iterator[tuple[str, bool, BoolArray]]:
    """Give each window's name, whether it is the first, and its periods ``(period,)``."""
    if schedule.window == "horizon":
        yield HORIZON, True, np.ones(len(months), dtype=bool)
        return
    for month in dict.fromkeys(months):
        yield month, month == months[0], np.array([m == month for m in months])


def _states(
    statement: Statement, schedule: PriceSchedule, window: str, first: bool, members: IntArray
) -> States:
    economics, volumes = statement.economics, statement.volumes
    ladder = economics.catalog.tiers[schedule.schedule]
    quote = volumes.quote[members]
    if schedule.measure == "orders":
        measure = np.ones(len(members))
    else:
        measure = economics.list_freight[quote]
    before = float(schedule.volume_before) if first else 0.0
    most = float(measure @ volumes.upper[members])
    lower, upper = _thresholds(ladder, before, most)
    reachable = np.flatnonzero((upper >= lower) & (upper >= 0))
    margin, constant = _prices(statement, schedule, members, ladder, before)
    return States(
        family=NAME,
        name="tier",
        key=f"{schedule.schedule} {window}",
        labels=tuple(ladder[n].price_tier for n in reachable),
        volumes=members,
        measure=measure,
        lower=lower[reachable],
        upper=upper[reachable],
        margin=margin[:, reachable],
        constant=constant[reachable],
    )


def _thresholds(
    ladder: list[PriceTier], before: float, most: float
) -> tuple[FloatArray, FloatArray]:
    """Give what is still to come in each tier: from, to, no more than ``most`` can come."""
    lower = np.maximum([float(tier.from_volume) - before for tier in ladder], 0.0)
    ends = [most if t.to_volume is None else float(t.to_volume) - before for t in ladder]
    return lower, np.minimum(ends, most)


def _prices(
    statement: Statement,
    schedule: PriceSchedule,
    members: IntArray,
    ladder: list[PriceTier],
    before: float,
) -> tuple[FloatArray, FloatArray]:
    """Give ``(counted, state)`` margins per order and the ``(state,)`` constants."""
    economics, volumes = statement.economics, statement.volumes
    quote, period = volumes.quote[members], volumes.period[members]
    if schedule.kind == "all_units":
        tariff = economics.tariffs.start[quote][:, None] + np.arange(len(ladder))
        return economics.contribution()[tariff, period[:, None]], np.zeros(len(ladder))
    rate = credit_rates(economics, schedule)
    edge = tier_edges(schedule, ladder, before)
    constant = np.cumsum(np.concatenate([[0.0], -np.diff(rate) * edge[1:]]))
    unit = economics.list_freight[quote] if schedule.measure == "list_freight" else 1.0
    credit = np.multiply.outer(unit * np.ones(len(members)), rate)
    return volumes.margin[members][:, None] + credit, constant


def credit_rates(economics: Economics, schedule: PriceSchedule) -> FloatArray:
    """Give what each tier of an incremental schedule gives back per unit, in scenario currency."""
    catalog = economics.catalog
    offer = next(
        offer
        for offer in catalog.scenario.offers
        if offer.provider == schedule.provider
        and (not schedule.offers or offer.offer in schedule.offers)
    )
    rates = [_rate(tier) for tier in catalog.tiers[schedule.schedule]]
    return np.array(rates) * float(catalog.rates[offer.currency])


def tier_edges(schedule: PriceSchedule, ladder: list[PriceTier], before: float) -> FloatArray:
    """Give the volume still to come below each tier; the order that reaches a tier is in it."""
    step = 1.0 if schedule.measure == "orders" else 0.0
    return np.maximum([float(tier.from_volume) - step - before for tier in ladder], 0.0)


def _rate(tier: PriceTier) -> float:
    """Give what an incremental tier gives back per unit of its measure."""
    if isinstance(tier, AmountOffTier):
        return float(tier.amount_off)
    assert isinstance(tier, DiscountTier)  # the checks made sure
    return float(tier.discount)
