"""The header of a sheet: where it stands, and which of its cells name which column."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from xlsxwriter.utility import xl_rowcol_to_cell

from codroute.errors import Fault, InvalidInput
from codroute.scenario.reading.sheet import Merged, Sheet, Value
from codroute.scenario.reading.text import shown

NameOf = Callable[[str], str | None]
"""Give the column that a title as written names, or None."""

HEADER_ROWS = 50
"""Filled rows among which the header is; further down, a cell that may be a title is none."""


@dataclass
class Header:
    """Where the header of a sheet stands: its last row, and the title over each column.

    ``begins`` is its first row where it has two. ``places`` are the positions (from 0) of the
    known columns, by their names.
    """

    file: str
    sheet: str | None
    row: int
    titles: list[str]
    begins: int
    places: dict[str, int] = field(default_factory=dict)

    def title(self, column: str) -> str:
        """Give a column's title as it is written; one that has none keeps its name."""
        return self.titles[self.places[column]] if column in self.places else column

    def fault(self, row: int | None, column: str | None, found: str, wanted: str) -> Fault:
        """Make a fault in a column, placed as the user sees it."""
        if column is None:
            return Fault(self.file, row, None, found, wanted, sheet=self.sheet)
        return self.fault_at(row, self.places.get(column), self.title(column), found, wanted)

    def fault_at(
        self, row: int | None, position: int | None, title: str | None, found: str, wanted: str
    ) -> Fault:
        """Make a fault at a position (from 0); in a workbook it names the cell."""
        cell = None
        if self.sheet is not None and row is not None and position is not None:
            cell = xl_rowcol_to_cell(row - 1, position)
        return Fault(self.file, row, title, found, wanted, sheet=self.sheet, cell=cell)


@dataclass(frozen=True)
class _Candidate:
    """One or two rows that may be the header: their indices, titles, how many are known."""

    first: int
    index: int
    titles: list[str]
    known: int


def find_header(sheet: Sheet, name_of: NameOf, names: Iterable[str]) -> tuple[Header, int]:
    """Find the header; give it with the index of the first row below it.

    It is the first row with two known columns, or else with one. Where cells of the row above are
    merged over several columns, ``upper_lower`` is the title.

    Raises
    ------
    InvalidInput
        No row has a known column; ``names`` are wanted.
    """
    best = _best(sheet, name_of)
    if best is None:
        raise InvalidInput([_no_header(sheet, "the column names: " + ", ".join(names))])
    row = sheet.rows[best.index][0]
    last = max([row, *(m.last_row for m in sheet.merged if m.first_row <= row <= m.last_row)])
    header = Header(sheet.file, sheet.name, row, best.titles, sheet.rows[best.first][0])
    for position, title in enumerate(best.titles):
        name = name_of(title) if title else None
        if name is not None:
            header.places[name] = position  # of two, either may be meant
    below = next((i for i, (n, _) in enumerate(sheet.rows) if n > last), len(sheet.rows))
    return header, below


def known_titles(sheet: Sheet, name_of: NameOf) -> list[str]:
    """Give the titles of a sheet's header that name columns; empty where there is no header."""
    best = _best(sheet, name_of)
    return [] if best is None else [t for t in best.titles if name_of(t) is not None]


def written(value: Value) -> str:
    """Give a cell's text without blanks and invisible marks at its ends."""
    return "" if value is None else str(value).strip().strip(_INVISIBLE).strip()


_INVISIBLE = "\ufeff\u200b\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Marks that files of several languages carry before or after text."""


def _best(sheet: Sheet, name_of: NameOf) -> _Candidate | None:
    """Give the first row with two known columns or, where there is none, with one."""
    first: _Candidate | None = None
    found = list(_candidates(sheet, name_of))
    for candidate in found:
        if candidate.known > 1:
            below = [c for c in found if c.first == candidate.index and c.known > candidate.known]
            return below[0] if below else candidate
        if candidate.known and first is None:
            first = candidate
    return first


def _candidates(sheet: Sheet, name_of: NameOf) -> Iterator[_Candidate]:
    filled = 0
    for index, (_, cells) in enumerate(sheet.rows):
        plain = [written(cell) for cell in cells]
        if not any(plain):
            continue
        filled += 1
        if filled > HEADER_ROWS:
            return
        ways = [plain, _joined(sheet, index, plain)] if _joins(sheet, index) else [plain]
        counts = [len({name_of(title) for title in titles} - {None}) for titles in ways]
        known, way = max(counts), counts.index(max(counts))
        yield _Candidate(index - way, index, ways[way], known)


def _joins(sheet: Sheet, index: int) -> bool:
    """Tell whether cells of the row above are merged over several columns."""
    return index > 0 and any(_groups(sheet, sheet.rows[index - 1][0]))


def _groups(sheet: Sheet, row: int) -> Iterator[Merged]:
    for merged in sheet.merged:
        wide = merged.first_column < merged.last_column
        if wide and merged.last_row == row:
            yield merged


def _joined(sheet: Sheet, index: int, lower: list[str]) -> list[str]:
    """Put the titles of two rows together."""
    number, cells = sheet.rows[index - 1]
    upper = [written(cell) for cell in cells]
    upper += [""] * (len(lower) - len(upper))
    grouped = {
        column
        for merged in _groups(sheet, number)
        for column in range(merged.first_column, merged.last_column + 1)
    }
    return [
        f"{above}_{below}" if column in grouped and above and below else below or above
        for column, (above, below) in enumerate(zip(upper, lower, strict=False))
    ]


def _no_header(sheet: Sheet, wanted: str) -> Fault:
    """Say what stands where a header should: the first row that is filled."""
    for number, cells in sheet.rows:
        texts = [written(cell) for cell in cells]
        if any(texts):
            found = shown(", ".join(texts))
            return Fault(sheet.file, number, None, found, wanted, sheet=sheet.name)
    return Fault(sheet.file, 1, None, "nothing", wanted, sheet=sheet.name)
