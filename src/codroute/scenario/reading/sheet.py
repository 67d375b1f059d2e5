"""A table as it stands in a file: cells by row, before anything is made of them."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True)
class Unreadable:
    """A cell that holds no value: an error of the spreadsheet, a formula never calculated."""

    words: str

    def __str__(self) -> str:
        """Say what stands there."""
        return self.words


@dataclass(frozen=True)
class Unclear(Unreadable):
    """A cell that may mean one thing or another; ``wanted`` is None where another cell tells it."""

    wanted: str | None


Value = str | int | float | bool | date | datetime | time | timedelta | Unreadable | None
"""What a cell holds; None where it is blank."""


@dataclass(frozen=True)
class Merged:
    """Cells that a spreadsheet shows as one, the last row and column included.

    Rows are counted from 1, columns from 0, as in `Sheet`.
    """

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass
class Sheet:
    """The cells of one table.

    ``name`` is the sheet of a workbook, None for a file of its own. ``rows`` are the row numbers,
    as a spreadsheet counts (from 1, blank rows included), with the cells from column A on; every
    cell of ``merged`` holds the value that the spreadsheet shows there.
    """

    file: str
    name: str | None = None
    rows: list[tuple[int, list[Value]]] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
