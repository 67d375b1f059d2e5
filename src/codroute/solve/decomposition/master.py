"""The master: a linear program over columns per market, states and globals, and its prices."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil, log2

import numpy as np

from codroute.economics.arrays import BoolArray, FloatArray, IntArray
from codroute.solve.decomposition.columns import Column
from codroute.solve.decomposition.market import Market
from codroute.solve.decomposition.prices import Case, Prices
from codroute.solve.decomposition.problem import Problem
from codroute.solve.exact.linear_model import LinearModel
from codroute.solve.lp import Basis, BasisCode, LpAnswer

SolveLp = Callable[[LinearModel, Basis | None], LpAnswer]

_PENALTY = 0.2
"""First penalty for breaking a row by what a mean order uses, in largest margins."""

_MOST_COLUMNS = 6000
"""Columns from which those that are far from being used are dropped."""

_KEPT_SHARE = 0.6

_USED = 1e-7

_ROUGH = 2.0**20
"""Coefficients from which rows are scaled, since a solver's tolerances are absolute."""

_LARGEST_BITS, _FEWER_BITS = 10, 6
"""Bits of the largest number in the objective, and where GLOP calls what it found imprecise."""


@dataclass(frozen=True)
class MasterPlan:
    """Where the master ended: a mix of columns, and the prices of its rows.

    ``weight`` is ``(column,)`` of ``columns``, ``state`` ``(block, state)``, ``globals``
    ``(global,)``; ``short`` is by how much rows are broken at a penalty, ``(side,)``.
    """

    objective: float
    prices: Prices
    weight: FloatArray
    state: FloatArray
    globals: FloatArray
    short: FloatArray
    columns: tuple[Column, ...]

    @property
    def mix(self) -> list[tuple[Column, float]]:
        """Give the columns that are used, with their weight."""
        used = np.flatnonzero(self.weight > _USED)
        return [(self.columns[i], float(self.weight[i])) for i in used.tolist()]


