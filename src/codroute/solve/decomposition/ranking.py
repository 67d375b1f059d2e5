"""Options of units in order of their worth: which lanes a whole-order program should decide."""

from dataclasses import dataclass, replace

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.solve.decomposition.bound import Lagrangian
from codroute.solve.decomposition.market import units
from codroute.solve.decomposition.priced import Ranked
from codroute.solve.decomposition.prices import Case, Prices
from codroute.solve.decomposition.problem import state_of_volumes

_MOVABLE_VOLUMES = 300
"""Volumes open beside those of units with a choice: what limits leave over is made up in them."""

_WORST, _CHEAP = 60, 240
"""Units that lose most in a plan, and that change most cheaply, of which some are redone."""

_DISPUTED_OPTIONS = 12
"""Options of a unit on which the mix disagrees."""


@dataclass(frozen=True)
class Options:
    """Who may carry a unit, ``(option,)``: ``main`` may be `ANYBODY`, ``backup`` −1 for nobody."""

    unit: IntArray
    main: IntArray
    backup: IntArray


@dataclass(frozen=True)
class RankedOptions:
    """Every option of every unit, ``(option,)``, and what it earns less than the unit's best.

    ``swing`` is what moving an order from one provider of the option to the other costs on average;
    ``periods`` counts those of a lane; ``best`` is what each unit earns at best, ``(unit,)``, −inf
    where there is nothing to earn, ``reduced`` what an order earns at the prices, ``(volume,)``.
    """

    options: Options
    loss: FloatArray
    swing: FloatArray
    periods: int
    best: FloatArray
    reduced: FloatArray

    def earned_by(self, orders: IntArray, unit_of: IntArray) -> FloatArray:
        """Give what each unit earns at the prices with some orders, ``(unit,)``."""
        worth = self.reduced * orders
        return np.bincount(unit_of, weights=worth, minlength=len(self.best)).astype(np.float64)

    def around(self, lost: FloatArray, rng: np.random.Generator, breadth: float = 1.0) -> Options:
        """Choose the units that lose most and some that have a cheap second choice, at random."""
        worse, cheaper = round(_WORST * breadth), round(_CHEAP * breadth)
        unit = self.options.unit
        second = np.full(len(self.best), np.inf)
        changed = self.loss > 0
        np.minimum.at(second, unit[changed], self.loss[changed])
        there = np.flatnonzero(np.isfinite(self.best))
        worst = there[np.argsort(-lost[there], kind="stable")[:worse]]
        cheap = there[np.argsort(second[there], kind="stable")[:cheaper]]
        chosen = np.union1d(
            rng.choice(worst, min(len(worst), worse // 2), replace=False),
            rng.choice(cheap, min(len(cheap), cheaper // 4), replace=False),
        )
        if self.periods > 1:
            half = min(max(len(chosen) // 2, 1), len(chosen))
            chosen = rng.choice(chosen, half, replace=False)
        kept = np.isin(unit, chosen)
        return Options(unit[kept], self.options.main[kept], self.options.backup[kept])

    def choose(self, extra: int, disputed: IntArray, breadth: int = 1) -> Options:
        """Take the best of each open unit, and so many more that cost least.

        Open are units that then have a choice, those ``disputed``, which have some anyway, and
        those in which orders move most cheaply from one provider to the other; of these
        ``breadth`` times as many as usual.
        """
        unit = self.options.unit
        order = np.lexsort((self.loss, unit))
        starts = np.concatenate([[True], unit[order][1:] != unit[order][:-1]])
        rank = np.arange(len(order)) - np.maximum.accumulate(
            np.where(starts, np.arange(len(order)), 0)
        )
        place = np.empty(len(order), dtype=np.int64)
        place[order] = rank
        others = np.where(place > 0, self.loss, np.inf)
        cheapest = np.argsort(others, kind="stable")[:extra]
        chosen = np.zeros(len(unit), dtype=np.bool_)
        chosen[cheapest[np.isfinite(others[cheapest])]] = True
        moving = np.where(place == 0, self.swing, np.inf)
        movable = np.argsort(moving, kind="stable")[
            : breadth * _MOVABLE_VOLUMES // (2 * self.periods)
        ]
        movable = movable[np.isfinite(moving[movable])]
        must = np.union1d(unit[chosen], disputed)
        open_ = np.isin(unit, np.union1d(must, unit[movable]))
        in_dispute = np.isin(unit, disputed)
        kept = open_ & (chosen | (place == 0) | (in_dispute & (place < _DISPUTED_OPTIONS)))
        return Options(unit[kept], self.options.main[kept], self.options.backup[kept])


def rank_options(
    lagrangian: Lagrangian, prices: Prices, case: Case, states: IntArray
) -> RankedOptions:
    """Rank every option of every unit at prices, with the states of the blocks settled.

    Parameters
    ----------
    lagrangian
        Without state vectors.
    prices, case
        Where to rank.
    states
        The state of every block, ``(block,)``.
    """
    problem = lagrangian.problem
    evaluation = lagrangian.evaluate(prices, case)
    of_block = dict(enumerate(states.tolist()))
    found: list[Ranked] = []
    unit_of = units(problem)
    for oracle, reduced in zip(lagrangian.oracles, evaluation.reduced, strict=True):
        market = oracle.market
        names = unit_of[market.lanes[market.first[:-1]]]
        ranked = oracle.options(reduced, case.allowed, of_block, evaluation.nothing)
        found += [replace(part, unit=names[part.unit]) for part in ranked]
    nothing = np.empty(0)
    unit, main, backup = (
        np.concatenate([nothing.astype(np.int64), *(getattr(part, field) for part in found)])
        for field in ("unit", "main", "backup")
    )
    worth, swing = (
        np.concatenate([nothing, *(getattr(part, field) for part in found)])
        for field in ("worth", "swing")
    )
    best = np.full(int(unit.max(initial=-1)) + 1, -np.inf)
    np.maximum.at(best, unit, worth)
    left = np.zeros(len(problem.lane))
    state = state_of_volumes(problem, states)
    for market, of_market in zip(lagrangian.markets, evaluation.reduced, strict=True):
        own = np.arange(len(market.volumes))
        left[market.volumes] = of_market[own, state[market.volumes]]
    options, periods = Options(unit, main, backup), problem.demand.shape[1]
    return RankedOptions(options, best[unit] - worth, swing, periods, best, left)
