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

    Shapes are ``(quote,)``; indices point into ``lanes``, ``offers``, ``providers`` and
    ``schedules`` (−1: no schedule counts the quote). Quotes are sorted by lane, then offer.
    """

    lanes: tuple[Lane, ...]
    offers: tuple[Offer, ...]
    providers: tuple[str, ...]
    schedules: tuple[PriceSchedule, ...]
    lane: IntArray
    offer: IntArray
    provider: IntArray
    schedule: IntArray
    coverage_row: IntArray
    performance_row: IntArray
    paid_rate: FloatArray
    loss_rate: FloatArray
    transit_days: FloatArray
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
        By term, ``(tariff,)`` signed amounts per order; the peak surcharge is apart.
    peak_surcharge
        ``(quote, period)`` signed amounts per order.
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
    peak_surcharge: FloatArray
    list_freight: FloatArray
    demand: IntArray
    weight_ug: IntArray

    def contribution(self) -> FloatArray:
        """Give ``(tariff, period)`` what an order earns: the sum of its terms."""
        return self._contribution

    @cached_property
    def _contribution(self) -> FloatArray:
        base: FloatArray = np.sum(list(self.terms.values()), axis=0)
        return base[:, None] + self.peak_surcharge[self.tariffs.quote]
