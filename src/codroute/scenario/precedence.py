"""Which row applies: the more specific row overrides the general one.

A row matches where each of its filled key fields equals the thing's. Among matching rows the fields
decide in the order of the key: a row that fills the first field beats one that does not, then
the second field decides, and so on. Two rows with the same key are a fault, so there is no tie.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from pydantic import BaseModel

RowT = TypeVar("RowT", bound=BaseModel)

PERFORMANCE_KEY = ("region", "value_tier", "category", "offer", "country", "provider")
COVERAGE_KEY = ("region", "country", "offer")
DUTY_KEY = ("category", "country")
PEAK_KEY = ("country", "offer", "period")
CAPACITY_KEY = ("provider", "country", "region", "lane", "unit", "period")


class Precedence(Generic[RowT]):
    """Rows of one table, found by the most specific match.

    Parameters
    ----------
    rows
        The table's rows, in file order.
    key
        Field names from the one that decides first to the one that decides last.
    """

    def __init__(self, rows: Iterable[RowT], key: Sequence[str]) -> None:
        self._key = tuple(key)
        self._rows = tuple(rows)
        levels: dict[tuple[bool, ...], dict[tuple[object, ...], int]] = {}
        for number, row in enumerate(self._rows):
            label = tuple(getattr(row, field) for field in self._key)
            mask = tuple(part is not None for part in label)
            filled = tuple(part for part in label if part is not None)
            levels.setdefault(mask, {}).setdefault(filled, number)
        self._levels = [
            ([field for field, filled in zip(self._key, mask, strict=True) if filled], levels[mask])
            for mask in sorted(levels, reverse=True)  # an earlier field filled decides first
        ]

    def find(self, thing: Mapping[str, object]) -> int | None:
        """Give the number of the row that applies to ``thing`` (0-based), or None."""
        for fields, numbers in self._levels:
            number = numbers.get(tuple(map(thing.get, fields)))
            if number is not None:
                return number
        return None

    def row(self, number: int) -> RowT:
        """Give a row by its number."""
        return self._rows[number]
