"""A plan that declines as few orders as it can, as the start of a search in a large scenario."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.errors import Infeasible, NoPlanFound
from codroute.formulation.statement import Statement
from codroute.plan.model import Plan
from codroute.scenario.scenario import Scenario
from codroute.solve.exact.known_plan import column_values
from codroute.solve.exact.steps import FROM_COLUMNS
from codroute.whatif.planner import Planner
from codroute.whatif.repair.case import Case


def declining_start(scenario: Scenario, planner: Planner, case: Case) -> FloatArray | None:
    """Plan with orders declined where they must be carried; None where that is of no use.

    Parameters
    ----------
    scenario
        One without a plan.
    planner
        Makes the plan.
    case
        The model in whose columns it is wanted, ``(column,)``.
    """
    small = len(case.model.linear.objective) < FROM_COLUMNS
    if small or scenario.policy.decline != "never":
        return None
    policy = scenario.policy.model_copy(update={"decline": "no_capacity"})
    freer = scenario.model_copy(update={"policy": policy})
    try:
        plan = planner.plan(freer, "as many orders as can be carried").plan
    except (Infeasible, NoPlanFound):
        return None
    return _values(case, plan)


def _values(case: Case, plan: Plan) -> FloatArray:
    """Write a plan in the columns of a case."""
    statement = case.statement
    carried = {(row.lane, row.offer, row.period): row.orders for row in plan.allocation}
    orders = orders_of(statement, carried)
    named = _named(case, plan, "main"), _named(case, plan, "backup")
    return column_values(case.model, statement, orders, _globals(case, orders), named)


def _named(case: Case, plan: Plan, role: str) -> IntArray | None:
    """Give the provider of every role block, ``(block,)``, −1 for none; None without roles."""
    roles, words = case.statement.roles, case.statement.words
    if roles is None:
        return None
    number: dict[str | None, int] = {name: at for at, name in enumerate(words.providers)}
    of_lane = {lane.lane: number.get(getattr(lane, role), -1) for lane in plan.roles}
    named = np.full(len(roles.block_names), -1, dtype=np.int64)
    named[roles.block] = [of_lane[name] for name in words.lanes]
    return named


Carried = dict[tuple[str, str, date], int]
"""Orders by lane, offer and period."""


def orders_of(statement: Statement, carried: Carried) -> IntArray:
    """Give the orders of every volume, ``(volume,)``."""
    return np.array([carried.get(key, 0) for key in _keys(statement)], dtype=np.int64)


def carried_by(case: Case, values: FloatArray) -> Carried:
    """Give the orders that a case's columns say are carried."""
    orders = case.model.orders(values).tolist()
    return {key: count for key, count in zip(_keys(case.statement), orders, strict=True) if count}


def _keys(statement: Statement) -> Iterator[tuple[str, str, date]]:
    """Name every volume by lane, offer and period."""
    volumes, words = statement.volumes, statement.words
    days = statement.economics.catalog.scenario.horizon.period_ids
    offers = words.quote_offer[volumes.quote].tolist()
    for lane, offer, period in zip(
        volumes.lane.tolist(), offers, volumes.period.tolist(), strict=True
    ):
        yield words.lanes[lane], words.offers[offer], days[period]


def _globals(case: Case, orders: IntArray) -> FloatArray:
    """Say which contracts are used, and that those which may be short are short of all."""
    values = np.zeros(case.statement.global_count)
    for block in case.statement.globals:
        own = slice(block.first, block.first + len(block.lower))
        values[own] = block.upper if block.name == "shortfall" else block.lower
    for coupling in case.statement.couplings:
        if coupling.switch is not None and orders[coupling.volume].any():
            values[coupling.switch] = 1.0
    return values
