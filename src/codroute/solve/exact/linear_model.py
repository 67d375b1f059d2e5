"""The exact engine's model as arrays: what every back-end is handed."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from codroute.economics.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class NameBlock:
    """Names of consecutive columns or rows: the family's prefix and the labels of each.

    ``parts`` holds one pair per label: the words it can take, and which one each name has,
    ``(name,)``. Without parts the ``count`` names are numbered. Kept as arrays, so that a model
    whose names nobody asks for does not pay for them.
    """

    prefix: str
    count: int
    parts: tuple[tuple[tuple[str, ...], IntArray], ...] = ()

    def names(self) -> list[str]:
        """Write the names with letters, digits and underscores only."""
        if not self.parts:
            return [f"{self.prefix}_{number}" for number in range(self.count)]
        words = [[_plain(word) for word in labels] for labels, _ in self.parts]
        columns = [
            [choice[i] for i in index.tolist()]
            for choice, (_, index) in zip(words, self.parts, strict=True)
        ]
        return ["_".join((self.prefix, *labels)) for labels in zip(*columns, strict=True)]


def _plain(label: str) -> str:
    """Keep ASCII letters and digits; other characters become their code point in hex."""
    return "".join(c if c.isascii() and c.isalnum() else f"_{ord(c):x}_" for c in label)


@dataclass(frozen=True)
class LinearModel:
    """Maximise ``objective @ x + offset`` subject to ``row_lower <= A x <= row_upper``.

    ``A`` is given as triplets sorted by row, then column, without duplicates.
    Shapes: columns ``(column,)``, rows ``(row,)``, triplets ``(entry,)``. Absent bounds are ±inf.
    """

    name: str
    objective: FloatArray
    offset: float
    lower: FloatArray
    upper: FloatArray
    integer: BoolArray
    row_lower: FloatArray
    row_upper: FloatArray
    entry_row: IntArray
    entry_column: IntArray
    entry_value: FloatArray
    column_blocks: tuple[NameBlock, ...]
    row_blocks: tuple[NameBlock, ...]

    @cached_property
    def column_names(self) -> list[str]:
        """Name every column, in order."""
        return [name for block in self.column_blocks for name in block.names()]

    @cached_property
    def row_names(self) -> list[str]:
        """Name every row, in order."""
        return [name for block in self.row_blocks for name in block.names()]

    @cached_property
    def whole_rows(self) -> BoolArray:
        """Tell which rows hold whole numbers only: columns, coefficients and bounds, ``(row,)``."""
        odd = ~self.integer[self.entry_column] | (self.entry_value % 1 != 0)
        mixed = np.bincount(self.entry_row, weights=odd, minlength=self.row_lower.size) > 0
        bounds = (self.row_lower, self.row_upper)
        whole: BoolArray = ~mixed & np.all([np.floor(bound) == bound for bound in bounds], axis=0)
        return whole
