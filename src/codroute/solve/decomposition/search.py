"""The search: a bound from prices, plans of whole orders, and cases until the two are close.

1. Without state vectors (each order in its best state) prices converge in a second: a first bound.
2. The states that this mix reaches are settled; with them prices converge fast, and a plan of whole
   orders follows.
3. States that cannot be in a better plan are left out, each by a bound of its own.
4. State vectors are tried jointly: the bound that counts. Better states come out of its master.
5. Where the gap is still too wide, cases are cut in two, the one with the highest bound first.
"""

import heapq
from dataclasses import dataclass, replace
from itertools import count

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.solve.answer import SolverAnswer
from codroute.solve.config import BackendName
from codroute.solve.decomposition.bound import Lagrangian
from codroute.solve.decomposition.cases import (
    Leaf,
    ProvenLeaf,
    branch,
    only,
    prove,
    reached_states,
    settle,
)
from codroute.solve.decomposition.market import Market, lay_out, lay_out_alone, parts
from codroute.solve.decomposition.master import Master
from codroute.solve.decomposition.prices import Case, Prices
from codroute.solve.decomposition.problem import Problem, shipping_at_least
from codroute.solve.decomposition.ranking import RankedOptions, rank_options
from codroute.solve.decomposition.rounds import Relaxed, Round, Start, Watch, converge
from codroute.solve.decomposition.thin import Thinned, thin
from codroute.solve.decomposition.whole import Rounding, Task, WholePlan
from codroute.solve.exact.linear_model import LinearModel
from codroute.solve.exact.steps import Steps

_FIRST_GAP, _FIRST_ROUNDS = 7e-4, 50
"""How close prices without state vectors come: they only guide."""

_SETTLED_SHARE, _SETTLED_GAP = 0.05, 2e-6
_SETTLED_ROUNDS = 80
_JOINT_SHARE, _JOINT_GAP = 0.4, 1e-6
"""Share of the gap wanted, and least, at which the bound of state vectors is close to its mix."""

_MANY_SIDES = 600
"""One-sided rows from which rounds are many and the best mix of columns is hard to find."""

_LEAST_WEIGHT = 0.1
"""Weight of a state in a mix from which a plan with it is tried."""

_LEAST_PARTS, _MOST_PARTS = 50, 400

_PER_ROUND, _SEED = 6, 30
"""Columns per market and round, and at the start, of a market of some hundred lanes."""

_LARGE = 5_000
"""Lanes of a market from which columns are few, since each is long."""

_SAMPLED, _SAMPLED_FROM = 8_000, 32_000
"""Lanes of the sample on which prices converge first, and lanes from which it is worth it."""

_SAMPLE_COLUMNS = 12
"""Columns per market and round of a sample: they are short, and rounds are few."""

_SAMPLE_SHARE = 0.4
"""Share of the time left that prices of state vectors may take on a sample."""

_ROUNDING_SHARE, _SPARE_SHARE, _LEAST_GAP = 0.1, 0.7, 1e-6
"""Shares of the gap wanted, and of what settled states leave of it, that rounding may leave."""

_ROUGH_SHARE = 0.05
"""Share of the distance between bound and settled states that rounding may leave."""

_MIP_S, _MIP_NODES = 6.0, 300
_AGAIN_S, _AGAIN_NODES = 3.0, 60
_STATES_S, _STATES_NODES = 4.0, 1000
"""Limits of a whole-order program, of one that improves a plan, and of the best mix of columns."""

_EXTRA_OPTIONS = 60
"""Options of units in the first whole-order program beside each unit's best."""

_FIRST_TRIES, _FIRST_GAIN = 15, 0.1
_MOST_FAILURES, _MOST_TRIES = 25, 100_000
"""Tries to improve a plan of whole orders: at first while each gains much, and at last."""


@dataclass(frozen=True)
class Found:
    """What the search brought.

    ``settled`` are the prices with the plan's states settled: what each limit is worth to it.
    """

    plan: WholePlan | None
    leaves: tuple[ProvenLeaf, ...]
    settled: Prices | None
    columns: int


@dataclass(frozen=True)
class _Kept:
    """What the best plan was rounded from."""

    task: Task
    ranked: RankedOptions
    relaxed: Relaxed


class _Sample:
    """A sample of the lanes, laid out like the whole problem."""

    def __init__(self, thinned: Thinned, steps: Steps) -> None:
        problem = thinned.problem
        self.thinned = thinned
        self.problem = problem
        self.alone = Lagrangian(problem, lay_out_alone(problem), steps.config.threads)
        self.joint = Lagrangian(problem, lay_out(problem), steps.config.threads)
        self.master = Master(problem, self.joint.markets, steps.linear)
        self.parts = parts(problem, part_count(problem))


