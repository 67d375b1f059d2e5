"""From the orders of a plan that breaks rules to what each limit would have to be, exactly."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.economics.cash import most_held_micro
from codroute.formulation.statement import Coupling, Statement
from codroute.plan.repair import NewLimit, Relaxation
from codroute.scenario.policy import ServiceFloor
from codroute.whatif.repair.case import Case
from codroute.whatif.repair.limits import Limit
from codroute.whatif.repair.weights import Weights
from codroute.whatif.rules.limits import METRICS, floor_name, funds_name

_PARTS = {"orders": 1, "kg": 10**9, "paid_rate": 10**6, "days": 100}
_MICRO = 10**6
"""In how many parts the model counts a unit: what 1 in a row is worth is a whole number of them."""

_GRAMS = 3
_AMOUNT_DECIMALS = 4
"""Decimals to which a new limit is rounded, to the side that lets the plan through."""


def relaxations(case: Case, values: FloatArray, weights: Weights) -> Iterator[Relaxation]:
    """Give the rules that a plan breaks, with the limits that it would keep.

    Parameters
    ----------
    case
        The rules, and their rows.
    values
        Of the model's columns, whole, ``(column,)``.
    weights
        What it costs.
    """
    orders = case.model.orders(values)
    for limit in case.limits.values():
        weight = weights.of(limit.rule)
        unit, new, beyond = _new_limits(case, limit, orders, values)
        if weight is None or not new:
            continue
        part = beyond / limit.size
        yield Relaxation(
            rule=limit.rule,
            unit=unit,
            limits=new,
            share=part,
            weight=weight,
            cost=weight * (1 + part),
        )


_New = tuple[str, tuple[NewLimit, ...], float]
"""Unit, limits that would have to be others, and by how much in all."""


def _new_limits(case: Case, limit: Limit, orders: IntArray, values: FloatArray) -> _New:
    family, statement = limit.rule.family, case.statement
    if limit.coupling is None:
        return _lane(statement, limit, values)
    if family == "capacity":
        return _capacity(case, limit, orders)
    if family == "funds":
        return _funds(statement, limit, orders)
    if family == "commitments":
        return _minimum(statement, limit, orders)
    if family == "trials":
        return _trial(limit, orders)
    return _floor(statement, limit, orders)


def _lane(statement: Statement, limit: Limit, values: FloatArray) -> _New:
    """Give the orders of a lane that can be carried, in every period where some cannot."""
    days = statement.economics.catalog.scenario.horizon.period_ids
    lane = statement.words.lanes.index(limit.rule.name)
    periods = np.flatnonzero(statement.demand[lane] > 0)
    declined = np.rint(values[limit.columns]).astype(np.int64).tolist()
    demand = statement.demand[lane, periods].tolist()
    new = tuple(
        NewLimit(period=days[period], limit=Decimal(all_), needed=Decimal(all_ - lost))
        for period, all_, lost in zip(periods.tolist(), demand, declined, strict=True)
        if lost
    )
    return "orders", new, float(sum(declined))


def _used(coupling: Coupling, row: int, orders: IntArray) -> int:
    """Add up a row over the volumes in whole numbers of its own."""
    members = np.flatnonzero(coupling.volume_row == row)
    carried = orders[coupling.volume[members]].tolist()
    value = coupling.volume_value[members].tolist()
    return sum(int(each) * count for each, count in zip(value, carried, strict=True))


def _capacity(case: Case, limit: Limit, orders: IntArray) -> _New:
    coupling, unit = limit.coupling, str(limit.rule.unit)
    assert coupling is not None
    new, beyond = [], Fraction(0)
    for row in limit.row.tolist():
        of_row = case.capacities[row]
        one = Fraction(round(coupling.unit[row] * _PARTS[unit]), _PARTS[unit])
        used = _used(coupling, row, orders) * one
        if used > of_row.capacity:
            needed = _up(used, 0 if unit == "orders" else _GRAMS)
            new.append(NewLimit(period=of_row.period, limit=of_row.capacity, needed=needed))
            beyond += used - Fraction(of_row.capacity)
    return unit, tuple(new), float(beyond)


def _funds(statement: Statement, limit: Limit, orders: IntArray) -> _New:
    catalog, coupling = statement.economics.catalog, limit.coupling
    assert coupling is not None
    row = int(limit.row[0])
    stated = next(f for f in catalog.scenario.funds if funds_name(f) == limit.rule.name)
    used = _used(coupling, row, orders) * round(coupling.unit[row] * _MICRO)
    over = used - most_held_micro(catalog, stated)
    if over <= 0:
        return stated.currency, (), 0.0
    rate = Fraction(catalog.rates[stated.currency])
    needed = _up(Fraction(used, _MICRO) / rate, _AMOUNT_DECIMALS)
    return stated.currency, (NewLimit(limit=stated.max_held, needed=needed),), over / _MICRO


def _minimum(statement: Statement, limit: Limit, orders: IntArray) -> _New:
    coupling = limit.coupling
    assert coupling is not None
    rows = statement.economics.catalog.scenario.commitments
    stated = next(row for row in rows if row.commitment == limit.rule.name)
    carried = _used(coupling, 0, orders)
    asked = stated.applies == "always" or carried > 0
    short = stated.min_orders - carried
    if short <= 0 or not asked:
        return "orders", (), 0.0
    new = NewLimit(limit=Decimal(stated.min_orders), needed=Decimal(carried))
    return "orders", (new,), float(short)


def _trial(limit: Limit, orders: IntArray) -> _New:
    """Give the orders that a provider on trial gets, where they are too few or too many."""
    coupling, row = limit.coupling, int(limit.row[0])
    assert coupling is not None
    carried = _used(coupling, row, orders)
    stated = coupling.lower[row] if limit.rule.sense == "at_least" else coupling.upper[row]
    beyond = int(stated) - carried if limit.rule.sense == "at_least" else carried - int(stated)
    if beyond <= 0:
        return "orders", (), 0.0
    return "orders", (NewLimit(limit=Decimal(int(stated)), needed=Decimal(carried)),), float(beyond)


def _floor(statement: Statement, limit: Limit, orders: IntArray) -> _New:
    """Give the mean that the orders have, rounded to the decimals of a floor."""
    coupling, unit = limit.coupling, str(limit.rule.unit)
    assert coupling is not None
    stated = _stated(statement, limit.rule.name, unit)
    parts = _PARTS[unit]
    surplus = _used(coupling, 0, orders) * Fraction(round(coupling.unit[0] * parts), parts)
    if surplus >= 0:
        return unit, (), 0.0
    members = coupling.volume
    gap = surplus / int(orders[members].sum())
    whole = Fraction(stated) * parts
    if unit == "paid_rate":
        needed = Decimal(floor(whole + gap * parts)) / parts
    else:
        needed = Decimal(ceil(whole - gap * parts)) / parts
    orders_there = limit.size / (float(stated) or 1.0)
    new = (NewLimit(limit=stated, needed=needed),)
    return unit, new, float(abs(Fraction(needed) - Fraction(stated))) * orders_there


def _stated(statement: Statement, name: str, unit: str) -> Decimal:
    """Give the limit of a floor."""
    floors: tuple[ServiceFloor, ...] = statement.economics.catalog.scenario.policy.service
    for each in floors:
        limit: Decimal | None = getattr(each, METRICS[unit])
        if floor_name(each) == name and limit is not None:
            return limit
    raise LookupError(f"no floor {name}")


def _up(value: Fraction, decimals: int) -> Decimal:
    """Round up to some decimals."""
    return Decimal(ceil(value * 10**decimals)).scaleb(-decimals)
