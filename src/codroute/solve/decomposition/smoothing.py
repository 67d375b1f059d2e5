"""Prices between the best so far and the master's own, which swing far from round to round.

The weight of the best prices follows the slope of the bound at the prices tried: where it still
falls towards the master's, the next ones are closer to these, else closer to the best.
Source of the rule: Pessoa, Sadykov, Uchoa and Vanderbeck, "Automation and combination of
linear-programming based stabilization techniques in column generation", INFORMS Journal on
Computing 30 (2018).
"""

from collections.abc import Iterable

import numpy as np

from codroute.solve.decomposition.bound import Bounded, Evaluation
from codroute.solve.decomposition.columns import Column
from codroute.solve.decomposition.prices import Case, Prices

_FIRST, _MOST = 0.9, 0.97
"""Weight of the best prices at first, and at most."""

_CLOSER, _FARTHER = 0.1, 0.1
"""Share of what is left of the weight by which it grows, and by how much it falls."""

_REPEATED = 0.3
"""By how much it falls where the lanes' best were all known: nothing new is that close."""


class Smoothing:
    """The best prices so far, their bound, and how far from them the next ones are."""

    def __init__(self) -> None:
        self.best: Prices | None = None
        self.bound = np.inf
        self._weight = _FIRST

    def between(self, own: Prices) -> Prices:
        """Give the prices to try, where the master's ``own`` are known."""
        return own if self.best is None else own.toward(self.best, self._weight)

    def learn(self, evaluation: Evaluation) -> None:
        """Keep evaluated prices if their bound is the best."""
        if evaluation.bound < self.bound:
            self.bound, self.best = evaluation.bound, evaluation.prices

    def move(self, slope: float, *, repeated: bool) -> bool:
        """Choose the weight of the next round.

        Parameters
        ----------
        slope
            Of the bound at the prices tried, from the best towards the master's own.
        repeated
            Whether no column of the round was new.

        Returns
        -------
        bool
            False where the master's own prices brought nothing new: there is nothing left to try.
        """
        if repeated and self._weight <= 0.0:
            return False
        if slope > 0.0 and not repeated:
            self._weight = min(_MOST, self._weight + (1.0 - self._weight) * _CLOSER)
        else:
            self._weight = max(0.0, self._weight - (_REPEATED if repeated else _FARTHER))
        return True


def slope(
    lagrangian: Bounded,
    evaluation: Evaluation,
    case: Case,
    columns: Iterable[Column],
    way: Prices,
) -> float:
    """Give how fast the bound rises at evaluated prices along a way.

    Parameters
    ----------
    lagrangian, evaluation, case
        What was evaluated.
    columns
        The best of every market, or of its parts, at the prices.
    way
        A difference of prices.
    """
    problem, markets = lagrangian.problem, lagrangian.markets
    sides, rows = problem.rows.sides, problem.rows
    state = evaluation.paid_states.argmax(axis=1)
    blocks = np.arange(len(state))
    used = np.zeros(len(sides))
    rises = float(way.link.sum(axis=0)[blocks, state].sum())
    for own in columns:
        used += own.usage
        if own.vector:
            market = markets[own.market]
            rises -= float(way.link[market.number, list(market.vectors), list(own.vector)].sum())
    on_row = np.zeros(len(rows))
    amount = lagrangian.best_globals(evaluation.prices, case)
    np.add.at(on_row, rows.global_row, rows.global_value * amount[rows.global_])
    whole = sides.state < 0
    used[whole] += on_row[sides.row[whole]]
    held = whole | (np.append(state, -1)[rows.block[sides.row]] == sides.state)
    left = np.where(held, sides.bound, 0.0) - used
    return rises + float((sides.sense * way.side) @ left)
