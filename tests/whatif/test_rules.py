"""Rules of a scenario as things: which there are, and what is left without one."""

from typing import Any

import pytest
from brute_force import best
from build import covers, flat_card, lane, offer, scenario, tiny
from random_scenarios import random_document

from codroute.scenario.parse import parse_scenario
from codroute.scenario.scenario import Scenario
from codroute.whatif.rules import every_rule, list_rules, without

SHARED = {"roles": "main_backup", "role_scope": "lane"}


def told(of: Scenario) -> list[tuple[str, str, str]]:
    return [(rule.family, rule.name, rule.words) for rule in list_rules(of)]


def test_rules_of_tiny_in_words() -> None:
    assert told(tiny()) == [
        ("capacity", "falcon", "falcon takes at most 200 orders a month"),
        ("capacity", "desert", "desert takes at most 320 orders a month"),
        ("capacity", "oasis", "oasis takes at most 200 orders a month"),
        ("service", "high", "high value: a mean paid rate of at least 80 %"),
        ("service", "high", "high value: a mean transit of at most 4 days"),
        ("roles", "roles", "every lane has one main and one backup provider and no third"),
        (
            "roles",
            "main_share_max",
            "the main provider carries at most 80 % of a lane, the backup at least 20 %",
        ),
    ]


ALL = {
    "policy": {
        "roles": "free",
        "decline": "never",
        "service": [{"value_tier": "low", "country": "SA", "min_paid_rate": "0.755"}],
    },
    "capacity": [
        {"provider": "a", "country": "SA", "unit": "kg", "capacity": "30"},
        {"provider": "b", "region": "Riyadh", "unit": "orders", "capacity": "1"},
    ],
    "funds": [{"provider": "a", "country": "SA", "currency": "USD", "max_held": "1234.5"}],
    "commitments": [
        {
            "commitment": "hard",
            "provider": "b",
            "currency": "USD",
            "fixed_fee": "3",
            "min_orders": 20,
            "applies": "if_used",
        },
        {
            "commitment": "paid",
            "provider": "a",
            "region": "Riyadh",
            "currency": "USD",
            "fixed_fee": "3",
            "min_orders": 1,
            "applies": "always",
            "shortfall_fee": "2",
        },
    ],
    "trials": [{"trial": "t", "provider": "a", "min_orders": 5, "max_orders": 50}],
}


def test_every_family_is_told() -> None:
    assert told(scenario(**ALL)) == [
        ("capacity", "a / SA", "a takes at most 30 kg a month in SA"),
        ("capacity", "b / Riyadh", "b takes at most 1 order a month in Riyadh"),
        ("funds", "a / SA", "a holds at most 1,234.50 USD of cash from SA, as a mean"),
        ("commitments", "hard", "b gets at least 20 orders, once it gets any (contract hard)"),
        (
            "commitments",
            "paid",
            "a is paid for every order short of 1 order in Riyadh (contract paid)",
        ),
        ("trials", "t", "a gets at least 5 orders (trial t)"),
        ("trials", "t", "a gets at most 50 orders (trial t)"),
        ("service", "low / SA", "low value in SA: a mean paid rate of at least 75.5 %"),
        ("assignment", "decline", "every order is carried"),
    ]


def test_without_each_rule_that_rule_alone_is_gone() -> None:
    of = scenario(**ALL)
    rules = list_rules(of)
    for rule in rules:
        left = list_rules(without(of, rule))
        assert [other.key for other in left] == [r.key for r in rules if r.key != rule.key]


def test_the_fixed_fee_of_a_contract_stays() -> None:
    of = scenario(**ALL)
    rule = next(rule for rule in list_rules(of) if rule.name == "hard")
    assert without(of, rule).commitments[0].fixed_fee == 3


def test_a_limit_of_an_offer_is_listed_where_it_keeps_a_lane_away() -> None:
    changes: dict[str, Any] = {
        "lanes": [lane(), lane(value_tier="high", cod_value="400")],
        "offers": [offer("a-std", max_cod_value="100"), offer("b-std", max_weight_g=5000)],
    }
    changes["demand"] = [
        {"lane": f"Riyadh/{tier}", "period": "2026-11-01", "orders": 5} for tier in ("low", "high")
    ]
    rules = [rule for rule in list_rules(scenario(**changes)) if rule.family == "eligibility"]
    assert [(rule.name, rule.unit) for rule in rules] == [("a-std", "max_cod_value")]
    after = without(scenario(**changes), rules[0])
    assert after.offers[0].max_cod_value is None
    assert not [rule for rule in list_rules(after) if rule.family == "eligibility"]


@pytest.mark.parametrize("others", [(), ("c",)])
def test_a_provider_that_would_have_to_share_is_no_relaxation(others: tuple[str, ...]) -> None:
    """With b alone on the lane it carries all; with a as well it would have to share.

    With c as well two share already, and a third to choose from forbids nothing.
    """
    names = ("a", "b", *others)
    of = scenario(
        policy=SHARED,
        providers=[{"provider": name} for name in names],
        offers=[offer(f"{name}-std") for name in names],
        rate_cards=[flat_card(name) for name in names],
        coverage=[covers(f"{name}-std") for name in names],
        performance=[
            {"provider": name, "paid_rate": "0.8", "loss_rate": "0", "transit_days": "3"}
            for name in names
        ],
        capacity=[{"provider": "a", "unit": "orders", "capacity": "0"}],
    )
    listed = [rule.name for rule in list_rules(of) if rule.family == "capacity"]
    assert listed == (["a"] if others else [])
    assert [rule.name for rule in every_rule(of) if rule.family == "capacity"] == ["a"]


def test_roles_of_a_region_with_one_provider_are_no_relaxation_by_lane() -> None:
    """In the region only b serves both lanes, alone; by lane a and b would have to share one."""
    lanes = [lane("Riyadh"), lane("Jeddah")]
    of = {
        "policy": {"role_scope": "country"},
        "lanes": lanes,
        "demand": [
            {"lane": f"{name}/low", "period": "2026-11-01", "orders": 5}
            for name in ("Riyadh", "Jeddah")
        ],
    }
    both = [covers("a-std"), covers("b-std")]
    part = [covers("a-std", region="Riyadh"), covers("b-std")]
    names = [[r.name for r in list_rules(scenario(coverage=c, **of))] for c in (both, part)]
    assert "role_scope" in names[0]
    assert "role_scope" not in names[1]


@pytest.mark.parametrize("seed", range(600, 604))
def test_without_a_rule_the_best_plan_is_no_worse(seed: int) -> None:
    """Fewer declined orders come first where the policy is ``no_capacity``, with and without."""
    of = parse_scenario(random_document(seed))
    with_all = best(of)
    if with_all is None:
        return
    for rule in list_rules(of):
        freer = without(of, rule)
        found = best(freer)
        assert found is not None, rule.words
        if {of.policy.decline, freer.policy.decline} == {"no_capacity"}:
            assert (-found[0], found[1]) >= (-with_all[0], with_all[1]), rule.words
        else:
            assert found[1] >= with_all[1], rule.words
