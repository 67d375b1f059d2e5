"""Plans kept while the paid rates turn out otherwise."""

from decimal import Decimal
from math import comb, sqrt

import pytest
from build import scenario
from random_scenarios import random_document

from codroute.economics.build import price
from codroute.pipeline import make_plan
from codroute.plan.model import Plan
from codroute.scenario.parse import parse_scenario
from codroute.scenario.scenario import Scenario
from codroute.solve.config import load_config
from codroute.whatif.paid_rates import chance_of, exposure_of

CONFIG = load_config("default")


def observed(provider: str, paid_rate: str, orders: int | None) -> dict[str, object]:
    row: dict[str, object] = {"provider": provider, "paid_rate": paid_rate, "loss_rate": "0.05"}
    row |= {"transit_days": "3"}
    if orders is not None:
        row |= {"observed_orders": orders, "paid_orders": round(float(paid_rate) * orders)}
    return row


def planned(**changes: object) -> tuple[Plan, Scenario]:
    of = scenario(**changes)
    return make_plan(of, CONFIG).plan, of


def only(provider: str, paid_rate: str, orders: int | None) -> tuple[Plan, Scenario]:
    """Plan with one provider that serves the only lane."""
    coverage = [
        {"offer": f"{name}-std", "country": "SA", "served": name == provider, "remote_surcharge": 0}
        for name in "ab"
    ]
    rates = [
        observed(
            name, paid_rate if name == provider else "0.5", orders if name == provider else None
        )
        for name in "ab"
    ]
    return planned(coverage=coverage, performance=rates)


def test_the_slope_is_what_one_more_paid_order_is_worth() -> None:
    exposure = exposure_of(*only("a", "0.8", 1000))
    # 100 orders of 40.00 and no fees: 1 more of the rate is worth 4,000.00.
    ((record, slope),) = exposure.slopes_minor.items()
    assert record.provider == "a"
    assert slope == pytest.approx(400_000)


def test_draws_spread_as_the_observed_orders_leave_it() -> None:
    first, second = exposure_of(*only("a", "0.8", 400)), exposure_of(*only("b", "0.8", None))
    chance = chance_of(first, second, draws=40_000, seed=1)
    # The rate of b is certain; that of a has a standard deviation of √(0.8 × 0.2 / 401) = 0.0200,
    # so the difference has one of 0.02 × 400,000 minor units around 0.
    deviation = sqrt(0.8 * 0.2 / 401) * 400_000
    assert chance.mean_minor == pytest.approx(0, abs=4 * deviation / sqrt(40_000))
    assert chance.high_minor == pytest.approx(1.645 * deviation, rel=0.05)
    assert chance.low_minor == pytest.approx(-1.645 * deviation, rel=0.08)
    assert chance.better == pytest.approx(0.5, abs=0.03)


def test_a_better_rate_on_few_orders_is_less_sure_than_on_many() -> None:
    known = exposure_of(*only("b", "0.78", 50_000))
    few, many = (exposure_of(*only("a", "0.8", orders)) for orders in (50, 5_000))
    sure = [chance_of(own, known, draws=4_000, seed=0).better for own in (few, many)]
    # Of 50 orders: Beta(40, 10) above 0.78, which is a binomial of 49 at 0.78 that is 39 at most.
    above = sum(comb(49, k) * 0.78**k * 0.22 ** (49 - k) for k in range(40))
    assert sure[0] == pytest.approx(above, abs=0.03)
    # Of 5,000 the 0.02 are 3.5 standard deviations.
    assert sure[1] > 0.99


def test_rates_that_two_plans_share_do_not_tell_them_apart() -> None:
    plan, of = only("a", "0.8", 50)
    cheaper = of.model_copy(
        update={
            "offers": tuple(
                o.model_copy(update={"rounding": Decimal("0.01"), "settlement_days": Decimal(3)})
                for o in of.offers
            )
        }
    )
    first, second = exposure_of(plan, cheaper), exposure_of(plan, of)
    chance = chance_of(first, second, draws=500, seed=3)
    assert (chance.low_minor, chance.high_minor) == (0, 0)
    assert chance.better == 0.5


def test_the_same_seed_gives_the_same_draws() -> None:
    first, second = exposure_of(*only("a", "0.8", 50)), exposure_of(*only("b", "0.8", 80))
    assert chance_of(first, second, 300, 5) == chance_of(first, second, 300, 5)
    assert chance_of(first, second, 300, 5) != chance_of(first, second, 300, 6)


@pytest.mark.parametrize("seed", [*range(8), *range(9, 13)])  # no plan keeps every rule of 8
def test_contribution_at_other_rates_is_on_the_slopes(seed: int) -> None:
    of = parse_scenario(random_document(seed))
    plan = make_plan(of, CONFIG).plan
    exposure = exposure_of(plan, of)
    lower = tuple(
        row.model_copy(update={"paid_rate": row.paid_rate * Decimal("0.75")})
        for row in of.performance
    )
    other = of.model_copy(update={"performance": lower})
    now, then = (_earned(plan, scenario) for scenario in (of, other))
    linear = sum(-0.25 * float(r.paid_rate) * s for r, s in exposure.slopes_minor.items())
    assert then - now == pytest.approx(linear, abs=1e-4 * max(1.0, abs(now)))


def _earned(plan: Plan, of: Scenario) -> float:
    """Price the plan's rows, before rounding, in minor units."""
    economics = price(of)
    quotes = economics.quotes
    number = {
        (quotes.lanes[a].lane, quotes.offers[b].offer): q
        for q, (a, b) in enumerate(zip(quotes.lane.tolist(), quotes.offer.tolist(), strict=True))
    }
    total = 0.0
    for row in plan.allocation:
        quote = number[row.lane, row.offer]
        tier = 0
        if row.price_tier is not None:
            schedule = quotes.schedules[quotes.schedule[quote]].schedule
            labels = [t.price_tier for t in economics.catalog.tiers[schedule]]
            tier = labels.index(row.price_tier)
        period = of.horizon.period_ids.index(row.period)
        per_order = economics.contribution()[economics.tariffs.start[quote] + tier, period]
        total += row.orders * float(per_order) * 10**of.minor_digits
    return total
