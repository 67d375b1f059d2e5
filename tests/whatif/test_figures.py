"""What a plan comes to, against the arithmetic of tiny's README."""

import pytest
from build import row, tiny, tiny_best_rows
from mid_sized import mid_sized

from codroute.audit import bare_plan
from codroute.pipeline import make_plan
from codroute.plan.model import Plan
from codroute.scenario.scenario import Scenario
from codroute.solve.config import load_config
from codroute.whatif.figures import figures_of


@pytest.fixture(scope="module")
def planned() -> tuple[Plan, Scenario]:
    scenario = tiny()
    return make_plan(scenario, load_config("default")).plan, scenario


def test_means_are_over_the_orders_shipped(planned: tuple[Plan, Scenario]) -> None:
    figures = figures_of(*planned)
    # 40 of Falcon and 300 of Desert are paid at 0.80, 60 of Oasis at 0.82.
    assert figures.paid_rate == pytest.approx((340 * 0.80 + 60 * 0.82) / 400)
    assert (figures.orders, figures.declined_orders) == (400, 0)
    assert figures.contribution_minor == 2_026_240


def test_cash_is_held_until_it_is_paid_out(planned: tuple[Plan, Scenario]) -> None:
    figures = figures_of(*planned)
    # Collected: Falcon 40 × 0.80 × 40 = 1,280, paid out after 7 days. Desert: 160 low orders and
    # 140 high ones, 0.80 × (6,400 + 14,000) = 16,320, after 10. Oasis 60 × 0.82 × 100 = 4,920,
    # after 14. November has 30 days.
    held = {award.provider: award.cash_held_minor for award in figures.awards}
    assert held == {
        "falcon": round(128_000 * 7 / 30),
        "desert": round(1_632_000 * 10 / 30),
        "oasis": round(492_000 * 14 / 30),
    }
    assert figures.cash_held_minor == round((128_000 * 7 + 1_632_000 * 10 + 492_000 * 14) / 30)


def test_awards_add_up(planned: tuple[Plan, Scenario]) -> None:
    plan, _ = planned
    figures = figures_of(*planned)
    assert sum(award.orders for award in figures.awards) == figures.orders
    charged = sum(charge.amount_minor for charge in plan.charges)
    earned = sum(award.contribution_minor for award in figures.awards)
    assert earned + charged == figures.contribution_minor


def test_nothing_shipped_has_no_means() -> None:
    scenario = tiny()
    figures = figures_of(bare_plan(scenario, []), scenario)
    assert (figures.paid_rate, figures.transit_days, figures.days_to_cash) == (None, None, None)
    assert (figures.orders, figures.declined_orders) == (0, 400)


def test_several_markets_have_awards_of_their_own() -> None:
    scenario = mid_sized()
    plan = make_plan(scenario, load_config("default")).plan
    countries = {lane.lane: lane.country for lane in scenario.lanes}
    for award in figures_of(plan, scenario).awards:
        own = [
            r
            for r in plan.allocation
            if (r.provider, countries[r.lane]) == (award.provider, award.country)
        ]
        assert award.orders == sum(r.orders for r in own)


def test_rows_of_the_best_plan_are_those_of_the_readme(planned: tuple[Plan, Scenario]) -> None:
    plan, _ = planned
    found = {(r.lane, r.offer, r.orders) for r in plan.allocation}
    assert found == {(r.lane, r.offer, r.orders) for r in tiny_best_rows()}
    assert row("falcon-std", 20, "Riyadh/low") in tiny_best_rows()
