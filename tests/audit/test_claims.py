"""What a plan says about itself: false amounts, totals, uses of limits, bounds and names."""

from decimal import Decimal
from typing import Any

import pytest
from build import covers, demand, edited, flat_card, lane, offer, row, scenario
from claim import claimed

from codroute.audit import audit
from codroute.plan.model import EndReason, LimitUse, Plan
from codroute.scenario.scenario import Scenario


@pytest.fixture(scope="module")
def of() -> Scenario:
    """Two lanes with a limit of every kind; a's orders earn a credit."""
    return scenario(
        policy={
            "roles": "free",
            "service": [{"value_tier": "low", "min_paid_rate": "0.7", "max_transit_days": "4"}],
        },
        lanes=[lane(), lane("Asir")],
        demand=[demand(100), demand(100, "Asir/low")],
        rate_cards=[flat_card("a", "10"), flat_card("b", "9")],
        capacity=[
            {"provider": "a", "unit": "orders", "capacity": "120"},
            {"provider": "a", "region": "Asir", "unit": "kg", "capacity": "30.5"},
            {"provider": "b", "region": "Asir", "unit": "orders", "capacity": "30"},
        ],
        price_schedules=[
            {
                "schedule": "ladder",
                "provider": "a",
                "kind": "incremental",
                "measure": "orders",
                "window": "month",
                "volume_before": "0",
            }
        ],
        price_tiers=[
            {
                "form": "amount_off",
                "schedule": "ladder",
                "price_tier": name,
                "from_volume": start,
                "to_volume": end,
                "amount_off": off,
            }
            for name, start, end, off in (("list", "0", "99", "0"), ("more", "100", None, "1"))
        ],
        commitments=[
            {
                "commitment": "contract",
                "provider": "b",
                "country": "SA",
                "currency": "USD",
                "fixed_fee": "30",
                "min_orders": 90,
                "applies": "if_used",
                "shortfall_fee": "0.5",
            }
        ],
    )


@pytest.fixture(scope="module")
def plan(of: Scenario) -> Plan:
    """a carries 60 + 60 orders (21 of them with credit), b 40 + 30; 10 are declined."""
    return claimed(
        of,
        [
            row("a-std", 60),
            row("b-std", 40),
            row("a-std", 60, "Asir/low"),
            row("b-std", 30, "Asir/low"),
        ],
    )


def test_true_claims(of: Scenario, plan: Plan) -> None:
    verdict = audit(of, plan)
    assert verdict.findings == ()
    assert verdict.total_minor == plan.total_minor
    assert verdict.total_minor["tier_credit"] == 21_00
    assert verdict.total_minor["fixed_fee"] == -30_00
    assert verdict.total_minor["shortfall_fee"] == -10_00
    assert [use.name for use in plan.limits] == [
        "a",
        "a / Asir",
        "b / Asir",
        "contract",
        "low",
        "low",
    ]


def broken(of: Scenario, plan: Plan) -> tuple[str, ...]:
    return audit(of, plan).broken()


# amounts


def with_amount(plan: Plan, index: int, term: str, change: int) -> Plan:
    amounts = plan.allocation[index].amounts_minor
    return edited(plan, "allocation", index, amounts_minor=amounts | {term: amounts[term] + change})


def test_a_false_amount(of: Scenario, plan: Plan) -> None:
    assert broken(of, with_amount(plan, 0, "freight", 100)) == ("amounts",)


def test_half_a_minor_unit_and_a_millionth_are_tolerated(of: Scenario, plan: Plan) -> None:
    """The collected 192,000 cents are exact: one cent more is beyond 0.5 + 0.192."""
    places = [f.place for f in audit(of, with_amount(plan, 0, "collected_cod", 1)).findings]
    assert "Riyadh/low, 2026-11-01, a-std, collected_cod" in places
    large = scenario(demand=[demand(25_000)])
    claim = claimed(large, [row("a-std", 25_000)])
    assert audit(large, claim).findings == ()
    nudged = with_amount(claim, 0, "collected_cod", 80)  # 80,000,000 cents: 80.5 is allowed
    places = [f.place for f in audit(large, nudged).findings]
    assert places == [
        "total, collected_cod",  # totals add the rows exactly
        "by_provider, a, collected_cod",
        "by_country, SA, collected_cod",
    ]
    too_much = with_amount(claim, 0, "collected_cod", 81)
    assert len(audit(large, too_much).findings) == 4


