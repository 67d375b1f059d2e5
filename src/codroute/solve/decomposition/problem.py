"""A `Statement` as the decomposition sees it: open volumes, margins in every state, markets."""

from dataclasses import dataclass, replace

import numpy as np

from codroute.economics.arrays import BoolArray, FloatArray, IntArray
from codroute.formulation.statement import Roles, Statement
from codroute.solve.decomposition.rows import DECLINED, Rows, list_rows, no_rows


@dataclass(frozen=True)
class Blocks:
    """Exclusive states of every block, ``(block, state)``; rows are padded to the longest block.

    ``count`` says how many states a block has, ``(block,)``. In state n its volume lies within
    ``lower`` and ``upper``, and ``constant`` is earned once.
    """

    count: IntArray
    lower: FloatArray
    upper: FloatArray
    constant: FloatArray

    @property
    def exists(self) -> BoolArray:
        """Tell which places hold a state, ``(block, state)``."""
        states: BoolArray = np.arange(self.lower.shape[1]) < self.count[:, None]
        return states


@dataclass(frozen=True)
class Problem:
    """What there is to decide, in arrays.

    Volumes are those that may carry anything, ``(volume,)``; ``source`` is their number in the
    statement. ``margin`` is ``(volume, state)``: a volume that no block counts has the same in
    every state; ``measure`` is what an order counts for in its block. ``market`` numbers the market
    of every lane, ``(lane,)``.
    """

    statement: Statement
    source: IntArray
    lane: IntArray
    period: IntArray
    provider: IntArray
    most: IntArray
    block: IntArray
    measure: FloatArray
    margin: FloatArray
    blocks: Blocks
    rows: Rows
    demand: IntArray
    market: IntArray
    markets: tuple[str, ...]
    global_lower: FloatArray
    global_upper: FloatArray
    global_profit: FloatArray

    @property
    def roles(self) -> Roles | None:
        """Give the rule on roles."""
        return self.statement.roles

    @property
    def never_declines(self) -> bool:
        """Tell whether every order must be carried."""
        assignment = self.statement.assignment
        return assignment is not None and assignment.decline == "never"

    @property
    def states(self) -> int:
        """Give the number of states to which arrays are padded."""
        return int(self.margin.shape[1])


def arrange(statement: Statement, *, least_shipped: int | None = None) -> Problem:
    """Arrange a statement for the decomposition.

    Parameters
    ----------
    statement
        What the families say.
    least_shipped
        Orders that must be shipped in all (stage 2 of ``no_capacity``); None asks for none.
    """
    volumes = statement.volumes
    source = np.flatnonzero(volumes.upper > 0)
    place = np.full(len(volumes), -1, dtype=np.int64)
    place[source] = np.arange(len(source))
    states = max([len(block.labels) for block in statement.states], default=1)
    block, measure, margin = _margins(statement, source, place, states)
    empty = [np.empty(0)]
    return Problem(
        statement=statement,
        source=source,
        lane=volumes.lane[source],
        period=volumes.period[source],
        provider=volumes.provider[source],
        most=volumes.upper[source],
        block=block,
        measure=measure,
        margin=margin,
        blocks=_blocks(statement, states),
        rows=list_rows(statement, place, block, least_shipped),
        demand=statement.demand,
        market=statement.market,
        markets=statement.markets,
        global_lower=np.concatenate([*empty, *(g.lower for g in statement.globals)]),
        global_upper=np.concatenate([*empty, *(g.upper for g in statement.globals)]),
        global_profit=np.concatenate([*empty, *(g.profit for g in statement.globals)]),
    )


def shipping_only(problem: Problem) -> Problem:
    """Turn the contribution into the number of orders shipped (stage 1 of ``no_capacity``)."""
    blocks = problem.blocks
    return replace(
        problem,
        margin=np.ones_like(problem.margin),
        blocks=replace(blocks, constant=np.zeros_like(blocks.lower)),
        global_profit=np.zeros_like(problem.global_profit),
    )


def shipping_at_least(problem: Problem, orders: int) -> Problem:
    """Ask for another number of orders to be shipped in all."""
    rows = problem.rows
    row = next(i for i, name in enumerate(rows.names) if name.coupling == DECLINED)
    bound = np.where(rows.sides.row == row, float(orders), rows.sides.bound)
    return replace(problem, rows=replace(rows, sides=replace(rows.sides, bound=bound)))


def states_only(problem: Problem, worth: FloatArray) -> Problem:
    """Leave only the states to decide, at a ``worth`` (block, state); rows and globals are priced.

    States that may not hold are worth −inf, and count for nothing.
    """
    blocks = replace(problem.blocks, constant=np.where(np.isfinite(worth), worth, 0.0))
    return replace(
        problem,
        rows=no_rows(len(problem.lane)),
        blocks=blocks,
        global_profit=np.zeros_like(problem.global_profit),
    )


def state_of_volumes(problem: Problem, states: IntArray) -> IntArray:
    """Give the state of every volume's block, ``(volume,)``, 0 where none counts it."""
    state: IntArray = np.where(problem.block >= 0, np.append(states, 0)[problem.block], 0)
    return state


def _margins(
    statement: Statement, source: IntArray, place: IntArray, states: int
) -> tuple[IntArray, FloatArray, FloatArray]:
    """Give block, measure and the margin in every state of every open volume."""
    block, measured = np.full(len(source), -1, dtype=np.int64), np.zeros(len(source))
    margin = np.repeat(statement.volumes.margin[source][:, None], states, axis=1)
    for number, stated in enumerate(statement.states):
        where = place[stated.volumes]
        inside = where >= 0
        block[where[inside]] = number
        measured[where[inside]] = stated.measure[inside]
        margin[where[inside], : len(stated.labels)] = stated.margin[inside]
        margin[where[inside], len(stated.labels) :] = stated.margin[inside, -1:]
    return block, measured, margin


def _blocks(statement: Statement, states: int) -> Blocks:
    shape = (len(statement.states), states)
    lower, upper, constant = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    count = np.array([len(block.labels) for block in statement.states], dtype=np.int64)
    for number, block in enumerate(statement.states):
        lower[number, : count[number]] = block.lower
        upper[number, : count[number]] = block.upper
        constant[number, : count[number]] = block.constant
    return Blocks(count, lower, upper, constant)
