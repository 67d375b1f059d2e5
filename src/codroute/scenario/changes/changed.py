"""A checked scenario taken apart for changing, with a note of where each new row was stated."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from codroute.errors import Fault
from codroute.scenario.checks.references import KEYS
from codroute.scenario.fields import Row
from codroute.scenario.reading.raw import RawScenario
from codroute.scenario.reading.text import shown
from codroute.scenario.scenario import SETTINGS, TABLES, Scenario

Cells = dict[str, Any]

GROUPS: dict[str, tuple[str, ...]] = KEYS | {
    "lanes": ("region", "value_tier", "category"),
    "regions": ("country", "state", "city", "district"),
    "profile": ("lane",),
    "rate_cards": ("rate_card", "zone"),
    "cod_fee_tables": ("cod_fee_table",),
    "price_tiers": ("schedule",),
}
"""What names the rows replaced together: a profile, a card's zone, a fee table, a ladder whole."""


@dataclass(frozen=True)
class Origin:
    """Where a changed row or setting was stated: a change, or a line of one of its tables.

    ``cell`` places a fault of the row in the table's own columns.
    """

    file: str
    column_prefix: str = ""
    cell: Callable[[Fault], Fault] | None = None


class Changed:
    """Settings and rows as plain values; a change writes here, and the result is checked after.

    ``place`` names the change in faults, and ``key`` the part of it that says what it does.
    """

    def __init__(self, scenario: Scenario, place: str, key: str) -> None:
        self.before = scenario
        self.place = place
        self._key = key
        self.faults: list[Fault] = []
        document = scenario.model_dump(exclude_none=True)
        self.settings: Cells = {key: document[key] for key in SETTINGS}
        self.tables: dict[str, list[Cells]] = {table: list(document[table]) for table in TABLES}
        self._origins: dict[int, Origin] = {}
        self._policy_fields: set[str] = set()

    def refuse(self, column: str, found: object, wanted: str) -> None:
        """Note a fault in the change itself."""
        self.faults.append(Fault(self.place, None, column, shown(found), wanted))

    def replace_rows(self, table: str, rows: Sequence[Cells], origins: Iterable[Origin]) -> None:
        """Put rows in the place of those with the same name, or at the end where there are none."""
        old: list[Cells] = self.tables[table]
        groups: dict[tuple[str | None, ...], list[Cells]] = {}
        for row, origin in zip(rows, origins, strict=True):
            groups.setdefault(_name(table, row), []).append(row)
            self._origins[id(row)] = origin
        kept: list[Cells] = []
        for row in old:
            name = _name(table, row)
            if name not in groups:
                kept.append(row)
            elif groups[name]:
                kept += groups[name]
                groups[name] = []
        self.tables[table] = kept + [row for group in groups.values() for row in group]

    def set_policy(self, values: Cells) -> None:
        """Set fields of the policy."""
        self.settings["policy"] = self.settings["policy"] | values
        self._policy_fields = set(values)

    def raw(self) -> RawScenario:
        """Give the result, yet to be checked."""
        return RawScenario(self.settings, dict(self.tables), file=self.before.name)

    def placed(self, fault: Fault) -> Fault:
        """Give a fault of the result the place of the row or change that brought it.

        A warning about what the change did not state keeps its place.
        """
        origin = self._origin(fault)
        if origin is not None:
            if origin.cell is not None:
                return replace(origin.cell(fault), severity=fault.severity)
            column = f"{origin.column_prefix}{fault.column}" if fault.column else None
            return replace(fault, file=origin.file, row=None, column=column)
        if fault.severity == "warning":
            return fault
        key = self._key_of(fault)
        wanted = fault.wanted if key else f"{fault.wanted} ({fault.place})"
        return replace(fault, file=self.place, row=None, column=key or self._key, wanted=wanted)

    def same(self, after: Scenario) -> bool:
        """Tell whether the result is the scenario as it was but for its name."""
        return after.model_copy(update={"name": self.before.name}) == self.before

    def _key_of(self, fault: Fault) -> str | None:
        """Name the key of the change that set the field of the policy at fault, if one did."""
        setting, _, path = (fault.column or "").partition(".")
        stated = setting == "policy" and path.partition(".")[0] in self._policy_fields
        return f"{self._key}.{path}" if stated and fault.file == self.before.name else None

    def _origin(self, fault: Fault) -> Origin | None:
        table = next((t for t in TABLES if fault.file == f"{self.before.name} ({t})"), None)
        if table is None or fault.row is None:
            return None
        return self._origins.get(id(self.tables[table][fault.row - 1]))


def near(name: str, known: Iterable[str]) -> str:
    """Say which names there are, the nearest first."""
    names = sorted(set(known))
    close = get_close_matches(name, names, n=3) or names[:8]
    return "one of " + ", ".join(close) + ("" if len(close) == len(names) else ", …")


def merged(old: object, new: object) -> object:
    """Set parts of a fee; a fee of another form replaces it whole."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        same_form = new.get("form", old.get("form")) == old.get("form")
        return {**old, **new} if same_form else dict(new)
    return new


def _name(table: str, row: Cells) -> tuple[str | None, ...]:
    """Give what names a row, alike for cells of text and for values already read."""
    if table not in GROUPS:
        return ()
    return tuple(None if row.get(key) is None else str(row[key]) for key in GROUPS[table])


def differing(
    before: Scenario, after: Scenario
) -> dict[str, dict[tuple[str | None, ...], list[Row]]]:
    """Give the rows of ``after`` that differ from those of the same name before, by table and name.

    Rows that are replaced together, such as the zones of a card or the tiers of a ladder, have one
    name; a name without rows was there before. Tables without a difference are left out.
    """
    found = {}
    for table in TABLES:
        if getattr(before, table) != getattr(after, table):
            old, new = (_grouped(table, getattr(scenario, table)) for scenario in (before, after))
            found[table] = {
                name: new.get(name, [])
                for name in (*old, *(name for name in new if name not in old))
                if old.get(name) != new.get(name)
            }
    return found


def _grouped(table: str, rows: Iterable[Row]) -> dict[tuple[str | None, ...], list[Row]]:
    groups: dict[tuple[str | None, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(_name(table, row.model_dump()), []).append(row)
    return groups
