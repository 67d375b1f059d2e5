"""A scenario looked up by name: what the tables say about one lane, offer or period."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import zip_longest
from typing import Literal

from codroute.scenario.ladder import fill
from codroute.scenario.precedence import (
    COVERAGE_KEY,
    DUTY_KEY,
    PEAK_KEY,
    PERFORMANCE_KEY,
    Precedence,
)
from codroute.scenario.profiles import Profiles
from codroute.scenario.scenario import Scenario
from codroute.scenario.tables import (
    Capacity,
    CodFeeStep,
    Coverage,
    Duty,
    Lane,
    Offer,
    PeakSurcharge,
    Performance,
    PriceSchedule,
    PriceTier,
    ProfilePoint,
    Rate,
    Surcharge,
)


@dataclass(frozen=True)
class CapacityLimit:
    """One capacity in one period: the scope's fields, absent where they do not restrict."""

    provider: str
    country: str | None
    region: str | None
    lane: str | None
    unit: str
    period: date
    capacity: Decimal

    def covers(self, lane: Lane) -> bool:
        """Tell whether the lane counts towards this limit."""
        return (
            self.country in (None, lane.country)
            and self.region in (None, lane.region)
            and self.lane in (None, lane.lane)
        )


_Scope = tuple[str, str | None, str | None, str | None, Literal["orders", "kg"]]
"""Provider, country, region, lane and unit of capacities: the first fields of their limits."""


