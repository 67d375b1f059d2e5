"""The example scenario gulf-peak: of the size it claims, with the forms it claims."""

from collections import defaultdict
from datetime import date

from built import able_of, by_week, catalog_of
from places import GULF_PEAK


def test_sizes() -> None:
    catalog, able = catalog_of(GULF_PEAK), able_of(GULF_PEAK)
    assert 300 <= len(catalog.lanes) <= 1000
    in_market = defaultdict(set)
    for name, lane in catalog.lanes.items():
        in_market[lane.country] |= able[name]
    assert {country: 4 <= len(found) <= 6 for country, found in in_market.items()} == dict.fromkeys(
        ("SA", "AE", "KW", "QA"), True
    )
    assert min(len(found) for found in able.values()) >= 2
    weekly = by_week(catalog.scenario)
    assert 25_000 <= max(weekly.values()) <= 45_000
    assert max(weekly, key=weekly.__getitem__) == date(2026, 11, 23)


def test_every_form_and_kind_is_used() -> None:
    scenario = catalog_of(GULF_PEAK).scenario
    offers = scenario.offers
    assert {offer.volumetric.form for offer in offers} == {"never", "greater", "above_ratio"}
    assert {offer.return_fee.form for offer in offers} == {"flat", "share_of_forward"}
    fees = [offer.cod_fee for offer in offers]
    assert {fee.charged_on for fee in fees if fee.form == "linear"} == {"delivered", "handed_over"}
    assert {row.form for row in scenario.rate_cards} == {"first_step", "weight_band", "per_kg"}
    assert {row.form for row in scenario.price_tiers} == {"discount", "rate_card", "amount_off"}
    assert {(row.kind, row.measure, row.window) for row in scenario.price_schedules} == {
        ("all_units", "orders", "month"),
        ("all_units", "orders", "horizon"),
        ("incremental", "orders", "month"),
        ("incremental", "list_freight", "horizon"),
    }
    assert {row.unit for row in scenario.capacity} == {"orders", "kg"}
    assert {row.applies for row in scenario.commitments} == {"always", "if_used"}
