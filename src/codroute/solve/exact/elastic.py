"""A model whose rules may give: slacks on some rows, more declined orders, each at a price.

What must be explained of a model without a plan is a cheapest way to one with. Values found here
are values of the model's own columns, with slacks behind them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.solve.backends.check import excess
from codroute.solve.exact.linear_model import LinearModel

_NO_ROWS = np.empty(0, dtype=np.int64)
_NO_STEPS = np.empty(0)


@dataclass(frozen=True)
class Give:
    """A rule that may give, and what that costs.

    Attributes
    ----------
    rows, step
        Rows that get a slack, and what a slack of 1 adds to each: below 0 of a row with an upper
        limit, above 0 of one with a lower. ``(row,)``
    columns, most
        Columns whose upper bound may be raised, and how far. ``(column,)``
    price
        Per 1 of a slack, or of a column.
    fixed
        Once, if it gives at all.
    needed
        Whether it must be paid for in any case.
    """

    price: float
    rows: IntArray = field(default_factory=_NO_ROWS.copy)
    step: FloatArray = field(default_factory=_NO_STEPS.copy)
    columns: IntArray = field(default_factory=_NO_ROWS.copy)
    most: FloatArray = field(default_factory=_NO_STEPS.copy)
    fixed: float = 0.0
    needed: bool = False


def elastic(model: LinearModel, gives: Sequence[Give]) -> LinearModel:
    """Let rules give, and look for the cheapest way: the model's own objective is left behind.

    The model's columns come first. A rule that costs something once has a 0/1 column, which a slack
    that is used needs; the most that a slack can be wanted is what the row can add up to beyond its
    limit, so nothing that might help is cut off.
    """
    upper, objective = model.upper.copy(), np.zeros_like(model.objective)
    for give in gives:
        upper[give.columns] = give.most
        objective[give.columns] -= give.price
    rows = np.concatenate([_NO_ROWS, *(give.rows for give in gives)])
    step = np.concatenate([_NO_STEPS, *(give.step for give in gives)])
    price = np.concatenate([_NO_STEPS, *(np.full(len(g.rows), g.price) for g in gives)])
    slack = len(objective) + np.arange(len(rows))
    grown = replace(
        model,
        objective=np.concatenate([objective, -price]),
        lower=np.concatenate([model.lower, np.zeros(len(rows))]),
        upper=np.concatenate([upper, np.full(len(rows), np.inf)]),
        integer=np.concatenate([model.integer, np.zeros(len(rows), dtype=np.bool_)]),
        entry_row=np.concatenate([model.entry_row, rows]),
        entry_column=np.concatenate([model.entry_column, slack]),
        entry_value=np.concatenate([model.entry_value, step]),
        column_blocks=(),
        row_blocks=(),
    )
    return _in_order(_paid_once(grown, gives, slack, _most_beyond(model, upper)))


def _paid_once(
    model: LinearModel, gives: Sequence[Give], slack: IntArray, beyond: FloatArray
) -> LinearModel:
    """Add a 0/1 column per rule that costs something once: without it nothing of it gives."""
    at, numbers, mosts, switches = 0, [], [], []
    for give in gives:
        own, at = slack[at : at + len(give.rows)], at + len(give.rows)
        if give.fixed:
            numbers.append(np.concatenate([own, give.columns]))
            wanted = beyond[give.rows] / np.abs(give.step)
            mosts.append(np.concatenate([wanted, give.most]))
            switches.append(give)
    if not switches:
        return model
    lines = np.concatenate(numbers)
    most = np.maximum(np.concatenate(mosts), 0.0)
    switch = len(model.objective) + np.repeat(
        np.arange(len(switches)), [len(own) for own in numbers]
    )
    row = len(model.row_lower) + np.arange(len(lines))
    return replace(
        model,
        objective=np.concatenate([model.objective, [-give.fixed for give in switches]]),
        lower=np.concatenate([model.lower, [float(give.needed) for give in switches]]),
        upper=np.concatenate([model.upper, np.ones(len(switches))]),
        integer=np.concatenate([model.integer, np.ones(len(switches), dtype=np.bool_)]),
        row_lower=np.concatenate([model.row_lower, np.full(len(lines), -np.inf)]),
        row_upper=np.concatenate([model.row_upper, np.zeros(len(lines))]),
        entry_row=np.concatenate([model.entry_row, row, row]),
        entry_column=np.concatenate([model.entry_column, lines, switch]),
        entry_value=np.concatenate([model.entry_value, np.ones(len(lines)), -most]),
    )


def _most_beyond(model: LinearModel, upper: FloatArray) -> FloatArray:
    """Give how far every row can lie beyond a limit, ``(row,)``: columns have finite bounds."""
    value, column = model.entry_value, model.entry_column
    ends = value * model.lower[column], value * upper[column]
    rows = len(model.row_lower)
    high = np.bincount(model.entry_row, weights=np.maximum(*ends), minlength=rows)
    low = np.bincount(model.entry_row, weights=np.minimum(*ends), minlength=rows)
    above = np.where(np.isfinite(model.row_upper), high - model.row_upper, 0.0)
    below = np.where(np.isfinite(model.row_lower), model.row_lower - low, 0.0)
    most: FloatArray = np.maximum(np.maximum(above, below), 0.0)
    return most


def _in_order(model: LinearModel) -> LinearModel:
    """Sort the entries by row, then column."""
    order = np.lexsort((model.entry_column, model.entry_row))
    return replace(
        model,
        entry_row=model.entry_row[order],
        entry_column=model.entry_column[order],
        entry_value=model.entry_value[order],
    )


def start_of(model: LinearModel, gives: Sequence[Give], values: FloatArray) -> FloatArray:
    """Give all columns of the elastic model for values of the model's own that break some rows."""
    over = excess(model, values)
    slacks = [over[give.rows] / np.abs(give.step) for give in gives]
    used = [
        float(give.needed or bool(slack.any() or values[give.columns].any()))
        for give, slack in zip(gives, slacks, strict=True)
        if give.fixed
    ]
    return np.concatenate([values, *slacks, used])


def without_rows(model: LinearModel, rows: IntArray) -> LinearModel:
    """Let some rows say nothing."""
    lower, upper = model.row_lower.copy(), model.row_upper.copy()
    lower[rows], upper[rows] = -np.inf, np.inf
    return replace(model, row_lower=lower, row_upper=upper)


def any_plan(model: LinearModel) -> LinearModel:
    """Ask only whether there is a plan: nothing is worth anything."""
    return replace(model, objective=np.zeros_like(model.objective))
