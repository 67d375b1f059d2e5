"""Proofs of bounds: one added up by hand, and what is told of every other."""

from decimal import Decimal
from fractions import Fraction

import pytest
from build import NOVEMBER, scenario, tiny, tiny_best_rows
from claim import claimed
from proofs import CONTRACT, FROM_300, KEY, LADDER, REDUCED, WINDOW, proving, tiny_proof

from codroute.audit import audit, derive_bound
from codroute.plan.proof import Leaf, PricedRow, Proof


def tiny_plan(proof: Proof | None, bound: str = "20262.40"):
    """Give the best plan of tiny with a proof of its bound."""
    plan = claimed(tiny(), tiny_best_rows())
    assert plan.outcome is not None
    outcome = plan.outcome.model_copy(update={"proof": proof, "bound": Decimal(bound)})
    return plan.model_copy(update={"outcome": outcome})


def told(proof: Proof, bound: str = "20262.40") -> list[str]:
    """Give the findings of the audit, with the bound added up."""
    return [str(f) for f in audit(tiny(), tiny_plan(proof, bound), bound=True).findings]


def test_the_bound_of_tiny_is_that_added_up_by_hand():
    proven = derive_bound(tiny(), tiny_plan(tiny_proof()))
    assert proven.contribution is not None
    assert 0 <= proven.contribution - Fraction("20262.40") <= proven.rounding < Fraction(1, 10**6)
    assert told(tiny_proof()) == []


def test_a_bound_without_proof_proves_nothing():
    proven = derive_bound(tiny(), tiny_plan(None))
    assert (proven.contribution, proven.least_declined, proven.faults) == (None, None, ())
    assert audit(tiny(), tiny_plan(None), bound=True).passed


def test_no_price_proves_what_the_best_states_of_every_order_earn():
    """Desert at its lower freight: 2,692.00 + 7,492.80 in Riyadh; Asir has 2,658.00 + 7,463.20."""
    case = Leaf(prices=(0,))
    proven = derive_bound(tiny(), tiny_plan(tiny_proof(leaves=(case,))))
    assert proven.contribution == pytest.approx(2692.00 + 7492.80 + 2658.00 + 7463.20)


def test_a_bound_lower_than_the_prices_prove_is_found():
    found = told(tiny_proof(), "20262.38")
    assert any("prices that prove 20262.4; wanted the bound 20262.38" in line for line in found)


@pytest.mark.parametrize("price", [0, 13, 15, 1400])
def test_another_price_proves_less(price):
    (line,) = told(tiny_proof(price))
    assert line.startswith("bound: proof: found prices that prove ")


def test_prices_beyond_reason_make_no_room_for_a_false_bound():
    """In the cases without Desert its orders may cost anything; that says nothing of the others."""
    use = PricedRow(
        family="commitments",
        name=CONTRACT,
        side="at_most",
        step=Decimal(1),
        unit="use",
        country="SA",
    )
    leaves = tuple(
        leaf.model_copy(update={"prices": (0, 0 if leaf.used[CONTRACT] else 10**40)})
        for leaf in tiny_proof().leaves
    )
    proof = tiny_proof(rows=(FROM_300, use), leaves=leaves)
    assert derive_bound(tiny(), tiny_plan(proof)).rounding > 10**6
    (line,) = told(proof)
    assert "prices that prove" in line


def test_the_plain_audit_adds_nothing_up():
    assert audit(tiny(), tiny_plan(tiny_proof(0))).passed


def _leaves(**changes: object) -> tuple[Leaf, ...]:
    first, *rest = tiny_proof().leaves
    return (first.model_copy(update=changes), *rest)


def _row(**changes: object) -> Proof:
    return tiny_proof(rows=(FROM_300.model_copy(update=changes),))


