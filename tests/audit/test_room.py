"""Orders declined although they could be carried: one more order, one rule at a time."""

from typing import Any

import pytest
from build import (
    broken,
    covers,
    demand,
    flat_card,
    judge,
    lane,
    offer,
    row,
    scenario,
    tiny,
    tiny_best_rows,
)
from claim import claimed

from codroute.audit import audit
from codroute.scenario.scenario import Scenario

FREE = {"roles": "free"}
MAIN_BACKUP = {"roles": "main_backup"}


def capacity(**of: str) -> list[dict[str, str]]:
    return [{"provider": name, "unit": "orders", "capacity": most} for name, most in of.items()]


def only_a(**changes: Any) -> Scenario:
    """A scenario whose 100 orders only a can carry."""
    return scenario(**{"coverage": [covers("a-std"), covers("b-std", served=False)]} | changes)


def test_a_plan_cut_short_fails() -> None:
    cut = tiny_best_rows()[:2]
    findings = judge(tiny(), cut).findings
    assert {finding.check for finding in findings} == {"assignment"}
    assert all("can carry one more" in finding.found for finding in findings)
    assert broken(tiny(), tiny_best_rows()) == ()


def test_an_empty_plan_fails_where_something_could_be_shipped() -> None:
    assert broken(scenario(), []) == ("assignment",)
    assert broken(scenario(demand=[demand(0)]), []) == ()


def test_capacity_in_orders_stops_the_next_order() -> None:
    assert broken(only_a(capacity=capacity(a="91")), [row("a-std", 90)]) == ("assignment",)
    assert broken(only_a(capacity=capacity(a="90")), [row("a-std", 90)]) == ()


def test_capacity_in_kg_stops_an_order_that_does_not_fit_whole() -> None:
    """Orders weigh 0.4 kg: 90 of them 36 kg."""

    def room(kg: str) -> tuple[str, ...]:
        limit = {"provider": "a", "country": "SA", "unit": "kg", "capacity": kg}
        return broken(only_a(capacity=[limit]), [row("a-std", 90)])

    assert room("36.4") == ("assignment",)
    assert room("36.399") == ()


@pytest.mark.parametrize(
    ("limit", "failed"),
    [
        ({"max_held": "679.466697"}, ("assignment",)),
        ({"max_held": "679.466696"}, ()),
        ({"max_held": "0", "provider": "b"}, ("assignment",)),
    ],
)
def test_cash_held_stops_the_next_order(limit: dict[str, str], failed: tuple[str, ...]) -> None:
    """Each order adds 7.466667: the 91st makes it 679.466697."""
    of = only_a(funds=[{"provider": "a", "country": "SA", "currency": "USD"} | limit])
    assert broken(of, [row("a-std", 90)]) == failed


def test_a_limit_of_another_place_or_provider_stops_nothing() -> None:
    limits = [
        {"provider": "a", "region": "Asir", "unit": "orders", "capacity": "0"},
        {"provider": "b", "unit": "orders", "capacity": "0"},
    ]
    of = only_a(
        capacity=limits, lanes=[lane(), lane("Asir")], demand=[demand(100), demand(0, "Asir/low")]
    )
    assert broken(of, [row("a-std", 90)]) == ("assignment",)


def test_shares_stop_the_next_order() -> None:
    """b is full at 18 of 90 orders: a 73rd for a would be more than 80 % of 91, rounded up."""
    rows = [row("a-std", 72), row("b-std", 18)]
    full = scenario(policy=MAIN_BACKUP, capacity=capacity(b="18"))
    assert broken(full, rows) == ("assignment",)  # ceil(72.8) = 73
    rows = [row("a-std", 73), row("b-std", 18)]
    assert broken(full, rows) == ("assignment",)  # ceil(73.6) = 74
    rows = [row("a-std", 76), row("b-std", 18)]
    assert broken(full, rows) == ()  # ceil(76) = 76, and b would have to carry 19 of 95


