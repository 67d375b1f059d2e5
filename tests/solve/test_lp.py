import os
import signal
import threading
import time
from typing import Any

import numpy as np
import pytest
from solver_models import INF, dense

from codroute.economics.arrays import FloatArray
from codroute.solve.answer import EndReason
from codroute.solve.backends.mathopt_lp import extended
from codroute.solve.exact.linear_model import LinearModel
from codroute.solve.lp import Basis, BasisCode, LpAnswer, LpSolver
from codroute.solve.process import SolverProcess

SOLVERS: tuple[LpSolver, ...] = ("glop", "highs")

each_solver = pytest.mark.parametrize("solver", SOLVERS)


def solve(model: LinearModel, **options: Any) -> LpAnswer:
    with SolverProcess() as process:
        return process.solve_lp(model, **{"time_limit_s": 20.0} | options)


def matrix_of(model: LinearModel) -> FloatArray:
    """Write the model's matrix densely, ``(row, column)``."""
    matrix = np.zeros((model.row_lower.size, model.objective.size))
    matrix[model.entry_row, model.entry_column] = model.entry_value
    return matrix


def random_program(seed: int, rows: int = 40, columns: int = 70) -> LinearModel:
    """Give a feasible program with equality, <=, >= and two-sided rows, and bounds of all kinds."""
    rng = np.random.default_rng(seed)
    matrix = rng.integers(-5, 9, (rows, columns)) * (rng.random((rows, columns)) < 0.2)
    lower = rng.choice([0.0, -3.0, 1.0], columns)
    point = lower + rng.uniform(0, 5, columns)
    value = matrix @ point
    row_lower = np.where(rng.random(rows) < 0.5, value - rng.uniform(0, 9, rows), -INF)
    row_upper = np.where(rng.random(rows) < 0.6, value + rng.uniform(0, 9, rows), INF)
    row_lower[:5] = row_upper[:5] = value[:5]
    return dense(
        rng.integers(-20, 30, columns),
        matrix,
        row_upper,
        row_lower=row_lower,
        lower=lower,
        upper=lower + rng.choice([5.0, 20.0, 0.0], columns) + (point - lower),
        offset=3.0,
    )


def hard_program(rows: int = 700, columns: int = 1100) -> LinearModel:
    """Give a program that takes seconds."""
    rng = np.random.default_rng(0)
    weights = rng.uniform(1, 100, (rows, columns))
    prices = weights.mean(axis=0) * rng.uniform(0.9, 1.1, columns)
    return dense(prices, weights, weights.sum(axis=1) / 2, upper=INF)


def packing(columns: int, rows: int = 300, groups: int = 40) -> LinearModel:
    """Give the first columns of a program as column generation meets it."""
    rng = np.random.default_rng(1)
    matrix = np.zeros((groups + rows, 1000 + groups))
    for column in range(1000):
        matrix[rng.integers(groups), column + groups] = 1.0
        used = rng.choice(rows, 20, replace=False) + groups
        matrix[used, column + groups] = rng.uniform(1, 100, 20)
    matrix[range(groups), range(groups)] = 1.0
    profit = matrix[groups:].sum(axis=0) * rng.uniform(0.8, 1.2, 1000 + groups)
    capacity = np.r_[np.ones(groups), rng.uniform(20, 120, rows)]
    return dense(
        profit[:columns],
        matrix[:, :columns],
        capacity,
        row_lower=np.r_[np.ones(groups), np.full(rows, -INF)],
        upper=INF,
    )


@each_solver
def test_duals_by_hand(solver: LpSolver) -> None:
    # At x = 3, y = 1: one more unit of the first bound is one more y, worth 2; one more unit of
    # the second bound trades a y for an x, worth 1.
    model = dense(
        [3, 2], [[1, 1], [1, 0], [1, -1]], [4, 3, INF], row_lower=[-INF, -INF, -5], upper=INF
    )
    answer = solve(model, solver=solver)
    assert answer.reason is EndReason.OPTIMAL
    assert answer.objective == pytest.approx(11)
    assert answer.values == pytest.approx([3, 1])
    assert answer.duals == pytest.approx([2, 1, 0])
    assert answer.reduced_costs == pytest.approx([0, 0])
    assert answer.basis is not None
    assert answer.basis.columns.tolist() == [BasisCode.BASIC] * 2
    assert answer.basis.rows.tolist() == [BasisCode.AT_UPPER] * 2 + [BasisCode.BASIC]
    assert (answer.solver, answer.seconds > 0) == ({"glop": "GLOP", "highs": "HiGHS"}[solver], True)


