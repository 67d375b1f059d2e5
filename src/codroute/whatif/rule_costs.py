"""What every rule costs: the scenario planned without it.

The best plans with and without a rule are known within their bounds only, and so is their
difference. A rule whose rows have price 0 wherever the plan's proof uses prices needs no plan: the
same prices bound every plan without it.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from codroute.errors import NoPlanFound
from codroute.pipeline import PlanResult
from codroute.plan.model import Outcome, Plan
from codroute.plan.proof import PricedRow, Proof
from codroute.plan.rule_costs import RuleCost, RuleCosts
from codroute.plan.rules import Rule
from codroute.scenario.scenario import Scenario
from codroute.whatif.planner import Planner
from codroute.whatif.rules import list_rules, without
from codroute.whatif.rules.limits import closing_capacities
from codroute.whatif.rules.marginal import marginal_of, price_of, uses_of

_LEAST_SHARE, _LEAST_S = 0.2, 2.0
"""A plan without a rule is given this share of what the plan with all took, and so many seconds."""

_GAP_SHARE = 0.5
"""How much of that plan's gap is left open: the sum of both bounds a cost."""

_PRICED = {"capacity", "funds", "commitments", "trials", "service"}
"""Families whose rules are rows with prices."""


def find_rule_costs(
    scenario: Scenario,
    planner: Planner,
    *,
    near: PlanResult | Plan | None = None,
    total_s: float = 600.0,
) -> RuleCosts:
    """Find what every rule of a scenario costs, the dearest first.

    Parameters
    ----------
    scenario
        A checked scenario.
    planner
        Makes the plans: one with every rule, and one without each that may cost anything.
    near
        A plan of it, to start from.
    total_s
        No further plan is begun after so many seconds; rules then left have their prices alone.

    Raises
    ------
    Infeasible
        The scenario has no plan; without some rule it may have one, which `find_repair` finds.
    NoPlanFound
        Time or Ctrl-C ended before there was a plan with every rule.
    SolveFailed
        A solver crashed or answered with something that is not a plan.
    """
    ends = time.monotonic() + total_s
    base = planner.plan(scenario, "with every rule", near)
    study = _Study(scenario, planner, base, ends)
    costs, findings = study.costs(list_rules(scenario))
    outcome = base.plan.outcome
    return RuleCosts(
        scenario=scenario.name,
        currency=scenario.currency,
        minor_digits=scenario.minor_digits,
        config=planner.config_name,
        plan=base.plan,
        gap=None if outcome is None else outcome.relative_gap,
        costs=tuple(sorted(costs, key=_dearest_first)),
        findings=(*_findings("with every rule", base), *findings),
        complete=all(cost.how != "not_planned" for cost in costs),
    )


def _dearest_first(cost: RuleCost) -> tuple[int, int, Decimal, str]:
    """Sort by declined orders, then by money, then by what it may be at most."""
    known = cost.cost_minor if cost.how == "planned" else None
    if known is None:
        known = 0 if cost.marginal is None else cost.marginal.worth_minor
        known = known if cost.how == "not_planned" else 0
    return -cost.declined_orders, -known, -(cost.most or Decimal(0)), cost.rule.name


