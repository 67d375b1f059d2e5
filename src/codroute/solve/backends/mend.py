"""Makes a plan of one that only its rounding broke.

Solvers take 1e-6 for 0 and a row for kept that is broken by as little. Where a 0/1 column lets
millions of orders through, that is whole orders, and the plan breaks a row once it is rounded. So
the plan's choices are fixed, which leaves little to solve, and rows that are still broken are made
narrower by what they were broken by. What comes out is a plan of the full model; the bound stays
that of the full solve.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from codroute.economics.arrays import BoolArray, FloatArray
from codroute.solve.answer import EndReason, SolverAnswer
from codroute.solve.backends.call import Call
from codroute.solve.backends.check import excess
from codroute.solve.backends.incumbent import Incumbent
from codroute.solve.backends.wide import USUAL_TOLERANCE, choices
from codroute.solve.exact.linear_model import LinearModel

Adapter = Callable[[Call], SolverAnswer | None]
"""Solves one call; None when the solver cannot tell infeasible from unbounded."""

_ROUNDS = 6

_LEAST_S = 0.5
"""A plan found in the last moment is worth this much more time."""


def mend(call: Call, answer: SolverAnswer, solve_with: Adapter) -> SolverAnswer:
    """Look for a plan close to the one that rounding broke, if it is better than the one known.

    Parameters
    ----------
    call
        What was solved.
    answer
        How that ended.
    solve_with
        The adapter that solves the narrowed models.
    """
    near = call.incumbent.take_near()
    if near is None or answer.reason not in (EndReason.OTHER_LIMIT, EndReason.TIME_LIMIT):
        return answer
    if not call.incumbent.gap_reached(call.config):
        _search(call, near, solve_with)
    reason = EndReason.OPTIMAL if call.incumbent.gap_reached(call.config) else answer.reason
    found = call.incumbent.values is not None
    detail = answer.detail if found else "Rounded to whole numbers, its plans break rows."
    named = answer.solver, answer.solver_version
    return call.incumbent.answer(reason, named, detail, answer.slices or 1)


def _search(call: Call, near: FloatArray, solve_with: Adapter) -> None:
    """Look first where the choices are those of the broken plan, then everywhere."""
    _solve_narrowed(call, _choices_fixed(call.model, near), None, solve_with)
    if not call.incumbent.gap_reached(call.config):
        _solve_narrowed(call, call.model, near, solve_with)


def _solve_narrowed(
    call: Call, model: LinearModel, near: FloatArray | None, solve_with: Adapter
) -> None:
    """Solve a model with the rows narrowed that its plans break when they are rounded."""
    narrowed = model
    for _ in range(_ROUNDS):
        if near is not None:
            over = _narrowing(model, near)
            if not over.any():
                return
            lower, upper = narrowed.row_lower + over, narrowed.row_upper - over
            narrowed = replace(narrowed, row_lower=lower, row_upper=upper)
        least_s = _LEAST_S if call.incumbent.values is None and near is None else 0.0
        left_s = max(call.time_limit_s - call.incumbent.seconds, least_s)
        if left_s <= 0 or call.stop.asked:
            return
        trial = Incumbent(model)
        solve_with(replace(call, model=narrowed, time_limit_s=left_s, hint=None, incumbent=trial))
        call.incumbent.offer("mended", values=trial.values)
        near = trial.near
        if near is None:
            return


def _choices_fixed(model: LinearModel, values: FloatArray) -> LinearModel:
    """Fix the 0/1 columns at their values in a plan."""
    choice = choices(model)
    return replace(
        model,
        lower=np.where(choice, values, model.lower),
        upper=np.where(choice, values, model.upper),
    )


def _narrowing(model: LinearModel, values: FloatArray) -> FloatArray:
    """Give by how much to narrow each row, ``(row,)``: beyond what passes within the tolerance.

    A solver takes a column for whole, and a row for kept, that is off by its tolerance; a row
    narrowed by less would let the same plan pass again.
    """
    over = excess(model, values)
    weights = np.bincount(model.entry_row, weights=np.abs(model.entry_value), minlength=over.size)
    equation = model.row_lower == model.row_upper
    kept = (over == 0) | equation | _loosened_by_choices(model)
    return np.where(kept, 0.0, np.ceil(2 * (over + USUAL_TOLERANCE * weights)))


def _loosened_by_choices(model: LinearModel) -> BoolArray:
    """Tell which rows only 0/1 columns loosen, ``(row,)``.

    Narrowed, such a row would have no value left where the choice is not taken.
    """
    row = model.entry_row
    loosening = np.where(
        model.entry_value > 0, np.isfinite(model.row_lower)[row], np.isfinite(model.row_upper)[row]
    )
    choice = choices(model)[model.entry_column]
    with_choice, with_other = np.zeros((2, model.row_lower.size), dtype=np.bool_)
    with_choice[row[loosening & choice]] = True
    with_other[row[loosening & ~choice]] = True
    loosened: BoolArray = with_choice & ~with_other
    return loosened
