"""docs/scenario-format.md names every setting, table and column, and its examples run."""

import json
import re
from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args

import build
import pytest
from places import ROOT
from pydantic import BaseModel, TypeAdapter
from tiny_files import tiny_document

from codroute.audit.bill import bill
from codroute.audit.ladders import Ladders
from codroute.audit.pricer import Pricer
from codroute.audit.tariff import (
    card_fee,
    collection_fee,
    duty_and_vat,
    handling_fee,
    premium,
    way_back_fee,
    weight_charged,
)
from codroute.scenario.catalog import Catalog
from codroute.scenario.columns import columns, row_models, variant_fields
from codroute.scenario.fees import CodFee, Duties, Insurance, ReturnFee, Volumetric
from codroute.scenario.horizon import Horizon
from codroute.scenario.parse import examine, parse_scenario, read_scenario
from codroute.scenario.policy import Policy, ServiceFloor
from codroute.scenario.precedence import COVERAGE_KEY, DUTY_KEY, PEAK_KEY, PERFORMANCE_KEY
from codroute.scenario.reading.source import read_raw
from codroute.scenario.scenario import REQUIRED_TABLES, SETTINGS, TABLES, Scenario
from codroute.scenario.tables import CodFeeStep, Duty, ProfilePoint, Rate

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
    if count in (len(required), len(allowed)) or not required + allowed:
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
        "duties": DUTY_KEY,
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


def read(form: Any, stated: object) -> Any:
    """Read a part of a worked order as the scenario's tables are read."""
    return TypeAdapter(form).validate_python(stated)


def work(stated: dict[str, Any]) -> dict[str, Fraction]:
    """Price a worked order with the audit's own rules."""
    return next(price(stated) for name, price in WORK.items() if name in stated)


def work_weight(stated: dict[str, Any]) -> dict[str, Fraction]:
    common = {"lane": "Riyadh/low", "share": "1", "cod_value": "40"}
    point = ProfilePoint.model_validate(common | stated["order"])
    return {"chargeable_g": weight_charged(read(Volumetric, stated["volumetric"]), point)}


def work_cod_fee(stated: dict[str, Any]) -> dict[str, Fraction]:
    steps = read(list[CodFeeStep], stated.get("cod_fee_tables", []))
    fee = read(CodFee, stated["cod_fee"])
    return {"fee": collection_fee(fee, exactly(stated["cod_value"]), steps)}


def work_return_fee(stated: dict[str, Any]) -> dict[str, Fraction]:
    fee = read(ReturnFee, stated["return_fee"])
    if fee.form == "rate_card":
        return {"fee": work_card(stated)["freight"]}
    return {"fee": way_back_fee(fee, exactly(stated["freight"]))}


def work_insurance(stated: dict[str, Any]) -> dict[str, Fraction]:
    return {"fee": premium(read(Insurance, stated["insurance"]), exactly(stated["cod_value"]))}


def work_duties(stated: dict[str, Any]) -> dict[str, Fraction]:
    duties = read(Duties, stated["duties"])
    if duties.form == "unpaid":
        return {}
    row = Duty.model_validate(stated["duty"])
    duty, vat = duty_and_vat(row, exactly(stated["cod_value"]), Fraction(1))
    return {"duty": duty, "vat": vat, "handling": handling_fee(duties, duty + vat)}


def work_card(stated: dict[str, Any]) -> dict[str, Fraction]:
    card = read(list[Rate], stated["rate_cards"])
    return {"freight": card_fee(card, exactly(stated["chargeable_g"]))}


def work_bill(stated: dict[str, Any]) -> dict[str, Fraction]:
    """Bill an order of the plain scenario: all that could fall due, by term."""
    rates = {"second_attempt_rate": "0.3", "third_attempt_rate": "0.1"}
    known = {"paid_rate": "0.8", "loss_rate": "0.05", "transit_days": "3"} | rates
    small = build.scenario(
        lanes=[build.lane(**stated.get("order", {}))],
        offers=[build.offer(**stated["offer"]), build.offer("b-std")],
        coverage=[build.covers("a-std", **stated.get("coverage", {})), build.covers("b-std")],
        rate_cards=[build.flat_card("a", stated.get("freight", "0")), build.flat_card("b")],
        surcharges=[{"offer": "a-std"} | row for row in stated.get("surcharges", [])],
        performance=[known | {"provider": name} for name in ("a", "b")],
    )
    catalog = Catalog(small)
    (lane,) = small.lanes
    due: dict[str, Fraction] = defaultdict(Fraction)
    for line in bill(catalog, small.offers[0], lane, catalog.points(lane)[0]):
        due[line.term] += line.amount
        due["tax"] += line.tax
    return {term: amount for term, amount in due.items() if amount}


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


WORK = {
    "volumetric": work_weight,
    "cod_fee": work_cod_fee,
    "return_fee": work_return_fee,
    "insurance": work_insurance,
    "duties": work_duties,
    "rate_cards": work_card,
    "price_tiers": work_tiers,
    "offer": work_bill,
}
"""Who prices a worked order, by what it states; the first that fits."""


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
