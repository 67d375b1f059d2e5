"""The first sheet of an empty scenario: what to fill in, and what every column holds."""

from collections.abc import Iterable, Sequence
from math import ceil

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from codroute.scenario.columns import columns
from codroute.scenario.output.page import A4, FIRST_WIDE, Formats
from codroute.scenario.scenario import REQUIRED_TABLES, TABLES
from codroute.scenario.words.explained import example_of, explained_column, table_words
from codroute.scenario.words.guide import GUIDES
from codroute.scenario.words.titles import README, Language, column_title, table_title

_WIDTHS = (20, 26, 20, 62, 44, 20)
_SPAN = 4
"""The last column that longer texts reach over."""

_NARROWING = 0.95
"""Width of a letter in a text, as a share of the width of a digit."""

_LINE = 15.5


def write_readme(book: Workbook, formats: Formats, language: Language) -> None:
    """Write the sheet; it is the first, and the one that opens."""
    sheet = book.add_worksheet(README[language])
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    writer = _Writer(sheet, formats)
    guide = GUIDES[language]
    sheet.write_string(0, 0, guide.title, formats.title)
    sheet.set_row(0, 24)
    writer.row = 2
    writer.section(guide.steps_title, guide.steps)
    writer.section(guide.rules_title, guide.rules)
    writer.table(guide.sheets_title, guide.sheet_heads, _sheets(language))
    writer.table(guide.columns_title, guide.column_heads, _columns(language))


def _sheets(language: Language) -> Iterable[Sequence[str]]:
    guide = GUIDES[language]
    for table in TABLES:
        needed = guide.needed if table in REQUIRED_TABLES else guide.optional
        yield table_title(table, language), needed, table_words(table, language)


def _columns(language: Language) -> Iterable[Sequence[str]]:
    for table in TABLES:
        for column in columns(table).values():
            words = explained_column(table, column, language)
            yield (
                table_title(table, language),
                column_title(table, column.name, language),
                words.needed,
                words.holds,
                words.wanted,
                example_of(column, language),
            )


class _Writer:
    """Writes downwards; rows are as high as their longest text needs."""

    def __init__(self, sheet: Worksheet, formats: Formats) -> None:
        self.sheet = sheet
        self.row = 0
        self._formats = formats

    def section(self, title: str, lines: Iterable[str]) -> None:
        """Write a heading and lines of text across the columns."""
        self.sheet.write_string(self.row, 0, title, self._formats.section)
        self.row += 1
        for line in lines:
            high = self._put(0, line, self._formats.wrapped, to=_SPAN)
            self.sheet.set_row(self.row, _LINE * high)
            self.row += 1
        self.row += 1

    def table(self, title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Write a heading and a table; the last column of a narrow one reaches further."""
        self.sheet.write_string(self.row, 0, title, self._formats.section)
        self.row += 1
        self._line(heads, self._formats.needed, self._formats.needed)
        for cells in rows:
            self._line(cells, self._formats.strong, self._formats.wrapped)
        self.row += 1

    def _line(self, cells: Sequence[str], first: Format, others: Format) -> None:
        """Write a row of a table, as high as its longest text needs."""
        last = len(cells) - 1
        high = [
            self._put(
                place,
                text,
                others if place else first,
                to=max(place, _SPAN) if place == last else place,
            )
            for place, text in enumerate(cells)
        ]
        self.sheet.set_row(self.row, _LINE * max(high))
        self.row += 1

    def _put(self, place: int, text: str, style: Format, *, to: int) -> int:
        """Write a text over some columns; give the lines that it takes."""
        if to > place:
            self.sheet.merge_range(self.row, place, self.row, to, "", style)
        self.sheet.write_string(self.row, place, text, style)
        wide = sum(2 if ord(letter) > FIRST_WIDE else 1 for letter in text)
        return max(1, ceil(wide * _NARROWING / sum(_WIDTHS[place : to + 1])))