MALFORMED = {
    "a row of the scenario": _row(family="capacity", name="nobody", side="at_most"),
    "at_least, as tiers rows are": _row(side="at_most"),
    "found step 0 in row 1": _row(step=Decimal(0)),
    "a tier of a schedule in a window": _row(price_tier="gold"),
    "desert-volume, as its name says": _row(schedule="other"),
    "none: such rows are never split": _row(
        family="commitments", name=CONTRACT, unit="minimum", side="at_least"
    ),
    "one of the vectors of SA": _row(family="market", side="equal", unit=None, country="SA"),
    "found 2 prices in leaf 1; wanted 1": tiny_proof(leaves=_leaves(prices=(1, 1))),
    "found price -14 of tiers": tiny_proof(leaves=_leaves(prices=(-14,))),
    "found states of nothing horizon in leaf 1": tiny_proof(
        leaves=_leaves(states={"nothing horizon": ()})
    ),
    "found price tier gold of": tiny_proof(leaves=_leaves(states={KEY: ("gold",)})),
    "found commitment nobody in leaf 1": tiny_proof(leaves=_leaves(used={"nobody": True})),
    "vectors of XX; wanted a country": tiny_proof(vectors={"XX": ()}),
    "vectors over nothing": tiny_proof(vectors={"SA": ("nothing horizon",)}),
    "vectors over nothing horizon in leaf 1": tiny_proof(
        leaves=_leaves(vectors={"SA": ("nothing horizon",)})
    ),
    "with a window twice": tiny_proof(vectors={"SA": (KEY, KEY)}),
    "found no leaf; wanted at least one": tiny_proof(leaves=()),
    "found a price on assignment, declined": _row(
        family="assignment",
        name="declined",
        unit=None,
        schedule=None,
        window=None,
        price_tier=None,
    ),
}


@pytest.mark.parametrize("words", MALFORMED)
def test_a_proof_that_means_nothing_is_found_by_the_plain_audit(words):
    plan = tiny_plan(MALFORMED[words])
    if "assignment" in words:  # known only where declining is minimised first
        outcome = plan.outcome.model_copy(update={"decline_stage": None})
        plan = plan.model_copy(update={"outcome": outcome})
    verdict = audit(tiny(), plan)
    assert any(words in str(finding) for finding in verdict.findings), verdict.findings
    assert derive_bound(tiny(), plan).contribution is None


@pytest.mark.parametrize("left_out", range(4))
def test_leaves_that_leave_a_case_out_are_found(left_out):
    leaves = list(tiny_proof().leaves)
    del leaves[left_out]
    (line,) = told(tiny_proof(leaves=tuple(leaves)))
    assert "no leaf for" in line


def _state(schedule: str) -> dict[str, str]:
    return {"schedule": schedule, "window": "horizon", "price_tier": "t0"}


def _capacity(schedule: str) -> PricedRow:
    return PricedRow(
        family="capacity",
        name="a",
        side="at_most",
        step=Decimal(1),
        period=NOVEMBER,
        unit="orders",
        **_state(schedule),
    )


def _ladders(*providers: str) -> dict[str, object]:
    kind = {"kind": "all_units", "measure": "orders", "window": "horizon", "volume_before": "0"}
    return {
        "price_schedules": [
            {"schedule": f"{name}-ladder", "provider": name} | kind for name in providers
        ],
        "price_tiers": [
            {
                "schedule": f"{name}-ladder",
                "price_tier": "t0",
                "from_volume": "0",
                "form": "discount",
                "discount": "0",
            }
            for name in providers
        ],
        "capacity": [{"provider": "a", "unit": "orders", "capacity": "60.5"}],
    }


def test_a_row_is_split_only_by_a_schedule_that_counts_all_its_orders():
    of = scenario(**_ladders("a", "b"))
    for name, counted in (("a-ladder", True), ("b-ladder", False)):
        proof = Proof(grid=1, rows=(_capacity(name),), leaves=(Leaf(prices=(1,)),))
        proven = derive_bound(of, proving(of, proof))
        assert [f.found.partition(",")[0] for f in proven.faults] == (
            [] if counted else ["split by b-ladder"]
        )


def test_of_a_limit_only_whole_orders_count():
    """At 1.00 each, 60 of a's 60.5 orders are worth 60.00; b's 100 earn 0.80 × 40.00 each."""
    of = scenario(**_ladders("a"))
    proof = Proof(grid=1, rows=(_capacity("a-ladder"),), leaves=(Leaf(prices=(1,)),))
    proven = derive_bound(of, proving(of, proof))
    assert proven.contribution == pytest.approx(3260.00)


