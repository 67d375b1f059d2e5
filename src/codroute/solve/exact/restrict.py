"""Restrictions and relaxations of a model: the same columns and rows, other bounds and goals."""

from dataclasses import replace

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.formulation.statement import Statement
from codroute.solve.exact.assemble import ExactModel
from codroute.solve.exact.linear_model import LinearModel

_NOTHING = 1e-6
_BOX = 2
"""Orders that a whole plan may lie beyond the relaxation, in each column.

With 1 the fewest declines of the relaxation were missed on some over-demanded cases, with 0 most
had no plan; 2 took no longer.
"""


def relaxed(model: LinearModel) -> LinearModel:
    """Let every column be fractional."""
    return replace(model, integer=np.zeros_like(model.integer))


def fix(model: LinearModel, column: int, value: float) -> LinearModel:
    """Fix a column."""
    lower, upper = model.lower.copy(), model.upper.copy()
    lower[column] = upper[column] = value
    return replace(model, lower=lower, upper=upper)


def without_thresholds(exact: ExactModel, statement: Statement) -> LinearModel:
    """Fix each schedule to its last tier, mostly the best per order, and drop its thresholds."""
    lower, upper = exact.linear.lower.copy(), exact.linear.upper.copy()
    for columns in exact.states:
        upper[columns[:-1]] = 0.0
        lower[columns[-1]] = 1.0
    row_lower, row_upper = exact.linear.row_lower.copy(), exact.linear.row_upper.copy()
    for family in {block.family for block in statement.states}:
        row_lower[exact.rows[f"{family}_from"]] = -np.inf
        row_upper[exact.rows[f"{family}_to"]] = np.inf
    return replace(exact.linear, lower=lower, upper=upper, row_lower=row_lower, row_upper=row_upper)


def fix_tiers(exact: ExactModel, statement: Statement, values: FloatArray) -> LinearModel:
    """Fix every schedule to the tier that its volume in ``values`` reaches."""
    lower, upper = exact.linear.lower.copy(), exact.linear.upper.copy()
    orders = np.bincount(exact.x.volume, weights=values[: len(exact.x.volume)])
    for block, columns in zip(statement.states, exact.states, strict=True):
        volume = float(block.measure @ orders[block.volumes])
        reached = max(int(np.searchsorted(block.lower, volume + _NOTHING, side="right")) - 1, 0)
        upper[columns] = 0.0
        lower[columns[reached]] = upper[columns[reached]] = 1.0
    return replace(exact.linear, lower=lower, upper=upper)


def partly_used(exact: ExactModel, model: LinearModel, values: FloatArray) -> int | None:
    """Give the contract that the relaxation uses least wholly, or None where each is settled."""
    choices = exact.used[model.lower[exact.used] < model.upper[exact.used]]
    if not len(choices):
        return None
    away = np.abs(values[choices] - np.rint(values[choices]))
    return int(choices[away.argmax()]) if away.max() > _NOTHING else None


def fix_roles(
    exact: ExactModel, statement: Statement, model: LinearModel, values: FloatArray
) -> LinearModel:
    """Fix the roles of every block to those who carry most of it in ``values``."""
    if statement.roles is None or exact.roles is None:
        return model
    carried = _carried(exact, statement, values)
    lower, upper = model.lower.copy(), model.upper.copy()
    choices = [exact.roles.main]
    if statement.roles.kind == "main_backup":
        choices.append(exact.roles.backup)
    for block in np.flatnonzero((exact.roles.main >= 0).any(axis=1)):
        candidates = np.flatnonzero(exact.roles.main[block] >= 0)
        first = candidates[np.argsort(-carried[block, candidates], kind="stable")]
        for choice, provider in zip(choices, first, strict=False):
            columns = choice[block]
            upper[columns[columns >= 0]] = 0.0
            lower[columns[provider]] = upper[columns[provider]] = 1.0
    return replace(model, lower=lower, upper=upper)


def _carried(exact: ExactModel, statement: Statement, values: FloatArray) -> FloatArray:
    """Give the orders that each provider carries of each block, ``(block, provider)``."""
    assert statement.roles is not None
    volumes, roles = statement.volumes, statement.roles
    orders = np.bincount(exact.x.volume, weights=values[: len(exact.x.volume)])
    carried = np.zeros((len(roles.block_names), len(statement.words.providers)))
    np.add.at(carried, (roles.block[volumes.lane], volumes.provider), orders)
    return carried


def minimise_declined(exact: ExactModel, statement: Statement, model: LinearModel) -> LinearModel:
    """Minimise the declined orders, of which any number may be, in place of what is earned."""
    columns = _declined_columns(exact)
    objective, upper = np.zeros_like(model.objective), model.upper.copy()
    objective[columns] = -1.0
    upper[columns] = statement.demand[exact.declined >= 0]
    return _with_most_declined(exact, replace(model, objective=objective, upper=upper), np.inf)


def allow_declined(exact: ExactModel, model: LinearModel, orders: int) -> LinearModel:
    """Let so many orders be declined in all."""
    return _with_most_declined(exact, model, float(orders))


def around(exact: ExactModel, model: LinearModel, values: FloatArray) -> LinearModel:
    """Keep all columns but the declined orders close to ``values``."""
    lower = np.maximum(model.lower, np.floor(values + _NOTHING) - _BOX)
    upper = np.minimum(model.upper, np.ceil(values - _NOTHING) + _BOX)
    columns = _declined_columns(exact)
    lower[columns], upper[columns] = model.lower[columns], model.upper[columns]
    return replace(model, lower=lower, upper=upper)


def _declined_columns(exact: ExactModel) -> IntArray:
    columns: IntArray = exact.declined[exact.declined >= 0]
    return columns


def _with_most_declined(exact: ExactModel, model: LinearModel, most: float) -> LinearModel:
    if exact.declined_row is None:
        return model
    row_upper = model.row_upper.copy()
    row_upper[exact.declined_row] = most
    return replace(model, row_upper=row_upper)
