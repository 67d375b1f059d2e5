"""What would have to give: an infeasible scenario solved again with rules that can be broken.

Capacities, limits of funds, minimum orders, trials, service floors and the orders of a policy that
never declines get a slack each. The cheapest slacks that leave a plan are listed; that there are
some is a second opinion on the solver's claim that there is no plan without.
"""

from collections.abc import Callable, Iterator

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.economics.cash import MICRO, most_held_micro
from codroute.formulation import funds
from codroute.formulation.statement import Coupling, Statement
from codroute.solve.answer import SolverAnswer
from codroute.solve.backends.check import excess, settle
from codroute.solve.exact.assemble import ExactModel, assemble
from codroute.solve.exact.elastic import Give, elastic
from codroute.solve.exact.linear_model import LinearModel

Solve = Callable[[LinearModel], SolverAnswer]

_SLACKS = {
    "capacity_limit": (-1.0, 1.0),
    "funds_limit": (-1.0, 1.0),
    "commitments_minimum": (1.0, 1.0),
    "trials_minimum": (1.0, 1.0),
    "trials_maximum": (-1.0, 1.0),
    "service_paid_rate": (1.0, 20.0),
    "service_transit_days": (1.0, 1.0),
}
"""Rows with a slack: its sign in the row, and its price.

An order above a capacity costs as much as 0.05 of one order's paid rate, or as the cash of a mean
order above a limit of funds.
"""

_DECLINED_PRICE = 10.0
"""Declining is the last resort: a capacity that is too small is the better explanation."""

_MOST = 8
"""Lines told of each kind."""

Slack = dict[str, FloatArray]
"""By name of the rows, ``(row,)``."""


def concessions(statement: Statement, solve: Solve) -> list[str] | None:
    """Find rules whose breach would leave a plan.

    Parameters
    ----------
    statement
        What the families say, together infeasible.
    solve
        Solves a mixed-integer model; may give up.

    Returns
    -------
    list of str or None
        One line per rule, with how far it would have to give. Empty: a plan was found that breaks
        no rule, so the statement is feasible after all. None: the solver found nothing.
    """
    model = assemble(statement, goal="fewest_declined")
    rows = {name: model.rows[name] for name in _SLACKS if name in model.rows}
    answer = solve(_elastic(model, statement, rows))
    if answer.values is None:
        return None
    values = answer.values[: len(model.linear.objective)]
    if settle(model.linear, values)[1] is None:
        return []
    # Told is what the plan breaks: a slack within the solver's tolerance may be an order.
    over = excess(model.linear, values)
    slack = {
        name: over[numbers] * np.concatenate([c.unit for c in _named(statement, name)])
        for name, numbers in rows.items()
    }
    orders = model.orders(values)
    declined = np.where(model.declined >= 0, values[model.declined], 0.0)
    kinds = [_capacities(statement, slack), _funds(statement, slack)]
    kinds += [
        _minimums(statement, slack),
        _trials(statement, slack),
        _floors(statement, slack, orders),
        _declines(statement, declined),
    ]
    return [line for kind in kinds for line in _told(list(kind))] or None


def _elastic(model: ExactModel, statement: Statement, rows: dict[str, IntArray]) -> LinearModel:
    """Add a slack to every row named, and let every order be declined, both at a price."""
    assignment = statement.assignment
    assert assignment is not None
    open_ = model.declined >= 0
    never = assignment.decline == "never"
    gives = [
        Give(
            price=_DECLINED_PRICE if never else 0.0,
            columns=model.declined[open_],
            most=statement.demand[open_].astype(np.float64),
        )
    ]
    for name, numbers in rows.items():
        sign, price = _SLACKS[name]
        step = np.concatenate([_step(c) for c in _named(statement, name)])
        gives.append(Give(price=price, rows=numbers, step=sign * step))
    return elastic(model.linear, gives)


