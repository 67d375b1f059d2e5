"""A plan on disk: the whole of it as JSON, its allocation as CSV.

The CSV may be edited by hand and read back; then only its lanes, periods, offers, orders and
roles count, and what they earn is computed anew.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from pydantic import ValidationError

from codroute.errors import Fault, InvalidInput
from codroute.plan.model import CHARGE_TERMS, Plan
from codroute.scenario.source import shown
from codroute.scenario.write import replace_file

Role = Literal["main", "backup", "only", "free"]

_NEEDED = ("lane", "period", "offer", "orders")
_LEADING = ("lane", "period", "offer", "provider", "role", "orders", "price_tier")


@dataclass(frozen=True)
class BareRow:
    """Whole orders of a lane in a period under an offer; nothing is claimed about their worth."""

    lane: str
    period: date
    offer: str
    orders: int
    role: Role | None = None


def plan_document(plan: Plan) -> str:
    """Give the plan as one JSON document."""
    return plan.model_dump_json(indent=1) + "\n"


def write_plan(plan: Plan, path: Path) -> None:
    """Write the plan as JSON, whole or not at all."""
    replace_file(path, plan_document(plan).encode())


def read_plan(path: Path) -> Plan:
    """Read a plan from JSON.

    Raises
    ------
    InvalidInput
        With every fault found, placed by its path inside the document.
    """
    text = _text(path)
    try:
        return Plan.model_validate_json(text)
    except ValidationError as error:
        raise InvalidInput(
            [
                Fault(
                    path.name,
                    None,
                    ".".join(map(str, detail["loc"])) or None,
                    shown(detail["input"]),
                    detail["msg"].removeprefix("Input should be "),
                )
                for detail in error.errors(include_url=False)
            ]
        ) from None


def write_allocation(plan: Plan, path: Path) -> None:
    """Write the allocation as CSV, amounts in whole units of the currency with its decimals."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    terms = [term for term in plan.terms if term not in CHARGE_TERMS]
    writer.writerow([*_LEADING, *terms])
    for row in plan.allocation:
        leading = [getattr(row, column) for column in _LEADING]
        amounts = [_major(row.amounts_minor.get(term), plan.minor_digits) for term in terms]
        writer.writerow([*leading, *amounts])
    replace_file(path, text.getvalue().encode())


def _major(amount_minor: int | None, digits: int) -> str:
    """Write minor units as a plain decimal number; an absent amount stays blank."""
    if amount_minor is None:
        return ""
    whole, rest = divmod(abs(amount_minor), 10**digits)
    sign = "-" if amount_minor < 0 else ""
    return f"{sign}{whole}.{rest:0{digits}}" if digits else f"{sign}{whole}"


def read_allocation(path: Path) -> tuple[BareRow, ...]:
    """Read an allocation from CSV; columns beyond lane, period, offer, orders and role are skipped.

    Raises
    ------
    InvalidInput
        With every fault found: row, column, value found, value wanted.
    """
    try:
        lines = list(csv.reader(io.StringIO(_text(path), newline=""), strict=True))
    except csv.Error as error:
        raise InvalidInput([Fault(path.name, None, None, str(error), "valid CSV")]) from None
    header = [cell.strip() for cell in lines[0]] if lines else []
    faults = [
        Fault(path.name, 1, name, "no column", "one") for name in _NEEDED if name not in header
    ]
    faults += [
        Fault(path.name, 1, name, "the column twice", "each column once")
        for name in sorted({name for name in header if header.count(name) > 1})
    ]
    if faults:
        raise InvalidInput(faults)
    rows = _rows(path.name, header, lines[1:], faults)
    if faults:
        raise InvalidInput(faults)
    return tuple(rows)


def _rows(
    file: str, header: list[str], lines: list[list[str]], faults: list[Fault]
) -> list[BareRow]:
    """Read the rows below the header; note every fault and every row stated twice."""
    rows: list[BareRow] = []
    first: dict[tuple[str, date, str], int] = {}
    for number, line in enumerate(lines, start=2):
        if not any(cell.strip() for cell in line):
            continue
        if len(line) != len(header):
            wanted = f"{len(header)} cells, as in the header"
            faults.append(Fault(file, number, None, f"{len(line)} cells", wanted))
            continue
        cells = dict(zip(header, (cell.strip() for cell in line), strict=True))
        row = _bare_row(file, number, cells, faults)
        if row is None:
            continue
        key = (row.lane, row.period, row.offer)
        if key in first:
            found = f"{row.lane} / {row.period} / {row.offer} again"
            faults.append(
                Fault(file, number, None, found, f"it once; it stands in row {first[key]}")
            )
        first.setdefault(key, number)
        rows.append(row)
    return rows


def _bare_row(file: str, number: int, cells: dict[str, str], faults: list[Fault]) -> BareRow | None:
    """Read one row, or note all that is wrong with it."""
    known = len(faults)

    def refuse(column: str, wanted: str) -> None:
        faults.append(Fault(file, number, column, shown(cells.get(column)), wanted))

    for column in ("lane", "offer"):
        if not cells[column]:
            refuse(column, "a name")
    period = _day(cells["period"])
    if period is None:
        refuse("period", "a date such as 2026-11-02")
    orders = int(cells["orders"]) if _is_whole(cells["orders"]) else None
    if orders is None:
        refuse("orders", "a whole number, at least 0")
    role = cells.get("role") or None
    if role not in (None, *get_args(Role)):
        refuse("role", "nothing, or one of " + ", ".join(get_args(Role)))
    if len(faults) > known or period is None or orders is None:
        return None
    return BareRow(cells["lane"], period, cells["offer"], orders, role)  # type: ignore[arg-type]


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 12


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def is_json(path: Path) -> bool:
    """Tell whether a file holds a whole plan (JSON) and not an allocation (CSV), by its name."""
    return path.suffix.lower() == ".json"


def _text(path: Path) -> str:
    """Read UTF-8 text, with or without a byte order mark."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput([Fault(path.name, None, None, "other bytes", "UTF-8 text")]) from None
    except OSError as error:
        found = error.strerror or "no such file"
        raise InvalidInput([Fault(str(path), None, None, found, "a file to read")]) from None
