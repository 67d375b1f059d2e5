"""Prices on the coupling rows and on states, and what they leave of every margin."""

from dataclasses import dataclass

import numpy as np

from codroute.economics.arrays import BoolArray, FloatArray, IntArray
from codroute.solve.decomposition.problem import Problem


@dataclass(frozen=True)
class Prices:
    """A price per one-sided row, never negative, and one per market, block and state.

    ``side`` is ``(side,)``, money per natural unit of the row; ``link`` is ``(market, block,
    state)`` and of any sign: what a market's columns pay for being in a state, and the state gets.
    """

    side: FloatArray
    link: FloatArray

    def toward(self, other: "Prices", weight: float) -> "Prices":
        """Give the mean with other prices, which get the weight."""
        return Prices(
            (1 - weight) * self.side + weight * other.side,
            (1 - weight) * self.link + weight * other.link,
        )

    def along(self, way: "Prices") -> "Prices":
        """Give prices a difference further on; those of rows are never negative."""
        return Prices(np.maximum(self.side + way.side, 0.0), self.link + way.link)

    def of_rows(self) -> "Prices":
        """Give the prices of rows alone: states cost nothing where orders take their best."""
        return Prices(self.side, np.zeros_like(self.link))

    def way_to(self, other: "Prices") -> "Prices":
        """Give the difference of other prices from these."""
        return Prices(other.side - self.side, other.link - self.link)


@dataclass(frozen=True)
class Case:
    """What may hold in a part of the case distinction.

    ``allowed`` states are ``(block, state)``; bounds of the globals are ``(global,)``.
    """

    allowed: BoolArray
    global_lower: FloatArray
    global_upper: FloatArray

    @classmethod
    def whole(cls, problem: Problem) -> "Case":
        """Allow everything."""
        return cls(problem.blocks.exists, problem.global_lower, problem.global_upper)


class Pricing:
    """Takes prices off margins; the entries of the rows are laid out once.

    Parameters
    ----------
    problem
        What there is to decide.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        rows = problem.rows
        counts = np.diff(rows.start)
        ranks, volumes = int(counts.max(initial=0)), len(counts)
        # Entry e of every volume side by side; the last row is none and costs nothing.
        self._row = np.full((ranks, volumes), len(rows), dtype=np.int32)
        self._value = np.zeros((ranks, volumes))
        volume = np.repeat(np.arange(volumes), counts)
        rank = np.arange(len(volume)) - np.repeat(rows.start[:-1], counts)
        self._row[rank, volume] = rows.entry_row
        self._value[rank, volume] = rows.entry_value
        self._closed_by = _closed_by(problem)

    def per_row(self, prices: Prices) -> FloatArray:
        """Give the net price of a unit in every row and state, ``(row, state)``."""
        rows, states = self.problem.rows, self.problem.states
        sides = rows.sides
        net = np.zeros((len(rows), states))
        amount = sides.sense * prices.side
        whole = sides.state < 0
        np.add.at(net, sides.row[whole], amount[whole, None])
        np.add.at(net, (sides.row[~whole], sides.state[~whole]), amount[~whole])
        return net

    def reduced(self, per_row: FloatArray, volumes: IntArray) -> FloatArray:
        """Give what orders of some volumes earn after prices, ``(volume, state)``."""
        padded = np.concatenate([per_row, np.zeros((1, per_row.shape[1]))])
        left = self.problem.margin[volumes].copy()
        for row, value in zip(self._row[:, volumes], self._value[:, volumes], strict=True):
            left -= value[:, None] * padded[row]
        return left

    def most_paid(self, size: FloatArray) -> FloatArray:
        """Give no less than what an order pays or gets at prices up to a size, ``(volume,)``."""
        padded = np.append(size, 0.0)
        paid = np.zeros(self._row.shape[1])
        for row, value in zip(self._row, self._value, strict=True):
            paid += np.abs(value) * padded[row]
        return paid

    def closed(self, case: Case) -> IntArray:
        """List the volumes that carry nothing in a case, since their contract is not used."""
        shut = [v for g, v in self._closed_by.items() if case.global_upper[g] < 1]
        return np.unique(np.concatenate([np.empty(0, dtype=np.int64), *shut]))

    def on_globals(self, per_row: FloatArray) -> FloatArray:
        """Give what every global earns after prices, ``(global,)``."""
        rows = self.problem.rows
        left = self.problem.global_profit.copy()
        np.subtract.at(left, rows.global_, per_row[rows.global_row, 0] * rows.global_value)
        return left


def _closed_by(problem: Problem) -> dict[int, IntArray]:
    """Give the volumes of every switch by its global."""
    place = np.full(len(problem.statement.volumes), -1, dtype=np.int64)
    place[problem.source] = np.arange(len(problem.source))
    members: dict[int, IntArray] = {}
    for coupling in problem.statement.couplings:
        if coupling.switch is not None:
            own = place[np.unique(coupling.volume)]
            members[coupling.switch] = own[own >= 0]
    return members
