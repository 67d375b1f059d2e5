"""What nobody can carry or reach: warnings, since it may be meant."""

from collections import Counter, defaultdict

from codroute.scenario.catalog import Catalog
from codroute.scenario.checks.draft import Draft
from codroute.scenario.eligibility import ineligibility
from codroute.scenario.reading.text import Phrase
from codroute.scenario.tables import Lane, Offer, Performance

Quotes = list[tuple[Offer, Lane]]

_LISTED = 6
"""More lanes than this that lack the same are counted instead of named."""


def listed(lanes: list[str], country: str) -> str:
    """Name the lanes of a country, or the first of them with the number of the others."""
    others = len(lanes) - _LISTED
    rest = f" and {others} more lanes of {country}" if others > 0 else ""
    return ", ".join(lanes[:_LISTED]) + rest


def warn_unserved(draft: Draft, catalog: Catalog, quotes: Quotes) -> None:
    """Warn of orders and offers without each other, and of floors and trials out of reach."""
    _warn_lanes(draft, quotes)
    _warn_offers(draft, catalog, quotes)
    _warn_floors(draft, catalog, quotes)
    _warn_trials(draft, quotes)


def _warn_lanes(draft: Draft, quotes: Quotes) -> None:
    served = {lane.lane for _, lane in quotes}
    wanted = {row.lane for row in draft.rows("demand") if row.orders} - served
    lacking: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for index, lane in draft.numbered("lanes"):
        if lane.lane in wanted:
            lacking[lane.country].append((index, lane.lane))
    for country, lanes in lacking.items():
        found = Phrase(f"no offer that can carry {listed([name for _, name in lanes], country)}")
        draft.warn("lanes", lanes[0][0], "region", found, "one, or no orders: these are declined")


def _warn_offers(draft: Draft, catalog: Catalog, quotes: Quotes) -> None:
    used = {offer.offer for offer, _ in quotes}
    for index, offer in draft.numbered("offers"):
        if offer.offer in used:
            continue
        reasons = [ineligibility(catalog, offer, lane) for lane in draft.rows("lanes")]
        kinds = Counter(reason.kind for reason in reasons if reason is not None)
        why = ", ".join(f"{kind.replace('_', ' ')} on {n}" for kind, n in kinds.most_common())
        draft.warn("offers", index, "offer", offer.offer, f"an offer that carries a lane: {why}")


def _warn_floors(draft: Draft, catalog: Catalog, quotes: Quotes) -> None:
    policy = draft.settings.get("policy")
    for number, floor in enumerate(policy.service if policy else (), start=1):
        records: list[Performance] = [
            catalog.scenario.performance[row]
            for offer, lane in quotes
            if floor.value_tier == lane.value_tier and floor.country in (None, lane.country)
            if (row := catalog.performance_row(offer, lane)) is not None
        ]
        place, best = f"policy.service.{number}", f"the best of any offer on {floor.value_tier}"
        if not records:
            continue
        paid, days = max(r.paid_rate for r in records), min(r.transit_days for r in records)
        if floor.min_paid_rate is not None and floor.min_paid_rate > paid:
            wanted = f"at most {paid}, {best}"
            draft.warn("", None, f"{place}.min_paid_rate", floor.min_paid_rate, wanted)
        if floor.max_transit_days is not None and floor.max_transit_days < days:
            wanted = f"at least {days}, {best}"
            draft.warn("", None, f"{place}.max_transit_days", floor.max_transit_days, wanted)


def _warn_trials(draft: Draft, quotes: Quotes) -> None:
    """Warn of trials that ask for more orders than their offers can be given."""
    if not draft.sound("trials"):
        return
    orders: Counter[str] = Counter()
    for row in draft.rows("demand"):
        orders[row.lane] += row.orders
    for index, trial in draft.numbered("trials"):
        lanes = {
            lane.lane
            for offer, lane in quotes
            if offer.provider == trial.provider
            and (not trial.offers or offer.offer in trial.offers)
            and trial.country in (None, lane.country)
            and trial.region in (None, lane.region)
        }
        most = sum(orders[lane] for lane in lanes)
        if trial.min_orders > most:
            wanted = f"at most {most}, the orders of the lanes that its offers can carry there"
            draft.warn("trials", index, "min_orders", trial.min_orders, wanted)
        elif not lanes:
            wanted = "a place where its offers can carry a lane: the row bounds nothing"
            draft.warn("trials", index, "trial", trial.trial, wanted)
