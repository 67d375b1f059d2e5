"""Every fault of a workbook is told with its sheet and cell, what was found and what is wanted."""

import re
import tomllib
from datetime import datetime, time
from pathlib import Path

import pytest
from workbooks import Edit, Formula, Sheets, Wide, put, tiny_sheets, write_book

from codroute.errors import Fault
from codroute.scenario.parse import examine
from codroute.scenario.reading.source import read_raw

CELLS: dict[str, Edit] = {
    "error": put("demand", (3, 2), Formula("=NA()", "#N/A")),
    "formula without a value": put("demand", (3, 2), Formula("=2*50")),
    "number as text, two readings": put("lanes", (2, 3), "1,000"),
    "number with a unit": put("lanes", (2, 4), "400 g"),
    "day as text, two readings": put("demand", (3, 1), "02/11/2026"),
    "moment": put("demand", (3, 1), datetime(2026, 11, 1, 12, 30)),
    "time of day": put("demand", (3, 2), time(12, 30)),
    "yes for a number": put("demand", (3, 2), True),
    "half an order": put("demand", (3, 2), 1.5),
    "unknown choice": put("capacity", (2, 1), "parcels"),
    "unknown name": put("offers", (3, 1), "dessert"),
    "blank": put("coverage", (2, 4), None),
    "cell without a title": put("providers", (2, 2), "since 2020"),
    "unknown column": put("lanes", (1, 4), "wieght_g"),
    "unknown Chinese column": put("lanes", (1, 4), "重量(公斤)"),
    "percent in the title": put("offers", (1, 6), "燃油附加费率(%)"),
    "column in two languages": put("lanes", (1, 4), "代收金额"),
    "title over two columns": put("performance", (1, 2), Wide("observed_orders", 2)),
}


def with_settings(*rows: tuple[object, object]) -> Edit:
    def edit(sheets: Sheets) -> None:
        kept = [row for row in sheets["settings"] if row[0] not in {key for key, _ in rows}]
        sheets["settings"] = kept + [[key, value] for key, value in rows]

    return edit


SETTINGS: dict[str, Edit] = {
    "value": with_settings(("policy.roles", "main")),
    "unknown": with_settings(("policy.rolez", "single")),
    "key without a group": with_settings(("policy", "single")),
    "twice": with_settings(("name", "a"), ("方案名称", "b")),
    "value without a key": with_settings((None, "single")),
    "blank": with_settings(("horizon.start", None)),
    "error": with_settings(("horizon.periods", Formula("=1/0", "#DIV/0!"))),
    "floor left out": with_settings(("policy.service.3.value_tier", "low")),
    "floor unknown": with_settings(("policy.service.1.value_tier", "hihg")),
    "decimal mark": with_settings(("files.decimal", ";")),
    "table of a decimal mark": with_settings(("files.demands.decimal", ",")),
    "column": put("settings", (1, 1), "valeu"),
}


def without(title: str) -> Edit:
    return lambda sheets: sheets.pop(title)


def renamed(title: str, new: str) -> Edit:
    return lambda sheets: sheets.update({new: sheets.pop(title)})


def again(title: str, new: str) -> Edit:
    return lambda sheets: sheets.update({new: sheets[title]})


SHEETS: dict[str, Edit] = {
    "no table": without("lanes"),
    "no settings": without("settings"),
    "unknown": renamed("capacity", "capacities"),
    "unknown Chinese one": renamed("capacity", "运能上线"),
    "table in two languages": again("demand", "单量预测"),
    "settings in two languages": again("settings", "设置"),
    "no header": lambda s: s.update(funds=[["see the contract"]]),
    "header only": lambda s: s.update(providers=s["providers"][:1]),
}


EXPECTED = tomllib.loads(
    (Path(__file__).parent / "broken_workbooks.toml").read_text(encoding="utf-8")
)


def told(fault: Fault) -> str:
    """Give a fault's words without what is in a long list of names."""
    return re.sub(r"one of .{70,}$", "one of …", str(fault))


@pytest.mark.parametrize(
    ("kind", "name", "edit"),
    [
        pytest.param(kind, name, edit, id=f"{kind}: {name}")
        for kind, cases in (("cells", CELLS), ("settings", SETTINGS), ("sheets", SHEETS))
        for name, edit in cases.items()
    ],
)
def test_broken_workbook(kind: str, name: str, edit: Edit, tmp_path: Path) -> None:
    sheets = tiny_sheets()
    edit(sheets)
    found = examine(read_raw(write_book(tmp_path / "peak.xlsx", sheets)))[1]
    assert list(map(told, found)) == EXPECTED[kind][name]


def test_faults_in_many_sheets_are_told_at_once(tmp_path: Path) -> None:
    sheets = tiny_sheets()
    for edit in (CELLS["error"], CELLS["unknown choice"], SETTINGS["value"], SHEETS["unknown"]):
        edit(sheets)
    put("capacities", (3, 2), -1)(sheets)
    found = examine(read_raw(write_book(tmp_path / "peak.xlsx", sheets)))[1]
    assert [(fault.sheet, fault.cell) for fault in found] == [
        ("capacities", None),
        ("demand", "C3"),
        ("settings", "B21"),
    ]
