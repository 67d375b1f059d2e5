"""Every quote that exists can be priced: its card has the zone, its performance is known."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from codroute.scenario.catalog import Catalog
from codroute.scenario.checks.draft import Draft
from codroute.scenario.checks.plausible import warn_near_steps, warn_overridden_services
from codroute.scenario.checks.served import listed, warn_unserved
from codroute.scenario.eligibility import ineligibility, own_cards, rate_cards_used
from codroute.scenario.quotable import why_dimensions
from codroute.scenario.reading.text import Phrase
from codroute.scenario.tables import Lane, Offer

_NEEDED = (
    "markets",
    "lanes",
    "profile",
    "providers",
    "offers",
    "coverage",
    "rate_cards",
    "price_schedules",
    "price_tiers",
    "performance",
    "cod_fee_tables",
    "surcharges",
    "duties",
)


def check_eligible(draft: Draft) -> None:
    """Report quotes that cannot be priced or have mixed currencies; needs sound tables."""
    if "currency" not in draft.settings or not draft.sound(*_NEEDED):
        return
    catalog = Catalog(draft.scenario())
    quotes = [
        (offer, lane)
        for offer in draft.rows("offers")
        for lane in draft.rows("lanes")
        if (offer.offer, lane.country) in catalog.offered
        and ineligibility(catalog, offer, lane) is None
    ]
    _report_gaps(draft, catalog, quotes)
    _report_unknown_performance(draft, catalog, quotes)
    _report_lacking_dimensions(draft, catalog, quotes)
    _report_mixed_currencies(draft, catalog, quotes)
    warn_near_steps(draft, catalog, quotes)
    warn_overridden_services(draft, catalog, quotes)
    warn_unserved(draft, catalog, quotes)


def _report_gaps(draft: Draft, catalog: Catalog, quotes: list[tuple[Offer, Lane]]) -> None:
    """Report what is missing to price a quote, once per offer and place."""
    reported: set[tuple[str, object]] = set()
    for offer, lane in quotes:
        for gap in _gaps(catalog, offer, lane):
            if (offer.offer, gap.place) not in reported:
                reported.add((offer.offer, gap.place))
                draft.report(gap.table, None, gap.column, Phrase(gap.found), gap.wanted)


def _report_unknown_performance(
    draft: Draft, catalog: Catalog, quotes: list[tuple[Offer, Lane]]
) -> None:
    """Report lanes without a row of performance, once per offer and country: one row may do."""
    lacking: dict[tuple[str, str], list[str]] = defaultdict(list)
    attempts: dict[tuple[int, str], str] = {}
    rows = draft.numbered("performance")
    for offer, lane in quotes:
        row = catalog.performance_row(offer, lane)
        if row is None:
            lacking[offer.offer, lane.country].append(lane.lane)
        elif (column := _lacking_attempts(catalog, offer, row)) is not None:
            attempts.setdefault((row, column), offer.offer)
    for (row, column), offer_name in attempts.items():
        wanted = f"a share of the orders: {offer_name} charges re-deliveries"
        draft.report("performance", rows[row][0], column, None, wanted)
    for (offer_name, country), lanes in lacking.items():
        found = Phrase(f"no row that applies to {offer_name} on {listed(lanes, country)}")
        draft.report("performance", None, "paid_rate", found, "a row, general or specific")


def _lacking_attempts(catalog: Catalog, offer: Offer, row: int) -> str | None:
    """Name the rate of further attempts that the offer's fee needs and a row does not state."""
    if offer.free_redeliveries is None:
        return None
    performance = catalog.scenario.performance[row]
    needed = ("second_attempt_rate", "third_attempt_rate")[offer.free_redeliveries :]
    return next((column for column in needed if getattr(performance, column) is None), None)


def _report_lacking_dimensions(
    draft: Draft, catalog: Catalog, quotes: list[tuple[Offer, Lane]]
) -> None:
    """Report rows without the dimensions that an offer's prices and limits need."""
    rows: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for table in ("lanes", "profile"):
        for index, row in draft.numbered(table):
            if row.length_cm is None and (table == "profile" or row.weight_g is not None):
                rows[row.lane].append((table, index))
    why = {offer.offer: why_dimensions(catalog, offer) for offer in draft.rows("offers")}
    for offer, lane in quotes:
        if lane.lane in rows and (reason := why[offer.offer]) is not None:
            wanted = f"length, width and height, since {offer.offer} {reason}"
            for table, index in rows[lane.lane]:
                draft.report(table, index, "length_cm", None, wanted)


@dataclass(frozen=True)
class _Gap:
    """What is missing to price a quote; one fault per offer and ``place`` is enough."""

    table: str
    column: str
    found: str
    wanted: str
    place: object


def _gaps(catalog: Catalog, offer: Offer, lane: Lane) -> Iterator[_Gap]:
    """Give what is missing to price the quote."""
    coverage = catalog.coverage(offer, lane)
    assert coverage is not None  # the quote is eligible
    for card in rate_cards_used(catalog, offer, lane):
        if (card, coverage.zone) not in catalog.rate_rows:
            zone = coverage.zone or "(blank)"
            found = f"no row of card {card} for zone {zone}"
            wanted = f"one: {offer.offer} serves {lane.region} in this zone"
            yield _Gap("rate_cards", "zone", found, wanted, (card, zone))
    if offer.duties.form == "paid" and catalog.duty(lane) is None:
        goods = f"{lane.country}, {lane.category}" if lane.category else lane.country
        wanted = f"one, with rates of 0 where nothing is due: {offer.offer} pays duties"
        yield _Gap("duties", "duty_rate", f"no row that applies to {goods}", wanted, goods)
    schedules = catalog.schedules(offer, lane)
    if len(schedules) > 1:
        names = ", ".join(schedule.schedule for schedule in schedules)
        found = f"{names} all count {offer.offer} on {lane.lane}"
        yield _Gap("price_schedules", "schedule", found, "one schedule per offer and lane", names)


def _report_mixed_currencies(
    draft: Draft, catalog: Catalog, quotes: list[tuple[Offer, Lane]]
) -> None:
    """Report cards of price tiers that would be in two currencies."""
    users: dict[str, dict[str, str]] = defaultdict(dict)
    for offer, lane in quotes:
        for schedule in catalog.schedules(offer, lane):
            users[schedule.schedule].setdefault(offer.currency, offer.offer)
    of_card = {
        card: {offer.currency: offer.offer}
        for offer in draft.rows("offers")
        for card in own_cards(offer)
    }
    for index, tier in draft.numbered("price_tiers"):
        if tier.form == "rate_card":
            used = of_card.setdefault(tier.rate_card, {})
            for currency, offer_name in users[tier.schedule].items():
                used.setdefault(currency, offer_name)
            if len(used) > 1:
                wanted = f"a card in one currency, which {tier.rate_card} is not"
                draft.report("price_tiers", index, "rate_card", _in_words(used), wanted)


def _in_words(users: dict[str, str]) -> Phrase:
    return Phrase(" and ".join(f"{offer} in {currency}" for currency, offer in users.items()))
