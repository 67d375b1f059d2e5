"""Whatever the prices, the cases and the vectors of a proof: no plan beats what it proves."""

import pytest
from brute_force import best
from proofs import RandomProof, proving
from random_scenarios import random_document

from codroute.audit.context import Context
from codroute.audit.proof import prove
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