class Catalog:
    """Lookups over one checked scenario; nothing is computed that the tables do not state."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._worth: dict[tuple[str, str], Fraction] = {}
        self._covered_by: dict[tuple[str, str, str], int | None] = {}

    @cached_property
    def lanes(self) -> dict[str, Lane]:
        """Lanes by name, in file order."""
        return {lane.lane: lane for lane in self.scenario.lanes}

    @cached_property
    def offers(self) -> dict[str, Offer]:
        """Offers by name, in file order."""
        return {offer.offer: offer for offer in self.scenario.offers}

    @cached_property
    def rates(self) -> dict[str, Decimal]:
        """What one unit of each currency is worth in the scenario's currency."""
        rates = {market.currency: market.rate for market in self.scenario.markets}
        return rates | {self.scenario.currency: Decimal(1)}

    @cached_property
    def country_currency(self) -> dict[str, str]:
        """Currency of each market by country."""
        return {market.country: market.currency for market in self.scenario.markets}

    @cached_property
    def offered(self) -> set[tuple[str, str]]:
        """Offers by name with the countries of which their coverage says anything."""
        return {(row.offer, row.country) for row in self.scenario.coverage}

    @cached_property
    def demand(self) -> dict[tuple[str, date], int]:
        """Orders by lane and period."""
        return {(row.lane, row.period): row.orders for row in self.scenario.demand}

    @cached_property
    def profiles(self) -> Profiles:
        """What a lane's orders are like."""
        return Profiles(self.scenario)

    def points(self, lane: Lane) -> list[ProfilePoint]:
        """Give the lane's profile: its rows, or the mean order as a single point."""
        return self.profiles.points(lane)

    def worth(self, currency: str, other: str) -> Fraction:
        """Give what one unit of a currency is worth in another one, exactly."""
        key = (currency, other)
        if key not in self._worth:
            self._worth[key] = Fraction(self.rates[currency]) / Fraction(self.rates[other])
        return self._worth[key]

    @cached_property
    def rate_rows(self) -> dict[tuple[str, str | None], list[Rate]]:
        """Rows of each rate card and zone, lightest first.

        One without an end goes on to where the next begins.
        """
        rows: dict[tuple[str, str | None], list[Rate]] = defaultdict(list)
        for row in self.scenario.rate_cards:
            rows[row.rate_card, row.zone].append(row)
        for zone_rows in rows.values():
            zone_rows.sort(key=lambda row: row.over_weight_g)
        return {place: end_rows(zone_rows) for place, zone_rows in rows.items()}

    @cached_property
    def cod_fee_steps(self) -> dict[str, list[CodFeeStep]]:
        """Steps of each COD fee table, lowest value first."""
        steps: dict[str, list[CodFeeStep]] = defaultdict(list)
        for step in self.scenario.cod_fee_tables:
            steps[step.cod_fee_table].append(step)
        for of_table in steps.values():
            of_table.sort(key=lambda step: step.over_value)
        return dict(steps)

    @cached_property
    def surcharges_of(self) -> dict[str, list[Surcharge]]:
        """Rows of surcharges by offer, in file order."""
        rows: dict[str, list[Surcharge]] = defaultdict(list)
        for row in self.scenario.surcharges:
            rows[row.offer].append(row)
        return dict(rows)

    @cached_property
    def _duties(self) -> Precedence[Duty]:
        return Precedence(self.scenario.duties, DUTY_KEY)

    def duty(self, lane: Lane) -> Duty | None:
        """Give the row of duties that applies to a lane's goods, or None."""
        number = self._duties.find({"country": lane.country, "category": lane.category})
        return None if number is None else self._duties.row(number)

    def tax_rate(self, offer: Offer, coverage: Coverage) -> Decimal:
        """Give the tax on the offer's fees in a place; 0 where none is stated."""
        stated = offer.tax_rate if coverage.tax_rate is None else coverage.tax_rate
        return Decimal(0) if stated is None else stated

    @cached_property
    def tiers(self) -> dict[str, list[PriceTier]]:
        """Price tiers of each schedule, lowest first, its holes filled with the list price."""
        tiers: dict[str, list[PriceTier]] = defaultdict(list)
        for tier in self.scenario.price_tiers:
            tiers[tier.schedule].append(tier)
        schedules = self.named_schedules
        return {
            name: fill(schedules[name], sorted(ladder, key=lambda tier: tier.from_volume))
            for name, ladder in tiers.items()
        }

    @cached_property
    def named_schedules(self) -> dict[str, PriceSchedule]:
        """Price schedules by name, in file order."""
        return {row.schedule: row for row in self.scenario.price_schedules}

    @cached_property
    def _schedules(self) -> dict[str, list[PriceSchedule]]:
        by_provider: dict[str, list[PriceSchedule]] = defaultdict(list)
        for schedule in self.scenario.price_schedules:
            by_provider[schedule.provider].append(schedule)
        return by_provider

    def schedules(self, offer: Offer, lane: Lane) -> list[PriceSchedule]:
        """Give the schedules that count this offer on this lane; the checks allow one at most."""
        return [s for s in self._schedules.get(offer.provider, ()) if counts(s, offer, lane)]

    @cached_property
    def _coverage(self) -> Precedence[Coverage]:
        return Precedence(self.scenario.coverage, COVERAGE_KEY)

    def coverage(self, offer: Offer, lane: Lane) -> Coverage | None:
        """Give the coverage row that applies, or None where the offer says nothing."""
        number = self.coverage_row(offer, lane)
        return None if number is None else self._coverage.row(number)

    def coverage_row(self, offer: Offer, lane: Lane) -> int | None:
        """Give the number of the coverage row that applies (0-based), or None."""
        key = (offer.offer, lane.country, lane.region)
        if key not in self._covered_by:
            thing = dict(zip(("offer", "country", "region"), key, strict=True))
            self._covered_by[key] = self._coverage.find(thing)
        return self._covered_by[key]

    @cached_property
    def _peak(self) -> Precedence[PeakSurcharge]:
        return Precedence(self.scenario.peak_surcharges, PEAK_KEY)

    def peak_surcharge(self, offer: Offer, country: str, period: date) -> Decimal:
        """Give the peak surcharge per order handed over, in the offer's currency."""
        number = self._peak.find({"offer": offer.offer, "country": country, "period": period})
        return Decimal(0) if number is None else self._peak.row(number).amount

    @cached_property
    def _performance(self) -> Precedence[Performance]:
        return Precedence(self.scenario.performance, PERFORMANCE_KEY)

    def performance_row(self, offer: Offer, lane: Lane) -> int | None:
        """Give the number of the performance row that applies (0-based), or None."""
        return self._performance.find(performance_key(offer, lane))

    def capacity_limits(self) -> Iterator[CapacityLimit]:
        """Give every capacity in every period; a row naming the period overrides one for all."""
        scopes: dict[_Scope, dict[date | None, Capacity]] = defaultdict(dict)
        for row in self.scenario.capacity:
            scope = (row.provider, row.country, row.region, row.lane, row.unit)
            scopes[scope][row.period] = row
        for scope, by_period in scopes.items():
            for period in self.scenario.horizon.period_ids:
                applies: Capacity | None = by_period.get(period, by_period.get(None))
                if applies is not None:
                    yield CapacityLimit(*scope, period=period, capacity=applies.capacity)


def counts(schedule: PriceSchedule, offer: Offer, lane: Lane) -> bool:
    """Tell whether a schedule counts and prices the orders of an offer on a lane."""
    return (
        schedule.provider == offer.provider
        and (not schedule.offers or offer.offer in schedule.offers)
        and (not schedule.countries or lane.country in schedule.countries)
        and (not schedule.regions or lane.region in schedule.regions)
        and (not schedule.value_tiers or lane.value_tier in schedule.value_tiers)
    )


def performance_key(offer: Offer, lane: Lane) -> dict[str, object]:
    """Give what the key cells of performance rows are compared with."""
    return {
        "region": lane.region,
        "value_tier": lane.value_tier,
        "category": lane.category,
        "offer": offer.offer,
        "country": lane.country,
        "provider": offer.provider,
    }


def end_rows(rows: list[Rate]) -> list[Rate]:
    """End every row of a zone but the last: one without an end goes on to where the next begins."""
    return [
        row.model_copy(update={"up_to_weight_g": after.over_weight_g})
        if row.up_to_weight_g is None and after and after.over_weight_g > row.over_weight_g
        else row
        for row, after in zip_longest(rows, rows[1:])
    ]
