"""Rounds of column generation: prices, every lane's best at them, columns, the master again."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from codroute.economics.arrays import IntArray
from codroute.solve.decomposition.bound import Evaluation, Lagrangian
from codroute.solve.decomposition.columns import Column, column, in_parts, lowest_vector, nothing
from codroute.solve.decomposition.master import Master, MasterPlan
from codroute.solve.decomposition.prices import Case, Prices

_SMOOTHING = 0.6
"""Weight of the best prices so far; the master's own swing too far."""

_STALLED = 3
"""Rounds without a better bound after which the master's own prices are tried."""

_HARDER = 8.0
"""Penalties on broken rows grow by this factor where the master still pays them."""

_HARDEST = 1e7
"""A penalty per order so many times the largest margin that a row broken at it cannot be kept."""

_SHORT = 1e-6
_MOST_ROUNDS = 400


@dataclass(frozen=True)
class Round:
    """What is known after a round."""

    number: int
    master: float
    bound: float


@dataclass(frozen=True)
class Start:
    """Where to begin.

    ``prices`` are those of a similar case, whose bound counts from the start; ``guide`` are prices
    of the rows to stay close to until a bound is known; ``first`` columns per market are added at
    them.
    """

    prices: Prices | None = None
    guide: Prices | None = None
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
    most_rounds: int = _MOST_ROUNDS


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
    lagrangian: Lagrangian,
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
        lagrangian: Lagrangian,
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
        self._bound = np.inf
        self._center: Prices | None = None
        self._stalled = 0

    def run(self, start: Start) -> Relaxed | None:
        """Begin, and go round."""
        self._begin(start)
        plan, number = None, 0
        while number < self._watch.most_rounds:
            solved = self._master.solve(self._case)
            if solved is None:
                break
            plan, number = solved, number + 1
            if self._bound - plan.objective <= self._watch.gap * max(abs(plan.objective), 1.0):
                if not self._harder(plan):
                    break
                continue
            evaluation = self._evaluate(self._prices(plan, start.guide))
            self._watch.report(Round(number, plan.objective, self._bound))
            if self._watch.enough(self._bound) or self._watch.stop():
                break
            if not self._add(evaluation, self._per_round):
                if self._stalled >= _STALLED:
                    break
                self._stalled = _STALLED
        if plan is None or self._center is None:
            return None
        return Relaxed(self._center, self._bound, plan, number)

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
            prices = start.guide or no_prices(self._lagrangian)
        if prices is not None:
            self._add(self._evaluate(prices), max(self._per_round, start.first))
        elif start.guide is not None and start.first:
            self._add(self._lagrangian.evaluate(start.guide, self._case), start.first)

    def _prices(self, plan: MasterPlan, guide: Prices | None) -> Prices:
        """Choose the prices of the next round."""
        if self._center is None:
            if guide is None:
                return plan.prices
            return plan.prices.toward(Prices(guide.side, plan.prices.link), _SMOOTHING)
        if self._stalled >= _STALLED:
            return plan.prices
        return plan.prices.toward(self._center, _SMOOTHING)

    def _evaluate(self, prices: Prices) -> Evaluation:
        """Evaluate prices, and keep them if their bound is the best."""
        evaluation = self._lagrangian.evaluate(prices, self._case)
        if evaluation.bound < self._bound:
            self._bound, self._center, self._stalled = evaluation.bound, prices, 0
        else:
            self._stalled += 1
        return evaluation

    def _harder(self, plan: MasterPlan) -> bool:
        """Raise penalties that the mix still pays; tell whether that may help."""
        if plan.short.max(initial=0.0) <= _SHORT or self._master.penalty > _HARDEST:
            return False
        self._master.penalty *= _HARDER
        return True

    def _add(self, evaluation: Evaluation, count: int) -> int:
        """Add the best columns of every market at the evaluated prices; count the new ones."""
        made = _columns(self._lagrangian, self._master.part, self._case, evaluation, count)
        return sum(self._master.add(column) for column in made)


def no_prices(lagrangian: Lagrangian) -> Prices:
    """Give prices of nothing."""
    problem = lagrangian.problem
    shape = (len(problem.markets), *problem.blocks.lower.shape)
    return Prices(np.zeros(len(problem.rows.sides)), np.zeros(shape))


def _columns(
    lagrangian: Lagrangian,
    part: IntArray | None,
    case: Case,
    evaluation: Evaluation,
    count: int,
) -> list[Column]:
    """Make the columns of the best vectors of every market, or of the parts of markets."""
    made: list[Column] = []
    for place, (oracle, priced, reduced) in enumerate(
        zip(lagrangian.oracles, evaluation.priced, evaluation.reduced, strict=True)
    ):
        net = priced.net(evaluation.prices.link[oracle.market.number])
        for chosen in priced.top(net, count):
            choice = oracle.choose(reduced, case.allowed, chosen, priced, evaluation.nothing)
            if part is not None:
                made += in_parts(lagrangian.problem, choice, part)
                continue
            states = priced.states(chosen)
            vector = tuple(states[k] for k in oracle.market.vectors)
            made.append(column(lagrangian.problem, place, vector, choice))
    return made
