"""The search: a bound from prices, plans of whole orders, and cases until the two are close.

1. Without state vectors (each order in its best state) prices converge in a second: a first bound.
2. The states that this mix reaches are settled; with them prices converge fast, and a plan of whole
   orders follows. Where it does not, limits being full and volumes wanted, relaxations of the whole
   model lead to a first plan (exact/start.py), and prices converge with its states.
3. States that cannot be in a better plan are left out, each by a bound of its own.
4. State vectors are tried jointly: the bound that counts. Better states come out of its master.
5. Where the gap is still too wide, cases are cut in two, the one with the highest bound first:
   contracts before anything else, as soon as prices tell that one would be used in part.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.solve.decomposition.bound import Lagrangian
from codroute.solve.decomposition.cases import (
    Leaf,
    ProvenLeaf,
    branch,
    only,
    prove,
    reached_states,
    used_in_part,
)
from codroute.solve.decomposition.links import best_links
from codroute.solve.decomposition.market import Market, lay_out, lay_out_alone, parts
from codroute.solve.decomposition.master import Master
from codroute.solve.decomposition.memory import Memory, recall, remember
from codroute.solve.decomposition.neighbour import find_neighbour
from codroute.solve.decomposition.plans import FirstPlan, Plans
from codroute.solve.decomposition.prices import Case, Prices
from codroute.solve.decomposition.problem import Problem, shipping_at_least
from codroute.solve.decomposition.rounds import MOST_ROUNDS, Relaxed, Round, Start, Watch, converge
from codroute.solve.decomposition.sample import Sample
from codroute.solve.decomposition.whole import WholePlan
from codroute.solve.exact.steps import Steps
from codroute.solve.solution import Near

_FIRST_GAP, _FIRST_ROUNDS = 7e-4, 50
"""How close prices without state vectors come: they only guide."""

_JOINT_SHARE, _JOINT_GAP = 0.4, 1e-6
"""Share of the gap wanted, and least, at which the bound of state vectors is close to its mix."""

_MANY_SIDES, _MANY_STAGES = 600, (4e-3, 8e-4, 2e-4, 4e-5)
"""One-sided rows from which rounds are many and the best mix of columns is hard to find; how close
a case comes step by step then. Of fewer rows only the last step is taken."""

_LITTLE = 0.1
"""Share of the gap that closer prices must be able to close, or a case is cut."""

_SAMPLE_STAGE = 0.5
"""How much closer prices of a sample come: on all lanes they are not as good."""

_LEAST_WEIGHT = 0.1
"""Weight of a state in a mix from which a plan with it is tried."""

_PER_ROUND, _SEED = 6, 30
"""Columns per market and round, and at the start, of a market of some hundred lanes."""

_LARGE = 5_000
"""Lanes of a market from which columns are few, since each is long."""

_STATES_S, _STATES_NODES = 4.0, 1000
"""Limits of the best mix of columns."""

_SOME_FAILURES, _MOST_FAILURES, _WORTH_SHARE = 4, 60, 0.25
"""Tries in a row that may fail to improve a plan before cases are cut, if they may close so much of
the gap, and at last."""

_CUTS_WITHOUT_PLANS = 5
"""Cases cut at once for a contract used in part, of which one is searched for plans."""

_TIGHTER = 0.05
"""How much closer a case comes in which nothing is left to cut."""


@dataclass(frozen=True)
class Found:
    """What the search brought.

    ``settled`` are the prices with the plan's states settled: what each limit is worth to it.
    """

    plan: WholePlan | None
    leaves: tuple[ProvenLeaf, ...]
    settled: Prices | None
    columns: int


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
    first_plan
        Looks for a plan in another way, where the first prices lead to none.
    """

    def __init__(
        self,
        problem: Problem,
        steps: Steps,
        least_shipped: int | None,
        first_plan: Callable[[], FirstPlan | None] = lambda: None,
    ) -> None:
        self._problem = problem
        self._steps = steps
        self._first_plan = first_plan
        self._whole_case = Case.whole(problem)
        self._alone = Lagrangian(problem, lay_out_alone(problem), steps.config.threads)
        self._joint = Lagrangian(problem, lay_out(problem), steps.config.threads)
        self._master = Master(problem, self._joint.markets, steps.linear)
        self._part = parts(problem)
        self._sample = Sample.of(problem, steps)
        self._plans = Plans(
            self._alone,
            self._part,
            steps,
            least_shipped=least_shipped,
            bound=self._bound,
            sample=self._sample,
        )
        self._leaves: list[Leaf] = []
        self._in_hand: Leaf | None = None
        self._from_near = False
        self._cuts = 0
        self._open: list[tuple[float, int, Leaf]] = []
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

    def first_prices(self) -> Relaxed | None:
        """Let prices converge with every order in its best state."""
        with self._steps.timed("first prices"):
            if self._sample is not None:
                guess = self._sample.guess(self._whole_case, Start(), _FIRST_GAP, _FIRST_ROUNDS)
                if guess is not None and not guess.broken:
                    bound = self._alone.evaluate(guess.prices, self._whole_case).bound
                    return replace(guess, bound=bound)
                self._sample = self._plans.sample = None
            master = Master(self._problem, self._alone.markets, self._steps.linear, self._part)
            watch = self._watch("first prices", _FIRST_GAP, np.inf, _FIRST_ROUNDS)
            return converge(self._alone, master, self._whole_case, watch)

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
        start = Start(prices=first.prices)
        self._plans.settle(*self._reached(first), start)
        if self._plans.best is None and not self._steps.stopped:
            known = self._first_plan()
            if known is not None:
                self._plans.start_from(known, start)
        if not self._plans.done():
            root = self._without_poor_states(self._leaves.pop(), first)
            self._push(Leaf(root, first.prices, first.bound, jointly=False))
        return self._close()

    def memory(self) -> Memory | None:
        """Give what a similar search can start from; None where lanes are too many."""
        if self._sample is not None:
            return None
        return remember(self._problem, self.markets, self._master.columns)

    def run_near(self, near: Near) -> Found | None:
        """Search from a plan of a similar scenario; None where it does not lead to a plan."""
        if self._sample is not None:
            return None
        neighbour = find_neighbour(self._problem, self.markets, near.plan)
        if neighbour is None:
            return None
        self._from_near = True
        if isinstance(near.memory, Memory):
            for column in recall(near.memory, self._problem, self.markets):
                self._master.add(column)
        start, known = Start(prices=neighbour.leaves[0].prices), neighbour.plan
        with self._steps.timed("state vectors"):
            self._leaves = [self._evaluated(leaf) for leaf in neighbour.leaves]
        if self._plans.keeps_rules(known):
            self._plans.start_from(known, start)
        else:
            self._plans.settle(known.states, known.globals_, start)
        if self._plans.best is None:
            return None
        for leaf in self._leaves:
            self._push(leaf)
        self._leaves = []
        self._cut_together()
        return self._close()

    def _evaluated(self, known: Leaf) -> Leaf:
        """Bound a case by prices from elsewhere, with state vectors at the best costs of states."""
        if not known.jointly:
            bound = self._alone.evaluate(known.prices, known.case).bound
            return replace(known, bound=bound)
        tried = self._joint.evaluate(known.prices, known.case)
        linked = best_links(self._joint, tried, known.case, self._steps.linear)
        return replace(known, prices=linked.prices, bound=linked.bound)

    def _cut_together(self) -> None:
        """Cut the first case, and let the prices of the others go the same way as its own."""
        if len(self._open) < 2 or self._plans.done():
            return
        before = self._open[0][2]
        after = self._cut()
        if not before.jointly:
            return
        way = before.prices.way_to(after.prices)
        others, self._open = self._open, []
        with self._steps.timed("state vectors"):
            for _, _, leaf in others:
                own = way if leaf.jointly else way.of_rows()
                moved = self._evaluated(replace(leaf, prices=leaf.prices.along(own)))
                self._push(moved if moved.bound < leaf.bound else leaf)

    def _close(self) -> Found:
        """Cut cases until plan and bound are close, and add up what is proven."""
        while self._open and not self._plans.done():
            self._cut()
        self._leaves += [leaf for _, _, leaf in self._open]
        self._open = []
        if not self._plans.done():
            self._plans.polish(_MOST_FAILURES)
        with self._steps.timed("proof"):
            return self._found()

    def _reached(self, relaxed: Relaxed) -> tuple[IntArray, FloatArray]:
        """Give the states and contracts of a mix, which is a sample's where there is one."""
        return reached_states(
            self._problem if self._sample is None else self._sample.problem, relaxed
        )

    # --- bounds ------------------------------------------------------------------------------

    def _bound(self) -> float | None:
        """Give what no plan can be worth more than."""
        return self._with_in_hand(None if self._in_hand is None else self._in_hand.bound)

    def _with_in_hand(self, bound: float | None) -> float | None:
        """Give the bound where that of the case in hand is known."""
        bounds = [leaf.bound for leaf in self._leaves] + [-entry[0] for entry in self._open]
        return max(bounds if bound is None else [*bounds, bound], default=None)

    def _watch(self, stage: str, gap: float, known: float, most_rounds: int = MOST_ROUNDS) -> Watch:
        """Watch rounds of the case in hand, bounded by ``known`` before they begin."""

        def report(done: Round) -> None:
            self._plans.tell(stage, self._with_in_hand(min(done.bound, known)))

        return Watch(gap, stop=lambda: self._steps.stopped, report=report, most_rounds=most_rounds)

    def _without_poor_states(self, whole: Leaf, first: Relaxed) -> Case:
        """Leave out states with which no plan is as good as the one at hand; each is a leaf."""
        case = whole.case
        if self._plans.best is None or self._plans.short():
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
                    if self._plans.close(bound) and case.allowed[block].sum() > 1:
                        self._leaves.append(Leaf(part, first.prices, bound, jointly=False))
                        case = only(case, block, ~places)
        return case

    @property
    def _stages(self) -> tuple[float, ...]:
        """Say how close a case comes before plans are tried: in steps where rounds are many.

        A sample's rounds are quick, and plans of very many lanes are not. From a similar problem's
        prices and columns on rounds are few.
        """
        wanted = max(_JOINT_SHARE * self._steps.config.relative_gap, _JOINT_GAP)
        if self._sample is not None:
            return (_SAMPLE_STAGE * wanted,)
        many = len(self._problem.rows.sides) > _MANY_SIDES and not self._from_near
        coarse = _MANY_STAGES if many else _MANY_STAGES[-1:]
        return (*(gap for gap in coarse if gap > wanted), wanted)

    def _cut(self) -> Leaf:
        """Take the open case with the highest bound, price it, cut it in two, and give it."""
        self._in_hand = heapq.heappop(self._open)[2]
        parts = self._priced_parts()
        leaf, self._in_hand = self._in_hand, None
        for part in parts:
            self._push(self._inherited(leaf, part))
        if not parts:
            self._leaves.append(leaf)
        return leaf

    def _priced_parts(self) -> list[Case]:
        """Price the case in hand, look for plans, and give its parts; none where it is done with.

        It comes closer step by step. One with a contract used in part is cut at once; one without
        anything to cut comes closer still.
        """
        leaf, stages = self._in_hand, self._stages
        assert leaf is not None
        known = leaf.jointly and self._master.columns
        start = Start(prices=leaf.prices, first=0 if known else self._seed)
        parts: list[Case] = []
        for gap in (*stages, _TIGHTER * stages[-1]):
            relaxed = self._price(leaf.case, start, leaf.bound, gap)
            if relaxed is None:
                break
            start = Start(prices=relaxed.prices)
            if relaxed.bound < leaf.bound:
                leaf = self._in_hand = Leaf(leaf.case, relaxed.prices, relaxed.bound, jointly=True)
            parts = [] if self._hopeless(leaf) else branch(self._problem, leaf.case, relaxed.plan)
            if parts and self._is_cut_at_once(relaxed):
                break
            if not self._hopeless(leaf):
                self._improve(leaf.case, relaxed)
            if self._hopeless(leaf) or self._plans.done():
                return []
            if parts and (gap <= stages[-1] or self._is_cut_next(leaf, relaxed)):
                break
        return parts

    def _is_cut_at_once(self, relaxed: Relaxed) -> bool:
        """Tell whether a contract is used in part; now and then plans are looked for even so."""
        if self._plans.best is None or not used_in_part(self._problem, relaxed.plan):
            return False
        self._cuts += 1
        return not self._plans.short() and self._cuts % _CUTS_WITHOUT_PLANS != 0

    def _is_cut_next(self, leaf: Leaf, relaxed: Relaxed) -> bool:
        """Tell whether what closer prices may take off the bound is little of the gap."""
        best = self._plans.best
        if best is None or self._sample is not None:
            return False  # a sample's mix is not one of the whole
        left = relaxed.bound - relaxed.plan.objective
        return left < _LITTLE * (leaf.bound - best.contribution)

    def _price(self, case: Case, start: Start, known: float, gap: float) -> Relaxed | None:
        """Let prices of state vectors converge; with a sample, the bound is that of the whole."""
        with self._steps.timed("state vectors"):
            if self._sample is not None:
                found = self._sample.guess_jointly(case, start, gap)
                if found is None:
                    return None
                tried = self._joint.evaluate(found.prices, case)
                linked = best_links(self._joint, tried, case, self._steps.linear)
                return replace(found, prices=linked.prices, bound=linked.bound)
            watch = replace(self._watch("state vectors", gap, known), enough=self._plans.close)
            found = self._converge_jointly(case, watch, start)
            if found is None and not self._steps.stopped:
                # Columns of many cases can be too much for the solver's tolerances.
                self._master = Master(self._problem, self._joint.markets, self._steps.linear)
                found = self._converge_jointly(case, watch, replace(start, first=self._seed))
            return found

    def _converge_jointly(self, case: Case, watch: Watch, start: Start) -> Relaxed | None:
        per_round = self._per_round
        return converge(self._joint, self._master, case, watch, start=start, per_round=per_round)

    def _push(self, leaf: Leaf) -> None:
        """Keep a case open."""
        heapq.heappush(self._open, (-leaf.bound, next(self._number), leaf))

    def _inherited(self, leaf: Leaf, case: Case) -> Leaf:
        """Bound a part of a case by the prices of the whole; a sample's are evaluated later."""
        lagrangian = self._joint if leaf.jointly else self._alone
        if self._sample is not None:
            return replace(leaf, case=case)
        bound = min(leaf.bound, lagrangian.evaluate(leaf.prices, case).bound)
        return replace(leaf, case=case, bound=bound)

    def _hopeless(self, leaf: Leaf) -> bool:
        """Tell whether no plan in a case is so much better that it is looked for."""
        return self._plans.close(leaf.bound) or self._plans.worse(leaf.bound)

    def _improve(self, case: Case, relaxed: Relaxed) -> None:
        """Look for better plans: states of the mix, and of the best mix with whole states."""
        plans, start = self._plans, Start(prices=relaxed.prices)
        states = relaxed.plan.state.argmax(axis=1)
        plans.settle(states, np.ceil(relaxed.plan.globals - 0.5), start)
        if not self._satisfied():
            plans.settle(*self._reached(relaxed), start)
        if not self._satisfied():
            plans.polish(_SOME_FAILURES, _WORTH_SHARE, self._satisfied)
        if self._satisfied():
            return
        if len(self._problem.rows.sides) > _MANY_SIDES:
            self._try_neighbours(relaxed)
            return
        with self._steps.timed("best mix"):
            gap, master = plans.rounding_gap(relaxed.bound), self._master
            if self._sample is not None:
                master, gap = self._sample.master, gap * self._sample.share
            model = master.integer_states(case)
            answer = self._steps.whole(model, gap, _STATES_S, most_nodes=_STATES_NODES)
        if answer.values is not None:
            plans.settle(*master.states_of(answer.values), start)

    def _satisfied(self) -> bool:
        """Tell whether the best plan is close to the bound of all cases, or of the one in hand."""
        leaf = self._in_hand
        return self._plans.done() or (leaf is not None and self._hopeless(leaf))

    def _try_neighbours(self, relaxed: Relaxed) -> None:
        """Change the plan's states one by one, those first of which the mix has most."""
        start, globals_ = Start(prices=relaxed.prices), np.ceil(relaxed.plan.globals - 0.5)
        weight = relaxed.plan.state
        for place in np.argsort(-weight, axis=None, kind="stable").tolist():
            block, state = divmod(place, weight.shape[1])
            best = self._plans.best
            if weight[block, state] < _LEAST_WEIGHT or best is None or self._satisfied():
                break
            if best.states[block] != state:
                states = best.states.copy()
                states[block] = state
                self._plans.settle(states, globals_, start)

    def _found(self) -> Found:
        """Add the leaves up in whole numbers."""
        proven = tuple(
            prove(leaf, self._joint if leaf.jointly else self._alone) for leaf in self._leaves
        )
        plans = self._plans
        master = self._master if self._sample is None else self._sample.master
        return Found(plans.best, proven, plans.settled, len(master.columns))
