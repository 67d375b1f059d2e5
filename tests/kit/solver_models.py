"""Small and hard models, and configurations, for the tests of the back-ends."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from codroute.economics.arrays import FloatArray
from codroute.solve.answer import Progress, SolverAnswer
from codroute.solve.backends import registry
from codroute.solve.backends.call import Call
from codroute.solve.backends.incumbent import Incumbent
from codroute.solve.config import SolverConfig
from codroute.solve.exact.linear_model import LinearModel, NameBlock

BACKENDS = ("highs", "scip", "cp_sat", "pulp")
CONTINUOUS_BACKENDS = ("highs", "scip", "pulp")
INF = float("inf")


def dense(
    objective: ArrayLike,
    matrix: ArrayLike,
    row_upper: ArrayLike = INF,
    *,
    row_lower: ArrayLike = -INF,
    lower: ArrayLike = 0.0,
    upper: ArrayLike = 1.0,
    integer: ArrayLike = True,
    offset: float = 0.0,
) -> LinearModel:
    """Build a model from a dense matrix; scalars are repeated."""
    table = np.asarray(matrix, dtype=np.float64)
    rows, columns = table.shape
    entry_row, entry_column = np.nonzero(table)

    def full(value: ArrayLike, length: int) -> FloatArray:
        return np.broadcast_to(np.asarray(value, dtype=np.float64), (length,)).copy()

    return LinearModel(
        name="dense",
        objective=full(objective, columns),
        offset=offset,
        lower=full(lower, columns),
        upper=full(upper, columns),
        integer=np.broadcast_to(np.asarray(integer, dtype=np.bool_), (columns,)).copy(),
        row_lower=full(row_lower, rows),
        row_upper=full(row_upper, rows),
        entry_row=entry_row.astype(np.int64),
        entry_column=entry_column.astype(np.int64),
        entry_value=table[entry_row, entry_column],
        column_blocks=(NameBlock("x", columns),),
        row_blocks=(NameBlock("row", rows),),
    )


def hard_knapsack(columns: int = 60, rows: int = 30, seed: int = 0) -> LinearModel:
    """Build a multi-knapsack that no solver here closes within minutes."""
    rng = np.random.default_rng(seed)
    weights = rng.integers(5, 100, (rows, columns)).astype(np.float64)
    prices = weights.mean(axis=0) + rng.integers(0, 20, columns)
    return dense(prices, weights, weights.sum(axis=1) // 2, offset=10.0)


def config(backend: str, **changes: Any) -> SolverConfig:
    """Configure a back-end for a test: exact, one thread, short slices."""
    stated: dict[str, Any] = {
        "backend": backend,
        "time_limit_s": 20,
        "relative_gap": 0,
        "absolute_gap": 0,
        "first_slice_s": 0.5,
    }
    return SolverConfig.model_validate(stated | changes)


def solve_here(
    model: LinearModel,
    backend: str,
    *,
    hint: FloatArray | None = None,
    time_limit_s: float = 20,
    **changes: Any,
) -> tuple[SolverAnswer, list[Progress]]:
    """Solve in this process, which is quick for small models."""
    seen: list[Progress] = []
    incumbent = Incumbent(model, lambda progress, _values: seen.append(progress))
    call = Call(model, config(backend, **changes), time_limit_s, hint, incumbent)
    return registry.solve(call), seen
