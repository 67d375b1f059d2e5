"""Whole-order plans from a mix of columns: lanes on which the mix agrees stay, the others are solved.

With the states settled, the master mixes a few columns per market. On most lanes they agree; the
others, about as many as there are binding rows, go to a mixed-integer program.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import floor

import numpy as np

from codroute.economics.arrays import BoolArray, FloatArray, IntArray
from codroute.solve.answer import SolverAnswer
from codroute.solve.decomposition.columns import Column
from codroute.solve.decomposition.prices import Case
from codroute.solve.decomposition.problem import Problem
from codroute.solve.decomposition.residual import Residual, residual
from codroute.solve.exact.assemble import ExactModel, Goal, assemble
from codroute.solve.exact.linear_model import LinearModel

_USED = 1e-7


@dataclass(frozen=True)
class WholePlan:
    """Whole orders that keep every rule.

    ``orders`` is ``(volume,)`` of the problem, ``states`` ``(block,)``; ``contribution`` is before
    rounding, fixed terms included.
    """

    orders: IntArray
    states: IntArray
    contribution: float
    shipped: int


@dataclass(frozen=True)
class Task:
    """What is asked of a whole-order solve.

    ``absolute_gap`` in money; ``least_shipped`` None where declining is free or forbidden.
    """

    case: Case
    states: IntArray
    absolute_gap: float
    least_shipped: int | None


SolveMip = Callable[[LinearModel, float], SolverAnswer]
"""Solves a model to an absolute gap."""


class Rounding:
    """Turns mixes of columns into plans of whole orders.

    Parameters
    ----------
    problem
        What there is to decide.
    solve
        Solves a mixed-integer program to an absolute gap.
    """

    def __init__(self, problem: Problem, solve: SolveMip) -> None:
        self._problem = problem
        self._solve = solve
        roles = problem.roles
        self._unit = np.arange(len(problem.demand)) if roles is None else roles.block

    def round(
        self, task: Task, columns: list[Column], weight: FloatArray, also: BoolArray | None = None
    ) -> WholePlan | None:
        """Round a mix of columns.

        Parameters
        ----------
        task
            States, bounds, how exactly.
        columns, weight
            The mix, whose columns all are in the task's states.
        also
            Volumes that are open beside those on which the mix disagrees, ``(volume,)``.
        """
        used = [c for c, w in zip(columns, weight, strict=True) if w > _USED]
        orders, differs = self._agreed(used, [w for w in weight if w > _USED])
        open_ = self._whole_units(differs)
        if also is not None:
            open_ |= self._whole_units(also)
        return self.complete(task, orders, open_)

    def _agreed(self, used: list[Column], weight: list[float]) -> tuple[IntArray, BoolArray]:
        """Give the orders of each market's heaviest column, and volumes on which others differ."""
        volumes = len(self._problem.lane)
        orders = np.zeros(volumes, dtype=np.int64)
        differs = np.zeros(volumes, dtype=np.bool_)
        for market in {c.market for c in used}:
            own = sorted(
                ((w, i) for i, (c, w) in enumerate(zip(used, weight, strict=True))
                 if c.market == market),
                reverse=True,
            )
            first = used[own[0][1]].choice
            orders[first.volume] = first.orders
            for _, i in own[1:]:
                choice = used[i].choice
                other = np.zeros(volumes, dtype=np.int64)
                other[first.volume] = first.orders
                other[choice.volume] -= choice.orders
                differs |= other != 0
        return orders, differs

    def _whole_units(self, volumes: BoolArray) -> BoolArray:
        """Open all volumes of the units that any of the volumes is in."""
        unit = self._unit[self._problem.lane]
        chosen = np.zeros(int(self._unit.max(initial=-1)) + 1, dtype=np.bool_)
        chosen[unit[volumes]] = True
        opened: BoolArray = chosen[unit]
        return opened

    def complete(self, task: Task, orders: IntArray, open_: BoolArray) -> WholePlan | None:
        """Decide the open volumes, the others as they are; None where no plan was found."""
        left = residual(self._problem, task.case, task.states, orders, open_)
        settled = np.where(open_, 0, orders)
        most = self._most_declined(task, left, int(settled.sum()))
        model = assemble(left.statement, declined_at_most=None if most is None else max(most, 0))
        answer = self._solve(model.linear, task.absolute_gap)
        if answer.values is None and most is not None:
            answer, model = self._with_fewest_declined(left, task)
        if answer.values is None:
            return None
        whole = settled.copy()
        whole[left.volumes] = model.orders(answer.values)
        return self._plan(task, whole, answer.values[model.globals])

    def _most_declined(self, task: Task, left: Residual, shipped: int) -> int | None:
        if task.least_shipped is None:
            return None
        return int(left.statement.demand.sum()) - (task.least_shipped - shipped)

    def _with_fewest_declined(
        self, left: Residual, task: Task
    ) -> tuple[SolverAnswer, ExactModel]:
        """Decline as few orders as can be, then earn the most with so many."""
        goal: Goal = "fewest_declined"
        fewest = assemble(left.statement, goal=goal)
        answer = self._solve(fewest.linear, 0.999)
        if answer.values is None or answer.objective is None:
            return answer, fewest
        model = assemble(left.statement, declined_at_most=-floor(answer.objective + 0.5))
        better = self._solve(model.linear, task.absolute_gap)
        return (answer, fewest) if better.values is None else (better, model)

    def _plan(self, task: Task, orders: IntArray, globals_: FloatArray) -> WholePlan:
        """Count what a plan earns and ships."""
        problem = self._problem
        state = np.where(problem.block >= 0, np.append(task.states, 0)[problem.block], 0)
        margin = problem.margin[np.arange(len(orders)), state]
        blocks = np.arange(len(task.states))
        earned = float(margin @ orders) + float(problem.global_profit @ globals_)
        earned += float(problem.blocks.constant[blocks, task.states].sum())
        return WholePlan(orders, task.states, earned, int(orders.sum()))
