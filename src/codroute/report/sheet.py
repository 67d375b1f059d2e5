"""One sheet of a workbook: a table with typed columns, totals as formulas, ready to print."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from codroute.errors import Fault, InvalidInput

Kind = Literal["text", "whole", "number", "money", "share", "fine share", "date"]
Cell = str | int | float | Decimal | date | None

_MAX_ROWS = 1_048_576
_WIDEST = 44
_FACT_SPAN, _FACT_WIDTH, _FACT_LETTERS = 6, 90, 100
_LINE_HEIGHT = 16
_A4 = 9


@dataclass(frozen=True)
class Column:
    """A column of a sheet; money is stated in minor units."""

    heading: str
    kind: Kind = "text"
    total: bool = False


class Formats:
    """The cell formats of one workbook, for a currency with ``digits`` decimals."""

    def __init__(self, book: Workbook, digits: int) -> None:
        self.digits = digits
        zeros = "0" if digits == 0 else "0." + "0" * digits
        money = f'#,##{zeros};[Red]-#,##{zeros};"–"'
        forms: dict[str, dict[str, object]] = {
            "text": {"align": "left", "indent": 1},
            "whole": {"num_format": "#,##0"},
            "number": {"num_format": "#,##0.##"},
            "money": {"num_format": money},
            "share": {"num_format": "0.0%"},
            "fine share": {"num_format": "0.000%"},
            "date": {"num_format": "yyyy-mm-dd", "align": "left", "indent": 1},
        }
        total: dict[str, object] = {"bold": True, "top": 1}
        self.plain = {kind: book.add_format(form) for kind, form in forms.items()}
        self.total = {kind: book.add_format({**form, **total}) for kind, form in forms.items()}
        self.first = book.add_format({})
        self.first_total = book.add_format(total)
        heading = {"bold": True, "bg_color": "#1F3A4D", "font_color": "#FFFFFF", "valign": "top"}
        self.heading = {
            "first": book.add_format(heading),
            "left": book.add_format({**heading, "align": "left", "indent": 1}),
            "right": book.add_format({**heading, "align": "right"}),
        }
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.label = book.add_format({"font_color": "#5A6B78", "valign": "top"})
        self.wrapped = book.add_format({"text_wrap": True, "indent": 1, "valign": "top"})


class Sheet:
    """A worksheet that is written from the top; it never takes text for a formula."""

    def __init__(self, book: Workbook, formats: Formats, name: str) -> None:
        self.formats = formats
        self.page = book.add_worksheet(name)
        self.next_row = 0
        self.name = name
        self._widths: dict[int, int] = {}
        self._facts: dict[int, str] = {}
        self.page.set_landscape()
        self.page.set_paper(_A4)
        self.page.fit_to_pages(1, 0)
        self.page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.page.set_footer("&L&A&RPage &P of &N")

    def _put(self, row: int, column: int, value: Cell, kind: Kind) -> None:
        """Write one cell; what is absent stays blank."""
        form = self.formats.first if column == 0 and kind == "text" else self.formats.plain[kind]
        if value is None:
            self.page.write_blank(row, column, None, form)
        elif isinstance(value, date):
            self.page.write_datetime(row, column, datetime(*value.timetuple()[:3]), form)
        elif isinstance(value, str):
            self.page.write_string(row, column, value, form)
        else:
            self.page.write_number(row, column, self._amount(value, kind), form)
        self._widen(column, self._shown(value, kind))

    def _amount(self, value: int | float | Decimal, kind: Kind) -> float:
        """Give the number that stands in a cell: money in whole units."""
        return float(Decimal(value).scaleb(-self.formats.digits) if kind == "money" else value)

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell]],
        *,
        main: bool = True,
        total: str = "Total",
    ) -> tuple[int, int]:
        """Write headings, rows and totals; ``main`` freezes and filters. Give first and last row.

        Raises
        ------
        InvalidInput
            There are more rows than a sheet holds.
        """
        top = self.next_row
        if top + len(rows) + 2 > _MAX_ROWS:
            wanted = f"at most {_MAX_ROWS:,} rows on a sheet; write CSV instead"
            raise InvalidInput(
                [Fault(f"sheet {self.name}", None, None, f"{len(rows):,} rows", wanted)]
            )
        for number, column in enumerate(columns):
            left = "left" if number else "first"
            side = left if column.kind in ("text", "date") else "right"
            self.page.write_string(top, number, column.heading, self.formats.heading[side])
            self._widen(number, column.heading + "  ")
        for offset, row in enumerate(rows, start=1):
            for number, (column, value) in enumerate(zip(columns, row, strict=True)):
                self._put(top + offset, number, value, column.kind)
        last = top + len(rows)
        if main:
            self.page.freeze_panes(top + 1, 1)
            self.page.autofilter(top, 0, max(last, top + 1), len(columns) - 1)
            self.page.repeat_rows(top)
        self.next_row = last + 1
        if rows and any(column.total for column in columns):
            self._totals(columns, rows, total)
        return top + 1, last

    def _totals(
        self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], label: str
    ) -> None:
        """Sum what the filter shows; the value stored beside the formula is the sum of all."""
        first, last = self.next_row - len(rows), self.next_row - 1
        for number, column in enumerate(columns):
            form = self.formats.total[column.kind]
            if column.total:
                values = [row[number] for row in rows]
                exact = sum((Decimal(v) for v in values if isinstance(v, int | Decimal)), Decimal())
                cells = f"{xl_rowcol_to_cell(first, number)}:{xl_rowcol_to_cell(last, number)}"
                value = self._amount(exact, column.kind)
                self.page.write_formula(
                    self.next_row, number, f"=SUBTOTAL(109,{cells})", form, value
                )
                self._widen(number, self._shown(exact, column.kind))
            else:
                text, form = ("", form) if number else (label, self.formats.first_total)
                self.page.write_string(self.next_row, number, text, form)
        self.next_row += 1

    def title(self, text: str) -> None:
        """Write a heading over what follows."""
        self.page.write_string(self.next_row, 0, text, self.formats.title)
        self.next_row += 1

    def fact(self, label: str, text: str) -> None:
        """Write a label and, over the next columns, a text as high as it needs."""
        self.page.write_string(self.next_row, 0, label, self.formats.label)
        self._widen(0, label)
        self._facts[self.next_row] = text
        self.next_row += 1

    def figure(self, label: str, value: Cell, kind: Kind) -> None:
        """Write a label and, beside it, a number that can be reckoned with."""
        self.page.write_string(self.next_row, 0, label, self.formats.label)
        self._widen(0, label)
        self._put(self.next_row, 1, value, kind)
        self.next_row += 1

    def finish(self) -> None:
        """Set the widths from what was written, then the heights of the facts."""
        if self._facts:
            wide = sum(self._widths.get(column, 8) for column in range(1, _FACT_SPAN + 1))
            self._widths[_FACT_SPAN] = self._widths.get(_FACT_SPAN, 8) + max(0, _FACT_WIDTH - wide)
        for column, width in self._widths.items():
            widest = _FACT_WIDTH if column == _FACT_SPAN and self._facts else _WIDEST
            self.page.set_column(column, column, min(width + 3, widest))
        for row, text in self._facts.items():
            self.page.merge_range(row, 1, row, _FACT_SPAN, "", self.formats.wrapped)
            self.page.write_string(row, 1, text, self.formats.wrapped)
            self.page.set_row(row, _LINE_HEIGHT * -(-len(text) // _FACT_LETTERS))

    def _widen(self, column: int, text: str) -> None:
        self._widths[column] = max(self._widths.get(column, 8), len(text))

    def _shown(self, value: Cell, kind: Kind) -> str:
        """Estimate how a value is shown, for the width."""
        if value is None or isinstance(value, str | date):
            return "" if value is None else str(value)
        digits = self.formats.digits if kind == "money" else 2 * (kind == "number")
        return f"{self._amount(value, kind):,.{digits}f}"
