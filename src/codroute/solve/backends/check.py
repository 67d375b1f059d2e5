"""Is this really a plan? Checked in NumPy before anything is reported."""

import numpy as np

from codroute.economics.arrays import FloatArray
from codroute.solve.exact.linear_model import LinearModel

INTEGRALITY_TOLERANCE = 1e-5
FEASIBILITY_TOLERANCE = 1e-6
"""Relative to the size of what a row adds up; rows of whole numbers have none."""

_EXACT_BELOW = 2.0**52
"""Whole numbers whose sizes add up to less are added exactly in floats, in whichever order."""


def objective_of(model: LinearModel, values: FloatArray) -> float:
    """Compute what a plan is worth, the offset included."""
    return float(model.objective @ values) + model.offset


def settle(model: LinearModel, values: FloatArray) -> tuple[FloatArray, str | None]:
    """Round the integer columns and verify the result against the model.

    Rows of whole numbers (orders, roles, capacities, service floors) are verified exactly, for the
    audit does no less; a tolerance of a solver is whole orders where rows are large.

    Parameters
    ----------
    model
        The model that was solved.
    values
        What the solver returned, shape ``(column,)``.

    Returns
    -------
    values
        With integer columns whole and columns that touch a bound within it.
    fault
        The worst violation in words, or None if this is a plan.
    """
    whole, fault = _rounded(model, values)
    return whole, fault or _violated_row(model, whole)


def broken_by_rounding(model: LinearModel, values: FloatArray) -> bool:
    """Tell whether values that are no plan are one up to a solver's tolerances.

    So a 0/1 column of 1e-7 lets an order through where the row allows 10 million times as much; as
    a 0 it does not.
    """
    if _rounded(model, values)[1] is not None:
        return False
    beyond, size = _beyond(model, values)
    return not (beyond > FEASIBILITY_TOLERANCE * np.maximum(1.0, size)).any()


def excess(model: LinearModel, values: FloatArray) -> FloatArray:
    """Give by how much rounded values break each row, ``(row,)``, 0 where they keep it."""
    beyond, size = _beyond(model, values)
    tolerance = np.where(model.whole_rows, 0.0, FEASIBILITY_TOLERANCE * np.maximum(1.0, size))
    for row in np.flatnonzero(model.whole_rows & (size >= _EXACT_BELOW)).tolist():
        beyond[row] = _beyond_exactly(model, values, row)
    return np.where(beyond > tolerance, beyond, 0.0)


def _rounded(model: LinearModel, values: FloatArray) -> tuple[FloatArray, str | None]:
    """Round the integer columns; say which column is not what it should be."""
    if values.shape != model.objective.shape or not np.isfinite(values).all():
        return values, "The solver's values are not one finite number per column."
    whole = np.where(model.integer, np.round(values), values)
    off = np.abs(whole - values)
    # A large count is known only to the precision of a float the solver scaled.
    slack = INTEGRALITY_TOLERANCE * np.maximum(1.0, np.abs(values) * 1e-3)
    if (off > slack).any():
        worst = int(np.argmax(off - slack))
        return values, f"Column {worst} should be whole but is {values[worst]}."
    return np.clip(whole, model.lower, model.upper), _outside_bounds(model, whole)


def _outside_bounds(model: LinearModel, values: FloatArray) -> str | None:
    """Name the column that lies furthest outside its bounds."""
    beyond = np.maximum(model.lower - values, values - model.upper)
    excess = beyond - FEASIBILITY_TOLERANCE * np.maximum(1.0, np.abs(values))
    if excess.size == 0 or excess.max() <= 0:
        return None
    worst = int(np.argmax(excess))
    limits = f"[{model.lower[worst]}, {model.upper[worst]}]"
    return f"Column {worst} is {values[worst]}, outside {limits}."


def _violated_row(model: LinearModel, values: FloatArray) -> str | None:
    """Name the row that is violated most for its size."""
    over = excess(model, values)
    if not over.any():
        return None
    activity, size = _activity(model, values)
    worst = int(np.argmax(over / np.maximum(1.0, size)))
    limits = f"[{model.row_lower[worst]}, {model.row_upper[worst]}]"
    return f"Row {worst} adds up to {activity[worst]}, outside {limits}."


def _activity(model: LinearModel, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give what each row adds up to, ``(row,)``, and the sizes of its parts."""
    rows = model.row_lower.size
    parts = model.entry_value * values[model.entry_column]
    activity, size = (
        np.bincount(model.entry_row, weights=each, minlength=rows).astype(np.float64)
        for each in (parts, np.abs(parts))
    )
    return activity, size


def _beyond(model: LinearModel, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give how far each row is outside its bounds, ``(row,)``, and the sizes of its parts."""
    activity, size = _activity(model, values)
    return np.maximum(model.row_lower - activity, activity - model.row_upper), size


def _beyond_exactly(model: LinearModel, values: FloatArray, row: int) -> float:
    """Give how far a row of whole numbers too large for floats is outside its bounds."""
    first, last = np.searchsorted(model.entry_row, [row, row + 1])
    columns = model.entry_column[first:last]
    pairs = zip(model.entry_value[first:last].tolist(), values[columns].tolist(), strict=True)
    activity = sum(int(value) * int(count) for value, count in pairs)
    low, high = float(model.row_lower[row]), float(model.row_upper[row])
    below = int(low) - activity if np.isfinite(low) else -1
    above = activity - int(high) if np.isfinite(high) else -1
    return float(max(below, above))
