"""What a plan of a similar scenario tells before the search begins: prices, states, orders.

Rows, schedules, lanes and offers are matched by their names. Any prices bound any scenario, so
those of the neighbour only have to be near; whether its orders keep every rule is looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.plan import proof
from codroute.plan.model import Plan
from codroute.plan.proof import PricedRow, Proof
from codroute.solve.decomposition.cases import Leaf, states_reached
from codroute.solve.decomposition.certify import Names, links
from codroute.solve.decomposition.market import Market
from codroute.solve.decomposition.memory import volume_keys
from codroute.solve.decomposition.plans import FirstPlan
from codroute.solve.decomposition.prices import Case, Prices
from codroute.solve.decomposition.problem import Problem

_Name = tuple[object, ...]


@dataclass(frozen=True)
class Neighbour:
    """Cases that together cover every plan, the likeliest first, and orders that may be a plan.

    The prices of the cases have not been evaluated here: their bounds are infinite.
    """

    leaves: tuple[Leaf, ...]
    plan: FirstPlan


def find_neighbour(problem: Problem, markets: Sequence[Market], near: Plan) -> Neighbour | None:
    """Match a plan of a similar scenario.

    Parameters
    ----------
    problem
        What there is to decide; its statement must come from a scenario.
    markets
        Laid out with state vectors.
    near
        The plan. None comes of one without a proof.
    """
    proof = None if near.outcome is None else near.outcome.proof
    if proof is None or not problem.statement.from_scenario:
        return None
    plan = _first_plan(problem, _orders(problem, near))
    leaves = _Leaves(problem, markets, proof, near).matched()
    if not leaves:
        return None
    return Neighbour(tuple(sorted(leaves, key=lambda leaf: not _holds(leaf.case, plan))), plan)


def _holds(case: Case, plan: FirstPlan) -> bool:
    """Tell whether a plan lies in a case."""
    blocks = np.arange(len(plan.states))
    inside = (case.global_lower <= plan.globals_) & (plan.globals_ <= case.global_upper)
    return bool(case.allowed[blocks, plan.states].all() and inside.all())


def _orders(problem: Problem, near: Plan) -> IntArray:
    """Give the plan's orders, ``(volume,)``; rows of offers that are not there are left out."""
    carried = {(row.lane, row.offer, str(row.period)): row.orders for row in near.allocation}
    return np.array([carried.get(key, 0) for key in volume_keys(problem)], dtype=np.int64)


def _first_plan(problem: Problem, orders: IntArray) -> FirstPlan:
    """Name the states that the orders reach, and what they make of every contract."""
    own = problem.block >= 0
    volume = np.bincount(
        problem.block[own],
        weights=problem.measure[own] * orders[own],
        minlength=len(problem.blocks.count),
    ).astype(np.float64)
    return FirstPlan(orders, states_reached(problem, volume), _globals(problem, orders))


def _globals(problem: Problem, orders: IntArray) -> FloatArray:
    """Give the least that contracts must be: used where they carry, short where they must be."""
    statement = problem.statement
    carried = np.zeros(len(statement.volumes), dtype=np.int64)
    carried[problem.source] = orders
    value = problem.global_lower.copy()
    for coupling in statement.couplings:
        if coupling.switch is not None and carried[coupling.volume].any():
            value[coupling.switch] = 1.0
    switches = {c.switch for c in statement.couplings}
    for coupling in statement.couplings:
        if coupling.switch is None and len(coupling.global_):
            there = np.bincount(
                coupling.volume_row,
                weights=coupling.volume_value * carried[coupling.volume],
                minlength=len(coupling.lower),
            )
            np.add.at(there, coupling.global_row, coupling.global_value * value[coupling.global_])
            for row, number in zip(
                coupling.global_row.tolist(), coupling.global_.tolist(), strict=True
            ):
                if number not in switches:
                    missing = max(float(coupling.lower[row] - there[row]), 0.0)
                    value[number] = min(value[number] + missing, problem.global_upper[number])
    return value


class _Leaves:
    """The leaves of a proof as they are in another problem."""

    def __init__(
        self, problem: Problem, markets: Sequence[Market], proof: Proof, near: Plan
    ) -> None:
        self._problem = problem
        self._proof = proof
        self._tier_of = {(tier.schedule, tier.window): tier.price_tier for tier in near.tiers}
        names = Names(problem)
        self._sides = [names.side(number) for number in range(len(problem.rows.sides))]
        self._links = [(place, _name(names.link(*place))) for place in links(problem, markets)]
        self._told: dict[str, set[str]] = {}
        for leaf in proof.leaves:
            for key, tiers in leaf.states.items():
                self._told.setdefault(key, set()).update(tiers)

    def matched(self) -> list[Leaf]:
        """Give every leaf with its case and prices.

        One whose price tiers are all gone holds no plan, and is left out.
        """
        cases = [(leaf, self._case(leaf)) for leaf in self._proof.leaves]
        return [
            Leaf(case, self._prices(leaf), np.inf, bool(self._proof.told_apart(leaf)))
            for leaf, case in cases
            if case.allowed.any(axis=1).all()
        ]

    def _case(self, leaf: proof.Leaf) -> Case:
        """Give the case of a leaf; a price tier that no leaf names may hold in all of them."""
        whole, statement = Case.whole(self._problem), self._problem.statement
        allowed = whole.allowed.copy()
        for number, block in enumerate(statement.states):
            if block.key in leaf.states:
                closed = self._told[block.key] - set(leaf.states[block.key])
                for state, label in enumerate(block.labels):
                    allowed[number, state] &= label not in closed
        lower, upper = whole.global_lower.copy(), whole.global_upper.copy()
        for coupling in statement.couplings:
            used = None if coupling.switch is None else leaf.used.get(coupling.keys[0][0][0])
            if used is not None:
                lower[coupling.switch] = upper[coupling.switch] = float(used)
        return Case(allowed, lower, upper)

    def _prices(self, leaf: proof.Leaf) -> Prices:
        """Take the prices of a leaf; rows that the neighbour does not have cost nothing.

        A row that price tiers part here and did not there, or the reverse, has the price at the
        neighbour's own tier.
        """
        exactly: dict[_Name, float] = {}
        loosely: dict[_Name, float] = {}
        for row, price in zip(self._proof.rows, leaf.prices, strict=True):
            amount = price / self._proof.grid
            exactly[_name(row)] = amount
            if row.price_tier in (None, self._tier_of.get((row.schedule or "", row.window or ""))):
                loosely[_loose(row)] = amount
        link = np.zeros((len(self._problem.markets), *self._problem.blocks.lower.shape))
        for (market, block, state), name in self._links:
            # A price tier that was not there is paid for like the one below it.
            below = link[market, block, state - 1] if state else 0.0
            link[market, block, state] = exactly.get(name, below)
        side = [exactly.get(_name(row), loosely.get(_loose(row), 0.0)) for row in self._sides]
        return Prices(np.array(side, dtype=np.float64), link)


def _name(row: PricedRow) -> _Name:
    return (*_loose(row), row.schedule, row.window, row.price_tier)


def _loose(row: PricedRow) -> _Name:
    """Name a row without the state that it belongs to; of schedules and markets it is their own."""
    state = row.price_tier if row.family in ("tiers", "market") else None
    return row.family, row.name, row.side, row.period, row.unit, row.country, row.window, state
