"""Price schedules by hand: thresholds, windows, volume before, credits over orders and freight."""

from datetime import date
from typing import Any

import pytest
from build import demand, edited, flat_card, judge, lane, offer, row, scenario
from claim import claimed

from codroute.audit import audit
from codroute.scenario.scenario import Scenario

DECEMBER = date(2026, 12, 1)


def schedule(**changes: Any) -> dict[str, Any]:
    return {
        "schedule": "ladder",
        "provider": "a",
        "kind": "all_units",
        "measure": "orders",
        "window": "horizon",
        "volume_before": "0",
    } | changes


def tier(name: str, start: str, end: str | None = None, **form: Any) -> dict[str, Any]:
    kind = next(iter(form))
    return {
        "form": kind,
        "schedule": "ladder",
        "price_tier": name,
        "from_volume": start,
        "to_volume": end,
    } | form


DISCOUNTS = [
    tier("list", "0", "59", discount="0"),
    tier("middle", "60", "79", discount="0.1"),
    tier("top", "80", discount="0.25"),
]


def priced(tiers: list[dict[str, Any]] = DISCOUNTS, **changes: Any) -> Scenario:
    """One lane of 100 orders; a charges 10.00 at list, b nothing."""
    tables = {
        "rate_cards": [flat_card("a", "10"), flat_card("b")],
        "price_schedules": [schedule(**changes.pop("schedule", {}))],
        "price_tiers": tiers,
    }
    return scenario(**tables | changes)


@pytest.mark.parametrize(
    ("orders", "fee"),
    [(59, 1000), (60, 900), (61, 900), (79, 900), (80, 750), (81, 750)],
)
def test_all_orders_pay_the_tier_reached(orders: int, fee: int) -> None:
    verdict = judge(priced(), [row("a-std", orders), row("b-std", 100 - orders)])
    assert verdict.findings == ()
    assert verdict.total_minor["freight"] == -orders * fee


@pytest.mark.parametrize(("orders", "fee"), [(59, 1000), (60, 400), (61, 400)])
def test_a_tier_with_its_own_card(orders: int, fee: int) -> None:
    of = priced(
        [
            tier("list", "0", "59", discount="0"),
            tier("card", "60", rate_card="cheap"),
        ],
        rate_cards=[flat_card("a", "10"), flat_card("b"), flat_card("cheap", "4")],
    )
    verdict = judge(of, [row("a-std", orders), row("b-std", 100 - orders)])
    assert verdict.total_minor["freight"] == -orders * fee


def test_fuel_and_returns_follow_the_price_tier() -> None:
    """10.00 at list; 9.00 in the middle, of which fuel is 0.90 and a return 4.50 × 0.15."""
    carrier = offer(fuel_rate="0.1", return_fee={"form": "share_of_forward", "share": "0.5"})
    of = priced(offers=[carrier, offer("b-std")])
    total = judge(of, [row("a-std", 60), row("b-std", 40)]).total_minor
    assert (total["fuel"], total["return_fee"]) == (-60 * 90, -60 * 450 * 15 // 100)


@pytest.mark.parametrize(("before", "fee"), [("19", 1000), ("20", 900), ("39", 900), ("40", 750)])
def test_volume_before_counts(before: str, fee: int) -> None:
    of = priced(schedule={"volume_before": before})
    assert judge(of, [row("a-std", 40), row("b-std", 60)]).total_minor["freight"] == -40 * fee


def two_months(**changes: Any) -> Scenario:
    return priced(
        horizon={"start": "2026-11-01", "period": "month", "periods": 2},
        demand=[demand(100), demand(100, period="2026-12-01")],
        **changes,
    )


MONTHLY = {"window": "month", "volume_before": "20"}


def test_volume_before_counts_in_the_first_month_only() -> None:
    rows = [
        row("a-std", 60),
        row("b-std", 40),
        row("a-std", 60, period=DECEMBER),
        row("b-std", 40, period=DECEMBER),
    ]
    november, december = (
        judge(two_months(schedule=MONTHLY), rows[:2]).total_minor["freight"],
        judge(two_months(schedule=MONTHLY), rows[2:]).total_minor["freight"],
    )
    assert (november, december) == (-60 * 750, -60 * 900)
    both = judge(two_months(schedule=MONTHLY), rows).total_minor["freight"]
    assert both == november + december


def test_over_the_horizon_months_add_up() -> None:
    rows = [row("a-std", 40), row("a-std", 40, period=DECEMBER)]
    assert judge(two_months(), rows).total_minor["freight"] == -80 * 750


def test_a_week_belongs_to_the_month_of_its_first_day() -> None:
    """Weeks from 16, 23 and 30 November and 7 December: the third counts in November."""
    weeks = [date(2026, 11, 16), date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 7)]
    of = priced(
        horizon={"start": "2026-11-16", "period": "week", "periods": 4},
        demand=[demand(20, period=str(week)) for week in weeks],
        schedule={"window": "month"},
    )
    rows = [row("a-std", 20, period=week) for week in weeks]
    assert judge(of, rows).total_minor["freight"] == -60 * 900 - 20 * 1000
    plan = claimed(of, rows)
    assert {t.window: int(t.volume) for t in plan.tiers} == {"2026-11": 60, "2026-12": 20}
    assert audit(of, plan).findings == ()


