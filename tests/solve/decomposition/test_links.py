"""Costs of states at fixed prices of the rows: the bound falls, but never below the best states."""

from itertools import product

import numpy as np
import pytest
from mid_sized import mid_sized
from random_scenarios import random_document

from codroute.economics.build import price
from codroute.formulation.build import state
from codroute.scenario.parse import parse_scenario
from codroute.solve.decomposition.bound import Lagrangian
from codroute.solve.decomposition.links import best_links
from codroute.solve.decomposition.market import lay_out
from codroute.solve.decomposition.prices import Case, Prices
from codroute.solve.decomposition.problem import arrange
from codroute.solve.decomposition.rounds import no_prices
from codroute.solve.process import SolverProcess


@pytest.fixture(scope="module")
def solve():
    with SolverProcess("glop") as running:
        yield lambda model, basis: running.solve_lp(model, basis=basis, time_limit_s=30.0)


def best_states(lagrangian, evaluation):
    """Give the worth of the best states of all blocks, tried one by one."""
    blocks = lagrangian.problem.blocks
    best = -np.inf
    for states in product(*(range(int(n)) for n in blocks.count)):
        worth = evaluation.apart + sum(evaluation.of_state[k, n] for k, n in enumerate(states))
        for priced in evaluation.priced:
            worth += float(priced.value[priced.place(dict(enumerate(states)))])
        best = max(best, worth)
    return best


def evaluated(scenario, seed):
    problem = arrange(state(price(scenario)))
    lagrangian = Lagrangian(problem, lay_out(problem))
    rng = np.random.default_rng(seed)
    nothing = no_prices(lagrangian)
    prices = Prices(rng.exponential(0.3, len(nothing.side)), nothing.link)
    return lagrangian, lagrangian.evaluate(prices, Case.whole(problem))


@pytest.mark.parametrize("seed", range(25))
def test_the_bound_falls_to_no_less_than_the_best_states(seed, solve):
    lagrangian, before = evaluated(parse_scenario(random_document(seed)), seed)
    case = Case.whole(lagrangian.problem)
    after = best_links(lagrangian, before, case, solve)
    near = 1e-6 * (1 + abs(before.bound))
    assert best_states(lagrangian, before) - near <= after.bound <= before.bound
    np.testing.assert_array_equal(after.prices.side, before.prices.side)
    assert lagrangian.evaluate(after.prices, case).bound == pytest.approx(after.bound, abs=near)


def test_costs_of_states_close_what_markets_disagree_about(solve):
    """Without costs each market takes the states that suit it best."""
    lagrangian, before = evaluated(mid_sized(), 0)
    after = best_links(lagrangian, before, Case.whole(lagrangian.problem), solve)
    best = best_states(lagrangian, before)
    assert before.bound - best > 10 * (after.bound - best)
