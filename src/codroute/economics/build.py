"""From a scenario to what one order earns under every quote."""

from collections import defaultdict
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


def _tier_of(catalog: Catalog, quotes: Quotes, tariffs: Tariffs, tariff: int) -> PriceTier | None:
    """Give the all-units tier that a tariff is charged at, or None."""
    number = quotes.schedule[tariffs.quote[tariff]]
    if number < 0 or quotes.schedules[number].kind != "all_units":
        return None
    tier: PriceTier = catalog.tiers[quotes.schedules[number].schedule][tariffs.price_tier[tariff]]
    return tier


def _freight(
    catalog: Catalog, quotes: Quotes, tariffs: Tariffs, points: PricedPoints
) -> tuple[FloatArray, FloatArray]:
    """Give ``(point,)`` freight before rounding: by the offer's own card, and after the tier."""
    list_groups: dict[tuple[str, str | None], list[int]] = defaultdict(list)
    tier_groups: dict[tuple[str, str | None], list[int]] = defaultdict(list)
    discount = np.zeros(len(tariffs))
    for tariff, quote in enumerate(tariffs.quote):
        offer, lane = quotes.offers[quotes.offer[quote]], quotes.lanes[quotes.lane[quote]]
        coverage = catalog.coverage(offer, lane)
        assert coverage is not None  # the quote is eligible
        tier = _tier_of(catalog, quotes, tariffs, tariff)
        card = tier.rate_card if isinstance(tier, RateCardTier) else offer.rate_card
        list_groups[offer.rate_card, coverage.zone].append(tariff)
        tier_groups[card, coverage.zone].append(tariff)
        if isinstance(tier, DiscountTier):
            discount[tariff] = float(tier.discount)
    listed = _by_card(catalog, points, len(tariffs), list_groups)
    charged = _by_card(catalog, points, len(tariffs), tier_groups)
    return listed, charged * (1 - discount[points.tariff])


def _by_card(
    catalog: Catalog,
    points: PricedPoints,
    tariffs: int,
    groups: dict[tuple[str, str | None], list[int]],
) -> FloatArray:
    """Price all points that share a card and zone in one go."""
    group_of = np.empty(tariffs, dtype=np.int64)
    for number, members in enumerate(groups.values()):
        group_of[members] = number
    amount = np.empty(len(points.tariff))
    of_point = group_of[points.tariff]
    for number, key in enumerate(groups):
        chosen = of_point == number
        amount[chosen] = fees.freight(
            catalog.rate_rows[key],
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
    amounts = np.zeros(len(quotes))
    for number, (lane, offer) in enumerate(zip(quotes.lane, quotes.offer, strict=True)):
        coverage = catalog.coverage(quotes.offers[offer], quotes.lanes[lane])
        assert coverage is not None  # the quote is eligible
        amounts[number] = _round_amount(quotes.offers[offer], coverage.remote_surcharge)
    return amounts


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
