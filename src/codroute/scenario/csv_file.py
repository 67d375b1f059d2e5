"""A CSV file as it stands: its columns, the rows that fit them, and what does not fit."""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from codroute.errors import Fault, InvalidInput
from codroute.scenario.text import read_text, shown

_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass
class CsvFile:
    """The header, and of each row its number, as a spreadsheet counts, and its filled cells.

    ``fragments`` are the cells of rows that do not fit the header; ``cut`` means that an unknown
    part of the file could not be read.
    """

    name: str
    header: list[str] = field(default_factory=list)
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    fragments: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    cut: bool = False


def read_csv(path: Path, known: Collection[str]) -> CsvFile:
    """Read a CSV file in which at least one of the ``known`` columns must stand.

    What is wrong is noted, not raised; blank cells are left out, so absent is not zero.
    """
    file, row = CsvFile(path.name), 0
    try:
        reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
        for row, cells in enumerate(reader, start=1):
            if row == 1:
                _read_header(file, cells, known)
            else:
                _read_row(file, row, cells)
        if row == 0:
            _read_header(file, [], known)
    except csv.Error as error:
        file.cut = True
        file.faults.append(_csv_fault(path.name, row + 1, error))
    except InvalidInput as error:
        file.cut = True
        file.faults += error.faults
    return file


def _csv_fault(name: str, row: int, error: csv.Error) -> Fault:
    """Word what the standard library refused: an odd quotation mark, or too long a cell."""
    found = str(error)
    wanted = "valid CSV: every quotation mark closed, and those inside a cell doubled"
    if "field limit" in found:
        limit = f"{csv.field_size_limit():,} characters"
        found = f"a cell of more than {limit}"
        wanted = f"at most {limit} (a quotation mark that is not closed makes one cell of the rest)"
    return Fault(name, row, None, found, wanted)


def _read_header(file: CsvFile, cells: list[str], known: Collection[str]) -> None:
    """Note the columns and what is wrong with them.

    Raises
    ------
    InvalidInput
        There is no header, so that no row can be read.
    """
    header = [cell.strip() for cell in cells]
    if not set(known) & set(header):
        separators = [word for mark, word in _SEPARATORS.items() if mark in "".join(header)]
        if len(header) == 1 and separators:
            fault = Fault(file.name, 1, None, f"cells separated by {separators[0]}", "commas")
        else:
            found = shown(", ".join(header)) if any(header) else "nothing"
            wanted = "the column names: " + ", ".join(known)
            fault = Fault(file.name, 1, None, found, wanted)
        raise InvalidInput([fault])
    file.header = header
    for name in dict.fromkeys(name for name in header if name):
        if header.count(name) > 1:
            file.cut = True
            file.faults.append(Fault(file.name, 1, name, "the column twice", "each column once"))


def _read_row(file: CsvFile, row: int, cells: list[str]) -> None:
    """Add a row, or note that it does not fit its header; a blank one is passed over."""
    texts = [cell.strip() for cell in cells]
    if not any(texts):
        return
    while len(texts) > len(file.header) and not texts[-1]:
        texts.pop()
    if len(texts) != len(file.header):
        file.fragments.update(texts)
        found, wanted = f"{len(texts)} cells", f"{len(file.header)} cells, as in the header"
        file.faults.append(Fault(file.name, row, None, found, wanted))
        return
    filled = [(name, text) for name, text in zip(file.header, texts, strict=True) if text]
    for name, text in filled:
        if not name:
            wanted = "a name for its column in row 1, or nothing"
            file.faults.append(Fault(file.name, row, None, shown(text), wanted))
    file.rows.append((row, {name: text for name, text in filled if name}))
