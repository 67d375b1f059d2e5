"""Which offers can carry a lane, judged by the audit: every limit at and just over it."""

from typing import Any

import pytest
from build import covers, flat_card, judge, lane, offer, row, scenario
from fee_case import band, per_kg, size, steps
from fee_cases_value import TABLE, fee_table

from codroute.audit.quotes import Quotes
from codroute.scenario.catalog import Catalog
from codroute.scenario.eligibility import ineligibility

TO_100 = fee_table(("0", "50", "1", "0"), ("60", "100", "2", "0"))


def obstacles(
    order: dict[str, Any],
    stated: dict[str, Any] | None = None,
    place: dict[str, Any] | None = None,
    card: list[dict[str, Any]] | None = None,
    **tables: Any,
) -> list[str]:
    """Judge a-std on a lane; the first obstacle is also the reason that a plan gives."""
    of = scenario(
        lanes=[lane(**order)],
        offers=[offer(**(stated or {})), offer("b-std")],
        coverage=[covers("a-std", **(place or {})), covers("b-std")],
        rate_cards=[*(card or [flat_card()]), flat_card("b")],
        **tables,
    )
    catalog = Catalog(of)
    found = [str(kind) for kind in Quotes(catalog).obstacles(of.offers[0], of.lanes[0])]
    reason = ineligibility(catalog, of.offers[0], of.lanes[0])
    assert found[:1] == ([] if reason is None else [reason.kind])
    return found


@pytest.mark.parametrize(
    ("value", "found"),
    [("99.99", []), ("100", []), ("100.01", ["cod_value_above_limit"])],
)
@pytest.mark.parametrize(
    ("limit", "of_place"), [("100", None), (None, "100"), ("100", "200"), ("200", "100")]
)
def test_the_smaller_limit_of_value_holds(
    value: str, found: list[str], limit: str | None, of_place: str | None
) -> None:
    order, place = {"cod_value": value}, {"max_cod_value": of_place}
    assert obstacles(order, {"max_cod_value": limit}, place) == found


def test_a_limit_of_value_is_in_the_offers_currency() -> None:
    riyal = {
        "country": "SA",
        "currency": "SAR",
        "rate": "0.25",
        "rate_date": "2026-11-01",
        "rate_source": "assumed",
    }
    limit = {"max_cod_value": "10"}
    for stated, place in ((limit, {}), ({}, limit)):
        assert obstacles({"cod_value": "40"}, stated, place, markets=[riyal]) == []
        over = obstacles({"cod_value": "40.01"}, stated, place, markets=[riyal])
        assert over == ["cod_value_above_limit"]


@pytest.mark.parametrize(
    ("weight_g", "found"), [(9_999, []), (10_000, []), (10_001, ["weight_above_limit"])]
)
@pytest.mark.parametrize(
    # Ninja Van PH: 30 kg in Metro Manila, 10 kg in the provinces.
    ("limit", "of_place"),
    [(30_000, 10_000), (None, 10_000), (10_000, None), (10_000, 30_000)],
)
def test_the_smaller_limit_of_weight_holds(
    weight_g: int, found: list[str], limit: int | None, of_place: int | None
) -> None:
    order, place = {"weight_g": weight_g}, {"max_weight_g": of_place}
    assert obstacles(order, {"max_weight_g": limit}, place) == found


@pytest.mark.parametrize(
    ("sides", "found"),
    [
        (size("10", "10", "100"), []),
        (size("100.1", "10", "10"), ["size_above_limit"]),
        (size("10", "100.1", "10"), ["size_above_limit"]),
        (size("60", "50", "40"), []),
        (size("60", "50", "40.1"), ["size_above_limit"]),
    ],
)
def test_sides(sides: dict[str, Any], found: list[str]) -> None:
    assert obstacles(sides, {"max_side_cm": "100", "max_sides_sum_cm": "150"}) == found


@pytest.mark.parametrize(
    ("flags", "found"),
    [
        ([], []),
        (["liquid"], []),
        (["battery"], ["goods_not_carried"]),
        (["liquid", "battery"], ["goods_not_carried"]),
    ],
)
def test_goods_that_are_refused(flags: list[str], found: list[str]) -> None:
    assert obstacles({"goods_flags": flags}, {"refused_flags": ["battery", "powder"]}) == found