def _step(coupling: Coupling) -> FloatArray:
    """Give what a slack of 1 lets each row give, ``(row,)``: a unit of its limit.

    Money is counted by what a mean order of the row holds: a unit of it is worth an order in one
    currency and next to nothing in another.
    """
    if coupling.family != funds.NAME:
        return 1.0 / coupling.unit
    rows = len(coupling.unit)
    members = np.bincount(coupling.volume_row, minlength=rows)
    held = np.bincount(coupling.volume_row, weights=coupling.volume_value, minlength=rows)
    return np.maximum(held / np.maximum(members, 1), 1.0)


def _named(statement: Statement, name: str) -> Iterator[Coupling]:
    """Give the couplings whose rows have a name."""
    return (c for c in statement.couplings if f"{c.family}_{c.name}" == name)


def _told(lines: list[str]) -> list[str]:
    """Keep the first lines and count the others."""
    more = len(lines) - _MOST
    return lines if more <= 0 else [*lines[:_MOST], f"and {more:,} more like it"]


def _capacities(statement: Statement, slack: Slack) -> Iterator[str]:
    limits = list(statement.economics.catalog.capacity_limits())
    for coupling in _named(statement, "capacity_limit"):
        (names, name), (days, day) = coupling.keys
        over = slack["capacity_limit"]
        needed = coupling.upper * coupling.unit + over
        for row in np.flatnonzero(over):
            amounts = f"{needed[row]:,.10g} in place of {float(limits[row].capacity):,.10g}"
            yield f"capacity {names[name[row]]}, {days[day[row]]}: {amounts}"


def _funds(statement: Statement, slack: Slack) -> Iterator[str]:
    catalog = statement.economics.catalog
    limits = [most_held_micro(catalog, limit) / MICRO for limit in catalog.scenario.funds]
    for coupling in _named(statement, "funds_limit"):
        ((names, name),) = coupling.keys
        over = slack["funds_limit"]
        needed = coupling.upper * coupling.unit + over
        for row in np.flatnonzero(over):
            amounts = f"{needed[row]:,.10g} in place of {limits[row]:,.10g}"
            yield f"funds {names[name[row]]}: {amounts} {catalog.scenario.currency}"


def _minimums(statement: Statement, slack: Slack) -> Iterator[str]:
    stated = _named(statement, "commitments_minimum")
    for coupling, short in zip(stated, slack.get("commitments_minimum", ()), strict=True):
        if short:
            name = coupling.keys[0][0][0]
            yield f"commitments {name}: {short:,.10g} orders fewer than its minimum"


def _trials(statement: Statement, slack: Slack) -> Iterator[str]:
    for side, words in (("minimum", "fewer"), ("maximum", "more")):
        for coupling in _named(statement, f"trials_{side}"):
            names = coupling.keys[0][0]
            for row in np.flatnonzero(slack[f"trials_{side}"]):
                orders = f"{slack[f'trials_{side}'][row]:,.10g} orders {words}"
                yield f"trials {names[row]}: {orders} than its {side}"


def _floors(statement: Statement, slack: Slack, orders: IntArray) -> Iterator[str]:
    for metric, words in (("paid_rate", "lower"), ("transit_days", "higher")):
        stated = _named(statement, f"service_{metric}")
        for coupling, short in zip(stated, slack.get(f"service_{metric}", ()), strict=True):
            if short:
                mean = short / max(orders[coupling.volume].sum(), 1)
                by = f"{mean:.6f}".rstrip("0")
                yield f"service {coupling.keys[0][0][0]}: a {metric} {by} {words}"


def _declines(statement: Statement, declined: FloatArray) -> Iterator[str]:
    """Name the lanes that must be carried in full and are not, those without an offer first."""
    assert statement.assignment is not None
    if statement.assignment.decline != "never":
        return
    volumes, lanes = statement.volumes, statement.economics.quotes.lanes
    served = np.zeros(len(lanes), dtype=np.bool_)
    served[volumes.lane[volumes.upper > 0]] = True
    orders = np.rint(declined.sum(axis=1)).astype(np.int64)
    lost = np.flatnonzero(orders)
    for lane in sorted(lost.tolist(), key=lambda number: bool(served[number])):
        why = "" if served[lane] else ", which no offer can carry"
        yield f"assignment {lanes[lane].lane}: {orders[lane]:,} orders declined{why}"
