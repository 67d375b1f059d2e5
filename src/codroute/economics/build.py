"""From a scenario to what one order earns under every quote."""

from decimal import Decimal
from functools import partial

import numpy as np

from codroute.economics import fees
from codroute.economics.arrays import FloatArray, IntArray
from codroute.economics.model import Economics, Quotes, Tariffs
from codroute.economics.points import LanePoints, PricedPoints, lane_points, price_points
from codroute.economics.quotes import list_quotes
from codroute.scenario.catalog import Catalog
from codroute.scenario.scenario import Scenario
from codroute.scenario.tables import DiscountTier, Offer, PriceTier, RateCardTier

_DAYS_PER_YEAR = 365


def price(scenario: Scenario) -> Economics:
    """Price one order under every eligible quote, tier and period.

    Every fee is priced at each point of the lane's profile and averaged by share, since fees
    step: the fee of the mean parcel is not the mean fee. Formulas: docs/formulation.md.
    """
    catalog = Catalog(scenario)
    quotes = list_quotes(catalog)
    tariffs = _list_tariffs(catalog, quotes)
    lanes = lane_points(catalog)
    points = price_points(quotes, tariffs, lanes)
    listed, tiered = _freight(catalog, quotes, tariffs, points)
    return Economics(
        catalog=catalog,
        quotes=quotes,
        tariffs=tariffs,
        terms=_terms(catalog, quotes, tariffs, points, tiered),
        peak_surcharge=_peak_surcharge(catalog, quotes),
        list_freight=_mean(points, listed, len(tariffs))[tariffs.start[:-1]],
        demand=_demand(catalog),
        weight_ug=_weight_ug(lanes),
    )


def _list_tariffs(catalog: Catalog, quotes: Quotes) -> Tariffs:
    """Give a quote of an all-units schedule one tariff per price tier, any other quote one."""
    tiers = np.array(
        [len(catalog.tiers[s.schedule]) if s.kind == "all_units" else 1 for s in quotes.schedules]
        + [1],  # the last entry serves quotes without a schedule, whose number is −1
        dtype=np.int64,
    )[quotes.schedule]
    start = np.concatenate([[0], np.cumsum(tiers)]).astype(np.int64)
    quote = np.repeat(np.arange(len(quotes)), tiers)
    return Tariffs(quote=quote, price_tier=np.arange(len(quote)) - start[quote], start=start)


def _tiers(catalog: Catalog, quotes: Quotes, tariffs: Tariffs) -> tuple[list[PriceTier], IntArray]:
    """List the all-units tiers; give which one a tariff is charged at, ``(tariff,)``, or −1."""
    ladders = [catalog.tiers[s.schedule] if s.kind == "all_units" else [] for s in quotes.schedules]
    first = np.cumsum([0, *map(len, ladders)])
    schedule = quotes.schedule[tariffs.quote]
    tiered = np.array([bool(ladder) for ladder in ladders] + [False])[schedule]
    number = np.where(tiered, first[schedule] + tariffs.price_tier, -1)
    return [tier for ladder in ladders for tier in ladder], number


def _freight(
    catalog: Catalog, quotes: Quotes, tariffs: Tariffs, points: PricedPoints
) -> tuple[FloatArray, FloatArray]:
    """Give ``(point,)`` freight before rounding: by the offer's own card, and after the tier."""
    tiers, tier = _tiers(catalog, quotes, tariffs)
    cards = sorted({card for card, _ in catalog.rate_rows})
    card_number = {card: number for number, card in enumerate(cards)}
    own = [card_number[t.rate_card] if isinstance(t, RateCardTier) else -1 for t in tiers]
    off = [float(t.discount) if isinstance(t, DiscountTier) else 0.0 for t in tiers]
    of_offer = np.array([card_number[offer.rate_card] for offer in quotes.offers], dtype=np.int64)
    list_card = of_offer[quotes.offer[tariffs.quote]]
    tier_card = np.array([*own, -1], dtype=np.int64)[tier]
    by_card = partial(_by_card, catalog, quotes, points, cards)
    listed = by_card(list_card)
    charged = listed
    if np.any(tier_card >= 0):
        charged = by_card(np.where(tier_card < 0, list_card, tier_card))
    discount = np.array([*off, 0.0])[tier]
    return listed, charged * (1 - discount[points.tariff])


