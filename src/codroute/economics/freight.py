"""Freight on the way out, before it is rounded: by card, zone and price tier, on arrays."""

from functools import partial

import numpy as np

from codroute.economics import fees
from codroute.economics.arrays import FloatArray, IntArray
from codroute.economics.model import Quotes, Tariffs
from codroute.economics.points import PricedPoints
from codroute.scenario.catalog import Catalog
from codroute.scenario.tables import DiscountTier, PriceTier, RateCardTier


def forward_freight(
    catalog: Catalog, quotes: Quotes, tariffs: Tariffs, points: PricedPoints
) -> tuple[FloatArray, FloatArray]:
    """Give ``(point,)`` freight before rounding: by the offer's own card, and after the tier."""
    tiers, tier = _tiers(catalog, quotes, tariffs)
    cards = sorted({card for card, _ in catalog.rate_rows})
    card_number = {card: number for number, card in enumerate(cards)}
    own = [card_number[t.rate_card] if isinstance(t, RateCardTier) else -1 for t in tiers]
    kept = [float(1 - t.discount) if isinstance(t, DiscountTier) else 1.0 for t in tiers]
    of_offer = np.array([card_number[offer.rate_card] for offer in quotes.offers], dtype=np.int64)
    list_card = of_offer[quotes.offer[tariffs.quote]]
    tier_card = np.array([*own, -1], dtype=np.int64)[tier]
    by_card = partial(_by_card, catalog, quotes, points, cards)
    listed = by_card(list_card)
    charged = listed
    if np.any(tier_card >= 0):
        charged = by_card(np.where(tier_card < 0, list_card, tier_card))
    share = np.array([*kept, 1.0])[tier]
    return listed, charged * share[points.tariff]


def _tiers(catalog: Catalog, quotes: Quotes, tariffs: Tariffs) -> tuple[list[PriceTier], IntArray]:
    """List the all-units tiers; give which one a tariff is charged at, ``(tariff,)``, or −1."""
    ladders = [catalog.tiers[s.schedule] if s.kind == "all_units" else [] for s in quotes.schedules]
    first = np.cumsum([0, *map(len, ladders)])
    schedule = quotes.schedule[tariffs.quote]
    tiered = np.array([bool(ladder) for ladder in ladders] + [False])[schedule]
    number = np.where(tiered, first[schedule] + tariffs.price_tier, -1)
    return [tier for ladder in ladders for tier in ladder], number


def _by_card(
    catalog: Catalog, quotes: Quotes, points: PricedPoints, cards: list[str], card: IntArray
) -> FloatArray:
    """Price all points that share a card in one go; ``card`` is ``(tariff,)``."""
    of_point = card[points.tariff]
    amount = np.empty(len(of_point))
    for number in np.unique(of_point).tolist():
        at = np.flatnonzero(of_point == number)
        amount[at] = by_zone(catalog, quotes, cards[number], points, at)
    return amount


def by_zone(
    catalog: Catalog, quotes: Quotes, card: str, points: PricedPoints, at: IntArray
) -> FloatArray:
    """Price some points by one card, in the zones that their quotes' coverage names."""
    zone, amount = quotes.zone[points.quote[at]], np.empty(len(at))
    for number in np.unique(zone).tolist():
        inside = np.flatnonzero(zone == number)
        amount[inside] = fees.freight(
            catalog.rate_rows[card, quotes.zones[number]],
            points.weight_numerator[at[inside]],
            points.weight_denominator[at[inside]],
        )
    return amount