def test_a_false_total(of: Scenario, plan: Plan) -> None:
    total = plan.total_minor | {"freight": plan.total_minor["freight"] + 1}
    assert broken(of, plan.model_copy(update={"total_minor": total})) == ("amounts",)


@pytest.mark.parametrize("part", ["by_provider_minor", "by_country_minor"])
def test_false_sums(of: Scenario, plan: Plan, part: str) -> None:
    sums = getattr(plan, part)
    name = next(iter(sums))
    sums = sums | {name: sums[name] | {"freight": sums[name]["freight"] + 1}}
    assert broken(of, plan.model_copy(update={part: sums})) == ("amounts",)
    assert broken(of, plan.model_copy(update={part: {}})) == ("amounts",)


@pytest.mark.parametrize("index", range(3))
def test_a_false_charge(of: Scenario, plan: Plan, index: int) -> None:
    amount = plan.charges[index].amount_minor + 1
    assert broken(of, edited(plan, "charges", index, amount_minor=amount)) == ("amounts",)
    fewer = tuple(charge for number, charge in enumerate(plan.charges) if number != index)
    assert broken(of, plan.model_copy(update={"charges": fewer})) == ("amounts",)


def test_a_charge_in_a_country(of: Scenario, plan: Plan) -> None:
    """A charge of a country counts there; one of none, such as the credit, in none."""
    index = [charge.term for charge in plan.charges].index("fixed_fee")
    stated = edited(plan, "charges", index, country="SA")
    assert broken(of, stated) == ("amounts",)
    sums = {"SA": plan.by_country_minor["SA"] | {"fixed_fee": -30_00}}
    assert broken(of, stated.model_copy(update={"by_country_minor": sums})) == ()


def test_a_false_performance_row(of: Scenario, plan: Plan) -> None:
    assert broken(of, edited(plan, "allocation", 0, performance_row=2)) == ("amounts",)


def test_a_false_objective(of: Scenario, plan: Plan) -> None:
    assert plan.outcome is not None
    outcome = plan.outcome.model_copy(update={"objective_minor": plan.contribution_minor + 5})
    assert broken(of, plan.model_copy(update={"outcome": outcome})) == ("amounts",)


def test_another_currency(of: Scenario, plan: Plan) -> None:
    assert broken(of, plan.model_copy(update={"currency": "SAR"})) == ("amounts",)
    assert broken(of, plan.model_copy(update={"minor_digits": 3})) == ("amounts",)


def test_a_total_of_a_term_that_is_not_listed(of: Scenario, plan: Plan) -> None:
    terms = tuple(term for term in plan.terms if term != "tier_credit")
    assert broken(of, plan.model_copy(update={"terms": terms})) == ("amounts",)


def test_goods_that_the_policy_does_not_count(of: Scenario, plan: Plan) -> None:
    amounts = plan.allocation[0].amounts_minor | {"goods_lost": -500}
    assert broken(of, edited(plan, "allocation", 0, amounts_minor=amounts)) == ("amounts",)


def test_totals_without_rows(of: Scenario, plan: Plan) -> None:
    """A plan may claim totals alone; they are compared with the audit's own."""
    rows = tuple(row.model_copy(update={"amounts_minor": {}}) for row in plan.allocation)
    bare = plan.model_copy(update={"allocation": rows})
    assert broken(of, bare) == ()
    total = bare.total_minor | {"freight": bare.total_minor["freight"] + 100}
    false = bare.model_copy(update={"total_minor": total, "outcome": None})
    assert broken(of, false) == ("amounts",)


