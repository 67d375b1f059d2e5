"""A scenario while it is being checked: the rows that could be read, and the faults so far."""

from collections.abc import Iterator
from typing import Any

from codroute.errors import Fault
from codroute.scenario.scenario import TABLES, Scenario
from codroute.scenario.source import RawScenario


class Draft:
    """Rows that validated, each with its position, so that a check can name the cell."""

    def __init__(self, raw: RawScenario) -> None:
        self.raw = raw
        self.settings: dict[str, Any] = {}
        self.faults: list[Fault] = list(raw.faults)
        self._rows: dict[str, list[tuple[int, Any]]] = {table: [] for table in TABLES}
        self._broken: set[str] = set()

    def add(self, table: str, index: int, row: Any) -> None:
        """Keep a row that validated."""
        self._rows[table].append((index, row))

    def break_table(self, table: str, fault: Fault) -> None:
        """Note a fault that leaves the table incomplete."""
        self._broken.add(table)
        self.faults.append(fault)

    def rows(self, table: str) -> Iterator[Any]:
        """Give the table's valid rows in file order."""
        return (row for _, row in self._rows[table])

    def numbered(self, table: str) -> list[tuple[int, Any]]:
        """Give the table's valid rows with their positions."""
        return self._rows[table]

    def sound(self, *tables: str) -> bool:
        """Tell whether these tables and the settings are complete, so that gaps mean something."""
        return not self._broken & set(tables) and not any(
            fault.severity == "error" and fault.file in self._files(tables) for fault in self.faults
        )

    def _files(self, tables: tuple[str, ...]) -> set[str]:
        return {self.raw.file_name(table) for table in (*tables, "")}

    def names(self, table: str, field: str) -> set[str]:
        """Names that a table declares, those of rows with faults elsewhere included."""
        read = {getattr(row, field) for row in self.rows(table)}
        stated = {
            str(cells[field])
            for cells in self.raw.tables.get(table, ())
            if isinstance(cells, dict) and field in cells
        }
        return read | stated

    def report(
        self, table: str, index: int | None, column: str, found: object, wanted: str
    ) -> None:
        """Note a fault in a cell."""
        path = tuple(column.split(".")) if column else ()
        self.faults.append(self.raw.fault(table, index, path, found, wanted))

    def warn(self, table: str, index: int | None, column: str, found: str, wanted: str) -> None:
        """Note something that is probably not meant; it refuses nothing."""
        fault = self.raw.fault(table, index, (column,), found, wanted)
        self.faults.append(
            Fault(fault.file, fault.row, fault.column, found, wanted, severity="warning")
        )

    def scenario(self) -> Scenario:
        """Assemble the rows, in file order, into the scenario they make."""
        parts: dict[str, Any] = {table: tuple(self.rows(table)) for table in TABLES}
        return Scenario.model_construct(None, **self.settings, **parts)
