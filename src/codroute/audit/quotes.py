"""Which offers can carry which lanes, judged anew, and which providers a role block can name."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, partial
from typing import TypeVar

from codroute.audit.exact import exactly
from codroute.audit.tariff import (
    Unpriceable,
    card_row,
    cod_fee_step,
    sides_cm,
    weight_charged,
)
from codroute.scenario.catalog import CapacityLimit, Catalog
from codroute.scenario.eligibility import Ineligible
from codroute.scenario.fees import Volumetric
from codroute.scenario.tables import Coverage, Lane, Offer, ProfilePoint, Rate

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
        self._weights: dict[tuple[Volumetric, str], tuple[Fraction, ...]] = {}

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
        """Give the obstacles; the limits of a coverage row hold where it serves the lane."""
        row = self._catalog.coverage(offer, lane)
        coverage = row if row is not None and row.served else None
        points = self._catalog.points(lane)
        if coverage is None:
            yield Ineligible.NOT_COVERED
        if offer.categories and lane.category not in offer.categories:
            yield Ineligible.CATEGORY
        if any(flag in offer.refused_flags for point in points for flag in point.goods_flags):
            yield Ineligible.GOODS
        if self._value_above(offer, coverage, lane):
            yield Ineligible.COD_VALUE
        most = _least(offer.max_weight_g, None if coverage is None else coverage.max_weight_g)
        if most is not None and any(point.weight_g > most for point in points):
            yield Ineligible.WEIGHT
        if any(map(partial(_is_too_large, offer), points)):
            yield Ineligible.SIZE
        if coverage is not None and self._lacks_rate(offer, coverage, lane):
            yield Ineligible.NO_RATE
        if self._lacks_cod_fee(offer, lane):
            yield Ineligible.NO_COD_FEE

    def _value_above(self, offer: Offer, coverage: Coverage | None, lane: Lane) -> bool:
        of_place = None if coverage is None else coverage.max_cod_value
        most = _least(offer.max_cod_value, of_place)
        if most is None:
            return False
        dearest = max(point.cod_value for point in self._catalog.points(lane))
        return self._converted(dearest, offer, lane) > most

    def _converted(self, value: Decimal, offer: Offer, lane: Lane) -> Fraction:
        """Give a COD value of the lane's in the offer's currency."""
        rates = self._catalog.rates
        worth = exactly(rates[self._catalog.country_currency[lane.country]])
        return exactly(value) * worth / exactly(rates[offer.currency])

    def _lacks_rate(self, offer: Offer, coverage: Coverage, lane: Lane) -> bool:
        """Tell whether some weight charged is in no row of a card that can apply.

        That a card has no row at all in the zone is a fault of the scenario, not an obstacle.
        """
        cards = {offer.rate_card} | {
            tier.rate_card
            for schedule in self._catalog.schedules(offer, lane)
            for tier in self._catalog.tiers[schedule.schedule]
            if tier.form == "rate_card"
        }
        if offer.return_fee.form == "rate_card":
            cards.add(offer.return_fee.rate_card)
        zones = [self._catalog.rate_rows.get((card, coverage.zone)) for card in cards]
        return any(zone and self._beyond(offer, lane, zone) for zone in zones)

    def _lacks_cod_fee(self, offer: Offer, lane: Lane) -> bool:
        """Tell whether some COD value is in no step of the offer's fee table."""
        if offer.cod_fee.form != "table":
            return False
        steps = self._catalog.cod_fee_steps[offer.cod_fee.table]
        values = {point.cod_value for point in self._catalog.points(lane)}
        return any(cod_fee_step(steps, self._converted(v, offer, lane)) is None for v in values)

    def _beyond(self, offer: Offer, lane: Lane, rows: list[Rate]) -> bool:
        """Tell whether some weight charged is in no row of a card's zone."""
        return any(card_row(rows, weight) is None for weight in self._charged(offer, lane))

    def _charged(self, offer: Offer, lane: Lane) -> tuple[Fraction, ...]:
        """Give the weights charged; none without dimensions: there is nothing to compare."""
        key = offer.volumetric, lane.lane
        if key not in self._weights:
            points = self._catalog.points(lane)
            try:
                self._weights[key] = tuple(weight_charged(offer.volumetric, p) for p in points)
            except Unpriceable:
                self._weights[key] = ()
        return self._weights[key]


LimitT = TypeVar("LimitT", int, Decimal)


def _least(*limits: LimitT | None) -> LimitT | None:
    """Give the smallest limit that is stated."""
    return min((limit for limit in limits if limit is not None), default=None)


def _is_too_large(offer: Offer, point: ProfilePoint) -> bool:
    """Tell whether a parcel is larger than the offer carries, as far as its sides are known."""
    longest, girth = offer.max_side_cm, offer.max_sides_sum_cm
    if point.length_cm is None or (longest is None and girth is None):
        return False
    sides = sides_cm(point)
    return (longest is not None and max(sides) > longest) or (
        girth is not None and sum(sides) > girth
    )
