"""Is this really a plan? Checked in NumPy before anything is reported."""

import numpy as np

from codroute.solve.exact.linear_model import FloatArray, LinearModel

INTEGRALITY_TOLERANCE = 1e-5
FEASIBILITY_TOLERANCE = 1e-6
"""Relative to the size of what a row adds up."""


def objective_of(model: LinearModel, values: FloatArray) -> float:
    """Compute what a plan is worth, the offset included."""
    return float(model.objective @ values) + model.offset


def settle(model: LinearModel, values: FloatArray) -> tuple[FloatArray, str | None]:
    """Round the integer columns and verify the result against the model.

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
    if values.shape != model.objective.shape or not np.isfinite(values).all():
        return values, "The solver's values are not one finite number per column."
    whole = np.where(model.integer, np.round(values), values)
    off = np.abs(whole - values)
    # A large count is known only to the precision of a float the solver scaled.
    slack = INTEGRALITY_TOLERANCE * np.maximum(1.0, np.abs(values) * 1e-3)
    if (off > slack).any():
        worst = int(np.argmax(off - slack))
        return values, f"Column {worst} should be whole but is {values[worst]}."
    fault = _outside_bounds(model, whole)
    if fault is None:
        whole = np.clip(whole, model.lower, model.upper)
        fault = _violated_row(model, whole)
    return whole, fault


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
    rows = model.row_lower.size
    parts = model.entry_value * values[model.entry_column]
    activity = np.bincount(model.entry_row, weights=parts, minlength=rows)
    size = np.bincount(model.entry_row, weights=np.abs(parts), minlength=rows)
    beyond = np.maximum(model.row_lower - activity, activity - model.row_upper)
    excess = beyond - FEASIBILITY_TOLERANCE * np.maximum(1.0, size)
    if excess.size == 0 or excess.max() <= 0:
        return None
    worst = int(np.argmax(excess))
    limits = f"[{model.row_lower[worst]}, {model.row_upper[worst]}]"
    return f"Row {worst} adds up to {activity[worst]}, outside {limits}."
