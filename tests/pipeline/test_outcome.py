"""How an end of the solve, its bound and its gap read in the plan."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from build import demand, flat_card, lane, scenario

from codroute import load_config, make_plan
from codroute.economics.build import price
from codroute.formulation.build import state
from codroute.plan.model import EndReason, Plan
from codroute.solve import answer
from codroute.solve.config import SolverConfig
from codroute.solve.engine import solve
from codroute.solve.extraction import extract
from codroute.solve.process import SolverProcess
from codroute.solve.solution import DeclineProof

DEFAULT = load_config("default")


def plan_of(process: SolverProcess, **changes: Any) -> Plan:
    """Extract a plan from a solution with some things changed in it."""
    statement = state(price(scenario()))
    solution = solve(statement, DEFAULT, process)
    return extract(statement, replace(solution, **changes), "default")


@pytest.mark.parametrize(
    ("ended", "reason"),
    [
        (answer.EndReason.OPTIMAL, EndReason.GAP_REACHED),
        (answer.EndReason.TIME_LIMIT, EndReason.TIME_LIMIT),
        (answer.EndReason.OTHER_LIMIT, EndReason.OTHER_LIMIT),
        (answer.EndReason.INTERRUPTED, EndReason.INTERRUPTED),
        (answer.EndReason.ERROR, EndReason.SOLVER_FAILED),
    ],
)
def test_every_end_with_a_plan_has_its_own_name(
    process: SolverProcess, ended: answer.EndReason, reason: EndReason
) -> None:
    outcome = plan_of(process, reason=ended).outcome
    assert outcome is not None
    assert outcome.reason is reason


def test_an_optimum_among_declines_that_are_not_proven_is_a_limit(process: SolverProcess) -> None:
    outcome = plan_of(process, decline=DeclineProof(3, 1)).outcome
    assert outcome is not None
    assert outcome.reason is EndReason.TIME_LIMIT


@pytest.mark.parametrize(
    ("bound", "stated"),
    [(3200.0, "3200.00"), (3200.001, "3200.01"), (3200.000001, "3200.00"), (2000.0, "2000.00")],
)
def test_the_bound_is_rounded_up(process: SolverProcess, bound: float, stated: str) -> None:
    outcome = plan_of(process, bound=bound).outcome
    assert outcome is not None
    assert outcome.bound == Decimal(stated)


def test_the_gap_is_that_before_rounding(process: SolverProcess) -> None:
    """40 lanes of one order that earns 0.425: 1 after rounding, 17 in all before."""
    regions = [f"r{number:02}" for number in range(40)]
    of = scenario(
        minor_digits=0,
        lanes=[lane(region, cod_value="1.1") for region in regions],
        demand=[demand(1, f"{region}/low") for region in regions],
        performance=[
            {"provider": name, "paid_rate": "0.75", "loss_rate": "0", "transit_days": "3"}
            for name in "ab"
        ],
        rate_cards=[flat_card("a", "0.4"), flat_card("b", "0.9")],
    )
    config = SolverConfig(backend="highs", relative_gap=0.0, time_limit_s=20)
    result = make_plan(of, config, process=process)
    outcome = result.plan.outcome
    assert result.verdict.passed, result.verdict.findings
    assert outcome is not None
    assert (result.plan.contribution_minor, outcome.bound) == (40, 17)
    assert outcome.relative_gap == pytest.approx(0.0, abs=1e-6)
