"""The Lagrangian bound: what prices prove, in floats for the search and in whole numbers to keep.

For any prices, no plan of the case earns more than: what the priced limits are worth, the best of
each block's states, the best of each global, and the best of each market's lanes.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor, log2
from typing import Protocol, TypeVar

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.solve.decomposition.columns import RankedColumn, column, in_parts
from codroute.solve.decomposition.market import Market, units
from codroute.solve.decomposition.oracle import Oracle
from codroute.solve.decomposition.priced import Priced
from codroute.solve.decomposition.prices import Case, Prices, Pricing
from codroute.solve.decomposition.problem import Problem
from codroute.solve.decomposition.shares import Numbers

_Worth = TypeVar("_Worth")

_BITS = 60
"""Sums of whole numbers stay below this many bits."""

_EXACT_BITS = 47
"""A margin after prices below this many bits is rounded up safely, though added up in floats."""

_FINEST = 30
"""More bits behind the point than this help no bound."""

_LEAST_WORST = 4
"""Largest margins that an order without an offer loses at least."""

_AUDITED_WORST = 32
"""Largest margins that such an order loses in an audit of a proof, which must not prove less."""

_PARALLEL_FROM = 8192
"""Volumes of a market from which markets are priced on two threads."""


@dataclass(frozen=True)
class Evaluation:
    """What prices prove, and the markets priced for choosing columns.

    ``apart`` is what the unsplit limits and the globals are worth, ``of_state`` what each state is
    worth before what markets pay for it, ``(block, state)``, −inf where it may not hold.
    """

    prices: Prices
    bound: float
    apart: float
    of_state: FloatArray
    priced: tuple[Priced, ...]
    reduced: tuple[Numbers, ...]
    nothing: float
    numbers: tuple[int, ...]

    def linked(self, link: FloatArray) -> "Evaluation":
        """Replace what states cost, ``(market, block, state)``; the lanes stay as they are."""
        other = replace(self, prices=Prices(self.prices.side, link))
        best = other.paid_states.max(axis=1, initial=-np.inf)
        markets = zip(self.priced, self.numbers, strict=True)
        lanes = sum(p.net(link[number]).max() for p, number in markets)
        return replace(other, bound=float(self.apart + best.sum() + lanes))

    @property
    def paid_states(self) -> FloatArray:
        """Give what each state is worth with what markets pay for it, ``(block, state)``."""
        paid: FloatArray = self.of_state + self.prices.link.sum(axis=0)
        return paid


class Bounded(Protocol):
    """What rounds need of a `Lagrangian`."""

    @property
    def problem(self) -> Problem:
        """Give what there is to decide."""

    @property
    def markets(self) -> tuple[Market, ...]:
        """Give the markets, laid out."""

    def evaluate(self, prices: Prices, case: Case) -> Evaluation:
        """Give the bound that prices prove for a case."""

    def best_globals(self, prices: Prices, case: Case) -> FloatArray:
        """Give the amount of every global that earns most at prices, ``(global,)``."""

    def columns(
        self, evaluation: Evaluation, case: Case, count: int, part: IntArray | None
    ) -> Iterable[RankedColumn]:
        """Make columns of the best vectors of every market, or of its parts."""


class Lagrangian:
    """Evaluates prices on one problem.

    Parameters
    ----------
    problem
        What there is to decide.
    markets
        Its markets, laid out.
    threads
        How many markets are priced at a time.
    """

    def __init__(self, problem: Problem, markets: tuple[Market, ...], threads: int = 1) -> None:
        self.problem = problem
        self.markets = markets
        self.pricing = Pricing(problem)
        self.oracles = tuple(Oracle(problem, market) for market in markets)
        large = len(problem.lane) >= _PARALLEL_FROM * len(markets)
        self._threads = threads if large else 1
        self._own = np.abs(problem.margin).max(axis=1, initial=0.0)
        orders = np.bincount(units(problem), weights=problem.demand.sum(axis=1))
        self._worst = max(_AUDITED_WORST, 2.0 * float(orders.max(initial=0.0)) + 2.0)
        """Times the largest margin, an order that nobody offers to carry loses more than all others
        of its lanes can make up for."""

    def evaluate(self, prices: Prices, case: Case) -> Evaluation:
        """Give the bound that prices prove for a case, in floats."""
        per_row = self.pricing.per_row(prices)
        nothing = -self._largest(per_row) * self._worst
        reduced = [self._of_market(per_row, market, case, nothing) for market in self.markets]
        priced = self._price(reduced, case, nothing)
        apart, of_state = self._limits(prices, case)
        apart += self._globals(per_row, case)
        numbers = tuple(market.number for market in self.markets)
        parts = (tuple(priced), tuple(reduced), nothing, numbers)
        return Evaluation(prices, np.nan, apart, of_state, *parts).linked(prices.link)

    def by_state(self, base: Evaluation, case: Case, block: int) -> FloatArray:
        """Give the bound with a block in each of its states alone, ``(state,)``.

        Parameters
        ----------
        base
            Of the case, without state vectors; only lanes that the block counts are priced again.
        case
            What may hold; −inf for states that may not.
        block
            Whose states.
        """
        paid = base.paid_states
        best = paid.max(axis=1, initial=-np.inf)
        counted = [block in market.touched for market in self.markets]
        others = base.apart + float(np.delete(best, block).sum())
        link = [base.prices.link[number] for number in base.numbers]
        others += sum(
            float(p.net(own).max())
            for p, own, touched in zip(base.priced, link, counted, strict=True)
            if not touched
        )
        allowed = np.flatnonzero(case.allowed[block])
        bounds = np.full(len(case.allowed[block]), -np.inf)
        bounds[allowed] = others + paid[block, allowed]
        places = np.flatnonzero(counted).tolist()

        def price(place: int) -> Numbers:
            oracle = self.oracles[place].along(block)
            priced = oracle.price(base.reduced[place], case.allowed, base.nothing)
            return priced.net(link[place]).ravel()

        for worth in self._map(price, places):
            bounds[allowed] += worth
        return bounds

    def best_globals(self, prices: Prices, case: Case) -> FloatArray:
        """Give the amount of every global that earns most at prices, ``(global,)``."""
        left = self.pricing.on_globals(self.pricing.per_row(prices))
        return np.where(left > 0.0, case.global_upper, case.global_lower)

    def columns(
        self, evaluation: Evaluation, case: Case, count: int, part: IntArray | None
    ) -> Iterator[RankedColumn]:
        """Make columns of the best vectors of every market, or of its parts."""
        markets = zip(self.oracles, evaluation.priced, evaluation.reduced, strict=True)
        for place, (oracle, priced, reduced) in enumerate(markets):
            link = evaluation.prices.link[oracle.market.number]
            for rank, chosen in enumerate(priced.top(priced.net(link), count)):
                nothing = evaluation.nothing
                choice = oracle.choose(reduced, case.allowed, chosen, priced, nothing)
                if part is not None:
                    for own in in_parts(self.problem, choice, part):
                        yield rank, own
                    continue
                vector = priced.vector(chosen, oracle.market.vectors)
                yield rank, column(self.problem, place, vector, choice)

    def prove(self, prices: Prices, case: Case) -> tuple[Fraction, "Certificate"]:
        """Give a bound that no rounding can put too low, and the prices it follows from."""
        certificate = self.rounded(prices)
        return self.derive(certificate, case), certificate

    def rounded(self, prices: Prices) -> "Certificate":
        """Write prices in whole multiples of a grid that the sums leave room for."""
        orders = float(self.problem.demand.sum())
        per_row = self.pricing.per_row(prices)
        largest = self._largest(per_row)
        size = _LEAST_WORST * largest * max(orders, 1.0)
        size += float(np.abs(prices.link).sum()) + 1.0
        bits = min(_FINEST, floor(_BITS - 2 - log2(size)), floor(_EXACT_BITS - log2(largest)))
        bits = max(bits, 0)
        grid = 2**bits
        return Certificate(
            grid,
            np.rint(prices.side * grid).astype(np.int64),
            np.rint(prices.link * grid).astype(np.int64),
        )

    def derive(self, certificate: "Certificate", case: Case) -> Fraction:
        """Add a certificate up: margins left are rounded up, the rest is exact."""
        prices, grid = certificate.prices, certificate.grid
        per_row = self.pricing.per_row(prices)
        total = self._exact_limits(certificate, case) + self._exact_globals(certificate, case)
        reduced = []
        for market in self.markets:
            left = self.pricing.reduced(per_row, market.volumes)
            reduced.append(np.ceil(left * grid + 0.5).astype(np.int64))
        nothing = self._nothing(reduced)
        for own, market in zip(reduced, self.markets, strict=True):
            self._close(own, market, case, nothing)
        priced = self._price(reduced, case, nothing)
        for p, market in zip(priced, self.markets, strict=True):
            total += int(p.net(certificate.link[market.number]).max())
        return Fraction(total, grid)

    def _largest(self, per_row: FloatArray) -> float:
        """Give no less than what an order can earn or lose after prices."""
        paid = self.pricing.most_paid(np.abs(per_row).max(axis=1, initial=0.0))
        return float((self._own + paid).max(initial=0.0)) + 1.0

    def _nothing(self, reduced: list[Numbers]) -> int:
        """Give what an order without an offer earns in whole numbers: no less than in an audit."""
        largest = max((int(np.abs(own).max(initial=0)) for own in reduced), default=0) + 1
        room: int = 2 ** (_BITS - 1) // max(int(self.problem.demand.sum()), 1)
        return -max(_LEAST_WORST * largest, min(_AUDITED_WORST * largest, room))

    def _of_market(
        self, per_row: FloatArray, market: Market, case: Case, nothing: float
    ) -> FloatArray:
        reduced = self.pricing.reduced(per_row, market.volumes)
        self._close(reduced, market, case, nothing)
        return reduced

    def _close(self, reduced: Numbers, market: Market, case: Case, nothing: int | float) -> None:
        """Let orders of contracts that a case does not use lose what those without an offer do."""
        closed = self.pricing.closed(case)
        if len(closed):
            reduced[np.isin(market.volumes, closed)] = nothing

    def _price(self, reduced: list[Numbers], case: Case, nothing: int | float) -> list[Priced]:
        def price(place: int) -> Priced:
            return self.oracles[place].price(reduced[place], case.allowed, nothing)

        return self._map(price, range(len(self.markets)))

    def _map(self, price: Callable[[int], _Worth], places: Iterable[int]) -> list[_Worth]:
        """Price markets, several at a time where they are large."""
        if self._threads == 1:
            return [price(place) for place in places]
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(price, places))

    def _limits(self, prices: Prices, case: Case) -> tuple[float, FloatArray]:
        """Give what the unsplit limits are worth, and each state with its limits."""
        sides, blocks = self.problem.rows.sides, self.problem.blocks
        worth = sides.sense * prices.side * sides.bound
        whole = sides.state < 0
        of_state = blocks.constant.copy()
        block = self.problem.rows.block[sides.row[~whole]]
        np.add.at(of_state, (block, sides.state[~whole]), worth[~whole])
        return float(worth[whole].sum()), np.where(case.allowed, of_state, -np.inf)

    def _exact_limits(self, certificate: "Certificate", case: Case) -> int:
        """Do the same in whole numbers, each amount rounded up."""
        sides, blocks = self.problem.rows.sides, self.problem.blocks
        total, states = 0, blocks.lower.shape[1]
        of_state = [
            [ceil(Fraction(blocks.constant[k, n]) * certificate.grid) for n in range(states)]
            for k in range(len(blocks.count))
        ]
        for k, row in enumerate(of_state):
            for n in range(states):
                row[n] += int(certificate.link[:, k, n].sum())
        for side in np.flatnonzero(certificate.side).tolist():
            amount = int(certificate.side[side]) * Fraction(float(sides.bound[side]))
            worth = ceil(int(sides.sense[side]) * amount)
            if sides.state[side] < 0:
                total += worth
            else:
                of_state[int(self.problem.rows.block[sides.row[side]])][sides.state[side]] += worth
        for k, row in enumerate(of_state):
            total += max(row[n] for n in np.flatnonzero(case.allowed[k]).tolist())
        return total

    def _globals(self, per_row: FloatArray, case: Case) -> float:
        left = self.pricing.on_globals(per_row)
        worth: FloatArray = np.maximum(left * case.global_lower, left * case.global_upper)
        return float(worth.sum())

    def _exact_globals(self, certificate: "Certificate", case: Case) -> int:
        """Add up the best of each global in whole numbers, each rounded up."""
        rows, grid = self.problem.rows, certificate.grid
        whole = rows.sides.state < 0
        net = np.zeros(len(rows), dtype=np.int64)
        np.add.at(net, rows.sides.row[whole], (rows.sides.sense * certificate.side)[whole])
        left = [Fraction(profit) * grid for profit in self.problem.global_profit.tolist()]
        entries = (rows.global_row.tolist(), rows.global_.tolist(), rows.global_value.tolist())
        for row, number, value in zip(*entries, strict=True):
            left[number] -= int(net[row]) * Fraction(value)
        boxes = zip(left, case.global_lower.tolist(), case.global_upper.tolist(), strict=True)
        return sum(ceil(max(own * Fraction(a), own * Fraction(b))) for own, a, b in boxes)


@dataclass(frozen=True)
class Certificate:
    """Prices in whole multiples of ``1 / grid``; ``link`` is ``(market, block, state)``."""

    grid: int
    side: IntArray
    link: IntArray

    @property
    def prices(self) -> Prices:
        """Give the prices as floats, exactly."""
        return Prices(self.side / self.grid, self.link / self.grid)
