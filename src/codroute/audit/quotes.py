"""Which offers can carry which lanes, judged anew, and which providers a role block can name."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cached_property

from codroute.audit.tariff import Unpriceable, weight_charged
from codroute.scenario.catalog import CapacityLimit, Catalog
from codroute.scenario.eligibility import Ineligible
from codroute.scenario.fees import Volumetric
from codroute.scenario.tables import Lane, Offer, ProfilePoint

Block = tuple[Lane, ...]
"""Lanes that share their roles."""


class Quotes:
    """The audit's own view of eligibility, each pair judged once.

    Parameters
    ----------
    catalog
        The scenario's tables.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._obstacles: dict[tuple[str, str], tuple[Ineligible, ...]] = {}
        self._providers: dict[str, frozenset[str]] = {}
        self._candidates: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._weights: dict[tuple[Volumetric, str], Fraction] = {}

    def exists(self, offer: Offer, lane: Lane) -> bool:
        """Tell whether the offer can carry the lane."""
        return not self.obstacles(offer, lane)

    def obstacles(self, offer: Offer, lane: Lane) -> tuple[Ineligible, ...]:
        """Give every reason why the offer cannot carry the lane, in order; none where it can."""
        key = offer.offer, lane.lane
        if key not in self._obstacles:
            self._obstacles[key] = tuple(self._find(offer, lane))
        return self._obstacles[key]

    def providers(self, lane: Lane) -> frozenset[str]:
        """Name the providers with at least one quote on the lane."""
        if lane.lane not in self._providers:
            self._providers[lane.lane] = frozenset(
                offer.provider
                for offer in self._catalog.scenario.offers
                if (offer.offer, lane.country) in self._catalog.offered and self.exists(offer, lane)
            )
        return self._providers[lane.lane]

    def candidates(self, block: Block) -> tuple[str, ...]:
        """Name, in file order, those open on every lane of the block on which any is."""
        key = tuple(lane.lane for lane in block)
        if key not in self._candidates:
            able = [able for lane in block if (able := self.providers(lane) - self._closed(lane))]
            self._candidates[key] = tuple(
                row.provider
                for row in self._catalog.scenario.providers
                if able and all(row.provider in providers for providers in able)
            )
        return self._candidates[key]

    def _closed(self, lane: Lane) -> set[str]:
        """Name the providers whose capacity is 0 in every period in which the lane has orders."""
        asked = self._asked[lane.lane]
        return {
            provider
            for provider, limits in self._nothing.items()
            if asked and asked <= {limit.period for limit in limits if limit.covers(lane)}
        }

    @cached_property
    def _asked(self) -> dict[str, set[date]]:
        """Give by lane the periods in which it has orders."""
        periods: dict[str, set[date]] = defaultdict(set)
        for (lane, period), orders in self._catalog.demand.items():
            if orders:
                periods[lane].add(period)
        return periods

    @cached_property
    def _nothing(self) -> dict[str, list[CapacityLimit]]:
        """Give by provider the places and periods in which it takes nothing."""
        limits: dict[str, list[CapacityLimit]] = defaultdict(list)
        for limit in self._catalog.capacity_limits():
            if limit.capacity == 0:
                limits[limit.provider].append(limit)
        return limits

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Group the lanes that share their roles, in file order."""
        scope = self._catalog.scenario.policy.role_scope
        groups: dict[str, list[Lane]] = {}
        for lane in self._catalog.scenario.lanes:
            groups.setdefault(getattr(lane, scope), []).append(lane)
        return tuple(tuple(lanes) for lanes in groups.values())

    def _find(self, offer: Offer, lane: Lane) -> Iterator[Ineligible]:
        coverage = self._catalog.coverage(offer, lane)
        covered = coverage is not None and coverage.served
        if not covered:
            yield Ineligible.NOT_COVERED
        if offer.categories and lane.category not in offer.categories:
            yield Ineligible.CATEGORY
        points = self._catalog.points(lane)
        if self._value_above(offer, lane, points):
            yield Ineligible.COD_VALUE
        most = offer.max_weight_g
        if most is not None and any(point.weight_g > most for point in points):
            yield Ineligible.WEIGHT
        if covered and coverage is not None and self._beyond_card(offer, lane, coverage.zone):
            yield Ineligible.NO_RATE

    def _value_above(self, offer: Offer, lane: Lane, points: list[ProfilePoint]) -> bool:
        if offer.max_cod_value is None:
            return False
        rates = self._catalog.rates
        market_rate = Fraction(rates[self._catalog.country_currency[lane.country]])
        dearest = max(Fraction(point.cod_value) for point in points) * market_rate
        return dearest > Fraction(offer.max_cod_value) * Fraction(rates[offer.currency])

    def _beyond_card(self, offer: Offer, lane: Lane, zone: str | None) -> bool:
        """Tell whether some order is heavier than where a card that can apply ends."""
        cards = {offer.rate_card} | {
            tier.rate_card
            for schedule in self._catalog.schedules(offer, lane)
            for tier in self._catalog.tiers[schedule.schedule]
            if tier.form == "rate_card"
        }
        ends = [
            rows[-1].up_to_weight_g
            for card in cards
            if (rows := self._catalog.rate_rows.get((card, zone)))
        ]
        if all(end is None for end in ends):
            return False
        heaviest = self._heaviest(offer, lane)
        return any(end is not None and heaviest > end for end in ends)

    def _heaviest(self, offer: Offer, lane: Lane) -> Fraction:
        """Give the highest weight charged; 0 without dimensions: there is none to compare."""
        key = offer.volumetric, lane.lane
        if key not in self._weights:
            points = self._catalog.points(lane)
            try:
                self._weights[key] = max(weight_charged(offer.volumetric, p) for p in points)
            except Unpriceable:
                self._weights[key] = Fraction(0)
        return self._weights[key]
