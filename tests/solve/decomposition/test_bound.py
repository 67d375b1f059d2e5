"""Whatever the prices and the cases: no plan beats the bound, in floats or in whole numbers."""

import random
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from brute_force import best
from optima import optimum
from random_scenarios import random_document
from random_statements import random_statement

from codroute.economics.build import price
from codroute.formulation.build import state
from codroute.scenario.parse import parse_scenario
from codroute.solve.decomposition.bound import Lagrangian
from codroute.solve.decomposition.cases import only
from codroute.solve.decomposition.market import lay_out, lay_out_alone
from codroute.solve.decomposition.prices import Case, Prices
from codroute.solve.decomposition.problem import arrange, shipping_only

TRIALS = 12
"""Prices are changed so often, and kept where that lowered the bound: bounds get close."""

NEAR = 1e-6

ROUNDING = 0.04
"""By how much the amounts of a small plan can be rounded up, in all."""


class RandomPrices:
    """Prices for a problem, links only where a market's vectors run over the block."""

    def __init__(self, lagrangian, seed):
        self.problem = lagrangian.problem
        self.rng = np.random.default_rng(seed)
        exists = self.problem.blocks.exists
        self.linked = np.zeros((len(self.problem.markets), *exists.shape), dtype=bool)
        for market in lagrangian.markets:
            self.linked[market.number, list(market.vectors)] = True
        self.linked &= exists

    def draw(self, scale):
        sides = self.problem.rows.sides
        some = self.rng.random(len(sides)) < 0.5
        side = np.where(some, self.rng.exponential(scale, len(sides)), 0.0)
        link = np.where(self.linked, self.rng.normal(0, scale, self.linked.shape), 0.0)
        return Prices(side, link)

    def changed(self, prices, scale):
        other = self.draw(scale)
        side = np.where(self.rng.random(len(other.side)) < 0.3, other.side, prices.side)
        link = prices.link + np.where(self.rng.random(self.linked.shape) < 0.3, other.link, 0.0)
        return Prices(side, link)


def low_prices(lagrangian, case, seed, check):
    """Look for prices with a low bound; every evaluation on the way is checked."""
    maker = RandomPrices(lagrangian, seed)
    kept = maker.draw(0.0)
    lowest = np.inf
    prices = kept
    for trial in range(TRIALS):
        evaluation = lagrangian.evaluate(prices, case)
        check(evaluation.bound)
        if evaluation.bound < lowest:
            lowest, kept = evaluation.bound, prices
        prices = maker.changed(kept, 3.0 if trial % 2 else 0.4)
    return kept


def cover(problem, seed):
    """Cut the whole case at random until there are a few, by states and by contracts."""
    rng = random.Random(seed)
    cases = [Case.whole(problem)]
    switches = [c.switch for c in problem.statement.couplings if c.switch is not None]
    for _ in range(3):
        case = cases.pop(rng.randrange(len(cases)))
        splits = [k for k in range(len(case.allowed)) if case.allowed[k].sum() > 1]
        open_ = [g for g in switches if case.global_lower[g] < case.global_upper[g]]
        if open_ and (not splits or rng.random() < 0.5):
            number = rng.choice(open_)
            cases += [_fixed(case, number, value) for value in (0.0, 1.0)]
        elif splits:
            block = rng.choice(splits)
            own = np.flatnonzero(case.allowed[block]).tolist()
            some = rng.sample(own, rng.randint(1, len(own) - 1))
            cases += [_only(case, block, some), _only(case, block, sorted({*own} - {*some}))]
        else:
            cases.append(case)
    return cases


def _fixed(case, number, value):
    lower, upper = case.global_lower.copy(), case.global_upper.copy()
    lower[number] = upper[number] = value
    return replace(case, global_lower=lower, global_upper=upper)


def _only(case, block, states):
    allowed = case.allowed.copy()
    allowed[block] = False
    allowed[block, states] = True
    return replace(case, allowed=allowed)


def holds(case, plan):
    """Tell whether a plan belongs to a case."""
    near = 1e-6
    return (
        all(case.allowed[k, n] for k, n in enumerate(plan.states.tolist()))
        and bool((plan.globals >= case.global_lower - near).all())
        and bool((plan.globals <= case.global_upper + near).all())
    )


def check_bounds(lagrangian, case, seed, best_value, near):
    """Check floats and whole numbers at prices that get better; give the lowest bound."""

    def check(bound):
        assert bound >= best_value - near

    prices = low_prices(lagrangian, case, seed, check)
    proven, certificate = lagrangian.prove(prices, case)
    assert proven >= best_value - near
    bound = lagrangian.evaluate(prices, case).bound
    assert proven >= bound - 1e-7 * max(abs(bound), 1)
    again = lagrangian.evaluate(certificate.prices, case).bound
    room = 4 * (lagrangian.problem.demand.sum() + certificate.side.size + 10) / certificate.grid
    if np.isfinite(best_value):  # else nothing need be carried as it should
        assert again - 1e-9 * abs(again) <= proven <= again + room + 1e-9 * abs(again)
    return proven


