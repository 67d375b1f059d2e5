"""Plans that start from the plan of a similar scenario: the same answers, whatever it was."""

from decimal import Decimal

import pytest
from build import tiny
from mid_sized import LARGER, mid_sized

from codroute.audit import audit
from codroute.pipeline import PlanResult, make_plan
from codroute.scenario.scenario import Scenario
from codroute.solve.config import load_config

CONFIG = load_config("default").model_copy(
    update={"engine": "decomposition", "relative_gap": 5e-4, "time_limit_s": 12.0}
)


@pytest.fixture(scope="module")
def base() -> tuple[Scenario, PlanResult]:
    scenario = mid_sized(size=LARGER)
    return scenario, make_plan(scenario, CONFIG)


def cheaper_return(of: Scenario) -> Scenario:
    """One offer takes refused orders back for nothing."""
    first, *others = of.offers
    fee = first.return_fee.model_copy(update={"amount": Decimal(0)})
    return of.model_copy(update={"offers": (first.model_copy(update={"return_fee": fee}), *others)})


def lower_demand(of: Scenario) -> Scenario:
    """A tenth less is ordered, and the old plan ships more than there is."""
    rows = tuple(r.model_copy(update={"orders": r.orders * 9 // 10}) for r in of.demand)
    return of.model_copy(update={"demand": rows})


def without_an_offer(of: Scenario) -> Scenario:
    """The first offer is withdrawn everywhere."""
    name = of.offers[0].offer
    rows = tuple(r.model_copy(update={"served": r.served and r.offer != name}) for r in of.coverage)
    return of.model_copy(update={"coverage": rows})


def fewer_tiers(of: Scenario) -> Scenario:
    """The first ladder loses its last price tier."""
    schedule = of.price_schedules[0].schedule
    own = [tier for tier in of.price_tiers if tier.schedule == schedule]
    kept = [t for t in of.price_tiers if t.schedule != schedule] + own[:-1]
    kept[-1] = own[-2].model_copy(update={"to_volume": None})
    return of.model_copy(update={"price_tiers": tuple(kept)})


@pytest.mark.parametrize("change", [cheaper_return, lower_demand, without_an_offer, fewer_tiers])
def test_the_answer_is_that_of_a_fresh_start(
    base: tuple[Scenario, PlanResult], change: object
) -> None:
    assert callable(change)
    scenario = change(base[0])
    fresh, near = make_plan(scenario, CONFIG), make_plan(scenario, CONFIG, near=base[1])
    for result, other in ((fresh, near), (near, fresh)):
        assert result.plan.outcome is not None and other.plan.outcome is not None
        assert result.verdict.passed
        # No plan earns more than either bound.
        bound = other.plan.outcome.bound
        assert bound is not None
        assert Decimal(result.plan.contribution_minor).scaleb(-2) <= bound + Decimal("0.01")
    proven = audit(scenario, near.plan, bound=True)
    assert proven.passed, proven.findings


def test_a_plan_of_the_same_scenario_is_taken_over(base: tuple[Scenario, PlanResult]) -> None:
    scenario, first = base
    again = make_plan(scenario, CONFIG, near=first)
    assert again.plan.contribution_minor >= first.plan.contribution_minor
    assert again.verdict.passed


def test_a_stored_plan_will_do_without_what_the_solve_kept(
    base: tuple[Scenario, PlanResult],
) -> None:
    scenario = cheaper_return(base[0])
    near = make_plan(scenario, CONFIG, near=base[1].plan)
    assert near.verdict.passed
    assert audit(scenario, near.plan, bound=True).passed


def test_a_plan_of_something_else_misleads_nobody(base: tuple[Scenario, PlanResult]) -> None:
    scenario, first = base
    stranger = make_plan(tiny(), load_config("default"))
    found = make_plan(scenario, CONFIG, near=stranger)
    assert found.verdict.passed
    assert found.plan.outcome is not None and first.plan.outcome is not None
    assert found.plan.outcome.bound is not None
    earned = Decimal(first.plan.contribution_minor).scaleb(-2)
    assert earned <= found.plan.outcome.bound + Decimal("0.01")


def test_lost_orders_are_declined_as_a_fresh_start_would(
    base: tuple[Scenario, PlanResult],
) -> None:
    """Half the capacity of every provider: the near plan ships too much, and fewer must be."""
    scenario = base[0].model_copy(
        update={
            "capacity": tuple(
                row.model_copy(update={"capacity": Decimal(int(row.capacity) // 2)})
                for row in base[0].capacity
            )
        }
    )
    fresh, near = make_plan(scenario, CONFIG), make_plan(scenario, CONFIG, near=base[1])
    declined = [sum(r.orders for r in result.plan.declined) for result in (fresh, near)]
    assert declined[0] == declined[1]
    assert near.verdict.passed
