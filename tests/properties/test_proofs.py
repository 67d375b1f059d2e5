"""Whatever the prices, the cases and the vectors of a proof: no plan beats what it proves."""

import random

import pytest
from brute_force import best
from proofs import GRID, RandomProof, proving
from random_scenarios import PERIODS, random_document

from codroute.audit.context import Context
from codroute.audit.proof import prove
from codroute.plan.proof import Leaf, PricedRow, Proof
from codroute.scenario.parse import parse_scenario

TRIALS = 12
"""Of each proof, its prices changed where that lowered the bound: bounds get close to the best."""

ROUNDING = 400
"""By so many minor units the amounts of a small plan can be rounded up, in all."""


def _lowest(context, shape, make, read, scale):
    """Look for prices with a low bound; give the lowest found."""
    lowest, prices = None, shape.prices(0.0001)
    for _ in range(TRIALS):
        proven = prove(context, make(shape.proof(prices)))
        assert not proven.faults, proven.faults
        value = read(proven)
        if lowest is None or value < lowest:
            lowest, kept = value, prices
        prices = shape.changed(kept, scale)
    return lowest


@pytest.mark.parametrize("seed", range(160))
def test_no_plan_beats_a_proof(seed):
    scenario = parse_scenario(random_document(seed))
    expected = best(scenario)
    if expected is None:
        return
    declined, contribution = expected
    staged = scenario.policy.decline == "no_capacity"
    context = Context(scenario, proving(scenario))

    def make(proof):
        return proving(scenario, proof, declined=declined if staged else None)

    shape = RandomProof(scenario, seed, limits_declined=staged)
    lowest = _lowest(context, shape, make, lambda proven: proven.contribution, 4.0)
    assert lowest * 10**4 >= contribution - ROUNDING

    def make_stage(proof):
        return proving(scenario, declined=declined, decline_proof=proof)

    if staged:
        shape = RandomProof(scenario, seed, limits_declined=False)
        fewest = _lowest(context, shape, make_stage, lambda p: -p.least_declined, 0.4)
        assert -fewest <= declined


LIMITS = {
    "orders": {"capacity": {"unit": "orders", "capacity": "2"}},
    "kg": {"capacity": {"unit": "kg", "capacity": "2.5"}},
    "funds": {"funds": {"currency": "USD", "max_held": "60"}},
}


def _limited(kind, seed):
    """Make a scenario with one provider, whose only rule that ties lanes together is a limit."""
    document, rng = random_document(seed), random.Random(seed)
    tables = ("capacity", "funds", "commitments", "trials", "price_schedules", "price_tiers")
    document |= {table: [] for table in tables}
    ((family, limit),) = LIMITS[kind].items()
    provider = rng.choice("abc")
    for table in ("offers", "coverage", "peak_surcharges"):
        document[table] = [row for row in document[table] if row["offer"] == f"{provider}1"]
    document[family] = [{"provider": provider} | limit]
    policy = {"count_goods_cost": True, "goods_recovery_share": "0.7", "decline": "unprofitable"}
    document["policy"] = policy | {"roles": "free"}
    periods = [None] if family == "funds" else PERIODS
    rows = tuple(
        PricedRow.model_validate(
            {"family": family, "name": provider, "side": "at_most", "step": "0.01"}
            | {"period": period, "unit": limit.get("unit")}
        )
        for period in periods
    )
    return parse_scenario(document), rows


@pytest.mark.parametrize("kind", LIMITS)
@pytest.mark.parametrize("seed", range(25))
def test_no_plan_beats_the_best_price_of_its_only_limit(kind, seed):
    """Often only whole orders keep that bound from the best: a limit counted wrong is below it."""
    scenario, rows = _limited(kind, seed)
    expected = best(scenario)
    assert expected is not None
    context = Context(scenario, proving(scenario))
    for price in (0, *(int(1.2**step) for step in range(1, 60))):
        proof = Proof(grid=GRID, rows=rows, leaves=(Leaf(prices=(price,) * len(rows)),))
        proven = prove(context, proving(scenario, proof))
        assert proven.contribution * 10**4 >= expected[1] - ROUNDING
