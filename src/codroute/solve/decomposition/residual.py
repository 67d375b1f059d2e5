"""What is left to decide once some lanes and the states are settled: a statement of its own.

The exact engine's model is assembled from it, so that every rule of the lanes still open holds as
it is stated, against what the settled lanes leave of every limit.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from codroute.economics.arrays import BoolArray, IntArray
from codroute.formulation.statement import Coupling, Globals, Roles, Statement, Volumes
from codroute.solve.decomposition.prices import Case
from codroute.solve.decomposition.problem import Problem, state_of_volumes


@dataclass(frozen=True)
class Residual:
    """The statement of what is left; ``volumes`` are the problem's numbers of its volumes."""

    statement: Statement
    volumes: IntArray


def residual(
    problem: Problem, case: Case, states: IntArray, orders: IntArray, open_: BoolArray
) -> Residual:
    """Settle the states and some lanes.

    Parameters
    ----------
    problem
        What there is to decide.
    case
        Bounds of the globals.
    states
        The state of every block, ``(block,)``.
    orders
        Orders of every volume, ``(volume,)``; those on open lanes do not count.
    open_
        Volumes that may carry what is still to be decided, ``(volume,)``: on their lanes nothing is
        settled.
    """
    stated = problem.statement
    kept = np.flatnonzero(open_)
    lanes = np.zeros(len(problem.demand), dtype=np.bool_)
    lanes[problem.lane[kept]] = True
    settled = np.where(lanes[problem.lane], 0, orders)
    place = np.full(len(stated.volumes), -1, dtype=np.int64)
    place[problem.source[kept]] = np.arange(len(kept))
    carried = np.zeros(len(stated.volumes), dtype=np.int64)
    carried[problem.source] = settled
    left = Statement(None)
    left.demand = np.where(lanes[:, None], problem.demand, 0)
    left.market, left.markets, left.words = stated.market, stated.markets, stated.words
    left.volumes = _volumes(problem, states, kept)
    left.assignment = stated.assignment
    left.roles = None if stated.roles is None else _roles(problem, stated.roles, kept)
    left.globals = list(_globals(stated, case, carried))
    for coupling in stated.couplings:
        shifted = _shifted(coupling, place, carried)
        if shifted is not None:
            left.couplings.append(shifted)
    for number in range(len(stated.states)):
        row = _state_row(problem, number, int(states[number]), place, carried)
        if row is not None:
            left.couplings.append(row)
    return Residual(left, kept)


def _volumes(problem: Problem, states: IntArray, kept: IntArray) -> Volumes:
    """Take the open volumes at the margin of their block's state."""
    old, source = problem.statement.volumes, problem.source[kept]
    state = state_of_volumes(problem, states)
    return Volumes(
        quote=old.quote[source],
        period=problem.period[kept],
        lane=problem.lane[kept],
        provider=problem.provider[kept],
        margin=problem.margin[kept, state[kept]],
        upper=problem.most[kept],
    )


def _roles(problem: Problem, roles: Roles, kept: IntArray) -> Roles:
    """Leave only the blocks of open lanes a choice, among the providers still open there.

    Where the rule asks for two of several, two stay.
    """
    pairs = np.unique(
        np.stack([roles.block[problem.lane[kept]], problem.provider[kept]], axis=1), axis=0
    )
    open_: dict[int, set[int]] = {}
    for block, provider in pairs.tolist():
        open_.setdefault(block, set()).add(provider)
    named: list[tuple[int, ...]] = [()] * len(roles.candidates)
    for block, providers in open_.items():
        stated = roles.candidates[block]
        left = tuple(p for p in stated if p in providers)
        named[block] = left if len(left) >= min(len(stated), 2) else stated
    return replace(roles, candidates=tuple(named))


def _globals(stated: Statement, case: Case, carried: IntArray) -> Iterator[Globals]:
    """Take the bounds of the case; what settled lanes use is used."""
    lower = case.global_lower.copy()
    for coupling in stated.couplings:
        if coupling.switch is not None and carried[coupling.volume].any():
            lower[coupling.switch] = 1.0
    for block in stated.globals:
        own = slice(block.first, block.first + len(block.lower))
        yield replace(block, lower=lower[own], upper=case.global_upper[own])


def _shifted(coupling: Coupling, place: IntArray, carried: IntArray) -> Coupling | None:
    """Take what settled lanes use off the bounds, and drop rows without anything open."""
    rows = len(coupling.lower)
    inside = place[coupling.volume] >= 0
    used = np.bincount(
        coupling.volume_row,
        weights=coupling.volume_value * carried[coupling.volume],
        minlength=rows,
    )
    if coupling.switch is not None:
        used[:] = 0.0
    open_ = np.bincount(coupling.volume_row[inside], minlength=rows) > 0
    if coupling.switch is None:
        open_[coupling.global_row] = True
    if not open_.any():
        return None
    number = np.cumsum(open_) - 1
    on_global = open_[coupling.global_row]
    return replace(
        coupling,
        keys=tuple((words, index[open_]) for words, index in coupling.keys),
        volume_row=number[coupling.volume_row[inside]],
        volume=place[coupling.volume[inside]],
        volume_value=coupling.volume_value[inside],
        global_row=number[coupling.global_row[on_global]],
        global_=coupling.global_[on_global],
        global_value=coupling.global_value[on_global],
        lower=(coupling.lower - used)[open_],
        upper=(coupling.upper - used)[open_],
        unit=coupling.unit[open_],
    )


def _state_row(
    problem: Problem, number: int, state: int, place: IntArray, carried: IntArray
) -> Coupling | None:
    """Keep a block's volume within the state that was settled."""
    stated = problem.statement.states[number]
    inside = place[stated.volumes] >= 0
    if not inside.any():
        return None
    used = float(stated.measure @ carried[stated.volumes])
    nothing = np.empty(0, dtype=np.int64)
    volume = place[stated.volumes[inside]]
    return Coupling(
        family=stated.family,
        name="within",
        keys=(((stated.key,), np.zeros(1, dtype=np.int64)),),
        volume_row=np.zeros(len(volume), dtype=np.int64),
        volume=volume,
        volume_value=stated.measure[inside],
        global_row=nothing,
        global_=nothing,
        global_value=np.empty(0),
        lower=np.array([stated.lower[state] - used]),
        upper=np.array([stated.upper[state] - used]),
        unit=np.ones(1),
    )
