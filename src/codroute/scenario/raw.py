"""A raw scenario: what the files state, not yet validated, and where each part stands."""

from dataclasses import dataclass, field
from typing import Any

from codroute.errors import Fault
from codroute.scenario.columns import variant_fields
from codroute.scenario.scenario import TABLES
from codroute.scenario.text import shown

SETTINGS_FILE = "scenario.toml"

VARIANT_FIELDS = {table: variant_fields(table) for table in TABLES if variant_fields(table)}
"""Fields that are fee variants; in CSV their parts stand in columns ``<field>_<part>``."""


@dataclass
class RawScenario:
    """Unvalidated settings and table rows, and where they stand.

    ``file`` is the document's name, or None for a folder, where each table has its own file;
    ``row_numbers[table][i]`` is the row of entry ``i`` as a spreadsheet counts (the header is row
    1, a blank row is a row, a cell of several lines is one row); a document has none.
    ``headers`` are the column names of a folder's tables. ``fragments`` are the cells of rows that
    do not fit their header, and ``cut`` are tables of which an unknown part could not be read.
    """

    settings: dict[str, Any]
    tables: dict[str, list[Any]]
    file: str | None = None
    row_numbers: dict[str, list[int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    headers: dict[str, list[str]] = field(default_factory=dict)
    fragments: dict[str, set[str]] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)
    has_settings: bool = True

    def fault(
        self, table: str, index: int | None, path: tuple[str, ...], found: object, wanted: str
    ) -> Fault:
        """Make a fault at a row's field, placed as the user sees it.

        A value that is absent because its whole column is, is reported at the header.
        """
        file, column = self.file_name(table), self.column_name(table, path)
        lacks_column = column is not None and column not in self.headers.get(table, (column,))
        if index is not None and lacks_column and shown(found) == "nothing":
            return Fault(file, 1, column, "no such column", f"the column, with {wanted}")
        row = None if index is None else self.row_number(table, index)
        return Fault(file, row, column, shown(found), wanted)

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

    def file_name(self, table: str) -> str:
        """Name the file of a table, or of the settings (``table`` empty)."""
        if self.file is None:
            return f"{table}.csv" if table else SETTINGS_FILE
        return f"{self.file} ({table})" if table else self.file
