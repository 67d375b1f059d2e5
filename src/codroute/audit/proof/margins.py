"""What one order of every quote earns in every state, exactly."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from codroute.audit.proof.volumes import Ints, Quote, Volumes
from codroute.scenario.tables import PriceTier


@dataclass(frozen=True)
class Margins:
    """Margins by quote, period and state; few differ by period, so each is held once.

    ``values[code[q, t]]`` are those of a quote in a period, one per state of its schedule, or
    a single one where none counts it.
    """

    code: Ints
    values: tuple[tuple[Fraction, ...], ...]


def earned(volumes: Volumes) -> Margins:
    """Price every quote: all terms of an order, before they are rounded, and the credit rate."""
    code = np.zeros((len(volumes.quotes), len(volumes.periods)), dtype=np.int64)
    values: list[tuple[Fraction, ...]] = []
    for q, quote in enumerate(volumes.quotes):
        known: dict[Decimal, int] = {}
        country = volumes.lanes[quote.lane].country
        for t, period in enumerate(volumes.periods):
            peak = volumes.catalog.peak_surcharge(quote.offer, country, period)
            if peak not in known:
                known[peak] = len(values)
                values.append(_states(volumes, q, quote, t))
            code[q, t] = known[peak]
    return Margins(code, tuple(values))


def _states(volumes: Volumes, q: int, quote: Quote, t: int) -> tuple[Fraction, ...]:
    number = int(volumes.window[q, t])
    if number < 0:
        return (_margin(volumes, quote, t, None),)
    window = volumes.windows[number]
    if window.schedule.kind == "all_units":
        return tuple(_margin(volumes, quote, t, tier) for tier in window.ladder)
    listed, measure = _margin(volumes, quote, t, None), volumes.measure[q]
    return tuple(listed + window.credit_rate(n) * measure for n in range(len(window.ladder)))


def _margin(volumes: Volumes, quote: Quote, t: int, tier: PriceTier | None) -> Fraction:
    lane = volumes.lanes[quote.lane]
    price = volumes.pricer.per_order(lane, quote.offer, volumes.periods[t], tier)
    return sum(price.values(), Fraction(0))


def counted_once(volumes: Volumes) -> Margins:
    """Let every order count 1, in whatever state."""
    code = np.zeros((len(volumes.quotes), len(volumes.periods)), dtype=np.int64)
    return Margins(code, ((Fraction(1),),))
