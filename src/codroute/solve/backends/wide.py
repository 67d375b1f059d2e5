"""Models in which a 0/1 column lets many orders through, and rows with large coefficients.

At a solver's usual tolerance a 0/1 column of 1e-6 passes for 0, and where it lets 10 million orders
through, 10 orders pass with it. Such models get a finer tolerance, as far as double precision
carries it.
"""

from dataclasses import replace

import numpy as np

from codroute.economics.arrays import BoolArray
from codroute.solve.exact.linear_model import LinearModel

USUAL_TOLERANCE = 1e-6
"""For integrality and rows: what HiGHS, SCIP and CBC take by default."""

_LEAK = 0.1
"""Orders that a 0/1 column within the tolerance may let through."""

_PRECISION = 1e-15
"""What double precision leaves of a number; solvers asked for less prove what is false."""

_LARGEST = 2.0**20
"""Coefficients above this are scaled down."""


def choices(model: LinearModel) -> BoolArray:
    """Tell which columns are 0 or 1, ``(column,)``."""
    return model.integer & (model.lower >= 0) & (model.upper <= 1)


def tolerance_for(model: LinearModel) -> float:
    """Give the tolerance at which no column that passes for 0 lets an order through."""
    on_choices = np.abs(model.entry_value[choices(model)[model.entry_column]])
    most = float(on_choices.max(initial=1.0))
    return min(USUAL_TOLERANCE, max(_LEAK / most, _PRECISION * most))


def scaled(model: LinearModel) -> LinearModel:
    """Divide rows with large coefficients by powers of two, which changes no digit of them."""
    largest = np.ones(model.row_lower.size)
    np.maximum.at(largest, model.entry_row, np.abs(model.entry_value))
    factor = np.exp2(-np.maximum(np.ceil(np.log2(largest / _LARGEST)), 0.0))
    return replace(
        model,
        entry_value=model.entry_value * factor[model.entry_row],
        row_lower=model.row_lower * factor,
        row_upper=model.row_upper * factor,
    )
