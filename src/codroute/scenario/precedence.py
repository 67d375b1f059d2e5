"""Which row applies: the more specific row overrides the general one.

A row matches where each of its filled key fields equals the thing's. Among matching rows the fields
decide in the order of the key: a row that fills the first field beats one that does not, then
the second field decides, and so on. Two rows with the same key are a fault, so there is no tie.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Generic, TypeVar

from pydantic import BaseModel

RowT = TypeVar("RowT", bound=BaseModel)

PERFORMANCE_KEY = ("region", "value_tier", "category", "offer", "country", "provider")
COVERAGE_KEY = ("region", "country", "offer")
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
        self._index: dict[tuple[object, ...], int] = {}
        self._rows = tuple(rows)
        masks: set[tuple[bool, ...]] = set()
        for number, row in enumerate(self._rows):
            label = tuple(getattr(row, field) for field in self._key)
            self._index.setdefault(label, number)
            masks.add(tuple(part is not None for part in label))
        order = list(product((True, False), repeat=len(self._key)))
        self._masks = sorted(masks, key=order.index)

    def find(self, thing: Mapping[str, object]) -> int | None:
        """Give the number of the row that applies to ``thing`` (0-based), or None."""
        label = tuple(thing.get(field) for field in self._key)
        for mask in self._masks:
            if any(kept and part is None for part, kept in zip(label, mask, strict=True)):
                continue
            masked = tuple(part if kept else None for part, kept in zip(label, mask, strict=True))
            number = self._index.get(masked)
            if number is not None:
                return number
        return None

    def row(self, number: int) -> RowT:
        """Give a row by its number."""
        return self._rows[number]
