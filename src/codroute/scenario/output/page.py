"""One sheet of a scenario's workbook: a header to be filled below, and the rows that are known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from codroute.errors import Fault, InvalidInput
from codroute.scenario.fields import Kind

Cell = str | int | Decimal | date | None

A4 = 9
_MOST_ROWS = 1_048_576
_MOST_LETTERS = 32_767
_MOST_LIST = 255
_SURE_DIGITS = 15
"""Digits that every number of a spreadsheet keeps; what has more is written as text."""

FIRST_WIDE = 0x2E7F
"""Letters after this one, Chinese ones among them, take two places."""

_NARROWEST, _WIDEST = 9, 40
_NUMBERS = ("number", "share", "date")
_NO_CELL_LETTERS = "\ufffe\uffff"


@dataclass(frozen=True)
class Head:
    """A column: its title, what it holds, whether every row needs it, and what it may be."""

    title: str
    kind: Kind = "text"
    needed: bool = False
    note: str = ""
    choices: tuple[str, ...] = ()
    width: int = 0


class Formats:
    """The cell formats of one workbook."""

    def __init__(self, book: Workbook) -> None:
        heading = {"bold": True, "valign": "top", "border": 1, "border_color": "#C5D0D8"}
        self.needed = book.add_format(
            {**heading, "bg_color": "#1F3A4D", "font_color": "#FFFFFF", "text_wrap": True}
        )
        self.optional = book.add_format({**heading, "bg_color": "#DDE6EC", "text_wrap": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.text = book.add_format({"num_format": "@"})
        self.number = book.add_format()
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.section = book.add_format({"bold": True, "font_size": 12, "font_color": "#1F3A4D"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.strong = book.add_format({"text_wrap": True, "valign": "top", "bold": True})

    def of_kind(self, kind: Kind) -> Format:
        """Give the format of a column's cells: a name such as 007 stays text."""
        return self.day if kind == "date" else self.number if kind in _NUMBERS else self.text


class Page:
    """A sheet of a table: the header is row 1, frozen, with a filter."""

    def __init__(self, book: Workbook, formats: Formats, title: str, heads: Sequence[Head]) -> None:
        self.sheet: Worksheet = book.add_worksheet(title)
        self.rows = 0
        self._title = title
        self._formats = formats
        self._widths = [head.width or _wide(head.title) for head in heads]
        self._fixed = [bool(head.width) for head in heads]
        self._heads = heads
        for place, head in enumerate(heads):
            style = formats.needed if head.needed else formats.optional
            self.sheet.write_string(0, place, head.title, style)

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Write rows below those there are; what is absent stays blank.

        Raises
        ------
        InvalidInput
            There are more rows, or longer texts, than a sheet holds.
        """
        for cells in rows:
            self.rows += 1
            if self.rows >= _MOST_ROWS:
                self._refuse(f"more than {_MOST_ROWS - 1:,} rows")
            for place, value in enumerate(cells):
                if value is not None and value != "":
                    self._put(self.rows, place, value)

    def _put(self, row: int, place: int, value: str | int | Decimal | date) -> None:
        shown = _written(value)
        if isinstance(value, date):
            day = datetime(value.year, value.month, value.day)
            self.sheet.write_datetime(row, place, day, self._formats.day)
        elif isinstance(value, str) or len(Decimal(value).as_tuple().digits) > _SURE_DIGITS:
            if len(shown) > _MOST_LETTERS or any(c in shown for c in _NO_CELL_LETTERS):
                self._refuse(f"a text in row {row + 1} that no cell can hold")
            self.sheet.write_string(row, place, shown, self._formats.text)
        else:
            self.sheet.write_number(row, place, float(value), self._formats.number)
        if not self._fixed[place]:
            self._widths[place] = max(self._widths[place], _wide(shown))

    def _refuse(self, found: str) -> None:
        wanted = "a folder or JSON document instead of a workbook"
        raise InvalidInput([Fault("workbook", None, None, found, wanted, sheet=self._title)])

    def explain(self) -> None:
        """Add a note to every title, and lists to choose from below it."""
        for place, head in enumerate(self._heads):
            if head.note:
                size = {"x_scale": 2.4, "y_scale": 0.5 + len(head.note) / 110}
                self.sheet.write_comment(0, place, head.note, size)
            self.offer(1, place, _MOST_ROWS - 1, head.choices)

    def offer(self, first: int, place: int, last: int, choices: Sequence[str]) -> None:
        """Let cells of a column be chosen from a list; other values bring a question."""
        if choices and len(",".join(choices)) <= _MOST_LIST:
            rule = {"validate": "list", "source": list(choices), "error_type": "warning"}
            self.sheet.data_validation(first, place, last, place, rule)

    def finish(self) -> None:
        """Freeze the header, filter what is below it, and set the widths."""
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0)
        self.sheet.freeze_panes(1, 0)
        self.sheet.autofilter(0, 0, max(self.rows, 1), len(self._heads) - 1)
        self.sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        for place, (head, width) in enumerate(zip(self._heads, self._widths, strict=True)):
            wide = width if self._fixed[place] else min(max(width, _NARROWEST), _WIDEST)
            self.sheet.set_column(place, place, wide, self._formats.of_kind(head.kind))


def _written(value: str | int | Decimal | date) -> str:
    """Write a value with every digit and no exponent."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _wide(text: str) -> int:
    """Estimate a text's width: Chinese letters take two places, the filter's arrow some more."""
    return sum(2 if ord(letter) > FIRST_WIDE else 1 for letter in text) + 3
