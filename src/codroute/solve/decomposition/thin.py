"""A problem with a sample of its units, which has nearly the same prices in a fraction of the time.

Prices stand on few rows over very many lanes, so a sample of some thousand lanes tells them well.
Nothing is proven of the sample: what its prices prove is worked out on the whole problem.
"""

from dataclasses import dataclass, replace
from math import floor

import numpy as np

from codroute.economics.arrays import BoolArray, FloatArray, IntArray
from codroute.solve.decomposition.market import units
from codroute.solve.decomposition.prices import Prices
from codroute.solve.decomposition.problem import Problem
from codroute.solve.decomposition.rows import DECLINED, Rows


@dataclass(frozen=True)
class Thinned:
    """The problem of a sample, and the share of all orders in it."""

    problem: Problem
    share: float

    def lift(self, prices: Prices) -> Prices:
        """Give prices of the whole problem: what states cost grows with the market."""
        return Prices(prices.side, prices.link / self.share)

    def lower(self, prices: Prices) -> Prices:
        """Give prices of the sample."""
        return Prices(prices.side, prices.link * self.share)


def thin(problem: Problem, every: int) -> Thinned:
    """Keep one of so many units of every market, and the same part of every limit."""
    lanes = _sampled(problem, every)
    demand = np.where(lanes[:, None], problem.demand, 0)
    share = float(demand.sum() / problem.demand.sum())
    kept = lanes[problem.lane]
    rows, blocks = problem.rows, problem.blocks
    left = _reach(rows, np.where(kept, problem.most, 0))
    part = left / np.maximum(_reach(rows, problem.most), 1e-300)
    of_block = np.full(len(blocks.count), share)
    split = rows.block >= 0
    of_block[rows.block[split]] = part[split]
    thinned = replace(
        problem,
        source=problem.source[kept],
        lane=problem.lane[kept],
        period=problem.period[kept],
        provider=problem.provider[kept],
        most=problem.most[kept],
        block=problem.block[kept],
        measure=problem.measure[kept],
        margin=problem.margin[kept],
        blocks=replace(
            blocks,
            lower=blocks.lower * of_block[:, None],
            upper=blocks.upper * of_block[:, None],
            constant=blocks.constant * of_block[:, None],
        ),
        demand=demand,
        global_profit=problem.global_profit * share,
    )
    return Thinned(replace(thinned, rows=_thinned_rows(problem, thinned, kept, part)), share)


def _sampled(problem: Problem, every: int) -> BoolArray:
    """Tell which lanes are in the sample: in each market, of units by size, one of so many."""
    unit = units(problem)
    orders = problem.demand.sum(axis=1)
    of_unit = np.bincount(unit, weights=orders)
    market = np.zeros(len(of_unit), dtype=np.int64)
    market[unit] = problem.market
    order = np.lexsort((of_unit, market))
    order = order[of_unit[order] > 0]
    begins = np.searchsorted(market[order], market[order])
    chosen = np.zeros(len(of_unit), dtype=np.bool_)
    chosen[order[(np.arange(len(order)) - begins) % every == every // 2]] = True
    sampled: BoolArray = chosen[unit]
    return sampled


def _reach(rows: Rows, most: IntArray) -> FloatArray:
    """Give how much of every row volumes can use, ``(row,)``."""
    reach: FloatArray = np.abs(rows.entry_value) * np.repeat(most, np.diff(rows.start))
    total = np.bincount(rows.entry_row, weights=reach, minlength=len(rows))
    return total.astype(np.float64)


def _thinned_rows(problem: Problem, thinned: Problem, kept: BoolArray, part: FloatArray) -> Rows:
    rows, sides = problem.rows, problem.rows.sides
    counts = np.diff(rows.start)
    entry = np.repeat(kept, counts)
    bound = sides.bound * part[sides.row]
    for side, row in enumerate(sides.row.tolist()):
        if rows.names[row].coupling == DECLINED:
            bound[side] = _to_ship(problem, thinned, float(sides.bound[side]))
    return replace(
        rows,
        start=np.concatenate([[0], np.cumsum(counts[kept])]).astype(np.int64),
        entry_row=rows.entry_row[entry],
        entry_value=rows.entry_value[entry],
        global_value=rows.global_value * part[rows.global_row],
        sides=replace(sides, bound=bound),
    )


def _to_ship(problem: Problem, thinned: Problem, least: float) -> float:
    """Give what the sample must ship: its part, as far as anyone can carry it."""
    served = np.zeros_like(thinned.demand)
    np.add.at(served, (thinned.lane, thinned.period), thinned.most)
    part = floor(least * float(thinned.demand.sum()) / float(problem.demand.sum()))
    return float(min(part, int(np.minimum(served, thinned.demand).sum())))
