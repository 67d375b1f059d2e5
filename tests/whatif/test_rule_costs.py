"""What rules cost: by hand on tiny, and against every plan of small scenarios."""

from decimal import Decimal

import pytest
from brute_force import best
from build import demand, flat_card, scenario, tiny
from random_scenarios import random_document

from codroute import load_config
from codroute.errors import Infeasible
from codroute.plan.rule_costs import RuleCost, RuleCosts
from codroute.scenario.parse import parse_scenario
from codroute.solve.config import SolverConfig
from codroute.solve.ctrl_c import CtrlC
from codroute.solve.process import SolverProcess
from codroute.whatif.planner import Planner
from codroute.whatif.rule_costs import find_rule_costs
from codroute.whatif.rules import list_rules, without

EXACT = SolverConfig(backend="highs", relative_gap=0.0, time_limit_s=30)


def planner(process: SolverProcess, config: SolverConfig = EXACT) -> Planner:
    return Planner(config, "exact", process, CtrlC())


def by_name(costs: RuleCosts) -> dict[str, RuleCost]:
    return {cost.rule.name: cost for cost in costs.costs}


@pytest.mark.parametrize("engine", ["exact", "decomposition"])
def test_tiny_by_hand(process: SolverProcess, engine: str) -> None:
    """Without the share of 80 % Desert takes all of Riyadh and of Asir/low: 300 orders.

    100 × (27.00 + 75.00 + 26.50) + 100 × 74.64 with Oasis − 30.00 = 20,284.00, 21.60 more than
    with all rules. Roles say no more than the shares here; no other limit is reached.
    """
    config = load_config("default").model_copy(update={"engine": engine})
    costs = find_rule_costs(tiny(), planner(process, config))
    assert costs.plan.contribution_minor == 2026240
    assert costs.complete and not costs.findings
    told = by_name(costs)
    for name in ("main_share_max", "roles"):
        assert told[name].cost_minor == 2160
        assert told[name].least == pytest.approx(Decimal("21.60"), abs=Decimal("0.05"))
        assert told[name].most == pytest.approx(Decimal("21.60"), abs=Decimal("0.05"))
    for name in ("falcon", "desert", "oasis", "high"):
        assert told[name].most is not None and told[name].most < Decimal("0.05")
        assert told[name].how == ("prices" if engine == "decomposition" else "planned")
    assert {cost.rule.name for cost in costs.costs[:2]} == {"main_share_max", "roles"}


def test_a_capacity_and_what_easing_it_is_worth(process: SolverProcess) -> None:
    """a is 2.00 cheaper an order than b, and takes 30 of 100: 70 more would earn 140.00.

    3 more (a tenth of 30, as 2) are worth 2 × 2.00 by the price.
    """
    of = scenario(
        rate_cards=[flat_card("a", "3"), flat_card("b", "5")],
        capacity=[{"provider": "a", "unit": "orders", "capacity": "30"}],
    )
    config = EXACT.model_copy(update={"engine": "decomposition"})
    costs = find_rule_costs(of, planner(process, config))
    cost = by_name(costs)["a"]
    assert (cost.how, cost.cost_minor, cost.declined_orders) == ("planned", 14000, 0)
    assert cost.marginal is not None
    assert (cost.marginal.step, cost.marginal.worth_minor, cost.marginal.full) == (2, 400, 1)


def test_a_rule_may_cost_declined_orders(process: SolverProcess) -> None:
    """a and b take 30 each of 100: without either limit all 100 are carried, 40 more."""
    of = scenario(
        capacity=[{"provider": name, "unit": "orders", "capacity": "30"} for name in "ab"]
    )
    costs = find_rule_costs(of, planner(process))
    for name in "ab":
        cost = by_name(costs)[name]
        assert (cost.declined_orders, cost.cost_minor, cost.least, cost.most) == (
            40,
            None,
            None,
            None,
        )


def test_to_decline_nothing_costs_nothing_where_there_is_a_plan(process: SolverProcess) -> None:
    costs = find_rule_costs(
        scenario(policy={"roles": "free", "decline": "never"}), planner(process)
    )
    assert [(cost.how, cost.cost_minor) for cost in costs.costs] == [("by_definition", 0)]


def test_orders_that_lose_money_are_what_carrying_them_costs(process: SolverProcess) -> None:
    """40 × 0.8 − 36 = −4.00 per order, goods not counted at all: 100 orders cost 400.00."""
    of = scenario(
        policy={"roles": "free", "count_goods_cost": True, "goods_recovery_share": "1"},
        lanes=[
            {
                "country": "SA",
                "region": "Riyadh",
                "value_tier": "low",
                "cod_value": "40",
                "weight_g": 400,
                "goods_cost": "0",
            }
        ],
        rate_cards=[flat_card("a", "36"), flat_card("b", "36")],
        demand=[demand(100)],
    )
    costs = find_rule_costs(of, planner(process))
    cost = by_name(costs)["decline"]
    assert (cost.cost_minor, cost.least, cost.most) == (40000, 400, 400)


def test_without_time_rules_keep_their_prices_alone(process: SolverProcess) -> None:
    costs = find_rule_costs(tiny(), planner(process), total_s=0.0)
    assert not costs.complete
    assert {cost.how for cost in costs.costs} == {"not_planned"}
    assert {cost.most for cost in costs.costs} == {None}


@pytest.mark.parametrize(
    ("engine", "seed"),
    [("exact", 700), ("exact", 703), ("decomposition", 703), ("decomposition", 704)],
)
def test_against_every_plan_of_a_small_scenario(
    seed: int, engine: str, process: SolverProcess
) -> None:
    of = parse_scenario(random_document(seed))
    with_all = best(of)
    config = EXACT.model_copy(update={"engine": engine})
    if with_all is None:
        with pytest.raises(Infeasible):
            find_rule_costs(of, planner(process, config))
        return
    found = find_rule_costs(of, planner(process, config))
    assert found.complete and not found.findings
    assert {cost.rule for cost in found.costs} == set(list_rules(of))
    rounding = Decimal(1 + 24 * 12).scaleb(-of.minor_digits)
    for cost in found.costs:
        freer = without(of, cost.rule)
        free = best(freer)
        assert free is not None
        fewer = with_all[0] - free[0]
        if {of.policy.decline, freer.policy.decline} == {"no_capacity"} and fewer:
            assert cost.declined_orders == fewer
            continue
        true = Decimal(free[1] - with_all[1]).scaleb(-of.minor_digits)
        assert cost.least is not None and cost.least >= 0
        assert cost.least - rounding <= true
        assert cost.most is not None and true <= cost.most + rounding


@pytest.mark.parametrize("seed", [700, 703])
def test_rounded_amounts_cost_nothing(seed: int, process: SolverProcess) -> None:
    """In a currency without decimals every amount is rounded; what rules cost is known before."""
    document = random_document(seed)
    fine = parse_scenario(document)
    of = parse_scenario(document | {"minor_digits": 0})
    with_all = best(fine)
    assert with_all is not None
    for cost in find_rule_costs(of, planner(process)).costs:
        free = best(without(fine, cost.rule))
        assert free is not None
        if cost.least is None or cost.most is None or free[0] != with_all[0]:
            continue
        true = Decimal(free[1] - with_all[1]).scaleb(-fine.minor_digits)
        assert cost.least <= true + Decimal("0.03")  # amounts here have four decimals
        assert true <= cost.most + Decimal("0.03")
