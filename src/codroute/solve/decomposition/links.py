"""What states should cost the markets: the best link prices for given prices of the rows.

With the rows' prices fixed, every market's worth in every state vector is known. The link prices
that give the lowest bound then solve a small linear program: mix vectors so that all markets agree
on the states. Its columns are found in the tables, without pricing a lane again.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.solve.decomposition.bound import Evaluation
from codroute.solve.decomposition.market import Market
from codroute.solve.exact.linear_model import LinearModel
from codroute.solve.lp import Basis, LpAnswer

SolveLp = Callable[[LinearModel, Basis | None], LpAnswer]

_PASSES = 20
_PER_PASS = 4
_CLOSE = 1e-7
_USED = 1e-7

Vectors = list[tuple[int, tuple[int, ...]]]
"""Place of a market and of a vector in its table."""


@dataclass(frozen=True)
class Linked:
    """The evaluation with the best costs of states, and the vectors that are mixed for it."""

    evaluation: Evaluation
    mixed: Vectors


class Links:
    """Finds the costs of states.

    Parameters
    ----------
    markets
        The markets, laid out.
    states
        States of every block, ``(block,)``.
    solve
        Solves a linear program.
    """

    def __init__(self, markets: tuple[Market, ...], states: IntArray, solve: SolveLp) -> None:
        self._markets = markets
        self._solve = solve
        self._count = states
        self._first = np.cumsum(states) - states
        self._row: dict[tuple[int, int, int], int] = {}
        for place, market in enumerate(markets):
            for k in market.vectors:
                for n in range(int(states[k])):
                    self._row[place, k, n] = len(states) + len(self._row)
        self._convex = {
            place: len(states) + len(self._row) + i
            for i, place in enumerate(p for p, m in enumerate(markets) if not m.vectors)
        }

    def improve(self, evaluation: Evaluation, known: Iterable[dict[int, int]]) -> Linked:
        """Lower the bound of an evaluation by better costs of states.

        Parameters
        ----------
        evaluation
            Markets at given prices of the rows.
        known
            States of all blocks that may hold together: with them the markets can agree.
        """
        program = _Program(self, evaluation)
        for states in known:
            program.add_all(states)
        for place, priced in enumerate(evaluation.priced):
            net = priced.net(evaluation.prices.link[self._markets[place].number])
            for where in priced.top(net, _PER_PASS):
                program.add(place, where)
        return program.run()

    def rows(self, place: int, states: dict[int, int]) -> list[int]:
        """Give the rows of a market's vector."""
        market = self._markets[place]
        if not market.vectors:
            return [self._convex[place]]
        return [self._row[place, k, states[k]] for k in market.vectors]


class _Program:
    """One linear program that grows by vectors."""

    def __init__(self, links: Links, evaluation: Evaluation) -> None:
        self._links = links
        self._evaluation = evaluation
        self._vectors: Vectors = []
        self._seen: set[tuple[int, tuple[int, ...]]] = set()
        self._entries: list[list[int]] = []
        self._worth: list[float] = []

    def add(self, place: int, where: tuple[int, ...]) -> bool:
        """Add a vector of a market; tell whether it was new."""
        if (place, where) in self._seen:
            return False
        self._seen.add((place, where))
        priced = self._evaluation.priced[place]
        self._vectors.append((place, where))
        self._entries.append(self._links.rows(place, priced.states(where)))
        self._worth.append(float(priced.value[where]))
        return True

    def add_all(self, states: dict[int, int]) -> None:
        """Add the vectors of all markets in which the blocks are in these states."""
        for place, priced in enumerate(self._evaluation.priced):
            self.add(place, priced.place(states))

    def run(self) -> Linked:
        """Solve, price the tables, add vectors, until the tables hold no better one."""
        best, basis = self._evaluation, None
        mixed: Vectors = []
        for _ in range(_PASSES):
            answer = self._links._solve(self._model(), basis)
            if answer.values is None or answer.duals is None or answer.objective is None:
                break
            basis = answer.basis
            link = self._link(answer.duals)
            found = self._evaluation.linked(link)
            if found.bound < best.bound:
                best = found
            weight = answer.values[self._states :]
            mixed = [v for v, w in zip(self._vectors, weight, strict=True) if w > _USED]
            reached = answer.objective + self._evaluation.apart
            if best.bound - reached <= _CLOSE * abs(reached) or not self._grow(link):
                break
        return Linked(best, mixed)

    def _grow(self, link: FloatArray) -> bool:
        new = False
        for place, priced in enumerate(self._evaluation.priced):
            net = priced.net(link[self._links._markets[place].number])
            for where in priced.top(net, _PER_PASS):
                new |= self.add(place, where)
        return new

    def _link(self, duals: FloatArray) -> FloatArray:
        link = np.zeros_like(self._evaluation.prices.link)
        for (place, k, n), row in self._links._row.items():
            link[self._links._markets[place].number, k, n] = duals[row]
        return link

    @property
    def _states(self) -> int:
        return int(self._links._count.sum())

    def _model(self) -> LinearModel:
        links, evaluation = self._links, self._evaluation
        count, first = links._count, links._first
        worth = np.concatenate(
            [np.empty(0), *(evaluation.of_state[k, : count[k]] for k in range(len(count)))]
        )
        block = np.repeat(np.arange(len(count)), count)
        rows, columns, values = [block], [np.arange(len(block))], [np.ones(len(block))]
        for (_place, k, n), row in links._row.items():
            rows.append(np.array([row]))
            columns.append(np.array([first[k] + n]))
            values.append(np.array([-1.0]))
        lengths = [len(entry) for entry in self._entries]
        rows.append(np.array([row for entry in self._entries for row in entry], dtype=np.int64))
        columns.append(np.repeat(len(block) + np.arange(len(lengths)), lengths))
        values.append(np.ones(sum(lengths)))
        row, column, value = (np.concatenate(part) for part in (rows, columns, values))
        order = np.argsort(row * (len(block) + len(lengths)) + column, kind="stable")
        size = len(count) + len(links._row) + len(links._convex)
        bound = np.zeros(size)
        bound[: len(count)] = 1.0
        bound[list(links._convex.values())] = 1.0
        possible = np.isfinite(worth)
        objective = np.concatenate([np.where(possible, worth, 0.0), self._worth])
        upper = np.concatenate([possible.astype(np.float64), np.full(len(lengths), np.inf)])
        return LinearModel(
            name="links",
            objective=objective,
            offset=0.0,
            lower=np.zeros(len(objective)),
            upper=upper,
            integer=np.zeros(len(objective), dtype=np.bool_),
            row_lower=bound,
            row_upper=bound,
            entry_row=row[order],
            entry_column=column[order],
            entry_value=value[order],
            column_blocks=(),
            row_blocks=(),
        )
