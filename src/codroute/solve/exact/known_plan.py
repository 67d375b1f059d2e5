"""A plan known from elsewhere, written as column values of the exact model."""

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.formulation.statement import Statement
from codroute.solve.exact.assemble import ExactModel


def column_values(
    model: ExactModel,
    statement: Statement,
    orders: IntArray,
    globals_: FloatArray,
    named: tuple[IntArray | None, IntArray | None],
) -> FloatArray:
    """Give the values of all columns of a model without states.

    Parameters
    ----------
    model, statement
        The model, and what it was assembled from.
    orders
        Of every volume, ``(volume,)``.
    globals_
        Value of every global, ``(global,)``.
    named
        Main and backup of every role block, ``(block,)``, −1 for none; None where no roles are.
    """
    values = np.zeros(len(model.linear.objective))
    values[model.x.first] = orders
    volumes = statement.volumes
    carried = np.zeros_like(statement.demand)
    np.add.at(carried, (volumes.lane, volumes.period), orders)
    there = model.declined >= 0
    values[model.declined[there]] = (statement.demand - carried)[there]
    values[model.globals] = globals_
    columns, roles = model.roles, statement.roles
    main, backup = named
    if columns is None or roles is None or main is None:
        return values
    for choice, who in ((columns.main, main), (columns.backup, backup)):
        if who is None:
            continue
        block = np.flatnonzero((who >= 0) & (choice.max(axis=1, initial=-1) >= 0))
        place = choice[block, who[block]]
        values[place[place >= 0]] = 1.0
    if len(columns.lane):
        shape = (len(statement.demand), choice.shape[1], columns.scopes)
        of_scope = np.zeros(shape)
        scope = volumes.period if roles.per_period else np.zeros_like(volumes.period)
        np.add.at(of_scope, (volumes.lane, volumes.provider, scope), orders)
        amount = of_scope[columns.lane, columns.provider, columns.scope]
        leads = columns.provider == main[roles.block[columns.lane]]
        values[columns.as_main] = np.where(leads, amount, 0.0)
        values[columns.as_backup] = np.where(leads, 0.0, amount)
    return values