def test_an_edited_row_leaves_stale_uses_to_the_check_of_amounts(of: Scenario, plan: Plan) -> None:
    """Shipping 59 instead of 60 orders changes uses, volumes and the credit, which is told once.

    It also leaves room for one of the orders declined.
    """
    edit = edited(edited(plan, "allocation", 0, orders=59), "allocation", 1, orders=41)
    assert broken(of, edit) == ("assignment", "amounts")


def test_an_order_without_a_price(plan: Plan, of: Scenario) -> None:
    closed = of.model_copy(
        update={
            "coverage": tuple(
                row.model_copy(update={"served": row.offer != "b-std"}) for row in of.coverage
            )
        }
    )
    fresh = plan.model_copy(update={"scenario_digest": closed.digest})
    verdict = audit(closed, fresh)
    assert verdict.broken() == ("eligibility",)
    assert verdict.total_minor["collected_cod"] == 120 * 32_00


# limits


@pytest.mark.parametrize("index", range(5))
def test_a_false_use(of: Scenario, plan: Plan, index: int) -> None:
    used = plan.limits[index].used + 1
    assert broken(of, edited(plan, "limits", index, used=used)) == ("limits",)


@pytest.mark.parametrize(
    "lie",
    [
        {"name": "b"},
        {"limit": Decimal(151)},
        {"unit": "kg"},
        {"period": None},
        {"sense": "at_least"},
    ],
)
def test_a_limit_that_does_not_exist(of: Scenario, plan: Plan, lie: dict[str, Any]) -> None:
    assert broken(of, edited(plan, "limits", 0, **lie)) == ("limits",)


def test_uses_by_hand(of: Scenario, plan: Plan) -> None:
    def use(**stated: Any) -> LimitUse:
        return LimitUse.model_validate(stated)

    november = of.horizon.start
    limits = (
        use(
            family="capacity",
            name="a",
            period=november,
            sense="at_most",
            used="120",
            limit="120",
            unit="orders",
        ),
        use(
            family="capacity",
            name="a / Asir",
            period=november,
            sense="at_most",
            used="24",
            limit="30.5",
            unit="kg",
        ),
        use(
            family="commitments",
            name="contract",
            sense="at_least",
            used="70",
            limit="90",
            unit="orders",
        ),
        use(
            family="service",
            name="low",
            sense="at_least",
            used="0.8",
            limit="0.7",
            unit="paid_rate",
        ),
        use(family="service", name="low", sense="at_most", used="3", limit="4", unit="days"),
    )
    assert broken(of, plan.model_copy(update={"limits": limits})) == ()


@pytest.mark.parametrize(
    ("lie", "wanted"),
    [
        ({"used": Decimal("448.000019")}, "448.00002"),
        ({"used": Decimal("448.000021")}, "448.00002"),
        ({"limit": Decimal("500.000001")}, "500"),
        ({"unit": "SAR"}, "a limit of the scenario"),
        ({"name": "b"}, "a limit of the scenario"),
        ({"family": "capacity"}, "a limit of the scenario"),
    ],
)
def test_false_claims_of_cash_held(lie: dict[str, Any], wanted: str) -> None:
    """Counted in whole millionths, it may be off by none."""
    limit = {"provider": "a", "currency": "USD", "max_held": "500.0000009"}
    of = scenario(funds=[limit])
    plan = claimed(of, [row("a-std", 60), row("b-std", 40)])
    assert audit(of, plan).findings == ()
    assert [str(use.limit) for use in plan.limits] == ["500.000000"]
    (finding,) = audit(of, edited(plan, "limits", 0, **lie)).findings
    assert (finding.check, finding.wanted) == ("limits", wanted)


# bound


def with_outcome(plan: Plan, **changes: Any) -> Plan:
    assert plan.outcome is not None
    return plan.model_copy(update={"outcome": plan.outcome.model_copy(update=changes)})


def test_a_bound_above_with_its_gap(of: Scenario, plan: Plan) -> None:
    earned = Decimal(plan.contribution_minor) / 100
    assert broken(of, with_outcome(plan, bound=earned * 2, relative_gap=1.0)) == ()
    assert broken(of, with_outcome(plan, bound=earned * 2, relative_gap=0.9)) == ("bound",)
    assert broken(of, with_outcome(plan, bound=earned * 2, relative_gap=None)) == ("bound",)
    assert broken(of, with_outcome(plan, bound=earned, relative_gap=float("inf"))) == ("bound",)


