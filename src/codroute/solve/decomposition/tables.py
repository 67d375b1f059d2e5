"""Worth of singles and pairs of providers, and the walk over vectors that adds the best up."""

from dataclasses import dataclass

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.solve.decomposition.shares import Numbers


@dataclass(frozen=True)
class Tables:
    """Worth of singles ``[j] (mode, unit)`` and pairs ``[i, j] (mode, mode, unit)``."""

    single: list[Numbers | None]
    pair: dict[tuple[int, int], Numbers]
    base: Numbers

    def at(self, place: tuple[int, ...]) -> "Tables":
        """Take one mode of every carrier."""
        single = [
            None if own is None else own[n : n + 1]
            for own, n in zip(self.single, place, strict=True)
        ]
        pair = {
            (i, j): own[place[i] : place[i] + 1, place[j] : place[j] + 1]
            for (i, j), own in self.pair.items()
        }
        return Tables(single, pair, self.base)


def lowest(dtype: np.dtype[np.generic], lanes: int) -> int | float:
    """Give a worth that no choice has, of which as many as there are lanes can be added."""
    return -np.inf if dtype.kind == "f" else -(2**61 // max(lanes, 1))


def take(best: Numbers, who: IntArray, worth: Numbers, number: int) -> None:
    """Let an option take the units on which it is worth more."""
    better = worth > best
    best[better] = worth[better]
    who[better] = number


def vector_worths(tables: Tables, counts: list[int]) -> FloatArray:
    """Give the worth of every state vector: the best single or pair of each unit, added up."""
    value = np.empty(counts, dtype=tables.base.dtype)
    last = len(counts) - 1
    chosen = [0] * len(counts)

    def options(j: int) -> list[Numbers]:
        """List what carrier j adds, ``(mode, unit)`` each, given the modes before."""
        own = tables.single[j]
        found = [] if own is None else [own]
        found += [tables.pair[i, j][chosen[i]] for i in range(j) if (i, j) in tables.pair]
        return found

    def walk(j: int, best: Numbers) -> None:
        found = options(j)
        if j == last:
            total = np.broadcast_to(best, (counts[j], len(best)))
            for worth in found:
                total = np.maximum(total, worth)
            value[tuple(chosen[:last])] = total.sum(axis=1)
            return
        for n in range(counts[j]):
            chosen[j] = n
            total = best
            for worth in found:
                total = np.maximum(total, worth[n])
            walk(j + 1, total)

    if not counts:
        return np.array(tables.base.sum())
    walk(0, tables.base)
    return value
