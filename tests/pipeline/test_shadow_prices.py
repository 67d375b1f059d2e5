"""The shadow price of a limit is what the plan gains where the limit is eased."""

from typing import Any

import pytest
from build import demand, flat_card, lane, scenario

from codroute import load_config, make_plan
from codroute.plan.model import Plan
from codroute.scenario.scenario import Scenario
from codroute.solve.process import SolverProcess

CONFIG = load_config("default").model_copy(update={"threads": 1, "engine": "decomposition"})

UNLIKE = [
    {"provider": "a", "paid_rate": "0.80", "loss_rate": "0.05", "transit_days": "2"},
    {"provider": "b", "paid_rate": "0.90", "loss_rate": "0.05", "transit_days": "5"},
]


def best(of: Scenario, process: SolverProcess, engine: str = "decomposition") -> Plan:
    result = make_plan(of, CONFIG.model_copy(update={"engine": engine}), process=process)
    assert result.verdict.passed, result.verdict.findings
    assert result.plan.outcome is not None
    assert result.plan.outcome.engine == engine
    return result.plan


def capacity(**limit: str) -> dict[str, Any]:
    """b costs 2.00 more than a, which is full."""
    return {
        "rate_cards": [flat_card("a", "10"), flat_card("b", "12")],
        "capacity": [{"provider": "a"} | limit],
    }


def funds(most: str) -> dict[str, Any]:
    """An order with a, 2.00 cheaper than b, holds 7.466667."""
    return {
        "rate_cards": [flat_card("a", "10"), flat_card("b", "12")],
        "funds": [{"provider": "a", "currency": "USD", "max_held": most}],
    }


def minimum(orders: str, **more: Any) -> dict[str, Any]:
    """Promised to b, which costs 3.00 more than a."""
    return {
        "rate_cards": [flat_card("a", "10"), flat_card("b", "13")],
        "commitments": [
            {"commitment": "promise", "provider": "b", "currency": "USD", "fixed_fee": "0"}
            | {"applies": "always", "min_orders": orders}
            | more
        ],
    }


def trial(provider: str = "b", **orders: Any) -> dict[str, Any]:
    """b costs 3.00 more than a."""
    return {
        "rate_cards": [flat_card("a", "10"), flat_card("b", "13")],
        "trials": [{"trial": "trial", "provider": provider, "min_orders": 0} | orders],
    }


def floor(**limit: str) -> dict[str, Any]:
    """b is paid more often and slower, and earns 6.00 less."""
    return {
        "policy": {"roles": "free", "service": [{"value_tier": "low"} | limit]},
        "performance": UNLIKE,
        "rate_cards": [flat_card("a", "0"), flat_card("b", "10")],
    }


def speed(days: str) -> dict[str, Any]:
    """b earns 3.00 more and takes longer."""
    cards = [flat_card("a", "0"), flat_card("b", "1")]
    return floor(max_transit_days=days) | {"rate_cards": cards}


@pytest.mark.parametrize(
    ("tight", "eased", "step", "price"),
    [
        (capacity(unit="orders", capacity="60"), capacity(unit="orders", capacity="61"), 1.0, 2.0),
        (capacity(unit="kg", capacity="24"), capacity(unit="kg", capacity="26"), 2.0, 5.0),
        (funds("373.33335"), funds("448.00002"), 74.66667, 2 / 7.466667),
        (minimum("10"), minimum("9"), 1.0, 3.0),
        (minimum("10", shortfall_fee="1"), minimum("9", shortfall_fee="1"), 1.0, 1.0),
        (trial(min_orders=10), trial(min_orders=9), 1.0, 3.0),
        (trial("a", max_orders=60), trial("a", max_orders=61), 1.0, 3.0),
        (floor(min_paid_rate="0.82"), floor(min_paid_rate="0.81"), 0.01, 6000.0),
        (speed("3.5"), speed("3.8"), 0.3, 100.0),
    ],
    ids=[
        *("orders", "kg", "funds", "minimum", "shortfall"),
        *("trial minimum", "trial maximum", "paid rate", "transit"),
    ],
)
def test_a_limit_is_worth_what_easing_it_earns(
    tight: dict[str, Any], eased: dict[str, Any], step: float, price: float, process: SolverProcess
) -> None:
    plan, better = best(scenario(**tight), process), best(scenario(**eased), process)
    (limit,) = (limit for limit in plan.limits if limit.limit != better.limits[0].limit)
    assert limit.shadow_price == pytest.approx(price, rel=1e-4)
    gained = (better.contribution_minor - plan.contribution_minor) / 100
    assert gained == pytest.approx(price * step, rel=1e-4)


