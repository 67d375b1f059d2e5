"""The scenario with some rules relaxed, and the change file that makes it so."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from codroute.plan.repair import NewLimit, Relaxation
from codroute.plan.rules import Rule
from codroute.scenario.checks.references import KEYS
from codroute.scenario.output.write import toml_value
from codroute.scenario.scenario import TABLES, Scenario
from codroute.scenario.tables import Capacity
from codroute.whatif.rules.limits import METRICS, capacities, floor_name, funds_name
from codroute.whatif.rules.without import without

Change = dict[str, Any]


def relaxed(scenario: Scenario, relaxations: Iterable[Relaxation]) -> Scenario:
    """Give the scenario with the limits that relaxations state, and without rules given up."""
    for relaxation in relaxations:
        rule = relaxation.rule
        if relaxation.limits:
            scenario = _WITH[rule.family](scenario, rule, relaxation.limits)
        else:
            scenario = without(scenario, rule)
    return scenario


def changes_between(before: Scenario, after: Scenario) -> tuple[Change, ...]:
    """Give changes, as a change file states them, that make one scenario of the other.

    Rows may be others and more; the policy may be another.
    """
    changes: list[Change] = []
    for table in TABLES:
        old = {_name(table, row): row for row in getattr(before, table)} if table in KEYS else {}
        rows = [
            row.model_dump(exclude_none=True)
            for row in getattr(after, table)
            if table in KEYS and old.get(_name(table, row)) != row
        ]
        if rows:
            changes.append({"kind": "rows", "table": table, "rows": tuple(rows)})
    old_policy, policy = before.policy.model_dump(), after.policy.model_dump(exclude_none=True)
    values = {
        key: value
        for key, value in policy.items()
        if getattr(after.policy, key) != getattr(before.policy, key) and key in old_policy
    }
    if values:
        changes.append({"kind": "policy", "set": values})
    return tuple(changes)


def change_text(name: str, changes: Sequence[Change]) -> str:
    """Write a change file; a list of rows has a line for each."""
    lines = [f"name = {toml_value(name)}"]
    for change in changes:
        lines += ["", "[[change]]"]
        for key, value in change.items():
            if key == "rows":
                rows = "".join(f"  {toml_value(row)},\n" for row in value)
                lines.append(f"rows = [\n{rows}]")
            else:
                lines.append(f"{key} = {toml_value(value)}")
    return "\n".join(lines) + "\n"


def _name(table: str, row: object) -> tuple[object, ...]:
    return tuple(getattr(row, key) for key in KEYS[table])


Limits = Sequence[NewLimit]


def _capacity(scenario: Scenario, rule: Rule, limits: Limits) -> Scenario:
    """State the new capacity of every period that needs one, beside the row for all periods."""
    own = capacities(scenario)[rule.name, str(rule.unit)]
    new = {limit.period: limit.needed for limit in limits}
    rows: list[Capacity] = []
    for row in scenario.capacity:
        if row in own and row.period in new:
            rows.append(row.model_copy(update={"capacity": new.pop(row.period)}))
        else:
            rows.append(row)
    rows += [
        own[0].model_copy(update={"period": period, "capacity": needed})
        for period, needed in new.items()
    ]
    return scenario.model_copy(update={"capacity": tuple(rows)})


def _one_limit(
    table: str, named: Callable[[Any], str], column: str, kind: type
) -> Callable[[Scenario, Rule, Limits], Scenario]:
    """Make what sets a column of the row that a rule names."""

    def change(scenario: Scenario, rule: Rule, limits: Limits) -> Scenario:
        rows = tuple(
            row.model_copy(update={column: kind(limits[0].needed)})
            if named(row) == rule.name
            else row
            for row in getattr(scenario, table)
        )
        return scenario.model_copy(update={table: rows})

    return change


def _trial(scenario: Scenario, rule: Rule, limits: Limits) -> Scenario:
    column = "min_orders" if rule.sense == "at_least" else "max_orders"
    return _one_limit("trials", lambda row: row.trial, column, int)(scenario, rule, limits)


def _service(scenario: Scenario, rule: Rule, limits: Limits) -> Scenario:
    setting = METRICS[str(rule.unit)]
    floors = tuple(
        floor.model_copy(update={setting: limits[0].needed})
        if floor_name(floor) == rule.name and getattr(floor, setting) is not None
        else floor
        for floor in scenario.policy.service
    )
    policy = scenario.policy.model_copy(update={"service": floors})
    return scenario.model_copy(update={"policy": policy})


def _lane(scenario: Scenario, rule: Rule, limits: Limits) -> Scenario:
    """Ask for no more orders of the lane than can be carried."""
    new = {limit.period: int(limit.needed) for limit in limits}
    rows = tuple(
        row.model_copy(update={"orders": new[row.period]})
        if row.lane == rule.name and row.period in new
        else row
        for row in scenario.demand
    )
    return scenario.model_copy(update={"demand": rows})


_WITH: dict[str, Callable[[Scenario, Rule, Limits], Scenario]] = {
    "capacity": _capacity,
    "funds": _one_limit("funds", funds_name, "max_held", Decimal),
    "commitments": _one_limit("commitments", lambda row: row.commitment, "min_orders", int),
    "trials": _trial,
    "service": _service,
    "assignment": _lane,
}
