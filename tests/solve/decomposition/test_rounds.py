"""Columns and prices go round until they agree; the master stays sound as its columns change."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from mid_sized import mid_sized
from optima import optimum
from random_scenarios import random_document

from codroute.economics.build import price
from codroute.formulation.build import state
from codroute.scenario.parse import parse_scenario
from codroute.solve.answer import EndReason
from codroute.solve.config import SolverConfig
from codroute.solve.decomposition import master as master_module
from codroute.solve.decomposition.bound import Lagrangian
from codroute.solve.decomposition.columns import lowest_vector, nothing
from codroute.solve.decomposition.market import lay_out, lay_out_alone, parts
from codroute.solve.decomposition.master import Master
from codroute.solve.decomposition.prices import Case, Prices
from codroute.solve.decomposition.problem import arrange
from codroute.solve.decomposition.rounds import Start, Watch, converge
from codroute.solve.lp import BasisCode, lp_without_point
from codroute.solve.process import SolverProcess

GAP = 1e-7
EXACT = SolverConfig(backend="highs", relative_gap=1e-6, time_limit_s=20)


@pytest.fixture(scope="module")
def lp_process():
    with SolverProcess("glop") as running:
        yield running


class Solves:
    """Solves linear programs for a master, and keeps what was asked and answered."""

    def __init__(self, process):
        self._process = process
        self.models, self.bases, self.answers = [], [], []

    def __call__(self, model, basis):
        answer = self._process.solve_lp(model, basis=basis, time_limit_s=30.0)
        self.models.append(model)
        self.bases.append(basis)
        self.answers.append(answer)
        return answer


def laid_out(scenario, *, jointly):
    """Arrange a scenario; with ``no_capacity`` as many orders are asked for as can be offered."""
    statement = state(price(scenario))
    least = None
    if scenario.policy.decline == "no_capacity":
        least = int(statement.demand.sum()) - statement.forced_declines()
    problem = arrange(statement, least_shipped=least)
    markets = lay_out(problem) if jointly else lay_out_alone(problem)
    return problem, Lagrangian(problem, markets)


def solved(scenario, process, *, jointly=False, part=False, watch=None, start=None):
    """Go round for the whole case; give all that took part."""
    problem, lagrangian = laid_out(scenario, jointly=jointly)
    solves = Solves(process)
    cut = parts(problem, 10) if part else None
    master = Master(problem, lagrangian.markets, solves, cut)
    case = Case.whole(problem)
    start = Start() if start is None else start
    relaxed = converge(lagrangian, master, case, watch or Watch(GAP), start=start)
    return lagrangian, master, solves, relaxed


# --- rounds ------------------------------------------------------------------------------------


@pytest.mark.parametrize("jointly", [False, True])
def test_prices_and_columns_come_to_agree(jointly, lp_process):
    done = []
    watch = Watch(1e-5, report=done.append)
    lagrangian, _, _, relaxed = solved(mid_sized(), lp_process, jointly=jointly, watch=watch)
    assert not relaxed.broken
    assert relaxed.bound - relaxed.plan.objective <= 1e-5 * relaxed.plan.objective
    again = lagrangian.evaluate(relaxed.prices, Case.whole(lagrangian.problem))
    assert again.bound == pytest.approx(relaxed.bound)
    assert [round_.number for round_ in done] == list(range(1, len(done) + 1))
    bounds = [round_.bound for round_ in done]
    assert bounds == sorted(bounds, reverse=True)
    masters = [round_.master for round_ in done]
    near = 1e-7 * abs(masters[-1])
    assert all(before <= after + near for before, after in pairwise(masters))


def test_parts_of_markets_come_to_the_same_bound(lp_process):
    whole = solved(mid_sized(), lp_process)[3]
    cut = solved(mid_sized(), lp_process, part=True)[3]
    assert cut.bound == pytest.approx(whole.bound, rel=1e-5)


@pytest.mark.parametrize("seed", range(12))
def test_the_bound_is_never_below_the_best_plan_and_jointly_no_higher(seed, lp_process, process):
    scenario = parse_scenario(random_document(seed))
    best = optimum(state(price(scenario)), process)
    alone = solved(scenario, lp_process)[3]
    jointly = solved(scenario, lp_process, jointly=True)[3]
    if alone.broken or best is None:
        return
    near = 1e-5 * max(1.0, abs(alone.bound))
    assert jointly.bound <= alone.bound + near
    if best.declined in (None, state(price(scenario)).forced_declines()):
        assert best.value <= jointly.bound + near


def test_the_bound_of_prices_to_start_from_counts_at_once(lp_process):
    first = solved(mid_sized(), lp_process, jointly=True, watch=Watch(1e-4))[3]
    done = []
    watch = Watch(1e-4, stop=lambda: True, report=done.append)
    start = Start(prices=first.prices)
    again = solved(mid_sized(), lp_process, jointly=True, watch=watch, start=start)[3]
    assert again.bound <= done[0].bound <= first.bound * (1 + 1e-9)
    assert again.plan.objective < first.plan.objective  # few columns yet


def test_a_wish_to_stop_ends_after_the_round(lp_process):
    watch = Watch(GAP, stop=lambda: True)
    relaxed = solved(mid_sized(), lp_process, watch=watch)[3]
    assert relaxed.rounds == 1
    assert np.isfinite(relaxed.bound)


def test_a_bound_that_is_enough_ends_the_rounds(lp_process):
    full = solved(mid_sized(), lp_process)[3]
    enough = 1.05 * full.bound
    watch = Watch(GAP, enough=lambda bound: bound <= enough)
    relaxed = solved(mid_sized(), lp_process, watch=watch)[3]
    assert full.bound <= relaxed.bound * (1 + 1e-9)
    assert relaxed.bound <= enough
    assert relaxed.rounds < full.rounds


def test_no_more_rounds_than_are_allowed(lp_process):
    assert solved(mid_sized(), lp_process, watch=Watch(GAP, most_rounds=3))[3].rounds == 3


def test_limits_that_cannot_be_kept_stay_broken(lp_process):
    scenario = mid_sized("no_capacity", policy={"decline": "never"})
    relaxed = solved(scenario, lp_process, watch=Watch(1e-4))[3]
    assert relaxed.broken


def test_nothing_comes_of_a_master_that_is_never_solved():
    problem, lagrangian = laid_out(mid_sized(), jointly=False)
    nothing_known = lp_without_point(EndReason.TIME_LIMIT, ("", ""), 0.0, "not started")
    master = Master(problem, lagrangian.markets, lambda *_: nothing_known)
    assert converge(lagrangian, master, Case.whole(problem), Watch(GAP)) is None


# --- the master --------------------------------------------------------------------------------


def test_dropped_columns_leave_a_basis_from_which_nothing_is_left_to_do(lp_process, monkeypatch):
    _, master, solves, _ = solved(mid_sized(), lp_process, jointly=True, watch=Watch(1e-4))
    before = len(master.columns)
    case = Case.whole(master.problem)
    monkeypatch.setattr(master_module, "_MOST_COLUMNS", before)
    full = master.solve(case)
    kept = len(master.columns)
    assert kept < before
    assert len(full.columns) == len(full.weight) == before

    small = master.solve(case)
    model, basis = solves.models[-1], solves.bases[-1]
    assert len(model.objective) - len(solves.models[-2].objective) == kept - before
    assert len(basis.columns) == len(model.objective)
    basic = (basis.columns == BasisCode.BASIC).sum() + (basis.rows == BasisCode.BASIC).sum()
    assert basic == len(model.row_lower)
    assert small.objective == pytest.approx(full.objective, rel=1e-9)
    assert solves.answers[-1].iterations == 0
    named = {id(column) for column, _ in full.mix}
    assert named <= {id(column) for column in master.columns}


def test_rounds_that_drop_columns_come_to_the_same_bound(lp_process, monkeypatch):
    full = solved(mid_sized(), lp_process, jointly=True, watch=Watch(1e-5))
    monkeypatch.setattr(master_module, "_MOST_COLUMNS", len(full[1].columns) // 3)
    dropped = solved(mid_sized(), lp_process, jointly=True, watch=Watch(1e-5))
    assert len(dropped[1].columns) < len(full[1].columns)
    assert dropped[3].bound == pytest.approx(full[3].bound, rel=3e-5)


def test_a_column_is_added_once(lp_process):
    _, master, solves, _ = solved(mid_sized(), lp_process, watch=Watch(1e-2))
    count = len(master.columns)
    assert not any(master.add(column) for column in list(master.columns))
    assert len(master.columns) == count
    better = replace(master.columns[0], profit=master.columns[0].profit + 1.0)
    assert master.add(better)
    master.solve(Case.whole(master.problem))
    first, last = solves.models[-2:]
    assert len(last.objective) == len(first.objective) + 1


def test_only_columns_of_allowed_states_are_mixed(lp_process):
    _, master, _, relaxed = solved(mid_sized(), lp_process, jointly=True, watch=Watch(1e-3))
    problem = master.problem
    lowest = np.arange(problem.blocks.lower.shape[1]) == 0
    case = replace(Case.whole(problem), allowed=problem.blocks.exists & lowest)
    inside = master.within(case)
    assert inside.tolist() == [not any(column.vector) for column in master.columns]
    for place, market in enumerate(lay_out(problem)):
        master.add(nothing(problem, place, lowest_vector(market, case.allowed)))
    plan = master.solve(case)
    assert all(not any(column.vector) for column, _ in plan.mix)
    assert plan.state[:, 0] == pytest.approx(1.0)
    assert plan.objective <= relaxed.plan.objective + 1e-6 * abs(relaxed.plan.objective)


def test_whole_states_are_states_of_a_mix_that_earns_no_more(lp_process, process):
    _, master, _, relaxed = solved(mid_sized(), lp_process, jointly=True, watch=Watch(1e-3))
    case = Case.whole(master.problem)
    model = master.integer_states(case)
    assert model.integer.sum() == master.problem.blocks.exists.sum()
    answer = process.solve(model, EXACT)
    states, globals_ = master.states_of(answer.values)
    assert len(globals_) == len(master.problem.global_profit)
    assert answer.objective <= relaxed.plan.objective * (1 + 1e-6)
    allowed = np.zeros_like(case.allowed)
    allowed[np.arange(len(states)), states] = True
    settled = master.solve(replace(case, allowed=allowed))
    assert settled.objective == pytest.approx(answer.objective, rel=1e-4)


@pytest.mark.parametrize("size", [1.0, 2.0**10, 2.0**20])
def test_an_objective_of_any_size_gives_the_same_mix_and_prices(size, lp_process):
    """What a solver is given is scaled by powers of two; what it answers is scaled back."""
    lagrangian, known, _, relaxed = solved(mid_sized(), lp_process, jointly=True, watch=Watch(1e-5))
    problem, case = lagrangian.problem, Case.whole(lagrangian.problem)
    sized = replace(
        problem,
        margin=problem.margin * size,
        blocks=replace(problem.blocks, constant=problem.blocks.constant * size),
        global_profit=problem.global_profit * size,
    )
    solves = Solves(lp_process)
    master = Master(sized, lagrangian.markets, solves)
    for own in known.columns:
        master.add(replace(own, profit=own.profit * size))
    plan = master.solve(case)
    assert np.abs(solves.models[-1].objective).max() <= 2**10
    assert plan.objective / size == pytest.approx(relaxed.plan.objective, rel=1e-7)
    prices = Prices(plan.prices.side / size, plan.prices.link / size)
    assert lagrangian.evaluate(prices, case).bound == pytest.approx(relaxed.bound, rel=0.2)
