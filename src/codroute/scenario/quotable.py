"""Whether one order can be priced under an offer, and if not, why."""

from dataclasses import dataclass

from codroute.scenario.catalog import Catalog
from codroute.scenario.chargeable import needs_dimensions
from codroute.scenario.eligibility import ineligibility, rate_cards_used
from codroute.scenario.order import Order
from codroute.scenario.spread import Spread
from codroute.scenario.tables import Offer


@dataclass(frozen=True)
class Unquotable:
    """Why an order, by its number, has no price under an offer."""

    order: int
    offer: str
    reason: str
    detail: str


def obstacle(catalog: Catalog, number: int, order: Order, offer: Offer) -> Unquotable | None:
    """Give the reason why an order has no price under an offer, or None where it has one.

    Beside what keeps an offer from carrying a lane these are gaps that the checks of a scenario
    find for its lanes only: an order may go where no lane is.
    """
    spread, place = Spread([order.point]), order.place
    missing = why_dimensions(catalog, offer)
    if missing is not None and not spread.has_dimensions:
        return Unquotable(number, offer.offer, "no_dimensions", f"{offer.offer} {missing}")
    reason = ineligibility(catalog, offer, place, spread)
    if reason is not None:
        return Unquotable(number, offer.offer, str(reason.kind), reason.detail)
    coverage = catalog.coverage(offer, place)
    assert coverage is not None  # the offer is eligible
    for card in rate_cards_used(catalog, offer, place):
        if (card, coverage.zone) not in catalog.rate_rows:
            detail = f"{card} has no zone {coverage.zone or '(blank)'}"
            return Unquotable(number, offer.offer, "no_rate_for_zone", detail)
    schedules = catalog.schedules(offer, place)
    if len(schedules) > 1:
        names = ", ".join(schedule.schedule for schedule in schedules)
        return Unquotable(number, offer.offer, "several_price_schedules", f"{names} all count it")
    if offer.duties.form == "paid" and catalog.duty(place) is None:
        return Unquotable(number, offer.offer, "no_duties", f"no duties of {order.country}")
    return None


def why_dimensions(catalog: Catalog, offer: Offer) -> str | None:
    """Say why an offer needs to know how large a parcel is; None where it need not."""
    if needs_dimensions(offer.volumetric):
        return "charges by volume"
    if offer.max_side_cm is not None or offer.max_sides_sum_cm is not None:
        return "limits the size"
    if any(
        row.over_side_cm is not None or row.over_sides_sum_cm is not None
        for row in catalog.surcharges_of.get(offer.offer, ())
    ):
        return "charges for large parcels"
    return None
