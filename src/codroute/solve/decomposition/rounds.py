"""Rounds of column generation: prices, the best of every lane at them, columns, the master again."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from codroute.solve.decomposition.bound import Evaluation, Lagrangian
from codroute.solve.decomposition.columns import Column, column, lowest_vector, nothing
from codroute.solve.decomposition.master import Master, MasterPlan
from codroute.solve.decomposition.prices import Case, Prices

_SMOOTHING = 0.6
"""Weight of the best prices so far; the master's own swing too far."""

_STALLED = 3
"""Rounds without a better bound after which the master's own prices are tried."""

_HARDER = 8.0
"""Penalties on broken rows grow by this factor where the master still pays them."""

_SHORT = 1e-6


@dataclass(frozen=True)
class Round:
    """What is known after a round."""

    number: int
    master: float
    bound: float


@dataclass(frozen=True)
class Relaxed:
    """Where the rounds ended for a case: the best prices, their bound, and the master's mix."""

    prices: Prices
    bound: float
    plan: MasterPlan
    rounds: int


def converge(  # noqa: PLR0913 - options by their names
    lagrangian: Lagrangian,
    master: Master,
    case: Case,
    *,
    gap: float,
    start: Prices | None = None,
    good_enough: Callable[[float], bool] = lambda bound: False,
    stop: Callable[[], bool] = lambda: False,
    per_round: int = 6,
    most_rounds: int = 200,
    report: Callable[[Round], None] = lambda done: None,
    links=None,
    known=None,
    guide=None,
    rawlink=False,
) -> Relaxed | None:
    """Price and add columns until the master and the bound agree.

    Parameters
    ----------
    lagrangian, master
        Of the same problem.
    case
        What may hold.
    gap
        Relative distance of bound and master at which to stop.
    start
        Prices to begin from.
    good_enough
        Stops once it says so of the bound.
    stop
        Asked every round.
    per_round
        Columns added per market and round.
    most_rounds
        Ends there in any case.
    report
        Told what is known after every round.

    Returns
    -------
    Relaxed or None
        None where the master could not be solved.
    """
    for place, market in enumerate(lagrangian.markets):
        if not lagrangian.problem.never_declines:
            vector = lowest_vector(market, case.allowed)
            master.add(nothing(lagrangian.problem, place, vector))
    if start is not None or lagrangian.problem.never_declines:
        start = start or _no_prices(lagrangian)
        evaluation = lagrangian.evaluate(start, case)
        _add(lagrangian, master, case, evaluation, per_round)
        best, center = evaluation.bound, start
    else:
        best, center = np.inf, None
    stalled, plan, number = 0, None, 0
    while number < most_rounds:
        solved = master.solve(case)
        if solved is None:
            break
        plan = solved
        number += 1
        if best - plan.objective <= gap * max(abs(plan.objective), 1.0):
            if plan.short.max(initial=0.0) <= _SHORT or master.penalty > 1e12:
                break
            master.penalty *= _HARDER
            continue
        prices = plan.prices
        if center is None and guide is not None:
            prices = plan.prices.toward(Prices(guide.side, plan.prices.link), _SMOOTHING)
        elif center is not None and stalled < _STALLED:
            prices = plan.prices.toward(center, _SMOOTHING)
            if rawlink:
                prices = Prices(prices.side, plan.prices.link)
        evaluation = lagrangian.evaluate(prices, case)
        mixed = []
        if links is not None:
            linked = links.improve(evaluation, known)
            evaluation, mixed = linked.evaluation, linked.mixed
            prices = evaluation.prices
        if evaluation.bound < best:
            best, center, stalled = evaluation.bound, prices, 0
        else:
            stalled += 1
        report(Round(number, plan.objective, best))
        if good_enough(best) or stop():
            break
        new = _add(lagrangian, master, case, evaluation, per_round, mixed)
        if not new and stalled >= _STALLED:
            break
        if not new:
            stalled = _STALLED
    if plan is None or center is None:
        return None
    return Relaxed(center, float(best), plan, number)


def _no_prices(lagrangian: Lagrangian) -> Prices:
    problem = lagrangian.problem
    shape = (len(problem.markets), *problem.blocks.lower.shape)
    return Prices(np.zeros(len(problem.rows.sides)), np.zeros(shape))


def _add(
    lagrangian: Lagrangian, master: Master, case: Case, evaluation: Evaluation, count: int, mixed=()
) -> int:
    """Add the best columns of every market at the evaluated prices; count the new ones."""
    return sum(
        master.add(made) for made in _columns(lagrangian, case, evaluation, count, mixed)
    )


def _columns(
    lagrangian: Lagrangian, case: Case, evaluation: Evaluation, count: int, mixed=()
) -> list[Column]:
    made = []
    for place, (oracle, priced, reduced) in enumerate(
        zip(lagrangian.oracles, evaluation.priced, evaluation.reduced, strict=True)
    ):
        net = priced.net(evaluation.prices.link[oracle.market.number])
        wanted = list(priced.top(net, count))
        wanted += [w for m, w in mixed if m == place and w not in wanted]
        for chosen in wanted:
            choice = oracle.choose(
                reduced, case.allowed, chosen, priced.modes, evaluation.nothing
            )
            state = priced.states(chosen)
            vector = tuple(state[k] for k in oracle.market.vectors)
            made.append(column(lagrangian.problem, place, vector, choice))
    return made