def _by_card(
    catalog: Catalog, quotes: Quotes, points: PricedPoints, cards: list[str], card: IntArray
) -> FloatArray:
    """Price all points that share a card and zone in one go; ``card`` is ``(tariff,)``."""
    zone_of_row = [row.zone for row in catalog.scenario.coverage]
    zones = list(dict.fromkeys(zone_of_row))
    zone = np.array([zones.index(zone) for zone in zone_of_row])[quotes.coverage_row[points.quote]]
    group = card[points.tariff] * len(zones) + zone
    amount = np.empty(len(group))
    for number in np.unique(group).tolist():
        chosen = np.flatnonzero(group == number)
        amount[chosen] = fees.freight(
            catalog.rate_rows[cards[number // len(zones)], zones[number % len(zones)]],
            points.weight_numerator[chosen],
            points.weight_denominator[chosen],
        )
    return amount


def _terms(
    catalog: Catalog,
    quotes: Quotes,
    tariffs: Tariffs,
    points: PricedPoints,
    charged: FloatArray,
) -> dict[str, FloatArray]:
    """Give every term but the peak surcharge, ``(tariff,)`` signed amounts per order."""
    fx_offer, fx_market = _exchange(catalog, quotes)
    quote, offer = tariffs.quote, quotes.offer[tariffs.quote]
    paid, lost = quotes.paid_rate[quote], quotes.loss_rate[quote]
    refused = 1 - paid - lost
    fx = fx_offer[offer]
    mean = partial(_mean, points, tariffs=len(tariffs))
    value = points.cod_value * fx_market[quotes.lane[points.quote]]
    collected = paid * mean(value)
    cod, fuel, returned, rounded = _offer_fees(
        quotes, points, charged, value / fx_offer[quotes.offer[points.quote]]
    )
    on_delivered = np.array([fees.charged_on_delivered(o.cod_fee) for o in quotes.offers])[offer]
    terms = {
        "collected_cod": collected,
        "cod_fee": -np.where(on_delivered, paid, 1.0) * mean(cod) * fx,
        "freight": -mean(rounded) * fx,
        "fuel": -mean(fuel) * fx,
        "remote_surcharge": -_remote_surcharge(catalog, quotes)[quote] * fx,
        "return_fee": -refused * mean(returned) * fx,
    }
    return terms | _policy_terms(catalog, quotes, quote, collected, fx_market)


def _offer_fees(
    quotes: Quotes, points: PricedPoints, charged: FloatArray, value: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Give ``(point,)`` COD fee, fuel, return fee and freight, each rounded once by its offer."""
    cod, fuel, returned, rounded = (np.empty_like(charged) for _ in range(4))
    of_point = quotes.offer[points.quote]
    for number, offer in enumerate(quotes.offers):
        chosen = of_point == number
        to_increment = partial(fees.round_half_up, increment=_increment(offer))
        forward = charged[chosen]
        cod[chosen] = to_increment(fees.cod_fee(offer.cod_fee, value[chosen]))
        fuel[chosen] = to_increment(float(offer.fuel_rate) * forward)
        returned[chosen] = to_increment(fees.return_fee(offer.return_fee, forward))
        rounded[chosen] = to_increment(forward)
    return cod, fuel, returned, rounded


def _increment(offer: Offer) -> float | None:
    return None if offer.rounding is None else float(offer.rounding)


def _round_amount(offer: Offer, amount: Decimal) -> float:
    return float(fees.round_half_up(np.array(float(amount)), _increment(offer)))


def _policy_terms(
    catalog: Catalog, quotes: Quotes, quote: IntArray, collected: FloatArray, fx: FloatArray
) -> dict[str, FloatArray]:
    """Give the terms that the policy switches on: goods and capital."""
    policy = catalog.scenario.policy
    terms: dict[str, FloatArray] = {}
    if policy.count_goods_cost:
        assert policy.goods_recovery_share is not None  # the checks made sure
        costs = [lane.goods_cost for lane in quotes.lanes if lane.goods_cost is not None]
        assert len(costs) == len(quotes.lanes)  # likewise
        goods = np.array(costs, dtype=np.float64) * fx
        cost = goods[quotes.lane[quote]]
        paid, lost = quotes.paid_rate[quote], quotes.loss_rate[quote]
        kept = 1 - float(policy.goods_recovery_share)
        terms["goods_delivered"] = -paid * cost
        terms["goods_refused"] = -(1 - paid - lost) * kept * cost
        terms["goods_lost"] = -lost * cost
    if policy.count_capital_cost:
        assert policy.capital_rate_per_year is not None  # the checks made sure
        settlement = np.array([float(offer.settlement_days) for offer in quotes.offers])
        days = quotes.transit_days[quote] + settlement[quotes.offer[quote]]
        rate = float(policy.capital_rate_per_year) / _DAYS_PER_YEAR
        terms["capital_cost"] = -collected * rate * days
    return terms


def _exchange(catalog: Catalog, quotes: Quotes) -> tuple[FloatArray, FloatArray]:
    """Give what a unit of each offer's ``(offer,)`` and lane's ``(lane,)`` currency is worth."""
    rates, home = catalog.rates, catalog.country_currency
    return (
        np.array([float(rates[offer.currency]) for offer in quotes.offers]),
        np.array([float(rates[home[lane.country]]) for lane in quotes.lanes]),
    )


def _remote_surcharge(catalog: Catalog, quotes: Quotes) -> FloatArray:
    """Give ``(quote,)`` the remote surcharge per order, in the offer's currency."""
    applies, row_of_quote = np.unique(quotes.coverage_row, return_inverse=True)
    rows = [catalog.scenario.coverage[number] for number in applies.tolist()]
    amounts = [_round_amount(catalog.offers[row.offer], row.remote_surcharge) for row in rows]
    return np.array(amounts, dtype=np.float64)[row_of_quote]


def _peak_surcharge(catalog: Catalog, quotes: Quotes) -> FloatArray:
    """Give ``(quote, period)`` the peak surcharge per order as a cost in scenario currency."""
    periods = catalog.scenario.horizon.period_ids
    countries = sorted({lane.country for lane in quotes.lanes})
    by_offer = np.zeros((len(quotes.offers), len(countries), len(periods)))
    for o, offer in enumerate(quotes.offers):
        fx = float(catalog.rates[offer.currency])
        for c, country in enumerate(countries):
            for t, period in enumerate(periods):
                amount = catalog.peak_surcharge(offer, country, period)
                by_offer[o, c, t] = -_round_amount(offer, amount) * fx
    country_of = np.array([countries.index(lane.country) for lane in quotes.lanes], dtype=np.int64)
    return by_offer[quotes.offer, country_of[quotes.lane]]


def _mean(points: PricedPoints, amount: FloatArray, tariffs: int) -> FloatArray:
    """Average ``(point,)`` amounts over each tariff's profile: ``(tariff,)``."""
    weights = points.share * amount
    return np.bincount(points.tariff, weights=weights, minlength=tariffs).astype(np.float64)


def _demand(catalog: Catalog) -> IntArray:
    periods = catalog.scenario.horizon.period_ids
    rows = [[catalog.demand[lane, day] for day in periods] for lane in catalog.lanes]
    return np.array(rows, dtype=np.int64)


def _weight_ug(points: LanePoints) -> IntArray:
    weights: IntArray = np.add.reduceat(points.share_ppm * points.weight_g, points.start[:-1])
    return weights
