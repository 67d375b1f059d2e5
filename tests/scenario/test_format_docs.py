"""docs/scenario-format.md names every setting, table and column, and its examples run."""

import json
import re
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args

import pytest
from places import ROOT
from pydantic import BaseModel, TypeAdapter
from tiny_files import tiny_document

from codroute.audit.ladders import Ladders
from codroute.audit.pricer import Pricer
from codroute.audit.tariff import card_fee, collection_fee, way_back_fee, weight_charged
from codroute.scenario.catalog import Catalog
from codroute.scenario.columns import columns, row_models, variant_fields
from codroute.scenario.fees import CodFee, ReturnFee, Volumetric
from codroute.scenario.horizon import Horizon
from codroute.scenario.parse import examine, parse_scenario, read_scenario
from codroute.scenario.policy import Policy, ServiceFloor
from codroute.scenario.precedence import COVERAGE_KEY, PEAK_KEY, PERFORMANCE_KEY
from codroute.scenario.scenario import REQUIRED_TABLES, SETTINGS, TABLES, Scenario
from codroute.scenario.source import read_raw
from codroute.scenario.tables import ProfilePoint, Rate

TEXT = (ROOT / "docs" / "scenario-format.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+) ([\w.]+)\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def section(heading: str) -> str:
    """Give the text from a heading to the next one of any level."""
    parts = TEXT.split(f"\n{heading}\n")
    assert len(parts) == 2, heading
    return re.split(r"^#{2,3} ", parts[1], maxsplit=1, flags=re.MULTILINE)[0]


def rows(text: str) -> dict[str, list[str]]:
    """Give a Markdown table's rows by the name in their first cell."""
    found = re.findall(r"^\| `([\w.]+)` \| (.*) \|$", text, re.MULTILINE)
    return {name: cells.split(" | ", 1) for name, cells in found}


def field_forms(table: str, column: str) -> tuple[list[str], list[str], int]:
    """Give the forms that require a column, those that allow it, and how many there are."""
    models, part = list(row_models(table)), column
    for owner in variant_fields(table):
        if column.startswith(f"{owner}_"):
            hint = models[0].model_fields[owner].annotation
            models, part = list(get_args(hint)), column.removeprefix(f"{owner}_")
    required, allowed = [], []
    for model in models:
        info = model.model_fields.get(part)
        if info is not None and len(models) > 1:
            (form,) = get_args(model.model_fields["form"].annotation)
            (required if info.is_required() else allowed).append(f"`{form}`")
    return required, allowed, len(models)


def needed(table: str, column: str) -> str:
    """Word when a column is needed, as the documentation must."""
    if columns(table)[column].required:
        return "yes"
    required, allowed, count = field_forms(table, column)
    if not required and len(allowed) in (0, count):
        return "no"
    words = [f"with {', '.join(required)}"] if required else []
    words += [f"no (with {', '.join(allowed)})"] if allowed else []
    return "; ".join(words)


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_documented(table: str) -> None:
    documented = rows(section(f"### {table}.csv"))
    assert {name: cells[0] for name, cells in documented.items()} == {
        name: needed(table, name) for name in columns(table)
    }
    for name, column in columns(table).items():
        if column.wanted.startswith("one of "):
            for choice in column.wanted.removeprefix("one of ").split(", "):
                assert f"`{choice}`" in documented[name][1], (table, name, choice)


def test_needed_tables_are_named() -> None:
    sentence = re.search(r"^Needed tables are (.*)\.$", TEXT, re.MULTILINE)
    assert sentence
    assert tuple(re.findall(r"`(\w+)`", sentence[1])) == REQUIRED_TABLES


def settings_of(model: type[BaseModel], prefix: str) -> dict[str, str]:
    """Word the defaults of a part of the settings, as the documentation must."""
    return {
        prefix + name: "–"
        if info.is_required() or info.default is None
        else "none"
        if info.default == ()
        else f"`{str(info.default).lower()}`"
        for name, info in model.model_fields.items()
    }


def test_every_setting_is_documented_with_its_default() -> None:
    wanted = {name: "–" for name in SETTINGS if name not in ("horizon", "policy")}
    wanted |= settings_of(Horizon, "horizon.") | settings_of(Policy, "policy.")
    wanted |= settings_of(ServiceFloor, "policy.service.")
    documented = rows(section("## Settings") + section("### Policy"))
    assert {name: cells[0] for name, cells in documented.items()} == wanted
    for model in (Horizon, Policy):
        for name, info in model.model_fields.items():
            for choice in get_args(info.annotation):
                if isinstance(choice, str):
                    assert f"`{choice}`" in " ".join(documented[f"{model.__name__.lower()}.{name}"])


def test_the_order_of_precedence_is_documented() -> None:
    documented = rows(section("## Which row applies").replace("` | `", "` |  | `"))
    assert {
        name: tuple(re.findall(r"`(\w+)`", cells[1])) for name, cells in documented.items()
    } == {
        "performance": PERFORMANCE_KEY,
        "coverage": COVERAGE_KEY,
        "peak_surcharges": PEAK_KEY,
    }


def written(at: Path) -> Path:
    folder = at / "example"
    folder.mkdir()
    for language, name, text in BLOCKS:
        if language in ("toml", "csv"):
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_whole_scenario_runs_as_folder_and_document(tmp_path: Path) -> None:
    folder = written(tmp_path)
    assert {path.name for path in folder.iterdir()} == {
        "scenario.toml", *(f"{table}.csv" for table in TABLES)
    }  # fmt: skip
    scenario, faults = examine(read_raw(folder))
    assert scenario is not None and faults == []
    (document,) = (text for language, name, text in BLOCKS if name == "scenario.json")
    assert parse_scenario(json.loads(document)) == scenario
    path = tmp_path / "scenario.json"
    path.write_text(document, encoding="utf-8")
    assert read_scenario(path).digest == scenario.digest


WORKED = [json.loads(text) for language, name, text in BLOCKS if name == "worked"]


def exactly(value: object) -> Fraction:
    return Fraction(str(value))


def work(stated: dict[str, Any]) -> dict[str, Fraction]:
    """Price a worked order with the audit's own rules."""
    if "volumetric" in stated:
        rule: Any = TypeAdapter(Volumetric).validate_python(stated["volumetric"])
        common = {"lane": "Riyadh/low", "share": "1", "cod_value": "40"}
        point = ProfilePoint.model_validate(common | stated["order"])
        return {"chargeable_g": weight_charged(rule, point)}
    if "cod_fee" in stated:
        cod: Any = TypeAdapter(CodFee).validate_python(stated["cod_fee"])
        return {"fee": collection_fee(cod, exactly(stated["cod_value"]))}
    if "return_fee" in stated:
        back: Any = TypeAdapter(ReturnFee).validate_python(stated["return_fee"])
        return {"fee": way_back_fee(back, exactly(stated["freight"]))}
    if "rate_cards" in stated:
        card: list[Any] = TypeAdapter(list[Rate]).validate_python(stated["rate_cards"])
        return {"freight": card_fee(card, exactly(stated["chargeable_g"]))}
    return work_tiers(stated)


def work_tiers(stated: dict[str, Any]) -> dict[str, Fraction]:
    """Ship tiny's orders of Riyadh/low with Desert Line under the stated schedule."""
    document = tiny_document()
    schedule = {"schedule": "s", "provider": "desert"} | stated["price_schedules"]
    tiers = [{"schedule": "s"} | tier for tier in stated["price_tiers"]]
    scenario = parse_scenario(document | {"price_schedules": [schedule], "price_tiers": tiers})
    catalog = Catalog(scenario)
    lane, offer = catalog.lanes["Riyadh/low"], catalog.offers["desert-std"]
    row = SimpleNamespace(period=scenario.horizon.start, orders=stated["orders"])
    shipment: Any = SimpleNamespace(lane=lane, offer=offer, row=row)
    pricer = Pricer(catalog)
    ladders = Ladders(catalog, pricer, [shipment])
    tier = ladders.charged(shipment)
    per_order = -pricer.per_order(lane, offer, row.period, tier)["freight"]
    result = {"freight": per_order * stated["orders"]}
    if tier is None:
        (window,) = ladders.windows(scenario.price_schedules[0])
        result["credit"] = ladders.credit(scenario.price_schedules[0], window)
    return result


@pytest.mark.parametrize("stated", WORKED)
def test_worked_orders(stated: dict[str, Any]) -> None:
    assert work(stated) == {key: exactly(value) for key, value in stated["gives"].items()}


def test_every_form_has_a_worked_order() -> None:
    shown = re.findall(r'"form": "(\w+)"', " ".join(map(json.dumps, WORKED)))
    known = {
        choice
        for table in TABLES
        for name, column in columns(table).items()
        if name.endswith("form")
        for choice in column.wanted.removeprefix("one of ").split(", ")
    }
    assert set(shown) == known


def test_every_table_of_the_scenario_is_read() -> None:
    assert set(SETTINGS) | set(TABLES) == set(Scenario.model_fields)
