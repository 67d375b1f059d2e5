"""From a sheet to the raw rows of a table, each cell where its field is."""

from pathlib import Path
from typing import Any

from codroute.errors import Fault
from codroute.scenario.columns import columns, variant_fields
from codroute.scenario.reading.csv_file import read_csv
from codroute.scenario.reading.header import Header, NameOf
from codroute.scenario.reading.raw import Origin, RawScenario
from codroute.scenario.reading.sheet import Sheet
from codroute.scenario.reading.sheet_rows import read_rows
from codroute.scenario.reading.writing import AS_IT_COMES, Writing
from codroute.scenario.words.titles import column_of, known_columns, name_choices


def read_sheet(sheet: Sheet, table: str, raw: RawScenario, writing: Writing) -> None:
    """Add a sheet's rows to ``raw``: header found, cells put where their fields are.

    Numbers and dates are made plain. What is wrong is noted in ``raw.faults``. A table that was
    read already is not read again.
    """
    if table in raw.origins:
        found, wanted = f"the table {table} again", f"it once; {raw.origins[table].words} has it"
        raw.faults.append(Fault(sheet.file, None, None, found, wanted, sheet=sheet.name))
        raw.cut.add(table)
        return
    known = columns(table)
    read = read_rows(sheet, known, _name_of(table), writing, raw.writing_stated_at(table))
    raw.origins[table] = Origin(sheet.file, sheet.name)
    raw.faults += read.faults
    if read.cut:
        raw.cut.add(table)
    if read.header is not None:
        raw.headers[table] = read.header
        _check_header(read.header, table, raw, told_by_rows=bool(read.rows or not read.fragments))
    if read.fragments:
        raw.fragments[table] = read.fragments
    places = {name: _place(table, name) for name in known}
    chosen = [column for column in known.values() if column.choices]
    raw.tables[table] = [_fields(name_choices(row, chosen), places) for row in read.rows]
    raw.row_numbers[table] = read.numbers
    raw.written[table] = read.written


TEXT_ENDINGS = (".csv", ".tsv", ".txt")
"""Endings of files that hold a table as text."""


def read_table(path: Path, raw: RawScenario, writing: Writing = AS_IT_COMES) -> None:
    """Add the rows of a file of text, named like its table, to ``raw``."""
    table = path.stem
    file = read_csv(path, _name_of(table), writing, raw.writing_stated_at(table))
    raw.faults += file.faults
    if file.cut:
        raw.cut.add(table)
    if file.sheet.rows or not file.cut:
        read_sheet(file.sheet, table, raw, writing)
    else:
        raw.origins.setdefault(table, Origin(path.name))


def _name_of(table: str) -> NameOf:
    """Give what knows the columns of a table by their titles."""
    return lambda title: column_of(table, title)


def _check_header(header: Header, table: str, raw: RawScenario, *, told_by_rows: bool) -> None:
    """Note unknown columns, and needed ones that lack where no row could be read that tells."""
    known, name_of = columns(table), _name_of(table)
    for position, title in enumerate(header.titles):
        repeated = title in header.titles[:position]
        if title and not repeated and name_of(title) is None:
            wanted = known_columns(table, title)
            fault = header.fault_at(header.row, position, title, "an unknown column", wanted)
            raw.faults.append(fault)
    for column in known.values():
        if column.required and column.name not in header.places and not told_by_rows:
            wanted = f"the column, with {column.wanted}"
            fault = header.fault(header.row, column.name, "no such column", wanted)
            raw.faults.append(fault)


def _place(table: str, column: str) -> tuple[str, ...]:
    """Give the field that a column fills, or the fee variant and its part."""
    for owner in variant_fields(table):
        if column.startswith(f"{owner}_"):
            return owner, column.removeprefix(f"{owner}_")
    return (column,)


def _fields(cells: dict[str, Any], places: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    """Put cells where their fields are."""
    fields: dict[str, Any] = {}
    for column, value in cells.items():
        match places[column]:
            case (owner, part):
                fields.setdefault(owner, {})[part] = value
            case (name,):
                fields[name] = value
    return fields
