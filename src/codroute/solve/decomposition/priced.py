"""What the oracle gives: worth of state vectors, what lanes carry, options in order of worth."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.solve.decomposition.shares import Numbers
from codroute.solve.decomposition.tables import Tables, lowest

ANYBODY = -2
"""In place of a main: no roles are named."""

Vector = tuple[int, ...]
"""A state per block of ``Market.vectors``."""


@dataclass(frozen=True)
class Priced:
    """A market at given prices of the rows: what every state vector is worth.

    ``value`` has one axis per carrier: the worth of its modes together, before what states cost;
    ``modes`` names the modes on each axis, ``blocks`` those of each carrier.
    """

    value: Numbers
    modes: tuple[list[Vector], ...]
    blocks: tuple[tuple[int, ...], ...]
    tables: "Tables | None"
    """Those of the market's only chunk, so that choosing need not price again."""

    def net(self, link: Numbers) -> Numbers:
        """Give the worth of every vector after what states cost, ``link`` (block, state)."""
        value = self.value.copy()
        for axis, (own, blocks) in enumerate(zip(self.modes, self.blocks, strict=True)):
            if not blocks:
                continue
            paid = [sum(link[k, n] for k, n in zip(blocks, mode, strict=True)) for mode in own]
            shape = [1] * value.ndim
            shape[axis] = len(own)
            value -= np.array(paid, dtype=value.dtype).reshape(shape)
        return value

    def states(self, place: tuple[int, ...]) -> dict[int, int]:
        """Give the state of every block at a place of ``value``."""
        return {
            k: n
            for blocks, own, mode in zip(self.blocks, self.modes, place, strict=True)
            for k, n in zip(blocks, own[mode], strict=True)
        }

    def vector(self, place: tuple[int, ...], blocks: tuple[int, ...]) -> Vector:
        """Give the states of some blocks at a place of ``value``."""
        states = self.states(place)
        return tuple(states[k] for k in blocks)

    def place(self, states: dict[int, int]) -> tuple[int, ...]:
        """Find the place of ``value`` that stands for the states of all blocks."""
        return tuple(
            own.index(tuple(states[k] for k in blocks))
            for blocks, own in zip(self.blocks, self.modes, strict=True)
        )

    def top(self, net: Numbers, count: int) -> Iterator[tuple[int, ...]]:
        """Give the places of the best vectors, the best first."""
        flat = net.ravel()
        count = min(count, len(flat))
        places = np.argpartition(-flat, count - 1)[:count]
        for place in places[np.argsort(-flat[places], kind="stable")].tolist():
            yield tuple(int(i) for i in np.unravel_index(place, net.shape))


@dataclass(frozen=True)
class Choice:
    """What lanes of a market carry: orders of volumes, each in its state.

    ``volume`` are the problem's numbers, ``(entry,)``.
    """

    volume: IntArray
    orders: IntArray
    state: IntArray


@dataclass(frozen=True)
class Ranked:
    """Options of units, their worth, and what moving an order within one costs, ``(option,)``.

    ``swing`` is the mean difference of what an order earns with the one and the other provider.
    """

    unit: IntArray
    main: IntArray
    backup: IntArray
    worth: Numbers
    swing: FloatArray

    @classmethod
    def of(
        cls,
        unit: IntArray,
        main: IntArray,
        backup: IntArray | int,
        worth: Numbers,
        swing: FloatArray,
    ) -> "Ranked":
        """Leave out the units that do not have the option."""
        there = (
            worth > lowest(worth.dtype, len(worth)) / 2
            if worth.dtype.kind == "i"
            else (np.isfinite(worth))
        )
        backup = np.broadcast_to(backup, unit.shape)
        return cls(unit[there], main[there], backup[there], worth[there], swing[there])
