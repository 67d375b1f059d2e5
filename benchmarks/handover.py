"""How long it takes to hand a large model over to a solver: from arrays, and as PuLP objects.

Both start from the same NumPy arrays. Ours ends when HiGHS' copy of the model stands inside
OR-Tools; PuLP's ends when its problem is complete, before any file is written for a solver.
"""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pulp
from ortools.math_opt import parameters_pb2
from ortools.math_opt.core.python import solver

from codroute.solve.backends.mathopt_model import model_proto
from codroute.solve.backends.pulp_model import pulp_model
from codroute.solve.exact.linear_model import LinearModel, NameBlock

# PuLP 3 has almost no types, PuLP 4 has other ones.
_pulp: Any = pulp

COLUMNS = 120_000
ROWS = 30_000
ENTRIES = 500_000


def large_model(seed: int = 0) -> LinearModel:
    """Draw a sparse model of binaries, no entry twice."""
    rng = np.random.default_rng(seed)
    places = np.unique(rng.integers(0, ROWS * COLUMNS, ENTRIES + ENTRIES // 100))[:ENTRIES]
    return LinearModel(
        name="handover",
        objective=rng.normal(0.0, 10.0, COLUMNS),
        offset=0.0,
        lower=np.zeros(COLUMNS),
        upper=np.ones(COLUMNS),
        integer=np.ones(COLUMNS, dtype=np.bool_),
        row_lower=np.full(ROWS, -np.inf),
        row_upper=rng.integers(5, 50, ROWS).astype(np.float64),
        entry_row=places // COLUMNS,
        entry_column=places % COLUMNS,
        entry_value=rng.integers(1, 20, places.size).astype(np.float64),
        column_blocks=(NameBlock("x", COLUMNS),),
        row_blocks=(NameBlock("r", ROWS),),
    )


def hand_to_highs(model: LinearModel) -> object:
    """Build the message and let OR-Tools build HiGHS' model from it."""
    new: Any = solver.new  # The compiled core carries no types.
    return new(
        parameters_pb2.SOLVER_TYPE_HIGHS,
        model_proto(model),
        parameters_pb2.SolverInitializerProto(),
    )


def build_as_pulp_users_do(model: LinearModel) -> object:
    """Add every variable, then a sum of products per row and for the objective."""
    problem: Any = _pulp.LpProblem("handover", _pulp.LpMaximize)
    variables = [problem.add_variable(f"x{i}", 0, 1, "Integer") for i in range(COLUMNS)]
    problem += _pulp.lpSum(
        price * variable
        for price, variable in zip(model.objective.tolist(), variables, strict=True)
    )
    starts = np.searchsorted(model.entry_row, np.arange(ROWS + 1)).tolist()
    columns, values = model.entry_column.tolist(), model.entry_value.tolist()
    for row, upper in enumerate(model.row_upper.tolist()):
        span = slice(starts[row], starts[row + 1])
        pairs = zip(values[span], columns[span], strict=True)
        total = _pulp.lpSum(value * variables[column] for value, column in pairs)
        problem += total <= upper, f"r{row}"
    return problem


def build_as_fast_as_pulp_can(model: LinearModel) -> object:
    """Build PuLP's expressions from lists of terms, as our own adapter does."""
    return pulp_model(model, "maximise", named=False)


def run() -> list[dict[str, str | float]]:
    """Time both sides on one model, best of three.

    Returns
    -------
    list of dict
        ``name``, ``competitor_s``, ``codroute_s`` and ``ratio`` (higher is better for us).
    """
    model = large_model()
    ours_s = _best_of_three(hand_to_highs, model)
    rivals = {
        "handover: PuLP as its users write it": build_as_pulp_users_do,
        "handover: PuLP from lists of terms": build_as_fast_as_pulp_can,
    }
    rows: list[dict[str, str | float]] = []
    for name, build in rivals.items():
        theirs_s = _best_of_three(build, model)
        ratio = theirs_s / ours_s
        rows.append({"name": name, "competitor_s": theirs_s, "codroute_s": ours_s, "ratio": ratio})
    return rows


def _best_of_three(hand_over: Callable[[LinearModel], object], model: LinearModel) -> float:
    """Time something three times and keep the shortest, in seconds."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        held = hand_over(model)
        times.append(time.perf_counter() - began)
        del held  # Freeing it is neither side's handover.
    return min(times)


if __name__ == "__main__":
    for row in run():
        print(
            f"{row['name']}: {row['competitor_s']:.2f} s, ours {row['codroute_s']:.3f} s, "
            f"{row['ratio']:.1f} times as long"
        )
