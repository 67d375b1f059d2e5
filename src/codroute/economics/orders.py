"""Single orders under every offer that can carry them: the lines of their bills, on arrays."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from codroute.economics.arrays import IntArray
from codroute.economics.bill import Bills, Line
from codroute.economics.exchange import Exchange
from codroute.economics.freight import forward_freight
from codroute.economics.model import Quotes, Tariffs
from codroute.economics.peak import peak_lines
from codroute.economics.points import PricedPoints, place_points, points_of
from codroute.economics.quotes import quotes_of
from codroute.scenario.catalog import Catalog
from codroute.scenario.order import Order
from codroute.scenario.quotable import Unquotable, obstacle
from codroute.scenario.tables import Lane, PriceTier


@dataclass(frozen=True)
class OrderBills:
    """What is billed for orders under offers, ``(bill,)``, sorted by order, then offer.

    Attributes
    ----------
    order, offer
        Numbers of the order as given, and of the offer in the scenario.
    price_tier
        The price tier of an all-units schedule that is charged; None at list.
    lines
        ``(bill,)`` amounts in the offers' currencies.
    unquotable
        Why the other pairs have no bill.
    """

    order: IntArray
    offer: IntArray
    price_tier: tuple[PriceTier | None, ...]
    lines: tuple[Line, ...]
    unquotable: tuple[Unquotable, ...]


def bill_orders(
    catalog: Catalog,
    orders: Sequence[Order],
    volumes: Mapping[str, Decimal] | None = None,
    offers: Sequence[Collection[str]] | None = None,
) -> OrderBills:
    """Price orders under every offer that can carry them.

    Parameters
    ----------
    catalog
        The scenario's tables.
    orders
        In countries of the scenario.
    volumes
        By price schedule, the volume of the window so far, which decides the price tier of an
        all-units schedule; by default its ``volume_before`` in the first window, 0 in later ones.
    offers
        Of each order the offers to price it under; by default all that say anything of its
        country.
    """
    pairs, unquotable = _pairs(catalog, orders, offers)
    order, offer = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    quotes, quote = _quotes(catalog, orders, pairs)
    tiers = _price_tiers(catalog, quotes, quote, [orders[n] for n, _ in pairs], volumes or {})
    stated = points_of([[each.point] for each in orders])
    points = place_points(quotes, quote, quote, order, stated)
    _, forward = forward_freight(catalog, quotes, _tariffs(catalog, quotes, tiers), points)
    bills = Bills(
        catalog=catalog,
        quotes=quotes,
        exchange=Exchange(catalog, quotes),
        orders=stated,
        points=points,
        forward=forward,
    )
    return OrderBills(
        order=order,
        offer=offer,
        price_tier=tuple(tiers[number] for number in quote.tolist()),
        lines=(*bills.lines(), *_peak(catalog, quotes, points, orders)),
        unquotable=unquotable,
    )


def _pairs(
    catalog: Catalog, orders: Sequence[Order], offers: Sequence[Collection[str]] | None
) -> tuple[list[tuple[int, int]], tuple[Unquotable, ...]]:
    """Sort pairs of an order and an offer by whether they have a price."""
    pairs, without = [], []
    for number, order in enumerate(orders):
        for offer_number, offer in enumerate(catalog.scenario.offers):
            asked = offers is not None and offer.offer in offers[number]
            if asked or (offers is None and (offer.offer, order.country) in catalog.offered):
                why = obstacle(catalog, number, order, offer)
                if why is None:
                    pairs.append((number, offer_number))
                else:
                    without.append(why)
    return pairs, tuple(without)


def _quotes(
    catalog: Catalog, orders: Sequence[Order], pairs: Sequence[tuple[int, int]]
) -> tuple[Quotes, IntArray]:
    """Gather places under offers in the months of their orders; give each pair's number."""
    places: dict[tuple[str, ...], int] = {}
    lanes: list[Lane] = []
    quoted: dict[tuple[int, int, str], int] = {}
    horizon = catalog.scenario.horizon
    quote = np.empty(len(pairs), dtype=np.int64)
    for number, (order, offer) in enumerate(pairs):
        lane = orders[order].place
        key = (lane.country, lane.region, lane.value_tier, lane.category or "")
        if key not in places:
            places[key] = len(lanes)
            lanes.append(lane)
        period = horizon.period_of(orders[order].handed_over)
        month = "" if period is None else horizon.months[period]
        quote[number] = quoted.setdefault((places[key], offer, month), len(quoted))
    return quotes_of(catalog, lanes, [(lane, offer) for lane, offer, _ in quoted]), quote


def _price_tiers(
    catalog: Catalog,
    quotes: Quotes,
    quote: IntArray,
    orders: Sequence[Order],
    volumes: Mapping[str, Decimal],
) -> list[PriceTier | None]:
    """Give the tier that each quote is charged at: that of the volume so far in its month.

    ``orders`` are those of the pairs, whose quotes ``quote`` numbers.
    """
    tiers: list[PriceTier | None] = [None] * len(quotes)
    _, firsts = np.unique(quote, return_index=True)
    for number, first in enumerate(firsts.tolist()):
        if quotes.schedule[number] < 0:
            continue
        schedule = quotes.schedules[quotes.schedule[number]]
        if schedule.kind == "all_units":
            volume = orders[first].volume_so_far(schedule, catalog.scenario.horizon, volumes)
            ladder = catalog.tiers[schedule.schedule]
            tiers[number] = [tier for tier in ladder if tier.from_volume <= volume][-1]
    return tiers


def _tariffs(catalog: Catalog, quotes: Quotes, tiers: Sequence[PriceTier | None]) -> Tariffs:
    """Give every quote one tariff, at its tier."""
    number = [0 if tier is None else catalog.tiers[tier.schedule].index(tier) for tier in tiers]
    each = np.arange(len(quotes) + 1)
    return Tariffs(quote=each[:-1], price_tier=np.array(number, dtype=np.int64), start=each)


def _peak(
    catalog: Catalog, quotes: Quotes, points: PricedPoints, orders: Sequence[Order]
) -> Iterator[Line]:
    """Give the lines of the peak surcharge, on the day that each order is handed over."""
    horizon = catalog.scenario.horizon
    periods = [horizon.period_of(order.handed_over) for order in orders]
    known = np.array([number is not None for number in periods])[points.order]
    period = np.array([number or 0 for number in periods], dtype=np.int64)[points.order]
    for line in peak_lines(catalog, quotes):
        amount, tax = (
            None if of_quote is None else np.where(known, of_quote[points.quote, period], 0.0)
            for of_quote in (line.amount, line.tax)
        )
        assert amount is not None
        yield Line(line.term, line.part, line.due, amount, tax)