class Master:
    """Grows by columns; solved from its last basis each time.

    Parameters
    ----------
    problem
        What there is to decide.
    markets
        Its markets, laid out.
    solve
        Solves a linear program.
    part
        Cuts markets without state vectors into parts with columns of their own, ``(volume,)``.
    """

    def __init__(
        self,
        problem: Problem,
        markets: tuple[Market, ...],
        solve: SolveLp,
        part: IntArray | None = None,
    ) -> None:
        self.problem = problem
        self.part = part
        if part is None:
            self._vectors = tuple(market.vectors for market in markets)
            self._numbers = tuple(market.number for market in markets)
        else:
            self._vectors = ((),) * (int(part.max(initial=-1)) + 1)
            self._numbers = (0,) * len(self._vectors)
        self.columns: list[Column] = []
        self._of_columns: tuple[list[IntArray], list[FloatArray]] = ([], [])
        self._solve = solve
        self._basis: Basis | None = None
        self._known: set[bytes] = set()
        self.penalty = _PENALTY
        self._largest = float(np.abs(problem.margin).max(initial=0.0)) + 1.0
        sides, blocks = problem.rows.sides, problem.blocks
        self._y = np.full(blocks.exists.shape, -1, dtype=np.int64)
        self._y[blocks.exists] = np.arange(blocks.exists.sum())
        self._states = int(blocks.exists.sum())
        self._globals = len(problem.global_profit)
        self._fixed = self._states + self._globals + len(sides)
        self._links = self._number_links()
        self._rows = int(self._links.max(initial=len(sides) + len(blocks.count) - 1)) + 1
        self._convex = {
            place: self._rows + i
            for i, place in enumerate(p for p, own in enumerate(self._vectors) if not own)
        }
        self._rows += len(self._convex)
        self._base = self._base_entries()
        self._size = self._mean_coefficients()

    def _number_links(self) -> IntArray:
        """Number the rows that tie a market's columns to states, ``(place, block, state)``."""
        exists = self.problem.blocks.exists
        links = np.full((len(self._vectors), *exists.shape), -1, dtype=np.int64)
        number = len(self.problem.rows.sides) + len(self.problem.blocks.count)
        for place, vectors in enumerate(self._vectors):
            for k in vectors:
                for n in range(int(self.problem.blocks.count[k])):
                    links[place, k, n] = number
                    number += 1
        return links

    def _base_entries(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Give the entries of states, globals and penalties: row, column, value."""
        problem = self.problem
        rows, sides = problem.rows, problem.rows.sides
        split = np.flatnonzero(sides.state >= 0)
        y = self._y[rows.block[sides.row[split]], sides.state[split]]
        parts = [(split, y, -sides.bound[split])]
        block, state = np.nonzero(problem.blocks.exists)
        one = len(sides) + block
        parts.append((one, self._y[block, state], np.ones(len(block))))
        place, k, n = np.nonzero(self._links >= 0)
        parts.append((self._links[place, k, n], self._y[k, n], -np.ones(len(k))))
        for row, number, value in zip(
            rows.global_row, rows.global_, rows.global_value, strict=True
        ):
            own = np.flatnonzero(sides.row == row)
            column = np.full(len(own), self._states + int(number))
            parts.append((own, column, np.full(len(own), float(value))))
        penalty = self._states + self._globals + np.arange(len(sides))
        parts.append((np.arange(len(sides)), penalty, -sides.sense.astype(np.float64)))
        joined = [np.concatenate(column) for column in zip(*parts, strict=True)]
        return joined[0].astype(np.int64), joined[1].astype(np.int64), joined[2]

    def _mean_coefficients(self) -> FloatArray:
        """Give the mean size of a coefficient of every side's row, ``(side,)``."""
        rows = self.problem.rows
        total = np.bincount(rows.entry_row, np.abs(rows.entry_value), minlength=len(rows))
        count = np.bincount(rows.entry_row, minlength=len(rows))
        mean = np.where(total > 0, total / np.maximum(count, 1), 1.0)
        size: FloatArray = mean[rows.sides.row]
        return size

    @property
    def places(self) -> int:
        """Count the markets, or parts of markets, that have columns."""
        return len(self._vectors)

    def add(self, column: Column) -> bool:
        """Add a column unless it is there; tell whether it was new."""
        key = _key(column)
        if key in self._known:
            return False
        self._known.add(key)
        self.columns.append(column)
        self._append(column)
        return True

    def solve(self, case: Case) -> MasterPlan | None:
        """Solve the master for a case; None where its solver fails or is told to stop."""
        model = self._model(case)
        rough = float(np.abs(model.entry_value).max(initial=0.0)) >= _ROUGH
        for basis, scaled, bits in (
            (self._basis, rough, _LARGEST_BITS),
            (None, rough, _LARGEST_BITS),
            (None, True, _FEWER_BITS),
        ):
            answer = _solve_scaled(self._solve, model, basis, scaled=scaled, bits=bits)
            if answer.values is not None and answer.duals is not None:
                break
        if answer.values is None or answer.duals is None or answer.objective is None:
            return None
        self._basis = answer.basis
        sides = self.problem.rows.sides
        state = np.zeros(self._y.shape)
        state[self._y >= 0] = answer.values[: self._states]
        links = np.zeros((len(self.problem.markets), *self._y.shape))
        for place, number in enumerate(self._numbers):
            there = self._links[place] >= 0
            links[number][there] = answer.duals[self._links[place][there]]
        after = self._states + self._globals
        plan = MasterPlan(
            objective=answer.objective,
            prices=Prices(np.maximum(sides.sense * answer.duals[: len(sides)], 0.0), links),
            weight=np.maximum(answer.values[self._fixed :], 0.0),
            state=state,
            globals=answer.values[self._states : after],
            short=answer.values[after : self._fixed],
            columns=tuple(self.columns),
        )
        self.prune(answer)
        return plan

    def _model(self, case: Case) -> LinearModel:
        """Write the master out for a case."""
        problem = self.problem
        blocks = problem.blocks
        open_ = self.within(case)
        zero, inf = np.zeros(self._fixed + len(self.columns)), np.inf
        lower, upper, objective = zero.copy(), np.full(len(zero), inf), zero.copy()
        there = self._y >= 0
        objective[: self._states] = blocks.constant[there]
        upper[: self._states] = case.allowed[there]
        after = self._states + self._globals
        objective[self._states : after] = problem.global_profit
        lower[self._states : after] = case.global_lower
        upper[self._states : after] = case.global_upper
        objective[after : self._fixed] = -self.penalty * self._largest / self._size
        objective[self._fixed :] = [column.profit for column in self.columns]
        upper[self._fixed :] = np.where(open_, inf, 0.0)
        row_lower, row_upper = self._row_bounds()
        row, column, value = self._entries()
        return LinearModel(
            name="master",
            objective=objective,
            offset=0.0,
            lower=lower,
            upper=upper,
            integer=np.zeros(len(objective), dtype=np.bool_),
            row_lower=row_lower,
            row_upper=row_upper,
            entry_row=row,
            entry_column=column,
            entry_value=value,
            column_blocks=(),
            row_blocks=(),
        )

    def integer_states(self, case: Case) -> LinearModel:
        """Give the master with states and globals whole: the best mix for which they are."""
        model = self._model(case)
        integer = model.integer.copy()
        integer[: self._states + self._globals] = True
        return replace(model, integer=integer)

    def states_of(self, values: FloatArray) -> tuple[IntArray, FloatArray]:
        """Read the state of every block and the globals from values of the columns."""
        state = np.zeros(self._y.shape)
        state[self._y >= 0] = values[: self._states]
        return state.argmax(axis=1), values[self._states : self._states + self._globals]

    def prune(self, answer: LpAnswer) -> None:
        """Drop the columns that cost most to use, where there are very many."""
        if len(self.columns) < _MOST_COLUMNS or answer.reduced_costs is None:
            return
        basis = answer.basis
        if basis is None:
            return
        keep = basis.columns[self._fixed :] == BasisCode.BASIC
        order = np.argsort(-answer.reduced_costs[self._fixed :], kind="stable")
        keep[order[: int(_KEPT_SHARE * len(order))]] = True
        self.columns = [c for c, kept in zip(self.columns, keep, strict=True) if kept]
        everything = np.concatenate([np.ones(self._fixed, dtype=np.bool_), keep])
        self._basis = Basis(basis.columns[everything], basis.rows)
        self._known = {_key(c) for c in self.columns}
        self._of_columns = ([], [])
        for column in self.columns:
            self._append(column)

    def within(self, case: Case) -> BoolArray:
        """Tell which columns a case allows, ``(column,)``."""
        allowed = case.allowed
        return np.array(
            [
                all(allowed[k, n] for k, n in zip(self._vectors[c.market], c.vector, strict=True))
                for c in self.columns
            ],
            dtype=np.bool_,
        )

    def _row_bounds(self) -> tuple[FloatArray, FloatArray]:
        sides = self.problem.rows.sides
        lower, upper = np.zeros(self._rows), np.zeros(self._rows)
        bound = np.where(sides.state >= 0, 0.0, sides.bound)
        most = sides.sense > 0
        lower[: len(sides)] = np.where(most, -np.inf, bound)
        upper[: len(sides)] = np.where(most, bound, np.inf)
        ones = [*range(len(sides), len(sides) + len(self.problem.blocks.count))]
        ones += self._convex.values()
        lower[ones] = upper[ones] = 1.0
        return lower, upper

    def _entries(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Give all entries sorted by row, then column."""
        rows = [self._base[0], *self._of_columns[0]]
        values = [self._base[2], *self._of_columns[1]]
        lengths = [len(own) for own in self._of_columns[0]]
        places = np.repeat(self._fixed + np.arange(len(lengths)), lengths)
        row, value = np.concatenate(rows), np.concatenate(values)
        column = np.concatenate([self._base[1], places])
        order = np.argsort(row * (self._fixed + len(lengths)) + column, kind="stable")
        return row[order], column[order], value[order]

    def _append(self, column: Column) -> None:
        """Lay out a column's entries once."""
        used = np.flatnonzero(column.usage)
        ties = self._ties(column)
        self._of_columns[0].append(np.concatenate([used, ties]))
        self._of_columns[1].append(np.concatenate([column.usage[used], np.ones(len(ties))]))

    def _ties(self, column: Column) -> IntArray:
        vectors = self._vectors[column.market]
        if not vectors:
            return np.array([self._convex[column.market]])
        return self._links[column.market, list(vectors), list(column.vector)]


def _solve_scaled(
    solve: SolveLp, model: LinearModel, basis: Basis | None, *, scaled: bool, bits: int
) -> LpAnswer:
    """Solve with a scaled objective, and where asked with rows of coefficients of about 1.

    Scales are powers of two, so that nothing is rounded.
    """
    worth = 2.0 ** min(bits - ceil(log2(np.abs(model.objective).max(initial=1.0))), 0)
    scale = np.ones(len(model.row_lower))
    if scaled:
        size = np.zeros(len(scale))
        np.maximum.at(size, model.entry_row, np.abs(model.entry_value))
        scale = 2.0 ** -np.rint(np.log2(np.where(size > 0, size, 1.0)))
    answer = solve(
        replace(
            model,
            objective=model.objective * worth,
            entry_value=model.entry_value * scale[model.entry_row],
            row_lower=model.row_lower * scale,
            row_upper=model.row_upper * scale,
        ),
        basis,
    )
    return replace(
        answer,
        duals=None if answer.duals is None else answer.duals * scale / worth,
        objective=None if answer.objective is None else answer.objective / worth,
        reduced_costs=None if answer.reduced_costs is None else answer.reduced_costs / worth,
    )


def _key(column: Column) -> bytes:
    """Tell columns apart by market, vector, profit and usage."""
    what = (column.market, column.vector, round(column.profit, 6))
    return str(what).encode() + np.round(column.usage, 6).tobytes()
