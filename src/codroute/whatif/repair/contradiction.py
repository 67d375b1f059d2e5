"""The smallest set of rules that no plan keeps together.

Every way to a plan gives up at least one rule of every contradiction, and the other way round: a
contradiction is a set that meets all *corrections*, the sets of rules without which there is a
plan. So corrections are collected, and the smallest set that meets those known is tried: where it
leaves a plan, that plan shows a further correction; where it leaves none, nothing smaller does
(an implicit hitting set). Demand, who can carry which lane, and capacities of 0 that keep a
provider from having roles are not rules here: they stand behind all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from codroute.economics.arrays import FloatArray
from codroute.plan.repair import Contradiction
from codroute.plan.rules import Rule, RuleKey
from codroute.report.rule_words import decline_words
from codroute.scenario.scenario import Scenario
from codroute.solve.backends.check import excess
from codroute.solve.exact.elastic import elastic, without_rows
from codroute.solve.exact.linear_model import LinearModel
from codroute.whatif.repair.case import Case, case_of
from codroute.whatif.repair.limits import Limit
from codroute.whatif.repair.solves import Solves

_MOST_LANES = 12
"""Of more lanes that must be carried one rule is made: no list of lanes is told in words."""

_SMALLEST_SHARE = 0.6
"""Share of the time in which a smallest set is looked for; in the rest, one without excess."""

_STEP_SHARE = 0.3

Kept = frozenset[Rule]


def find_contradiction(
    scenario: Scenario, rules: Sequence[Rule], solves: Solves
) -> Contradiction | None:
    """Find the smallest set of rules without a plan; None where time does not suffice for any.

    Parameters
    ----------
    scenario
        One that has no plan, which is not proven here again but of the set that is given.
    rules
        Its rules, as `list_rules` lists them.
    solves
        In what time.
    """
    search = _Search(scenario, rules, solves)
    return search.smallest() or search.irreducible()


@dataclass(frozen=True)
class _Lines:
    """A case, and the limits that stand behind each rule of it."""

    case: Case
    limits: dict[Rule, tuple[Limit, ...]]


class _Search:
    """Asks for sets of rules whether any plan keeps them."""

    def __init__(self, scenario: Scenario, rules: Sequence[Rule], solves: Solves) -> None:
        self._scenario, self._solves = scenario, solves
        self._rules = [rule for rule in rules if rule.family not in {"eligibility", "assignment"}]
        self._roles = [rule for rule in self._rules if rule.family == "roles"]
        self._cases: dict[Kept, _Lines] = {}
        everything = self._lines(frozenset(self._roles))
        self._all: Kept = frozenset([*everything.limits, *self._roles])
        self._corrections: list[Kept] = []
        self._ends_s = (1 - _SMALLEST_SHARE) * solves.left_s

    def smallest(self) -> Contradiction | None:
        """Try the smallest sets that meet all corrections known; None where time ends first."""
        while self._solves.left_s > self._ends_s:
            met = self._smallest_meeting()
            if met is None:
                return None
            plan = self._has_plan(met)
            if plan is None:
                return None
            if not plan:
                return self._told(met, irreducible=True, smallest=True)
            correction = self._correction(met)
            if correction is None:
                return None
            self._corrections.append(correction)
        return None

    def irreducible(self) -> Contradiction | None:
        """Take rules out one by one, as long as no plan keeps the others.

        Rules that are a correction alone are in every contradiction.
        """
        kept, sure = self._all, frozenset(chain(*(c for c in self._corrections if len(c) == 1)))
        if self._has_plan(kept) is not False:
            return None
        complete = True
        for rule in self._in_order(kept - sure):
            plan = self._has_plan(kept - {rule})
            complete = complete and plan is not None
            if plan is False:
                kept -= {rule}
        return self._told(kept, irreducible=complete, smallest=False)

    def _told(self, kept: Kept, *, irreducible: bool, smallest: bool) -> Contradiction:
        rules = tuple(self._in_order(kept))
        return Contradiction(rules=rules, irreducible=irreducible, smallest=smallest)

    def _in_order(self, kept: Kept) -> list[Rule]:
        """Sort rules as they are listed, the orders that must be carried last."""
        place = {rule: number for number, rule in enumerate(self._rules)}
        return sorted(kept, key=lambda rule: (place.get(rule, len(place)), rule.name))

    def _has_plan(self, kept: Kept) -> bool | None:
        """Tell whether any plan keeps some rules, whatever becomes of the others."""
        model = self._kept_rows(kept)
        return self._solves.has_plan(model, "which rules contradict", _STEP_SHARE)

    def _kept_rows(self, kept: Kept) -> LinearModel:
        """Take the rows of all other rules out."""
        lines = self._lines(self._roles_in(kept))
        linear = lines.case.model.linear
        upper = linear.upper.copy()
        for rule, limits in lines.limits.items():
            if rule not in kept:
                for limit in limits:
                    linear = without_rows(linear, limit.numbers)
                    upper[limit.columns] = limit.most
        return replace(linear, upper=upper)

    def _correction(self, kept: Kept) -> Kept | None:
        """Find few rules without which some plan keeps all others, ``kept`` among them."""
        for roles in self._roles_beside(kept):
            lines = self._lines(roles)
            gives = [
                replace(limit.give(1.0), price=0.0, fixed=1.0)
                for rule, limits in lines.limits.items()
                if rule not in kept
                for limit in limits
            ]
            linear = lines.case.model.linear
            answer = self._solves.solve(
                elastic(linear, gives), "which rules contradict", _STEP_SHARE
            )
            if answer.values is not None:
                values = answer.values[: len(linear.objective)]
                given_up = frozenset(self._roles) - roles
                if any(rule.name == "roles" for rule in given_up):
                    given_up = frozenset(rule for rule in given_up if rule.name == "roles")
                return given_up | frozenset(_broken(lines, values))
        return None

    def _roles_beside(self, kept: Kept) -> Iterator[Kept]:
        """Give what may hold of the roles beside some rules: all, all but one, as few as may be."""
        roles = frozenset(self._roles)
        others = [rule for rule in self._roles if rule not in kept]
        yield roles
        for rule in others:
            yield self._roles_in(roles - {rule})
        if len(others) > 1:
            yield self._roles_in(roles - set(others))

    def _roles_in(self, kept: Kept) -> Kept:
        """Give what holds of the roles where some rules do: without roles, no share of them."""
        own = kept & frozenset(self._roles)
        return own if any(rule.name == "roles" for rule in own) else frozenset()

    def _lines(self, roles: Kept) -> _Lines:
        """Give the case in which some rules on roles hold."""
        if roles not in self._cases:
            given_up = [rule for rule in self._roles if rule not in roles]
            if not roles:
                given_up = [rule for rule in given_up if rule.name == "roles"]
            case = case_of(self._scenario, self._rules, given_up)
            assert case is not None  # only limits of offers can lack figures
            self._cases[roles] = _Lines(case, self._grouped(case.limits))
        return self._cases[roles]

    def _grouped(self, limits: dict[RuleKey, Limit]) -> dict[Rule, tuple[Limit, ...]]:
        """Make one rule of lanes that must be carried, where they are many."""
        lanes = [limit for limit in limits.values() if limit.rule.family == "assignment"]
        if len(lanes) <= _MOST_LANES:
            return {limit.rule: (limit,) for limit in limits.values()}
        rest = {limit.rule: (limit,) for limit in limits.values() if limit not in lanes}
        words = decline_words(self._scenario.policy.decline)
        rule = Rule(family="assignment", name="decline", kind="policy", words=words)
        return rest | {rule: tuple(lanes)}

    def _smallest_meeting(self) -> Kept | None:
        """Give the smallest set that has a rule of every correction known."""
        if not self._corrections:
            return frozenset()
        rules = self._in_order(frozenset(chain(*self._corrections)))
        number = {rule: at for at, rule in enumerate(rules)}
        row = np.repeat(np.arange(len(self._corrections)), [len(c) for c in self._corrections])
        column = np.array([number[rule] for c in self._corrections for rule in self._in_order(c)])
        answer = self._solves.solve(_cover(row, column, len(rules)), "which rules contradict")
        if answer.values is None or answer.reason.value != "optimal":
            return None
        return frozenset(rules[at] for at in np.flatnonzero(answer.values > 0.5).tolist())


def _broken(lines: _Lines, values: FloatArray) -> Iterator[Rule]:
    """Name the rules that a plan breaks."""
    over = excess(lines.case.model.linear, values)
    for rule, limits in lines.limits.items():
        if any(over[limit.numbers].any() or values[limit.columns].any() for limit in limits):
            yield rule


def _cover(row: np.ndarray, column: np.ndarray, columns: int) -> LinearModel:
    """Write down: as few columns as possible, at least one of every row."""
    rows = int(row.max()) + 1
    order = np.lexsort((column, row))
    return LinearModel(
        name="cover",
        objective=-np.ones(columns),
        offset=0.0,
        lower=np.zeros(columns),
        upper=np.ones(columns),
        integer=np.ones(columns, dtype=np.bool_),
        row_lower=np.ones(rows),
        row_upper=np.full(rows, np.inf),
        entry_row=row[order],
        entry_column=column[order],
        entry_value=np.ones(len(row)),
        column_blocks=(),
        row_blocks=(),
    )
