"""The kinds of change: each says which rows it touches and what it makes of them.

A change that touches nothing is a fault, and so is one whose days cut a period in two.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from codroute.errors import Fault, InvalidInput
from codroute.scenario.changes.changed import Cells, Changed, Origin, merged, near
from codroute.scenario.fields import Day, Label, Row, Wanted, Words
from codroute.scenario.reading.file_system import entries
from codroute.scenario.reading.package import WORKBOOK_ENDINGS
from codroute.scenario.reading.raw import RawScenario
from codroute.scenario.reading.table_sheet import TEXT_ENDINGS, read_table
from codroute.scenario.reading.text import Phrase
from codroute.scenario.reading.workbook_source import read_tables
from codroute.scenario.reading.writing import Files
from codroute.scenario.tables import Lane

_DAY = timedelta(days=1)

Factor = Annotated[
    Decimal,
    Field(ge=0, le=1000, decimal_places=6, allow_inf_nan=False),
    Wanted("a factor from 0 to 1000, written like 1.1 (at most 6 decimals)"),
]

Values = Annotated[dict[str, Any], Field(min_length=1), Words("fields with their new values")]


class Change(Row):
    """What every kind of change has; ``key`` is the part of it that says what it does."""

    key: ClassVar[str]

    @property
    def may_change_nothing(self) -> bool:
        """Tell whether it is meant even where it changes nothing: else it is a slip."""
        return False

    @abstractmethod
    def apply(self, changed: Changed, folder: Path) -> None:
        """Write the change; paths in it start from the folder."""


class _InTime(Change):
    """A change to the periods within some days; without days, to all periods."""

    first_day: Day | None = Field(default=None, alias="from")
    last_day: Day | None = Field(default=None, alias="to")

    def periods(self, changed: Changed) -> tuple[date, ...]:
        """Give the periods that lie within the days; refuse days that cut one in two."""
        begins = changed.before.horizon.first_days
        ends = [day - _DAY for day in begins]
        first, last = self.first_day or begins[0], self.last_day or ends[-1]
        cut = _cut(changed, "from", first, begins[:-1]) or _cut(changed, "to", last, ends[1:])
        inside = tuple(
            day for day, after in pairwise(begins) if first <= day and after - _DAY <= last
        )
        if not inside and not cut:
            key = "from" if self.first_day else "to"
            changed.refuse(key, f"{first} to {last}", f"days between {begins[0]} and {ends[-1]}")
        return () if cut else inside


class DemandFactor(_InTime):
    """Demand × factor. In each period the total of the lanes it touches is rounded, half to even.

    Single lanes are rounded down, and the orders then missing go to those with the largest
    fraction, so that small lanes do not all vanish or all grow.
    """

    key = "factor"

    kind: Literal["demand_factor"]
    factor: Factor
    country: Label | None = None
    region: Label | None = None
    value_tier: Label | None = None
    category: Label | None = None
    lane: Label | None = None

    @property
    def may_change_nothing(self) -> bool:
        """Let a factor of 1 be a step of a series."""
        return self.factor == 1

    def apply(self, changed: Changed, _folder: Path) -> None:
        """Multiply the demand that matches."""
        wanted = self.model_dump(exclude_none=True, exclude=_NOT_A_PLACE)
        lanes = {lane.lane for lane in changed.before.lanes if _matches(lane, wanted)}
        periods = self.periods(changed)
        rows = [row for row in changed.tables["demand"] if row["lane"] in lanes]
        if periods and not any(row["orders"] for row in rows if row["period"] in periods):
            found = ", ".join(f"{key} = {value}" for key, value in wanted.items()) or "no orders"
            changed.refuse(next(iter(wanted), "kind"), found, "lanes and periods that have demand")
        for period in periods:
            scale([row for row in rows if row["period"] == period], self.factor)


class Outage(_InTime):
    """A provider takes no orders: its capacity is 0 in the place and periods named."""

    key = "provider"

    kind: Literal["outage"]
    provider: Label
    country: Label | None = None
    region: Label | None = None

    def apply(self, changed: Changed, _folder: Path) -> None:
        """Write a capacity of 0 orders for every period, in place of one stated for it."""
        scope = self.model_dump(include={"provider", "country", "region"}, exclude_none=True)
        known = [row["provider"] for row in changed.tables["providers"]]
        if self.provider not in known:
            changed.refuse("provider", self.provider, near(self.provider, known))
        elif not self._delivers(changed):
            column = list(scope)[-1]
            changed.refuse(column, scope[column], f"a place where {self.provider} delivers")
        closed = [
            {**scope, "period": period, "unit": "orders", "capacity": Decimal(0)}
            for period in self.periods(changed)
        ]
        changed.replace_rows("capacity", closed, [Origin(changed.place)] * len(closed))

    def _delivers(self, changed: Changed) -> bool:
        """Tell whether the provider delivers anywhere in the place."""
        offers = {o.offer for o in changed.before.offers if o.provider == self.provider}
        place = self.model_dump(include={"country", "region"}, exclude_none=True)
        places = {(n.country, n.region) for n in changed.before.lanes if _matches(n, place)}
        return any(
            row.served and row.country == country and row.region in (None, region)
            for row in changed.before.coverage
            if row.offer in offers
            for country, region in places
        )


class OfferChange(Change):
    """Fields of an offer set anew; of a fee, single parts, or all of it where its form changes."""

    key = "set"

    kind: Literal["offer"]
    offer: Label
    values: Values = Field(alias="set")

    def apply(self, changed: Changed, _folder: Path) -> None:
        """Set the fields of the offer."""
        old = next((row for row in changed.tables["offers"] if row["offer"] == self.offer), None)
        if old is None:
            known = [row["offer"] for row in changed.tables["offers"]]
            changed.refuse("offer", self.offer, near(self.offer, known))
        elif "offer" in self.values:
            changed.refuse("set.offer", self.values["offer"], "the offer's name left as it is")
        else:
            new = old | {key: merged(old.get(key), value) for key, value in self.values.items()}
            origin = Origin(changed.place, column_prefix="set.")
            changed.replace_rows("offers", [new], [origin])


class TablesChange(Change):
    """Tables whose rows replace those with the same name and add the rest: the other offer."""

    key = "folder"

    kind: Literal["tables"]
    folder: Annotated[str, Words("the path of a folder or workbook, from this file's folder")]
    files: Annotated[Files, Words("how the files are written")] = Files()

    def apply(self, changed: Changed, folder: Path) -> None:
        """Replace and add the rows of every table in the folder or workbook."""
        stated_in = "a change file" if changed.place == self.folder else changed.place
        raw = RawScenario(
            {}, {}, files_at=f"[change.files.{{table}}] in {stated_in} with {{key}} = "
        )
        self._read(changed, folder, raw)
        changed.faults += [self._placed(fault) for fault in raw.faults]
        if not any(raw.tables.values()) and not changed.faults:
            changed.refuse("folder", self.folder, "a folder of CSV files, or a workbook, with rows")
        for table, rows in raw.tables.items():
            file = self._file_name(raw.origin(table).file)
            cells = (partial(self._in_cell, raw, table, index) for index in range(len(rows)))
            changed.replace_rows(table, rows, [Origin(file, cell=cell) for cell in cells])

    def _read(self, changed: Changed, folder: Path, raw: RawScenario) -> None:
        """Read the tables; what cannot be read is refused."""
        if self._is_workbook:
            try:
                read_tables(folder / self.folder, raw, self.files)
            except InvalidInput as error:
                raw.faults += error.faults
            return
        for file in self._files(changed, folder):
            if file.stem in changed.tables:
                read_table(file, raw, self.files.of(file.stem))
            elif file.suffix.lower() != ".txt":
                wanted = "one of " + ", ".join(f"{table}.csv" for table in changed.tables)
                changed.refuse("folder", Phrase(f"{file.name}, an unknown table"), wanted)

    @property
    def _is_workbook(self) -> bool:
        return Path(self.folder).suffix.lower() in WORKBOOK_ENDINGS

    def _files(self, changed: Changed, folder: Path) -> list[Path]:
        """List the folder's files of text."""
        try:
            return [
                file
                for file in entries(folder / self.folder)
                if file.suffix.lower() in TEXT_ENDINGS
            ]
        except InvalidInput as error:
            for fault in error.faults:
                found = Phrase(f"{self.folder}: {fault.found}")
                changed.refuse("folder", found, "a folder of CSV files")
            return []

    def _in_cell(self, raw: RawScenario, table: str, index: int, fault: Fault) -> Fault:
        """Place a fault of a row in its cell, or at its header where the column is missing."""
        path = tuple(fault.column.split(".")) if fault.column else ()
        return self._placed(raw.fault(table, index, path, Phrase(fault.found), fault.wanted))

    def _placed(self, fault: Fault) -> Fault:
        """Name a file of the folder as the change names the folder."""
        return replace(fault, file=self._file_name(Path(fault.file).name))

    def _file_name(self, name: str) -> str:
        return self.folder if self._is_workbook else f"{self.folder.rstrip('/')}/{name}"


