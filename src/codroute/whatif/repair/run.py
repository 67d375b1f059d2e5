"""The whole story: is there a plan, what has to give, is it needed, and why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass

from codroute.errors import Infeasible, NoPlanFound, SolveFailed
from codroute.pipeline import PlanResult
from codroute.plan.repair import Contradiction, Relaxation, Repair
from codroute.plan.rules import Rule
from codroute.scenario.changes.overrides import change_scenario
from codroute.scenario.scenario import Scenario
from codroute.solve.exact.assemble import assemble
from codroute.whatif.planner import Planner
from codroute.whatif.repair.case import case_of, rules_of
from codroute.whatif.repair.change import Change, changes_between, relaxed
from codroute.whatif.repair.contradiction import find_contradiction
from codroute.whatif.repair.found_plan import found_plan
from codroute.whatif.repair.search import Found, Search
from codroute.whatif.repair.solves import Solves
from codroute.whatif.repair.start import declining_start
from codroute.whatif.repair.weights import Weights
from codroute.whatif.rules.listing import every_rule, list_rules

REPAIRED = "repaired"
"""What the name of a repaired scenario says."""

_NOISE = 1e-6
"""A least cost up to this may be a solver's way to say 0."""

_SEARCH_SHARE, _NEEDED_SHARE = 0.6, 0.4
"""Shares of the time left for what has to give, and for whether all of it has to."""


def find_repair(
    scenario: Scenario,
    planner: Planner,
    *,
    weights: Weights | None = None,
    total_s: float = 300.0,
) -> Repair:
    """Find the cheapest limits to relax, and the smallest set of rules that contradict each other.

    Parameters
    ----------
    scenario
        A checked scenario.
    planner
        Makes the plans, and its process solves.
    weights
        What it costs to have rules give; by default a fact costs ten times what a policy does.
    total_s
        How long the searches may take, beside the plans of the scenario as it is and as changed.

    Returns
    -------
    Repair
        With the plan of the scenario if there is one, else of the changed one, audited.

    Raises
    ------
    NoPlanFound
        Time or Ctrl-C ended before anything was known.
    SolveFailed
        A solver crashed, or contradicts itself.
    """
    undecided: NoPlanFound | None = None
    try:
        return _as_it_is(scenario, planner)
    except Infeasible:
        pass
    except NoPlanFound as error:
        if error.interrupted:
            raise
        undecided = error
    rules = every_rule(scenario)
    base = case_of(scenario, rules)
    assert base is not None  # it is the scenario as it is
    start = declining_start(scenario, planner, base)
    solves = Solves(planner, total_s)
    search = Search(scenario, rules, weights or Weights(), solves.part(_SEARCH_SHARE))
    found = search.cheapest(base, start)
    if isinstance(found, Found) and not found.relaxations:
        raise undecided or SolveFailed("a model is called infeasible that has a plan")
    return _Run(scenario, planner, solves, found, undecided).told()


def _as_it_is(scenario: Scenario, planner: Planner) -> Repair:
    """Say that nothing has to give where the scenario has a plan."""
    planned = planner.plan(scenario, scenario.name)
    return Repair(
        scenario=scenario.name,
        currency=scenario.currency,
        minor_digits=scenario.minor_digits,
        config=planner.config_name,
        feasible=True,
        plan=planned.plan,
        findings=_findings(planned),
    )


@dataclass(frozen=True)
class _Run:
    """The repair of a scenario without a plan, once it is known what has to give.

    ``undecided`` says that the solver had not proven that there is none.
    """

    scenario: Scenario
    planner: Planner
    solves: Solves
    found: Found | float
    undecided: NoPlanFound | None = None

    def told(self) -> Repair:
        """Plan with what has to give, ask whether all of it has to, and what contradicts what."""
        relaxations: tuple[Relaxation, ...] = ()
        cost = None
        if isinstance(self.found, Found):
            relaxations = self._needed(self.found.relaxations, self.solves.part(_NEEDED_SHARE))
            if not relaxations:  # there is a plan as it is, which time did not suffice to find
                raise self.undecided or SolveFailed("a model is called infeasible that has a plan")
            cost = sum(relaxation.cost for relaxation in relaxations)
            least: float | None = min(self.found.least_cost, cost)
        else:
            least = self.found if self.found < float("inf") else None
        change = self._change(relaxations)
        planned = self._planned(change, relaxations) if relaxations else None
        contradiction = self._contradiction()
        proven = (
            self.undecided is None
            or contradiction is not None
            or least is None
            or least > _NOISE
            or any(relaxation.necessary for relaxation in relaxations)
        )
        return Repair(
            scenario=self.scenario.name,
            currency=self.scenario.currency,
            minor_digits=self.scenario.minor_digits,
            config=self.planner.config_name,
            feasible=False if proven else None,
            relaxations=relaxations,
            cost=cost,
            least_cost=least,
            change=change,
            plan=None if planned is None else planned.plan,
            findings=() if planned is None else _findings(planned),
            contradiction=contradiction,
        )

    def _change(self, relaxations: Sequence[Relaxation]) -> tuple[Change, ...]:
        return changes_between(self.scenario, relaxed(self.scenario, relaxations))

    def _planned(
        self, change: Sequence[Change], relaxations: Sequence[Relaxation]
    ) -> PlanResult | None:
        """Plan the scenario as the change file makes it, or take the orders that were found.

        That it has no plan after all would be a fault here, and is not passed over.
        """
        changed = change_scenario(self.scenario, change, REPAIRED)
        try:
            return self.planner.plan(changed, changed.name)
        except Infeasible as error:
            raise SolveFailed(f"the repaired scenario has no plan: {error}") from None
        except NoPlanFound:
            found = self.found
            if not isinstance(found, Found) or len(found.relaxations) > len(relaxations):
                return None  # these orders need more than is left of it
            return found_plan(changed, found.orders, self.planner.config_name)

    def _needed(self, relaxations: Sequence[Relaxation], solves: Solves) -> tuple[Relaxation, ...]:
        """Say of every relaxation whether there is a plan without it; leave it out if there is."""
        kept: dict[Rule, Relaxation] = {each.rule: each for each in relaxations}
        for rule, relaxation in list(kept.items()):
            others = [other for other in kept.values() if other.rule != rule]
            model = assemble(rules_of(relaxed(self.scenario, others))).linear
            has_plan = solves.has_plan(model, "whether it is needed")
            if has_plan:
                del kept[rule]
            else:
                necessary = None if has_plan is None else True
                kept[rule] = relaxation.model_copy(update={"necessary": necessary})
        return tuple(kept.values())

    def _contradiction(self) -> Contradiction | None:
        return find_contradiction(self.scenario, list_rules(self.scenario), self.solves)


def _findings(planned: PlanResult) -> tuple[str, ...]:
    """Word what the audit found."""
    return tuple(
        f"{finding.check} {finding.place}: found {finding.found}; wanted {finding.wanted}"
        for finding in planned.verdict.findings
    )
