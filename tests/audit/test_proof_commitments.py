"""Proofs with a hard minimum whose orders one schedule counts: its price is that of a tier."""

import pytest
from build import covers, demand, flat_card, lane, offer, scenario

from codroute.audit import audit
from codroute.pipeline import make_plan
from codroute.scenario.scenario import Scenario
from codroute.solve.config import load_config

CONFIG = load_config("default").model_copy(update={"engine": "decomposition"})


def committed(**changes: object) -> Scenario:
    """a is dearer than b, has two price tiers, and wants 40 of the 200 orders."""
    commitment = {"commitment": "least", "provider": "a", "currency": "USD", "fixed_fee": "0"}
    commitment |= {"min_orders": 40, "applies": "always"}
    tier = {"form": "discount", "schedule": "ladder"}
    return scenario(
        offers=[offer("a-std"), offer("b-std")],
        rate_cards=[flat_card("a", "6"), flat_card("b", "5")],
        lanes=[lane(), lane("Asir")],
        demand=[demand(100), demand(100, "Asir/low")],
        coverage=[covers("a-std"), covers("b-std")],
        price_schedules=[
            {
                "schedule": "ladder",
                "provider": "a",
                "kind": "all_units",
                "measure": "orders",
                "window": "horizon",
                "volume_before": "0",
            }
        ],
        price_tiers=[
            tier | {"price_tier": "list", "from_volume": 0, "to_volume": 89, "discount": "0"},
            tier | {"price_tier": "more", "from_volume": 90, "discount": "0.1"},
        ],
        commitments=[commitment | changes],
    )


def test_the_price_of_a_hard_minimum_is_that_of_a_tier_and_proves() -> None:
    of = committed()
    plan = make_plan(of, CONFIG).plan
    # 32.00 are collected per order. a earns 26 at list and 26.60 from 90 orders on, b 27: the 40
    # orders that a must have cost 40, less than 90 at a loss of 0.40 would: 36. So 90 it is.
    assert plan.contribution_minor == 200 * 2_700 - 90 * 40
    verdict = audit(of, plan, bound=True)
    assert verdict.passed, verdict.findings
    assert plan.outcome is not None and plan.outcome.proof is not None
    told = [
        row
        for row in plan.outcome.proof.rows
        if row.family == "commitments" and row.unit == "minimum"
    ]
    assert {row.price_tier for row in told} == {"list", "more"}


@pytest.mark.parametrize("changes", [{"shortfall_fee": "3"}, {"applies": "if_used"}])
def test_a_row_with_a_contract_is_never_split(changes: dict[str, str]) -> None:
    """The proof of the hard minimum, held against a scenario in which it can be bought off."""
    plan = make_plan(committed(), CONFIG).plan
    other = committed(**changes)
    stated = {"scenario_digest": other.digest, "stated": other}
    findings = audit(other, plan.model_copy(update=stated), bound=True).findings
    assert any("none: such rows are never split" in finding.wanted for finding in findings)
