"""The case distinction of a proof: cases with the prices that bound them."""

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from codroute.economics.arrays import BoolArray, FloatArray, IntArray
from codroute.solve.decomposition.bound import Certificate, Lagrangian
from codroute.solve.decomposition.master import MasterPlan
from codroute.solve.decomposition.prices import Case, Prices
from codroute.solve.decomposition.problem import Problem
from codroute.solve.decomposition.rounds import Relaxed

_FRACTIONAL = 1e-6


@dataclass(frozen=True)
class Leaf:
    """A case and what bounds it, in floats as the search saw it.

    ``jointly`` tells whether state vectors were tried jointly; else each order had its best state.
    """

    case: Case
    prices: Prices
    bound: float
    jointly: bool


@dataclass(frozen=True)
class ProvenLeaf:
    """A leaf whose bound is added up in whole numbers."""

    case: Case
    certificate: Certificate
    bound: Fraction
    jointly: bool


def prove(leaf: Leaf, lagrangian: Lagrangian) -> ProvenLeaf:
    """Add a leaf's bound up in whole numbers."""
    bound, certificate = lagrangian.prove(leaf.prices, leaf.case)
    return ProvenLeaf(leaf.case, certificate, bound, leaf.jointly)


def only(case: Case, block: int, states: BoolArray) -> Case:
    """Let a block be in some of its states only, ``states`` (state,)."""
    allowed = case.allowed.copy()
    allowed[block] &= states
    return replace(case, allowed=allowed)


def settle(problem: Problem, case: Case, states: IntArray, globals_: FloatArray) -> Case:
    """Let every block be in one state only, and settle which contracts are used."""
    allowed = np.zeros_like(case.allowed)
    allowed[np.arange(len(states)), states] = True
    lower, upper = case.global_lower.copy(), case.global_upper.copy()
    for coupling in problem.statement.couplings:
        if coupling.switch is not None:
            lower[coupling.switch] = upper[coupling.switch] = globals_[coupling.switch]
    return Case(allowed, lower, upper)


def reached_states(problem: Problem, relaxed: Relaxed) -> tuple[IntArray, FloatArray]:
    """Give the state that every block's volume reaches in a mix, and the contracts it uses."""
    volume = np.zeros(len(problem.blocks.count))
    for column, weight in relaxed.plan.mix:
        choice = column.choice
        block = problem.block[choice.volume]
        own = block >= 0
        measured = problem.measure[choice.volume[own]] * choice.orders[own]
        np.add.at(volume, block[own], weight * measured)
    return states_reached(problem, volume), np.ceil(relaxed.plan.globals - _FRACTIONAL)


def states_reached(problem: Problem, volume: FloatArray) -> IntArray:
    """Give the state of every block whose measured volume is ``(block,)``."""
    lower = problem.blocks.lower
    states = [
        max(int(np.searchsorted(lower[k, :n], volume[k] + _FRACTIONAL, side="right")) - 1, 0)
        for k, n in enumerate(problem.blocks.count.tolist())
    ]
    return np.array(states, dtype=np.int64)


def branch(problem: Problem, case: Case, plan: MasterPlan) -> list[Case]:
    """Cut a case in two where the mix is least settled; nothing where all is settled.

    Contracts first: whether one is used moves more than a price tier does.
    """
    for number in used_in_part(problem, plan)[:1]:
        return [_fixed(case, number, 0.0), _fixed(case, number, 1.0)]
    spread = _spread(plan.state)
    block = int(spread.argmax()) if len(spread) else -1
    if block < 0 or spread[block] <= _FRACTIONAL:
        return []
    weight = np.cumsum(plan.state[block])
    last = int(np.searchsorted(weight, 0.5))
    places = np.arange(plan.state.shape[1])
    held = np.flatnonzero(plan.state[block] > _FRACTIONAL)
    if len(held) < 2:  # the others weigh next to nothing
        return []
    last = min(max(last, int(held[0])), int(held[-1]) - 1)
    return [only(case, block, places <= last), only(case, block, places > last)]


def used_in_part(problem: Problem, plan: MasterPlan) -> list[int]:
    """List the contracts that a mix uses in part."""
    switches = sorted({c.switch for c in problem.statement.couplings if c.switch is not None})
    off = np.abs(plan.globals - np.rint(plan.globals))
    return [number for number in switches if off[number] > _FRACTIONAL]


def _fixed(case: Case, number: int, value: float) -> Case:
    lower, upper = case.global_lower.copy(), case.global_upper.copy()
    lower[number] = upper[number] = value
    return replace(case, global_lower=lower, global_upper=upper)


def _spread(state: FloatArray) -> FloatArray:
    """Tell how far each block is from one state, ``(block,)``."""
    if not state.size:
        return np.zeros(len(state))
    spread: FloatArray = 1.0 - state.max(axis=1)
    return spread
