"""At the ends of a bracket all plans of a small scenario are gone through: verdicts are true."""

from decimal import Decimal
from typing import Any

import pytest
from brute_force import best
from random_scenarios import random_document

from codroute.plan.breakeven import Breakeven, Parameter
from codroute.scenario.parse import parse_scenario
from codroute.scenario.scenario import Scenario
from codroute.solve.config import SolverConfig
from codroute.solve.ctrl_c import CtrlC
from codroute.solve.process import SolverProcess
from codroute.whatif.breakeven.parameters import vary
from codroute.whatif.breakeven.search import find_breakeven
from codroute.whatif.breakeven.subject import find_subject
from codroute.whatif.breakeven.targets import goal_of, parse_target
from codroute.whatif.planner import Planner

CONFIG = SolverConfig(backend="highs", relative_gap=0.0, time_limit_s=30)

SEEDS = (0, 8, 9, 15, 33, 39, 42, 46, 48, 51)
"""Scenarios with 54 to 180 plans."""

ROUNDING = 100
"""Minor units by which the rounded amounts of two small plans can be apart from the exact ones."""


def without_b(document: dict[str, Any]) -> Scenario:
    """Take b's only offer out of a scenario, and its ladder."""
    tables = ("offers", "coverage", "peak_surcharges")
    left = {table: [row for row in document[table] if row["offer"] != "b1"] for table in tables}
    for table in ("price_schedules", "price_tiers"):
        left[table] = [row for row in document[table] if row["schedule"] != "b-ladder"]
    return parse_scenario(document | left)


def rank(scenario: Scenario) -> tuple[int, int] | None:
    """Give the best plan's declined orders, below 0, and its contribution; None without a plan."""
    found = best(scenario)
    lexicographic = scenario.policy.decline == "no_capacity"
    return None if found is None else (-found[0] if lexicographic else 0, found[1])


def check(found: Breakeven, base: Scenario, offered: Scenario, on: Parameter, target: str) -> int:
    """Hold every verdict of the curve's ends and turns against all plans; count those decided."""
    subject = find_subject(base, offered)
    varied, goal = vary(offered, subject, on), goal_of(parse_target(target), subject, base)
    ends = [value for b in found.brackets for value in (b.wins, b.loses) if value is not None]
    values = {found.curve[0].value, found.curve[-1].value, *ends}
    for point in found.curve:
        if point.value not in values:
            continue
        scenario = varied.scenario(point.value)
        reached, missed = rank(goal.reached(scenario)), rank(goal.missed(scenario))
        if point.verdict == "unreachable":
            assert reached is None
        elif point.verdict == "wins":
            assert reached is not None
            assert missed is None or reached >= (missed[0], missed[1] - ROUNDING)
        elif point.verdict == "loses":
            assert missed is not None
            assert reached is None or missed >= (reached[0], reached[1] - ROUNDING)
    return sum(point.verdict != "cannot_tell" for point in found.curve)


@pytest.mark.parametrize("on", ["freight", "paid_rate", "tier_threshold"])
@pytest.mark.parametrize("seed", SEEDS)
def test_verdicts_hold_against_every_plan(seed: int, on: Parameter, process: SolverProcess) -> None:
    document = random_document(seed) | {"trials": []}
    base, offered = without_b(document), parse_scenario(document)
    target = ("any", "share=0.4", "market=SA")[SEEDS.index(seed) % 3]
    planner = Planner(CONFIG, "exact", process, CtrlC())
    found = find_breakeven(
        base,
        offered,
        planner,
        on=on,
        target=parse_target(target),
        precision=Decimal("0.02"),
        most_values=14,
    )
    assert not found.findings
    assert check(found, base, offered, on, target) > 0
