"""The cheapest rules that have to give.

Some rules give by amounts: their slacks are columns of one program. Others go as a whole and
change who may carry what: every set of them is a case of its own, tried in the order of what they
cost, until no set is left that could be cheaper.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from codroute.economics.arrays import FloatArray
from codroute.plan.repair import Relaxation
from codroute.plan.rules import Rule
from codroute.scenario.scenario import Scenario
from codroute.solve.answer import EndReason, SolverAnswer
from codroute.solve.backends.check import objective_of
from codroute.solve.exact.elastic import elastic, start_of
from codroute.solve.exact.linear_model import LinearModel
from codroute.solve.exact.restrict import fix_roles, relaxed
from codroute.solve.exact.steps import FROM_COLUMNS
from codroute.whatif.repair.amounts import relaxations
from codroute.whatif.repair.case import Case, case_of
from codroute.whatif.repair.found_plan import FoundOrders
from codroute.whatif.repair.solves import Solves
from codroute.whatif.repair.weights import Weights
from codroute.whatif.rules.limits import closing_capacities

WHOLE = 1.0
"""A rule that is given up as a whole gives by all of its amount."""

_NOISE = 1e-6
_LABEL = "what has to give"

_SHARE = 0.5
"""Share of the time left that one case may take."""


@dataclass(frozen=True)
class Found:
    """The cheapest relaxations found, and what is proven of all others."""

    relaxations: tuple[Relaxation, ...]
    orders: FoundOrders
    """A plan that keeps everything else."""
    cost: float
    least_cost: float


class Search:
    """Looks for the cheapest rules that have to give: cases in the order of what they cost.

    Parameters
    ----------
    scenario, rules, weights
        What may give, at what cost.
    solves
        In what time.
    """

    def __init__(
        self, scenario: Scenario, rules: Sequence[Rule], weights: Weights, solves: Solves
    ) -> None:
        self._scenario, self._rules = scenario, rules
        self._weights, self._solves = weights, solves
        self._best: Found | None = None
        self._bounds: list[float] = []
        """What the cases tried cost at least."""

    def cheapest(self, base: Case, start: FloatArray | None) -> Found | float:
        """Try cases until none can be cheaper than the best found.

        Parameters
        ----------
        base
            The case in which no rule is given up.
        start
            Values of its columns that make a plan but for limits, ``(column,)``, if known.

        Returns
        -------
        Found or float
            What is known that they cost at least, where none were found; infinite where no rules
            that may give leave a plan.
        """
        self._try(base, 0.0, start)
        switches = self._switches()
        always = self._always(switches)
        least_cost = self._all_cases(switches, always)
        if self._best is None:
            return least_cost
        return replace(self._best, least_cost=min(least_cost, self._best.cost))

    def _all_cases(self, switches: Sequence[Rule], always: float) -> float:
        """Try the cases; give what every one of them costs at least."""
        for fixed, chosen in islice(_by_cost([*map(self._fixed, switches)]), 1, None):
            if fixed >= self._cost - _NOISE:
                break
            case_rules = [switches[number] for number in chosen]
            given_up = [rule for rule in case_rules if rule.family != "capacity"]
            opened = [rule for rule in case_rules if rule.family == "capacity"]
            whole = sum(map(self._fixed, given_up))
            if not _sensible(given_up, opened) or whole + always >= self._cost - _NOISE:
                continue
            if self._solves.left_s <= 0.0:
                self._bounds.append(max(fixed, always))
                break
            case = case_of(self._scenario, self._rules, given_up, opened)
            if case is not None:
                self._try(case, whole)
        return min(self._bounds, default=float("inf"))

    @property
    def _cost(self) -> float:
        return float("inf") if self._best is None else self._best.cost

    def _switches(self) -> list[Rule]:
        """List the rules that change who may carry what, the cheapest first."""
        free = self._scenario.policy.roles == "free"
        closing = closing_capacities(self._scenario)
        switches = [
            rule
            for rule in self._rules
            if self._weights.of(rule) is not None
            and (
                rule.family in {"roles", "eligibility"}
                or (rule.family == "capacity" and not free and (rule.name, rule.unit) in closing)
            )
        ]
        return sorted(switches, key=self._fixed)

    def _fixed(self, rule: Rule) -> float:
        """Give what a rule costs at least, once it gives: as a whole, or before its amount."""
        weight = self._weights.of(rule)
        assert weight is not None
        return weight if rule.family == "capacity" else weight * (1 + WHOLE)

    def _always(self, switches: Sequence[Rule]) -> float:
        """Give what amounts cost at least in every case: without roles and limits of offers.

        Without roles also where they must be kept: with them, a capacity of 0 keeps more away.
        """
        given_up = [rule for rule in switches if rule.family == "eligibility"]
        given_up += [rule for rule in self._rules if rule.key[:2] == ("roles", "roles")]
        if not switches:
            return 0.0
        case = case_of(self._scenario, self._rules, given_up)
        if case is None:
            return 0.0
        return self._solved(case)[1]

    def _try(self, case: Case, whole: float, start: FloatArray | None = None) -> None:
        """Find the cheapest amounts of a case, from a plan if there is one."""
        values, least, answer = self._solved(case, start)
        self._bounds.append(whole + least)
        if values is None:
            return
        found = (
            *(self._whole(rule) for rule in case.given_up),
            *relaxations(case, values, self._weights),
        )
        cost = sum(relaxation.cost for relaxation in found)
        if cost < self._cost:
            orders = FoundOrders(case, values, answer)
            self._best = Found(found, orders, cost, 0.0)

    def _whole(self, rule: Rule) -> Relaxation:
        weight = self._weights.of(rule)
        assert weight is not None
        cost = self._fixed(rule)
        return Relaxation(rule=rule, unit=None, limits=(), share=WHOLE, weight=weight, cost=cost)

    def _with_roles_kept(
        self, case: Case, model: LinearModel, known: FloatArray | None
    ) -> FloatArray | None:
        """Find a first plan of a large case, or a better one than is known."""
        near = known
        if near is None:
            near = self._solves.solve(relaxed(model), _LABEL, _SHARE * _SHARE).values
        if near is None:
            return None
        own = near[: len(case.model.linear.objective)]
        kept = fix_roles(case.model, case.statement, model, own)
        found = self._solves.solve(kept, _LABEL, _SHARE * _SHARE, hint=known)
        return _better(model, known, found.values)

    def _solved(
        self, case: Case, start: FloatArray | None = None
    ) -> tuple[FloatArray | None, float, SolverAnswer]:
        """Give the values of the cheapest plan of a case, and what every plan of it costs.

        In a large scenario the roles are first kept as a plan has them, or the relaxation would:
        what is left is far easier.
        """
        gives = [
            limit.give(weight, needed=limit.rule in case.opened)
            for limit in case.limits.values()
            if (weight := self._weights.of(limit.rule)) is not None
        ]
        model, scale = _scaled(elastic(case.model.linear, gives))
        known = None if start is None else start_of(case.model.linear, gives, start)
        if len(model.objective) >= FROM_COLUMNS:
            known = self._with_roles_kept(case, model, known)
        answer = self._solves.solve(model, _LABEL, _SHARE, hint=known)
        if answer.reason is EndReason.INFEASIBLE:
            return None, float("inf"), answer
        values = _better(model, known, answer.values)
        least = max(-(answer.bound or 0.0), 0.0) / scale
        if values is None:
            return None, least, answer
        cost = -objective_of(model, values) / scale
        return values[: len(case.model.linear.objective)], min(least, cost), answer


def _scaled(model: LinearModel) -> tuple[LinearModel, float]:
    """Let the smallest price be 1, far above any tolerance; give what prices were multiplied by.

    One order of millions costs less than a solver tells from nothing.
    """
    prices = np.abs(model.objective[model.objective != 0.0])
    scale = 1.0 / float(prices.min(initial=1.0))
    return replace(model, objective=model.objective * scale), scale


def _better(
    model: LinearModel, one: FloatArray | None, other: FloatArray | None
) -> FloatArray | None:
    """Give the cheaper of two plans, where there are any."""
    known = [values for values in (one, other) if values is not None]
    return max(known, key=lambda values: objective_of(model, values), default=None)


def _sensible(given_up: Sequence[Rule], opened: Sequence[Rule]) -> bool:
    """Leave out cases that say something twice: without roles nothing else of them matters."""
    free = any(rule.name == "roles" and rule.family == "roles" for rule in given_up)
    others = sum(rule.family == "roles" for rule in given_up)
    return not (free and (others > 1 or opened))


def _by_cost(costs: Sequence[float]) -> Iterator[tuple[float, tuple[int, ...]]]:
    """Give all sets of ascending costs, the cheapest sets first, each with its sum."""
    yield 0.0, ()
    heap: list[tuple[float, tuple[int, ...]]] = [(costs[0], (0,))] if costs else []
    while heap:
        total, chosen = heapq.heappop(heap)
        yield total, chosen
        last = chosen[-1]
        if last + 1 < len(costs):
            heapq.heappush(heap, (total + costs[last + 1], (*chosen, last + 1)))
            swapped = total - costs[last] + costs[last + 1]
            heapq.heappush(heap, (swapped, (*chosen[:-1], last + 1)))
