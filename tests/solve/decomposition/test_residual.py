"""A best plan, taken apart: its rows and columns, and what is left once a part of it is settled."""

import numpy as np
import pytest
from optima import optimum
from random_scenarios import random_document
from random_statements import random_statement

from codroute.economics.build import price
from codroute.formulation.build import state
from codroute.scenario.parse import parse_scenario
from codroute.solve.config import SolverConfig
from codroute.solve.decomposition.columns import column, in_parts
from codroute.solve.decomposition.market import parts, units
from codroute.solve.decomposition.priced import Choice
from codroute.solve.decomposition.prices import Case
from codroute.solve.decomposition.problem import arrange
from codroute.solve.decomposition.residual import residual
from codroute.solve.exact.assemble import assemble

EXACT = SolverConfig(backend="highs", relative_gap=0.0, time_limit_s=20)


def planned(seed, process):
    """Give a problem and its best plan in the problem's volumes, None where there is no plan."""
    if seed % 3 == 0:
        statement = state(price(parse_scenario(random_document(seed))))
    else:
        statement = random_statement(3000 + seed)
    plan = optimum(statement, process)
    if plan is None:
        return None
    least = None if plan.declined is None else int(statement.demand.sum()) - plan.declined
    problem = arrange(statement, least_shipped=least)
    return problem, plan, plan.orders[problem.source]


def choice_of(problem, plan, orders):
    volume = np.flatnonzero(orders)
    block = problem.block[volume]
    state = np.where(block >= 0, np.append(plan.states, 0)[block], 0)
    return Choice(volume, orders[volume], state)


def earned(problem, choice):
    return float(problem.margin[choice.volume, choice.state] @ choice.orders)


def constants(problem, plan):
    return float(problem.blocks.constant[np.arange(len(plan.states)), plan.states].sum())


@pytest.mark.parametrize("seed", range(60))
def test_the_best_plan_keeps_every_row_of_the_problem(seed, process):
    found = planned(seed, process)
    if found is None:
        return
    problem, plan, orders = found
    assert plan.orders.sum() == orders.sum()
    choice = choice_of(problem, plan, orders)
    whole = column(problem, 0, (), choice)
    fixed = constants(problem, plan) + float(problem.global_profit @ plan.globals)
    assert whole.profit + fixed == pytest.approx(plan.value, abs=1e-6)
    rows = problem.rows
    used = whole.usage.copy()
    on_globals = np.zeros(len(rows))
    np.add.at(on_globals, rows.global_row, rows.global_value * plan.globals[rows.global_])
    used += on_globals[rows.sides.row]
    bound = rows.sides.bound.copy()
    split = rows.sides.state >= 0
    holds = plan.states[rows.block[rows.sides.row[split]]] == rows.sides.state[split]
    bound[split] *= holds
    near = 1e-6 * np.maximum(np.abs(rows.sides.bound), 1.0)
    assert (rows.sides.sense * (used - bound) <= near).all()

    pieces = list(in_parts(problem, choice, parts(problem, 2)))
    assert sum(piece.profit for piece in pieces) == pytest.approx(whole.profit)
    used = sum((piece.usage for piece in pieces), np.zeros(len(rows.sides)))
    np.testing.assert_allclose(used, whole.usage, atol=1e-9)


@pytest.mark.parametrize("seed", range(60))
def test_what_is_left_has_the_same_best_plan(seed, process):
    found = planned(seed, process)
    if found is None:
        return
    problem, plan, orders = found
    rng = np.random.default_rng(seed)
    unit = units(problem)[problem.lane]
    if not len(unit):
        return
    chosen = rng.random(int(unit.max()) + 1) < 0.6
    chosen[unit[0]] = True
    open_ = chosen[unit]
    disturbed = np.where(open_, rng.integers(0, 9, len(orders)), orders)
    left = residual(problem, Case.whole(problem), plan.states, disturbed, open_)
    np.testing.assert_array_equal(left.volumes, np.flatnonzero(open_))

    settled = np.where(open_, 0, orders)
    most = None
    if plan.declined is not None:
        shipped = int(orders[open_].sum())
        most = int(left.statement.demand.sum()) - shipped
    model = assemble(left.statement, declined_at_most=most)
    answer = process.solve(model.linear, EXACT)
    assert answer.values is not None
    kept = earned(problem, choice_of(problem, plan, settled)) + constants(problem, plan)
    near = 1e-6 * max(1.0, abs(plan.value))
    assert answer.objective + kept == pytest.approx(plan.value, abs=near)


def test_nothing_carried_has_no_parts():
    problem = arrange(random_statement(0))
    nowhere = np.empty(0, dtype=np.int64)
    assert not list(in_parts(problem, Choice(nowhere, nowhere, nowhere), parts(problem, 2)))