@dataclass(frozen=True)
class _Study:
    """One scenario with its plan, and until when further plans are made."""

    scenario: Scenario
    planner: Planner
    base: PlanResult
    ends: float

    @property
    def plan(self) -> Plan:
        """The plan with every rule."""
        return self.base.plan

    def costs(self, rules: Iterable[Rule]) -> tuple[list[RuleCost], list[str]]:
        """Find the cost of each rule, those that promise most first; and what audits found."""
        costs: list[RuleCost] = []
        findings: list[str] = []
        waiting: list[Rule] = []
        for rule in rules:
            known = self._without_planning(rule)
            if known is None:
                waiting.append(rule)
            else:
                costs.append(known)
        waiting.sort(key=self._promise, reverse=True)
        for number, rule in enumerate(waiting):
            planned = self._planned(rule, len(waiting) - number)
            costs.append(self._cost(rule, planned))
            if planned is not None:
                findings += _findings(f"without {rule.words}", planned)
        return [self._no_less_than_parts(cost, costs) for cost in costs], findings

    @staticmethod
    def _no_less_than_parts(cost: RuleCost, costs: Iterable[RuleCost]) -> RuleCost:
        """Let roles cost what any rule on them costs: without roles there are no shares either."""
        parts = [other for other in costs if other.rule.family == "roles"]
        declined = max((part.declined_orders for part in parts), default=0)
        if cost.rule.key[:2] != ("roles", "roles") or cost.least is None or declined:
            return cost
        gained = max(part.cost_minor or 0 for part in parts)
        least = max(part.least or Decimal(0) for part in parts)
        most = None if cost.most is None else max(cost.most, least)
        return cost.model_copy(update={"cost_minor": gained, "least": least, "most": most})

    def _promise(self, rule: Rule) -> float:
        """Guess what a rule costs: its price times its limit; what has no price comes first."""
        uses = uses_of(rule, self.plan)
        price = price_of(uses)
        if price is None:
            return float("inf") if rule.family == "roles" else 0.0
        return price * float(max(use.limit for use in uses))

    def _planned(self, rule: Rule, waiting: int) -> PlanResult | None:
        """Plan without a rule, from the plan with it; None where time or Ctrl-C comes first.

        Each of the rules waiting gets its part of the time that is left, but no less than a fifth
        of what the plan with every rule took; no gap smaller than that plan's is of use.
        """
        left_s = self.ends - time.monotonic()
        if self.planner.ctrl_c.asked or left_s <= 0.0:
            return None
        least_s = _LEAST_SHARE * sum(self._outcome.seconds.values())
        planner = self.planner.hurried(
            time_limit_s=max(left_s / waiting, least_s, _LEAST_S),
            relative_gap=_GAP_SHARE * (self._outcome.relative_gap or 0.0),
        )
        try:
            return planner.plan(without(self.scenario, rule), rule.words, self.base)
        except NoPlanFound:
            return None

    def _without_planning(self, rule: Rule) -> RuleCost | None:
        """Tell of a rule what needs no plan: that it costs nothing, or no more than the gap."""
        outcome = self._outcome
        if rule.family == "assignment" and self.scenario.policy.decline == "never":
            freer = without(self.scenario, rule).policy.decline
            if freer == "no_capacity":
                nothing = Decimal(0)
                return self._told(rule, "by_definition", 0, nothing, nothing)
        if self._is_row(rule) and _unpriced(rule, outcome):
            most = self._most(outcome.bound, self.base)
            return self._told(rule, "prices", None, Decimal(0), most)
        return None

    def _is_row(self, rule: Rule) -> bool:
        """Tell whether a rule says no more than its rows do.

        Where providers have roles, a capacity of 0 says more: who may have one.
        """
        closing = self.scenario.policy.roles != "free" and (rule.name, rule.unit) in (
            closing_capacities(self.scenario)
        )
        return rule.family in _PRICED and not closing

    def _cost(self, rule: Rule, planned: PlanResult | None) -> RuleCost:
        """Compare the plan without a rule with the plan with it, which is one without it too."""
        if planned is None or planned.plan.outcome is None:
            return self._told(rule, "not_planned", None, None, None)
        mine, other = self._outcome, planned.plan.outcome
        best = planned
        if self._lexicographic(rule):
            saved = _declined(self.plan) - _declined(planned.plan)
            if saved > 0:
                return self._told(rule, "planned", None, None, None, declined=saved)
            if saved < 0:  # time ended: the plan with the rule is the better one without it
                best, other = self.base, other.model_copy(update={"bound": None})
        gained = max(best.plan.contribution_minor - self.plan.contribution_minor, 0)
        if not (_settled(mine) and _settled(other)):
            return self._told(rule, "planned", gained, None, None)
        most = self._most(other.bound, self.base)
        return self._told(rule, "planned", gained, self._least(mine.bound, best), most)

    def _told(  # noqa: PLR0913, PLR0917 - the parts of a cost
        self,
        rule: Rule,
        how: str,
        cost_minor: int | None,
        least: Decimal | None,
        most: Decimal | None,
        declined: int = 0,
    ) -> RuleCost:
        return RuleCost.model_validate(
            {
                "rule": rule,
                "how": how,
                "cost_minor": cost_minor,
                "least": least,
                "most": None if most is None else max(most, least or Decimal(0)),
                "declined_orders": declined,
                "marginal": marginal_of(rule, self.plan),
            }
        )

    @property
    def _outcome(self) -> Outcome:
        assert self.plan.outcome is not None  # a plan that was made says how
        return self.plan.outcome

    def _lexicographic(self, rule: Rule) -> bool:
        """Tell whether fewer declined orders come first with the rule and without it."""
        policies = (self.scenario.policy, without(self.scenario, rule).policy)
        return all(policy.decline == "no_capacity" for policy in policies)

    def _least(self, bound: Decimal | None, found: PlanResult) -> Decimal:
        """Give by how much a plan without a rule lies above every plan with it, in the currency.

        Plans count before their amounts are rounded, as bounds do; what is rounded here is rounded
        to the side that claims less.
        """
        unit = 10**self.scenario.minor_digits
        if bound is None:
            return Decimal(0)
        above = floor((found.verdict.exact_contribution - Fraction(bound)) * unit)
        return Decimal(max(above, 0)).scaleb(-self.scenario.minor_digits)

    def _most(self, bound: Decimal | None, found: PlanResult) -> Decimal | None:
        """Give by how much a bound lies above a plan, likewise."""
        if bound is None:
            return None
        unit = 10**self.scenario.minor_digits
        below = ceil((Fraction(bound) - found.verdict.exact_contribution) * unit)
        return Decimal(below).scaleb(-self.scenario.minor_digits)


