"""What states cost, from the worth of all state vectors at fixed prices of the rows.

Once every vector of every market is priced, other costs of states need no lane to be priced again:
the best ones are found by rounds of their own, which take next to no time.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.solve.decomposition.bound import Evaluation, Lagrangian
from codroute.solve.decomposition.columns import Column, RankedColumn
from codroute.solve.decomposition.master import Master, SolveLp
from codroute.solve.decomposition.priced import Choice
from codroute.solve.decomposition.prices import Case, Prices
from codroute.solve.decomposition.problem import states_only
from codroute.solve.decomposition.rounds import Start, Watch, converge

_GAP, _MOST_ROUNDS = 1e-6, 100
"""How close bound and mix come, and when it is left at that."""

_PER_ROUND, _FIRST = 12, 40
"""Columns per market and round, and at the start; they cost nothing to make."""


def best_links(
    lagrangian: Lagrangian, evaluation: Evaluation, case: Case, solve: SolveLp
) -> Evaluation:
    """Give the evaluation with the costs of states at which the bound is about least.

    Parameters
    ----------
    lagrangian, evaluation, case
        What was evaluated, with state vectors.
    solve
        Solves a linear program.
    """
    fixed = _FixedRows(lagrangian, evaluation)
    master = Master(fixed.problem, fixed.markets, solve)
    watch, start = Watch(_GAP, most_rounds=_MOST_ROUNDS), Start(fixed.prices, first=_FIRST)
    found = converge(fixed, master, case, watch, start=start, per_round=_PER_ROUND)
    if found is None:
        return evaluation
    linked = evaluation.linked(found.prices.link)
    return min(evaluation, linked, key=lambda own: own.bound)


class _FixedRows:
    """Evaluates costs of states with the prices of the rows fixed; stands in for a `Lagrangian`."""

    def __init__(self, lagrangian: Lagrangian, evaluation: Evaluation) -> None:
        self.prices = Prices(np.empty(0), evaluation.prices.link)
        self._evaluation = replace(evaluation, apart=0.0, prices=self.prices)
        self.problem = states_only(lagrangian.problem, evaluation.of_state)
        self.markets = lagrangian.markets

    def evaluate(self, prices: Prices, case: Case) -> Evaluation:
        """Give the bound that costs of states prove."""
        del case  # the evaluation was made for it
        return self._evaluation.linked(prices.link)

    def best_globals(self, prices: Prices, case: Case) -> FloatArray:
        """Give an amount of every global: their worth is fixed."""
        del prices
        return case.global_lower

    def columns(
        self, evaluation: Evaluation, case: Case, count: int, part: IntArray | None
    ) -> Iterator[RankedColumn]:
        """Make columns of the best vectors, which use no row."""
        del case, part
        nowhere = np.empty(0, dtype=np.int64)
        nothing = Choice(nowhere, nowhere, nowhere)
        for place, (market, priced) in enumerate(zip(self.markets, evaluation.priced, strict=True)):
            link = evaluation.prices.link[market.number]
            for rank, chosen in enumerate(priced.top(priced.net(link), count)):
                vector = priced.vector(chosen, market.vectors)
                worth = float(priced.value[chosen])
                yield rank, Column(place, vector, worth, np.empty(0), nothing)
