"""Scenarios as workbooks, to be broken in one place or several."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

from places import TINY
from xlsxwriter import Workbook

from codroute.scenario.output.write import write_scenario
from codroute.scenario.parse import read_scenario
from codroute.scenario.reading.sheet import Value
from codroute.scenario.reading.workbook_file import read_workbook
from codroute.scenario.scenario import Scenario

Cells = list[list[object]]
Sheets = dict[str, Cells]
Edit = Callable[[Sheets], object]


@dataclass(frozen=True)
class Formula:
    """A formula with the value that the file keeps of it; blank: none."""

    text: str
    value: str | float = ""


@dataclass(frozen=True)
class Wide:
    """A value in a cell that is merged with those right of and below it, which are left blank."""

    value: str | float
    columns: int = 1
    rows: int = 1


def sheets_of(scenario: Scenario) -> Sheets:
    """Give the cells of a scenario's sheets, by their titles."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "scenario.xlsx"
        write_scenario(scenario, path)
        return {title: cells_of(sheet.rows) for title, sheet in read_workbook(path).items()}


def cells_of(rows: list[tuple[int, list[Value]]]) -> Cells:
    """Give the cells of a sheet's rows."""
    return [list(cells) for _, cells in rows]


def tiny_sheets() -> Sheets:
    """Give tiny's sheets."""
    return sheets_of(read_scenario(TINY))


def write_book(path: Path, sheets: Sheets, *, calculated: bool = True) -> Path:
    """Write a workbook of plain cells; ``calculated``: its formulas' values can be trusted."""
    with Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        hour = book.add_format({"num_format": "hh:mm"})
        for title, rows in sheets.items():
            page = book.add_worksheet(title)
            for row, cells in enumerate(rows):
                for column, value in enumerate(cells):
                    match value:
                        case None:
                            pass
                        case Formula():
                            page.write_formula(row, column, value.text, None, value.value)
                        case Wide():
                            last = row + value.rows - 1, column + value.columns - 1
                            page.merge_range(row, column, *last, value.value)
                        case bool():
                            page.write_boolean(row, column, value)
                        case datetime() | date():
                            page.write_datetime(row, column, value, day)
                        case time():
                            page.write_datetime(row, column, value, hour)
                        case str():
                            page.write_string(row, column, value)
                        case _:
                            page.write(row, column, value)
    if calculated:
        edit_part(path, "xl/workbook.xml", ' fullCalcOnLoad="1"', "")
    return path


def edit_part(path: Path, part: str, old: str, new: str) -> None:
    """Edit one part of a workbook, once; the part must hold the old text."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in parts[part], f"{old!r} is not in {part}"
    parts[part] = parts[part].replace(old.encode(), new.encode(), 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def put(title: str, cell: tuple[int, int], value: object) -> Edit:
    """Put a value into a cell: row from 1, column from 0."""

    def edit(sheets: Sheets) -> None:
        row = sheets[title][cell[0] - 1]
        row.extend([None] * (cell[1] + 1 - len(row)))
        row[cell[1]] = value

    return edit
