"""A raw scenario: what the files state, not yet validated, and where each part stands."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from codroute.errors import Fault
from codroute.scenario.columns import VARIANT_FIELDS
from codroute.scenario.fields import NUMBER
from codroute.scenario.reading.header import Header, written
from codroute.scenario.reading.sheet import Unreadable, Value
from codroute.scenario.reading.text import Phrase, shown
from codroute.scenario.settings import SETTINGS_FILE, SETTINGS_SHEET


@dataclass(frozen=True)
class Origin:
    """Where a table stands: a file, or a sheet of a workbook."""

    file: str
    sheet: str | None = None

    @property
    def words(self) -> str:
        """Name the place."""
        return self.file if self.sheet is None else f"{self.file}, sheet {self.sheet},"


@dataclass
class RawScenario:
    """Unvalidated settings and table rows, and where they stand.

    ``file`` is the document's name, or None for a folder, where each table has its own file, and
    for a workbook, whose name is ``book``, where each has its own sheet;
    ``row_numbers[table][i]`` is the row of entry ``i`` as a spreadsheet counts (a blank row is a
    row, a cell of several lines is one row), and ``written`` its cells as they stand in the file; a
    document has neither, nor ``origins`` and ``headers`` of tables. ``fragments`` are the cells of
    rows that do not fit their header, and ``cut`` are tables of which an unknown part could not be
    read. ``setting_cells`` say where a workbook states a setting: its key as written, row and
    column (from 0). ``files_at`` says where it can be stated how a ``{table}`` is written, up to
    the value of a ``{key}``, if at all.
    """

    settings: dict[str, Any]
    tables: dict[str, list[Any]]
    file: str | None = None
    book: str | None = None
    row_numbers: dict[str, list[int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    origins: dict[str, Origin] = field(default_factory=dict)
    headers: dict[str, Header] = field(default_factory=dict)
    written: dict[str, list[list[Value]]] = field(default_factory=dict)
    fragments: dict[str, set[str]] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)
    setting_cells: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    has_settings: bool = True
    files_at: str | None = f"[files.{{table}}] in {SETTINGS_FILE} with {{key}} = "

    def writing_stated_at(self, table: str) -> str | None:
        """Say where it can be stated how a table is written."""
        return None if self.files_at is None else self.files_at.replace("{table}", table)

    def fault(
        self, table: str, index: int | None, path: tuple[str, ...], found: object, wanted: str
    ) -> Fault:
        """Make a fault at a row's field, placed as the user sees it.

        A value that is absent because its whole column is, is reported at the header.
        """
        if not table and self.book is not None:
            return self.setting_fault(".".join(path), shown(found), wanted)
        column, header = self.column_name(table, path), self.headers.get(table)
        row = None if index is None else self.row_number(table, index)
        if header is None:
            origin = self.origin(table)
            return Fault(origin.file, row, column, shown(found), wanted, sheet=origin.sheet)
        if index is None or column is None:
            return header.fault(row, column, shown(found), wanted)
        if column not in header.places and shown(found) == "nothing":
            wanted = f"the column, with {wanted}"
            return header.fault(header.row, column, "no such column", wanted)
        text = self._text(table, index, path, found)
        return header.fault(row, column, shown(found if text is None else text), wanted)

    def setting_fault(self, setting: str, found: str, wanted: str) -> Fault:
        """Make a fault at a setting of a workbook, or at its first part.

        One that is not stated has no cell.
        """
        origin = self.origin("")
        parts = (name for name in self.setting_cells if name.startswith(f"{setting}."))
        stated = setting if setting in self.setting_cells else next(parts, None)
        if stated is None:
            return Fault(origin.file, None, setting, found, wanted, sheet=origin.sheet)
        key, row, position = self.setting_cells[stated]
        cell = xl_rowcol_to_cell(row - 1, position)
        return Fault(origin.file, row, key, found, wanted, sheet=origin.sheet, cell=cell)

    def _text(self, table: str, index: int, path: tuple[str, ...], found: object) -> str | None:
        """Give the text that stands in the file where the value found was made of it."""
        value: Any = self.tables[table][index]
        for part in path:
            value = value.get(part) if isinstance(value, dict) else None
        column = self.column_name(table, path)
        position = self.headers[table].places.get(column or "")
        said = isinstance(found, (Phrase, Unreadable))
        if position is None or said or not _same(found, value):
            return None
        cells = self.written[table][index]
        cell = cells[position] if position < len(cells) else None
        return written(cell) if isinstance(cell, str) else None

    def row_number(self, table: str, index: int) -> int:
        """Give the row as the user counts it."""
        return self.row_numbers[table][index] if table in self.row_numbers else index + 1

    def column_name(self, table: str, path: tuple[str, ...]) -> str | None:
        """Name the column (a folder) or the path inside the entry (a document)."""
        if not path:
            return None
        if self.file is not None or not table:
            return ".".join(path)
        if path[0] in VARIANT_FIELDS.get(table, ()):
            return "_".join(path if len(path) > 1 else (*path, "form"))
        return path[0]  # what follows is a name's place in the cell's list

    def origin(self, table: str) -> Origin:
        """Give the place of a table (or of the settings, ``table`` empty), read or not."""
        if self.file is not None:
            return Origin(self.file_name(table))
        if table in self.origins:
            return self.origins[table]
        if self.book is not None:
            return Origin(self.book, table or SETTINGS_SHEET)
        return Origin(f"{table}.csv" if table else SETTINGS_FILE)

    def file_name(self, table: str) -> str:
        """Name the file of a table, or of the settings (``table`` empty)."""
        if self.file is None:
            return self.origin(table).file
        return f"{self.file} ({table})" if table else self.file


def _same(found: object, value: object) -> bool:
    """Tell whether a value was read from a plain cell."""
    if isinstance(found, date):
        return found.isoformat() == str(value)
    if isinstance(found, (int, Decimal)) and isinstance(value, str):
        return NUMBER.fullmatch(value) is not None and Decimal(value) == found
    return found == value
