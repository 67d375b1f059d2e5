"""The decomposition as an engine: the stages of the policy on declining, each with its proof.

``no_capacity`` is lexicographic. Prices converge with the fewest orders declined that nobody can
carry; where the limits do not allow that, the most orders that can be shipped are bounded first, by
the same prices and lanes with a worth of 1 for every order.
"""

from math import floor

import numpy as np

from codroute.economics.arrays import IntArray
from codroute.errors import NoPlanFound
from codroute.formulation.statement import Statement, order_columns
from codroute.plan.proof import Proof
from codroute.solve.answer import FEWEST_DECLINED, EndReason
from codroute.solve.config import SolverConfig
from codroute.solve.ctrl_c import CtrlC
from codroute.solve.decomposition.bound import Lagrangian
from codroute.solve.decomposition.cases import Leaf, ProvenLeaf, prove
from codroute.solve.decomposition.certify import certify
from codroute.solve.decomposition.market import lay_out_alone, parts
from codroute.solve.decomposition.master import Master
from codroute.solve.decomposition.plans import FirstPlan
from codroute.solve.decomposition.prices import Case, Prices
from codroute.solve.decomposition.problem import Problem, arrange, shipping_only
from codroute.solve.decomposition.rounds import Relaxed, Round, Watch, converge, no_prices
from codroute.solve.decomposition.rows import AT_LEAST, BLOCK, DECLINED
from codroute.solve.decomposition.search import Found, Search
from codroute.solve.decomposition.whole import WholePlan
from codroute.solve.exact import engine as exact
from codroute.solve.exact.assemble import assemble
from codroute.solve.exact.start import find_start
from codroute.solve.exact.steps import OnProgress, Steps
from codroute.solve.process import SolverProcess
from codroute.solve.roles_named import named_roles
from codroute.solve.solution import DeclineProof, Near, ShadowPrices, Solution

_HURRIED = "time ended a program on the way, so another run may find another plan"

_SMALL = 5_000
"""Order columns up to which a solver is asked to close a gap that the search leaves open."""

_ORDER = 1e-3
"""Shipped orders are whole: a bound this close above a whole number is that number."""


def solve(  # noqa: PLR0913, PLR0917 - options by their names
    statement: Statement,
    config: SolverConfig,
    process: SolverProcess,
    on_progress: OnProgress | None = None,
    ctrl_c: CtrlC | None = None,
    near: Near | None = None,
) -> Solution:
    """Solve a statement within the configuration's time limit, or until Ctrl-C is asked for.

    ``near`` is a plan of a similar scenario, to start from.

    Raises
    ------
    Infeasible
        No plan satisfies every rule, and that is proven.
    NoPlanFound
        The limit was reached, or the user interrupted, before any plan was found.
    """
    steps = Steps(config, process, on_progress, ctrl_c or CtrlC())
    return _Run(statement, steps, near).solve()


