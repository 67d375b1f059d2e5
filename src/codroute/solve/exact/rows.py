"""Collects sparse rows and columns block by block and sorts them into a `LinearModel`."""

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.solve.exact.linear_model import LinearModel, NameBlock

Triplets = tuple[IntArray, IntArray, FloatArray]
"""Row within the block, column of the model, value."""


class ModelBuilder:
    """Grows a linear model; every call adds one block of columns or rows.

    All columns are whole numbers: orders, choices and states are.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._columns: list[tuple[NameBlock, FloatArray, FloatArray, FloatArray]] = []
        self._rows: list[tuple[NameBlock, FloatArray, FloatArray]] = []
        self._entries: list[Triplets] = []
        self._column_count = 0
        self._row_count = 0
        self.rows_by_name: dict[str, list[IntArray]] = {}

    def add_columns(
        self, names: NameBlock, *, profit: FloatArray, lower: FloatArray, upper: FloatArray
    ) -> IntArray:
        """Add columns; give their numbers."""
        self._columns.append((names, profit, lower, upper))
        first = self._column_count
        self._column_count += names.count
        return np.arange(first, self._column_count)

    def add_rows(
        self, names: NameBlock, entries: list[Triplets], *, lower: FloatArray, upper: FloatArray
    ) -> None:
        """Add rows; entries at the same place are summed."""
        self._rows.append((names, lower, upper))
        self._entries += [(row + self._row_count, column, value) for row, column, value in entries]
        numbers = np.arange(self._row_count, self._row_count + names.count)
        self.rows_by_name.setdefault(names.prefix, []).append(numbers)
        self._row_count += names.count

    def build(self) -> LinearModel:
        """Sort the entries by row and column, sum repeated ones, drop zeros."""
        nowhere = np.empty(0, dtype=np.int64)
        row = np.concatenate([nowhere, *(entry[0] for entry in self._entries)])
        column = np.concatenate([nowhere, *(entry[1] for entry in self._entries)])
        value = _joined([entry[2] for entry in self._entries])
        place = row * max(self._column_count, 1) + column
        unique, where = np.unique(place, return_inverse=True)
        total = np.bincount(where, weights=value, minlength=len(unique))
        kept = total != 0
        unique = unique[kept]
        return LinearModel(
            name=self._name,
            objective=_joined([c[1] for c in self._columns]),
            offset=0.0,
            lower=_joined([c[2] for c in self._columns]),
            upper=_joined([c[3] for c in self._columns]),
            integer=np.ones(self._column_count, dtype=bool),
            row_lower=_joined([r[1] for r in self._rows]),
            row_upper=_joined([r[2] for r in self._rows]),
            entry_row=unique // max(self._column_count, 1),
            entry_column=unique % max(self._column_count, 1),
            entry_value=total[kept],
            column_blocks=tuple(c[0] for c in self._columns),
            row_blocks=tuple(r[0] for r in self._rows),
        )


def _joined(parts: list[FloatArray]) -> FloatArray:
    return np.concatenate([np.empty(0), *parts]).astype(np.float64)
