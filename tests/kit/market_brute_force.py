"""A market's best at given margins, by trying all whole orders of every lane and all roles."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, permutations, product

import numpy as np
from brute_force import splits
from whole_splits import ShareRule

from codroute.formulation.statement import Share
from codroute.solve.decomposition.market import Market
from codroute.solve.decomposition.problem import Problem

Worth = dict[tuple[int, int], tuple[int, float]]
"""Per period and provider: the best volume and what an order of it earns."""


@dataclass(frozen=True)
class MarketBruteForce:
    """Tries everything on one market of a problem."""

    problem: Problem
    market: Market

    def best(self, reduced: np.ndarray, allowed: np.ndarray, states: dict[int, int]) -> float:
        """Give the best worth with blocks of the vector in their states; −inf if there is none."""
        worth = self._worth(reduced, allowed, states)
        first = self.market.first.tolist()
        units = [self.market.lanes[a:b].tolist() for a, b in pairwise(first)]
        return float(sum(self._unit(lanes, worth) for lanes in units))

    def _worth(
        self, reduced: np.ndarray, allowed: np.ndarray, states: dict[int, int]
    ) -> dict[int, Worth]:
        """Give what an order earns per lane, period and provider."""
        problem = self.problem
        worth: dict[int, Worth] = {lane: {} for lane in self.market.lanes.tolist()}
        for row, volume in enumerate(self.market.volumes.tolist()):
            block = int(problem.block[volume])
            if block < 0:
                earns = reduced[row, 0]
            elif block in states:
                earns = reduced[row, states[block]]
            else:
                earns = reduced[row][allowed[block]].max()
            own = worth[int(problem.lane[volume])]
            slot = int(problem.period[volume]), int(problem.provider[volume])
            if slot not in own or earns > own[slot][1]:
                own[slot] = volume, float(earns)
        return worth

    def _unit(self, lanes: list[int], worth: dict[int, Worth]) -> float:
        """Give the best of lanes that share their roles."""
        best = -np.inf
        for named in self._named(lanes):
            value = sum(self._lane(lane, worth[lane], named) for lane in lanes)
            best = max(best, value)
        return best

    def _named(self, lanes: list[int]) -> Iterator[tuple[int, ...] | None]:
        """List the role choices: nobody, everybody (free), one provider, main and backup."""
        roles = self.problem.roles
        if roles is None:
            yield None
            return
        own = roles.candidates[int(roles.block[lanes[0]])]
        yield ()
        if roles.kind == "single" or len(own) < 2:
            yield from ((p,) for p in own)
        else:
            yield from permutations(own, 2)

    def _lane(self, lane: int, worth: Worth, named: tuple[int, ...] | None) -> float:
        """Give the best whole orders of a lane, −inf where nothing fits."""
        best = -np.inf
        who = sorted({p for _, p in worth}) if named is None else list(named)
        demand = self.problem.demand[lane].tolist()
        choices = [list(self._cell(orders, t, who, worth)) for t, orders in enumerate(demand)]
        roles = self.problem.roles
        pair = named is not None and len(named) == 2
        if pair and roles is not None and roles.per_period:
            choices = [[c for c in own if self._allows(c[0])] for own in choices]
        for picked in product(*choices):
            value = sum(earned for _, earned in picked)
            if value > best and (
                not pair
                or self._allows(np.sum([carried for carried, _ in picked], axis=0))
                or (roles is not None and roles.per_period)
            ):
                best = value
        return best

    def _cell(
        self, orders: int, period: int, who: list[int], worth: Worth
    ) -> Iterator[tuple[tuple[int, ...], float]]:
        for split in splits(orders, len(who)):
            if self.problem.never_declines and sum(split) < orders:
                continue
            if all((period, p) in worth for p, x in zip(who, split, strict=True) if x):
                earned = sum(worth[period, p][1] * x for p, x in zip(who, split, strict=True) if x)
                yield split, earned

    def _allows(self, carried: tuple[int, ...] | np.ndarray) -> bool:
        assert self.problem.roles is not None
        return _allowed(self.problem.roles.main, self.problem.roles.backup, *map(int, carried))


@cache
def _allowed(
    main: tuple[Share, Share], backup: tuple[Share, Share], carried: int, second: int
) -> bool:
    words = (f"{s.numerator}/{s.denominator}" for s in (*main, *backup))
    return ShareRule(*words).allows(carried, second)
