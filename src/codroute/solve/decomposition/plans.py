"""Plans of whole orders: states settled, prices converged, the mix rounded, the rest improved."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.solve.answer import EndReason, SolverAnswer
from codroute.solve.config import BackendName
from codroute.solve.decomposition.bound import Lagrangian
from codroute.solve.decomposition.cases import settle
from codroute.solve.decomposition.master import Master
from codroute.solve.decomposition.prices import Case, Prices
from codroute.solve.decomposition.ranking import RankedOptions, rank_options
from codroute.solve.decomposition.rounds import Relaxed, Start, Watch, converge
from codroute.solve.decomposition.sample import Sample
from codroute.solve.decomposition.whole import Rounding, Task, WholePlan
from codroute.solve.exact.linear_model import LinearModel
from codroute.solve.exact.steps import Steps

_SETTLED_SHARE, _SETTLED_GAP = 0.05, 2e-6
_SETTLED_MOST, _SETTLED_ROUNDS = 5e-5, 80
"""Share of the gap wanted, least and most, at which prices of settled states are close; most
rounds. A mix that is farther from the best is hard to round, whatever gap is wanted."""

_MOST_KEPT = 4
"""Sets of states whose plans are kept, with all options of all lanes."""

_ROUNDING_SHARE, _SPARE_SHARE, _LEAST_GAP = 0.1, 0.7, 1e-6
"""Shares of the gap wanted, and of what settled states leave of it, that rounding may leave."""

_ROUGH_SHARE = 0.05
"""Share of the distance between bound and settled states that rounding may leave."""

_MIP_S, _MIP_NODES, _OTHER_NODES = 6.0, 100, 1000
_AGAIN_S, _AGAIN_NODES = 3.0, 60
"""Limits of a whole-order program, also by the other solver, and of one that improves a plan."""

_SEVERAL_S, _AGAIN_SEVERAL_S = 3.0, 1.5
"""Limits of both where there are several periods: many small programs gain more than a long one."""

_EXTRA_OPTIONS = 60
"""Options of units in the first whole-order program beside each unit's best."""

_FIRST_TRIES, _FIRST_GAIN = 15, 0.1
_MOST_TRIES, _BROADER = 100_000, 8
"""Tries to improve a new plan while each gains so much of what its states leave, and at last; after
so many failures twice as much is decided anew."""


@dataclass(frozen=True)
class FirstPlan:
    """Whole orders that keep every rule, found in another way.

    ``orders`` is ``(volume,)`` of the problem, ``states`` ``(block,)``, ``globals_`` ``(global,)``.
    """

    orders: IntArray
    states: IntArray
    globals_: FloatArray


@dataclass
class _Kept:
    """States that may hold a better plan: their prices, and the best plan in them so far.

    ``failures`` counts tries in a row that did not improve it.
    """

    case: Case
    states: IntArray
    ranked: RankedOptions
    prices: Prices
    bound: float
    plan: WholePlan
    failures: int = 0


