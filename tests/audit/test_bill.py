"""The bill of one order, line by line, also of orders that the scenario does not have."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from build import NOVEMBER, covers, demand, exactly, flat_card, lane, offer, per_order, scenario
from fee_case import FeeCase, per_kg
from fee_cases import FEE_CASES

from codroute.audit.bill import bill
from codroute.audit.tariff import Unpriceable
from codroute.plan.bill import BillLine
from codroute.plan.model import ROW_TERMS
from codroute.scenario.catalog import Catalog
from codroute.scenario.scenario import Scenario
from codroute.scenario.tables import DiscountTier, Lane, ProfilePoint, RateCardTier

EVERY_LINE = {
    "offers": [
        offer(
            fuel_rate="0.1",
            fuel_on=["freight", "peak_surcharge", "return_fee", "redelivery_fee"],
            tax_rate="0.15",
            untaxed=["cod_fee"],
            cod_fee={"form": "linear", "fixed": "1", "rate": "0", "charged_on": "delivered"},
            return_fee={"form": "flat", "amount": "4"},
            redelivery_fee="2",
            free_redeliveries=0,
            insurance={"form": "share_of_value", "rate": "0.01"},
            duties={"form": "paid", "handling_rate": "0", "handling_minimum": "3"},
        ),
        offer("b-std"),
    ],
    "coverage": [covers("a-std", remote_surcharge="3"), covers("b-std")],
    "rate_cards": [flat_card("a", "10"), flat_card("b")],
    "performance": [
        {
            "provider": name,
            "paid_rate": "0.80",
            "loss_rate": "0.05",
            "transit_days": "3",
            "second_attempt_rate": "0.3",
            "third_attempt_rate": "0.1",
        }
        for name in ("a", "b")
    ],
    "surcharges": [
        {"offer": "a-std", "surcharge": "goods", "goods_flag": "battery", "amount": "1.5"},
        {"offer": "a-std", "surcharge": "area", "remote_band": "A", "amount": "0.5"},
    ],
    "duties": [{"country": "SA", "declared_share": "1", "duty_rate": "0.05", "vat_rate": "0.15"}],
    "peak_surcharges": [{"offer": "a-std", "period": "2026-11-01", "amount": "1.25"}],
}


def point(**changes: Any) -> ProfilePoint:
    """Give an order of 40.00 and 400 g."""
    stated = {"lane": "-", "share": "1", "cod_value": "40", "weight_g": 400}
    return ProfilePoint.model_validate(stated | changes)


def billed(
    of: Scenario, order: ProfilePoint, place: Lane | None = None, **choice: Any
) -> tuple[BillLine, ...]:
    """Bill an order under a-std, of the first lane unless a place is given."""
    catalog = Catalog(of)
    return bill(catalog, catalog.offers["a-std"], place or of.lanes[0], order, **choice)


def shown(lines: Sequence[BillLine]) -> list[tuple[str, str | None, str, str, str]]:
    """Write lines with plain numbers."""
    return [
        (line.term, line.part, line.due, f"{float(line.amount):g}", f"{float(line.tax):g}")
        for line in lines
    ]


def test_every_line_in_the_order_of_the_terms() -> None:
    order = point(goods_flags=["battery"], remote_band="A")
    assert shown(billed(scenario(**EVERY_LINE), order, period=NOVEMBER)) == [
        ("cod_fee", None, "delivered", "1", "0"),
        ("freight", None, "handed_over", "10", "1.5"),
        ("fuel", None, "handed_over", "1", "0.15"),
        ("fuel", "return_fee", "refused", "0.4", "0.06"),
        ("fuel", "redelivery_fee", "second_attempt", "0.2", "0.03"),
        ("fuel", "redelivery_fee", "third_attempt", "0.2", "0.03"),
        ("fuel", "peak_surcharge", "handed_over", "0.13", "0.02"),  # 0.125; 0.0195
        ("remote_surcharge", None, "handed_over", "3", "0.45"),
        ("surcharges", "goods", "handed_over", "1.5", "0.23"),
        ("surcharges", "area", "handed_over", "0.5", "0.08"),  # 0.075
        ("peak_surcharge", None, "handed_over", "1.25", "0.19"),
        ("return_fee", None, "refused", "4", "0.6"),
        ("redelivery_fee", None, "second_attempt", "2", "0.3"),
        ("redelivery_fee", None, "third_attempt", "2", "0.3"),
        ("insurance_fee", None, "handed_over", "0.4", "0.06"),
        ("duties", "duty", "handed_over", "2", "0"),
        ("duties", "vat", "handed_over", "6.3", "0"),  # 0.15 × 42
        ("duties_handling", None, "handed_over", "3", "0.45"),
    ]


def test_without_a_period_there_is_no_peak_surcharge() -> None:
    of = scenario(**EVERY_LINE)
    lines = billed(of, point())
    december = billed(of, point(), period=date(2026, 12, 1))
    assert lines == december
    assert all("peak_surcharge" not in (line.term, line.part) for line in lines)


def test_what_the_offer_does_not_state_has_no_line() -> None:
    assert shown(billed(scenario(), point(), period=NOVEMBER)) == [
        ("freight", None, "handed_over", "0", "0"),
        ("return_fee", None, "refused", "0", "0"),
    ]


def test_an_order_of_a_lane_that_the_scenario_does_not_have() -> None:
    of = scenario(
        lanes=[lane(), lane("Tabuk")],
        demand=[demand(100), demand(0, "Tabuk/low")],
        rate_cards=[per_kg("10", rate_card="a"), flat_card("b")],
        surcharges=[{"offer": "a-std", "surcharge": "far", "region": "Tabuk", "amount": "6"}],
    )
    elsewhere = Lane.model_validate({"country": "SA", "region": "Tabuk", "value_tier": "high"})
    lines = billed(of, point(weight_g=1234), elsewhere)
    assert shown(lines)[:2] == [
        ("freight", None, "handed_over", "12.34", "0"),
        ("surcharges", "far", "handed_over", "6", "0"),
    ]


def test_a_place_that_the_offer_does_not_serve_has_no_bill() -> None:
    coverage = [covers("a-std", region="Riyadh"), covers("b-std")]
    elsewhere = Lane.model_validate({"country": "SA", "region": "Tabuk", "value_tier": "low"})
    with pytest.raises(Unpriceable, match="a-std does not serve Tabuk/low"):
        billed(scenario(coverage=coverage), point(), elsewhere)


@pytest.mark.parametrize(
    ("changes", "order", "why"),
    [
        (
            {"rate_cards": [flat_card("a", up_to_weight_g=1000), flat_card("b")]},
            {"weight_g": 1001},
            "no rate for 1001 g",
        ),
        (
            {"rate_cards": [flat_card("a", over_weight_g=400), flat_card("b")]},
            {"weight_g": 400},
            "no rate for 400 g",
        ),
        (
            {"offers": [offer(volumetric={"form": "always", "divisor": 5000}), offer("b-std")]},
            {},
            "a price by size without dimensions",
        ),
        (
            {
                "offers": [
                    offer(cod_fee={"form": "table", "table": "t", "charged_on": "delivered"}),
                    offer("b-std"),
                ],
                "cod_fee_tables": [
                    {
                        "cod_fee_table": "t",
                        "over_value": "0",
                        "up_to_value": "100",
                        "fixed": "1",
                        "rate": "0",
                    }
                ],
            },
            {"cod_value": "100.01"},
            "no COD fee for 100.01",
        ),
        (
            {
                "surcharges": [
                    {"offer": "a-std", "surcharge": "s", "over_side_cm": "9", "amount": "1"}
                ]
            },
            {},
            "a price by size without dimensions",
        ),
    ],
)
def test_an_order_without_a_price(changes: Any, order: dict[str, Any], why: str) -> None:
    sides = {"length_cm": "10", "width_cm": "10", "height_cm": "10"}
    of = scenario(lanes=[lane(**sides)], **changes)
    with pytest.raises(Unpriceable, match=why):
        billed(of, point(**order))


def test_dimensions_are_asked_for_only_where_the_rest_of_a_surcharge_is_met() -> None:
    row = {"offer": "a-std", "surcharge": "s", "over_side_cm": "9", "amount": "1"}
    sides = {"length_cm": "10", "width_cm": "10", "height_cm": "10"}
    of = scenario(lanes=[lane(**sides)], surcharges=[row | {"remote_band": "A"}])
    assert len(billed(of, point())) == 2


DISCOUNT = DiscountTier.model_validate(
    {
        "form": "discount",
        "schedule": "s",
        "price_tier": "volume",
        "from_volume": "0",
        "discount": "0.25",
    }
)

OWN_CARD = RateCardTier.model_validate(
    {
        "form": "rate_card",
        "schedule": "s",
        "price_tier": "volume",
        "from_volume": "0",
        "rate_card": "cheap",
    }
)


@pytest.mark.parametrize(
    ("tier", "freight", "fuel", "back", "surcharge"),
    [
        (None, "4", "0.4", "28", "0.4"),  # 0.4 kg × 1 lifted to 4; (4 + 10) × 2; 0.1 × 4
        (DISCOUNT, "3", "0.3", "26", "0.3"),  # the discount is taken of the minimum fee
        (OWN_CARD, "2", "0.2", "24", "0.2"),
    ],
)
def test_the_price_tier_is_in_all_that_is_taken_of_the_freight(
    tier: DiscountTier | RateCardTier | None, freight: str, fuel: str, back: str, surcharge: str
) -> None:
    of = scenario(
        offers=[
            offer(
                fuel_rate="0.1",
                return_fee={"form": "marked_up_forward", "added": "10", "factor": "2"},
            ),
            offer("b-std"),
        ],
        rate_cards=[
            per_kg("1", rate_card="a", minimum_fee="4"),
            per_kg("5", rate_card="cheap"),
            flat_card("b"),
        ],
        surcharges=[{"offer": "a-std", "surcharge": "s", "amount": "0", "share_of_freight": "0.1"}],
    )
    amounts = {line.term: line.amount for line in billed(of, point(), price_tier=tier)}
    assert amounts == {
        "freight": exactly(freight),
        "fuel": exactly(fuel),
        "return_fee": exactly(back),
        "surcharges": exactly(surcharge),
    }


def test_the_way_back_has_a_card_of_its_own_in_the_zone_of_the_way_out() -> None:
    of = scenario(
        offers=[offer(return_fee={"form": "rate_card", "rate_card": "back"}), offer("b-std")],
        coverage=[covers("a-std", zone="far"), covers("b-std")],
        rate_cards=[
            flat_card("a", "10", zone="far"),
            flat_card("back", "3", zone="near"),
            flat_card("back", "5", zone="far"),
            flat_card("b"),
        ],
    )
    back = [line for line in billed(of, point()) if line.term == "return_fee"]
    assert shown(back) == [("return_fee", None, "refused", "5", "0")]


def test_values_and_limits_are_each_in_their_currency() -> None:
    """A market in riyals, an offer in dollars: fees by value are of 40 SAR = 10 USD."""
    riyal = {
        "country": "SA",
        "currency": "SAR",
        "rate": "0.25",
        "rate_date": "2026-11-01",
        "rate_source": "assumed",
    }
    fee = {"form": "linear", "fixed": "0", "rate": "0.1", "charged_on": "handed_over"}
    of = scenario(
        markets=[riyal],
        offers=[
            offer(
                cod_fee=fee | {"free_below": "10"},
                insurance={"form": "share_of_value", "rate": "0.02", "minimum": "0.21"},
                duties={"form": "paid", "handling_rate": "0.01", "handling_minimum": "0"},
            ),
            offer("b-std"),
        ],
        duties=[
            {
                "country": "SA",
                "declared_share": "1",
                "duty_rate": "0.05",
                "duty_free_up_to": "39",
                "vat_rate": "0.15",
                "vat_free_up_to": "40",
            }
        ],
    )
    amounts = {(line.term, line.part): line.amount for line in billed(of, point())}
    assert amounts["cod_fee", None] == 1
    assert amounts["insurance_fee", None] == exactly("0.21")  # 0.20 lifted
    assert amounts["duties", "duty"] == exactly("0.5")  # 40 SAR > 39 SAR: 0.05 × 10 USD
    assert amounts["duties", "vat"] == 0  # not above 40 SAR
    assert amounts["duties_handling", None] == exactly("0.01")  # 0.005
    below = {line.term: line.amount for line in billed(of, point(cod_value="39.99"))}
    assert below["cod_fee"] == 0  # 9.9975 USD


CHANCES = {
    "handed_over": 1,
    "delivered": exactly("0.8"),
    "refused": exactly("0.15"),
    "second_attempt": exactly("0.3"),
    "third_attempt": exactly("0.1"),
}


def test_expected_amounts_are_the_lines_by_their_chances() -> None:
    of = scenario(**EVERY_LINE)
    expected = dict.fromkeys((*ROW_TERMS, "tax"), Fraction(0))
    for line in billed(of, point(), period=NOVEMBER):
        expected[line.term] -= line.amount * CHANCES[line.due]
        expected["tax"] -= line.tax * CHANCES[line.due]
    priced = per_order(of)
    del priced["collected_cod"]
    assert priced == {term: amount for term, amount in expected.items() if amount}


@pytest.mark.parametrize("case", [cases[-1] for cases in FEE_CASES.values()], ids=FEE_CASES)
def test_lines_are_multiples_of_the_increment(case: FeeCase) -> None:
    of = scenario(**case.changes)
    order = Catalog(of).points(of.lanes[0])[0]
    increment = of.offers[0].rounding
    lines = billed(of, order, period=NOVEMBER)
    assert [line.term for line in lines] == sorted((x.term for x in lines), key=ROW_TERMS.index)
    if increment is not None:
        assert all(
            (x / Fraction(increment)).denominator == 1 for y in lines for x in (y.amount, y.tax)
        )