class Search:
    """One search, for one problem.

    Parameters
    ----------
    problem
        What there is to decide.
    steps
        Solves linear and mixed-integer programs within the time limit.
    least_shipped
        What a plan must ship in all, where that is asked for.
    """

    def __init__(self, problem: Problem, steps: Steps, least_shipped: int | None) -> None:
        self._problem = problem
        self._steps = steps
        self._least = least_shipped
        self._whole_case = Case.whole(problem)
        self._alone = Lagrangian(problem, lay_out_alone(problem), steps.config.threads)
        self._joint = Lagrangian(problem, lay_out(problem), steps.config.threads)
        self._master = Master(problem, self._joint.markets, steps.linear)
        self._parts = parts(problem, part_count(problem))
        self._sample = self._drawn()
        self._rounding = Rounding(problem, self._solve_whole)
        self._plan: WholePlan | None = None
        self._settled: dict[tuple[float, ...], Relaxed] = {}
        self._kept: _Kept | None = None
        self._rng = np.random.default_rng(steps.config.seed)
        self._leaves: list[Leaf] = []
        self._open: list[tuple[float, int, Leaf]] = []
        self._number = count()
        lanes = max((len(m.lanes) for m in self._joint.markets), default=0)
        self._per_round, self._seed = (2, 6) if lanes > _LARGE else (_PER_ROUND, _SEED)

    @property
    def problem(self) -> Problem:
        """Give what there is to decide."""
        return self._problem

    @property
    def _shown(self) -> Problem:
        """Give the problem whose lanes prices converge on: a sample of very many."""
        return self._problem if self._sample is None else self._sample.problem

    @property
    def markets(self) -> tuple[Market, ...]:
        """Give the markets, laid out with state vectors."""
        return self._joint.markets

    def with_least_shipped(self, orders: int) -> tuple[Problem, tuple[ProvenLeaf, ...]]:
        """Prove the leaves again for plans that ship fewer orders: prices stay, limits move."""
        problem = shipping_at_least(self._problem, orders)
        alone = Lagrangian(problem, self._alone.markets)
        joint = Lagrangian(problem, self._joint.markets)
        return problem, tuple(
            prove(leaf, joint if leaf.jointly else alone) for leaf in self._leaves
        )

    def _drawn(self) -> _Sample | None:
        """Draw a sample of very many lanes."""
        lanes = int(self._problem.demand.any(axis=1).sum())
        if lanes < _SAMPLED_FROM:
            return None
        return _Sample(thin(self._problem, lanes // _SAMPLED), self._steps)

    def first_prices(self) -> Relaxed | None:
        """Let prices converge with every order in its best state."""
        if self._sample is not None:
            with self._steps.timed("first prices"):
                guess = self._guess(
                    self._sample, self._whole_case, Start(), _FIRST_GAP, _FIRST_ROUNDS
                )
                if guess is not None and not guess.broken:
                    bound = self._alone.evaluate(guess.prices, self._whole_case).bound
                    return replace(guess, bound=bound)
            self._sample = None
        master = Master(self._problem, self._alone.markets, self._steps.linear, self._parts)
        with self._steps.timed("first prices"):
            watch = self._watch("first prices", _FIRST_GAP, most_rounds=_FIRST_ROUNDS, known=np.inf)
            return converge(self._alone, master, self._whole_case, watch)

    def _guess(
        self, sample: _Sample, case: Case, start: Start, gap: float, most_rounds: int
    ) -> Relaxed | None:
        """Let prices converge on a sample, each order in its best state; give them for the whole.

        The mix, and until it is worked out the bound, are still the sample's.
        """
        master = Master(sample.problem, sample.alone.markets, self._steps.linear, sample.parts)
        if start.prices is not None:
            start = replace(start, prices=sample.thinned.lower(start.prices))
        watch = Watch(gap, stop=self._stop, most_rounds=most_rounds)
        guess = converge(sample.alone, master, case, watch, start=start)
        return guess and replace(guess, prices=sample.thinned.lift(guess.prices))

    def impossible(self, first: Relaxed) -> bool:
        """Tell whether prices prove that there is no plan: any would earn more than they allow."""
        problem = self._problem
        worst = float((np.abs(problem.margin).max(axis=1, initial=0.0) * problem.most).sum())
        worst += float(np.abs(problem.blocks.constant).sum())
        ends = np.maximum(np.abs(problem.global_lower), np.abs(problem.global_upper))
        worst += float(np.abs(problem.global_profit) @ ends)
        leaf = Leaf(self._whole_case, first.prices, first.bound, jointly=False)
        return float(prove(leaf, self._alone).bound) < -worst - 1.0

    def run(self, first: Relaxed) -> Found:
        """Search from the first prices on."""
        self._leaves = [Leaf(self._whole_case, first.prices, first.bound, jointly=False)]
        states, globals_ = reached_states(self._shown, first)
        self._settle(states, globals_, Start(prices=first.prices))
        if not self._done():
            self._search_jointly(first)
        with self._steps.timed("proof"):
            return self._found()

    # --- plans -------------------------------------------------------------------------------

    def _settle(self, states: IntArray, globals_: FloatArray, start: Start) -> None:
        """Settle states, let prices converge, and round to a plan of whole orders."""
        case = settle(self._problem, self._whole_case, states, globals_)
        key = (*states.tolist(), *case.global_upper.tolist())
        if key in self._settled or self._stop():
            return
        with self._steps.timed("settled states"):
            gap = max(_SETTLED_SHARE * self._steps.config.relative_gap, _SETTLED_GAP)
            if self._sample is not None:
                guess = self._guess(self._sample, case, start, _SETTLED_GAP, _SETTLED_ROUNDS)
                start = start if guess is None else Start(prices=guess.prices)
            watch = self._watch("settled states", gap, most_rounds=_SETTLED_ROUNDS)
            watch = replace(watch, enough=self._worse)
            master = Master(self._problem, self._alone.markets, self._steps.linear, self._parts)
            relaxed = converge(self._alone, master, case, watch, start=start)
        if relaxed is None:
            return
        self._settled[key] = relaxed
        if self._worse(relaxed.bound):
            return
        self._round(case, states, relaxed)

    def _worse(self, bound: float) -> bool:
        """Tell whether nothing better than the plan can be under a bound."""
        return self._plan is not None and not self._short() and bound <= self._plan.contribution

    def _round(self, case: Case, states: IntArray, relaxed: Relaxed) -> None:
        """Round a mix to a plan of whole orders."""
        task = self._task(case, states, relaxed.bound)
        with self._steps.timed("whole orders"):
            ranked = rank_options(self._alone, relaxed.prices, case, states)
            plan = self._rounding.round(task, relaxed.plan.mix, ranked, _EXTRA_OPTIONS)
        if plan is not None and self._keep(plan):
            self._kept = _Kept(task, ranked, relaxed)
            self._polish(1, _FIRST_TRIES, least_gain=_FIRST_GAIN)

    def _polish(self, most_failures: int, most_tries: int, least_gain: float = 0.0) -> None:
        """Decide some units of the best plan anew, again and again, until the gap is closed.

        A try fails that gains no more than ``least_gain`` of what the settled states leave.
        """
        failures = 0
        for _ in range(most_tries):
            if self._kept is None or failures >= most_failures or self._done():
                break
            kept, plan = self._kept, self._plan
            assert plan is not None
            if kept.relaxed.bound - plan.contribution <= kept.task.absolute_gap:
                break
            with self._steps.timed("whole orders"):
                better = self._rounding.improve(kept.task, plan, kept.ranked, self._rng)
            enough = plan.contribution + least_gain * (kept.relaxed.bound - plan.contribution)
            gained = better is not None and self._keep(better) and better.contribution > enough
            failures = 0 if gained else failures + 1

    def _better(self, plan: WholePlan, than: WholePlan) -> bool:
        """Tell whether a plan ships more that is asked for, or earns more."""
        return self._rank(plan) > self._rank(than)

    def _rank(self, plan: WholePlan) -> tuple[int, float]:
        shipped = 0 if self._least is None else min(plan.shipped, self._least)
        return shipped, plan.contribution

    def _task(self, case: Case, states: IntArray, settled: float) -> Task:
        """Say how exactly to round: less so, the further the bound is from the settled states."""
        config, bound = self._steps.config, self._bound() or settled
        wanted = max(config.absolute_gap, config.relative_gap * abs(settled))
        spare = _SPARE_SHARE * (wanted - (bound - settled))
        rough = _ROUGH_SHARE * (bound - settled)
        gap = max(_ROUNDING_SHARE * wanted, spare, rough, _LEAST_GAP)
        return Task(case, states, gap, self._least)

    def _keep(self, plan: WholePlan) -> bool:
        """Keep a plan if it is the best so far; tell whether it is."""
        if self._plan is not None and not self._better(plan, self._plan):
            return False
        self._plan = plan
        self._steps.report("whole orders", plan.contribution, self._bound())
        return True

    def _short(self) -> bool:
        """Tell whether the plan ships less than is asked for."""
        return (
            self._plan is not None and self._least is not None and self._plan.shipped < self._least
        )

    def _solve_whole(
        self, model: LinearModel, absolute_gap: float, hint: FloatArray | None
    ) -> SolverAnswer:
        """Solve a whole-order program: SCIP finds plans of several periods far sooner."""
        by: BackendName = "scip" if self._problem.demand.shape[1] > 1 else "highs"
        most_s, nodes = (_MIP_S, _MIP_NODES) if hint is None else (_AGAIN_S, _AGAIN_NODES)
        if by == "scip":
            most_s = _AGAIN_S
        return self._steps.whole(model, absolute_gap, most_s, most_nodes=nodes, by=by, hint=hint)

    # --- bounds ------------------------------------------------------------------------------

    def _bound(self) -> float | None:
        """Give what no plan can be worth more than."""
        open_ = [-entry[0] for entry in self._open]
        known = [leaf.bound for leaf in self._leaves] + open_
        return max(known, default=None)

    def _done(self) -> bool:
        """Tell whether plan and bound are as close as is asked for, or time is up."""
        return self._stop() or self._close(self._bound())

    def _close(self, bound: float | None) -> bool:
        if self._plan is None or self._short():
            return False
        return self._steps.config.gap_reached(self._plan.contribution, bound)

    def _stop(self) -> bool:
        return self._steps.stopped

    def _watch(
        self, stage: str, gap: float, *, most_rounds: int = 400, known: float | None = None
    ) -> Watch:
        """Watch rounds; ``known`` bounds the case where its rounds bound all that is not closed."""

        def report(done: Round) -> None:
            plan = None if self._plan is None else self._plan.contribution
            bound = self._bound()
            if known is not None:
                bound = max(min(done.bound, known), bound or -np.inf)
            shown = None if bound is None or not np.isfinite(bound) else bound
            self._steps.report(stage, plan, shown)

        return Watch(gap, stop=self._stop, report=report, most_rounds=most_rounds)

    def _search_jointly(self, first: Relaxed) -> None:
        """Try state vectors jointly, in cases where need be."""
        root = self._without_poor_states(self._leaves.pop(), first)
        start, known = Start(prices=first.prices, first=self._seed), first
        self._leaves.append(Leaf(root, first.prices, first.bound, jointly=False))
        for times in self._stages:
            relaxed = self._price(root, start, known.bound, times)
            if relaxed is None:
                return
            if relaxed.bound < self._leaves[-1].bound:
                self._leaves[-1] = Leaf(root, relaxed.prices, relaxed.bound, jointly=True)
            start, known = Start(prices=relaxed.prices), relaxed
            self._improve(root, relaxed)
            if self._done():
                break
        self._push(root, self._leaves.pop(), known)
        while self._open and not self._done():
            self._cut()
        self._leaves += [leaf for _, _, leaf in self._open]
        self._open = []
        self._polish(_MOST_FAILURES, _MOST_TRIES)

    def _without_poor_states(self, whole: Leaf, first: Relaxed) -> Case:
        """Leave out states with which no plan is as good as the one at hand; each is a leaf."""
        case = whole.case
        if self._plan is None or self._short():
            return case
        blocks = self._problem.blocks
        with self._steps.timed("poor states"):
            base = self._alone.evaluate(first.prices, self._whole_case)
            for block, states in enumerate(blocks.count.tolist()):
                bounds = self._alone.by_state(base, self._whole_case, block)
                for state in range(states):
                    places = np.arange(blocks.lower.shape[1]) == state
                    part = only(self._whole_case, block, places)
                    bound = float(bounds[state])
                    if self._close(bound) and case.allowed[block].sum() > 1:
                        self._leaves.append(Leaf(part, first.prices, bound, jointly=False))
                        case = only(case, block, ~places)
        return case

    @property
    def _joint_gap(self) -> float:
        return max(_JOINT_SHARE * self._steps.config.relative_gap, _JOINT_GAP)

    @property
    def _stages(self) -> tuple[float, ...]:
        """How close the root comes before states are tried: in steps where rounds are many."""
        many = len(self._problem.rows.sides) > _MANY_SIDES
        return (20.0, 4.0, 1.0) if many else (1.0,)

    def _price(self, case: Case, start: Start, known: float, times: float = 1.0) -> Relaxed | None:
        if self._sample is not None:
            return self._price_sample(self._sample, case, start)
        with self._steps.timed("state vectors"):
            gap = times * self._joint_gap
            watch = self._watch("state vectors", gap, known=known)
            watch = replace(watch, enough=self._close)
            return converge(
                self._joint, self._master, case, watch, start=start, per_round=self._per_round
            )

    def _price_sample(self, sample: _Sample, case: Case, start: Start) -> Relaxed | None:
        """Let prices of state vectors converge on the sample; their bound is that of the whole."""
        prices = start.prices
        assert prices is not None  # those of the case before
        ends = (1 - _SAMPLE_SHARE) * self._steps.left_s
        with self._steps.timed("state vectors"):
            watch = Watch(self._joint_gap, stop=lambda: self._stop() or self._steps.left_s < ends)
            near = Start(prices=sample.thinned.lower(prices), first=_SEED)
            relaxed = converge(
                sample.joint, sample.master, case, watch, start=near, per_round=_SAMPLE_COLUMNS
            )
            if relaxed is None:
                return None
            prices = sample.thinned.lift(relaxed.prices)
            return replace(relaxed, prices=prices, bound=self._joint.evaluate(prices, case).bound)

    def _push(self, case: Case, leaf: Leaf, relaxed: Relaxed) -> None:
        """Cut a priced case in two, or keep it as a leaf."""
        children = []
        if not (self._close(leaf.bound) or self._worse(leaf.bound)):
            children = branch(self._problem, case, relaxed.plan)
        if not children:
            self._leaves.append(leaf)
        for part in children:
            entry = replace(leaf, case=part)
            heapq.heappush(self._open, (-leaf.bound, next(self._number), entry))

    def _improve(self, case: Case, relaxed: Relaxed) -> None:
        """Look for better states: those of the mix, and of the best mix with whole states."""
        start = Start(prices=relaxed.prices)
        states = relaxed.plan.state.argmax(axis=1)
        self._settle(states, np.ceil(relaxed.plan.globals - 0.5), start)
        if not self._done():
            self._settle(*reached_states(self._shown, relaxed), start)
        if self._done():
            return
        if len(self._problem.rows.sides) > _MANY_SIDES:
            self._try_neighbours(relaxed)
            return
        with self._steps.timed("best mix"):
            gap = self._task(case, states, relaxed.bound).absolute_gap
            master = self._master
            if self._sample is not None:
                master, gap = self._sample.master, gap * self._sample.thinned.share
            model = master.integer_states(case)
            answer = self._steps.whole(model, gap, _STATES_S, most_nodes=_STATES_NODES)
        if answer.values is not None:
            self._settle(*master.states_of(answer.values), start)

    def _try_neighbours(self, relaxed: Relaxed) -> None:
        """Change the plan's states one by one, those first of which the mix has most."""
        start, globals_ = Start(prices=relaxed.prices), np.ceil(relaxed.plan.globals - 0.5)
        weight = relaxed.plan.state
        for place in np.argsort(-weight, axis=None, kind="stable").tolist():
            block, state = divmod(place, weight.shape[1])
            if weight[block, state] < _LEAST_WEIGHT or self._plan is None or self._done():
                break
            if self._plan.states[block] != state:
                states = self._plan.states.copy()
                states[block] = state
                self._settle(states, globals_, start)

    def _cut(self) -> None:
        """Take the open case with the highest bound, and price it."""
        leaf = heapq.heappop(self._open)[2]
        relaxed = self._price(leaf.case, Start(prices=leaf.prices), leaf.bound)
        if relaxed is None:
            self._leaves.append(leaf)
            return
        if relaxed.bound < leaf.bound:
            leaf = Leaf(leaf.case, relaxed.prices, relaxed.bound, jointly=True)
        self._push(leaf.case, leaf, relaxed)
        self._improve(leaf.case, relaxed)

    def _found(self) -> Found:
        """Add the leaves up in whole numbers."""
        proven = tuple(
            prove(leaf, self._joint if leaf.jointly else self._alone) for leaf in self._leaves
        )
        settled = None if self._kept is None else self._kept.relaxed.prices
        return Found(self._plan, proven, settled, len(self._master.columns))


def part_count(problem: Problem) -> int:
    """Give the number of parts whose columns the master mixes: more where there are more rows."""
    return min(max(len(problem.rows.sides) // 5, _LEAST_PARTS), _MOST_PARTS)
