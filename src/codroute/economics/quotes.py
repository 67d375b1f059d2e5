"""Which offers can carry which lanes, and what is known of them there."""

from collections.abc import Sequence

import numpy as np

from codroute.economics.arrays import FloatArray
from codroute.economics.model import Quotes
from codroute.plan.model import Excluded
from codroute.scenario.catalog import Catalog
from codroute.scenario.eligibility import Reason, ineligibility
from codroute.scenario.tables import Lane, Offer, Performance


def list_quotes(catalog: Catalog) -> Quotes:
    """List the eligible pairs of lane and offer, and why the others are not."""
    scenario = catalog.scenario
    pairs: list[tuple[int, int]] = []
    excluded: list[Excluded] = []
    offers_in = {
        country: [
            (number, offer)
            for number, offer in enumerate(scenario.offers)
            if (offer.offer, country) in catalog.offered
        ]
        for country in catalog.country_currency
    }
    for lane_number, lane in enumerate(scenario.lanes):
        for offer_number, offer in offers_in[lane.country]:
            reason = ineligibility(catalog, offer, lane)
            if reason is None:
                pairs.append((lane_number, offer_number))
            else:
                excluded.append(_excluded(lane, offer, reason))
    return quotes_of(catalog, scenario.lanes, pairs, tuple(excluded))


def _excluded(lane: Lane, offer: Offer, reason: Reason) -> Excluded:
    return Excluded(lane=lane.lane, offer=offer.offer, reason=reason.kind, detail=reason.detail)


def quotes_of(
    catalog: Catalog,
    lanes: Sequence[Lane],
    pairs: Sequence[tuple[int, int]],
    excluded: tuple[Excluded, ...] = (),
) -> Quotes:
    """Look up what the tables say of pairs of a lane and an offer, by their numbers.

    Where no performance is known of a pair, its row is −1 and its rates are NaN.
    """
    scenario = catalog.scenario
    providers = tuple(row.provider for row in scenario.providers)
    provider_number = {name: number for number, name in enumerate(providers)}
    schedule_number = {row.schedule: n for n, row in enumerate(scenario.price_schedules)}
    schedule, coverage, performance = [], [], []
    for lane_number, offer_number in pairs:
        lane, offer = lanes[lane_number], scenario.offers[offer_number]
        counted = catalog.schedules(offer, lane)
        schedule.append(schedule_number[counted[0].schedule] if counted else -1)
        coverage.append(catalog.coverage_row(offer, lane))
        known = catalog.performance_row(offer, lane)
        performance.append(-1 if known is None else known)
    covered = scenario.coverage
    zones = tuple(dict.fromkeys(row.zone for row in covered))
    zone_number = {zone: number for number, zone in enumerate(zones)}
    coverage_row = np.array(coverage, dtype=np.int64)
    indices = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    rows = np.array(performance, dtype=np.int64)
    rates = _rates(scenario.performance)[rows]
    provider_of = np.array([provider_number[o.provider] for o in scenario.offers], dtype=np.int64)
    return Quotes(
        lanes=tuple(lanes),
        offers=scenario.offers,
        providers=providers,
        schedules=scenario.price_schedules,
        zones=zones,
        lane=indices[:, 0],
        offer=indices[:, 1],
        provider=provider_of[indices[:, 1]],
        schedule=np.array(schedule, dtype=np.int64),
        coverage_row=coverage_row,
        performance_row=rows,
        paid_rate=rates[:, 0],
        loss_rate=rates[:, 1],
        transit_days=rates[:, 2],
        attempt_rates=rates[:, 3:].T,
        zone=np.array([zone_number[row.zone] for row in covered], dtype=np.int64)[coverage_row],
        remote_surcharge=np.array([float(row.remote_surcharge) for row in covered])[coverage_row],
        excluded=excluded,
    )


def _rates(table: Sequence[Performance]) -> FloatArray:
    """Give ``(row + 1, 5)`` rates paid and lost, days of transit, rates of further attempts.

    The last row is unknown: NaN. Attempts that are not stated are not charged for: the checks ask
    for them where they are.
    """
    rows = [
        (
            row.paid_rate,
            row.loss_rate,
            row.transit_days,
            row.second_attempt_rate or 0,
            row.third_attempt_rate or 0,
        )
        for row in table
    ]
    return np.array([*rows, (np.nan,) * 5], dtype=np.float64)
