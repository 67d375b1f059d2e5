"""One CSV file of a scenario folder: its header, its rows, and what does not fit."""

import csv
import io
from pathlib import Path
from typing import Any

from codroute.errors import Fault, InvalidInput
from codroute.scenario.columns import columns, known_columns, variant_fields
from codroute.scenario.raw import RawScenario
from codroute.scenario.text import read_text, shown

_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}

_Places = list[tuple[str, ...] | None]
"""Where each cell of a row goes: a field, a fee variant's part, or nowhere."""


def read_table(path: Path, raw: RawScenario) -> None:
    """Add a CSV file's rows to ``raw``; blank cells are left out, so absent is not zero."""
    table, row = path.stem, 0
    raw.tables.setdefault(table, [])
    raw.row_numbers.setdefault(table, [])
    places: _Places = []
    try:
        reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
        for row, cells in enumerate(reader, start=1):
            if row == 1:
                places = _read_header(path.name, raw, table, cells)
            else:
                _read_row(path.name, raw, row, places, cells)
        if row == 0:
            _read_header(path.name, raw, table, [])
    except csv.Error as error:
        raw.cut.add(table)
        wanted = "valid CSV: every quotation mark closed, and those inside a cell doubled"
        raw.faults.append(Fault(path.name, row + 1, None, str(error), wanted))
    except InvalidInput as error:
        raw.cut.add(table)
        raw.faults += error.faults


def _read_header(file: str, raw: RawScenario, table: str, cells: list[str]) -> _Places:
    """Note the columns of a table and what is wrong with them.

    Raises
    ------
    InvalidInput
        There is no header, so that no row can be read.
    """
    header, known = [cell.strip() for cell in cells], columns(table)
    if not known.keys() & set(header):
        separators = [word for mark, word in _SEPARATORS.items() if mark in "".join(header)]
        if len(header) == 1 and separators:
            fault = Fault(file, 1, None, f"cells separated by {separators[0]}", "commas")
        else:
            found = shown(", ".join(header)) if any(header) else "nothing"
            wanted = "the column names: " + ", ".join(known)
            fault = Fault(file, 1, None, found, wanted)
        raise InvalidInput([fault])
    raw.headers[table] = header
    for name in dict.fromkeys(name for name in header if name):
        if header.count(name) > 1:
            raw.cut.add(table)
            raw.faults.append(Fault(file, 1, name, "the column twice", "each column once"))
        if name not in known:
            wanted = known_columns(name, table)
            raw.faults.append(Fault(file, 1, name, "an unknown column", wanted))
    return [_place(table, name) if name in known or not name else None for name in header]


def _place(table: str, column: str) -> tuple[str, ...]:
    """Give the field that a column fills, or the fee variant and its part."""
    for owner in variant_fields(table):
        if column.startswith(f"{owner}_"):
            return owner, column.removeprefix(f"{owner}_")
    return (column,)


def _read_row(file: str, raw: RawScenario, row: int, places: _Places, cells: list[str]) -> None:
    """Add a row, or note that it does not fit its header; a blank one is passed over."""
    texts = [cell.strip() for cell in cells]
    if not any(texts):
        return
    table = file.removesuffix(".csv")
    while len(texts) > len(places) and not texts[-1]:
        texts.pop()
    if len(texts) != len(places):
        raw.fragments.setdefault(table, set()).update(texts)
        found, wanted = f"{len(texts)} cells", f"{len(places)} cells, as in the header"
        raw.faults.append(Fault(file, row, None, found, wanted))
        return
    fields: dict[str, Any] = {}
    for place, text in zip(places, texts, strict=True):
        if not text or place is None:
            continue
        if place == ("",):
            wanted = "a name for its column in row 1, or nothing"
            raw.faults.append(Fault(file, row, None, shown(text), wanted))
        elif len(place) == 1:
            fields[place[0]] = text
        else:
            fields.setdefault(place[0], {})[place[1]] = text
    raw.tables[table].append(fields)
    raw.row_numbers[table].append(row)
