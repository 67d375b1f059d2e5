"""Claims that are false by little, or hidden where nobody would look."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from build import covers, demand, flat_card, lane, offer, scenario

from codroute import load_config, make_plan
from codroute.audit import audit
from codroute.plan.model import Excluded, Outcome, Plan
from codroute.scenario.scenario import Scenario
from codroute.solve.process import SolverProcess


@pytest.fixture(scope="module")
def of() -> Scenario:
    """Two lanes; b neither goes to Asir nor carries so heavy an order; a is full."""
    return scenario(
        policy={"roles": "main_backup", "main_share_max": "1", "backup_share_min": "0"},
        lanes=[lane(), lane("Asir", weight_g=900)],
        demand=[demand(100), demand(100, "Asir/low")],
        offers=[offer("a-std"), offer("b-std", max_weight_g=500)],
        coverage=[covers("a-std"), covers("b-std"), covers("b-std", region="Asir", served=False)],
        rate_cards=[flat_card("a", "10"), flat_card("b", "9")],
        capacity=[{"provider": "a", "unit": "orders", "capacity": "60"}],
    )


@pytest.fixture(scope="module")
def plan(of: Scenario, process: SolverProcess) -> Plan:
    result = make_plan(of, load_config("default"), process=process)
    assert result.verdict.passed, result.verdict.findings
    assert result.plan.declined
    assert [row.reason for row in result.plan.excluded] == ["not_covered"]
    return result.plan


def outcome(plan: Plan) -> Outcome:
    assert plan.outcome is not None
    return plan.outcome


def with_outcome(plan: Plan, **changes: Any) -> Plan:
    return plan.model_copy(update={"outcome": outcome(plan).model_copy(update=changes)})


def lower_bound(plan: Plan) -> Plan:
    bound = outcome(plan).bound
    assert bound is not None
    return with_outcome(plan, bound=bound - Decimal("0.02"))


def padded(plan: Plan) -> Plan:
    return plan.model_copy(update={"terms": (*plan.terms, "x1", "x2")})


def unproven(plan: Plan) -> Plan:
    stage = outcome(plan).decline_stage
    assert stage is not None
    return with_outcome(plan, decline_stage=stage.model_copy(update={"proven": False}))


def second_reason(plan: Plan) -> Plan:
    (pair,) = plan.excluded
    excluded = Excluded(lane=pair.lane, offer=pair.offer, reason="weight_above_limit", detail="")
    return plan.model_copy(update={"excluded": (excluded,)})


def unprofitable(plan: Plan) -> Plan:
    declined = tuple(row.model_copy(update={"reason": "unprofitable"}) for row in plan.declined)
    return plan.model_copy(update={"declined": declined})


def twice_excluded(plan: Plan) -> Plan:
    return plan.model_copy(update={"excluded": plan.excluded * 2})


def nobody_named(plan: Plan) -> Plan:
    named = tuple(row.model_copy(update={"main": None, "backup": None}) for row in plan.roles)
    return plan.model_copy(update={"roles": named})


def unpriced_row(plan: Plan) -> Plan:
    """Add a row without orders that has no price, and claim ten times what is earned."""
    (pair,) = plan.excluded
    row = plan.allocation[0].model_copy(
        update={"lane": pair.lane, "offer": pair.offer, "provider": "b", "orders": 0}
    )
    total = {term: 10 * amount for term, amount in plan.total_minor.items()}
    return plan.model_copy(update={"allocation": (*plan.allocation, row), "total_minor": total})


def by_provider_alone(plan: Plan) -> Plan:
    return plan.model_copy(
        update={"total_minor": {}, "by_country_minor": {}, "outcome": None}
        | {"by_provider_minor": {"a": {"collected_cod": 10**9}}}
    )


@pytest.mark.parametrize(
    ("change", "checks"),
    [
        (unpriced_row, {"eligibility", "amounts"}),
        (by_provider_alone, {"amounts"}),
        (lower_bound, {"bound"}),
        (padded, {"amounts"}),
        (unproven, {"bound"}),
        (second_reason, {"eligibility"}),
        (unprofitable, {"eligibility"}),
        (twice_excluded, {"names"}),
        (nobody_named, {"roles"}),
    ],
)
def test_a_false_claim_is_found(
    of: Scenario, plan: Plan, change: Callable[[Plan], Plan], checks: set[str]
) -> None:
    assert set(audit(of, change(plan)).broken()) == checks


def test_a_charge_is_stated_once_and_under_no_country_but_its_own(process: SolverProcess) -> None:
    """Split in two, a charge could move any amount between markets."""
    contract = {"commitment": "a-fee", "provider": "a", "currency": "USD", "fixed_fee": "5"}
    of = scenario(
        policy={"roles": "free"},
        commitments=[contract | {"min_orders": 0, "applies": "always"}],
        rate_cards=[flat_card("a", "1"), flat_card("b", "9")],
    )
    plan = make_plan(of, load_config("default"), process=process).plan
    (fee,) = plan.charges
    placed = fee.model_copy(update={"country": "SA"})
    countries = {"SA": dict(plan.by_country_minor["SA"]) | {"fixed_fee": fee.amount_minor}}
    false = plan.model_copy(update={"charges": (placed,), "by_country_minor": countries})
    assert audit(of, false).broken() == ("amounts",)
    halves = [fee.model_copy(update={"amount_minor": amount}) for amount in (-900, 400)]
    false = plan.model_copy(update={"charges": tuple(halves)})
    assert "names" in audit(of, false).broken()


def test_the_gap_is_that_of_the_plan_not_of_the_solvers_columns(process: SolverProcess) -> None:
    """A solver may leave a contract used that carries nothing, where the gap allows it."""
    of = scenario(
        policy={"roles": "free"},
        demand=[demand(10)],
        rate_cards=[flat_card("a", "1"), flat_card("b", "9")],
        commitments=[
            {
                "commitment": name,
                "provider": name,
                "currency": "USD",
                "fixed_fee": fee,
                "min_orders": 0,
                "applies": "if_used",
            }
            for name, fee in (("a", "0"), ("b", "3"))
        ],
    )
    config = load_config("quick").model_copy(update={"relative_gap": 0.5})
    for backend in ("highs", "scip"):
        chosen = config.model_copy(update={"backend": backend, "threads": 1})
        result = make_plan(of, chosen, process=process)
        assert result.verdict.passed, result.verdict.findings
