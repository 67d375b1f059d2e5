"""The solver's plan is the best of all plans, on random scenarios with every family."""

import pytest
from brute_force import best
from random_scenarios import random_document

from codroute.errors import Infeasible
from codroute.pipeline import make_plan
from codroute.scenario.parse import parse_scenario
from codroute.solve.config import SolverConfig
from codroute.solve.process import SolverProcess

EXACT = SolverConfig(backend="highs", relative_gap=0.0, time_limit_s=30)


def _agrees(seed: int, process: SolverProcess, *, missing: str | None = None) -> bool:
    """Tell whether solver and enumeration agree; False where both find no plan."""
    document = random_document(seed)
    tiers = [tier for tier in document["price_tiers"] if tier["price_tier"] != missing]
    scenario = parse_scenario(document | {"price_tiers": tiers})
    expected = best(scenario)
    if expected is None:
        with pytest.raises(Infeasible):
            make_plan(scenario, EXACT, process=process)
        return False
    result = make_plan(scenario, EXACT, process=process)
    assert result.verdict.passed, result.verdict.findings
    assert result.verdict.contribution_minor == pytest.approx(
        result.plan.contribution_minor, abs=len(result.plan.allocation) * 6
    )
    declined = sum(row.orders for row in result.plan.declined)
    rounding = 12 * len(result.plan.allocation)
    assert result.plan.contribution_minor == pytest.approx(expected[1], abs=rounding)
    if scenario.policy.decline == "no_capacity":
        assert declined == expected[0]
    return True


@pytest.mark.parametrize("seed", range(60))
def test_solver_finds_the_best_of_all_plans(seed, process):
    _agrees(seed, process)


@pytest.mark.parametrize("missing", ["t0", "t1", "t2"])
@pytest.mark.parametrize("seed", range(80, 90))
def test_ladders_with_holes(seed, missing, process):
    _agrees(seed, process, missing=missing)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1600))
def test_solver_finds_the_best_of_all_plans_long(seed, process):
    _agrees(seed, process)


def test_most_random_scenarios_have_a_plan(process):
    assert sum(_agrees(seed, process) for seed in range(60, 72)) >= 8