class RowsChange(Change):
    """Rows of one table, stated in the change itself, as those of `TablesChange` are taken."""

    key = "rows"

    kind: Literal["rows"]
    table: Label
    rows: Annotated[tuple[dict[str, Any], ...], Field(min_length=1), Words("at least one row")]

    def apply(self, changed: Changed, _folder: Path) -> None:
        """Replace the rows of the same name and add the rest."""
        if self.table not in changed.tables:
            changed.refuse("table", self.table, near(self.table, changed.tables))
            return
        origins = [
            Origin(changed.place, column_prefix=f"rows.{number}.")
            for number in range(1, len(self.rows) + 1)
        ]
        changed.replace_rows(self.table, [dict(row) for row in self.rows], origins)


class PolicyChange(Change):
    """Fields of the policy set anew; the list of service floors as a whole."""

    key = "set"

    kind: Literal["policy"]
    values: Values = Field(alias="set")

    def apply(self, changed: Changed, _folder: Path) -> None:
        """Set the fields of the policy."""
        changed.set_policy(self.values)


KINDS: dict[str, type[Change]] = {
    "demand_factor": DemandFactor,
    "outage": Outage,
    "offer": OfferChange,
    "tables": TablesChange,
    "rows": RowsChange,
    "policy": PolicyChange,
}
"""The kinds of change by what ``kind`` says."""

