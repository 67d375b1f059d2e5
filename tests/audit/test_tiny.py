"""The scenario that its README solves by hand, and edits of its best plan."""

from datetime import date
from decimal import Decimal

import pytest
from build import broken, edited, judge, tiny, tiny_best_rows, tiny_tempting_rows
from claim import claimed

from codroute.audit import audit
from codroute.plan.model import LaneRoles, Plan
from codroute.scenario.scenario import Scenario


@pytest.fixture(scope="module")
def of() -> Scenario:
    return tiny()


@pytest.fixture(scope="module")
def best(of: Scenario) -> Plan:
    return claimed(of, tiny_best_rows())


def test_the_best_plan(of: Scenario) -> None:
    verdict = judge(of, tiny_best_rows())
    assert verdict.findings == ()
    assert verdict.contribution_minor == 20_262_40
    assert verdict.total_minor["fixed_fee"] == -30_00
    assert verdict.total_minor["freight"] == -(300 * 450 + 40 * 500 + 60 * 700)


def with_oasis_capacity(of: Scenario, orders: int) -> Scenario:
    capacity = tuple(
        row.model_copy(update={"capacity": Decimal(orders)}) if row.provider == "oasis" else row
        for row in of.capacity
    )
    return of.model_copy(update={"capacity": capacity})


def test_the_tempting_plan(of: Scenario) -> None:
    verdict = judge(with_oasis_capacity(of, 200), tiny_tempting_rows())
    assert verdict.findings == ()
    assert verdict.contribution_minor == 20_200_00
    assert verdict.total_minor["fixed_fee"] == 0


def test_the_tempting_plan_asks_more_of_oasis_than_it_takes(of: Scenario) -> None:
    """It gives Oasis 20 + 80 + 20 + 80 = 200 orders."""
    verdict = judge(with_oasis_capacity(of, 199), tiny_tempting_rows())
    assert verdict.contribution_minor == 20_200_00
    assert list(map(str, verdict.findings)) == [
        "capacity: oasis, 2026-11-01: found 200 orders; wanted at most 199"
    ]


def test_one_order_short_of_the_threshold_all_pay_the_list_price(of: Scenario) -> None:
    rows = tiny_best_rows(Asir_high={"desert-std": 59, "oasis-std": 41})
    verdict = judge(of, rows)
    assert verdict.findings == ()
    # The order earns 0.14 more with oasis, and 299 orders pay 1.50 more each.
    assert verdict.contribution_minor == 20_262_40 + 14 - 299 * 150


def test_a_plan_that_claims_the_truth(of: Scenario, best: Plan) -> None:
    verdict = audit(of, best)
    assert verdict.findings == ()
    assert best.contribution_minor == 20_262_40


def test_a_false_tier_is_a_finding_of_tiers(of: Scenario, best: Plan) -> None:
    assert audit(of, edited(best, "allocation", 0, price_tier="list")).broken() == ("tiers",)
    assert audit(of, edited(best, "allocation", 1, price_tier="list")).broken() == ("tiers",)
    assert audit(of, edited(best, "allocation", 0, price_tier=None)).broken() == ("tiers",)


def test_amounts_are_judged_at_the_tier_reached(of: Scenario, best: Plan) -> None:
    """With 299 orders the claims of every Desert row are wrong, and so is the tier they name."""
    plan = edited(best, "allocation", 6, orders=59)
    plan = edited(plan, "allocation", 7, orders=41)
    verdict = audit(of, plan)
    assert verdict.broken() == ("tiers", "amounts")
    assert verdict.contribution_minor == 20_262_40 + 14 - 299 * 150


def test_an_order_too_many(of: Scenario, best: Plan) -> None:
    plan = edited(best, "allocation", 1, orders=21)
    assert audit(of, plan).broken() == ("assignment", "amounts")


def test_an_order_lost(of: Scenario, best: Plan) -> None:
    """The share still holds: 80 is 80 % of 99 orders, rounded up."""
    plan = edited(best, "allocation", 1, orders=19)
    assert audit(of, plan).broken() == ("assignment", "amounts")


def test_a_share_out_of_bounds(of: Scenario, best: Plan) -> None:
    plan = edited(edited(best, "allocation", 0, orders=81), "allocation", 1, orders=19)
    assert audit(of, plan).broken() == ("roles", "amounts")


def test_a_share_out_of_bounds_by_hand(of: Scenario) -> None:
    rows = tiny_best_rows(Riyadh_low={"desert-std": 81, "falcon-std": 19})
    assert broken(of, rows) == ("roles",)


def test_roles_swapped(of: Scenario, best: Plan) -> None:
    named = best.roles[0]
    plan = edited(best, "roles", 0, main=named.backup, backup=named.main)
    assert audit(of, plan).broken() == ("roles",)


def test_a_third_provider_named(of: Scenario, best: Plan) -> None:
    assert audit(of, edited(best, "roles", 0, backup="oasis")).broken() == ("roles",)


def test_a_role_word_that_does_not_match(of: Scenario, best: Plan) -> None:
    assert audit(of, edited(best, "allocation", 0, role="backup")).broken() == ("roles",)
    assert audit(of, edited(best, "allocation", 0, role="only")).broken() == ("roles",)


def test_a_lane_without_roles(of: Scenario, best: Plan) -> None:
    assert audit(of, best.model_copy(update={"roles": best.roles[1:]})).broken() == ("roles",)


def test_main_and_backup_alike(of: Scenario, best: Plan) -> None:
    roles = (LaneRoles(lane="Riyadh/low", main="desert", backup="desert"), *best.roles[1:])
    assert "roles" in audit(of, best.model_copy(update={"roles": roles})).broken()


def test_another_period(of: Scenario, best: Plan) -> None:
    plan = edited(best, "allocation", 0, period=date(2026, 12, 1))
    assert "names" in audit(of, plan).broken()
