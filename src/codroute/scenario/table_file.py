"""One table of a scenario folder: the rows of its CSV file, each cell where its field is."""

from pathlib import Path
from typing import Any

from codroute.errors import Fault
from codroute.scenario.columns import columns, known_columns, variant_fields
from codroute.scenario.csv_file import read_csv
from codroute.scenario.raw import RawScenario


def read_table(path: Path, raw: RawScenario) -> None:
    """Add a CSV file's rows to ``raw``."""
    table, known = path.stem, columns(path.stem)
    file = read_csv(path, known)
    raw.faults += file.faults
    for name in dict.fromkeys(file.header):
        if name and name not in known:
            wanted = known_columns(name, table)
            raw.faults.append(Fault(path.name, 1, name, "an unknown column", wanted))
    if file.fragments and not file.rows:  # else the rows that fit tell
        for column in known.values():
            if column.required and column.name not in file.header:
                wanted = f"the column, with {column.wanted}"
                raw.faults.append(Fault(path.name, 1, column.name, "no such column", wanted))
    if file.cut:
        raw.cut.add(table)
    if file.header:
        raw.headers[table] = file.header
    if file.fragments:
        raw.fragments[table] = file.fragments
    places = {name: _place(table, name) for name in file.header if name in known}
    raw.tables[table] = [_fields(cells, places) for _, cells in file.rows]
    raw.row_numbers[table] = [row for row, _ in file.rows]


def _place(table: str, column: str) -> tuple[str, ...]:
    """Give the field that a column fills, or the fee variant and its part."""
    for owner in variant_fields(table):
        if column.startswith(f"{owner}_"):
            return owner, column.removeprefix(f"{owner}_")
    return (column,)


def _fields(cells: dict[str, str], places: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    """Put cells where their fields are; those of unknown columns are left out."""
    fields: dict[str, Any] = {}
    for column, text in cells.items():
        match places.get(column):
            case (owner, part):
                fields.setdefault(owner, {})[part] = text
            case (name,):
                fields[name] = text
    return fields
