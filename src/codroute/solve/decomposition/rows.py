"""The coupling rows as the decomposition prices them: over volumes, split by states where it can.

A row whose volumes are all counted by one block of states holds in each state by itself: its bound
times the state, against the volumes in that state. That is far stronger once states are fractional.
"""

from dataclasses import dataclass

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.formulation.statement import Coupling, Statement

AT_MOST, AT_LEAST = 1, -1


@dataclass(frozen=True)
class Sides:
    """One-sided rows, ``(side,)``: what a price of its own stands on.

    A side belongs to a ``row`` and, where that is split, to a ``state`` of the row's block (−1:
    not split); ``sense`` is 1 for at most and −1 for at least ``bound``, in natural units.
    """

    row: IntArray
    state: IntArray
    sense: IntArray
    bound: FloatArray

    def __len__(self) -> int:
        """Count the sides."""
        return len(self.row)


@dataclass(frozen=True)
class RowName:
    """Where a row comes from: a coupling's row, a block's volume, or the declined orders in all.

    ``market`` is −1 but for the rows of a switch, which are added up per market.
    """

    coupling: int
    number: int
    market: int = -1


BLOCK, DECLINED = -1, -2
"""Values of ``RowName.coupling`` for rows that no coupling states."""


@dataclass(frozen=True)
class Rows:
    """Rows over volumes, in natural units, with their entries sorted by volume.

    Entries of volume v are ``start[v]`` to ``start[v + 1]``. ``block`` is the block whose states
    split a row, −1 for none. Entries on globals are triplets.
    """

    names: tuple[RowName, ...]
    block: IntArray
    start: IntArray
    entry_row: IntArray
    entry_value: FloatArray
    global_row: IntArray
    global_: IntArray
    global_value: FloatArray
    sides: Sides

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.block)


class _Collector:
    """Grows the rows one by one."""

    def __init__(self) -> None:
        self.names: list[RowName] = []
        self.block: list[int] = []
        self.volume: list[IntArray] = []
        self.row: list[IntArray] = []
        self.value: list[FloatArray] = []
        self.global_: list[tuple[int, int, float]] = []
        self.sides: list[tuple[int, int, int, float]] = []

    def add(self, name: RowName, volume: IntArray, value: FloatArray, block: int = -1) -> int:
        """Add a row over volumes; give its number."""
        number = len(self.names)
        self.names.append(name)
        self.block.append(block)
        self.volume.append(volume)
        self.row.append(np.full(len(volume), number, dtype=np.int64))
        self.value.append(value)
        return number

    def bound(self, row: int, lower: float, upper: float, states: int) -> None:
        """Bound a row, in every state of its block where it is split."""
        for state in range(states) if self.block[row] >= 0 else (-1,):
            self.side(row, state, lower, upper)

    def side(self, row: int, state: int, lower: float, upper: float) -> None:
        """Bound a row in one state."""
        if np.isfinite(upper):
            self.sides.append((row, state, AT_MOST, upper))
        if np.isfinite(lower):
            self.sides.append((row, state, AT_LEAST, lower))

    def build(self, volumes: int) -> Rows:
        nowhere = np.empty(0, dtype=np.int64)
        volume = np.concatenate([nowhere, *self.volume])
        order = np.argsort(volume, kind="stable")
        counts = np.bincount(volume, minlength=volumes)
        on_globals = np.array(self.global_, dtype=np.float64).reshape(-1, 3).T
        sides = np.array(self.sides, dtype=np.float64).reshape(-1, 4).T
        return Rows(
            names=tuple(self.names),
            block=np.array(self.block, dtype=np.int64),
            start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            entry_row=np.concatenate([nowhere, *self.row])[order],
            entry_value=np.concatenate([np.empty(0), *self.value])[order],
            global_row=on_globals[0].astype(np.int64),
            global_=on_globals[1].astype(np.int64),
            global_value=on_globals[2],
            sides=Sides(
                row=sides[0].astype(np.int64),
                state=sides[1].astype(np.int64),
                sense=sides[2].astype(np.int64),
                bound=sides[3],
            ),
        )


def no_rows(volumes: int) -> Rows:
    """Give no rows over so many volumes."""
    return _Collector().build(volumes)


