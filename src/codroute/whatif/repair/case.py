"""The exact model of a scenario without some of the rules that cannot give by amounts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from codroute.economics.build import price
from codroute.errors import InvalidInput
from codroute.formulation.build import state
from codroute.formulation.statement import Statement
from codroute.plan.rules import Rule, RuleKey
from codroute.scenario.catalog import CapacityLimit, Catalog
from codroute.scenario.parse import parse_scenario
from codroute.scenario.scenario import Scenario
from codroute.solve.exact.assemble import ExactModel, assemble
from codroute.whatif.repair.limits import Limit, limits_of
from codroute.whatif.rules.limits import capacity_name
from codroute.whatif.rules.without import without


@dataclass(frozen=True)
class Case:
    """A model with its rules that can give by amounts.

    Attributes
    ----------
    given_up
        Rules that do not hold in it.
    opened
        Capacities of 0 whose providers may have roles in it, where they give.
    statement, model
        What is left.
    limits
        Rules that can give by amounts, by their keys.
    capacities
        As the scenario states them, in the order of their rows.
    """

    given_up: tuple[Rule, ...]
    opened: tuple[Rule, ...]
    statement: Statement
    model: ExactModel
    limits: dict[RuleKey, Limit]
    capacities: Sequence[CapacityLimit]


def case_of(
    scenario: Scenario,
    rules: Sequence[Rule],
    given_up: Iterable[Rule] = (),
    opened: Iterable[Rule] = (),
) -> Case | None:
    """Write a case out; None where a rule cannot go, since figures would be missing."""
    given_up, opened = tuple(given_up), tuple(opened)
    changed = scenario
    for rule in given_up:
        changed = without(changed, rule)
    if any(rule.family == "eligibility" for rule in given_up):
        try:
            changed = parse_scenario(changed.model_dump(mode="json", exclude_none=True))
        except InvalidInput:
            return None
    names = {(rule.name, str(rule.unit)) for rule in opened}
    statement = rules_of(_with_openings(changed, names))
    model = assemble(statement, goal="fewest_declined")
    stated = list(Catalog(scenario).capacity_limits())
    shut = [
        number
        for number, limit in enumerate(stated)
        if capacity_name(limit) in names and not limit.capacity
    ]
    if shut:
        upper = model.linear.row_upper.copy()
        upper[model.rows["capacity_limit"][np.array(shut)]] = 0.0
        model = replace(model, linear=replace(model.linear, row_upper=upper))
    return Case(
        given_up, opened, statement, model, limits_of(statement, model, rules, stated), stated
    )


def rules_of(scenario: Scenario) -> Statement:
    """State what plans must keep, without price tiers: some tier holds whatever the volume is."""
    statement = state(price(scenario))
    statement.states.clear()
    return statement


def _with_openings(scenario: Scenario, names: set[tuple[str, str]]) -> Scenario:
    """Let providers have roles where their capacity is 0; the rows still allow nothing."""
    rows = tuple(
        row.model_copy(update={"capacity": Decimal(1)})
        if capacity_name(row) in names and not row.capacity
        else row
        for row in scenario.capacity
    )
    return scenario.model_copy(update={"capacity": rows})
