"""The oracle: markets at random margins, against every whole-order choice of roles and orders."""

import numpy as np
import pytest
from market_brute_force import MarketBruteForce
from random_scenarios import random_document
from random_statements import random_statement

from codroute.economics.build import price
from codroute.formulation.build import state
from codroute.scenario.parse import parse_scenario
from codroute.solve.decomposition.market import lay_out, lay_out_alone
from codroute.solve.decomposition.oracle import Oracle
from codroute.solve.decomposition.problem import arrange
from codroute.solve.decomposition.spans import Spans

SEEDS = range(80)


def problem_of(seed):
    """Take statements of scenarios and statements from arrays in turn."""
    if seed % 4 == 0:
        return arrange(state(price(parse_scenario(random_document(seed)))))
    return arrange(random_statement(seed, most=4))


def random_margins(problem, market, rng, kind):
    left = problem.margin[market.volumes] * rng.choice([1.0, 0.3])
    left = left + rng.normal(-2, 5, left.shape)
    apart = problem.block[market.volumes] < 0
    left[apart] = left[apart][:, :1]
    return left if kind == "float" else np.rint(left * 1000).astype(np.int64)


def nothing_for(left):
    return -4 * int(np.abs(left).max(initial=0) + 1) if left.dtype.kind == "i" else (
        -4.0 * (float(np.abs(left).max(initial=0)) + 1.0)
    )


def is_exact(oracle, problem, left):
    several = isinstance(oracle._scope, Spans)
    return not several or problem.never_declines or bool((left >= 0).all())


def check_choice(problem, market, choice, states):
    """Check orders against demand, states, roles and shares."""
    assert (choice.orders > 0).all()
    assert len(set(choice.volume.tolist())) == len(choice.volume)
    assert np.isin(choice.volume, market.volumes).all()
    for volume, n in zip(choice.volume.tolist(), choice.state.tolist(), strict=True):
        block = int(problem.block[volume])
        assert n == states.get(block, n)
    carried = np.zeros((*problem.demand.shape, int(problem.provider.max()) + 1), dtype=np.int64)
    where = (problem.lane[choice.volume], problem.period[choice.volume])
    np.add.at(carried, (*where, problem.provider[choice.volume]), choice.orders)
    shipped = carried.sum(axis=2)
    assert (shipped <= problem.demand).all()
    roles = problem.roles
    if roles is None:
        return
    brute = MarketBruteForce(problem, market)
    for unit in np.unique(roles.block[market.lanes]).tolist():
        lanes = market.lanes[roles.block[market.lanes] == unit]
        own = carried[lanes]
        assert any(_fits(brute, roles, own, named) for named in brute._named(lanes.tolist())), own


def _fits(brute, roles, own, named):
    others = np.delete(own, list(named), axis=2)
    if others.any():
        return False
    if len(named) < 2:
        return True
    pairs = own[:, :, list(named)]
    scopes = pairs.reshape(-1, 2) if roles.per_period else pairs.sum(axis=1)
    return all(brute._allows(tuple(pair)) for pair in scopes.tolist())


@pytest.mark.parametrize("kind", ["float", "int"])
@pytest.mark.parametrize("seed", SEEDS)
def test_every_vector_is_worth_the_best_of_its_lanes(seed, kind):
    problem = problem_of(seed)
    rng = np.random.default_rng(seed)
    for market in (*lay_out(problem), *lay_out_alone(problem)):
        left = random_margins(problem, market, rng, kind)
        if seed % 3 == 0:
            left = np.abs(left)
        nothing = nothing_for(left)
        oracle, brute = Oracle(problem, market), MarketBruteForce(problem, market)
        allowed = problem.blocks.exists
        priced = oracle.price(left, allowed, nothing)
        assert priced.value.dtype == left.dtype
        places = list(np.ndindex(priced.value.shape))
        for where in [places[i] for i in rng.permutation(len(places))[:4]]:
            states = priced.states(where)
            assert set(states) == set(market.vectors)
            assert priced.place(states) == where
            best = brute.best(left, allowed, states)
            if best == -np.inf:
                continue
            value = priced.value[where]
            assert value >= best - 1e-9
            choice = oracle.choose(left, allowed, where, priced, nothing)
            check_choice(problem, market, choice, states)
            row = np.searchsorted(market.volumes, choice.volume)
            earned = left[row, choice.state] @ choice.orders
            assert earned <= value + 1e-9
            if is_exact(oracle, problem, left):
                assert value == pytest.approx(best, abs=1e-9)
                assert earned == pytest.approx(best, abs=1e-9)