def _settled(outcome: Outcome) -> bool:
    """Tell whether it is proven that no plan declines fewer: else bounds bound too little."""
    return outcome.decline_stage is None or outcome.decline_stage.proven


def _declined(plan: Plan) -> int:
    return sum(row.orders for row in plan.declined)


def _unpriced(rule: Rule, outcome: Outcome) -> bool:
    """Tell whether the proof holds as it is without the rule: its rows have no price anywhere.

    Where orders are declined, the proof that none fewer can be must do without it too.
    """
    if not _settled(outcome):
        return False
    proofs: list[Proof | None] = [outcome.proof]
    stage = outcome.decline_stage
    if stage is not None and stage.declined_orders:
        proofs.append(stage.proof)
    return all(proof is not None and not _priced(rule, proof) for proof in proofs)


def _priced(rule: Rule, proof: Proof) -> bool:
    """Tell whether any row of a rule has a price in any leaf."""
    own = [number for number, row in enumerate(proof.rows) if _is_of(row, rule)]
    return any(leaf.prices[number] for leaf in proof.leaves for number in own)


def _is_of(row: PricedRow, rule: Rule) -> bool:
    """Tell whether a priced row says what a rule says: of a commitment, its minimum."""
    unit = rule.unit
    if rule.family in {"commitments", "trials"}:
        unit = "maximum" if rule.sense == "at_most" else "minimum"
    return (row.family, row.name) == (rule.family, rule.name) and row.unit in (unit, None)


def _findings(of: str, planned: PlanResult) -> Iterator[str]:
    """Word what the audit of a plan found."""
    for finding in planned.verdict.findings:
        place = f"{of}: {finding.check} {finding.place}"
        yield f"{place}: found {finding.found}; wanted {finding.wanted}"
