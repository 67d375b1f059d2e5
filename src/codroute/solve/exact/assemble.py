"""From a `Statement` to a `LinearModel`: every family written out as columns and rows.

Columns: x[q,t,n] orders (n only where a schedule counts the quote), declined[ℓ,t], tier[k,n], the
global variables, and main/backup with as_main/as_backup, the orders carried in the role.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.formulation.statement import Coupling, Statement, States, quote_labels, volume_labels
from codroute.solve.exact import role_rows
from codroute.solve.exact.linear_model import LinearModel, NameBlock
from codroute.solve.exact.rows import ModelBuilder, Triplets

Goal = Literal["contribution", "fewest_declined"]

_DECLINED_AT_MOST = "assignment_declined_at_most"


@dataclass(frozen=True)
class XColumns:
    """Columns of the volumes: volume v in state n is column ``first[v] + n``.

    Shapes: ``first`` and ``count`` ``(volume,)``; ``volume`` ``(x column,)``.
    """

    first: IntArray
    count: IntArray
    volume: IntArray

    def spread(self, row: IntArray, volume: IntArray, value: FloatArray) -> Triplets:
        """Turn entries on volumes into entries on all columns of each volume."""
        count = self.count[volume]
        start = np.repeat(self.first[volume] - (np.cumsum(count) - count), count)
        return (
            np.repeat(row, count),
            start + np.arange(count.sum()),
            np.repeat(np.asarray(value, dtype=np.float64), count),
        )


@dataclass(frozen=True)
class ExactModel:
    """The linear model and where the plan's decisions stand in its columns.

    ``declined`` is ``(lane, period)``, −1 where there is no demand; ``used`` are the columns that
    say which contracts are used, ``roles`` those of the role choices; ``rows`` gives the numbers of
    the rows of each name.
    """

    linear: LinearModel
    x: XColumns
    declined: IntArray
    states: tuple[IntArray, ...]
    globals: IntArray
    used: IntArray
    roles: role_rows.RoleColumns | None
    rows: dict[str, IntArray]

    @property
    def declined_row(self) -> int | None:
        """The row that bounds the declined orders in all, where there is one."""
        rows = self.rows.get(_DECLINED_AT_MOST)
        return None if rows is None else int(rows[0])

    def orders(self, values: FloatArray) -> IntArray:
        """Give the orders of every volume, ``(volume,)``, from column values."""
        columns = len(self.x.volume)
        totals = np.bincount(
            self.x.volume, weights=np.rint(values[:columns]), minlength=len(self.x.first)
        )
        return np.rint(totals).astype(np.int64)


def assemble(
    statement: Statement,
    *,
    goal: Goal = "contribution",
    declined_at_most: int | None = None,
    name: str = "codroute",
) -> ExactModel:
    """Write the statement out as one linear model.

    Parameters
    ----------
    statement
        What the families say.
    goal
        Maximise the contribution, or minimise the orders declined (stage 1 of ``no_capacity``).
    declined_at_most
        Bound on the declined orders in all (stage 2).
    name
        Name of the model in LP and MPS files.
    """
    model = ModelBuilder(name)
    earn = 1.0 if goal == "contribution" else 0.0
    x = _add_x(model, statement, earn)
    declined = _add_declined(model, statement, -1.0 if goal == "fewest_declined" else 0.0)
    states = tuple(_add_states(model, block, earn) for block in statement.states)
    global_columns = _add_globals(model, statement, earn)
    roles = role_rows.add_columns(model, statement)
    _add_assignment(model, statement, x, declined, declined_at_most)
    if roles is not None:
        role_rows.add_rows(model, statement, roles, x.spread)
    for coupling in statement.couplings:
        _add_coupling(model, coupling, x, global_columns)
    for block, columns in zip(statement.states, states, strict=True):
        _add_state_rows(model, statement, block, columns, x)
    rows = {name: np.concatenate(numbers) for name, numbers in model.rows_by_name.items()}
    used = _used(statement, global_columns)
    return ExactModel(model.build(), x, declined, states, global_columns, used, roles, rows)


def _add_x(model: ModelBuilder, statement: Statement, earn: float) -> XColumns:
    """Add one column per volume, or one per state where a schedule counts the volume."""
    volumes = statement.volumes
    count = np.ones(len(volumes), dtype=np.int64)
    for block in statement.states:
        count[block.volumes] = len(block.labels)
    first = np.cumsum(count) - count
    volume = np.repeat(np.arange(len(volumes)), count)
    profit = volumes.margin[volume]
    for block in statement.states:
        columns = first[block.volumes][:, None] + np.arange(len(block.labels))
        profit[columns] = block.margin
    state = np.arange(len(volume)) - first[volume]
    words = tuple(f"n{n}" for n in range(int(count.max(initial=1))))
    labels = [(w, index[volume]) for w, index in volume_labels(statement, volumes)]
    model.add_columns(
        NameBlock("x", len(volume), (*labels, (words, state))),
        profit=earn * profit,
        lower=np.zeros(len(volume)),
        upper=volumes.upper[volume].astype(np.float64),
    )
    return XColumns(first, count, volume)


def _add_declined(model: ModelBuilder, statement: Statement, profit: float) -> IntArray:
    demand = statement.demand
    number = np.full(demand.shape, -1, dtype=np.int64)
    if statement.assignment is None:
        return number
    lane, period = np.nonzero(demand > 0)
    orders = demand[lane, period].astype(np.float64)
    number[lane, period] = model.add_columns(
        NameBlock("declined", len(lane), _lane_period(statement, lane, period)),
        profit=np.full(len(lane), profit),
        lower=np.zeros(len(lane)),
        upper=orders * (statement.assignment.decline != "never"),
    )
    return number


def _lane_period(
    statement: Statement, lane: IntArray, period: IntArray
) -> tuple[tuple[tuple[str, ...], IntArray], ...]:
    return (statement.words.lanes, lane), (statement.words.periods, period)


def _add_states(model: ModelBuilder, block: States, earn: float) -> IntArray:
    states = len(block.labels)
    one = np.zeros(states, dtype=np.int64)
    parts = (((block.key,), one), (block.labels, np.arange(states)))
    return model.add_columns(
        NameBlock(block.name, states, parts),
        profit=earn * block.constant,
        lower=np.zeros(states),
        upper=np.ones(states),
    )


def _add_globals(model: ModelBuilder, statement: Statement, earn: float) -> IntArray:
    columns = [
        model.add_columns(
            NameBlock(block.name, len(block.lower), block.keys),
            profit=earn * block.profit,
            lower=block.lower,
            upper=block.upper,
        )
        for block in statement.globals
    ]
    return np.concatenate([np.empty(0, dtype=np.int64), *columns])


def _used(statement: Statement, global_columns: IntArray) -> IntArray:
    """Find the columns that say whether a contract is used at all."""
    blocks = [
        global_columns[block.first : block.first + len(block.lower)]
        for block in statement.globals
        if block.name == "used"
    ]
    return np.concatenate([np.empty(0, dtype=np.int64), *blocks])


def _add_assignment(
    model: ModelBuilder,
    statement: Statement,
    x: XColumns,
    declined: IntArray,
    declined_at_most: int | None,
) -> None:
    if statement.assignment is None:
        return
    volumes, demand = statement.volumes, statement.demand
    lane, period = np.nonzero(demand > 0)
    row_of = np.zeros(demand.shape, dtype=np.int64)
    row_of[lane, period] = np.arange(len(lane))
    everything = np.arange(len(volumes))
    ones = np.ones(len(volumes))
    orders = demand[lane, period].astype(np.float64)
    columns = declined[lane, period]
    model.add_rows(
        NameBlock("assignment", len(lane), _lane_period(statement, lane, period)),
        [
            x.spread(row_of[volumes.lane, volumes.period], everything, ones),
            (np.arange(len(lane)), columns, np.ones(len(lane))),
        ],
        lower=orders,
        upper=orders,
    )
    if declined_at_most is not None:
        model.add_rows(
            NameBlock(_DECLINED_AT_MOST, 1),
            [(np.zeros(len(lane), dtype=np.int64), columns, np.ones(len(lane)))],
            lower=np.array([-np.inf]),
            upper=np.array([float(declined_at_most)]),
        )


def _add_coupling(
    model: ModelBuilder, coupling: Coupling, x: XColumns, global_columns: IntArray
) -> None:
    model.add_rows(
        NameBlock(f"{coupling.family}_{coupling.name}", len(coupling.lower), coupling.keys),
        [
            x.spread(coupling.volume_row, coupling.volume, coupling.volume_value),
            (coupling.global_row, global_columns[coupling.global_], coupling.global_value),
        ],
        lower=coupling.lower,
        upper=coupling.upper,
    )


def _add_state_rows(
    model: ModelBuilder, statement: Statement, block: States, columns: IntArray, x: XColumns
) -> None:
    """Write one state, its volume between its bounds, and no orders in states that do not hold.

    The last rows are the strong ones: a quote carries at most the orders of its lane in the window,
    so the sum of its upper bounds is the least valid big-M.
    """
    states = np.arange(len(columns))
    nothing = np.zeros(len(columns), dtype=np.int64)
    key = ((block.key,), nothing)
    label = (block.labels, states)
    own = (x.first[block.volumes][:, None] + states).ravel()
    state = np.tile(states, len(block.volumes))
    measured = np.repeat(block.measure, len(states))
    no_bound = np.full(len(columns), np.inf)
    model.add_rows(
        NameBlock(f"{block.family}_one", 1, (((block.key,), nothing[:1]),)),
        [(nothing, columns, np.ones(len(columns)))],
        lower=np.ones(1),
        upper=np.ones(1),
    )
    model.add_rows(
        NameBlock(f"{block.family}_from", len(columns), (key, label)),
        [(state, own, measured), (states, columns, -block.lower)],
        lower=np.zeros(len(columns)),
        upper=no_bound,
    )
    model.add_rows(
        NameBlock(f"{block.family}_to", len(columns), (key, label)),
        [(state, own, measured), (states, columns, -block.upper)],
        lower=-no_bound,
        upper=np.zeros(len(columns)),
    )
    _add_state_links(model, statement, block, columns, own)


def _add_state_links(
    model: ModelBuilder, statement: Statement, block: States, columns: IntArray, own: IntArray
) -> None:
    states = len(columns)
    volumes = statement.volumes
    quotes, number = np.unique(volumes.quote[block.volumes], return_inverse=True)
    most = np.bincount(number, weights=volumes.upper[block.volumes]).astype(np.float64)
    count = len(quotes) * states
    row = (number[:, None] * states + np.arange(states)).ravel()
    labels = [(w, np.repeat(i, states)) for w, i in quote_labels(statement, quotes)]
    words = (block.labels, np.tile(np.arange(states), len(quotes)))
    key = ((block.key,), np.zeros(count, dtype=np.int64))
    model.add_rows(
        NameBlock(f"{block.family}_link", count, (key, *labels, words)),
        [
            (row, own, np.ones(len(own))),
            (np.arange(count), np.tile(columns, len(quotes)), -np.repeat(most, states)),
        ],
        lower=np.full(count, -np.inf),
        upper=np.zeros(count),
    )
