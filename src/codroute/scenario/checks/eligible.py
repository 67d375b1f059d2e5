"""Every quote that exists can be priced: its card has the zone, its performance is known."""

from codroute.scenario.catalog import Catalog
from codroute.scenario.chargeable import needs_dimensions
from codroute.scenario.draft import Draft
from codroute.scenario.eligibility import ineligibility, rate_cards_used
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
)


def check_eligible(draft: Draft) -> None:
    """Report quotes that cannot be priced, once per offer and place; needs sound tables."""
    if not draft.sound(*_NEEDED):
        return
    scenario = draft.scenario()
    catalog = Catalog(scenario)
    seen: set[tuple[str, str, object]] = set()
    for offer_index, offer in draft.numbered("offers"):
        for lane_index, lane in draft.numbered("lanes"):
            if ineligibility(catalog, offer, lane) is None:
                for table, column, found, wanted, place in _gaps(catalog, offer, lane):
                    if (table, offer.offer, place) not in seen:
                        seen.add((table, offer.offer, place))
                        index = {"offers": offer_index, "lanes": lane_index}.get(table)
                        draft.report(table, index, column, found, wanted)


def _gaps(catalog: Catalog, offer: Offer, lane: Lane) -> list[tuple[str, str, str, str, object]]:
    """List what is missing to price the quote: table, column, found, wanted, place."""
    gaps: list[tuple[str, str, str, str, object]] = []
    coverage = catalog.coverage(offer, lane)
    assert coverage is not None  # the quote is eligible
    for card in rate_cards_used(catalog, offer, lane):
        if (card, coverage.zone) not in catalog.rate_rows:
            found = f"no row of card {card} for zone {coverage.zone or '(blank)'}"
            gaps.append(("rate_cards", "zone", found, f"one: {offer.offer} is served there", card))
    if catalog.performance_row(offer, lane) is None:
        found = f"no row that applies to {offer.offer} on {lane.lane}"
        gaps.append(("performance", "paid_rate", found, "a row, general or specific", lane.country))
    if len(catalog.schedules(offer, lane)) > 1:
        names = ", ".join(s.schedule for s in catalog.schedules(offer, lane))
        found = f"{names} all count {offer.offer} on {lane.lane}"
        gaps.append(("price_schedules", "schedule", found, "one schedule per quote", names))
    dimensionless = any(point.length_cm is None for point in catalog.points(lane))
    if needs_dimensions(offer.volumetric) and dimensionless:
        wanted = f"dimensions, since {offer.offer} charges by volume"
        gaps.append(("lanes", "length_cm", f"none for {lane.lane}", wanted, lane.lane))
    return gaps
