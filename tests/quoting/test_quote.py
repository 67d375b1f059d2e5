"""Quotes of single orders: by hand, at every price tier, and by two calculations that agree."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from build import covers, exactly, flat_card, lane, offer, scenario, tiny
from fee_case import FeeCase
from fee_cases import FEE_CASES

from codroute.audit.bill import bill
from codroute.economics.orders import bill_orders
from codroute.errors import PricesDisagree
from codroute.plan.quote import Quote, decimals
from codroute.quoting.quote import quote_orders
from codroute.scenario.order import Order
from codroute.scenario.scenario import Scenario

CASES = [case for cases in FEE_CASES.values() for case in cases]


def order(**stated: Any) -> Order:
    """Give an order of 40.00 and 400 g in Riyadh."""
    plain = {"order": "1", "country": "SA", "region": "Riyadh", "value_tier": "low"}
    return Order.model_validate(plain | {"cod_value": "40", "weight_g": 400} | stated)


def mean_order(of: Scenario) -> Order:
    """Give the order that the first lane states."""
    stated = of.lanes[0].model_dump(include=set(Order.model_fields), exclude_none=True)
    return Order.model_validate(stated | {"order": "1", "handed_over": of.horizon.start})


BY_HAND = {
    "offers": [
        offer(
            fuel_rate="0.1",
            cod_fee={"form": "linear", "fixed": "1", "rate": "0.02", "charged_on": "delivered"},
            return_fee={"form": "flat", "amount": "3"},
            tax_rate="0.15",
        ),
        offer("b-std", rounding=None),
    ],
    "rate_cards": [flat_card("a", "5"), flat_card("b", "7")],
}


def quoted(of: Scenario, *orders: Order, **options: Any) -> dict[str, Quote]:
    """Quote orders; give the quotes of the last one by offer."""
    found = quote_orders(of, orders, **options).quotes
    return {quote.offer.offer: quote for quote in found if quote.order is orders[-1]}


def test_a_bill_by_hand() -> None:
    quote = quoted(scenario(**BY_HAND), order())["a-std"]
    lines = {(x.term, x.due): (x.amount, x.tax) for x in quote.lines}
    assert lines == {
        ("cod_fee", "delivered"): (exactly("1.80"), exactly("0.27")),  # 1 + 2 % of 40
        ("freight", "handed_over"): (5, exactly("0.75")),
        ("fuel", "handed_over"): (exactly("0.50"), exactly("0.08")),  # tax 0.075
        ("return_fee", "refused"): (3, exactly("0.45")),
    }
    assert quote.billed(["handed_over", "delivered"]) == exactly("8.40")
    assert quote.billed(["handed_over", "refused"]) == exactly("9.78")
    # 6.33 + 0.80 × 2.07 + 0.15 × 3.45
    assert quote.expected_cost == exactly("8.5035")
    assert quote.expected_cash == exactly("32") - exactly("8.5035")
    assert quote.digits == 2
    assert (quote.price_tier, quote.schedule, quote.volume) == (None, None, None)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_an_order_costs_what_its_lane_expects(case: FeeCase) -> None:
    of = scenario(**case.changes)
    quote = quoted(of, mean_order(of))["a-std"]
    assert quote.expected_cost == sum(map(exactly, case.costs.values()), Fraction(0))


def test_quotes_stand_by_order_then_offer() -> None:
    orders = [order(order="2"), order(order="1")]
    found = quote_orders(scenario(**BY_HAND), orders).quotes
    assert [(q.order.order, q.offer.offer) for q in found] == [
        ("2", "a-std"),
        ("2", "b-std"),
        ("1", "a-std"),
        ("1", "b-std"),
    ]


def test_only_the_offers_asked_for() -> None:
    assert list(quoted(scenario(**BY_HAND), order(), offers=[["b-std"]])) == ["b-std"]


def test_no_orders_have_no_quotes() -> None:
    found = quote_orders(scenario(), [])
    assert (found.quotes, found.unquotable) == ((), ())


def test_an_order_that_no_offer_can_carry() -> None:
    of = scenario(offers=[offer(max_cod_value="50"), offer("b-std", max_weight_g=400)])
    found = quote_orders(of, [order(cod_value="51", weight_g=401)])
    assert found.quotes == ()
    assert {why.reason for why in found.unquotable} == {
        "cod_value_above_limit",
        "weight_above_limit",
    }


def test_why_an_offer_has_no_price() -> None:
    of = scenario(
        offers=[offer(max_cod_value="50"), offer("b-std", refused_flags=["liquid"])],
        coverage=[covers("a-std"), covers("b-std", region="Riyadh")],
        lanes=[lane(), lane("Tabuk")],
        demand=[
            {"lane": f"{region}/low", "period": "2026-11-01", "orders": 1}
            for region in ("Riyadh", "Tabuk")
        ],
    )
    orders = [
        order(cod_value="50"),
        order(cod_value="50.01"),
        order(goods_flags="liquid"),
        order(region="Tabuk"),
    ]
    found = quote_orders(of, orders)
    assert [(why.order, why.offer, why.reason) for why in found.unquotable] == [
        (1, "a-std", "cod_value_above_limit"),
        (2, "b-std", "goods_not_carried"),
        (3, "b-std", "not_covered"),
    ]
    assert "50.01 USD > 50 USD" in found.unquotable[0].detail
    assert len(found.quotes) == 8 - 3


def test_an_order_that_two_schedules_count_has_no_price() -> None:
    counted = {"provider": "a", "kind": "all_units", "measure": "orders", "window": "horizon"}
    schedules = [
        counted | {"schedule": "low", "value_tiers": ["low"], "volume_before": 0},
        counted | {"schedule": "Tabuk", "regions": ["Tabuk"], "volume_before": 0},
    ]
    tier = {"form": "discount", "price_tier": "all", "from_volume": 0}
    of = scenario(
        # No lane is counted twice: that would be a fault of the scenario.
        lanes=[lane(), lane("Tabuk") | {"value_tier": "high"}],
        demand=[
            {"lane": name, "period": "2026-11-01", "orders": 1}
            for name in ("Riyadh/low", "Tabuk/high")
        ],
        price_schedules=schedules,
        price_tiers=[
            tier | {"schedule": "low", "discount": "0.1"},
            tier | {"schedule": "Tabuk", "discount": "0.2"},
        ],
    )
    found = quote_orders(of, [order(region="Tabuk"), order()], offers=[("a-std",)] * 2)
    assert [(q.order.region, q.schedule) for q in found.quotes] == [("Riyadh", "low")]
    (why,) = found.unquotable
    assert (why.order, why.reason) == (0, "several_price_schedules")
    assert why.detail == "low, Tabuk all count it"


def test_an_order_without_a_record_has_a_bill_and_no_expectation() -> None:
    known = {"paid_rate": "0.8", "loss_rate": "0", "transit_days": "3", "region": "Riyadh"}
    of = scenario(**BY_HAND, performance=[known | {"provider": "a"}, known | {"provider": "b"}])
    elsewhere = quoted(of, order(region="Tabuk"))["a-std"]
    assert elsewhere.billed(["handed_over", "delivered"]) == exactly("8.40")
    assert elsewhere.chances is elsewhere.expected_cost is elsewhere.expected_cash is None


@pytest.mark.parametrize(
    ("volume", "tier", "freight"),
    [(None, "list", 6), ("299.5", "list", 6), ("300", "volume", exactly("4.5"))],
)
def test_the_volume_so_far_decides_the_price_tier(
    volume: str | None, tier: str, freight: Fraction
) -> None:
    volumes = None if volume is None else {"desert-volume": exactly(volume)}
    quotes = quoted(tiny(), order(), volumes=volumes)
    quote = quotes["desert-std"]
    assert (quote.price_tier, quote.schedule) == (tier, "desert-volume")
    assert quote.volume == exactly(volume or "0")
    assert quote.billed(["handed_over"]) == freight
    assert quotes["falcon-std"].volume is None


def test_the_volume_before_counts_where_none_is_told() -> None:
    of = tiny()
    before = [row.model_copy(update={"volume_before": 300}) for row in of.price_schedules]
    quote = quoted(of.model_copy(update={"price_schedules": tuple(before)}), order())["desert-std"]
    assert (quote.price_tier, quote.volume) == ("volume", 300)


@pytest.mark.parametrize(
    ("day", "amount"),
    [(None, 5), (date(2026, 10, 31), 5), (date(2026, 11, 30), 7), (date(2026, 12, 1), 5)],
)
def test_the_peak_surcharge_is_of_the_day(day: date | None, amount: int) -> None:
    peak = [{"offer": "a-std", "period": "2026-11-01", "amount": "2"}]
    of = scenario(rate_cards=[flat_card("a", "5"), flat_card("b")], peak_surcharges=peak)
    quote = quoted(of, order(handed_over=day))["a-std"]
    assert quote.billed(["handed_over"]) == amount


def test_decimals() -> None:
    assert [decimals(exact) for exact in map(_decimal, ("0.01", "0.5", "1", "10", "0.100"))] == [
        2,
        1,
        0,
        0,
        1,
    ]


def _decimal(text: str) -> Any:
    return order(cod_value=text).cod_value


@pytest.mark.parametrize("part", ["amount", "tax"])
@pytest.mark.parametrize("number", range(4))
def test_a_line_that_the_audit_prices_otherwise_is_refused(
    monkeypatch: pytest.MonkeyPatch, part: str, number: int
) -> None:
    def dearer(*told: Any, **options: Any) -> Any:
        lines = list(bill(*told, **options))
        if number < len(lines):
            more = getattr(lines[number], part) + exactly("0.01")
            lines[number] = replace(lines[number], **{part: more})
        return tuple(lines)

    monkeypatch.setattr("codroute.quoting.quote.bill", dearer)
    term = ("cod_fee", "freight", "fuel", "return_fee")[number]
    with pytest.raises(PricesDisagree, match=f"^order 7 under a-std: {term} .* no price is given"):
        quote_orders(scenario(**BY_HAND), [order(order="7")])


def test_a_line_that_only_one_of_the_two_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "codroute.quoting.quote.bill", lambda *told, **options: bill(*told, **options)[1:]
    )
    with pytest.raises(PricesDisagree, match=r"cod_fee delivered is 0.* and 1\.8 by"):
        quote_orders(scenario(**BY_HAND), [order()])


def test_an_array_that_the_economics_prices_otherwise_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def dearer(*told: Any, **options: Any) -> Any:
        bills = bill_orders(*told, **options)
        second = np.arange(len(bills.order)) == 1
        lines = [replace(line, amount=line.amount + 1e-6 * second) for line in bills.lines]
        return replace(bills, lines=tuple(lines))

    monkeypatch.setattr("codroute.quoting.quote.bill_orders", dearer)
    with pytest.raises(PricesDisagree, match="order 1 under b-std: "):
        quote_orders(scenario(**BY_HAND), [order()])


def test_a_large_amount_just_below_a_half_is_rounded_down() -> None:
    cod_fee = {"form": "linear", "fixed": "0", "rate": "0.012345", "charged_on": "delivered"}
    of = scenario(offers=[offer(rounding="0.01", cod_fee=cod_fee), offer("b-std")])
    lines = quoted(of, order(cod_value="46487363.71"))["a-std"].lines
    (fee,) = (x.amount for x in lines if x.term == "cod_fee")
    assert fee == exactly("573886.50")  # of 573886.50499995
