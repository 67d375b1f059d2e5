"""A scenario while it is being checked: the rows that could be read, and the faults so far."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from codroute.errors import Fault
from codroute.scenario.columns import row_models
from codroute.scenario.reading.raw import Origin, RawScenario
from codroute.scenario.scenario import REQUIRED_TABLES, TABLES, Scenario


class Draft:
    """Rows that validated, each with its position, so that a check can name the cell.

    A table is *complete* if every row of it could be read, and *sound* if it has no fault at all;
    only then does something missing from it mean anything.
    """

    def __init__(self, raw: RawScenario) -> None:
        self.raw = raw
        self.settings: dict[str, Any] = {}
        self.faults: list[Fault] = []
        self._rows: dict[str, list[tuple[int, Any]]] = {table: [] for table in TABLES}
        self._incomplete = raw.cut | raw.fragments.keys()
        self._faulty: set[Origin] = set()
        self.add_faults(raw.faults)

    def add_faults(self, faults: Iterable[Fault]) -> None:
        """Note faults already placed."""
        for fault in faults:
            self.faults.append(fault)
            if fault.severity == "error":
                self._faulty.add(Origin(fault.file, fault.sheet))

    def add(self, table: str, index: int, row: Any) -> None:
        """Keep a row that validated."""
        self._rows[table].append((index, row))

    def break_table(self, table: str, faults: Iterable[Fault]) -> None:
        """Note faults that leave the table incomplete."""
        self._incomplete.add(table)
        self.add_faults(faults)

    def rows(self, table: str) -> Iterator[Any]:
        """Give the table's valid rows in file order."""
        return (row for _, row in self._rows[table])

    def numbered(self, table: str) -> list[tuple[int, Any]]:
        """Give the table's valid rows with their positions."""
        return self._rows[table]

    def complete(self, *tables: str) -> bool:
        """Tell whether every row of these tables could be read."""
        return self._incomplete.isdisjoint(tables)

    def sound(self, *tables: str) -> bool:
        """Tell whether these tables are complete and without a fault so far."""
        places = {self.raw.origin(table) for table in tables}
        return self.complete(*tables) and self._faulty.isdisjoint(places)

    def stated(self, table: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """Give the cells of every row with its position, those of rows with faults included."""
        return (
            (index, cells)
            for index, cells in enumerate(self.raw.tables.get(table, ()))
            if isinstance(cells, dict)
        )

    def names(self, table: str, *fields: str) -> set[str] | None:
        """Give the names that a table's rows state, rows with faults elsewhere included.

        Several fields make a name together, joined by ``/`` without those that are absent. None
        where a row that cannot be read may have stated any name.
        """
        known = row_models(table)[0].model_fields
        required = [field for field in fields if known[field].is_required()]
        rows = self.raw.tables.get(table, ())
        if table in self.raw.cut or (not rows and table in REQUIRED_TABLES):
            return None
        names = set(self.raw.fragments.get(table, ()))
        if names and len(fields) > 1:
            return None
        for cells in rows:
            if not isinstance(cells, dict):
                return None
            parts = [cells[field] for field in fields if cells.get(field) not in (None, "")]
            if any(cells.get(f) in (None, "") for f in required) or not _are_names(parts):
                return None
            names.add("/".join(part.strip() for part in parts))
        return names

    def report(
        self, table: str, index: int | None, column: str, found: object, wanted: str
    ) -> None:
        """Note a fault in a cell."""
        self.add_faults([self._fault(table, index, column, found, wanted)])

    def warn(self, table: str, index: int | None, column: str, found: object, wanted: str) -> None:
        """Note something that is probably not meant; it refuses nothing."""
        fault = self._fault(table, index, column, found, wanted)
        self.add_faults([replace(fault, severity="warning")])

    def _fault(
        self, table: str, index: int | None, column: str, found: object, wanted: str
    ) -> Fault:
        path = tuple(column.split(".")) if column else ()
        return self.raw.fault(table, index, path, found, wanted)

    def scenario(self) -> Scenario:
        """Assemble the rows, in file order, into the scenario they make."""
        parts: dict[str, Any] = {table: tuple(self.rows(table)) for table in TABLES}
        return Scenario.model_construct(None, **self.settings, **parts)


def _are_names(values: list[Any]) -> bool:
    """Tell whether all values are text; what else stands for a name is a fault of its own."""
    return all(isinstance(value, str) for value in values)