def test_providers_that_are_not_named_take_nothing() -> None:
    of = scenario(
        policy=MAIN_BACKUP,
        providers=[{"provider": name} for name in "abc"],
        offers=[offer(f"{name}-std") for name in "abc"],
        coverage=[covers(f"{name}-std") for name in "abc"],
        rate_cards=[flat_card(name) for name in "abc"],
        performance=[
            {"provider": name, "paid_rate": "0.8", "loss_rate": "0", "transit_days": "3"}
            for name in "abc"
        ],
        capacity=capacity(a="60", b="30"),
    )
    assert broken(of, [row("a-std", 60), row("b-std", 30)]) == ()
    assert broken(of, []) == ("assignment",)  # nobody is named yet, so anyone can be


def test_a_service_floor_stops_the_worse_offer() -> None:
    """a pays 0.82, b 0.78: half and half is 0.80 exactly, one more of b is below."""
    of = scenario(
        policy=FREE | {"service": [{"value_tier": "low", "min_paid_rate": "0.80"}]},
        performance=[
            {"provider": "a", "paid_rate": "0.82", "loss_rate": "0", "transit_days": "3"},
            {"provider": "b", "paid_rate": "0.78", "loss_rate": "0", "transit_days": "3"},
        ],
        capacity=capacity(a="40"),
    )
    assert broken(of, [row("a-std", 40), row("b-std", 40)]) == ()
    assert broken(of, [row("a-std", 40), row("b-std", 39)]) == ("assignment",)


@pytest.mark.parametrize(
    ("stated", "failed"),
    [
        ({"min_orders": 2, "applies": "if_used"}, ()),
        ({"min_orders": 1, "applies": "if_used"}, ("assignment",)),
        ({"min_orders": 2, "applies": "if_used", "shortfall_fee": "1"}, ("assignment",)),
        ({"min_orders": 2, "applies": "if_used", "region": "Asir"}, ("assignment",)),
    ],
)
def test_a_minimum_that_one_order_would_call_for(
    stated: dict[str, Any], failed: tuple[str, ...]
) -> None:
    contract = {"commitment": "c", "provider": "b", "currency": "USD", "fixed_fee": "0"}
    of = scenario(
        capacity=capacity(a="90"),
        commitments=[contract | stated],
        lanes=[lane(), lane("Asir")],
        demand=[demand(100), demand(0, "Asir/low")],
    )
    assert broken(of, [row("a-std", 90)]) == failed


@pytest.mark.parametrize(
    ("stated", "failed"),
    [
        ({"max_orders": 0}, ()),
        ({"max_orders": 1}, ("assignment",)),
        ({"max_orders": 0, "region": "Asir"}, ("assignment",)),
        ({"max_orders": 0, "offers": ["b-std"]}, ()),
        ({"max_orders": None}, ("assignment",)),
    ],
)
def test_the_most_of_a_trial_stops_the_next_order(
    stated: dict[str, Any], failed: tuple[str, ...]
) -> None:
    trial = {"trial": "t", "provider": "b", "min_orders": 0}
    of = scenario(
        capacity=capacity(a="90"),
        trials=[trial | stated],
        lanes=[lane(), lane("Asir")],
        demand=[demand(100), demand(0, "Asir/low")],
    )
    assert broken(of, [row("a-std", 90)]) == failed


def test_the_plan_may_say_that_its_declines_are_not_proven() -> None:
    of = only_a()
    plan = claimed(of, [row("a-std", 90)])
    assert audit(of, plan).broken() == ("assignment",)
    assert plan.outcome is not None
    assert plan.outcome.decline_stage is not None
    stage = plan.outcome.decline_stage.model_copy(update={"proven": False, "bound_orders": 0})
    open_ = plan.model_copy(
        update={"outcome": plan.outcome.model_copy(update={"decline_stage": stage})}
    )
    assert audit(of, open_).broken() == ()


def test_declining_what_loses_money_needs_no_reason() -> None:
    policy = {
        "roles": "free",
        "decline": "unprofitable",
        "count_goods_cost": True,
        "goods_recovery_share": "1",
    }
    of = scenario(policy=policy, lanes=[lane(goods_cost="1")])
    assert broken(of, []) == ()