def test_a_schedule_counts_its_value_tiers_only() -> None:
    of = priced(
        lanes=[lane(), lane(value_tier="high")],
        demand=[demand(100), demand(100, "Riyadh/high")],
        schedule={"value_tiers": ["high"]},
    )
    rows = [row("a-std", 60), row("a-std", 59, "Riyadh/high")]
    assert judge(of, rows).total_minor["freight"] == -119 * 1000
    rows = [row("a-std", 60), row("a-std", 60, "Riyadh/high")]
    assert judge(of, rows).total_minor["freight"] == -60 * 1000 - 60 * 900


STEPS = [
    tier("list", "0", "59", amount_off="0"),
    tier("middle", "60", "79", amount_off="1"),
    tier("top", "80", amount_off="2.5"),
]

BY_ORDERS = {"kind": "incremental"}


@pytest.mark.parametrize(
    ("orders", "before", "credit"),
    [
        (59, "0", 0),
        (60, "0", 100),  # the 60th order is the first of the middle tier
        (61, "0", 200),
        (79, "0", 2000),
        (80, "0", 2250),
        (81, "0", 2500),
        (40, "19", 0),
        (40, "20", 100),
        (40, "40", 2000 + 250),  # orders 41 to 80
        (10, "75", 400 + 6 * 250),  # orders 76 to 85
        (10, "100", 2500),
        (0, "100", 0),  # what was counted before has had its credit
    ],
)
def test_credit_over_orders(orders: int, before: str, credit: int) -> None:
    of = priced(STEPS, schedule=BY_ORDERS | {"volume_before": before})
    verdict = judge(of, [row("a-std", orders), row("b-std", 100 - orders)])
    assert verdict.findings == ()
    assert verdict.total_minor["tier_credit"] == credit
    assert verdict.total_minor["freight"] == -orders * 1000


def test_a_first_tier_with_an_amount_off_starts_with_the_first_order() -> None:
    steps = [tier("some", "0", "9", amount_off="1"), tier("more", "10", amount_off="2")]
    of = priced(steps, schedule=BY_ORDERS)
    assert judge(of, [row("a-std", 9)]).total_minor["tier_credit"] == 900
    assert judge(of, [row("a-std", 10)]).total_minor["tier_credit"] == 1100


SPEND = [
    tier("list", "0", "500", discount="0"),
    tier("middle", "500", "800", discount="0.1"),
    tier("top", "800", discount="0.2"),
]

BY_FREIGHT = {"kind": "incremental", "measure": "list_freight"}


@pytest.mark.parametrize(
    ("orders", "before", "credit"),
    [
        (50, "0", 0),
        (51, "0", 100),  # 10 % of the 10.00 above 500.00
        (80, "0", 3000),
        (81, "0", 3200),
        (40, "99.99", 0),
        (40, "100.5", 5),  # half a unit above: 0.05
        (10, "795", 50 + 95 * 20),
    ],
)
def test_credit_over_list_freight(orders: int, before: str, credit: int) -> None:
    of = priced(SPEND, schedule=BY_FREIGHT | {"volume_before": before})
    verdict = judge(of, [row("a-std", orders), row("b-std", 100 - orders)])
    assert verdict.findings == ()
    assert verdict.total_minor["tier_credit"] == credit
    assert verdict.total_minor["freight"] == -orders * 1000


def test_list_freight_is_not_rounded_before_it_is_counted() -> None:
    """Each parcel is charged 10.00; 100 of them count 1,000.40, and 0.2 × 200.40 = 40.08."""
    of = priced(
        SPEND,
        schedule=BY_FREIGHT,
        rate_cards=[flat_card("a", "10.004"), flat_card("b")],
    )
    total = judge(of, [row("a-std", 100)]).total_minor
    assert (total["freight"], total["tier_credit"]) == (-1000_00, 30_00 + 40_08)


def test_a_credit_is_in_the_currency_of_the_offers() -> None:
    markets = [
        {
            "country": country,
            "currency": currency,
            "rate": rate,
            "rate_date": "2026-11-01",
            "rate_source": "assumed",
        }
        for country, currency, rate in (("SA", "USD", "1"), ("DE", "EUR", "1.25"))
    ]
    of = priced(
        STEPS,
        schedule=BY_ORDERS,
        markets=markets,
        offers=[offer(currency="EUR"), offer("b-std")],
    )
    assert judge(of, [row("a-std", 61)]).total_minor["tier_credit"] == 250  # 2.00 EUR


def test_standing_of_an_incremental_schedule() -> None:
    of = priced(SPEND, schedule=BY_FREIGHT)
    plan = claimed(of, [row("a-std", 80), row("b-std", 20)])
    assert audit(of, plan).findings == ()
    assert plan.tiers[0].price_tier == "top"
    # At the threshold itself, the tier below is full: the volume lies in both.
    below = edited(plan, "tiers", 0, price_tier="middle", next_tier="top", to_next=0)
    assert audit(of, below).findings == ()
    assert audit(of, edited(plan, "tiers", 0, price_tier="list")).broken() == ("tiers",)
    assert audit(of, edited(plan, "allocation", 0, price_tier="top")).broken() == ("tiers",)


@pytest.mark.parametrize(
    "lie",
    [
        {"price_tier": "top"},
        {"price_tier": "unheard-of"},
        {"volume": 61},
        {"next_tier": None},
        {"next_tier": "list"},
        {"to_next": 19},
        {"to_next": None},
        {"measure": "list_freight"},
    ],
)
def test_false_standings(lie: dict[str, Any]) -> None:
    of = priced()
    plan = claimed(of, [row("a-std", 60), row("b-std", 40)])
    assert audit(of, plan).findings == ()
    assert audit(of, edited(plan, "tiers", 0, **lie)).broken() == ("tiers",)