def list_rows(
    statement: Statement,
    place: IntArray,
    block: IntArray,
    least_shipped: int | None,
) -> Rows:
    """List the rows of a statement.

    Parameters
    ----------
    statement
        What the families say.
    place
        Number of each volume of the statement among the open ones, −1 where closed.
    block
        Block of each open volume, −1 for none.
    least_shipped
        Orders that must be shipped in all, where the policy asks for it.
    """
    rows = _Collector()
    for number, coupling in enumerate(statement.couplings):
        if coupling.switch is None:
            _add_coupling(rows, statement, number, coupling, place, block)
        else:
            _add_switch(rows, statement, number, coupling, place)
    for number, stated in enumerate(statement.states):
        _add_block(rows, number, stated.volumes, stated.measure, place)
        for state, (lower, upper) in enumerate(zip(stated.lower, stated.upper, strict=True)):
            rows.side(len(rows.names) - 1, state, lower if lower > 0 else -np.inf, upper)
    if least_shipped is not None:
        everything = place[place >= 0]
        row = rows.add(RowName(DECLINED, 0), everything, np.ones(len(everything)))
        rows.side(row, -1, float(least_shipped), np.inf)
    return rows.build(len(block))


def _add_coupling(  # noqa: PLR0913, PLR0917 - what rows are made of
    rows: _Collector,
    statement: Statement,
    number: int,
    coupling: Coupling,
    place: IntArray,
    block: IntArray,
) -> None:
    """Add the rows of a coupling in natural units; those that cannot bind are left out."""
    where = place[coupling.volume]
    kept = (where >= 0) & (coupling.volume_value != 0)
    order = np.argsort(coupling.volume_row[kept], kind="stable")
    row_of = coupling.volume_row[kept][order]
    volume, value = where[kept][order], coupling.volume_value[kept][order]
    ends = np.searchsorted(row_of, np.arange(len(coupling.lower) + 1))
    most = statement.volumes.upper[statement_numbers(place)]
    with_globals = set(coupling.global_row.tolist())
    for row in range(len(coupling.lower)):
        part = slice(ends[row], ends[row + 1])
        unit = float(coupling.unit[row])
        lower, upper = float(coupling.lower[row]), float(coupling.upper[row])
        reach = value[part] * most[volume[part]]
        plain = row not in with_globals
        if plain and reach[reach > 0].sum() <= upper:
            upper = np.inf
        if plain and reach[reach < 0].sum() >= lower:
            lower = -np.inf
        if not (np.isfinite(lower) or np.isfinite(upper)):
            continue
        counted = np.unique(block[volume[part]])
        split = int(counted[0]) if plain and len(counted) == 1 else -1
        new = rows.add(RowName(number, row), volume[part], value[part] * unit, split)
        count = len(statement.states[split].labels) if split >= 0 else 0
        rows.bound(new, lower * unit, upper * unit, count)
        for entry in np.flatnonzero(coupling.global_row == row).tolist():
            amount = float(coupling.global_value[entry]) * unit
            rows.global_.append((new, int(coupling.global_[entry]), amount))


def statement_numbers(place: IntArray) -> IntArray:
    """Give the statement's number of every open volume."""
    return np.flatnonzero(place >= 0)


def _add_switch(
    rows: _Collector,
    statement: Statement,
    number: int,
    coupling: Coupling,
    place: IntArray,
) -> None:
    """Add up the rows of a switch per market: with the global at 0 nothing is carried all the same.

    That they are weaker while the global is fractional is left to branching.
    """
    assert coupling.switch is not None
    members = place[np.unique(coupling.volume)]
    members = members[members >= 0]
    numbers = statement_numbers(place)[members]
    where = statement.market[statement.volumes.lane[numbers]]
    for name in np.unique(where).tolist():
        inside = members[where == name]
        row = rows.add(RowName(number, 0, name), inside, np.ones(len(inside)))
        rows.side(row, -1, -np.inf, 0.0)
        most = float(statement.volumes.upper[numbers[where == name]].sum())
        rows.global_.append((row, coupling.switch, -most))


def _add_block(
    rows: _Collector, number: int, volumes: IntArray, measure: FloatArray, place: IntArray
) -> None:
    where = place[volumes]
    inside = where >= 0
    rows.add(RowName(BLOCK, number), where[inside], measure[inside], number)
