"""Every fault is told with its place, what was found and what is wanted; nothing else is told."""

import json
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from places import TINY
from tiny_files import Edit, faults_of, tiny_document, tiny_folder

from codroute.errors import Fault, InvalidInput
from codroute.scenario.output.write import scenario_document
from codroute.scenario.parse import examine, parse_scenario, read_scenario
from codroute.scenario.reading.source import raw_document

HERE = Path(__file__).parent


def cases(name: str) -> list[Any]:
    stated = tomllib.loads((HERE / name).read_text(encoding="utf-8"))["case"]
    return [pytest.param(case, id=case["name"]) for case in stated]


def told(faults: list[Fault]) -> list[str]:
    return [("warning: " if f.severity == "warning" else "") + str(f) for f in faults]


def edit_of(stated: dict[str, Any]) -> Edit:
    if "removed" in stated:
        return stated["file"], None, None
    text = stated.get("new", stated.get("text"))
    if "encoding" in stated:
        text = text.encode(stated["encoding"])
    return stated["file"], stated.get("old"), text


@pytest.mark.parametrize("case", cases("broken_folders.toml") + cases("broken_writing.toml"))
def test_broken_folder(case: dict[str, Any], tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path, *map(edit_of, case["edits"]))
    assert told(faults_of(folder)) == case["faults"]


@pytest.mark.parametrize("case", cases("broken_documents.toml"))
def test_broken_document(case: dict[str, Any], tmp_path: Path) -> None:
    text = scenario_document(read_scenario(TINY))
    assert case["old"] in text
    assert document_faults(tmp_path, text.replace(case["old"], case["new"], 1)) == case["faults"]


def document_faults(at: Path, text: str) -> list[str]:
    path = at / "tiny.json"
    path.write_text(text, encoding="utf-8")
    try:
        return told(faults_of(path))
    except InvalidInput as error:
        return told(list(error.faults))


UTF_8 = "UTF-8 text (a spreadsheet saves it as 'CSV UTF-8')"
WHOLE = "whole orders from 0 to 1000000000, written like 1500"


@pytest.mark.parametrize(
    ("edit", "fault"),
    [
        (
            ("providers.csv", "Desert Line", b"Desert\x00Line"),
            f"providers.csv, row 3: found a NUL byte; wanted {UTF_8}",
        ),
        (
            ("providers.csv", None, b"PK\x03\x04\xff"),
            "providers.csv: found a workbook or archive; wanted UTF-8 text: of a table, saved as "
            "'CSV UTF-8'",
        ),
        (
            ("scenario.toml", '"tiny"', b'"t\xe9ny"'),
            "scenario.toml, row 3: found byte 0xe9; wanted UTF-8 text",
        ),
        (
            ("commitments.xlsx", None, b"PK"),
            "commitments.xlsx: found a file that is not read; wanted the table as commitments.csv",
        ),
        (
            ("demand.csv", "Riyadh/low,2026-11-01,100", "Riyadh/low,2026-11-01," + "9" * 5000),
            f"demand.csv, row 2, column orders: found '{'9' * 57}…'; wanted {WHOLE}",
        ),
        (
            ("scenario.toml", '"tiny"', "[" * 3000 + "]" * 3000),
            "scenario.toml: found values nested too deeply; wanted valid TOML",
        ),
        (
            ("scenario.toml", "minor_digits = 2", "minor_digits = " + "9" * 5000),
            "scenario.toml: found a number of thousands of digits; wanted valid TOML",
        ),
        (
            ("providers.csv", "Desert Line", '"' + "x" * 200_000 + '"'),
            "providers.csv, row 3: found a cell of more than 131,072 characters; wanted at most "
            "131,072 characters (a quotation mark that is not closed makes one cell of the rest)",
        ),
    ],
)
def test_bytes_and_sizes(edit: Edit, fault: str, tmp_path: Path) -> None:
    assert told(faults_of(tiny_folder(tmp_path, edit))) == [fault]


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("9" * 5000, "tiny.json: found a number of thousands of digits; wanted valid JSON"),
        (
            "[" * 100_000 + "]" * 100_000,
            "tiny.json: found objects and lists nested too deeply; wanted valid JSON",
        ),
        (
            "[" * 500 + "]" * 500,
            f"tiny.json (demand), row 1, column orders: found a list; wanted {WHOLE}",
        ),
    ],
    ids=["digits", "deep", "deep enough to read"],
)
def test_sizes_in_a_document(value: str, fault: str, tmp_path: Path) -> None:
    text = scenario_document(read_scenario(TINY))
    assert document_faults(tmp_path, text.replace('"orders": 100', f'"orders": {value}', 1)) == [
        fault
    ]


def test_all_faults_at_once_across_files(tmp_path: Path) -> None:
    folder = tiny_folder(
        tmp_path,
        ("scenario.toml", "minor_digits = 2", "minor_digits = 9"),
        ("scenario.toml", 'value_tier = "high"', 'value_tier = "hihg"'),
        ("lanes.csv", "Riyadh,low,40,400", "Riyadh,low,-40,400.5"),
        ("demand.csv", "Asir/low,2026-11-01,100", "Asir/low,2026-12-01,100"),
        ("offers.csv", "oasis-std,oasis,USD", "oasis-std,oases,SAR"),
        ("capacity.csv", "falcon,orders,200", "falcon,orders"),
        ("rate_cards.csv", None, '"'),
        ("commitments.csv", None, "fee\n"),
    )
    places = [(f.file, f.row, f.column) for f in faults_of(folder)]
    assert places == [
        ("capacity.csv", 2, None),
        ("commitments.csv", 1, None),
        ("demand.csv", 4, "period"),
        ("lanes.csv", 2, "cod_value"),
        ("lanes.csv", 2, "weight_g"),
        ("offers.csv", 4, "currency"),
        ("offers.csv", 4, "provider"),
        ("rate_cards.csv", 1, None),
        ("scenario.toml", None, "minor_digits"),
        ("scenario.toml", None, "policy.service.1.value_tier"),
    ]


