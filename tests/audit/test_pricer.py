"""What an order earns beyond the fees: value, currency, goods, capital, profile, surcharges."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from build import (
    covers,
    demand,
    exactly,
    flat_card,
    judge,
    lane,
    offer,
    per_order,
    row,
    scenario,
)

RIYAL = {
    "country": "SA",
    "currency": "SAR",
    "rate": "0.26666667",
    "rate_date": "2026-11-01",
    "rate_source": "assumed",
}

EURO = RIYAL | {"country": "DE", "currency": "EUR", "rate": "1.25"}


def test_collected_value_is_what_is_paid() -> None:
    assert per_order(scenario()) == {"collected_cod": exactly("32")}


def test_market_currency() -> None:
    priced = per_order(scenario(markets=[RIYAL]))
    assert priced["collected_cod"] == exactly("40") * exactly("0.8") * exactly("0.26666667")


def test_three_currencies_meet_in_one_order() -> None:
    """Market SAR, offer EUR, plan USD; fee bounds are euros and rounding is to euro cents."""
    fee = {"form": "linear", "fixed": "0.5", "rate": "0.02", "charged_on": "handed_over"}
    priced = per_order(
        scenario(
            markets=[RIYAL, EURO],
            lanes=[lane(cod_value="150")],
            offers=[offer(currency="EUR", cod_fee=fee), offer("b-std")],
            rate_cards=[flat_card("a", "3.333"), flat_card("b")],
        )
    )
    # 150 SAR = 40.0000005 USD = 32.0000004 EUR; 0.5 + 0.640000008 = 1.14 EUR = 1.425 USD
    assert priced["cod_fee"] == exactly("-1.425")
    assert priced["freight"] == exactly("-3.33") * exactly("1.25")
    assert priced["collected_cod"] == exactly("150") * exactly("0.8") * exactly("0.26666667")


def test_maximum_of_the_fee_is_in_the_offers_currency() -> None:
    fee = {"form": "linear", "fixed": "0", "rate": "0.1", "charged_on": "handed_over"}
    priced = per_order(
        scenario(
            markets=[RIYAL, EURO],
            lanes=[lane(cod_value="150")],
            offers=[offer(currency="EUR", cod_fee=fee | {"maximum": "3"}), offer("b-std")],
        )
    )
    assert priced["cod_fee"] == exactly("-3.75")  # 3.20 EUR capped at 3.00 EUR


def test_goods_delivered_refused_and_lost() -> None:
    policy = {"roles": "free", "count_goods_cost": True, "goods_recovery_share": "0.6"}
    priced = per_order(scenario(policy=policy, lanes=[lane(goods_cost="10")]))
    assert priced["goods_delivered"] == exactly("-8")
    assert priced["goods_refused"] == exactly("-0.6")  # 0.15 × 0.4 × 10
    assert priced["goods_lost"] == exactly("-0.5")


def test_goods_cost_is_in_the_market_currency_and_not_rounded() -> None:
    policy = {"roles": "free", "count_goods_cost": True, "goods_recovery_share": "0"}
    priced = per_order(scenario(policy=policy, markets=[RIYAL], lanes=[lane(goods_cost="10.005")]))
    assert priced["goods_lost"] == -exactly("0.05") * exactly("10.005") * exactly("0.26666667")


def test_capital_waits_for_transit_and_settlement() -> None:
    policy = {"roles": "free", "count_capital_cost": True, "capital_rate_per_year": "0.10"}
    priced = per_order(scenario(policy=policy))
    assert priced["capital_cost"] == -32 * Fraction(1, 10) * Fraction(10, 365)


def profile(share: str, weight_g: int, cod_value: str = "40") -> dict[str, object]:
    return {"lane": "Riyadh/low", "share": share, "cod_value": cod_value, "weight_g": weight_g}


def test_a_profile_is_priced_point_by_point() -> None:
    """The mean weight, 500 g, is within the first step; a quarter of the parcels is not."""
    card = {
        "form": "first_step",
        "rate_card": "a",
        "first_weight_g": 500,
        "first_fee": "5",
        "step_weight_g": 500,
        "step_fee": "2",
    }
    priced = per_order(
        scenario(
            lanes=[lane(cod_value=None, weight_g=None)],
            profile=[profile("0.75", 400), profile("0.25", 800)],
            rate_cards=[card, flat_card("b")],
        )
    )
    assert priced["freight"] == exactly("-5.5")


def test_rounding_is_once_per_point_and_before_the_mean() -> None:
    priced = per_order(
        scenario(
            lanes=[lane(cod_value=None, weight_g=None)],
            profile=[profile("0.5", 1005), profile("0.5", 1004)],
            rate_cards=[flat_card("a", fee_per_kg="1"), flat_card("b")],
        )
    )
    assert priced["freight"] == exactly("-1.005")  # 1.005 → 1.01 and 1.004 → 1.00


def test_remote_surcharge_of_the_region_overrides_that_of_the_country() -> None:
    coverage = [
        covers("a-std", remote_surcharge="9"),
        covers("a-std", region="Riyadh", remote_surcharge="0.505"),
        covers("b-std"),
    ]
    assert per_order(scenario(coverage=coverage))["remote_surcharge"] == exactly("-0.51")


def test_zone_of_the_coverage_row_chooses_the_rate() -> None:
    priced = per_order(
        scenario(
            coverage=[covers("a-std", zone="far"), covers("b-std")],
            rate_cards=[
                flat_card("a", "2", zone="near"),
                flat_card("a", "7", zone="far"),
                flat_card("b"),
            ],
        )
    )
    assert priced["freight"] == exactly("-7")


def test_peak_surcharge_in_its_period_only() -> None:
    peaks = [
        {"offer": "a-std", "period": "2026-12-01", "amount": "1"},
        {"offer": "a-std", "country": "SA", "period": "2026-12-01", "amount": "1.255"},
    ]
    two_months = scenario(
        horizon={"start": "2026-11-01", "period": "month", "periods": 2},
        demand=[demand(100), demand(100, period="2026-12-01")],
        peak_surcharges=peaks,
    )
    december = per_order(two_months, period=date(2026, 12, 1))
    assert "peak_surcharge" not in per_order(two_months)
    assert december["peak_surcharge"] == exactly("-1.26")


def test_performance_of_the_region_overrides_that_of_the_provider() -> None:
    performance = [
        {"provider": name, "paid_rate": "0.80", "loss_rate": "0.05", "transit_days": "3"}
        for name in ("a", "b")
    ]
    nearer = performance[0] | {"region": "Riyadh", "paid_rate": "0.90"}
    assert per_order(scenario(performance=[*performance, nearer])) == {
        "collected_cod": exactly("36")
    }


@pytest.mark.parametrize(
    ("orders", "rounded"),
    [(1, -12), (3, -38), (5, -62), (2, -25)],  # 12.5, 37.5 and 62.5 cents go to the even cent
)
def test_a_row_is_rounded_half_even_once(orders: int, rounded: int) -> None:
    of = scenario(
        demand=[demand(orders)],
        rate_cards=[flat_card("a", "0.125"), flat_card("b")],
        offers=[offer(rounding=None), offer("b-std")],
    )
    assert judge(of, [row("a-std", orders)]).total_minor["freight"] == rounded


def test_a_currency_without_minor_units() -> None:
    of = scenario(minor_digits=0, demand=[demand(3)])
    assert judge(of, [row("a-std", 3)]).total_minor["collected_cod"] == 96


def test_totals_hold_the_terms_that_apply() -> None:
    plain = judge(scenario(), [row("a-std", 100)]).total_minor
    assert list(plain) == [
        "collected_cod",
        "cod_fee",
        "freight",
        "fuel",
        "remote_surcharge",
        "peak_surcharge",
        "return_fee",
    ]
    assert plain["collected_cod"] == 320_000


DUTY = {"country": "SA", "declared_share": "1", "duty_rate": "0", "vat_rate": "0"}


@pytest.mark.parametrize(
    ("changes", "terms"),
    [
        (
            {"surcharges": [{"offer": "a-std", "surcharge": "s", "amount": "0"}]},
            {"surcharges"},
        ),
        ({"offers": [offer(tax_rate="0"), offer("b-std")]}, {"tax"}),
        ({"coverage": [covers("a-std", tax_rate="0"), covers("b-std")]}, {"tax"}),
        (
            {
                "offers": [
                    offer(insurance={"form": "share_of_value", "rate": "0"}),
                    offer("b-std"),
                ]
            },
            {"insurance_fee"},
        ),
        (
            {
                "offers": [
                    offer(duties={"form": "paid", "handling_rate": "0", "handling_minimum": "0"}),
                    offer("b-std"),
                ],
                "duties": [DUTY],
            },
            {"duties", "duties_handling"},
        ),
        ({"duties": [DUTY]}, set()),  # which no carrier bills
        (
            {
                "offers": [offer(redelivery_fee="0", free_redeliveries=2), offer("b-std")],
            },
            {"redelivery_fee"},
        ),
    ],
)
def test_terms_of_fees_that_are_stated(changes: dict[str, Any], terms: set[str]) -> None:
    """A fee stated as 0 has its term; one that nobody states has none."""
    plain, more = (
        set(judge(of, [row("a-std", 100)]).total_minor) for of in (scenario(), scenario(**changes))
    )
    assert more - plain == terms