def test_one_order_of_a_profile_is_enough() -> None:
    points = [
        {"lane": "Riyadh/low", "share": "0.9", "cod_value": "40", "weight_g": 400},
        {"lane": "Riyadh/low", "share": "0.1", "cod_value": "40", "weight_g": 400}
        | {"goods_flags": ["battery"]},
    ]
    unstated = {"cod_value": None, "weight_g": None}
    assert obstacles(unstated, {"refused_flags": ["battery"]}, profile=points) == [
        "goods_not_carried"
    ]


@pytest.mark.parametrize(
    ("weight_g", "found"),
    [
        (500, []),
        (501, ["weight_beyond_rate_card"]),  # in no row
        (600, ["weight_beyond_rate_card"]),
        (601, []),
        (2000, []),
        (2001, ["weight_beyond_rate_card"]),
    ],
)
def test_a_weight_in_no_row_of_the_card(weight_g: int, found: list[str]) -> None:
    card = [
        {"rate_card": "a"} | band(0, 500, "1"),
        {"rate_card": "a"} | steps(600, "2", 100, "1", over_weight_g=600, up_to_weight_g=2000),
    ]
    assert obstacles({"weight_g": weight_g}, card=card) == found


@pytest.mark.parametrize(("weight_g", "found"), [(1000, []), (1001, ["weight_beyond_rate_card"])])
def test_a_weight_beyond_the_card_of_the_way_back(weight_g: int, found: list[str]) -> None:
    card = [flat_card(), {"rate_card": "back"} | per_kg("1", up_to_weight_g=1000)]
    stated = {"return_fee": {"form": "rate_card", "rate_card": "back"}}
    assert obstacles({"weight_g": weight_g}, stated, card=card) == found


@pytest.mark.parametrize(("weight_g", "found"), [(1000, []), (1001, ["weight_beyond_rate_card"])])
def test_a_weight_beyond_the_card_of_a_price_tier(weight_g: int, found: list[str]) -> None:
    schedule = {
        "schedule": "s",
        "provider": "a",
        "kind": "all_units",
        "measure": "orders",
        "window": "horizon",
        "volume_before": "0",
    }
    tier = {
        "form": "rate_card",
        "schedule": "s",
        "price_tier": "t",
        "from_volume": "0",
        "rate_card": "own",
    }
    card = [flat_card(), {"rate_card": "own"} | per_kg("1", up_to_weight_g=1000)]
    assert (
        obstacles({"weight_g": weight_g}, card=card, price_schedules=[schedule], price_tiers=[tier])
        == found
    )


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("0", []),
        ("50", []),
        ("50.01", ["cod_value_beyond_fee_table"]),
        ("60", ["cod_value_beyond_fee_table"]),
        ("60.01", []),
        ("100", []),
        ("100.01", ["cod_value_beyond_fee_table"]),
    ],
)
def test_a_value_in_no_step_of_the_fee_table(value: str, found: list[str]) -> None:
    stated = {"cod_fee": TABLE | {"charged_on": "delivered"}}
    assert obstacles({"cod_value": value}, stated, cod_fee_tables=TO_100) == found


def test_every_obstacle_in_order() -> None:
    found = obstacles(
        size("200", "1", "1") | {"cod_value": "200", "weight_g": 5000, "goods_flags": ["battery"]},
        {
            "categories": ["beauty"],
            "refused_flags": ["battery"],
            "max_cod_value": "100",
            "max_weight_g": 4000,
            "max_side_cm": "100",
            "cod_fee": TABLE | {"charged_on": "delivered"},
        },
        card=[flat_card(up_to_weight_g=1000)],
        cod_fee_tables=TO_100,
    )
    assert found == [
        "category_not_carried",
        "goods_not_carried",
        "cod_value_above_limit",
        "weight_above_limit",
        "size_above_limit",
        "weight_beyond_rate_card",
        "cod_value_beyond_fee_table",
    ]
    assert obstacles({}, place={"served": False})[0] == "not_covered"


def test_orders_under_an_offer_that_refuses_the_goods_are_found() -> None:
    of = scenario(
        lanes=[lane(goods_flags=["battery"])],
        offers=[offer(refused_flags=["battery"]), offer("b-std")],
    )
    (finding,) = judge(of, [row("a-std", 60), row("b-std", 40)]).findings
    assert str(finding).endswith("found 60 orders; wanted none, since: goods_not_carried")
