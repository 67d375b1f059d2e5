"""Every fault of a workbook is told with its sheet and cell, what was found and what is wanted."""

import lzma
import re
import tomllib
import zipfile
from datetime import datetime, time
from pathlib import Path

import pytest
from workbooks import Edit, Formula, Sheets, Wide, edit_part, put, tiny_sheets, write_book

from codroute.errors import Fault, InvalidInput
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


SHEET = "xl/worksheets/sheet2.xml"


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        pytest.param("xl/workbook.xml", 'name="lanes"', 'name="markets"', id="one title twice"),
        pytest.param("xl/_rels/workbook.xml.rels", "sheet2.xml", "sheet99.xml", id="a sheet lacks"),
        pytest.param(SHEET, 'encoding="UTF-8"', 'encoding="ISO-8859-1"', id="Latin-1 letters"),
    ],
)
def test_no_sheet_of_a_damaged_workbook_is_passed_over(
    part: str, old: str, new: str, tmp_path: Path
) -> None:
    path = write_book(tmp_path / "peak.xlsx", tiny_sheets())
    edit_part(path, part, old, new)
    if part == SHEET:
        recoded(path, SHEET)
    with pytest.raises(InvalidInput, match="damaged workbook"):
        read_raw(path)


def recoded(path: Path, part: str) -> None:
    """Write a part with a letter of Latin-1 that is none of UTF-8."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = parts[part].replace(b"</worksheet>", b"<!-- \xe9 --></worksheet>")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_a_part_packed_badly_is_refused(tmp_path: Path) -> None:
    path = write_book(tmp_path / "peak.xlsx", tiny_sheets())
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    packed = archive.getinfo(SHEET)
    content = bytearray(path.read_bytes())
    begin = packed.header_offset + 30 + len(SHEET) + 12
    content[begin : begin + 40] = b"\xff" * 40
    path.write_bytes(content)
    with zipfile.ZipFile(path) as archive, pytest.raises(lzma.LZMAError):
        archive.read(SHEET)
    with pytest.raises(InvalidInput, match="damaged or cut off workbook"):
        read_raw(path)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_sheet_in_utf_16_is_refused(encoding: str, tmp_path: Path) -> None:
    path = write_book(tmp_path / "peak.xlsx", tiny_sheets())
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts[SHEET].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    parts[SHEET] = text.encode(encoding)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(InvalidInput, match="damaged workbook"):
        read_raw(path)
