"""The oracle: markets at random margins, against every whole-order choice of roles and orders."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from market_brute_force import MarketBruteForce
from random_scenarios import random_document
from random_statements import random_statement
from whole_splits import ShareRule, best_led, led_points

from codroute.economics.build import price
from codroute.formulation.build import state
from codroute.formulation.statement import Assignment, Statement, Volumes
from codroute.scenario.parse import parse_scenario
from codroute.solve.decomposition.bound import Lagrangian
from codroute.solve.decomposition.market import lay_out, lay_out_alone
from codroute.solve.decomposition.oracle import Oracle
from codroute.solve.decomposition.prices import Case, Prices
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
    return (
        -4 * int(np.abs(left).max(initial=0) + 1)
        if left.dtype.kind == "i"
        else (-4.0 * (float(np.abs(left).max(initial=0)) + 1.0))
    )


def is_exact(oracle, problem, left):
    """Tell whether the value is the best itself: over several periods only if nothing is lost."""
    if not isinstance(oracle._scope, Spans) or problem.never_declines:
        return True
    market = oracle.market
    missing = [(c.volume < 0).all(axis=0) & (market.demand > 0) for c in market.carriers]
    return bool((left >= 0).all()) and not any(m.any() for m in missing)


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


PERIODS = 6
OUT = np.array([[10.0] * PERIODS, [10.0] * (PERIODS - 1) + [-1e9], [-9.0] * PERIODS])
"""Margins of three providers, ``(provider, period)``; what is out in the last period loses all."""


def outage(rule, orders, decline):
    """State a lane on which the second of three providers is out in the last period."""
    statement = Statement(None)
    statement.demand = np.full((1, PERIODS), orders)
    statement.market, statement.markets = np.zeros(1, dtype=np.int64), ("one",)
    quote, period = np.repeat(np.arange(3), PERIODS), np.tile(np.arange(PERIODS), 3)
    open_ = OUT.ravel() > -1e9
    statement.volumes = Volumes(
        quote=quote,
        period=period,
        lane=np.zeros(len(quote), dtype=np.int64),
        provider=quote,
        margin=np.where(open_, OUT.ravel(), 0.0),
        upper=np.where(open_, orders, 0),
    )
    statement.assignment = Assignment(decline)
    statement.roles = replace(rule.roles, candidates=((0, 1, 2),))
    return arrange(statement)


@pytest.mark.parametrize("decline", ["never", "unprofitable"])
@pytest.mark.parametrize("most_main", ["0.8", "0.9", "0.99"])
def test_nothing_is_carried_where_there_is_no_offer(decline, most_main):
    """However much the main would earn: a backup that is out backs nothing up."""
    rule, orders = ShareRule("0.5", most_main, "0", "0.5"), 200
    problem = outage(rule, orders, decline)
    (market,) = lay_out(problem)
    lagrangian = Lagrangian(problem, (market,))
    case = Case.whole(problem)
    none = Prices(np.zeros(len(problem.rows.sides)), np.zeros((1, *problem.blocks.exists.shape)))
    evaluation = lagrangian.evaluate(none, case)
    (left,), (priced,) = evaluation.reduced, evaluation.priced
    choice = lagrangian.oracles[0].choose(left, case.allowed, (0, 0, 0), priced, evaluation.nothing)
    check_choice(problem, market, choice, {})
    points = led_points(rule, orders, decline == "never")
    best = max(
        sum(best_led(points, OUT[main, t], OUT[backup, t]) for t in range(PERIODS))
        for main, backup in permutations(range(3), 2)
    )
    assert problem.margin[choice.volume, choice.state] @ choice.orders == best
    assert evaluation.bound == best
    assert lagrangian.prove(none, case)[0] >= best