class Plans:
    """The best plan so far, and those in other states that may become better.

    ``best`` is the plan, ``settled`` the prices with its states settled.

    Parameters
    ----------
    alone
        Evaluates prices without state vectors.
    part
        Cuts markets into parts, ``(volume,)``.
    steps
        Solves linear and mixed-integer programs within the time limit.
    least_shipped
        What a plan must ship in all, where that is asked for.
    bound
        Gives what no plan can be worth more than, as far as it is known.
    sample
        Of very many lanes.
    """

    def __init__(  # noqa: PLR0913 - options by their names
        self,
        alone: Lagrangian,
        part: IntArray,
        steps: Steps,
        *,
        least_shipped: int | None,
        bound: Callable[[], float | None],
        sample: Sample | None,
    ) -> None:
        self.best: WholePlan | None = None
        self.settled: Prices | None = None
        self.sample = sample
        self._alone = alone
        self._problem = alone.problem
        self._part = part
        self._steps = steps
        self._least = least_shipped
        self._bound = bound
        self._several = self._problem.demand.shape[1] > 1
        self._rounding = Rounding(self._problem, self._solve_whole)
        self._known: set[tuple[float, ...]] = set()
        self._kept: list[_Kept] = []
        self._rng = np.random.default_rng(steps.config.seed)

    def short(self) -> bool:
        """Tell whether the best plan ships less than is asked for."""
        return self.best is not None and self._least is not None and self.best.shipped < self._least

    def worse(self, bound: float) -> bool:
        """Tell whether nothing better than the best plan can be under a bound."""
        return self.best is not None and not self.short() and bound <= self.best.contribution

    def close(self, bound: float | None) -> bool:
        """Tell whether the best plan is as close to a bound as is asked for."""
        if self.best is None or self.short():
            return False
        return self._steps.config.gap_reached(self.best.contribution, bound)

    def done(self) -> bool:
        """Tell whether plan and bound are as close as is asked for, or time is up."""
        return self._steps.stopped or self.close(self._bound())

    def settle(self, states: IntArray, globals_: FloatArray, start: Start) -> None:
        """Settle states, let prices converge, and round to a plan of whole orders."""
        case = settle(self._problem, Case.whole(self._problem), states, globals_)
        key = (*states.tolist(), *case.global_upper.tolist())
        if key in self._known or self._steps.stopped:
            return
        relaxed = self._relax(case, _without_links(start))
        if relaxed is None:
            return
        self._known.add(key)
        if not self.worse(relaxed.bound):
            self._round(case, states, relaxed)

    def keeps_rules(self, known: FirstPlan) -> bool:
        """Tell whether orders from elsewhere are a plan."""
        case = settle(self._problem, Case.whole(self._problem), known.states, known.globals_)
        return self._rounding.keeps_rules(case, known.states, known.orders, known.globals_)

    def start_from(self, known: FirstPlan, start: Start) -> None:
        """Take a plan found in another way, and improve it in its states."""
        case = settle(self._problem, Case.whole(self._problem), known.states, known.globals_)
        plan = self._rounding.counted(known.states, known.orders, known.globals_)
        relaxed = self._relax(case, _without_links(start))
        if relaxed is None:
            self.best = plan
            return
        ranked = rank_options(self._alone, relaxed.prices, case, known.states)
        self._take(_Kept(case, known.states, ranked, relaxed.prices, relaxed.bound, plan))

    def _relax(self, case: Case, start: Start) -> Relaxed | None:
        """Let the prices of settled states converge."""
        with self._steps.timed("settled states"):
            gap = _SETTLED_SHARE * self._steps.config.relative_gap
            gap = min(max(gap, _SETTLED_GAP), _SETTLED_MOST)
            if self.sample is not None:
                guess = self.sample.guess(case, start, _SETTLED_GAP, _SETTLED_ROUNDS)
                start = start if guess is None else Start(prices=guess.prices)
            watch = Watch(
                gap,
                enough=self.worse,
                stop=lambda: self._steps.stopped,
                report=lambda _: self.tell("settled states", self._bound()),
                most_rounds=_SETTLED_ROUNDS,
            )
            master = Master(self._problem, self._alone.markets, self._steps.linear, self._part)
            return converge(self._alone, master, case, watch, start=start)

    def _round(self, case: Case, states: IntArray, relaxed: Relaxed) -> None:
        """Round a mix to a plan of whole orders, and improve it while that gains much."""
        with self._steps.timed("whole orders"):
            ranked = rank_options(self._alone, relaxed.prices, case, states)
            task = self._task(case, states, relaxed.bound)
            plan = self._rounding.round(task, relaxed.plan.mix, ranked, _EXTRA_OPTIONS)
        if plan is not None:
            self._take(_Kept(case, states, ranked, relaxed.prices, relaxed.bound, plan))

    def _take(self, kept: _Kept) -> None:
        """Take a new plan, and improve it while that gains much."""
        self._keep(kept)
        self._improve(kept, 1, _FIRST_TRIES, _FIRST_GAIN)
        self._kept = self._hopeful([*self._kept, kept])

    def _hopeful(self, kept: list[_Kept]) -> list[_Kept]:
        """Choose what to keep: the best plan's states, and those that leave most above it."""
        hopeful = (own for own in kept if own.plan is self.best or not self.worse(own.bound))
        ordered = sorted(hopeful, key=lambda own: (own.plan is not self.best, -own.bound))
        return ordered[: _MOST_KEPT if self.sample is None else 1]

    def polish(
        self,
        most_failures: int,
        least_share: float = 0.0,
        enough: Callable[[], bool] | None = None,
    ) -> None:
        """Decide some units of the most promising plans anew, until the gap is closed or enough.

        Most promising are those whose settled states leave most above the best plan; after so many
        failures in a row the next is taken. What they leave must be so large a share of the gap.
        """
        enough = enough or self.done
        while self.best is not None and not enough():
            open_ = [k for k in self._kept if k.failures < most_failures and self._promising(k)]
            kept = max(open_, key=lambda k: k.bound, default=None)
            bound = self._bound()
            if kept is None or bound is None:
                break
            gains = kept.bound - self.best.contribution
            if not self.short() and gains < least_share * (bound - self.best.contribution):
                break
            self._improve(kept, most_failures, _MOST_TRIES)

    def _improve(
        self, kept: _Kept, most_failures: int, most_tries: int, least_gain: float = 0.0
    ) -> None:
        """Decide some units of a plan anew, again and again.

        A try fails that ships no more, and gains no more than ``least_gain`` of what the settled
        states leave.
        """
        for _ in range(most_tries):
            plan, left = kept.plan, kept.bound - kept.plan.contribution
            if kept.failures >= most_failures or not self._promising(kept) or self.done():
                break
            with self._steps.timed("whole orders"):
                task = self._task(kept.case, kept.states, kept.bound)
                breadth = 1.0 + kept.failures / _BROADER
                better = self._rounding.improve(task, plan, kept.ranked, self._rng, breadth)
            kept.failures += 1
            if better is not None and self._rank(better) > self._rank(plan):
                ships_more = self._rank(better)[0] > self._rank(plan)[0]
                if ships_more or better.contribution > plan.contribution + least_gain * left:
                    kept.failures = 0
                kept.plan = better
                self._keep(kept)

    def _promising(self, kept: _Kept) -> bool:
        """Tell whether states leave more above their plan, and the best, than rounding may."""
        if self.short():
            return True
        plans = [kept.plan] if self.best is None else [kept.plan, self.best]
        gap = self.rounding_gap(kept.bound)
        return all(kept.bound - plan.contribution > gap for plan in plans)

    def _task(self, case: Case, states: IntArray, settled: float) -> Task:
        """Say how exactly to round: less so, the further the bound is from the settled states."""
        return Task(case, states, self.rounding_gap(settled), self._least)

    def rounding_gap(self, settled: float) -> float:
        """Give what rounding may leave of the bound of settled states, in money."""
        config, known = self._steps.config, self._bound()
        bound = settled if known is None else known
        wanted = max(config.absolute_gap, config.relative_gap * abs(settled))
        spare = _SPARE_SHARE * (wanted - (bound - settled))
        rough = _ROUGH_SHARE * (bound - settled)
        return max(_ROUNDING_SHARE * wanted, spare, rough, _LEAST_GAP)

    def _rank(self, plan: WholePlan) -> tuple[int, float]:
        shipped = 0 if self._least is None else min(plan.shipped, self._least)
        return shipped, plan.contribution

    def _keep(self, kept: _Kept) -> None:
        """Take a plan as the best if it ships more that is asked for, or earns more."""
        if self.best is None or self._rank(kept.plan) > self._rank(self.best):
            self.best, self.settled = kept.plan, kept.prices
            self.tell("whole orders", self._bound())

    def tell(self, stage: str, bound: float | None) -> None:
        """Report the best plan so far, and a bound once there is one."""
        best = None if self.best is None else self.best.contribution
        self._steps.report(stage, best, bound if bound is not None and np.isfinite(bound) else None)

    def _solve_whole(
        self, model: LinearModel, absolute_gap: float, hint: FloatArray | None
    ) -> SolverAnswer:
        """Solve a whole-order program: SCIP finds plans of several periods far sooner.

        Of one period HiGHS does, as a rule; where it does not, SCIP goes on from its plan.
        """
        if hint is not None:
            by: BackendName = "scip" if self._several else "highs"
            most_s = _AGAIN_SEVERAL_S if self._several else _AGAIN_S
            return self._by(by, model, absolute_gap, most_s, _AGAIN_NODES, hint)
        if self._several:
            return self._by("scip", model, absolute_gap, _SEVERAL_S, _MIP_NODES, None)
        answer = self._by("highs", model, absolute_gap, _MIP_S, _MIP_NODES, None)
        if answer.reason is not EndReason.OTHER_LIMIT:
            return answer
        other = self._by("scip", model, absolute_gap, _MIP_S, _OTHER_NODES, answer.values)
        objectives = [-np.inf if a.objective is None else a.objective for a in (answer, other)]
        return answer if objectives[0] >= objectives[1] else other

    def _by(  # noqa: PLR0913, PLR0917 - what a solver is asked for
        self,
        by: BackendName,
        model: LinearModel,
        absolute_gap: float,
        most_s: float,
        nodes: int,
        hint: FloatArray | None,
    ) -> SolverAnswer:
        return self._steps.whole(model, absolute_gap, most_s, most_nodes=nodes, by=by, hint=hint)


def _without_links(start: Start) -> Start:
    """Leave out what states cost: once they are settled, nobody pays it."""
    if start.prices is None:
        return start
    return Start(prices=Prices(start.prices.side, np.zeros_like(start.prices.link)))
