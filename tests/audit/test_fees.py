"""Every fee form by hand: at, just under and just over each threshold."""

from typing import Any

import pytest
from build import exactly, flat_card, lane, offer, per_order, scenario

from codroute.audit.tariff import Unpriceable

STEP = {
    "form": "first_step",
    "rate_card": "a",
    "first_weight_g": 500,
    "first_fee": "5",
    "step_weight_g": 500,
    "step_fee": "1.5",
}


def freight(card: list[dict[str, Any]] | dict[str, Any], weight_g: int, **changes: Any) -> str:
    """Price the freight of one order of a lane on a card."""
    rows = card if isinstance(card, list) else [card]
    sizes = {
        key: changes.pop(key) for key in ("length_cm", "width_cm", "height_cm") if key in changes
    }
    priced = per_order(
        scenario(
            lanes=[lane(weight_g=weight_g, **sizes)],
            rate_cards=[*rows, flat_card("b")],
            offers=[offer(**changes), offer("b-std")],
        )
    )
    return str(float(-priced["freight"]))


@pytest.mark.parametrize(
    ("weight_g", "fee"),
    [
        (1, "5.0"),
        (499, "5.0"),
        (500, "5.0"),
        (501, "6.5"),
        (999, "6.5"),
        (1000, "6.5"),
        (1001, "8.0"),
        (1500, "8.0"),
        (1501, "9.5"),
    ],
)
def test_first_step(weight_g: int, fee: str) -> None:
    assert freight(STEP, weight_g) == fee


@pytest.mark.parametrize(
    ("weight_g", "fee"),
    [(1, "3.0"), (999, "3.0"), (1000, "3.0"), (1001, "4.0"), (2000, "4.0")],
)
def test_weight_band(weight_g: int, fee: str) -> None:
    bands = [
        {"over_weight_g": 1000, "up_to_weight_g": 2000, "fee_per_parcel": "4"},
        {"over_weight_g": 0, "up_to_weight_g": 1000, "fee_per_parcel": "3"},
    ]
    card = [{"form": "weight_band", "rate_card": "a"} | band for band in bands]
    assert freight(card, weight_g) == fee


def test_beyond_the_last_band_there_is_no_price() -> None:
    band = {"over_weight_g": 0, "up_to_weight_g": 1000, "fee_per_parcel": "3"}
    card = [{"form": "weight_band", "rate_card": "a"} | band]
    with pytest.raises(Unpriceable, match="no rate for 1001 g"):
        freight(card, 1001)


@pytest.mark.parametrize(
    ("weight_g", "fee"),
    [
        (400, "1.8"),  # 0.4 × 2 + 1
        (1, "1.0"),  # 1.002
        (2, "1.0"),  # 1.004
        (3, "1.01"),  # 1.006
        (1250, "3.5"),
    ],
)
def test_per_kg(weight_g: int, fee: str) -> None:
    assert freight(flat_card("a", "1", fee_per_kg="2"), weight_g) == fee


GREATER = {"form": "greater", "divisor": 5000}
ABOVE = {"form": "above_ratio", "divisor": 5000, "ratio": "1.5"}
PER_KG = flat_card("a", "0", fee_per_kg="10")


@pytest.mark.parametrize(
    ("height_cm", "weight_g", "fee"),
    [
        ("10", 800, "8.0"),  # 20 × 20 × 10 / 5000 = 0.8 kg, the same
        ("9.9", 800, "8.0"),  # 0.792
        ("10.1", 800, "8.08"),  # 0.808
        ("20", 100, "16.0"),
    ],
)
def test_greater_of_actual_and_volumetric(height_cm: str, weight_g: int, fee: str) -> None:
    sizes = {"length_cm": "20", "width_cm": "20", "height_cm": height_cm}
    assert freight(PER_KG, weight_g, volumetric=GREATER, **sizes) == fee


@pytest.mark.parametrize(
    ("height_cm", "fee"),
    [
        ("14.9", "8.0"),  # 1.192 kg is under 1.5 × 0.8 kg
        ("15", "8.0"),  # exactly 1.2 kg does not exceed it
        ("15.1", "12.08"),
    ],
)
def test_volumetric_only_above_a_ratio(height_cm: str, fee: str) -> None:
    sizes = {"length_cm": "20", "width_cm": "20", "height_cm": height_cm}
    assert freight(PER_KG, 800, volumetric=ABOVE, **sizes) == fee


