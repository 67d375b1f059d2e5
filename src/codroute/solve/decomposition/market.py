"""A market laid out for the oracle: lanes, modes of providers, and where each volume stands.

A provider's mode says in which state each of its blocks is; a state vector of the market is one
mode per provider. Blocks that would make too many vectors are left to each order by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np

from codroute.economics.arrays import BoolArray, IntArray
from codroute.solve.decomposition.problem import Problem

MOST_VECTORS = 5000
"""State vectors of a market that are tried one by one."""

_LEAST_PARTS, _MOST_PARTS = 50, 400
"""Parts of all markets whose columns a master mixes: more where there are more rows."""


@dataclass(frozen=True)
class Carrier:
    """A provider in a market.

    ``volume`` is ``(rank, lane, period)``: the volumes (numbered within the market) under each of
    its offers, −1 where there is none. ``candidate`` tells on which role blocks it may be named,
    ``(unit,)``. ``blocks`` are its blocks of states that vectors run over.
    """

    provider: int
    volume: IntArray
    candidate: BoolArray
    blocks: tuple[int, ...]


@dataclass(frozen=True)
class Market:
    """One market.

    ``volumes`` are the problem's numbers of its volumes, ``(volume,)``. Lanes with demand are
    sorted by unit (the block of lanes that share their roles); unit u has lanes ``first[u]`` to
    ``first[u + 1]``. ``demand`` is ``(lane, period)``. ``vectors`` are the blocks that state
    vectors run over, ``touched`` all blocks that count volumes of this market.
    """

    number: int
    volumes: IntArray
    lanes: IntArray
    first: IntArray
    demand: IntArray
    carriers: tuple[Carrier, ...]
    vectors: tuple[int, ...]
    touched: tuple[int, ...]
    several: BoolArray

    def modes(self, carrier: Carrier, allowed: BoolArray) -> list[tuple[int, ...]]:
        """List a provider's modes: one allowed state per block; ``allowed`` is (block, state)."""
        return list(product(*(np.flatnonzero(allowed[k]).tolist() for k in carrier.blocks)))


def lay_out(problem: Problem) -> tuple[Market, ...]:
    """Lay out every market that has volumes, with its state vectors."""
    return tuple(_lay_out(problem, MOST_VECTORS))


def lay_out_alone(problem: Problem) -> tuple[Market, ...]:
    """Lay out every market without state vectors: each order may be in its best state."""
    return tuple(_lay_out(problem, 1))


def parts(problem: Problem, count: int | None = None) -> IntArray:
    """Cut the markets into about so many parts of whole units, ``(volume,)``.

    Where every order may be in its best state, or states are settled, parts of a market are as
    independent as markets are; more of them give the master more columns per round.
    """
    if count is None:
        count = min(max(len(problem.rows.sides) // 5, _LEAST_PARTS), _MOST_PARTS)
    unit = units(problem)
    order = np.lexsort((unit, problem.market))
    ordered = unit[order]
    begins = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    number = np.cumsum(begins) - 1
    part = np.empty(len(order), dtype=np.int64)
    part[order] = number * count // max(int(number[-1]) + 1, 1)
    of_lane = part + problem.market * count
    numbered: IntArray = np.unique(of_lane[problem.lane], return_inverse=True)[1]
    return numbered


def units(problem: Problem) -> IntArray:
    """Number the unit of every lane, ``(lane,)``: lanes that share their roles."""
    return np.arange(len(problem.market)) if problem.roles is None else problem.roles.block


def _lay_out(problem: Problem, most_vectors: int) -> Iterator[Market]:
    of_volume = problem.market[problem.lane]
    with_orders = problem.demand.sum(axis=1) > 0
    for number in np.unique(of_volume).tolist():
        lanes = np.flatnonzero((problem.market == number) & with_orders)
        yield _market(problem, number, np.flatnonzero(of_volume == number), lanes, most_vectors)


def _market(
    problem: Problem, number: int, volumes: IntArray, lanes: IntArray, most_vectors: int
) -> Market:
    unit_of = units(problem)
    lanes = lanes[np.argsort(unit_of[lanes], kind="stable")]
    units_here, first = np.unique(unit_of[lanes], return_index=True)
    candidates = _candidates(problem, units_here)
    touched = np.unique(problem.block[volumes])
    touched = touched[touched >= 0]
    vectors = _vectors(problem, touched.tolist(), most_vectors)
    carriers = [
        _carrier(problem, volumes, lanes, provider, candidates[:, provider], vectors)
        for provider in np.unique(problem.provider[volumes]).tolist()
    ]
    # A walk over vectors takes all modes of the last carrier at once.
    carriers.sort(key=lambda own: prod(int(problem.blocks.count[k]) for k in own.blocks))
    return Market(
        number=number,
        volumes=volumes,
        lanes=lanes,
        first=np.append(first, len(lanes)),
        demand=problem.demand[lanes],
        carriers=tuple(carriers),
        vectors=vectors,
        touched=tuple(touched.tolist()),
        several=candidates.sum(axis=1) >= 2,
    )


def _candidates(problem: Problem, units: IntArray) -> BoolArray:
    """Tell who may be named in each unit, ``(unit, provider)``."""
    providers = int(problem.provider.max(initial=-1)) + 1
    if problem.roles is None:
        return np.ones((len(units), providers), dtype=np.bool_)
    candidates = np.zeros((len(units), providers), dtype=np.bool_)
    for row, unit in enumerate(units.tolist()):
        named = [p for p in problem.roles.candidates[unit] if p < providers]
        candidates[row, named] = True
    return candidates


def _vectors(problem: Problem, touched: list[int], most: int) -> tuple[int, ...]:
    """Choose the blocks that vectors run over: those with the most volumes, while they are few."""
    weight = np.bincount(problem.block[problem.block >= 0], minlength=len(problem.blocks.count))
    chosen: list[int] = []
    for block in sorted(touched, key=lambda k: (-int(weight[k]), k)):
        if prod(int(problem.blocks.count[k]) for k in [*chosen, block]) <= most:
            chosen.append(block)
    return tuple(sorted(chosen))


def _carrier(  # noqa: PLR0913, PLR0917 - what a carrier is made of
    problem: Problem,
    volumes: IntArray,
    lanes: IntArray,
    provider: int,
    candidate: BoolArray,
    vectors: tuple[int, ...],
) -> Carrier:
    own = np.flatnonzero(problem.provider[volumes] == provider)
    row_of = np.full(len(problem.market), -1, dtype=np.int64)
    row_of[lanes] = np.arange(len(lanes))
    lane, period = row_of[problem.lane[volumes[own]]], problem.period[volumes[own]]
    slot = lane * problem.demand.shape[1] + period
    rank = _rank(slot)
    shape = (int(rank.max(initial=0)) + 1, len(lanes), problem.demand.shape[1])
    place = np.full(shape, -1, dtype=np.int64)
    place[rank, lane, period] = own
    blocks = set(problem.block[volumes[own]].tolist())
    return Carrier(provider, place, candidate, tuple(k for k in vectors if k in blocks))


def _rank(slot: IntArray) -> IntArray:
    """Number the volumes in each slot, ``(volume,)``."""
    order = np.argsort(slot, kind="stable")
    ordered = slot[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    within = np.arange(len(slot)) - np.repeat(starts, np.diff(np.append(starts, len(slot))))
    rank = np.empty_like(slot)
    rank[order] = within
    return rank
