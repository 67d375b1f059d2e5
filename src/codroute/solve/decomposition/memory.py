"""Columns of a finished search, taken over into one for a similar scenario.

They only make a good mix at once: a column that is no longer one of its lanes' choices costs time,
and proves nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from codroute.economics.arrays import IntArray
from codroute.solve.decomposition.columns import Column, column
from codroute.solve.decomposition.market import Market
from codroute.solve.decomposition.priced import Choice
from codroute.solve.decomposition.problem import Problem

VolumeKey = tuple[str, str, str]
"""Lane, offer and period."""


@dataclass(frozen=True)
class Memory:
    """What a search leaves behind, by names.

    ``volumes`` name the numbers in the columns' choices, ``blocks`` the states of every block,
    ``markets`` and ``vectors`` the markets of the columns and the blocks of their vectors.
    """

    volumes: tuple[VolumeKey, ...]
    blocks: dict[str, tuple[str, ...]]
    markets: tuple[str, ...]
    vectors: tuple[tuple[str, ...], ...]
    columns: tuple[Column, ...]


def volume_keys(problem: Problem) -> tuple[VolumeKey, ...]:
    """Name the volumes of a problem by lane, offer and period."""
    words, volumes = problem.statement.words, problem.statement.volumes
    quote, period = volumes.quote[problem.source], volumes.period[problem.source]
    lane, offer = words.quote_lane[quote].tolist(), words.quote_offer[quote].tolist()
    return tuple(
        (words.lanes[a], words.offers[b], words.periods[c])
        for a, b, c in zip(lane, offer, period.tolist(), strict=True)
    )


def remember(problem: Problem, markets: Sequence[Market], columns: Sequence[Column]) -> Memory:
    """Keep the columns of a master with state vectors."""
    stated = problem.statement.states
    return Memory(
        volumes=volume_keys(problem),
        blocks={block.key: block.labels for block in stated},
        markets=tuple(problem.markets[market.number] for market in markets),
        vectors=tuple(tuple(stated[k].key for k in market.vectors) for market in markets),
        columns=tuple(columns),
    )


def recall(memory: Memory, problem: Problem, markets: Sequence[Market]) -> Iterator[Column]:
    """Work remembered columns out anew; those that name what is not there are left out."""
    number = {key: place for place, key in enumerate(volume_keys(problem))}
    volume = np.array([number.get(key, -1) for key in memory.volumes], dtype=np.int64)
    place_of = {problem.markets[market.number]: place for place, market in enumerate(markets)}
    for old in memory.columns:
        place = place_of.get(memory.markets[old.market])
        now = volume[old.choice.volume]
        if place is None or (now < 0).any():
            continue
        told = dict(zip(memory.vectors[old.market], old.vector, strict=True))
        vector = _vector(memory, problem, markets[place], told)
        if vector is not None:
            state = _states(problem, now, old.choice.state, markets[place], vector)
            yield column(problem, place, vector, Choice(now, old.choice.orders, state))


def _vector(
    memory: Memory, problem: Problem, market: Market, told: dict[str, int]
) -> tuple[int, ...] | None:
    """Give a vector's states by their labels here; blocks that were not told are at their lowest.

    None where a label is not there.
    """
    vector = []
    for number in market.vectors:
        block = problem.statement.states[number]
        state = told.get(block.key)
        label = block.labels[0] if state is None else memory.blocks[block.key][state]
        if label not in block.labels:
            return None
        vector.append(block.labels.index(label))
    return tuple(vector)


def _states(
    problem: Problem, volume: IntArray, old: IntArray, market: Market, vector: tuple[int, ...]
) -> IntArray:
    """Give the state of every entry: the vector's, else the old one as far as there is one."""
    block = problem.block[volume]
    state = np.zeros(len(volume), dtype=np.int64)
    counted = block >= 0
    state[counted] = np.minimum(old[counted], problem.blocks.count[block[counted]] - 1)
    for number, own in zip(market.vectors, vector, strict=True):
        state[block == number] = own
    return state
