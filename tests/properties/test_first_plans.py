"""The way large models go, on small ones: a first plan from restrictions, then the solve."""

import pytest
from random_scenarios import random_document

from codroute.errors import Infeasible
from codroute.pipeline import make_plan
from codroute.scenario.parse import parse_scenario
from codroute.solve.config import SolverConfig
from codroute.solve.exact import steps

EXACT = SolverConfig(backend="highs", relative_gap=0.0, time_limit_s=30)


def outcome(seed, process):
    """Give what is declined and earned, or None where there is no plan."""
    scenario = parse_scenario(random_document(seed))
    try:
        result = make_plan(scenario, EXACT, process=process)
    except Infeasible:
        return None
    assert result.verdict.passed, result.verdict.findings
    stage = result.plan.outcome.decline_stage
    declined = sum(row.orders for row in result.plan.declined)
    proven = stage is None or stage.proven
    return declined, result.plan.contribution_minor, proven, 12 * len(result.plan.allocation)


def compare(seed, process, monkeypatch):
    """Compare the way with a first plan with the plain one; give whether there was a plan."""
    plain = outcome(seed, process)
    monkeypatch.setattr(steps, "FROM_COLUMNS", 0)
    guided = outcome(seed, process)
    if plain is None or guided is None:
        assert plain == guided
        return
    declined, earned, proven, rounding = plain
    assert proven and guided[2]
    assert guided[0] == declined
    assert guided[1] == pytest.approx(earned, abs=rounding)


@pytest.mark.parametrize("seed", [*range(200, 240), 245])
def test_a_first_plan_leads_to_the_same_optimum(seed, process, monkeypatch):
    compare(seed, process, monkeypatch)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2000, 2400))
def test_a_first_plan_leads_to_the_same_optimum_long(seed, process, monkeypatch):
    compare(seed, process, monkeypatch)


def test_the_first_plan_of_most_scenarios_is_found(process, monkeypatch):
    found = []
    true_start = steps.Steps.stage

    def stage(self, name, model, values=None, **options):
        found.append(values is not None)
        return true_start(self, name, model, values, **options)

    monkeypatch.setattr(steps, "FROM_COLUMNS", 0)
    monkeypatch.setattr(steps.Steps, "stage", stage)
    for seed in range(240, 252):
        outcome(seed, process)
    assert sum(found) >= 8
