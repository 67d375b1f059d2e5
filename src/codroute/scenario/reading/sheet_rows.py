"""The rows of a sheet below its header: those that fit it, and what does not fit."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from codroute.errors import Fault, InvalidInput
from codroute.scenario.columns import Column
from codroute.scenario.reading.header import Header, NameOf, find_header, written
from codroute.scenario.reading.plain import Plain, plain_columns
from codroute.scenario.reading.sheet import Sheet, Value
from codroute.scenario.reading.text import shown
from codroute.scenario.reading.writing import AS_IT_COMES, Writing


@dataclass
class SheetRows:
    """What a sheet states: of each row its number and its filled cells, by the column's name.

    ``written`` are the cells of each row as they stand in the file. ``fragments`` are the cells of
    rows that do not fit the header; ``cut`` means that an unknown part could not be read.
    """

    file: str
    header: Header | None = None
    numbers: list[int] = field(default_factory=list)
    rows: list[dict[str, Plain]] = field(default_factory=list)
    written: list[list[Value]] = field(default_factory=list)
    fragments: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    cut: bool = False


def read_rows(
    sheet: Sheet,
    columns: Mapping[str, Column],
    name_of: NameOf,
    writing: Writing = AS_IT_COMES,
    stated_at: str | None = None,
) -> SheetRows:
    """Read a sheet in which at least one of the ``columns`` must stand.

    What is wrong is noted, not raised; blank cells are left out, so absent is not zero.
    ``stated_at`` says where it can be stated how the table is written.
    """
    read = SheetRows(sheet.file)
    try:
        read.header, below = find_header(sheet, name_of, columns)
    except InvalidInput as error:
        read.cut = True
        read.faults += error.faults
        return read
    _tell_rows_above(read, read.header, sheet)
    _check_titles(read, read.header, name_of)
    for number, cells in sheet.rows[below:]:
        _read_row(read, read.header, number, cells, of_text=sheet.name is None)
    _fill(read, read.header, columns, writing, stated_at)
    return read


def _tell_rows_above(read: SheetRows, header: Header, sheet: Sheet) -> None:
    """Warn of rows above the header that have more than a title: they are not read."""
    for number, cells in sheet.rows:
        if number >= header.begins:
            return
        texts = dict.fromkeys(text for text in map(written, cells) if text)
        if len(texts) > 1:
            wanted = f"at most a title above the column names (row {header.row}): it is not read"
            fault = header.fault(number, None, shown(", ".join(texts)), wanted)
            read.faults.append(replace(fault, severity="warning"))


def _check_titles(read: SheetRows, header: Header, name_of: NameOf) -> None:
    """Note columns that stand twice; whoever reads the rows says what the unknown ones mean."""
    told: set[str] = set()
    first: set[str] = set()
    for position, title in enumerate(header.titles):
        name = name_of(title) or title
        if title and name in first and name not in told:
            told.add(name)
            read.cut = True
            found, wanted = "the column twice", "each column once"
            read.faults.append(header.fault_at(header.row, position, title, found, wanted))
        first.add(name)


def _read_row(
    read: SheetRows, header: Header, number: int, cells: list[Value], *, of_text: bool
) -> None:
    """Keep a row, or note that it does not fit its header; a blank one is passed over.

    The rows of text are as long as the header; those of a workbook end with their last value.
    """
    filled = len(cells)
    while filled and (cells[filled - 1] is None or not written(cells[filled - 1])):
        filled -= 1
    if not filled:
        return
    pairs = zip(cells[:filled], header.titles, strict=False)
    if filled > 1 and all(written(cell) == title for cell, title in pairs):
        read.cut = True
        found, wanted = "the column names again", f"them once, in row {header.row}"
        read.faults.append(header.fault(number, None, found, wanted))
        return
    width = len(header.titles)
    if of_text and (filled > width or len(cells) < width):
        read.fragments.update(map(written, cells))
        found = f"{max(filled, min(len(cells), width))} cells"
        fault = header.fault(number, None, found, f"{width} cells, as in the header")
        read.faults.append(fault)
        return
    for position, title in zip_longest(range(filled), header.titles[:filled]):
        if not title and written(cells[position]):
            wanted = f"a name for its column in row {header.row}, or nothing"
            found = shown(written(cells[position]))
            read.faults.append(header.fault_at(number, position, None, found, wanted))
    read.numbers.append(number)
    read.written.append(cells)


def _fill(
    read: SheetRows,
    header: Header,
    columns: Mapping[str, Column],
    writing: Writing,
    stated_at: str | None,
) -> None:
    """Make the cells plain, column by column, and put them under the columns' names."""
    cells: dict[str, list[Value]] = {
        name: [row[position] if position < len(row) else None for row in read.written]
        for name, position in header.places.items()
    }
    read.rows = [{} for _ in read.numbers]
    kinds = {name: columns[name].kind for name in cells}
    for name, values in plain_columns(cells, kinds, read.numbers, writing, stated_at).items():
        for row, value in zip(read.rows, values, strict=True):
            if value is not None:
                row[name] = value