def rounded(seed, lagrangian):
    """Give rough prices whose certificate has a coarse grid."""
    prices = RandomPrices(lagrangian, seed).draw(2.0)
    certificate = lagrangian.rounded(prices)
    grid = 4
    return replace(
        certificate,
        grid=grid,
        side=np.rint(prices.side * grid).astype(np.int64),
        link=np.rint(prices.link * grid).astype(np.int64),
    )


def lagrangians(problem, seed):
    """Lay markets out with state vectors, and sometimes without."""
    yield Lagrangian(problem, lay_out(problem))
    if seed % 3 == 0:
        yield Lagrangian(problem, lay_out_alone(problem))


def staged(statement, plan):
    """Arrange a statement as stage 2 sees it."""
    if plan.declined is None:
        return arrange(statement)
    return arrange(statement, least_shipped=int(statement.demand.sum()) - plan.declined)


def statement_of(seed):
    if seed % 3 == 0:
        return state(price(parse_scenario(random_document(seed))))
    return random_statement(seed)


@pytest.mark.parametrize("seed", range(120))
def test_no_plan_beats_the_bound_of_its_case(seed, process):
    statement = statement_of(seed)
    plan = optimum(statement, process)
    if plan is None:
        return
    problem = staged(statement, plan)
    near = NEAR * max(1.0, abs(plan.value))
    for lagrangian in lagrangians(problem, seed):
        whole = Case.whole(problem)
        check_bounds(lagrangian, whole, seed, plan.value, near)
        assert lagrangian.derive(rounded(seed, lagrangian), whole) >= plan.value - near
        cases = cover(problem, seed)
        own = [case for case in cases if holds(case, plan)]
        assert own
        for number, case in enumerate(own):
            check_bounds(lagrangian, case, seed + number, plan.value, near)


@pytest.mark.parametrize("seed", range(3, 120, 3))
def test_no_plan_ships_more_than_the_bound(seed, process):
    statement = statement_of(seed)
    plan = optimum(statement, process)
    if plan is None or plan.declined is None:
        return
    problem = shipping_only(arrange(statement))
    shipped = float(statement.demand.sum() - plan.declined)
    for lagrangian in lagrangians(problem, seed):
        check_bounds(lagrangian, Case.whole(problem), seed, shipped, NEAR)


@pytest.mark.parametrize("seed", range(200, 218))
def test_no_plan_of_a_scenario_beats_the_bound(seed):
    """The best of all plans as the audit judges them, with the scenario's margins and rows."""
    scenario = parse_scenario(random_document(seed))
    expected = best(scenario)
    if expected is None:
        return
    declined, contribution = expected
    statement = state(price(scenario))
    least = None
    if scenario.policy.decline == "no_capacity":
        least = int(statement.demand.sum()) - declined
    problem = arrange(statement, least_shipped=least)
    value = contribution / 10**scenario.minor_digits
    for lagrangian in lagrangians(problem, 0):
        check_bounds(lagrangian, Case.whole(problem), seed, value, ROUNDING)
        proven = [check_bounds(lagrangian, c, seed, -np.inf, 0) for c in cover(problem, seed)]
        assert max(proven) >= value - ROUNDING


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e6, 1e9])
def test_whole_numbers_do_not_run_over(seed, scale):
    """Amounts as large as money gets: whole numbers agree with floats to many digits."""
    statement = random_statement(2000 + seed, most=3000)
    volumes = statement.volumes
    statement.volumes = replace(volumes, margin=volumes.margin * scale)
    statement.states = [
        replace(block, margin=block.margin * scale, constant=block.constant * scale)
        for block in statement.states
    ]
    problem = arrange(statement)
    lagrangian = Lagrangian(problem, lay_out(problem))
    case = Case.whole(problem)
    prices = RandomPrices(lagrangian, seed).draw(2.0 * scale)
    proven, certificate = lagrangian.prove(prices, case)
    bound = lagrangian.evaluate(certificate.prices, case).bound
    if not np.isfinite(bound):
        return
    size = max(abs(bound), scale * problem.demand.sum())
    assert proven >= bound - 1e-12 * size
    room = Fraction(4 * int(problem.demand.sum()), certificate.grid)
    assert proven <= bound + float(room) + 1e-9 * size


@pytest.mark.parametrize("seed", range(15))
def test_bounds_by_state_are_those_of_cases_with_one_state(seed):
    problem = arrange(state(price(parse_scenario(random_document(seed)))))
    lagrangian = Lagrangian(problem, lay_out_alone(problem))
    case, prices = Case.whole(problem), RandomPrices(lagrangian, seed).draw(1.0)
    base = lagrangian.evaluate(prices, case)
    for block, states in enumerate(problem.blocks.count.tolist()):
        bounds = lagrangian.by_state(base, case, block)
        assert (bounds[states:] == -np.inf).all()
        for number in range(states):
            alone = only(case, block, np.arange(problem.states) == number)
            expected = lagrangian.evaluate(prices, alone).bound
            assert bounds[number] == pytest.approx(expected, rel=1e-9, abs=1e-6)
