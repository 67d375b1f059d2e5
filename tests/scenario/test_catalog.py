"""Which row applies: precedence, coverage, capacity, surcharges, schedules, eligibility."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_files import tiny_document

from codroute.scenario.catalog import CapacityLimit, Catalog
from codroute.scenario.chargeable import chargeable_weight_g
from codroute.scenario.eligibility import Ineligible, Reason, ineligibility, rate_cards_used
from codroute.scenario.fees import (
    AboveRatioVolumetric,
    GreaterVolumetric,
    NeverVolumetric,
    Volumetric,
)
from codroute.scenario.parse import parse_scenario
from codroute.scenario.precedence import (
    COVERAGE_KEY,
    PERFORMANCE_KEY,
    Precedence,
)
from codroute.scenario.tables import Coverage, Performance, ProfilePoint

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)

KNOWN = {
    "provider": "falcon",
    "offer": "falcon-std",
    "country": "SA",
    "region": "Riyadh",
    "value_tier": "low",
    "category": "home",
}


def catalog(**changes: Any) -> Catalog:
    """Give tiny over November and December, with tables replaced."""
    document = tiny_document()
    document["horizon"]["periods"] = 2
    document["demand"] += [row | {"period": "2026-12-01"} for row in document["demand"]]
    return Catalog(parse_scenario(document | changes))


def row(**key: str) -> Performance:
    rates = {"paid_rate": "0.8", "loss_rate": "0", "transit_days": "3"}
    return Performance.model_validate({"provider": "falcon"} | key | rates)


@pytest.mark.parametrize(
    ("winner", "loser"),
    [
        ({"offer": "falcon-std"}, {}),
        ({"country": "SA"}, {}),
        ({"offer": "falcon-std"}, {"country": "SA"}),
        ({"category": "home"}, {"offer": "falcon-std", "country": "SA"}),
        ({"value_tier": "low"}, {"category": "home", "offer": "falcon-std", "country": "SA"}),
        ({"region": "Riyadh"}, {k: v for k, v in KNOWN.items() if k != "region"}),
        ({"region": "Riyadh", "offer": "falcon-std"}, {"region": "Riyadh"}),
        ({"region": "Riyadh"}, {"offer": "falcon-std"}),
    ],
)
def test_the_more_specific_row_applies(winner: dict[str, str], loser: dict[str, str]) -> None:
    for rows, number in (([row(**winner), row(**loser)], 0), ([row(**loser), row(**winner)], 1)):
        assert Precedence(rows, PERFORMANCE_KEY).find(KNOWN) == number


@pytest.mark.parametrize("field", list(KNOWN))
def test_a_row_for_something_else_does_not_apply(field: str) -> None:
    other = row(**KNOWN | {field: "other"})
    assert Precedence([other], PERFORMANCE_KEY).find(KNOWN) is None


def test_a_row_for_a_category_does_not_apply_without_one() -> None:
    found = Precedence([row(category="home")], PERFORMANCE_KEY).find(KNOWN | {"category": None})
    assert found is None


def test_nothing_is_found_in_an_empty_table() -> None:
    assert Precedence([], COVERAGE_KEY).find(KNOWN) is None


keys = st.fixed_dictionaries(
    {}, optional={field: st.sampled_from([KNOWN[field], "other"]) for field in KNOWN}
)


@given(st.lists(keys, max_size=12, unique_by=lambda key: tuple(sorted(key.items()))))
def test_precedence_as_defined(stated: list[dict[str, str]]) -> None:
    rows = [row(**{"provider": "falcon"} | key) for key in stated]
    labels = [[getattr(each, field) for field in PERFORMANCE_KEY] for each in rows]
    matching = [
        number
        for number, label in enumerate(labels)
        if all(
            part in (None, KNOWN[field]) for part, field in zip(label, PERFORMANCE_KEY, strict=True)
        )
    ]
    best = max(matching, key=lambda n: [part is not None for part in labels[n]], default=None)
    found = Precedence(rows, PERFORMANCE_KEY).find(KNOWN)
    assert (found is None) == (best is None)
    if found is not None and best is not None:
        assert labels[found] == labels[best]


def test_two_services_must_fill_offer_in_specific_rows() -> None:
    document = tiny_document()
    document["offers"].append(document["offers"][0] | {"offer": "falcon-eco"})
    document["coverage"].append(document["coverage"][0] | {"offer": "falcon-eco"})
    document["performance"][:1] = [
        row(offer="falcon-std").model_dump(exclude_none=True) | {"paid_rate": "0.9"},
        row(offer="falcon-eco").model_dump(exclude_none=True) | {"paid_rate": "0.6"},
        row(region="Riyadh").model_dump(exclude_none=True) | {"paid_rate": "0.7"},
    ]
    looked_up = Catalog(parse_scenario(document))
    rates = {
        (offer, lane.region): looked_up.scenario.performance[number].paid_rate
        for offer in ("falcon-std", "falcon-eco")
        for lane in looked_up.lanes.values()
        if (number := looked_up.performance_row(looked_up.offers[offer], lane)) is not None
    }
    assert rates == {
        ("falcon-std", "Riyadh"): Decimal("0.7"),
        ("falcon-eco", "Riyadh"): Decimal("0.7"),
        ("falcon-std", "Asir"): Decimal("0.9"),
        ("falcon-eco", "Asir"): Decimal("0.6"),
    }


def test_coverage_of_a_region_overrides_the_country() -> None:
    looked_up = catalog()
    desert = looked_up.offers["desert-std"]
    surcharges = {
        name: found.remote_surcharge
        for name, lane in looked_up.lanes.items()
        if isinstance(found := looked_up.coverage(desert, lane), Coverage)
    }
    assert surcharges == {
        "Riyadh/low": 0,
        "Riyadh/high": 0,
        "Asir/low": Decimal("0.5"),
        "Asir/high": Decimal("0.5"),
    }


def test_an_offer_that_says_nothing_does_not_deliver() -> None:
    looked_up = catalog(
        coverage=[
            {"offer": "falcon-std", "country": "SA", "served": "yes", "remote_surcharge": 0},
            {"offer": "desert-std", "country": "SA", "served": "yes", "remote_surcharge": 0},
            {
                "offer": "desert-std", "country": "SA", "region": "Asir",
                "served": "no", "remote_surcharge": 0,
            },
        ]
    )  # fmt: skip
    offers, lanes = looked_up.offers, looked_up.lanes
    assert looked_up.coverage(offers["oasis-std"], lanes["Asir/low"]) is None
    for offer, lane, carried in (
        ("oasis-std", "Asir/low", False),
        ("desert-std", "Asir/low", False),
        ("desert-std", "Riyadh/low", True),
        ("falcon-std", "Asir/low", True),
    ):
        reason = ineligibility(looked_up, offers[offer], lanes[lane])
        wanted = Reason(Ineligible.NOT_COVERED, f"{offer} does not serve Asir")
        assert reason == (None if carried else wanted)


def limits(*rows: dict[str, Any]) -> dict[tuple[str | None, ...], dict[date, int]]:
    """Give capacities by place and period."""
    found: dict[tuple[str | None, ...], dict[date, int]] = {}
    for limit in catalog(
        capacity=[{"provider": "falcon"} | each for each in rows]
    ).capacity_limits():
        place = (limit.country, limit.region, limit.lane, limit.unit)
        found.setdefault(place, {})[limit.period] = int(limit.capacity)
    return found


def test_a_capacity_holds_in_every_period() -> None:
    assert limits({"unit": "orders", "capacity": 9}) == {
        (None, None, None, "orders"): {NOVEMBER: 9, DECEMBER: 9}
    }


def test_a_capacity_of_a_period_overrides_the_same_place_only() -> None:
    assert limits(
        {"unit": "orders", "capacity": 9},
        {"unit": "orders", "capacity": 5, "period": "2026-12-01"},
        {"unit": "kg", "capacity": 7, "period": "2026-11-01"},
        {"unit": "orders", "capacity": 3, "country": "SA"},
        {"unit": "orders", "capacity": 0, "region": "Asir", "period": "2026-11-01"},
        {"unit": "orders", "capacity": 1, "lane": "Asir/low"},
    ) == {
        (None, None, None, "orders"): {NOVEMBER: 9, DECEMBER: 5},
        (None, None, None, "kg"): {NOVEMBER: 7},
        ("SA", None, None, "orders"): {NOVEMBER: 3, DECEMBER: 3},
        (None, "Asir", None, "orders"): {NOVEMBER: 0},
        (None, None, "Asir/low", "orders"): {NOVEMBER: 1, DECEMBER: 1},
    }


@pytest.mark.parametrize(
    ("place", "lanes"),
    [
        ({}, ["Riyadh/low", "Riyadh/high", "Asir/low", "Asir/high"]),
        ({"country": "SA"}, ["Riyadh/low", "Riyadh/high", "Asir/low", "Asir/high"]),
        ({"country": "AE"}, []),
        ({"region": "Asir"}, ["Asir/low", "Asir/high"]),
        ({"lane": "Asir/low"}, ["Asir/low"]),
        ({"region": "Riyadh", "lane": "Asir/low"}, []),
    ],
)
def test_which_lanes_a_capacity_covers(place: dict[str, str], lanes: list[str]) -> None:
    nowhere: dict[str, Any] = dict.fromkeys(("country", "region", "lane"))
    limit = CapacityLimit(
        **nowhere | place, provider="falcon", unit="orders", period=NOVEMBER, capacity=Decimal(1)
    )
    assert [name for name, lane in catalog().lanes.items() if limit.covers(lane)] == lanes


def test_peak_surcharges() -> None:
    looked_up = catalog(
        peak_surcharges=[
            {"offer": "falcon-std", "period": "2026-11-01", "amount": "0.25"},
            {"offer": "falcon-std", "country": "SA", "period": "2026-12-01", "amount": "0.75"},
            {"offer": "falcon-std", "period": "2026-12-01", "amount": "0.50"},
        ]
    )
    falcon, desert = looked_up.offers["falcon-std"], looked_up.offers["desert-std"]
    assert looked_up.peak_surcharge(falcon, "SA", NOVEMBER) == Decimal("0.25")
    assert looked_up.peak_surcharge(falcon, "SA", DECEMBER) == Decimal("0.75")
    assert looked_up.peak_surcharge(falcon, "AE", DECEMBER) == Decimal("0.50")
    assert looked_up.peak_surcharge(desert, "SA", NOVEMBER) == 0


@pytest.mark.parametrize(
    ("place", "counted"),
    [
        ({}, True),
        ({"offers": "desert-std"}, True),
        ({"countries": "SA"}, True),
        ({"regions": "Asir"}, False),
        ({"regions": "Asir; Riyadh"}, True),
        ({"value_tiers": "low"}, True),
        ({"value_tiers": "high"}, False),
        ({"regions": "Riyadh", "value_tiers": "high"}, False),
    ],
)
def test_what_a_schedule_counts(place: dict[str, str], counted: bool) -> None:
    schedule = tiny_document()["price_schedules"][0] | place
    looked_up = catalog(price_schedules=[schedule])
    lane = looked_up.lanes["Riyadh/low"]
    desert, falcon = looked_up.offers["desert-std"], looked_up.offers["falcon-std"]
    names = [found.schedule for found in looked_up.schedules(desert, lane)]
    assert names == (["desert-volume"] if counted else [])
    assert looked_up.schedules(falcon, lane) == []


def test_tiers_and_bands_are_sorted() -> None:
    document = tiny_document()
    bands = [
        {"over_weight_g": 500, "up_to_weight_g": 900, "fee_per_parcel": 6},
        {"over_weight_g": 0, "up_to_weight_g": 500, "fee_per_parcel": 5},
    ]
    card = {"form": "weight_band", "rate_card": "falcon"}
    looked_up = catalog(
        price_tiers=document["price_tiers"][::-1],
        rate_cards=[*(card | band for band in bands), *document["rate_cards"][1:]],
    )
    assert [tier.price_tier for tier in looked_up.tiers["desert-volume"]] == ["list", "volume"]
    assert [rate.up_to_weight_g for rate in looked_up.rate_rows["falcon", None]] == [500, 900]


def test_points_are_the_profile_or_the_mean_order() -> None:
    document = tiny_document()
    del document["lanes"][0]["cod_value"], document["lanes"][0]["weight_g"]
    stated = [
        {"lane": "Riyadh/low", "share": "0.5", "cod_value": value, "weight_g": weight}
        for value, weight in ((30, 800), (50, 200))
    ]
    looked_up = catalog(lanes=document["lanes"], profile=stated)
    profiled, mean = looked_up.lanes["Riyadh/low"], looked_up.lanes["Asir/low"]
    assert [point.weight_g for point in looked_up.points(profiled)] == [800, 200]
    (only,) = looked_up.points(mean)
    assert (only.share, only.cod_value, only.weight_g) == (1, 40, 400)
    never = NeverVolumetric(form="never")
    assert looked_up.profiles.spread(profiled).dearest == 50
    assert max(looked_up.profiles.spread(profiled).chargeable_g(never)) == 800
    assert looked_up.profiles.is_stated(profiled) and not looked_up.profiles.is_stated(mean)


GREATER = GreaterVolumetric(form="greater", divisor=5000)
ABOVE = AboveRatioVolumetric(form="above_ratio", divisor=5000, ratio=Decimal("1.5"))


@pytest.mark.parametrize(
    ("rule", "weight_g", "grams"),
    [
        (NeverVolumetric(form="never"), 100, 100),
        (GREATER, 1199, 1200),
        (GREATER, 1200, 1200),
        (GREATER, 1201, 1201),
        (ABOVE, 799, 1200),
        (ABOVE, 800, 800),
        (ABOVE, 900, 900),
        (GreaterVolumetric(form="greater", divisor=7000), 1, Fraction(6000, 7)),
    ],
)
def test_chargeable_weights(rule: Volumetric, weight_g: int, grams: Fraction) -> None:
    sides = {"length_cm": "30", "width_cm": "20", "height_cm": "10"}
    order = {"lane": "l", "share": 1, "cod_value": 1, "weight_g": weight_g} | sides
    assert chargeable_weight_g(rule, ProfilePoint.model_validate(order)) == grams


def test_lengths_to_the_millimetre() -> None:
    order = {"lane": "l", "share": 1, "cod_value": 1, "weight_g": 1}
    sides = {"length_cm": "10.1", "width_cm": "10.1", "height_cm": "10.1"}
    point = ProfilePoint.model_validate(order | sides)
    assert chargeable_weight_g(GREATER, point) == Fraction(101**3, 5000)


def reason(lane: dict[str, Any] | None = None, **changes: Any) -> Reason | None:
    """Say why falcon-std, changed, cannot carry Riyadh/low, changed."""
    document = tiny_document()
    document["offers"][0] |= changes
    for each in document["lanes"]:
        each |= {"length_cm": 30, "width_cm": 20, "height_cm": 10}
    document["lanes"][0] |= lane or {}
    if lane and "category" in lane:
        document["demand"][0]["lane"] += f"/{lane['category']}"
    document["markets"][0] |= {"currency": "SAR", "rate": "0.25"}
    document["rate_cards"][0]["up_to_weight_g"] = 2000
    looked_up = Catalog(parse_scenario(document))
    return ineligibility(
        looked_up, looked_up.offers["falcon-std"], next(iter(looked_up.lanes.values()))
    )


@pytest.mark.parametrize(
    ("lane", "changes", "wanted"),
    [
        ({}, {}, None),
        ({"category": "home"}, {}, None),
        ({"category": "home"}, {"categories": ["home", "beauty"]}, None),
        (
            {"category": "home"},
            {"categories": ["beauty", "toys"]},
            Reason(Ineligible.CATEGORY, "home, carries beauty, toys"),
        ),
        (
            {},
            {"categories": ["beauty"]},
            Reason(Ineligible.CATEGORY, "no category, carries beauty"),
        ),
        ({"cod_value": 40}, {"max_cod_value": 10}, None),
        (
            {"cod_value": "40.01"},
            {"max_cod_value": 10},
            Reason(Ineligible.COD_VALUE, "40.01 SAR > 10 USD"),
        ),
        ({"weight_g": 400}, {"max_weight_g": 400}, None),
        ({"weight_g": 401}, {"max_weight_g": 400}, Reason(Ineligible.WEIGHT, "401 g > 400 g")),
        (
            {"weight_g": 401, "cod_value": 90},
            {"max_weight_g": 400, "max_cod_value": 10},
            Reason(Ineligible.COD_VALUE, "90 SAR > 10 USD"),
        ),
        ({"weight_g": 2000}, {}, None),
        (
            {"weight_g": 2001},
            {},
            Reason(Ineligible.NO_RATE, "2001 g chargeable, falcon ends at 2000 g"),
        ),
        ({}, {"volumetric": {"form": "greater", "divisor": 3000}}, None),
        (
            {},
            {"volumetric": {"form": "greater", "divisor": 2500}},
            Reason(Ineligible.NO_RATE, "2400 g chargeable, falcon ends at 2000 g"),
        ),
    ],
)
def test_reasons(lane: dict[str, Any], changes: dict[str, Any], wanted: Reason | None) -> None:
    assert reason(lane, **changes) == wanted


def test_the_card_of_a_price_tier_must_reach_too() -> None:
    document = tiny_document()
    document["rate_cards"][0]["up_to_weight_g"] = 300
    for tier, card in zip(document["price_tiers"], ("desert", "falcon"), strict=True):
        del tier["discount"]
        tier |= {"form": "rate_card", "rate_card": card}
    looked_up = Catalog(parse_scenario(document))
    desert, lane = looked_up.offers["desert-std"], looked_up.lanes["Riyadh/low"]
    assert rate_cards_used(looked_up, desert, lane) == ["desert", "desert", "falcon"]
    assert ineligibility(looked_up, desert, lane) == Reason(
        Ineligible.NO_RATE, "400 g chargeable, falcon ends at 300 g"
    )


def test_exchange_rates() -> None:
    document = tiny_document()
    document["markets"][0] |= {"currency": "SAR", "rate": "0.25"}
    looked_up = Catalog(parse_scenario(document))
    assert looked_up.rates == {"SAR": Decimal("0.25"), "USD": 1}
    assert looked_up.country_currency == {"SA": "SAR"}
