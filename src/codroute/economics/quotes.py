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
    return _arrays(catalog, pairs, excluded)


def _excluded(lane: Lane, offer: Offer, reason: Reason) -> Excluded:
    return Excluded(lane=lane.lane, offer=offer.offer, reason=reason.kind, detail=reason.detail)


def _arrays(catalog: Catalog, pairs: list[tuple[int, int]], excluded: list[Excluded]) -> Quotes:
    scenario = catalog.scenario
    providers = tuple(row.provider for row in scenario.providers)
    provider_number = {name: number for number, name in enumerate(providers)}
    schedule_number = {row.schedule: n for n, row in enumerate(scenario.price_schedules)}
    schedule, coverage, performance = [], [], []
    for lane_number, offer_number in pairs:
        lane, offer = scenario.lanes[lane_number], scenario.offers[offer_number]
        counted = catalog.schedules(offer, lane)
        schedule.append(schedule_number[counted[0].schedule] if counted else -1)
        coverage.append(catalog.coverage_row(offer, lane))
        performance.append(catalog.performance_row(offer, lane))
    table, covered = scenario.performance, scenario.coverage
    zones = tuple(dict.fromkeys(row.zone for row in covered))
    zone_number = {zone: number for number, zone in enumerate(zones)}
    coverage_row = np.array(coverage, dtype=np.int64)
    indices = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    rows = np.array(performance, dtype=np.int64)
    provider_of = np.array([provider_number[o.provider] for o in scenario.offers], dtype=np.int64)
    return Quotes(
        lanes=scenario.lanes,
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
        paid_rate=np.array([float(row.paid_rate) for row in table])[rows],
        loss_rate=np.array([float(row.loss_rate) for row in table])[rows],
        transit_days=np.array([float(row.transit_days) for row in table])[rows],
        attempt_rates=_attempt_rates(table)[:, rows],
        zone=np.array([zone_number[row.zone] for row in covered], dtype=np.int64)[coverage_row],
        remote_surcharge=np.array([float(row.remote_surcharge) for row in covered])[coverage_row],
        excluded=tuple(excluded),
    )


def _attempt_rates(table: Sequence[Performance]) -> FloatArray:
    """Give ``(2, row)`` the shares of orders that need a second and a third attempt.

    What is not stated is not charged for: the checks ask for it where it is.
    """
    stated = [(row.second_attempt_rate, row.third_attempt_rate) for row in table]
    return np.array([[float(rate or 0) for rate in rates] for rates in stated]).reshape(-1, 2).T
