"""A scenario without one of its rules: the same in everything else."""

from collections.abc import Callable
from typing import Any

from codroute.plan.rules import Rule
from codroute.scenario.scenario import Scenario
from codroute.whatif.rules.limits import (
    COVERAGE_LIMITS,
    METRICS,
    OFFER_LIMITS,
    capacity_name,
    floor_name,
    funds_name,
)


def without(scenario: Scenario, rule: Rule) -> Scenario:
    """Give the scenario without a rule that `list_rules` lists of it.

    The name stays. Only limits go, so what the checks of a scenario ask for is kept; of
    ``eligibility`` alone more lanes come into question, which may lack figures.
    """
    return scenario.model_copy(update=_WITHOUT[rule.family](scenario, rule))


def _capacity(scenario: Scenario, rule: Rule) -> dict[str, Any]:
    own = (rule.name, rule.unit)
    return {"capacity": tuple(row for row in scenario.capacity if capacity_name(row) != own)}


def _funds(scenario: Scenario, rule: Rule) -> dict[str, Any]:
    return {"funds": tuple(row for row in scenario.funds if funds_name(row) != rule.name)}


def _commitments(scenario: Scenario, rule: Rule) -> dict[str, Any]:
    """Ask for no orders; the fixed fee is a price, not a rule, and stays."""
    rows = (
        row.model_copy(update={"min_orders": 0}) if row.commitment == rule.name else row
        for row in scenario.commitments
    )
    return {"commitments": tuple(rows)}


def _trials(scenario: Scenario, rule: Rule) -> dict[str, Any]:
    """Take one side of a trial away, and the trial where nothing is left of it."""
    column, nothing = ("min_orders", 0) if rule.sense == "at_least" else ("max_orders", None)
    trials = [
        row.model_copy(update={column: nothing}) if row.trial == rule.name else row
        for row in scenario.trials
    ]
    return {"trials": tuple(row for row in trials if row.min_orders or row.max_orders is not None)}


def _service(scenario: Scenario, rule: Rule) -> dict[str, Any]:
    """Take one limit out of a floor, and the floor where nothing is left of it."""
    assert rule.unit is not None
    floors = [
        floor.model_copy(update={METRICS[rule.unit]: None})
        if floor_name(floor) == rule.name
        else floor
        for floor in scenario.policy.service
    ]
    kept = tuple(f for f in floors if any(getattr(f, key) is not None for key in METRICS.values()))
    return _policy(scenario, service=kept)


def _roles(scenario: Scenario, rule: Rule) -> dict[str, Any]:
    """Free the roles, a side of the shares, or the lanes of a region or country from each other."""
    if rule.name == "roles":
        return _policy(scenario, roles="free")
    if rule.name == "main_share_max":
        return _policy(scenario, main_share_max=1, backup_share_min=0)
    if rule.name == "main_share_min":
        return _policy(scenario, main_share_min=0, backup_share_max=1)
    return _policy(scenario, role_scope="lane")


def _assignment(scenario: Scenario, _rule: Rule) -> dict[str, Any]:
    return _policy(scenario, decline=freer_decline(scenario))


def freer_decline(scenario: Scenario) -> str | None:
    """Give the policy on declining that allows more; None where none does or it has no figures."""
    policy = scenario.policy
    if policy.decline == "unprofitable":
        return None
    if policy.count_goods_cost:
        return "unprofitable"
    return "no_capacity" if policy.decline == "never" else None


def _eligibility(scenario: Scenario, rule: Rule) -> dict[str, Any]:
    assert rule.unit is not None
    columns = OFFER_LIMITS[rule.unit]
    empty = dict.fromkeys(columns, () if rule.unit in {"categories", "refused_flags"} else None)
    changed: dict[str, Any] = {
        "offers": tuple(
            row.model_copy(update=empty) if row.offer == rule.name else row
            for row in scenario.offers
        )
    }
    if rule.unit in COVERAGE_LIMITS:
        changed["coverage"] = tuple(
            row.model_copy(update={rule.unit: None}) if row.offer == rule.name else row
            for row in scenario.coverage
        )
    return changed


def _policy(scenario: Scenario, **changes: Any) -> dict[str, Any]:
    stated = scenario.policy.model_dump() | changes
    return {"policy": type(scenario.policy).model_validate(stated)}


_WITHOUT: dict[str, Callable[[Scenario, Rule], dict[str, Any]]] = {
    "capacity": _capacity,
    "funds": _funds,
    "commitments": _commitments,
    "trials": _trials,
    "service": _service,
    "roles": _roles,
    "assignment": _assignment,
    "eligibility": _eligibility,
}