class _Run:
    """One run through the stages of the policy on declining."""

    def __init__(self, statement: Statement, steps: Steps, near: Near | None) -> None:
        self._statement = statement
        self._steps = steps
        self._near = near
        assert statement.assignment is not None  # the family is always there
        self._lexicographic = statement.assignment.decline == "no_capacity"
        self._never = statement.assignment.decline == "never"
        self._total = int(statement.demand.sum())
        self._forced = statement.forced_declines()
        self._shipped: tuple[ProvenLeaf, Problem] | None = None

    def solve(self) -> Solution:
        """Run the stages."""
        if self._never and self._forced:
            raise exact.explain_infeasible(self._statement, self._steps)
        least = self._total - self._forced if self._lexicographic else None
        known = self._solve_near(least)
        if known is not None:
            return self._closed(known)
        search, first = self._first(least)
        if least is not None and (first is None or first.broken):
            least = min(least, self._most_shipped())
            search, first = self._first(least)
        if first is None:
            raise self._nothing_found()
        if first.broken and self._impossible(search, first, least):
            raise exact.explain_infeasible(self._statement, self._steps)
        found = search.run(first)
        if found.plan is None:
            return self._whole_model()
        return self._closed(self._solution(search, found, least))

    def _closed(self, solution: Solution) -> Solution:
        """Hand a small model whose gap stays open to a solver, whatever the search began with."""
        proven = solution.decline is None or solution.decline.proven
        small = order_columns(self._statement) <= _SMALL
        done = proven and solution.reason is EndReason.OPTIMAL
        if done or not small or self._steps.stopped:
            return solution
        whole = self._whole_model()
        return whole if whole.reason is EndReason.OPTIMAL else solution

    def _solve_near(self, least: int | None) -> Solution | None:
        """Search from the plan of a similar scenario, if there is one that leads to a plan."""
        if self._near is None:
            return None
        search = self._search(least)
        found = search.run_near(self._near)
        if found is None or found.plan is None:
            return None
        if least is not None and found.plan.shipped < least:
            return None
        return self._solution(search, found, least)

    def _impossible(self, search: Search, first: Relaxed, least: int | None) -> bool:
        """Tell whether prices prove that no plan keeps every rule, however much it declines."""
        if least is not None:
            search, again = self._first(None)
            if again is None or not again.broken:
                return False
            first = again
        return search.impossible(first)

    def _whole_model(self) -> Solution:
        """Hand the whole model to a solver: where no plan was found, or a small gap stays open."""
        if self._steps.stopped:
            raise self._nothing_found()
        return exact.run(self._statement, self._steps)

    def _search(self, least: int | None) -> Search:
        problem = arrange(self._statement, least_shipped=least)
        return Search(problem, self._steps, least, lambda: self._first_plan(problem, least))

    def _first(self, least: int | None) -> tuple[Search, Relaxed | None]:
        search = self._search(least)
        return search, search.first_prices()

    def _first_plan(self, problem: Problem, least: int | None) -> FirstPlan | None:
        """Look for a plan in the whole model, by relaxations: where roundings find none."""
        with self._steps.timed("first plan"):
            declined = None if least is None else self._total - least
            model = assemble(self._statement, declined_at_most=declined)
            found = find_start(model, self._statement, self._steps.step, self._steps.in_haste)
        if found.values is None:
            return None
        values = found.values
        return FirstPlan(
            orders=model.orders(values)[problem.source],
            states=np.array([values[columns].argmax() for columns in model.states], dtype=np.int64),
            globals_=values[model.globals],
        )

    def _most_shipped(self) -> int:
        """Bound the orders that any plan can ship."""
        leaf, _ = self._shipping()
        return min(floor(float(leaf.bound) + _ORDER), self._total)

    def _shipping(self) -> tuple[ProvenLeaf, Problem]:
        """Let prices converge that bound how many orders can be shipped; once."""
        if self._shipped is None:
            problem = shipping_only(arrange(self._statement, least_shipped=None))
            lagrangian = Lagrangian(problem, lay_out_alone(problem), self._steps.config.threads)
            part = parts(problem)
            master = Master(problem, lagrangian.markets, self._steps.linear, part)

            def report(done: Round) -> None:
                bound = min(done.bound, self._total) - self._total
                self._steps.report(FEWEST_DECLINED, None, bound)

            case = Case.whole(problem)
            with self._steps.timed(FEWEST_DECLINED):
                gap = _ORDER / max(self._total, 1)
                watch = Watch(gap, stop=lambda: self._steps.stopped, report=report)
                relaxed = converge(lagrangian, master, case, watch)
            prices = no_prices(lagrangian) if relaxed is None else relaxed.prices
            leaf = prove(Leaf(case, prices, np.inf, jointly=False), lagrangian)
            self._shipped = leaf, problem
        return self._shipped

    def _nothing_found(self) -> NoPlanFound:
        if self._steps.interrupted:
            return NoPlanFound("interrupted before a first plan was found", interrupted=True)
        limit_s = self._steps.config.time_limit_s
        return NoPlanFound(f"no plan found within {limit_s:g} s", interrupted=False)

    def _solution(self, search: Search, found: Found, least: int | None) -> Solution:
        assert found.plan is not None
        problem, plan = search.problem, found.plan
        leaves = found.leaves
        if least is not None and plan.shipped < least:
            problem, leaves = search.with_least_shipped(plan.shipped)
        bound = max(leaf.bound for leaf in leaves)
        orders = np.zeros(len(self._statement.volumes), dtype=np.int64)
        orders[problem.source] = plan.orders
        main, backup = named_roles(self._statement, orders)
        closed = self._steps.config.gap_reached(plan.contribution, float(bound))
        name, version, backend = self._steps.solver
        from_scenario = self._statement.from_scenario
        return Solution(
            orders=orders,
            main=main,
            backup=backup,
            reason=self._reason(closed),
            bound=float(bound),
            decline=self._decline(plan, least),
            engine="decomposition",
            engine_reason=_HURRIED if self._steps.hurried else "",
            solver=" and ".join(dict.fromkeys(filter(None, ("GLOP", name)))),
            solver_version=version,
            backend=backend,
            confirmed_by=None,
            columns=found.columns,
            rows=len(problem.rows.sides),
            seconds=dict(self._steps.seconds),
            proof=certify(problem, search.markets, leaves) if from_scenario else None,
            memory=search.memory(),
            shadow_prices=None
            if found.settled is None
            else _shadow_prices(problem, plan.states, found.settled),
        )

    def _reason(self, closed: bool) -> EndReason:
        if closed:
            return EndReason.OPTIMAL
        if self._steps.interrupted:
            return EndReason.INTERRUPTED
        return EndReason.TIME_LIMIT if self._steps.left_s <= 0.0 else EndReason.OTHER_LIMIT

    def _decline(self, plan: WholePlan, least: int | None) -> DeclineProof | None:
        """Say how many orders the plan declines, and the least that any plan could."""
        if least is None:
            return None
        declined = self._total - plan.shipped
        if declined <= self._forced:
            return DeclineProof(declined, declined, self._unpriced())
        leaf, problem = self._shipping()
        bound = self._total - self._most_shipped()
        proof = certify(problem, (), [leaf]) if self._statement.from_scenario else None
        return DeclineProof(declined, min(bound, declined), proof)

    def _unpriced(self) -> Proof | None:
        """Prove the fewest declines without a price: the others have no offer."""
        if not self._statement.from_scenario:
            return None
        return Proof.model_validate({"grid": 1, "rows": (), "leaves": ({"prices": ()},)})


def _shadow_prices(problem: Problem, states: IntArray, prices: Prices) -> ShadowPrices:
    """Read what the limits are worth with the plan's states off the settled prices."""
    statement, sides = problem.statement, problem.rows.sides
    limits = {
        number: np.zeros(len(coupling.lower))
        for number, coupling in enumerate(statement.couplings)
        if coupling.switch is None
    }
    thresholds = np.zeros(len(states))
    for side in np.flatnonzero(prices.side).tolist():
        row, state = int(sides.row[side]), int(sides.state[side])
        block, name = int(problem.rows.block[row]), problem.rows.names[row]
        if state >= 0 and states[block] != state:
            continue
        if name.coupling == BLOCK and sides.sense[side] == AT_LEAST:
            thresholds[block] = prices.side[side]
        elif name.coupling not in (BLOCK, DECLINED) and name.coupling in limits:
            limits[name.coupling][name.number] += prices.side[side]
    return ShadowPrices(limits, thresholds)
