"""Prices between the best and the master's own: where the next ones lie, and the bound's slope."""

from dataclasses import replace

import numpy as np
import pytest
from random_scenarios import random_document

from codroute.economics.build import price
from codroute.formulation.build import state
from codroute.scenario.parse import parse_scenario
from codroute.solve.decomposition.bound import Lagrangian
from codroute.solve.decomposition.market import lay_out, lay_out_alone, parts
from codroute.solve.decomposition.prices import Case, Prices
from codroute.solve.decomposition.problem import arrange
from codroute.solve.decomposition.rounds import no_prices
from codroute.solve.decomposition.smoothing import Smoothing, slope

STEP = 1e-4


def drawn(lagrangian, rng, scale):
    """Draw prices: links only where a market's vectors run over the block."""
    nothing = no_prices(lagrangian)
    link = np.zeros_like(nothing.link)
    for market in lagrangian.markets:
        for block in market.vectors:
            count = int(lagrangian.problem.blocks.count[block])
            link[market.number, block, :count] = rng.normal(0, scale, count)
    return Prices(rng.exponential(scale, len(nothing.side)), link)


def is_exact(lagrangian, evaluation, columns):
    """Tell whether the columns earn what the lanes are priced at.

    Over several periods with losses they are priced at a little more than can be earned.
    """
    prices, sides = evaluation.prices, lagrangian.problem.rows.sides
    earned = sum(own.profit - (sides.sense * prices.side) @ own.usage for own in columns)
    for own in columns:
        market = lagrangian.markets[own.market] if own.vector else lagrangian.markets[0]
        for block, number in zip(market.vectors, own.vector, strict=bool(own.vector)):
            earned -= prices.link[market.number, block, number]
    link = prices.link
    markets = zip(evaluation.priced, evaluation.numbers, strict=True)
    priced = sum(float(own.net(link[number]).max()) for own, number in markets)
    return earned == pytest.approx(priced, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("jointly", [False, True])
def test_the_slope_is_that_of_the_bound(jointly):
    """Between kinks the bound is linear, and from end to end it lies above its tangent."""
    compared = 0
    for seed in range(20):
        problem = arrange(state(price(parse_scenario(random_document(seed)))))
        lagrangian = Lagrangian(problem, lay_out(problem) if jointly else lay_out_alone(problem))
        part = None if jointly else parts(problem, 3)
        rng = np.random.default_rng(seed)
        for _ in range(5):
            compared += check_slope(lagrangian, part, drawn(lagrangian, rng, 2.0), rng)
    assert compared > 50


def check_slope(lagrangian, part, here, rng):
    """Compare slope and differences on a way from some prices; tell whether they could be."""
    case, problem = Case.whole(lagrangian.problem), lagrangian.problem
    way = here.way_to(drawn(lagrangian, rng, 2.0))
    evaluation = lagrangian.evaluate(here, case)
    best = [own for _, own in lagrangian.columns(evaluation, case, 1, part)]
    if not is_exact(lagrangian, evaluation, best):
        assert len(problem.demand[0]) > 1
        return False
    rises = slope(lagrangian, evaluation, case, best, way)

    def bound(step):
        prices = Prices(here.side + step * way.side, here.link + step * way.link)
        return lagrangian.evaluate(prices, case).bound

    near = 1e-10 * (1 + abs(evaluation.bound) + abs(bound(1.0)))
    for step in (-STEP, STEP, 0.3, 1.0):
        assert bound(step) >= evaluation.bound + step * rises - 10 * near
    ahead, behind = bound(STEP) - evaluation.bound, evaluation.bound - bound(-STEP)
    if abs(ahead - behind) > near:
        return False  # a kink
    assert ahead == pytest.approx(STEP * rises, abs=10 * near)
    return True


def at(bound, value):
    """Make prices and what of their evaluation smoothing looks at."""
    problem = arrange(state(price(parse_scenario(random_document(0)))))
    lagrangian = Lagrangian(problem, lay_out_alone(problem))
    nothing = no_prices(lagrangian)
    prices = Prices(np.full_like(nothing.side, value), nothing.link)
    return replace(lagrangian.evaluate(prices, Case.whole(problem)), bound=bound)


def test_the_best_prices_are_kept():
    smoothing = Smoothing()
    for bound, value in ((10.0, 1.0), (12.0, 2.0), (9.0, 3.0), (9.5, 4.0)):
        smoothing.learn(at(bound, value))
    assert smoothing.bound == 9.0
    assert (smoothing.best.side == 3.0).all()


def test_without_a_bound_the_own_prices_are_tried():
    own = at(0.0, 5.0).prices
    assert Smoothing().between(own) is own


def tried(smoothing):
    """Give how far from the best, at 0, the prices between it and 1 are."""
    return float(smoothing.between(at(0.0, 1.0).prices).side[0])


def test_a_rising_bound_brings_the_next_prices_closer_to_the_best():
    smoothing = Smoothing()
    smoothing.learn(at(1.0, 0.0))
    before = tried(smoothing)
    for _ in range(50):
        assert smoothing.move(1.0, repeated=False)
        assert 0.0 < tried(smoothing) <= before
        before = tried(smoothing)
    assert before >= 0.02  # never quite at the best


def test_a_falling_bound_leads_to_the_own_prices_and_then_to_an_end():
    smoothing = Smoothing()
    smoothing.learn(at(1.0, 0.0))
    before = tried(smoothing)
    while before < 1.0:
        assert smoothing.move(-1.0, repeated=False)
        assert tried(smoothing) > before
        before = tried(smoothing)
    assert smoothing.move(-1.0, repeated=False)
    assert not smoothing.move(1.0, repeated=True)


def test_where_nothing_new_is_found_the_next_prices_are_far_closer_to_the_own():
    smoothing = Smoothing()
    smoothing.learn(at(1.0, 0.0))
    before = tried(smoothing)
    assert smoothing.move(1.0, repeated=True)
    assert tried(smoothing) >= before + 0.25
