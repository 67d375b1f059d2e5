"""From a scenario to what one order earns under every quote."""

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.economics.bill import Bills
from codroute.economics.exchange import Exchange
from codroute.economics.freight import forward_freight
from codroute.economics.model import Economics, Quotes, Tariffs
from codroute.economics.peak import peak_terms
from codroute.economics.points import LanePoints, PricedPoints, lane_points, price_points
from codroute.economics.quotes import list_quotes
from codroute.plan.bill import Due
from codroute.scenario.catalog import Catalog
from codroute.scenario.scenario import Scenario

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
    listed, forward = forward_freight(catalog, quotes, tariffs, points)
    exchange = Exchange(catalog, quotes)
    bills = Bills(
        catalog=catalog,
        quotes=quotes,
        exchange=exchange,
        orders=lanes,
        points=points,
        forward=forward,
    )
    collected = _collected(quotes, tariffs, exchange, lanes, points)
    terms = _billed(bills, tariffs, exchange, quotes, points)
    return Economics(
        catalog=catalog,
        quotes=quotes,
        tariffs=tariffs,
        terms={"collected_cod": collected}
        | terms
        | _by_policy(catalog, quotes, tariffs, exchange, collected),
        by_period=peak_terms(catalog, quotes, exchange),
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


def _billed(
    bills: Bills, tariffs: Tariffs, exchange: Exchange, quotes: Quotes, points: PricedPoints
) -> dict[str, FloatArray]:
    """Give what is billed per order by term, ``(tariff,)``: each line times its chance."""
    fx = exchange.offer[quotes.offer[tariffs.quote]]
    of_tariff = {due: share[tariffs.quote] for due, share in _chances(quotes).items()}
    terms = {term: np.zeros(len(tariffs)) for term in ("cod_fee", "fuel")}
    for line in bills.lines():
        worth = of_tariff[line.due] * fx
        for term, amount in line.by_term():
            cost = _mean(points, amount, len(tariffs)) * worth
            terms[term] = terms.get(term, 0.0) - cost
    return terms


def _chances(quotes: Quotes) -> dict[Due, FloatArray]:
    """Give ``(quote,)`` the share of orders for which a line falls due."""
    second, third = quotes.attempt_rates
    return {
        "handed_over": np.ones(len(quotes)),
        "delivered": quotes.paid_rate,
        "refused": 1 - quotes.paid_rate - quotes.loss_rate,
        "second_attempt": second,
        "third_attempt": third,
    }


def _collected(
    quotes: Quotes,
    tariffs: Tariffs,
    exchange: Exchange,
    orders: LanePoints,
    points: PricedPoints,
) -> FloatArray:
    """Give ``(tariff,)`` the cash that an order is expected to bring."""
    value = orders.cod_value[points.order] * exchange.market[quotes.lane[points.quote]]
    collected: FloatArray = quotes.paid_rate[tariffs.quote] * _mean(points, value, len(tariffs))
    return collected


def _by_policy(
    catalog: Catalog,
    quotes: Quotes,
    tariffs: Tariffs,
    exchange: Exchange,
    collected: FloatArray,
) -> dict[str, FloatArray]:
    """Give the terms that the policy switches on: goods and capital."""
    quote, policy = tariffs.quote, catalog.scenario.policy
    terms: dict[str, FloatArray] = {}
    if policy.count_goods_cost:
        terms |= _goods(catalog, quotes, quote, exchange)
    if policy.count_capital_cost:
        assert policy.capital_rate_per_year is not None  # the checks made sure
        settlement = np.array([float(offer.settlement_days) for offer in quotes.offers])
        days = quotes.transit_days[quote] + settlement[quotes.offer[quote]]
        rate = float(policy.capital_rate_per_year) / _DAYS_PER_YEAR
        terms["capital_cost"] = -collected * rate * days
    return terms


def _goods(
    catalog: Catalog, quotes: Quotes, quote: IntArray, exchange: Exchange
) -> dict[str, FloatArray]:
    """Give ``(tariff,)`` the cost of goods that are sold, come back worth less, or are lost."""
    policy = catalog.scenario.policy
    assert policy.goods_recovery_share is not None  # the checks made sure
    costs = [lane.goods_cost for lane in quotes.lanes if lane.goods_cost is not None]
    assert len(costs) == len(quotes.lanes)  # likewise
    cost = (np.array(costs, dtype=np.float64) * exchange.market)[quotes.lane[quote]]
    paid, lost = quotes.paid_rate[quote], quotes.loss_rate[quote]
    kept = 1 - float(policy.goods_recovery_share)
    return {
        "goods_delivered": -paid * cost,
        "goods_refused": -(1 - paid - lost) * kept * cost,
        "goods_lost": -lost * cost,
    }


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
