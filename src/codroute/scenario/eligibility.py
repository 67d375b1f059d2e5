"""Whether an offer can carry a lane, and if not, why: the reason is kept for the explanation."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from codroute.scenario.catalog import Catalog
from codroute.scenario.fees import RateCardReturn, TableCodFee
from codroute.scenario.spread import Spread
from codroute.scenario.tables import Coverage, Lane, Offer, Rate

_Limit = TypeVar("_Limit", int, Decimal)


class Ineligible(StrEnum):
    """Why an offer cannot carry a lane."""

    NOT_COVERED = "not_covered"
    CATEGORY = "category_not_carried"
    GOODS = "goods_not_carried"
    COD_VALUE = "cod_value_above_limit"
    WEIGHT = "weight_above_limit"
    SIZE = "size_above_limit"
    NO_RATE = "weight_beyond_rate_card"
    NO_COD_FEE = "cod_value_beyond_fee_table"


@dataclass(frozen=True)
class Reason:
    """Why an offer cannot carry a lane, with the figures behind it."""

    kind: Ineligible
    detail: str


def ineligibility(
    catalog: Catalog, offer: Offer, lane: Lane, spread: Spread | None = None
) -> Reason | None:
    """Give the first reason why the offer cannot carry the lane, or None where it can.

    A limit holds for every point of the lane's profile: an offer that could not carry some of
    the lane's orders does not carry the lane. ``spread`` judges other orders in the lane's place.
    """
    coverage = catalog.coverage(offer, lane)
    if coverage is None or not coverage.served:
        return Reason(Ineligible.NOT_COVERED, f"{offer.offer} does not serve {lane.region}")
    if offer.categories and lane.category not in offer.categories:
        carried = ", ".join(offer.categories)
        return Reason(Ineligible.CATEGORY, f"{lane.category or 'no category'}, carries {carried}")
    reasons = _reasons(catalog, offer, lane, coverage, spread or catalog.profiles.spread(lane))
    return next(reasons, None)


def own_cards(offer: Offer) -> tuple[str, ...]:
    """List the cards that the offer itself names: that of the way out, and of the way back."""
    back = offer.return_fee
    if isinstance(back, RateCardReturn):
        return offer.rate_card, back.rate_card
    return (offer.rate_card,)


def rate_cards_used(catalog: Catalog, offer: Offer, lane: Lane) -> list[str]:
    """List the offer's own cards, and those of the price tiers that can apply between them."""
    tiers = [t for s in catalog.schedules(offer, lane) for t in catalog.tiers.get(s.schedule, ())]
    out, *back = own_cards(offer)
    return [out, *(tier.rate_card for tier in tiers if tier.form == "rate_card"), *back]


def _reasons(
    catalog: Catalog, offer: Offer, lane: Lane, coverage: Coverage, spread: Spread
) -> Iterator[Reason]:
    """Compare the orders with every limit, in the order in which reasons are told."""
    refused = sorted(spread.goods_flags & set(offer.refused_flags)) if offer.refused_flags else []
    if refused:
        yield Reason(Ineligible.GOODS, f"{', '.join(refused)}: {offer.offer} refuses it")
    yield from _value_reason(catalog, offer, lane, coverage, spread)
    most_g = least(offer.max_weight_g, coverage.max_weight_g)
    if most_g is not None and spread.heaviest_g > most_g:
        yield Reason(Ineligible.WEIGHT, f"{spread.heaviest_g} g > {most_g} g")
    yield from _size_reason(offer, spread)
    yield from _card_reason(catalog, offer, lane, coverage, spread)
    yield from _fee_table_reason(catalog, offer, lane, spread)


def least(*limits: _Limit | None) -> _Limit | None:
    """Give the strictest of the limits that are stated."""
    return min((limit for limit in limits if limit is not None), default=None)


def _value_reason(
    catalog: Catalog, offer: Offer, lane: Lane, coverage: Coverage, spread: Spread
) -> Iterator[Reason]:
    most = least(offer.max_cod_value, coverage.max_cod_value)
    if most is None:
        return
    currency = catalog.country_currency[lane.country]
    if spread.dearest > Fraction(most) / catalog.worth(currency, offer.currency):
        detail = f"{spread.dearest} {currency} > {most} {offer.currency}"
        yield Reason(Ineligible.COD_VALUE, detail)


def _size_reason(offer: Offer, spread: Spread) -> Iterator[Reason]:
    if offer.max_side_cm is not None and spread.longest_side_mm > offer.max_side_cm * 10:
        found = f"a side of {spread.longest_side_mm / 10:g} cm > {offer.max_side_cm} cm"
        yield Reason(Ineligible.SIZE, found)
    most = offer.max_sides_sum_cm
    if most is not None and spread.largest_sides_sum_mm > most * 10:
        found = f"sides of {spread.largest_sides_sum_mm / 10:g} cm together > {most} cm"
        yield Reason(Ineligible.SIZE, found)


def _card_reason(
    catalog: Catalog, offer: Offer, lane: Lane, coverage: Coverage, spread: Spread
) -> Iterator[Reason]:
    """Find a chargeable weight that some card in use has no row for."""
    for card in rate_cards_used(catalog, offer, lane):
        rows = catalog.rate_rows.get((card, coverage.zone), ())
        if not rows or (len(rows) == 1 and _prices_all(rows[0])):
            continue  # a card without the zone is a fault of its own
        if not spread.is_priceable(offer.volumetric):
            return  # likewise: the checks ask for the dimensions
        for weight_g in spread.chargeable_g(offer.volumetric):
            if not any(holds(row, weight_g) for row in rows):
                yield Reason(Ineligible.NO_RATE, _beyond(card, rows, weight_g))


def _prices_all(row: Rate) -> bool:
    return row.over_weight_g == 0 and row.up_to_weight_g is None


def holds(row: Rate, weight_g: Fraction) -> bool:
    """Tell whether a row of a card prices a weight."""
    end = row.up_to_weight_g
    return row.over_weight_g < weight_g and (end is None or weight_g <= end)


def _beyond(card: str, rows: list[Rate], weight_g: Fraction) -> str:
    end = rows[-1].up_to_weight_g
    ends = end is not None and weight_g > end
    why = f"{card} ends at {end} g" if ends else f"{card} has no row for this weight"
    return f"{float(weight_g):g} g chargeable, {why}"


def _fee_table_reason(
    catalog: Catalog, offer: Offer, lane: Lane, spread: Spread
) -> Iterator[Reason]:
    """Find a COD value that the offer's fee table has no step for."""
    fee = offer.cod_fee
    if not isinstance(fee, TableCodFee):
        return
    currency = catalog.country_currency[lane.country]
    rate = catalog.worth(currency, offer.currency)
    steps = catalog.cod_fee_steps.get(fee.table, [])
    for value in {point.cod_value for point in spread.points}:
        amount = Fraction(value) * rate
        if steps and not any(
            (step.over_value < amount or step.over_value == amount == 0)
            and (step.up_to_value is None or amount <= step.up_to_value)
            for step in steps
        ):
            found = f"{float(amount):g} {offer.currency}, {fee.table} has no step for it"
            yield Reason(Ineligible.NO_COD_FEE, found)
