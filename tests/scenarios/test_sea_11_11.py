"""The example scenario sea-11-11: its size, its forms, and the workbook that holds the same."""

from collections import defaultdict
from datetime import date
from itertools import pairwise

from built import able_of, by_week, catalog_of
from places import SEA_11_11

from codroute import Address, Resolver
from codroute.scenario.parse import read_scenario


def test_sizes() -> None:
    catalog, able = catalog_of(SEA_11_11), able_of(SEA_11_11)
    assert 500 <= len(catalog.lanes) <= 1500
    assert {market.currency for market in catalog.scenario.markets} == {
        "THB",
        "VND",
        "MYR",
        "PHP",
        "TWD",
    }
    in_market = defaultdict(set)
    for name, lane in catalog.lanes.items():
        in_market[lane.country] |= able[name]
    assert {country: len(found) for country, found in in_market.items()} == dict.fromkeys(
        ("TH", "VN", "MY", "PH", "TW"), 5
    )
    assert min(len(found) for found in able.values()) >= 2
    weekly = by_week(catalog.scenario)
    assert max(weekly, key=weekly.__getitem__) == date(2026, 11, 9)


def test_every_form_of_a_fee_is_used() -> None:
    offers = catalog_of(SEA_11_11).scenario.offers
    assert {offer.volumetric.form for offer in offers} == {
        "never",
        "always",
        "greater",
        "above_ratio",
        "part_of_excess",
    }
    assert {offer.cod_fee.form for offer in offers} == {"none", "linear", "table"}
    assert {offer.return_fee.form for offer in offers} == {
        "flat",
        "share_of_forward",
        "marked_up_forward",
        "rate_card",
    }
    assert {offer.insurance.form for offer in offers} == {"none", "share_of_value"}
    assert {offer.duties.form for offer in offers} == {"unpaid", "paid"}
    assert {offer.rounding_mode for offer in offers} == {"half_up", "half_even", "up", "down"}
    assert {offer.free_redeliveries for offer in offers} == {None, 1, 2}
    assert {part for offer in offers for part in offer.fuel_on} == {
        "freight",
        "surcharges",
        "remote_surcharge",
        "peak_surcharge",
        "return_fee",
        "redelivery_fee",
    }


def test_every_condition_and_limit_is_used() -> None:
    scenario = catalog_of(SEA_11_11).scenario
    assert {flag for point in scenario.profile for flag in point.goods_flags} == {
        "battery",
        "liquid",
        "powder",
        "branded",
    }
    bands = {point.remote_band for point in scenario.profile} - {None}
    assert bands == {"remote", "islands", "rural", "interior", "outlying"}
    assert {row.remote_band for row in scenario.surcharges} - {None} == bands
    for condition in ("country", "goods_flag", "over_side_cm", "over_sides_sum_cm"):
        assert any(getattr(row, condition) is not None for row in scenario.surcharges), condition
    assert any(row.share_of_freight for row in scenario.surcharges)
    for limit in ("max_side_cm", "max_sides_sum_cm", "max_cod_value", "max_weight_g"):
        assert any(getattr(offer, limit) is not None for offer in scenario.offers), limit
    assert any(offer.refused_flags for offer in scenario.offers)
    assert len({row.max_weight_g for row in scenario.coverage} - {None}) == 2
    assert len({row.tax_rate for row in scenario.coverage} - {None}) == 5
    assert {(row.kind, row.measure, row.window) for row in scenario.price_schedules} == {
        ("all_units", "orders", "month"),
        ("all_units", "orders", "horizon"),
        ("incremental", "orders", "horizon"),
        ("incremental", "list_freight", "horizon"),
    }
    assert {row.form for row in scenario.price_tiers} == {"discount", "rate_card", "amount_off"}


def test_the_taiwanese_fee_by_value_is_the_published_one() -> None:
    steps = catalog_of(SEA_11_11).cod_fee_steps["tw-home"]
    assert [int(step.fixed) for step in steps] == [30, 60, 90, 120, 150, 300]
    for below, above in pairwise(steps):
        assert below.up_to_value == above.over_value


def test_the_workbook_holds_the_same_scenario() -> None:
    workbook = SEA_11_11 / "sea-11-11.xlsx"
    assert read_scenario(workbook).digest == read_scenario(SEA_11_11).digest
    assert workbook.stat().st_size < 1_000_000


def test_addresses_are_found_in_the_languages_of_the_markets() -> None:
    resolver = Resolver(catalog_of(SEA_11_11).scenario)
    for address, region, band in (
        (Address(country="TH", state="จังหวัดเชียงใหม่", postcode="50200"), "Chiang Mai", None),
        (Address(country="TH", state="Mae Hong Son"), "Chiang Mai", "remote"),
        (Address(country="TH", state="สุราษฎร์ธานี", city="เกาะสมุย"), "Surat Thani", "islands"),
        (Address(country="VN", state="TP. Hồ Chí Minh"), "Ho Chi Minh City", None),
        (Address(country="MY", state="Wilayah Persekutuan Kuala Lumpur"), "Kuala Lumpur", None),
        (Address(country="PH", postcode="1100"), "Metro Manila", None),
        (Address(country="TW", state="台北市", postcode="106"), "Taipei", None),
        (Address(country="TW", state="澎湖縣"), "Penghu", "outlying"),
    ):
        found = resolver.resolve(address)
        assert (found.region, found.remote_band) == (region, band), address