def test_a_bound_below_the_plan(of: Scenario, plan: Plan) -> None:
    earned = Decimal(plan.contribution_minor) / 100
    assert broken(of, with_outcome(plan, bound=earned - 5)) == ("bound",)
    assert broken(of, with_outcome(plan, bound=earned - Decimal("0.01"))) == ()


def test_gap_reached_needs_a_bound(of: Scenario, plan: Plan) -> None:
    nothing = {"bound": None, "relative_gap": None}
    assert broken(of, with_outcome(plan, **nothing)) == ("bound",)
    assert broken(of, with_outcome(plan, **nothing, reason=EndReason.TIME_LIMIT)) == ()
    late = {"bound": None, "reason": EndReason.TIME_LIMIT}
    assert broken(of, with_outcome(plan, **late, relative_gap=0.1)) == ("bound",)


@pytest.mark.parametrize(
    ("declined", "bound", "proven", "failed"),
    [
        (10, 10, True, ()),
        (10, 8, False, ()),
        (10, None, False, ()),
        (12, 9, False, ()),  # stage 2 found a plan that declines fewer
        (10, 8, True, ("bound",)),
        (10, None, True, ("bound",)),
        (10, 11, False, ("bound",)),
        (9, 9, True, ("bound",)),
        (11, 11, True, ("bound",)),
    ],
)
def test_decline_stage(
    of: Scenario,
    plan: Plan,
    *,
    declined: int,
    bound: int | None,
    proven: bool,
    failed: tuple[str, ...],
) -> None:
    assert plan.outcome is not None
    assert plan.outcome.decline_stage is not None
    stage = plan.outcome.decline_stage.model_copy(
        update={"declined_orders": declined, "bound_orders": bound, "proven": proven}
    )
    assert broken(of, with_outcome(plan, decline_stage=stage)) == failed


# names


@pytest.mark.parametrize(
    ("part", "lie"),
    [
        ("allocation", {"provider": "b"}),
        ("allocation", {"provider": "nobody"}),
        ("tiers", {"schedule": "nothing"}),
        ("tiers", {"window": "horizon"}),
        ("charges", {"provider": "b"}),
    ],
)
def test_false_names(of: Scenario, plan: Plan, part: str, lie: dict[str, Any]) -> None:
    failed = broken(of, edited(plan, part, 0, **lie))
    assert failed[0] == "names"
    assert set(failed) <= {"names", "amounts"}
    if part != "charges":
        assert failed == ("names",)


def test_a_plan_for_another_scenario(of: Scenario, plan: Plan) -> None:
    assert broken(of, plan.model_copy(update={"scenario_digest": "0" * 64})) == ("names",)
    assert broken(of, plan.model_copy(update={"scenario": "other"})) == ("names",)
    assert broken(of, plan.model_copy(update={"stated": of})) == ()
    other = of.model_copy(update={"minor_digits": 3})
    assert broken(of, plan.model_copy(update={"stated": other})) == ("names",)
    longer = plan.horizon.model_copy(update={"periods": 2})
    assert broken(of, plan.model_copy(update={"horizon": longer})) == ("names",)


# excluded


def test_false_reasons_for_leaving_out() -> None:
    of = scenario(
        offers=[offer(), offer("b-std", max_weight_g=399)],
        coverage=[covers("a-std"), covers("b-std")],
    )
    plan = claimed(of, [row("a-std", 100)])

    def excluded(name: str, reason: str) -> tuple[str, ...]:
        entry = {"lane": "Riyadh/low", "offer": name, "reason": reason, "detail": ""}
        stated = plan.model_dump() | {"excluded": [entry]}
        return broken(of, Plan.model_validate(stated))

    assert excluded("b-std", "weight_above_limit") == ()
    assert excluded("b-std", "not_covered") == ("eligibility",)
    assert excluded("a-std", "not_covered") == ("eligibility",)
    assert excluded("c-std", "not_covered") == ("names",)
