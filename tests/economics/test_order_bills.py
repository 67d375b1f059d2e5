"""Bills on arrays and the audit's scalar bills are the same, line by line, for every fee form."""

from collections import defaultdict
from fractions import Fraction

import build
import numpy as np
import pytest
from random_offers import fee_scenario, random_orders

from codroute.audit.bill import bill
from codroute.audit.tariff import Unpriceable
from codroute.economics.orders import OrderBills, bill_orders
from codroute.scenario.catalog import Catalog
from codroute.scenario.order import Order

Lines = dict[tuple[str, str | None, str], tuple[float, float]]


def array_lines(bills: OrderBills, number: int) -> Lines:
    """Give the lines of one bill that charge something: amount and tax."""
    found: Lines = {}
    for line in bills.lines:
        tax = 0.0 if line.tax is None else float(line.tax[number])
        if line.amount[number] or tax:
            found[line.term, line.part, line.due] = float(line.amount[number]), tax
    return found


def scalar_lines(catalog: Catalog, bills: OrderBills, number: int, orders: list[Order]) -> Lines:
    """Give the same by the audit's own rules."""
    order = orders[bills.order[number]]
    day, horizon = order.handed_over, catalog.scenario.horizon
    period = None if day is None else horizon.period_of(day)
    lines = bill(
        catalog,
        catalog.scenario.offers[bills.offer[number]],
        order.place,
        order.point,
        period=None if period is None else horizon.period_ids[period],
        price_tier=bills.price_tier[number],
    )
    sums: dict[tuple[str, str | None, str], list[Fraction]] = defaultdict(lambda: [Fraction(0)] * 2)
    for line in lines:
        amounts = sums[line.term, line.part, line.due]
        sums[line.term, line.part, line.due] = [amounts[0] + line.amount, amounts[1] + line.tax]
    return {key: (float(a), float(t)) for key, (a, t) in sums.items() if a or t}


def assert_same_bills(seed: int, count: int) -> int:
    """Compare all bills of random orders under random offers; give how many there are."""
    catalog, orders = Catalog(fee_scenario(seed)), random_orders(seed, count)
    bills = bill_orders(catalog, orders)
    for number in range(len(bills.order)):
        own, exact = array_lines(bills, number), scalar_lines(catalog, bills, number, orders)
        assert own.keys() == exact.keys(), (seed, orders[bills.order[number]])
        for key, amounts in exact.items():
            assert own[key] == pytest.approx(amounts, rel=1e-9, abs=1e-9), (seed, key)
    return len(bills.order)


@pytest.mark.parametrize("seed", range(40))
def test_same_bills(seed: int) -> None:
    assert assert_same_bills(seed, 60) > 0


@pytest.mark.long
def test_same_bills_of_a_hundred_thousand_orders() -> None:
    compared = sum(assert_same_bills(seed, 1000) for seed in range(1000, 1100))
    assert compared > 100_000


@pytest.mark.parametrize("seed", range(10))
def test_what_has_no_bill_is_unpriceable_or_limited(seed: int) -> None:
    catalog, orders = Catalog(fee_scenario(seed)), random_orders(seed, 60)
    bills = bill_orders(catalog, orders)
    by_pair = {(line.order, line.offer): line for line in bills.unquotable}
    assert len(by_pair) + len(bills.order) == len(orders) * len(catalog.scenario.offers)
    for (number, name), why in by_pair.items():
        if why.reason in ("weight_beyond_rate_card", "cod_value_beyond_fee_table"):
            with pytest.raises(Unpriceable):
                bill(catalog, catalog.offers[name], orders[number].place, orders[number].point)


def test_no_amount_is_nan() -> None:
    bills = bill_orders(Catalog(fee_scenario(3)), random_orders(3, 200))
    assert all(np.all(np.isfinite(line.amount)) for line in bills.lines)


def test_orders_that_nobody_carries_have_no_bill() -> None:
    heavy = Order.model_validate(
        {"order": "1", "country": "SA", "region": "Riyadh", "cod_value": "40", "weight_g": 5001}
    )
    limited = [build.offer(name, max_weight_g=5000) for name in ("a-std", "b-std")]
    bills = bill_orders(Catalog(build.scenario(offers=limited)), [heavy])
    assert [why.reason for why in bills.unquotable] == ["weight_above_limit"] * 2
    assert len(bills.order) == 0