@pytest.mark.parametrize("settings", [None, "format = "])
def test_tables_are_checked_without_settings(settings: str | None, tmp_path: Path) -> None:
    edits: list[Edit] = [("offers.csv", "oasis-std,oasis,", "oasis-std,oases,")]
    folder = tiny_folder(tmp_path, ("scenario.toml", None, settings), *edits)
    assert [f.file for f in faults_of(folder)] == ["offers.csv", "scenario.toml"]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("offers.csv", "falcon-std,falcon,USD", "falcon-std,falcon,USD,"),
        ("offers.csv", "falcon-std,falcon,USD", "falcon-std,falcon"),
        ("offers.csv", ",7\n", ",seven\n"),
        ("offers.csv", "falcon-std,", ","),
        ("offers.csv", "offer,provider", "offers,provider"),
        ("offers.csv", "offer,", "provider,"),
        ("providers.csv", "falcon,Falcon Express", 'falcon,"Falcon Express'),
        ("providers.csv", "falcon,", ","),
        ("lanes.csv", "SA,Riyadh,low,40,400", "SA,Riyadh,low,40,heavy"),
        ("lanes.csv", "SA,Riyadh,low,40,400", "SA,Riyadh,low,40,400,"),
        ("lanes.csv", "SA,Riyadh,low,40,400", "SA,Riyadh,low,40,400,5"),
        ("lanes.csv", "SA,Riyadh,low,40,400", "SA,,low,40,400"),
        ("markets.csv", "SA,USD,1,", "SA,USD,one,"),
        ("markets.csv", "SA,USD,1,", ",USD,1,"),
        ("markets.csv", "SA,USD,1,", "SA,USD,1"),
        ("rate_cards.csv", "falcon,500", "falcon,half"),
        ("price_schedules.csv", "orders,month", "order,month"),
        ("price_tiers.csv", "list,0,299", "list,none,299"),
        ("demand.csv", "Riyadh/low,2026-11-01", "Riyadh/low,soon"),
        ("performance.csv", "oasis,0.82", "oasis,0.82 %"),
    ],
)
def test_a_broken_row_brings_no_other_faults(file: str, old: str, new: str, tmp_path: Path) -> None:
    found = faults_of(tiny_folder(tmp_path, (file, old, new)))
    assert {fault.file for fault in found} <= {file}
    rows = [fault.row for fault in found]
    assert len(set(rows)) == len(rows) or set(rows) == {1}


@pytest.mark.parametrize("name", ["offers", "providers", "lanes", "markets", "rate_cards"])
def test_a_missing_table_is_told_once(name: str, tmp_path: Path) -> None:
    found = faults_of(tiny_folder(tmp_path, (f"{name}.csv", None, None)))
    assert told(found) == [f"{name}.csv: found no table; wanted at least one row"]


def test_rows_are_counted_as_a_spreadsheet_does(tmp_path: Path) -> None:
    folder = tiny_folder(
        tmp_path,
        (
            "providers.csv",
            None,
            'provider,name\nfalcon,"two\nlines"\n\n,,\noasis,\nx;y,\ndesert,\n',
        ),
    )
    assert [(f.row, f.column) for f in faults_of(folder)] == [(2, "name"), (6, "provider")]


def test_many_unknown_names_are_no_hang(tmp_path: Path) -> None:
    rows = "".join(f"Riyadh/tier {n},2026-11-01,1\n" for n in range(20_000))
    folder = tiny_folder(tmp_path, ("demand.csv", "Riyadh/low,2026-11-01,100\n", rows))
    began = time.perf_counter()
    assert len(faults_of(folder)) == 20_000
    assert time.perf_counter() - began < 30


def test_a_document_may_hold_python_numbers() -> None:
    document = tiny_document()
    document["lanes"][0] |= {"cod_value": 40.0, "weight_g": 400.0}
    assert parse_scenario(document) == read_scenario(TINY)
    document["lanes"][0] |= {"cod_value": float("nan"), "weight_g": True}
    faults = examine(raw_document(document))[1]
    assert [(f.row, f.column, f.found) for f in faults] == [
        (1, "cod_value", "'nan'"),
        (1, "weight_g", "'true'"),
    ]


@pytest.mark.parametrize("document", ["[]", "3", '"text"', "null", "", "{"])
def test_what_is_no_object_is_refused(document: str, tmp_path: Path) -> None:
    (fault,) = document_faults(tmp_path, document)
    assert "wanted a JSON object" in fault or "wanted valid JSON" in fault


def test_an_empty_document_lacks_everything(tmp_path: Path) -> None:
    found = document_faults(tmp_path, json.dumps({}))
    assert len(found) == len({"format", "name", "currency", "minor_digits", "horizon"}) + 8


def test_no_such_path(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no such file or folder"):
        read_scenario(tmp_path / "nowhere")
