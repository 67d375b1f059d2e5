import itertools

import numpy as np
import pytest
from solver_models import BACKENDS, dense, solve_here

from codroute.solve.answer import EndReason
from codroute.solve.exact.linear_model import LinearModel


def random_model(seed: int) -> LinearModel:
    rng = np.random.default_rng(seed)
    columns, rows = int(rng.integers(2, 6)), int(rng.integers(1, 5))
    lower = rng.integers(-2, 1, columns)
    matrix = rng.integers(-4, 8, (rows, columns)) * (rng.random((rows, columns)) < 0.7)
    width = rng.integers(0, 4, columns)
    # Rows pass near a point within the bounds: most models have a plan, some have none.
    near = matrix @ (lower + rng.integers(0, width + 1)) + rng.integers(-1, 3, rows)
    sort = rng.integers(0, 4, rows)
    return dense(
        np.round(rng.normal(0, 10, columns), 2),
        matrix,
        np.where(sort == 0, np.inf, near),
        row_lower=np.select([sort == 0, sort == 2, sort == 3], [near - 4, near - 5, near], -np.inf),
        lower=lower,
        upper=lower + width,
        offset=float(np.round(rng.normal(0, 50), 2)),
    )


def best_by_enumeration(model: LinearModel) -> float | None:
    """Try every point."""
    ranges = [
        range(int(low), int(high) + 1) for low, high in zip(model.lower, model.upper, strict=True)
    ]
    points = np.array(list(itertools.product(*ranges)), dtype=np.float64)
    matrix = np.zeros((model.row_lower.size, model.objective.size))
    matrix[model.entry_row, model.entry_column] = model.entry_value
    activity = points @ matrix.T
    fits = ((activity >= model.row_lower) & (activity <= model.row_upper)).all(axis=1)
    return float((points[fits] @ model.objective).max()) + model.offset if fits.any() else None


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_back_end_finds_what_enumeration_finds(backend: str) -> None:
    feasible = 0
    for seed in range(50):
        model = random_model(seed)
        best = best_by_enumeration(model)
        answer, _ = solve_here(model, backend)
        if best is None:
            assert answer.reason is EndReason.INFEASIBLE, (seed, answer)
            continue
        feasible += 1
        assert answer.reason is EndReason.OPTIMAL, (seed, answer)
        assert answer.objective == pytest.approx(best, abs=1e-6), seed
        assert answer.bound is not None
        assert best - 1e-6 <= answer.bound <= best + 1e-3 * max(1, abs(best)), seed
    assert 25 <= feasible < 50
