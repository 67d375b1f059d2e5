"""A scenario as a workbook: a sheet of settings and one sheet per table.

The same sheets, explained and without rows, are the empty scenario that ``codroute init`` gives.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook

from codroute.scenario.columns import VARIANT_FIELDS, Column, columns
from codroute.scenario.fields import LIST_SEPARATOR
from codroute.scenario.output.page import Cell, Formats, Head, Page
from codroute.scenario.scenario import REQUIRED_TABLES, SETTINGS, TABLES, Scenario
from codroute.scenario.settings import SETTINGS_SHEET
from codroute.scenario.words.titles import KEY, VALUE


def workbook_of(scenario: Scenario) -> bytes:
    """Give a scenario as the bytes of an .xlsx file; what is absent is left out.

    Raises
    ------
    InvalidInput
        A table has more rows than a sheet holds, or a text is too long for a cell.
    """
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        # The same scenario gives the same bytes, so the file tells no time of its writing.
        written = datetime(2000, 1, 1)
        book.set_properties({"title": f"codroute scenario: {scenario.name}", "created": written})
        formats = Formats(book)
        heads = (Head(KEY, needed=True, width=36), Head(VALUE, needed=True, width=30))
        page = Page(book, formats, SETTINGS_SHEET, heads)
        page.add(setting_rows(scenario))
        page.finish()
        for table in TABLES:
            rows = scenario.model_dump(include={table})[table]
            if rows or table in REQUIRED_TABLES:
                _write_table(book, formats, table, rows)
    return buffer.getvalue()


def setting_rows(scenario: Scenario) -> list[tuple[str, Cell]]:
    """Give the settings as keys and values, a service floor's as ``policy.service.1.…``."""
    settings = scenario.model_dump(include=set(SETTINGS), exclude_none=True)
    return [(key, cell(value)) for key, value in _flat_settings("", settings)]


def _flat_settings(prefix: str, value: Any) -> list[tuple[str, Any]]:
    """Walk into groups and lists, whose entries are counted from 1."""
    if isinstance(value, Mapping):
        parts: Sequence[tuple[Any, Any]] = list(value.items())
    elif isinstance(value, tuple):
        parts = list(enumerate(value, start=1))
    else:
        return [(prefix, value)]
    inner = ((f"{prefix}.{key}" if prefix else key, part) for key, part in parts)
    return [leaf for name, part in inner for leaf in _flat_settings(name, part)]


def _write_table(
    book: Workbook, formats: Formats, table: str, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Write a table with the columns that any row fills, or with all where there is no row."""
    flat = [flat_row(table, row) for row in rows]
    used = {name for row in flat for name in row}
    stated = [column for column in columns(table).values() if not used or column.name in used]
    page = Page(book, formats, table, [_head(column) for column in stated])
    page.add([row.get(column.name) for column in stated] for row in flat)
    page.finish()


def _head(column: Column) -> Head:
    return Head(column.name, column.kind, column.required)


def flat_row(table: str, row: Mapping[str, Any]) -> dict[str, Cell]:
    """Spread fee variants over columns; drop what is absent."""
    cells: dict[str, Any] = {}
    for key, value in row.items():
        if key in VARIANT_FIELDS.get(table, ()) and isinstance(value, Mapping):
            cells |= {f"{key}_{part}": inner for part, inner in value.items()}
        else:
            cells[key] = value
    return {key: cell(value) for key, value in cells.items() if value not in (None, ())}


def cell(value: Any) -> Cell:
    """Give a value as a cell states it: numbers and dates as they are, lists with ``;``."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return LIST_SEPARATOR.join(str(part) for part in value)
    stated: Cell = value
    return stated
