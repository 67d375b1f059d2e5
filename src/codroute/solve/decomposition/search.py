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
from codroute.solve.decomposition.bound import Lagrangian
from codroute.solve.decomposition.cases import Leaf, ProvenLeaf, branch, only, prove, settle
from codroute.solve.decomposition.market import Market, lay_out, lay_out_alone, parts, units
from codroute.solve.decomposition.master import Master
from codroute.solve.decomposition.oracle import Ranked
from codroute.solve.decomposition.prices import Case, Prices
from codroute.solve.decomposition.problem import Problem, shipping_at_least
from codroute.solve.decomposition.rounds import Relaxed, Round, Start, Watch, converge
from codroute.solve.decomposition.thin import Thinned, thin
from codroute.solve.decomposition.whole import Options, RankedOptions, Rounding, Task, WholePlan
from codroute.solve.exact.linear_model import LinearModel
from codroute.solve.exact.steps import Steps

_FIRST_GAP, _FIRST_ROUNDS = 4e-4, 50
"""How close prices without state vectors come: they only guide."""

_SETTLED_GAP, _SETTLED_SHARE = 2e-6, 0.02
_SETTLED_ROUNDS = 80
_JOINT_SHARE, _JOINT_GAP = 0.3, 1e-6
"""Share of the gap wanted, and least, at which the bound of state vectors is close to its mix."""

_LEAST_PARTS, _MOST_PARTS = 50, 400

_PER_ROUND, _SEED = 6, 60
"""Columns per market and round, and at the start, of a market of some hundred lanes."""

_LARGE = 5_000
"""Lanes of a market from which columns are few, since each is long."""

_SAMPLED, _SAMPLED_FROM = 8_000, 32_000
"""Lanes of the sample on which prices converge first, and lanes in all from which it is worth it."""

_SAMPLE_COLUMNS = 12
"""Columns per market and round of a sample: they are short, and rounds are few."""

_SAMPLE_SHARE = 0.4
"""Share of the time left that prices of state vectors may take on a sample."""

_ROUNDING_SHARE = 0.1
"""Share of the gap wanted that rounding may leave."""

_MIP_S = 8.0
_STATES_S = 4.0
_EXTRA_OPTIONS = (100, 500, 2000)
"""Options of units in a whole-order program beside each unit's best, one try after the other."""

_ROUNDING_LOSS = 3.0
"""Rounding that loses no more than so many times the gap of its program is not tried again."""


