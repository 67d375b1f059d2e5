"""Plans keep every rule to the last order: the audit allows none of it to be missed by a hair."""

from typing import Any

import pytest
from build import covers, demand, flat_card, lane, offer, scenario
from large_scenarios import large_document

from codroute.errors import Infeasible
from codroute.pipeline import PlanResult, make_plan
from codroute.plan.model import EndReason
from codroute.scenario.parse import parse_scenario
from codroute.solve.config import SolverConfig
from codroute.solve.process import SolverProcess

BACKENDS = ("highs", "scip", "cp_sat", "pulp")


def planned(backend: str, process: SolverProcess | None = None, **changes: Any) -> PlanResult:
    config = SolverConfig.model_validate(
        {"backend": backend, "relative_gap": 0.0, "time_limit_s": 20.0}
    )
    return make_plan(scenario(**changes), config, process=process)


def carried(result: PlanResult) -> dict[str, int]:
    assert result.verdict.passed, result.verdict.findings
    return {row.offer: row.orders for row in result.plan.allocation}


def performance(**paid: str) -> list[dict[str, str]]:
    return [
        {"provider": name, "paid_rate": rate, "loss_rate": "0", "transit_days": "3"}
        for name, rate in paid.items()
    ]


def weights(some: str, most: str) -> dict[str, Any]:
    """Give Riyadh/low orders of 300 g, some of them of 301 g."""
    own = lane()
    del own["weight_g"], own["cod_value"]
    points = ((most, 300), (some, 301))
    return {
        "lanes": [own],
        "profile": [
            {"lane": "Riyadh/low", "share": share, "cod_value": "40", "weight_g": grams}
            for share, grams in points
        ],
    }


FLOOR = {"roles": "free", "service": [{"value_tier": "low", "min_paid_rate": "0.7"}]}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("paid", "orders", "expected"),
    [
        ({"a": "0.699999", "b": "0.7"}, 1, {"b-std": 1}),
        ({"a": "0.699999", "b": "0.9"}, 1000, {"a-std": 999, "b-std": 1}),
        ({"a": "0.699997", "b": "0.700001"}, 1000, {"a-std": 250, "b-std": 750}),
    ],
)
def test_a_service_floor_missed_by_a_millionth_is_missed(backend, paid, orders, expected):
    cards = [flat_card("a", "0"), flat_card("b", "20")]
    result = planned(
        backend,
        performance=performance(**paid),
        demand=[demand(orders)],
        rate_cards=cards,
        policy=FLOOR,
    )
    assert carried(result) == expected


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("most", "by_a"), [("448.00002", 60), ("448.000019", 59), ("7.466666", 0), ("7.466667", 1)]
)
def test_a_limit_of_cash_held_missed_by_a_millionth_is_missed(backend, most, by_a):
    """Each order of a, the cheaper provider, adds 7.466667 to what it holds."""
    result = planned(
        backend,
        rate_cards=[flat_card("a", "0"), flat_card("b", "20")],
        funds=[{"provider": "a", "currency": "USD", "max_held": most}],
    )
    assert carried(result).get("a-std", 0) == by_a
    (use,) = result.plan.limits
    assert (use.family, use.name, use.unit) == ("funds", "a", "USD")
    assert use.used * 1_000_000 == by_a * 7_466_667


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("shares", "kg", "orders", "by_a"),
    [
        (("0.000001", "0.999999"), "0.9", 10, 2),
        (("0.001", "0.999"), "300.000999", 1000, 999),
        (("0.001", "0.999"), "300.001", 1000, 1000),
    ],
)
def test_a_weight_above_capacity_by_a_hair_is_above(backend, shares, kg, orders, by_a):
    result = planned(
        backend,
        **weights(*shares),
        demand=[demand(orders)],
        rate_cards=[flat_card("a", "0"), flat_card("b", "5")],
        capacity=[{"provider": "a", "unit": "kg", "capacity": kg}],
    )
    assert carried(result).get("a-std", 0) == by_a


def test_a_capacity_between_two_whole_orders_holds_the_lower(process):
    limits = [{"provider": "a", "unit": "orders", "capacity": "9.5"}]
    cards = [flat_card("a", "0"), flat_card("b", "5")]
    result = planned("highs", process, rate_cards=cards, capacity=limits)
    assert carried(result) == {"a-std": 9, "b-std": 91}


@pytest.mark.parametrize("backend", ["highs", "scip"])
@pytest.mark.parametrize("scope", ["lane", "region", "country"])
def test_roles_of_ten_million_orders_hold_to_the_last(backend, scope):
    orders = (9_876_543, 5_432_109, 8_765_431, 3_456_789)
    fees = {"a": "1.37", "b": "2.11", "c": "4.9"}
    result = planned(
        backend,
        lanes=[lane(f"R{i}") for i in range(4)],
        demand=[demand(n, f"R{i}/low") for i, n in enumerate(orders)],
        providers=[{"provider": name} for name in fees],
        offers=[offer(f"{name}-std") for name in fees],
        coverage=[covers(f"{name}-std") for name in fees],
        rate_cards=[flat_card(name, fee) for name, fee in fees.items()],
        performance=performance(a="0.812345", b="0.754321", c="0.7"),
        capacity=[
            {"provider": name, "unit": "orders", "capacity": str(most)}
            for name, most in (("a", 11_111_111), ("b", 12_345_678), ("c", 14_321_987))
        ],
        policy={
            "roles": "main_backup",
            "role_scope": scope,
            "main_share_max": "0.876543",
            "backup_share_min": "0.123457",
        },
    )
    assert result.verdict.passed, result.verdict.findings


@pytest.mark.parametrize("roles", ["free", "single", "main_backup"])
@pytest.mark.parametrize("decline", ["never", "no_capacity"])
def test_neither_demand_nor_an_offer_is_an_empty_plan(process, roles, decline):
    result = planned(
        "highs",
        process,
        demand=[demand(0)],
        coverage=[covers(f"{name}-std", served=False) for name in "ab"],
        policy={"roles": roles, "decline": decline},
    )
    assert carried(result) == {}
    assert all(row.main is None for row in result.plan.roles)


def _holds(seed: int, factor: int, backend: str, process: SolverProcess) -> bool:
    """Tell whether there is a plan; where there is one it passes the audit."""
    exact = SolverConfig.model_validate({"backend": backend, "time_limit_s": 20.0})
    try:
        result = make_plan(parse_scenario(large_document(seed, factor)), exact, process=process)
    except Infeasible:
        return False
    assert result.verdict.passed, result.verdict.findings
    assert result.plan.outcome is not None
    assert result.plan.outcome.reason is EndReason.GAP_REACHED
    return True


def test_most_large_scenarios_have_a_plan_and_it_holds(process):
    # 44, 145 and 174 have plans that rounding breaks, 110 a bound that was false without scaling.
    seeds = [*range(12), 44, 110, 145, 174]
    assert sum(_holds(seed, 1_000_000, "highs", process) for seed in seeds) >= len(seeds) - 2


@pytest.fixture(scope="module", params=["highs", "scip"])
def solver(request):
    with SolverProcess(request.param) as running:
        yield request.param, running


@pytest.mark.long
@pytest.mark.parametrize("factor", [1000, 1_000_000, 10_000_000])
@pytest.mark.parametrize("seed", range(100))
def test_large_scenarios_hold(seed, factor, solver):
    _holds(seed, factor, *solver)
