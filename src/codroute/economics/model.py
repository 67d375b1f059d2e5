"""Quotes and what an order under each earns, as arrays."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.plan.model import Excluded
from codroute.scenario.catalog import Catalog
from codroute.scenario.tables import Lane, Offer, PriceSchedule


@dataclass(frozen=True)
class Quotes:
    """Every eligible pair of a lane and an offer.

    Shapes are ``(quote,)``; indices point into ``lanes``, ``offers``, ``providers``, ``schedules``
    (−1: no schedule counts the quote) and ``zones``. Quotes are sorted by lane, then offer.
    ``remote_surcharge`` is the coverage row's, in the offer's currency. ``attempt_rates``,
    ``(2, quote)``, are the shares of orders that need a second and a third attempt.
    """

    lanes: tuple[Lane, ...]
    offers: tuple[Offer, ...]
    providers: tuple[str, ...]
    schedules: tuple[PriceSchedule, ...]
    zones: tuple[str | None, ...]
    lane: IntArray
    offer: IntArray
    provider: IntArray
    schedule: IntArray
    coverage_row: IntArray
    performance_row: IntArray
    paid_rate: FloatArray
    loss_rate: FloatArray
    transit_days: FloatArray
    attempt_rates: FloatArray
    zone: IntArray
    remote_surcharge: FloatArray
    excluded: tuple[Excluded, ...]

    def __len__(self) -> int:
        """Count the quotes."""
        return len(self.lane)


@dataclass(frozen=True)
class Tariffs:
    """A quote at a price tier: one per tier of an all-units schedule, else one per quote.

    Shapes are ``(tariff,)``; the tariffs of quote ``q`` are ``start[q]`` to ``start[q + 1]``.
    """

    quote: IntArray
    price_tier: IntArray
    start: IntArray

    def __len__(self) -> int:
        """Count the tariffs."""
        return len(self.quote)


@dataclass(frozen=True)
class Economics:
    """What one order handed over earns, in the scenario's currency.

    Attributes
    ----------
    terms
        By term, ``(tariff,)`` signed amounts per order, but for what depends on the period.
    by_period
        By term, ``(quote, period)`` signed amounts per order: the peak surcharge, its fuel and tax.
    list_freight
        ``(quote,)`` mean freight before tiers and rounding, in the offer's currency.
    demand
        ``(lane, period)`` whole orders.
    weight_ug
        ``(lane,)`` mean actual weight of an order in millionths of a gram: exactly, since shares
        are whole parts per million and weights whole grams.
    """

    catalog: Catalog
    quotes: Quotes
    tariffs: Tariffs
    terms: dict[str, FloatArray]
    by_period: dict[str, FloatArray]
    list_freight: FloatArray
    demand: IntArray
    weight_ug: IntArray

    def contribution(self) -> FloatArray:
        """Give ``(tariff, period)`` what an order earns: the sum of its terms."""
        return self._contribution

    @cached_property
    def _contribution(self) -> FloatArray:
        base: FloatArray = np.sum(list(self.terms.values()), axis=0)
        peak: FloatArray = np.sum(list(self.by_period.values()), axis=0)
        return base[:, None] + peak[self.tariffs.quote]