@each_solver
def test_signs_of_duals(solver: LpSolver) -> None:
    # x + y = 5 at 2 a unit of y; x >= 1 as a row costs 1 a unit more; z costs 4 and must be 2.
    model = dense(
        [1, 2, -4],
        [[1, 1, 0], [1, 0, 0], [0, 0, 1]],
        [5, INF, INF],
        row_lower=[5, 1, 2],
        upper=INF,
        offset=10.0,
    )
    answer = solve(model, solver=solver)
    assert answer.objective == pytest.approx(1 + 8 - 8 + 10)
    assert answer.duals == pytest.approx([2, -1, -4])


def test_reduced_costs_at_bounds() -> None:
    # Columns count as continuous whatever they are; 2.5 is the second column's bound.
    model = dense([1, 3, 2], [[1, 1, 1]], 4.0, upper=[INF, 2.5, 1.0], integer=True)
    answer = solve(model)
    assert answer.values == pytest.approx([0.5, 2.5, 1.0])
    assert answer.duals == pytest.approx([1])
    assert answer.reduced_costs == pytest.approx([0, 2, 1])


INFEASIBLE = dense([1], [[1], [1]], [1, INF], row_lower=[-INF, 2], upper=INF)
UNBOUNDED = dense([1, 1], [[1, -1]], 1.0, upper=INF)
BOTH = dense(
    [1, 1, 0], [[1, -1, 0], [0, 0, 1], [0, 0, 1]], [1, 1, INF], row_lower=[-INF, -INF, 2], upper=INF
)


@each_solver
@pytest.mark.parametrize(
    ("model", "reason"),
    [
        (INFEASIBLE, EndReason.INFEASIBLE),
        (UNBOUNDED, EndReason.UNBOUNDED),
        (BOTH, EndReason.INFEASIBLE),
        (dense([1], [[1]], lower=2.0, upper=1.0), EndReason.INFEASIBLE),
        (dense([np.nan], [[1]]), EndReason.ERROR),
    ],
)
def test_programs_without_an_optimum(
    solver: LpSolver, model: LinearModel, reason: EndReason
) -> None:
    answer = solve(model, solver=solver)
    assert (answer.reason, answer.duals) == (reason, None)


@each_solver
def test_strong_duality_and_complementary_slackness(solver: LpSolver) -> None:
    with SolverProcess(solver) as process:
        for seed in range(20):
            model = random_program(seed)
            answer = process.solve_lp(model, time_limit_s=20, solver=solver)
            assert answer.reason is EndReason.OPTIMAL
            assert_optimal(model, answer)


def assert_optimal(model: LinearModel, answer: LpAnswer) -> None:
    """Prove the optimum from its duals, without the solver's word."""
    x, duals, costs = answer.values, answer.duals, answer.reduced_costs
    assert x is not None
    assert duals is not None
    assert costs is not None
    assert answer.objective is not None
    matrix = matrix_of(model)
    assert costs == pytest.approx(model.objective - duals @ matrix, abs=1e-6)
    bound = model.offset
    for value, price, lower, upper in (
        (matrix @ x, duals, model.row_lower, model.row_upper),
        (x, costs, model.lower, model.upper),
    ):
        assert (value >= lower - 1e-6).all()
        assert (value <= upper + 1e-6).all()
        # What has a price stands at the bound of its sign.
        assert value[price > 1e-6] == pytest.approx(upper[price > 1e-6], abs=1e-6)
        assert value[price < -1e-6] == pytest.approx(lower[price < -1e-6], abs=1e-6)
        priced = np.abs(price) > 1e-6
        bound += price[priced] @ np.where(price > 0, upper, lower)[priced]
    assert answer.objective == pytest.approx(bound, rel=1e-6)


