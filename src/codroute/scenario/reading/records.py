"""Tables beside a scenario's own, such as orders and invoices: their rows from a file, checked."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from codroute.errors import Fault, InvalidInput
from codroute.scenario.columns import columns_of
from codroute.scenario.fields import Row
from codroute.scenario.reading.csv_file import read_csv
from codroute.scenario.reading.header import Header, NameOf, known_titles, written
from codroute.scenario.reading.package import WORKBOOK_ENDINGS
from codroute.scenario.reading.sheet import Sheet, Unreadable, Value
from codroute.scenario.reading.sheet_rows import SheetRows, read_rows
from codroute.scenario.reading.text import shown
from codroute.scenario.reading.wording import details_of, found_and_wanted
from codroute.scenario.reading.workbook_file import read_workbook
from codroute.scenario.reading.writing import AS_IT_COMES, Writing
from codroute.scenario.words.titles import name_choices, named_by

RowT = TypeVar("RowT", bound=Row)


@dataclass(frozen=True)
class Record(Generic[RowT]):
    """A row of a file, with what makes a fault of it."""

    number: int
    row: RowT
    header: Header

    def fault(self, column: str, found: object, wanted: str) -> Fault:
        """Make a fault in a column of the row."""
        return self.header.fault(self.number, column, shown(found), wanted)


@dataclass(frozen=True)
class Records(Generic[RowT]):
    """The rows of a file, and the warnings about how it was read."""

    records: tuple[Record[RowT], ...]
    columns: frozenset[str]
    warnings: tuple[Fault, ...]


def read_records(  # noqa: PLR0913 - options by their names
    path: Path,
    model: type[RowT],
    *,
    check: Callable[[Record[RowT]], Iterator[Fault]] | None = None,
    sheet: str | None = None,
    writing: Writing = AS_IT_COMES,
    defaults: dict[str, str] | None = None,
) -> Records[RowT]:
    """Read the rows of a text file or workbook.

    Parameters
    ----------
    path
        A file whose columns are the fields of the rows, under their names or Chinese titles.
        Other columns are passed over, with a warning.
    model
        The class of the rows.
    check
        Gives what is wrong with a row beyond its types. Of a row with cells that cannot be read it
        gets what `as_far_as_read` gives, so that all faults are told at once.
    sheet
        The sheet of a workbook; by default the only one with such columns.
    writing
        How the file is written, as far as it is asked for.
    defaults
        Cells of rows that leave them blank.

    Raises
    ------
    InvalidInput
        With every fault: file, sheet, row, column, found, wanted.
    """
    known = columns_of(model)
    name_of = named_by(known)
    faults: list[Fault] = []
    stated_at = "the option --{key} "
    if path.suffix.lower() in WORKBOOK_ENDINGS:
        cells = _sheet(path, sheet, name_of)
    else:
        if sheet is not None:
            found = f"text, without a sheet {shown(sheet)}"
            faults.append(Fault(path.name, None, None, found, "a workbook, or no --sheet"))
        text = read_csv(path, name_of, writing, stated_at)
        faults += text.faults
        if text.cut:
            raise InvalidInput(faults)
        cells = text.sheet
    read = read_rows(cells, known, name_of, writing, stated_at)
    faults += read.faults
    faults += _unknown(read, name_of)
    records, wrong = _records(read, model, defaults or {})
    faults += wrong
    if not read.rows and not any(fault.severity == "error" for fault in faults):
        faults.append(Fault(path.name, None, None, "no rows", "at least one row"))
    found_wrong = (fault for record in records if check is not None for fault in check(record))
    faults += _once(found_wrong, read.header)
    faults.sort(key=lambda fault: fault.row or 0)  # of a row: as they were found
    if any(fault.severity == "error" for fault in faults):
        raise InvalidInput(faults)
    columns = frozenset(read.header.places if read.header else ())
    return Records(tuple(records), columns, tuple(faults))


def as_far_as_read(model: type[RowT], stated: dict[str, Any]) -> RowT:
    """Give a row of the cells that can be read; others are at their default, needed ones None.

    ``model_fields_set`` names all that is stated.
    """
    read: dict[str, Any] = {
        name: None for name, info in model.model_fields.items() if info.is_required()
    }
    for name, adapter in _adapters(model).items():
        try:
            if name in stated:
                read[name] = adapter.validate_python(stated[name])
        except ValidationError:
            pass  # told as a fault of the row
    made = model.model_construct(set(stated), **read)
    return cast("RowT", made)  # Pydantic's plugin takes it for the bound


@cache
def _adapters(model: type[Row]) -> dict[str, TypeAdapter[Any]]:
    """Give what reads each field of a row by itself."""
    return {
        name: TypeAdapter(info.rebuild_annotation()) for name, info in model.model_fields.items()
    }


def _sheet(path: Path, title: str | None, name_of: NameOf) -> Sheet:
    """Choose the sheet of a workbook that holds the rows."""
    sheets = read_workbook(path)
    if title is not None:
        if title not in sheets:
            wanted = f"one of {', '.join(sheets)}"
            raise InvalidInput([Fault(path.name, None, None, f"no sheet {shown(title)}", wanted)])
        return sheets[title]
    fitting = [sheet for sheet in sheets.values() if known_titles(sheet, name_of)]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        return next(iter(sheets.values()), Sheet(path.name))
    names = ", ".join(str(sheet.name) for sheet in fitting)
    raise InvalidInput(
        [Fault(path.name, None, None, f"several sheets with rows: {names}", "--sheet with one")]
    )


def _once(faults: Iterable[Fault], header: Header | None) -> list[Fault]:
    """Tell of an absent column at the first of the rows that miss it, and how many more do."""
    titles = () if header is None else header.titles
    told: dict[Fault, Fault] = {}
    times: Counter[Fault] = Counter()
    for fault in faults:
        absent = fault.found == shown(None) and fault.column not in titles
        alike = replace(fault, row=None) if absent else fault
        times[alike] += 1
        told.setdefault(alike, fault)
    return [_with_more(fault, times[alike] - 1) for alike, fault in told.items()]


def _with_more(fault: Fault, rows: int) -> Fault:
    """Say in how many more rows a fault is."""
    words = f"{fault.found}, and so in {rows:,} more row{'s' if rows > 1 else ''}"
    return replace(fault, found=words) if rows else fault


def _unknown(read: SheetRows, name_of: NameOf) -> Iterator[Fault]:
    """Warn of the columns that are not read."""
    header = read.header
    if header is None:
        return
    unread = [title for title in header.titles if title and name_of(title) is None]
    if unread:
        found = f"columns that are not read: {', '.join(unread)}"
        yield replace(
            header.fault(header.row, None, found, "nothing, if so meant"), severity="warning"
        )


def _records(
    read: SheetRows, model: type[RowT], defaults: dict[str, str]
) -> tuple[list[Record[RowT]], list[Fault]]:
    """Validate every row; one that has faults is given as far as it is read."""
    adapter, header = TypeAdapter(model), read.header
    columns = columns_of(model).values()
    chosen = [column for column in columns if column.choices]
    needed = [column.name for column in columns if column.required]
    records: list[Record[RowT]] = []
    faults: list[Fault] = []
    if header is None:
        return records, faults
    for number, cells, plain in zip(read.numbers, read.written, read.rows, strict=True):
        if needed and not any(name in plain for name in needed):
            faults.append(_no_row(header, number, cells, needed))
            continue
        stated = defaults | name_choices(plain, chosen)
        try:
            row = adapter.validate_python(stated)
        except ValidationError as error:
            row = as_far_as_read(model, stated)
            for detail in details_of(error):
                found, wanted = found_and_wanted(detail, model)
                column = str(detail["loc"][0]) if detail["loc"] else None
                faults.append(_fault(header, number, cells, column, found, wanted))
        records.append(Record(number, row, header))
    return records, list(dict.fromkeys(faults))


def _no_row(header: Header, number: int, cells: Sequence[Value], needed: Sequence[str]) -> Fault:
    """Refuse a row that has nothing of what rows need, in one fault: sums, or a note."""
    found = shown(", ".join(filter(None, map(written, cells))))
    wanted = f"{', '.join(needed)}, or no such row: sums and notes are not read"
    return header.fault(number, None, found, wanted)


def _fault(  # noqa: PLR0913, PLR0917 - one fault by its parts
    header: Header,
    number: int,
    cells: Sequence[object],
    column: str | None,
    found: object,
    wanted: str,
) -> Fault:
    """Word a fault with the cell as it stands; an absent column is told once, at the header."""
    position = None if column is None else header.places.get(column)
    if position is None:
        if column is not None and found is None:
            return header.fault(header.row, column, "no such column", f"the column, with {wanted}")
        return header.fault(number, column, shown(found), wanted)
    cell = cells[position] if position < len(cells) else None
    if isinstance(cell, str) and not isinstance(found, Unreadable):
        found = written(cell)
    return header.fault(number, column, shown(found), wanted)