def test_volumetric_weight_meets_the_step_exactly() -> None:
    sizes = {"length_cm": "10", "width_cm": "10"}
    at_step = freight(STEP, 1, volumetric=GREATER, height_cm="25", **sizes)  # 500 g
    over = freight(STEP, 1, volumetric=GREATER, height_cm="25.1", **sizes)  # 502 g
    assert (at_step, over) == ("5.0", "6.5")


def cod_fee(value: str, **fee: Any) -> str:
    """Price the COD fee of one order, as if every order were delivered."""
    form = {"form": "linear", "fixed": "1", "rate": "0.02", "charged_on": "handed_over"} | fee
    priced = per_order(
        scenario(lanes=[lane(cod_value=value)], offers=[offer(cod_fee=form), offer("b-std")])
    )
    return str(float(-priced["cod_fee"]))


@pytest.mark.parametrize(
    ("value", "fee"),
    [
        ("49.5", "2.0"),  # 1.99, below the minimum
        ("50", "2.0"),  # the minimum exactly
        ("51", "2.02"),
        ("199", "4.98"),
        ("200", "5.0"),  # the maximum exactly
        ("201", "5.0"),
    ],
)
def test_linear_cod_fee_with_bounds(value: str, fee: str) -> None:
    assert cod_fee(value, minimum="2", maximum="5") == fee


def test_linear_cod_fee_without_bounds() -> None:
    assert [cod_fee(value) for value in ("0", "50", "1000")] == ["1.0", "2.0", "21.0"]


def test_cod_fee_on_delivered_orders_only() -> None:
    assert cod_fee("50", charged_on="delivered") == "1.6"  # 0.80 × 2.00


def test_no_cod_fee() -> None:
    assert "cod_fee" not in per_order(scenario())


@pytest.mark.parametrize(
    ("amount", "increment", "rounded"),
    [
        ("2.005", "0.01", "2.01"),  # a tie goes up
        ("2.0049", "0.01", "2.0"),
        ("2.0051", "0.01", "2.01"),
        ("2.125", "0.25", "2.25"),  # a tie between 2.00 and 2.25
        ("2.12", "0.25", "2.0"),
        ("2.13", "0.25", "2.25"),
        ("2.5", "1", "3.0"),
        ("3.5", "1", "4.0"),
        ("7.49", "5", "5.0"),
        ("7.5", "5", "10.0"),
    ],
)
def test_half_up_to_the_increment(amount: str, increment: str, rounded: str) -> None:
    assert freight(flat_card("a", amount), 400, rounding=increment) == rounded


def test_no_increment_no_rounding() -> None:
    assert freight(flat_card("a", "2.00512345"), 400, rounding=None) == "2.00512345"


def test_fuel_is_charged_on_unrounded_freight() -> None:
    """Freight 2.05 rounds to 2.1 at 0.1; fuel is 0.5 × 2.05 = 1.025, not 0.5 × 2.1 = 1.05."""
    priced = per_order(
        scenario(
            rate_cards=[flat_card("a", "2.05"), flat_card("b")],
            offers=[offer(fuel_rate="0.5", rounding="0.1"), offer("b-std")],
        )
    )
    assert priced["freight"] == exactly("-2.1")
    assert priced["fuel"] == exactly("-1.0")


@pytest.mark.parametrize(
    ("fee", "expected"),
    [
        ({"form": "flat", "amount": "2"}, "-0.3"),  # refused 0.15
        ({"form": "flat", "amount": "2.005"}, "-0.3015"),
        ({"form": "flat", "amount": "2.0049"}, "-0.3"),
        ({"form": "share_of_forward", "share": "1"}, "-0.6"),
        ({"form": "share_of_forward", "share": "0.5"}, "-0.3"),
        ({"form": "share_of_forward", "share": "1.5"}, "-0.9"),
        ({"form": "share_of_forward", "share": "0.501"}, "-0.3"),  # 2.004
        ({"form": "share_of_forward", "share": "0.50125"}, "-0.3015"),  # 2.005
    ],
)
def test_return_fee_of_refused_orders(fee: dict[str, str], expected: str) -> None:
    priced = per_order(
        scenario(
            rate_cards=[flat_card("a", "4"), flat_card("b")],
            offers=[offer(return_fee=fee), offer("b-std")],
        )
    )
    assert priced["return_fee"] == exactly(expected)
