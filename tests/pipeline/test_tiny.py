"""The hand-derived optimum of scenarios/tiny, to the cent, on every back-end."""

import pytest
from places import TINY

from codroute.audit import audit
from codroute.pipeline import make_plan
from codroute.plan.model import EndReason
from codroute.scenario.parse import read_scenario
from codroute.solve.config import load_config

BEST = {
    ("Riyadh/low", "desert-std"): 80,
    ("Riyadh/low", "falcon-std"): 20,
    ("Riyadh/high", "desert-std"): 80,
    ("Riyadh/high", "oasis-std"): 20,
    ("Asir/low", "desert-std"): 80,
    ("Asir/low", "falcon-std"): 20,
    ("Asir/high", "desert-std"): 60,
    ("Asir/high", "oasis-std"): 40,
}


@pytest.mark.parametrize("name", ["highs", "scip", "cp_sat", "cbc"])
def test_best_plan_to_the_cent(name):
    scenario = read_scenario(TINY)
    result = make_plan(scenario, load_config(name), config_name=name)
    plan, outcome = result.plan, result.plan.outcome
    assert outcome is not None and outcome.bound is not None
    assert plan.contribution_minor == 20_262_40
    assert {(row.lane, row.offer): row.orders for row in plan.allocation} == BEST
    assert outcome.reason is EndReason.GAP_REACHED
    assert 20_262.40 <= float(outcome.bound) <= 20_262.40 * 1.000_01
    assert result.verdict.passed
    assert result.verdict.contribution_minor == 20_262_40
    assert audit(scenario, plan) == result.verdict


def test_plan_says_where_the_tier_and_the_limits_stand():
    plan = make_plan(read_scenario(TINY), load_config("default")).plan
    (tier,) = plan.tiers
    assert (tier.price_tier, tier.volume, tier.to_next) == ("volume", 300, None)
    used = {limit.name: (limit.used, limit.limit) for limit in plan.limits}
    assert used["desert"] == (300, 320)
    assert plan.total_minor["fixed_fee"] == -30_00
    assert not plan.declined
    assert all(roles.main == "desert" for roles in plan.roles)