@pytest.mark.parametrize("split", [{}, _state("a-ladder")])
def test_of_a_limit_of_funds_only_whole_orders_count(split):
    """An order of a holds 0.80 × 40.00 × 7 / 30 = 7.466667: of 60.00 eight use up 59.733336.

    At 1.00 each these are what the row is worth; b's 100 orders earn 32.00 each.
    """
    of = scenario(**_ladders("a"), funds=[{"provider": "a", "currency": "USD", "max_held": "60"}])
    row = PricedRow(family="funds", name="a", side="at_most", step=Decimal(1), **split)
    proof = Proof(grid=1, rows=(row,), leaves=(Leaf(prices=(1,)),))
    proven = derive_bound(of, proving(of, proof))
    assert proven.contribution == pytest.approx(3259.733336, abs=1e-8)


def test_funds_are_split_only_by_a_schedule_that_counts_the_whole_horizon():
    held = [{"provider": "a", "currency": "USD", "max_held": "60"}]
    of = scenario(**_ladders("a", "b"), funds=held)
    row = PricedRow(family="funds", name="a", side="at_most", step=Decimal(1), **_state("b-ladder"))
    proof = Proof(grid=1, rows=(row,), leaves=(Leaf(prices=(1,)),))
    (fault,) = derive_bound(of, proving(of, proof)).faults
    assert fault.found.startswith("split by b-ladder")


REDUCED_IN_SA = PricedRow(
    family="market",
    name=LADDER,
    side="equal",
    step=Decimal(1),
    country="SA",
    schedule=LADDER,
    window=WINDOW,
    price_tier=REDUCED,
)


@pytest.mark.parametrize(
    ("everywhere", "here", "price", "bound"),
    [
        ({"SA": (KEY,)}, None, 4200, "20292.40"),
        ({}, {"SA": (KEY,)}, 4200, "20292.40"),
        ({"SA": (KEY,)}, {}, 0, "20334.40"),
    ],
)
def test_a_leaf_says_what_is_told_apart_in_it(everywhere, here, price, bound):
    """Splits earn 20,334.40 (see tiny_proof) if orders have their lower freight for nothing.

    The state costs 300 × 0.14 = 42.00, which a schedule need not pay if it has the other. Told
    apart, the country pays 42.00 for it, so that the schedule's two states are worth the same.
    """
    leaf = Leaf(vectors=here, prices=(14, price))
    proof = tiny_proof(rows=(FROM_300, REDUCED_IN_SA), vectors=everywhere, leaves=(leaf,))
    proven = derive_bound(tiny(), tiny_plan(proof))
    assert proven.contribution == pytest.approx(float(bound))


def test_a_market_has_no_price_where_a_leaf_does_not_tell_its_states_apart():
    leaves = (Leaf(prices=(14, 4200)), Leaf(vectors={}, prices=(14, -1)))
    proof = tiny_proof(rows=(FROM_300, REDUCED_IN_SA), vectors={"SA": (KEY,)}, leaves=leaves)
    (fault,) = derive_bound(tiny(), tiny_plan(proof)).faults
    assert (fault.found, fault.wanted) == (
        f"a price on {KEY} in leaf 2",
        "one of the vectors of SA",
    )


def test_the_fewest_declined_follow_from_the_orders_that_can_be_carried():
    """Both providers take 30 orders: a price of 1 on each order taken leaves 60 to be shipped."""
    limits = [{"provider": name, "unit": "orders", "capacity": "30"} for name in "ab"]
    of = scenario(capacity=limits)
    rows = tuple(
        PricedRow(
            family="capacity",
            name=name,
            side="at_most",
            step=Decimal(1),
            period=NOVEMBER,
            unit="orders",
        )
        for name in "ab"
    )
    proof = Proof(grid=1, rows=rows, leaves=(Leaf(prices=(1, 1)),))
    plan = proving(of, declined=40, decline_proof=proof, bound_orders=40)
    assert derive_bound(of, plan).least_declined == 40
    above = proving(of, declined=41, decline_proof=proof, bound_orders=41)
    lines = [str(f) for f in audit(of, above, bound=True).findings]
    assert any("at least 40 declined; wanted the 41 claimed" in line for line in lines)
