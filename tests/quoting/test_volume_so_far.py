"""Which volume decides the price tier of a single order: that of the month it is handed over in."""

from decimal import Decimal
from typing import Any

import pytest
from build import flat_card, offer, scenario

from codroute.quoting.quote import quote_orders
from codroute.scenario.order import Order
from codroute.scenario.scenario import Scenario

LADDER = [
    {"form": "discount", "schedule": "s", "price_tier": "list", "from_volume": "0"}
    | {"to_volume": "299", "discount": "0"},
    {"form": "discount", "schedule": "s", "price_tier": "volume", "from_volume": "300"}
    | {"discount": "0.25"},
]


def two_months(window: str) -> Scenario:
    """Give a scenario of two months in which 300 orders were counted before, freight 8.00."""
    schedule = {"schedule": "s", "provider": "a", "kind": "all_units", "measure": "orders"}
    return scenario(
        horizon={"start": "2026-11-01", "period": "month", "periods": 2},
        demand=[
            {"lane": "Riyadh/low", "period": period, "orders": 10}
            for period in ("2026-11-01", "2026-12-01")
        ],
        offers=[offer("a-std"), offer("b-std")],
        rate_cards=[flat_card("a", "8"), flat_card("b")],
        price_schedules=[schedule | {"window": window, "volume_before": "300"}],
        price_tiers=LADDER,
    )


@pytest.mark.parametrize(
    ("window", "day", "tier", "freight"),
    [
        ("month", None, "volume", 6),
        ("month", "2026-11-30", "volume", 6),
        ("month", "2026-12-01", "list", 8),  # the count begins anew
        ("horizon", "2026-12-01", "volume", 6),
        ("month", "2027-03-01", "volume", 6),  # no window of the plan: as without a day
    ],
)
def test_what_was_counted_before_counts_in_the_first_window(
    window: str, day: str | None, tier: str, freight: int
) -> None:
    stated: dict[str, Any] = {"order": "1", "country": "SA", "region": "Riyadh", "weight_g": 400}
    order = Order.model_validate(stated | {"cod_value": "40", "handed_over": day})
    (quote,) = quote_orders(two_months(window), [order], offers=[["a-std"]]).quotes
    assert quote.price_tier == tier
    assert quote.volume == (300 if tier == "volume" else 0)
    assert next(line.amount for line in quote.lines if line.term == "freight") == freight


def test_one_order_in_each_month_and_a_volume_that_is_stated() -> None:
    common: dict[str, Any] = {"country": "SA", "region": "Riyadh", "weight_g": 400}
    orders = [
        Order.model_validate(common | {"order": day, "cod_value": "40", "handed_over": day})
        for day in ("2026-11-05", "2026-12-05")
    ]
    asked = [["a-std"]] * 2
    quoted = quote_orders(two_months("month"), orders, offers=asked).quotes
    assert [quote.price_tier for quote in quoted] == ["volume", "list"]
    quoted = quote_orders(two_months("month"), orders, {"s": Decimal(500)}, asked).quotes
    assert [quote.price_tier for quote in quoted] == ["volume", "volume"]
