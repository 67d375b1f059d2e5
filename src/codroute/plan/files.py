"""A plan on disk: the whole of it as JSON, its allocation as CSV.

The CSV may be edited by hand and read back; then only its lanes, periods, offers, orders and
roles count, and what they earn is computed anew.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from codroute.errors import Fault, InvalidInput
from codroute.output import write_csv, write_file
from codroute.plan.amounts import in_major_units
from codroute.plan.model import CHARGE_TERMS, Plan
from codroute.scenario.columns import columns_of
from codroute.scenario.fields import Day, Label, Orders, Row
from codroute.scenario.reading.csv_file import read_csv
from codroute.scenario.reading.sheet_rows import SheetRows, read_rows
from codroute.scenario.reading.text import parse_json, read_text
from codroute.scenario.reading.wording import faults_in

Role = Literal["main", "backup", "only", "free"]

_LEADING = ("lane", "period", "offer", "provider", "role", "orders", "price_tier")


class BareRow(Row):
    """Whole orders of a lane in a period under an offer; nothing is claimed about their worth."""

    lane: Label
    period: Day
    offer: Label
    orders: Orders
    role: Role | None = None


def write_plan(plan: Plan, path: Path | str) -> None:
    """Write the plan as JSON, whole or not at all."""
    write_file(Path(path), plan.document().encode())


_OTHER_DOCUMENTS = {
    "lanes": ("a scenario", "a plan of it"),
    "variants": ("a saved comparison", "a plan, from codroute plan --out"),
    "plan": ("a plan with its verdict", "the plan alone, from codroute plan --out"),
}
"""By a key that a plan has not, what else codroute writes as JSON, and what is wanted instead."""


def read_plan(path: Path | str) -> Plan:
    """Read a plan from JSON.

    Raises
    ------
    InvalidInput
        With every fault found, placed by its path inside the document.
    """
    path = Path(path)
    if path.suffix.lower() == ".csv":
        wanted = "a plan as JSON; an allocation in CSV is read by codroute audit"
        raise InvalidInput([Fault(path.name, None, None, "a CSV file", wanted)])
    document, faults = parse_json(path.name, read_text(path))
    for key, what in _OTHER_DOCUMENTS.items():
        if isinstance(document, dict) and key in document:
            raise InvalidInput([Fault(path.name, None, None, *what)])
    try:
        plan = Plan.model_validate(document)
    except ValidationError as error:
        raise InvalidInput([*faults, *faults_in(path.name, error, Plan)]) from None
    if faults:
        raise InvalidInput(faults)
    return plan


def write_allocation(plan: Plan, path: Path | str) -> None:
    """Write the allocation as CSV, amounts in whole units of the currency with its decimals."""
    terms = [term for term in plan.terms if term not in CHARGE_TERMS]
    rows = (
        [
            *(getattr(row, column) for column in _LEADING),
            *(_amount(row.amounts_minor.get(term), plan.minor_digits) for term in terms),
        ]
        for row in plan.allocation
    )
    write_csv(Path(path), [*_LEADING, *terms], rows)


def _amount(amount_minor: int | None, digits: int) -> str:
    """Write an amount; an absent one stays blank."""
    return "" if amount_minor is None else in_major_units(amount_minor, digits)


def read_allocation(path: Path | str) -> tuple[BareRow, ...]:
    """Read an allocation from CSV; columns beyond lane, period, offer, orders and role are skipped.

    Raises
    ------
    InvalidInput
        With every fault found: row, column, value found, value wanted.
    """
    known = columns_of(BareRow)
    name_of = {name: name for name in known}.get
    file = read_csv(Path(path), name_of)
    read = read_rows(file.sheet, known, name_of)
    faults = file.faults + ([] if file.cut and not file.sheet.rows else read.faults)
    faults += _missing_columns(read)
    rows = _rows(read, faults)
    if any(fault.severity == "error" for fault in faults):
        raise InvalidInput(faults)
    return tuple(rows)


def _missing_columns(read: SheetRows) -> list[Fault]:
    """Name the columns that an allocation lacks; without a header that is told already."""
    header = read.header
    if header is None:
        return []
    return [
        header.fault(header.row, column.name, "no such column", f"the column, with {column.wanted}")
        for column in columns_of(BareRow).values()
        if column.required and column.name not in header.places
    ]


def _rows(read: SheetRows, faults: list[Fault]) -> list[BareRow]:
    """Read the rows below the header; note every fault and every row stated twice."""
    rows: list[BareRow] = []
    first: dict[tuple[str, date, str], int] = {}
    for number, cells in zip(read.numbers, read.rows, strict=True):
        try:
            row = BareRow.model_validate(cells)
        except ValidationError as error:
            faults += [
                replace(fault, row=number)
                for fault in faults_in(read.file, error, BareRow)
                if read.header is not None and fault.column in read.header.places
            ]
            continue
        key = (row.lane, row.period, row.offer)
        if key in first:
            found = f"{row.lane} / {row.period} / {row.offer} again"
            wanted = f"it once; it stands in row {first[key]}"
            faults.append(Fault(read.file, number, None, found, wanted))
        first.setdefault(key, number)
        rows.append(row)
    return rows


def is_json(path: Path) -> bool:
    """Tell whether a file holds a whole plan (JSON) and not an allocation (CSV), by its name."""
    return path.suffix.lower() == ".json"