def test_a_basis_serves_after_columns_and_rows_were_appended() -> None:
    first, wider = packing(700), packing(740)
    # No more than 25 of the columns together: a row that the old optimum may break.
    total = np.r_[np.zeros(40), np.ones(700)]
    taller = dense(
        wider.objective,
        np.vstack([matrix_of(wider), total]),
        np.r_[wider.row_upper, 25.0],
        row_lower=np.r_[wider.row_lower, -INF],
        upper=INF,
    )
    with SolverProcess("glop") as process:
        before = process.solve_lp(first, time_limit_s=20)
        again = process.solve_lp(first, basis=before.basis, time_limit_s=20)
        assert again.objective == pytest.approx(before.objective, rel=1e-9)
        assert before.iterations > 100
        assert again.iterations < 5
        for model, algorithm in ((wider, None), (taller, "primal"), (taller, "dual")):
            cold = process.solve_lp(model, time_limit_s=20, algorithm=algorithm)
            warm = process.solve_lp(model, basis=before.basis, time_limit_s=20, algorithm=algorithm)
            assert (cold.reason, warm.reason) == (EndReason.OPTIMAL, EndReason.OPTIMAL)
            assert warm.objective == pytest.approx(cold.objective, rel=1e-9)
            assert warm.iterations < 0.7 * cold.iterations
            assert_optimal(model, warm)


def test_where_what_is_appended_enters_a_basis() -> None:
    model = dense(
        np.zeros(5),
        np.zeros((3, 5)),
        lower=[0, 0, -INF, -INF, 2],
        upper=[1, INF, 4, INF, 2],
    )
    old = Basis(np.array([BasisCode.BASIC], dtype=np.int8), np.array([2], dtype=np.int8))
    new = extended(old, model)
    assert new.columns.tolist() == [
        BasisCode.BASIC,
        BasisCode.AT_LOWER,
        BasisCode.AT_UPPER,
        BasisCode.FREE,
        BasisCode.FIXED,
    ]
    assert new.rows.tolist() == [BasisCode.AT_LOWER, BasisCode.BASIC, BasisCode.BASIC]
    assert (new.columns.dtype, new.rows.dtype) == (np.int8, np.int8)


def test_a_basis_that_fits_no_longer_is_told() -> None:
    basis = Basis(np.full(2, BasisCode.BASIC, dtype=np.int8), np.zeros(0, dtype=np.int8))
    with SolverProcess() as process:
        answer = process.solve_lp(dense([1], [[1]], 1.0), basis=basis, time_limit_s=5)
        assert answer.reason is EndReason.ERROR
        assert "GLOP failed" in answer.detail
        assert process.solve_lp(dense([1], [[1]], 1.0), time_limit_s=5).objective == 1.0


@each_solver
def test_a_time_limit_ends_it(solver: LpSolver) -> None:
    answer = solve(hard_program(), solver=solver, time_limit_s=0.3)
    assert answer.reason is EndReason.TIME_LIMIT
    assert answer.seconds < 3.0


@each_solver
def test_a_wish_to_stop_ends_it(solver: LpSolver) -> None:
    with SolverProcess(solver) as process:
        first = process.pid
        process.solve_lp(dense([1], [[1]], 1.0), time_limit_s=5, solver=solver)
        end = time.monotonic() + 0.4
        answer = process.solve_lp(
            hard_program(), time_limit_s=30, solver=solver, stop=lambda: time.monotonic() > end
        )
        assert answer.reason is EndReason.INTERRUPTED
        assert answer.duals is None
        assert time.monotonic() < end + 2.0
        # GLOP listens; HiGHS has to be killed, which costs the next call no more than a start.
        assert process.pid == (first if solver == "glop" else None)
        assert process.solve_lp(dense([1], [[1]], 1.0), time_limit_s=5).objective == 1.0


def test_another_thread_may_interrupt() -> None:
    with SolverProcess("glop") as process:
        timer = threading.Timer(0.5, process.interrupt)
        timer.start()
        answer = process.solve_lp(hard_program(), time_limit_s=30)
        timer.join()
        assert answer.reason is EndReason.INTERRUPTED


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="POSIX signals")
def test_a_killed_child_gives_an_answer() -> None:
    with SolverProcess("glop") as process:
        worker = process.pid
        assert worker is not None
        timer = threading.Timer(0.5, os.kill, (worker, signal.SIGKILL))
        timer.start()
        answer = process.solve_lp(hard_program(), time_limit_s=30)
        timer.join()
        assert (answer.reason, answer.values, answer.basis) == (EndReason.ERROR, None, None)
        assert "process died: signal SIGKILL" in answer.detail
        # The next call gets a new child.
        assert process.solve_lp(dense([1], [[1]], 1.0), time_limit_s=5).objective == 1.0