def test_both_sides_of_a_trial_have_their_own_prices(process: SolverProcess) -> None:
    tables = trial(min_orders=10, max_orders=30)
    tables["trials"].append({"trial": "other", "provider": "a", "min_orders": 0, "max_orders": 85})
    plan = best(scenario(**tables), process)  # 15 with b, as a has no more than 85
    assert [(use.name, use.sense, use.used, use.limit) for use in plan.limits] == [
        ("trial", "at_least", 15, 10),
        ("trial", "at_most", 15, 30),
        ("other", "at_most", 85, 85),
    ]
    assert [use.shadow_price for use in plan.limits] == pytest.approx([0.0, 0.0, 3.0])


def test_a_limit_with_room_is_worth_nothing(process: SolverProcess) -> None:
    plan = best(scenario(**capacity(unit="orders", capacity="120")), process)
    assert plan.limits[0].shadow_price == 0.0


def test_a_minimum_of_a_contract_that_is_not_used_is_worth_nothing(process: SolverProcess) -> None:
    plan = best(scenario(**minimum("10", applies="if_used")), process)
    assert (plan.limits[0].used, plan.limits[0].shadow_price) == (0, 0.0)


def test_limits_keep_their_own_prices(process: SolverProcess) -> None:
    """A floor of a tier without orders is no limit of the plan, and takes nobody's price."""
    tables = floor(min_paid_rate="0.82") | {"lanes": [lane(), lane(value_tier="high")]}
    floors = [{"value_tier": "high", "min_paid_rate": "0.89"}, *tables["policy"]["service"]]
    tables["demand"] = [demand(100), demand(0, "Riyadh/high")]
    tables["policy"] = {"roles": "free", "service": floors}
    tables["capacity"] = [{"provider": "a", "unit": "orders", "capacity": "500"}]
    plan = best(scenario(**tables), process)
    assert [(limit.family, limit.name) for limit in plan.limits] == [
        ("capacity", "a"),
        ("service", "low"),
    ]
    assert [limit.shadow_price for limit in plan.limits] == pytest.approx([0.0, 6000.0])


def test_a_threshold_costs_what_reaching_it_costs(process: SolverProcess) -> None:
    """From 60 orders on a takes 8.00, beside b's 10.00, and 3.00 more in Asir, where 20 must go."""
    ladder = {"schedule": "ladder", "provider": "a", "kind": "all_units", "measure": "orders"}
    tiers = [
        {"price_tier": "list", "from_volume": "0", "to_volume": "59", "discount": "0"},
        {"price_tier": "low", "from_volume": "60", "to_volume": None, "discount": "0.2"},
    ]
    plan = best(
        scenario(
            lanes=[lane(), lane("Asir")],
            demand=[demand(40), demand(60, "Asir/low")],
            rate_cards=[flat_card("a", "10"), flat_card("b", "10")],
            coverage=[
                {"offer": f"{name}-std", "country": "SA", "served": True, "remote_surcharge": "0"}
                for name in "ab"
            ]
            + [
                {"offer": "a-std", "country": "SA", "region": "Asir", "served": True}
                | {"remote_surcharge": "3"}
            ],
            price_schedules=[ladder | {"window": "horizon", "volume_before": "0"}],
            price_tiers=[{"form": "discount", "schedule": "ladder"} | tier for tier in tiers],
        ),
        process,
    )
    (tier,) = plan.tiers
    assert (tier.price_tier, tier.volume) == ("low", 60)
    assert tier.shadow_price == pytest.approx(1.0)


def test_the_exact_engine_knows_none(process: SolverProcess) -> None:
    plan = best(scenario(**capacity(unit="orders", capacity="60")), process, "exact")
    assert plan.limits[0].shadow_price is None


@pytest.mark.parametrize("price", ["-0.5", "NaN", "Infinity", '"2"'])
def test_what_is_no_price_is_a_fault_of_the_format(price: str, process: SolverProcess) -> None:
    plan = best(scenario(**capacity(unit="orders", capacity="60")), process)
    text = plan.model_dump_json()
    assert Plan.model_validate_json(text) == plan
    edited = text.replace('"shadow_price":2.0', f'"shadow_price":{price}')
    assert edited != text
    with pytest.raises(ValueError, match="shadow_price"):
        Plan.model_validate_json(edited, strict=True)
