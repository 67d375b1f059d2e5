"""Rounds of column generation: prices, every lane's best at them, columns, the master again."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from codroute.solve.decomposition.bound import Bounded, Evaluation
from codroute.solve.decomposition.columns import RankedColumn, lowest_vector, nothing
from codroute.solve.decomposition.master import Master, MasterPlan
from codroute.solve.decomposition.prices import Case, Prices
from codroute.solve.decomposition.smoothing import Smoothing, slope

_HARDER = 8.0
"""Penalties on broken rows grow by this factor where the master still pays them."""

_HARDEST = 1e7
"""A penalty per order so many times the largest margin that a row broken at it cannot be kept."""

_SHORT, _AS_GOOD = 1e-6, 1e-9
"""A row broken by less is kept; a bound higher by so small a share is as good."""

MOST_ROUNDS = 400
"""After so many it is left at what was found."""


@dataclass(frozen=True)
class Round:
    """What is known after a round."""

    number: int
    master: float
    bound: float


@dataclass(frozen=True)
class Start:
    """Where to begin.

    ``prices`` are those of a similar case, whose bound counts from the start; ``first`` columns per
    market are added at them.
    """

    prices: Prices | None = None
    first: int = 0


@dataclass(frozen=True)
class Watch:
    """When to stop, and whom to tell.

    ``enough`` is asked about every bound, ``stop`` every round.
    """

    gap: float
    enough: Callable[[float], bool] = lambda _bound: False
    stop: Callable[[], bool] = lambda: False
    report: Callable[[Round], None] = lambda _done: None
    most_rounds: int = MOST_ROUNDS


@dataclass(frozen=True)
class Relaxed:
    """Where the rounds ended for a case: the best prices, their bound, and the master's mix."""

    prices: Prices
    bound: float
    plan: MasterPlan
    rounds: int

    @property
    def broken(self) -> bool:
        """Tell whether the mix breaks a row at a penalty."""
        return bool(self.plan.short.max(initial=0.0) > _SHORT)


def converge(  # noqa: PLR0913 - options by their names
    lagrangian: Bounded,
    master: Master,
    case: Case,
    watch: Watch,
    *,
    start: Start = Start(),
    per_round: int = 1,
) -> Relaxed | None:
    """Price and add columns until the master and the bound agree.

    Parameters
    ----------
    lagrangian, master
        Of the same problem.
    case
        What may hold.
    watch
        When to stop.
    start
        Where to begin.
    per_round
        Columns added per market and round.

    Returns
    -------
    Relaxed or None
        None where the master could not be solved once.
    """
    return _Rounds(lagrangian, master, case, watch, per_round).run(start)


class _Rounds:
    """One run of rounds for a case."""

    def __init__(
        self,
        lagrangian: Bounded,
        master: Master,
        case: Case,
        watch: Watch,
        per_round: int,
    ) -> None:
        self._lagrangian = lagrangian
        self._master = master
        self._case = case
        self._watch = watch
        self._per_round = per_round
        self._smoothing = Smoothing()

    def run(self, start: Start) -> Relaxed | None:
        """Begin, and go round."""
        self._begin(start)
        plan, number = None, 0
        while number < self._watch.most_rounds:
            solved = self._master.solve(self._case)
            if solved is None:
                break
            plan, number = solved, number + 1
            if self._agrees(plan):
                if not self._harder(plan):
                    self._take_own(plan.prices)
                    break
                continue
            if not self._try(plan.prices) and not self._agrees(plan):
                break
            bound = self._smoothing.bound
            self._watch.report(Round(number, plan.objective, bound))
            if self._watch.enough(bound) or self._watch.stop():
                break
        if plan is None or self._smoothing.best is None:
            return None
        return Relaxed(self._smoothing.best, self._smoothing.bound, plan, number)

    def _agrees(self, plan: MasterPlan) -> bool:
        """Tell whether bound and mix are as close as is asked for."""
        wanted = self._watch.gap * max(abs(plan.objective), 1.0)
        return self._smoothing.bound - plan.objective <= wanted

    def _take_own(self, own: Prices) -> None:
        """Take the master's own prices where they are as good: a mean is no limit's exact worth."""
        evaluation = self._lagrangian.evaluate(own, self._case)
        if evaluation.bound <= self._smoothing.bound + _AS_GOOD * abs(self._smoothing.bound):
            self._smoothing.best, self._smoothing.bound = own, evaluation.bound

    def _begin(self, start: Start) -> None:
        """Make sure that the master has a mix, and columns to begin with."""
        problem = self._lagrangian.problem
        if not problem.never_declines:
            for place in range(self._master.places):
                vector: tuple[int, ...] = ()
                if self._master.part is None:
                    vector = lowest_vector(self._lagrangian.markets[place], self._case.allowed)
                self._master.add(nothing(problem, place, vector))
        prices = start.prices
        if prices is None and problem.never_declines:
            prices = no_prices(self._lagrangian)
        if prices is not None:
            evaluation = self._lagrangian.evaluate(prices, self._case)
            self._smoothing.learn(evaluation)
            self._add(self._made(evaluation, max(self._per_round, start.first)))

    def _try(self, own: Prices) -> bool:
        """Evaluate prices near the master's own, and add columns; tell whether more may come."""
        center = self._smoothing.best
        prices = self._smoothing.between(own)
        evaluation = self._lagrangian.evaluate(prices, self._case)
        made = self._made(evaluation, self._per_round)
        new = self._add(made)
        self._smoothing.learn(evaluation)
        if center is None:
            return True
        best = [column for rank, column in made if rank == 0]
        way = center.way_to(own)
        rises = slope(self._lagrangian, evaluation, self._case, best, way)
        return self._smoothing.move(rises, repeated=not new)

    def _made(self, evaluation: Evaluation, count: int) -> list[RankedColumn]:
        """Make columns of the best vectors of every market, or of its parts."""
        return list(self._lagrangian.columns(evaluation, self._case, count, self._master.part))

    def _add(self, made: list[RankedColumn]) -> int:
        """Add columns; count the new ones."""
        return sum(self._master.add(column) for _, column in made)

    def _harder(self, plan: MasterPlan) -> bool:
        """Raise penalties that the mix still pays; tell whether that may help."""
        if plan.short.max(initial=0.0) <= _SHORT or self._master.penalty > _HARDEST:
            return False
        self._master.penalty *= _HARDER
        return True


def no_prices(lagrangian: Bounded) -> Prices:
    """Give prices of nothing."""
    problem = lagrangian.problem
    shape = (len(problem.markets), *problem.blocks.lower.shape)
    return Prices(np.zeros(len(problem.rows.sides)), np.zeros(shape))
