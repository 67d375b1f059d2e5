"""Whole-order plans from a mix of columns: where it agrees lanes stay, the others are solved.

With the states settled, the master mixes a few columns per market. On most lanes they agree; the
others, about as many as there are binding rows, go to a mixed-integer program.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import floor

import numpy as np

from codroute.economics.arrays import BoolArray, FloatArray, IntArray
from codroute.solve.answer import SolverAnswer
from codroute.solve.backends.check import settle
from codroute.solve.decomposition.columns import Column
from codroute.solve.decomposition.market import units
from codroute.solve.decomposition.priced import ANYBODY, Choice
from codroute.solve.decomposition.prices import Case
from codroute.solve.decomposition.problem import Problem, state_of_volumes
from codroute.solve.decomposition.ranking import Options, RankedOptions
from codroute.solve.decomposition.residual import Residual, residual
from codroute.solve.exact.assemble import ExactModel, assemble
from codroute.solve.exact.known_plan import column_values
from codroute.solve.exact.linear_model import LinearModel
from codroute.solve.roles_named import named_roles

_MOST_DISPUTED, _KEPT_DISPUTED, _BREADTHS = 300, 80, (1, 3, 9)
"""Units in dispute from which most follow the mix on the whole, and how many stay open: times more
of them, and of all options, while there is no plan."""


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


SolveMip = Callable[[LinearModel, float, FloatArray | None], SolverAnswer]
"""Solves a model to an absolute gap, from a plan if there is one."""


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
        self._unit = units(problem)

    def round(
        self, task: Task, mix: list[tuple[Column, float]], ranked: RankedOptions, extra: int
    ) -> WholePlan | None:
        """Round a mix of columns.

        Parameters
        ----------
        task
            States, bounds, how exactly.
        mix
            Columns and their weights; all are in the task's states.
        ranked
            Every option of every unit at the prices of the mix.
        extra
            Options, beside each unit's best, from which the program may choose: those that cost
            least. Units without a choice stay as they are where the mix agrees on them.
        """
        orders, disputed = self._agreed(mix)
        if len(disputed) <= _MOST_DISPUTED:
            return self.complete(task, orders, ranked.choose(extra, disputed))
        self._divide(mix, disputed, orders)
        size = np.bincount(self._unit, weights=self._problem.demand.sum(axis=1))[disputed]
        ordered = disputed[np.argsort(size, kind="stable")]
        for breadth in _BREADTHS:
            count = min(_KEPT_DISPUTED * breadth, len(ordered))
            kept = ordered[np.linspace(0, len(ordered) - 1, count).astype(np.int64)]
            options = ranked.choose(extra * breadth, kept, breadth)
            last = breadth == _BREADTHS[-1]
            plan = self.complete(task, orders, options, decline_more=last)
            if plan is not None:
                return plan
        return None

    def _agreed(self, mix: list[tuple[Column, float]]) -> tuple[IntArray, IntArray]:
        """Give the orders of each market's heaviest column, and units on which others differ."""
        volumes = len(self._problem.lane)
        orders = np.zeros(volumes, dtype=np.int64)
        differs = np.zeros(volumes, dtype=np.bool_)
        first: dict[int, Choice] = {}
        for column, _ in sorted(mix, key=lambda part: -part[1]):
            choice = column.choice
            lead = first.setdefault(column.market, choice)
            if lead is choice:
                orders[choice.volume] = choice.orders
                continue
            other = np.zeros(volumes, dtype=np.int64)
            other[lead.volume] = lead.orders
            other[choice.volume] -= choice.orders
            differs |= other != 0
        return orders, np.unique(self._unit[self._problem.lane[differs]])

    def _divide(
        self, mix: list[tuple[Column, float]], disputed: IntArray, orders: IntArray
    ) -> None:
        """Divide units in dispute among the columns of their part, by orders as by weight."""
        unit = self._unit[self._problem.lane]
        orders_of = self._problem.demand.sum(axis=1).astype(np.float64)
        size = np.bincount(self._unit, weights=orders_of).astype(np.float64)
        in_dispute = np.zeros(len(size), dtype=np.bool_)
        in_dispute[disputed] = True
        parts: dict[int, list[tuple[Choice, float]]] = {}
        for column, share in mix:
            parts.setdefault(column.market, []).append((column.choice, share))
        orders[in_dispute[unit]] = 0
        for own in parts.values():
            named = [np.unique(unit[choice.volume]) for choice, _ in own]
            units_here = np.unique(np.concatenate(named))
            units_here = units_here[in_dispute[units_here]]
            shares = np.array([weight for _, weight in own])
            pick = _in_turn(shares / shares.sum(), size[units_here])
            number = np.full(len(size), -1, dtype=np.int64)
            number[units_here] = pick
            for place, (choice, _) in enumerate(own):
                taken = number[unit[choice.volume]] == place
                orders[choice.volume[taken]] = choice.orders[taken]

    def improve(
        self,
        task: Task,
        plan: WholePlan,
        ranked: RankedOptions,
        rng: np.random.Generator,
        breadth: float = 1.0,
    ) -> WholePlan | None:
        """Decide some units of a plan anew: those that lose most, and some that change cheaply.

        What a plan earns less than the bound of its states is what its units earn less than their
        best at the prices, and what its limits leave unused at theirs. ``breadth`` times as many
        are decided as at first.
        """
        lost = ranked.best - ranked.earned_by(plan.orders, self._unit[self._problem.lane])
        again = ranked.around(lost, rng, breadth)
        return self.complete(task, plan.orders, again, known=True)

    def complete(
        self,
        task: Task,
        orders: IntArray,
        options: Options,
        *,
        known: bool = False,
        decline_more: bool = True,
    ) -> WholePlan | None:
        """Decide the units that have options, the others as they are; None without a plan.

        ``known`` says that the orders are a plan, from which the solver starts; ``decline_more``
        that a plan which ships too little is better than none.
        """
        left = residual(
            self._problem, task.case, task.states, orders, self._open(options, orders * known)
        )
        inside = np.isin(self._unit[self._problem.lane], options.unit)
        settled = np.where(inside, 0, orders)
        most = self._most_declined(task, left, int(settled.sum()))
        model = assemble(left.statement, declined_at_most=most)
        hint = self._hint(model, left, orders) if known else None
        answer = self._solve(model.linear, task.absolute_gap, hint)
        if answer.values is None and most is not None and decline_more and not known:
            answer, model = self._with_fewest_declined(left, task)
        if answer.values is None:
            return None
        whole = settled.copy()
        whole[left.volumes] = model.orders(answer.values)
        return self.counted(task.states, whole, answer.values[model.globals])

    def keeps_rules(
        self, case: Case, states: IntArray, orders: IntArray, globals_: FloatArray
    ) -> bool:
        """Tell whether orders keep every rule, with the states and contracts of a case."""
        if (orders > self._problem.most).any():
            return False
        left = residual(self._problem, case, states, orders, self._problem.most > 0)
        model = assemble(left.statement)
        values = self._hint(model, left, orders, globals_)
        return settle(model.linear, values)[1] is None

    def _hint(
        self,
        model: ExactModel,
        left: Residual,
        orders: IntArray,
        globals_: FloatArray | None = None,
    ) -> FloatArray:
        """Write a plan's orders as column values; globals that are not told are at their least."""
        own = orders[left.volumes]
        if globals_ is None:
            least = (block.lower for block in left.statement.globals)
            globals_ = np.concatenate([np.empty(0), *least])
        named = named_roles(left.statement, own)
        return column_values(model, left.statement, own, globals_, named)

    def _open(self, options: Options, known: IntArray) -> BoolArray:
        """Open the volumes of the providers that a unit's options or known orders name."""
        problem = self._problem
        span = int(problem.provider.max(initial=0)) + 1
        own = self._unit[problem.lane] * span
        named = [(options.unit * span + who)[who >= 0] for who in (options.main, options.backup)]
        open_: BoolArray = np.isin(own + problem.provider, np.concatenate(named))
        anybody = options.unit[options.main == ANYBODY]
        open_ |= np.isin(self._unit[problem.lane], anybody)
        return open_ | (np.isin(self._unit[problem.lane], options.unit) & (known > 0))

    def _most_declined(self, task: Task, left: Residual, shipped: int) -> int | None:
        if task.least_shipped is None:
            return None
        return max(int(left.statement.demand.sum()) - (task.least_shipped - shipped), 0)

    def _with_fewest_declined(self, left: Residual, task: Task) -> tuple[SolverAnswer, ExactModel]:
        """Decline as few orders as can be, then earn the most with so many."""
        fewest = assemble(left.statement, goal="fewest_declined")
        answer = self._solve(fewest.linear, 0.999, None)
        if answer.values is None or answer.objective is None:
            return answer, fewest
        model = assemble(left.statement, declined_at_most=-floor(answer.objective + 0.5))
        # The goal differs, the columns do not: a plan of the one is a plan of the other.
        better = self._solve(model.linear, task.absolute_gap, answer.values)
        return (answer, fewest) if better.values is None else (better, model)

    def counted(self, states: IntArray, orders: IntArray, globals_: FloatArray) -> WholePlan:
        """Count what a plan earns and ships."""
        problem = self._problem
        state = state_of_volumes(problem, states)
        margin = problem.margin[np.arange(len(orders)), state]
        blocks = np.arange(len(states))
        earned = float(margin @ orders) + float(problem.global_profit @ globals_)
        earned += float(problem.blocks.constant[blocks, states].sum())
        return WholePlan(orders, states, earned, int(orders.sum()))


def _in_turn(weight: FloatArray, size: FloatArray) -> IntArray:
    """Give everything of some size to one of the takers, so that each gets its weight in all."""
    owed = np.zeros(len(weight))
    pick = np.zeros(len(size), dtype=np.int64)
    for place in np.argsort(-size, kind="stable").tolist():
        owed += weight * size[place]
        pick[place] = owed.argmax()
        owed[pick[place]] -= size[place]
    return pick
