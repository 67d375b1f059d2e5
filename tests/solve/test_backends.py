import numpy as np
import pytest
from solver_models import BACKENDS, CONTINUOUS_BACKENDS, INF, dense, hard_knapsack, solve_here

from codroute.solve.answer import EndReason
from codroute.solve.exact.linear_model import LinearModel

each_backend = pytest.mark.parametrize("backend", BACKENDS)
each_continuous = pytest.mark.parametrize("backend", CONTINUOUS_BACKENDS)


@each_backend
def test_a_knapsack_known_by_heart(backend: str) -> None:
    # Weights 2, 3, 4, 5 in a bag of 5: the items worth 3 and 4 beat the one worth 6.
    answer, seen = solve_here(dense([3, 4, 5, 6], [[2, 3, 4, 5]], 5.0, offset=-100.0), backend)
    assert answer.reason is EndReason.OPTIMAL
    assert answer.values is not None
    assert answer.values.tolist() == [1, 1, 0, 0]
    assert answer.objective == -93.0
    assert answer.bound == pytest.approx(-93.0, abs=1e-3)
    assert answer.relative_gap == pytest.approx(0.0, abs=1e-5)
    assert answer.slices == 1
    assert answer.solver
    assert answer.solver_version
    assert seen[-1].objective == -93.0


@each_backend
def test_counts_negative_bounds_equations_and_ranges(backend: str) -> None:
    model = dense(
        [1, -2, 3],
        [[1, 1, 1], [1, -1, 0]],
        row_lower=[4, -2],
        row_upper=[4, 3],
        lower=[-5, -3, 0],
        upper=[10, 10, 6],
    )
    answer, _ = solve_here(model, backend)
    # z = 6 is worth most; then x + y = -2, and x - y <= 3 leaves x = 0 as the largest x.
    assert answer.values is not None
    assert answer.values.tolist() == [0, -2, 6]
    assert answer.objective == 22.0


@each_backend
@pytest.mark.parametrize(
    "model",
    [
        dense([1, 1], [[2, 2]], row_lower=5.0),
        dense([1, 1], [[2, 2]], 1.0, row_lower=1.0),
        dense([1], [[1]], lower=2.0, upper=1.0),
        dense([1], [[1]], lower=0.4, upper=0.6),
        dense([1], [[0]], row_lower=1.0),
        dense([1], [[1]], 1.0, row_lower=2.0),
    ],
    ids=["relaxation", "parity", "crossed bounds", "no whole number", "empty row", "crossed row"],
)
def test_infeasible(backend: str, model: LinearModel) -> None:
    answer, _ = solve_here(model, backend)
    assert answer.reason is EndReason.INFEASIBLE
    assert (answer.values, answer.objective, answer.bound) == (None, None, None)


@each_continuous
@pytest.mark.parametrize("integer", [True, False])
def test_unbounded_is_told_from_infeasible(backend: str, integer: bool) -> None:
    unbounded = dense([1, 0.5], [[1, 1]], row_lower=0.0, upper=INF, integer=integer)
    answer, _ = solve_here(unbounded, backend)
    assert (answer.reason, answer.values) == (EndReason.UNBOUNDED, None)
    neither = dense(
        [1, 0, 0], [[0, 2, 2]], 1.0, row_lower=1.0, upper=[INF, 1, 1], integer=[integer, True, True]
    )
    assert solve_here(neither, backend)[0].reason is EndReason.INFEASIBLE


@each_continuous
def test_continuous_columns(backend: str) -> None:
    model = dense([1, 1, 4], [[3, 1, 6]], 7.0, integer=[False, False, True], upper=[9, 1, 1])
    answer, _ = solve_here(model, backend)
    assert answer.reason is EndReason.OPTIMAL
    assert answer.objective == pytest.approx(5.0)
    assert answer.bound == pytest.approx(5.0, abs=1e-3)


def test_cp_sat_refuses_what_it_would_only_approximate() -> None:
    answer, _ = solve_here(dense([1, 1], [[1, 1]], 1.5, integer=[True, False]), "cp_sat")
    assert (answer.reason, answer.values) == (EndReason.ERROR, None)
    assert "needs integer columns; 1 are continuous" in answer.detail
    answer, _ = solve_here(dense([1, 1], [[1, 1]], 1.5, upper=[1, INF]), "cp_sat")
    assert answer.reason is EndReason.ERROR
    assert "needs bounded columns; 1 are unbounded" in answer.detail


@each_backend
def test_no_rows_and_unpriced_columns(backend: str) -> None:
    answer, _ = solve_here(dense([1, -1, 0], np.zeros((0, 3)), lower=[0, -2, 3], upper=5), backend)
    assert answer.values is not None
    assert answer.values[:2].tolist() == [5, -2]
    assert 3 <= answer.values[2] <= 5
    assert answer.objective == 7.0


@each_backend
def test_numbers_that_are_none_are_refused(backend: str) -> None:
    answer, _ = solve_here(dense([1, float("nan")], [[1, 1]], 1.0), backend)
    assert answer.reason is EndReason.ERROR
    assert "objective" in answer.detail


@each_backend
def test_time_limit_gives_the_plan_and_the_bound(backend: str) -> None:
    answer, seen = solve_here(hard_knapsack(), backend, time_limit_s=2.0)
    assert answer.reason is EndReason.TIME_LIMIT
    assert answer.values is not None
    assert answer.objective is not None
    assert answer.bound is not None
    assert 0 < answer.objective < 1965 < answer.bound
    assert answer.seconds > 1.5
    plans = [p.objective for p in seen if p.objective is not None]
    bounds = [p.bound for p in seen if p.bound is not None]
    assert plans == sorted(plans)
    assert bounds == sorted(bounds, reverse=True)


@each_backend
def test_a_wide_gap_ends_the_solve(backend: str) -> None:
    answer, _ = solve_here(hard_knapsack(), backend, relative_gap=0.2)
    assert answer.reason is EndReason.OPTIMAL
    assert answer.relative_gap is not None
    assert 0.0 < answer.relative_gap <= 0.2


@each_backend
def test_a_hint_is_where_the_search_starts(backend: str) -> None:
    model = hard_knapsack()
    good, _ = solve_here(model, "scip", time_limit_s=1.0)
    assert good.values is not None
    assert good.objective is not None
    answer, seen = solve_here(model, backend, hint=good.values, time_limit_s=0.3)
    assert seen[0].stage == "hint"
    assert answer.objective is not None
    assert answer.objective >= good.objective


@each_backend
def test_an_impossible_hint_does_no_harm(backend: str) -> None:
    model = dense([3, 4, 5, 6], [[2, 3, 4, 5]], 5.0)
    answer, _ = solve_here(model, backend, hint=np.ones(4))
    assert (answer.reason, answer.objective) == (EndReason.OPTIMAL, 7.0)
