"""Whether an offer can carry a lane, and if not, why: the reason is kept for the explanation."""

from dataclasses import dataclass
from enum import StrEnum

from codroute.scenario.catalog import Catalog
from codroute.scenario.tables import Lane, Offer, Rate


class Ineligible(StrEnum):
    """Why an offer cannot carry a lane."""

    NOT_COVERED = "not_covered"
    CATEGORY = "category_not_carried"
    GOODS = "goods_not_carried"
    COD_VALUE = "cod_value_above_limit"
    WEIGHT = "weight_above_limit"
    SIZE = "size_above_limit"
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
    reason = _limit_reason(catalog, offer, lane)
    if reason is not None:
        return reason
    rows = [
        row
        for card in rate_cards_used(catalog, offer, lane)
        for row in catalog.rate_rows.get((card, coverage.zone), ())[-1:]
    ]
    return _card_reason(catalog, offer, lane, rows)


def rate_cards_used(catalog: Catalog, offer: Offer, lane: Lane) -> list[str]:
    """List the offer's card and those of the price tiers that can apply on the lane."""
    tiers = [t for s in catalog.schedules(offer, lane) for t in catalog.tiers.get(s.schedule, ())]
    own = [tier.rate_card for tier in tiers if tier.form == "rate_card"]
    return [offer.rate_card, *own]


def _limit_reason(catalog: Catalog, offer: Offer, lane: Lane) -> Reason | None:
    """Compare the dearest and the heaviest order with what the offer carries."""
    if not catalog.carries_value(offer, lane):
        value = catalog.profiles.dearest(lane)
        currency = catalog.country_currency[lane.country]
        detail = f"{value} {currency} > {offer.max_cod_value} {offer.currency}"
        return Reason(Ineligible.COD_VALUE, detail)
    if offer.max_weight_g is not None:
        heaviest = max(point.weight_g for point in catalog.points(lane))
        if heaviest > offer.max_weight_g:
            return Reason(Ineligible.WEIGHT, f"{heaviest} g > {offer.max_weight_g} g")
    return None


def _card_reason(
    catalog: Catalog, offer: Offer, lane: Lane, last_rows: list[Rate]
) -> Reason | None:
    """Compare the heaviest chargeable weight with where each card in use ends."""
    profiles = catalog.profiles
    for row in last_rows:
        if row.up_to_weight_g is None:
            continue
        if not profiles.is_priceable(offer.volumetric, lane):
            return None  # a fault of its own: the checks ask for the dimensions
        heaviest = profiles.heaviest_chargeable_g(offer.volumetric, lane)
        if heaviest > row.up_to_weight_g:
            end = f"{row.rate_card} ends at {row.up_to_weight_g} g"
            return Reason(Ineligible.NO_RATE, f"{float(heaviest):g} g chargeable, {end}")
    return None