@dataclass(frozen=True)
class Found:
    """What the search brought.

    ``settled`` are the prices with the plan's states settled: what each limit is worth to it.
    """

    plan: WholePlan | None
    bound: float | None
    leaves: tuple[ProvenLeaf, ...]
    settled: Prices | None
    closed: bool
    columns: int


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
        self._kept: Relaxed | None = None
        self._leaves: list[Leaf] = []
        self._open: list[tuple[float, int, Leaf, Case]] = []
        self._number = count()
        lanes = max((len(m.lanes) for m in self._joint.markets), default=0)
        self._per_round, self._seed = (2, 6) if lanes > _LARGE else (_PER_ROUND, _SEED)

    @property
    def problem(self) -> Problem:
        """Give what there is to decide."""
        return self._problem

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
        states, globals_ = self._reached(first)
        self._settle(states, globals_, Start(prices=first.prices))
        if not self._done():
            self._search_jointly(first)
        with self._steps.timed("proof"):
            return self._found()

    # --- plans -------------------------------------------------------------------------------

    def _reached(self, relaxed: Relaxed) -> tuple[IntArray, np.ndarray]:
        """Give the state that every block's volume reaches in a mix."""
        problem = self._problem if self._sample is None else self._sample.problem
        measured = _measure(problem)
        volume = np.zeros(len(problem.blocks.count))
        for column, weight in relaxed.plan.mix:
            choice = column.choice
            block = problem.block[choice.volume]
            own = block >= 0
            measure = measured[choice.volume[own]]
            np.add.at(volume, block[own], weight * measure * choice.orders[own])
        lower = problem.blocks.lower
        states = [
            max(int(np.searchsorted(lower[k, :n], volume[k] + 1e-6, side="right")) - 1, 0)
            for k, n in enumerate(problem.blocks.count.tolist())
        ]
        return np.array(states, dtype=np.int64), np.ceil(relaxed.plan.globals - 1e-6)

    def _settle(self, states: IntArray, globals_: np.ndarray, start: Start) -> None:
        """Settle states, let prices converge, and round to a plan of whole orders."""
        case = settle(self._whole_case, states.tolist(), self._problem)
        case = self._with_switches(case, globals_)
        key = (*states.tolist(), *case.global_upper.tolist())
        if key in self._settled or self._stop():
            return
        with self._steps.timed("settled states"):
            gap = max(_SETTLED_GAP, _SETTLED_SHARE * self._steps.config.relative_gap)
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

    def _with_switches(self, case: Case, globals_: np.ndarray) -> Case:
        """Settle which contracts are used."""
        lower, upper = case.global_lower.copy(), case.global_upper.copy()
        for coupling in self._problem.statement.couplings:
            if coupling.switch is not None:
                lower[coupling.switch] = upper[coupling.switch] = globals_[coupling.switch]
        return replace(case, global_lower=lower, global_upper=upper)

    def _worse(self, bound: float) -> bool:
        """Tell whether nothing better than the plan can be under a bound."""
        return self._plan is not None and not self._short() and bound <= self._plan.contribution

    def _round(self, case: Case, states: IntArray, relaxed: Relaxed) -> None:
        """Round a mix, with ever more options while that leaves more than is wanted."""
        task = self._task(case, states, relaxed.bound)
        ranked = self._ranked(case, states, relaxed)
        for extra in _EXTRA_OPTIONS:
            with self._steps.timed("whole orders"):
                plan = self._rounding.round(task, relaxed.plan.mix, ranked, extra)
                if self._keep(plan):
                    self._kept = relaxed
            wanted = task.absolute_gap * _ROUNDING_LOSS
            fine = plan is not None and relaxed.bound - plan.contribution <= wanted
            if self._stop() or self._done() or (fine and not self._short()):
                break

    def _task(self, case: Case, states: IntArray, size: float) -> Task:
        config = self._steps.config
        gap = max(config.absolute_gap, config.relative_gap * abs(size))
        return Task(case, states, max(_ROUNDING_SHARE * gap, 1e-6), self._least)

    def _ranked(self, case: Case, states: IntArray, relaxed: Relaxed) -> RankedOptions:
        """Rank every option of every unit at the prices of a mix."""
        evaluation = self._alone.evaluate(relaxed.prices, case)
        of_block = dict(enumerate(states.tolist()))
        found: list[Ranked] = []
        unit_of = units(self._problem)
        for oracle, reduced in zip(self._alone.oracles, evaluation.reduced, strict=True):
            market = oracle.market
            names = unit_of[market.lanes[market.first[:-1]]]
            for part in oracle.options(reduced, case.allowed, of_block, evaluation.nothing):
                found.append(replace(part, unit=names[part.unit]))
        unit, main, backup, worth, swing = (
            np.concatenate([getattr(part, field) for part in found])
            for field in ("unit", "main", "backup", "worth", "swing")
        )
        best = np.full(int(unit.max(initial=-1)) + 1, -np.inf)
        np.maximum.at(best, unit, worth)
        return RankedOptions(
            Options(unit, main, backup), best[unit] - worth, swing, self._problem.demand.shape[1]
        )

    def _keep(self, plan: WholePlan | None) -> bool:
        """Keep a plan that ships more, or as much and earns more; tell whether it does."""
        if plan is None:
            return False
        old = self._plan
        least = plan.shipped if self._least is None else self._least
        rank = (min(plan.shipped, least) if self._least is not None else 0, plan.contribution)
        if old is not None:
            before = (min(old.shipped, least) if self._least is not None else 0, old.contribution)
            if rank <= before:
                return False
        self._plan = plan
        self._steps.report("whole orders", plan.contribution, self._bound())
        return True

    def _short(self) -> bool:
        """Tell whether the plan ships less than is asked for."""
        return (
            self._plan is not None and self._least is not None and self._plan.shipped < self._least
        )

    def _solve_whole(self, model: LinearModel, absolute_gap: float) -> SolverAnswer:
        """Solve a whole-order program: SCIP finds plans of several periods far sooner."""
        several = self._problem.demand.shape[1] > 1
        return self._steps.whole(model, absolute_gap, _MIP_S, by="scip" if several else "highs")

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
        return self._steps.interrupted or self._steps.left_s <= 0.0

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
        start = Start(guide=first.prices, first=self._seed)
        relaxed = self._price(root, start, first.bound)
        if relaxed is None:
            self._leaves.append(Leaf(root, first.prices, first.bound, jointly=False))
            return
        if relaxed.bound > first.bound:
            relaxed = replace(relaxed, bound=first.bound, prices=first.prices)
        self._push(root, relaxed)
        self._improve(root, relaxed)
        while self._open and not self._done():
            self._cut()
        self._leaves += [leaf for _, _, leaf, _ in self._open]
        self._open = []
        self._polish()

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

    def _price(self, case: Case, start: Start, known: float) -> Relaxed | None:
        if self._sample is not None:
            return self._price_sample(self._sample, case, start)
        with self._steps.timed("state vectors"):
            gap = max(_JOINT_SHARE * self._steps.config.relative_gap, _JOINT_GAP)
            watch = self._watch("state vectors", gap, known=known)
            watch = replace(watch, enough=self._close)
            return converge(
                self._joint, self._master, case, watch, start=start, per_round=self._per_round
            )

    def _price_sample(self, sample: _Sample, case: Case, start: Start) -> Relaxed | None:
        """Let prices of state vectors converge on the sample; their bound is that of the whole."""
        prices = start.prices or start.guide
        assert prices is not None  # those of the case before
        ends = (1 - _SAMPLE_SHARE) * self._steps.left_s
        with self._steps.timed("state vectors"):
            gap = max(_JOINT_SHARE * self._steps.config.relative_gap, _JOINT_GAP)
            watch = Watch(gap, stop=lambda: self._stop() or self._steps.left_s < ends)
            near = Start(prices=sample.thinned.lower(prices), first=_SEED)
            relaxed = converge(
                sample.joint, sample.master, case, watch, start=near, per_round=_SAMPLE_COLUMNS
            )
            if relaxed is None:
                return None
            prices = sample.thinned.lift(relaxed.prices)
            return replace(relaxed, prices=prices, bound=self._joint.evaluate(prices, case).bound)

    def _push(self, case: Case, relaxed: Relaxed) -> None:
        leaf = Leaf(case, relaxed.prices, relaxed.bound, jointly=True)
        if self._close(relaxed.bound) or self._worse(relaxed.bound):
            self._leaves.append(leaf)
            return
        children = branch(self._problem, case, relaxed.plan)
        if not children:
            self._leaves.append(leaf)
            return
        for part in children:
            heapq.heappush(self._open, (-relaxed.bound, next(self._number), leaf, part))

    def _improve(self, case: Case, relaxed: Relaxed) -> None:
        """Look for better states: those of the mix, and of the best mix of columns for whole states."""
        start = Start(prices=relaxed.prices)
        tried = [(relaxed.plan.state.argmax(axis=1), np.ceil(relaxed.plan.globals - 0.5))]
        self._settle(*tried[0], start)
        if self._close(self._bound()) or self._stop():
            return
        with self._steps.timed("best mix"):
            gap = self._task(case, tried[0][0], relaxed.bound).absolute_gap
            master = self._master
            if self._sample is not None:
                master, gap = self._sample.master, gap * self._sample.thinned.share
            answer = self._steps.whole(master.integer_states(case), gap, _STATES_S)
        if answer.values is not None:
            self._settle(*master.states_of(answer.values), start)

    def _cut(self) -> None:
        """Take the open case with the highest bound, and price it."""
        _, _, parent, case = heapq.heappop(self._open)
        relaxed = self._price(case, Start(prices=parent.prices), parent.bound)
        if relaxed is None or relaxed.bound > parent.bound:
            kept = Leaf(case, parent.prices, parent.bound, jointly=parent.jointly)
            if relaxed is None:
                self._leaves.append(kept)
                return
            relaxed = replace(relaxed, bound=parent.bound, prices=parent.prices)
        self._push(case, relaxed)
        self._improve(case, relaxed)

    def _polish(self) -> None:
        """Open other lanes of the plan while the gap is too wide and time is left."""

    def _found(self) -> Found:
        """Add the leaves up in whole numbers."""
        proven = tuple(
            prove(leaf, self._joint if leaf.jointly else self._alone) for leaf in self._leaves
        )
        bound = max((float(leaf.bound) for leaf in proven), default=None)
        plan = self._plan
        settled = None if self._kept is None else self._kept.prices
        closed = plan is not None and self._close(bound)
        return Found(plan, bound, proven, settled, closed, len(self._master.columns))


def _measure(problem: Problem) -> FloatArray:
    """Give what an order of every volume adds to its block's volume, ``(volume,)``."""
    measure = np.zeros(len(problem.lane))
    place = np.full(len(problem.statement.volumes), -1, dtype=np.int64)
    place[problem.source] = np.arange(len(problem.source))
    for block in problem.statement.states:
        where = place[block.volumes]
        measure[where[where >= 0]] = block.measure[where >= 0]
    return measure


def part_count(problem: Problem) -> int:
    """Give the number of parts whose columns the master mixes: more where there are more rows."""
    return min(max(len(problem.rows.sides) // 5, _LEAST_PARTS), _MOST_PARTS)
