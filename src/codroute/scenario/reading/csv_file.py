"""A file of text with separated cells as a sheet."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from codroute.errors import Fault, InvalidInput
from codroute.scenario.reading.encodings import WANTED, decode
from codroute.scenario.reading.header import HEADER_ROWS, NameOf, known_titles
from codroute.scenario.reading.sheet import Sheet, Value
from codroute.scenario.reading.text import read_bytes, refuse_nul
from codroute.scenario.reading.writing import AS_IT_COMES, Writing

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass
class TextSheet:
    """The sheet that a file of text holds; ``cut`` means that a part of it could not be read."""

    sheet: Sheet
    faults: list[Fault] = field(default_factory=list)
    cut: bool = False


def read_csv(
    path: Path, name_of: NameOf, writing: Writing = AS_IT_COMES, stated_at: str | None = None
) -> TextSheet:
    """Read a file of text; its separator is the one under which its header has most columns.

    What is wrong is noted, not raised. ``stated_at`` says where the encoding can be stated.
    """
    read = TextSheet(Sheet(path.name))
    try:
        text, read.faults = decode(path.name, read_bytes(path), writing.encoding, stated_at)
        refuse_nul(path.name, text, WANTED)
        separator = _separator(path.name, text, name_of)
        for row, cells in _records(text, separator):
            read.sheet.rows.append((row, cells))
    except csv.Error as error:
        read.cut = True
        row = read.sheet.rows[-1][0] + 1 if read.sheet.rows else 1
        read.faults.append(_csv_fault(path.name, row, error))
    except InvalidInput as error:
        read.cut = True
        read.faults += error.faults
    return read


def _records(text: str, separator: str) -> Iterator[tuple[int, list[Value]]]:
    """Give the rows with their numbers, as a spreadsheet counts.

    Raises
    ------
    csv.Error
        A quotation mark is where none can be, or a cell is too long.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    for row, cells in enumerate(reader, start=1):
        yield row, list(cells)


def _csv_fault(name: str, row: int, error: csv.Error) -> Fault:
    """Word what the standard library refused: an odd quotation mark, or too long a cell."""
    found = str(error)
    wanted = "valid CSV: every quotation mark closed, and those inside a cell doubled"
    if "field limit" in found:
        limit = f"{csv.field_size_limit():,} characters"
        found = f"a cell of more than {limit}"
        wanted = f"at most {limit} (a quotation mark that is not closed makes one cell of the rest)"
    return Fault(name, row, None, found, wanted)


def _separator(name: str, text: str, name_of: NameOf) -> str:
    """Give the separator under which the header has most known columns.

    Raises
    ------
    InvalidInput
        Two separators give equally many, and different ones.
    """
    titles = {mark: _titles(text, mark, name_of) for mark in _SEPARATORS}
    most = max(len(found) for found in titles.values())
    best = [mark for mark, found in titles.items() if len(found) == most]
    if most and any(titles[mark] != titles[best[0]] for mark in best):
        found = "a header that can be read by " + " or by ".join(_SEPARATORS[m] for m in best)
        raise InvalidInput([Fault(name, None, None, found, "one separator between all cells")])
    return best[0]


def _titles(text: str, separator: str, name_of: NameOf) -> list[str]:
    """Give the known columns in the header under a separator.

    A title that holds another separator is rather two titles, or one and a blank cell.
    """
    sheet = Sheet("")
    try:
        filled = ((row, cells) for row, cells in _records(text, separator) if any(cells))
        sheet.rows += islice(filled, HEADER_ROWS)
    except csv.Error:
        pass  # it is told when the file is read with the separator chosen
    titles = known_titles(sheet, name_of)
    return [title for title in titles if not set(title) & set(_SEPARATORS)]