_NOT_A_PLACE = {"kind", "factor", "first_day", "last_day"}


def scale(rows: Sequence[Cells], factor: Decimal) -> None:
    """Multiply the orders of rows, whole by the largest remainder; ties go to the earlier row."""
    exact = [row["orders"] * Fraction(factor) for row in rows]
    for row, value in zip(rows, exact, strict=True):
        row["orders"] = int(value)
    missing = round(sum(exact, Fraction(0))) - sum(int(value) for value in exact)
    by_remainder = sorted(range(len(rows)), key=lambda i: int(exact[i]) - exact[i])
    for i in by_remainder[:missing]:
        rows[i]["orders"] += 1


def _matches(lane: Lane, wanted: Mapping[str, str]) -> bool:
    return all(getattr(lane, key) == value for key, value in wanted.items())


def _cut(changed: Changed, key: str, day: date, days: Sequence[date]) -> bool:
    """Refuse a day of the horizon at which no period begins, or ends."""
    horizon = changed.before.horizon.first_days
    if day in days or not horizon[0] <= day < horizon[-1]:
        return False
    word = "first" if key == "from" else "last"
    below = [str(other) for other in days if other < day][-1:]
    above = [str(other) for other in days if other > day][:1]
    changed.refuse(key, day, f"the {word} day of a period: " + " or ".join(below + above))
    return True
