"""Whether an offer can carry a lane, and if not, why: the reason is kept for the explanation."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from codroute.scenario.catalog import Catalog
from codroute.scenario.chargeable import chargeable_weight_g, needs_dimensions
from codroute.scenario.tables import Lane, Offer, ProfilePoint, Rate


class Ineligible(StrEnum):
    """Why an offer cannot carry a lane."""

    NOT_COVERED = "not_covered"
    CATEGORY = "category_not_carried"
    COD_VALUE = "cod_value_above_limit"
    WEIGHT = "weight_above_limit"
    NO_RATE = "weight_beyond_rate_card"


@dataclass(frozen=True)
class Reason:
    """Why an offer cannot carry a lane, with the figures behind it."""

    kind: Ineligible
    detail: str


def ineligibility(catalog: Catalog, offer: Offer, lane: Lane) -> Reason | None:
    """Give the reason why the offer cannot carry the lane, or None where it can.

    A limit holds for every point of the lane's profile: an offer that could not carry some of
    the lane's orders does not carry the lane.
    """
    coverage = catalog.coverage(offer, lane)
    if coverage is None or not coverage.served:
        return Reason(Ineligible.NOT_COVERED, f"{offer.offer} does not serve {lane.region}")
    if offer.categories and lane.category not in offer.categories:
        carried = ", ".join(offer.categories)
        return Reason(Ineligible.CATEGORY, f"{lane.category or 'no category'}, carries {carried}")
    points = catalog.points(lane)
    currency = catalog.country_currency[lane.country]
    for point in points:
        reason = _limit_reason(catalog, offer, point, currency)
        if reason is not None:
            return reason
    rows = [
        row
        for card in rate_cards_used(catalog, offer, lane)
        for row in catalog.rate_rows.get((card, coverage.zone), ())[-1:]
    ]
    return _card_reason(offer, points, rows)


def rate_cards_used(catalog: Catalog, offer: Offer, lane: Lane) -> list[str]:
    """List the offer's card and those of the price tiers that can apply on the lane."""
    tiers = [t for s in catalog.schedules(offer, lane) for t in catalog.tiers.get(s.schedule, ())]
    own = [tier.rate_card for tier in tiers if tier.form == "rate_card"]
    return [offer.rate_card, *own]


def _limit_reason(
    catalog: Catalog, offer: Offer, point: ProfilePoint, currency: str
) -> Reason | None:
    if offer.max_cod_value is not None:
        value = Fraction(point.cod_value) * Fraction(catalog.rates[currency])
        limit = Fraction(offer.max_cod_value) * Fraction(catalog.rates[offer.currency])
        if value > limit:
            detail = f"{point.cod_value} {currency} > {offer.max_cod_value} {offer.currency}"
            return Reason(Ineligible.COD_VALUE, detail)
    if offer.max_weight_g is not None and point.weight_g > offer.max_weight_g:
        return Reason(Ineligible.WEIGHT, f"{point.weight_g} g > {offer.max_weight_g} g")
    return None


def _card_reason(offer: Offer, points: list[ProfilePoint], last_rows: list[Rate]) -> Reason | None:
    """Compare the heaviest chargeable weight with where each card in use ends."""
    if needs_dimensions(offer.volumetric) and any(point.length_cm is None for point in points):
        return None  # a fault of its own: the checks ask for the dimensions
    heaviest = max(chargeable_weight_g(offer.volumetric, point) for point in points)
    for row in last_rows:
        if row.up_to_weight_g is not None and heaviest > row.up_to_weight_g:
            detail = (
                f"{float(heaviest):g} g chargeable, {row.rate_card} ends at {row.up_to_weight_g} g"
            )
            return Reason(Ineligible.NO_RATE, detail)
    return None
