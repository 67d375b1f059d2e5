"""Cells made plain: however a table writes them, numbers and dates as codroute states them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from codroute.scenario.fields import Kind
from codroute.scenario.header import written
from codroute.scenario.sheet import Value
from codroute.scenario.writing import Writing

Plain = str | int | bool | date | Decimal | object


def plain_columns(
    cells: Mapping[str, Sequence[Value]],
    kinds: Mapping[str, Kind],
    numbers: Sequence[int],
    writing: Writing,
    table: str | None,
) -> dict[str, list[Plain | None]]:
    """Read the columns of a table by their kinds; None where a cell is blank."""
    return {name: [_plain(cell) for cell in column] for name, column in cells.items()}


def _plain(cell: Value) -> Plain | None:
    if isinstance(cell, str):
        return written(cell) or None
    return cell
