"""Columns of the master: what a market's lanes carry in one state vector, and what that uses."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.solve.decomposition.market import Market
from codroute.solve.decomposition.priced import Choice
from codroute.solve.decomposition.problem import Problem


@dataclass(frozen=True)
class Column:
    """A market's plan under one state vector, or that of a part of a market.

    ``market`` is the market's place in the list, or the part; ``vector`` gives a state per block of
    ``Market.vectors``; ``usage`` is ``(side,)`` in natural units.
    """

    market: int
    vector: tuple[int, ...]
    profit: float
    usage: FloatArray
    choice: Choice


RankedColumn = tuple[int, Column]
"""A column with its rank among those of its market: 0 for the best."""


def column(problem: Problem, market: int, vector: tuple[int, ...], choice: Choice) -> Column:
    """Work out what a choice earns and uses.

    Parameters
    ----------
    problem
        What there is to decide.
    market
        Place of the market in the list of markets.
    vector
        A state per block of the market's vectors.
    choice
        What its lanes carry.
    """
    rows, states = problem.rows, problem.states
    profit = float(problem.margin[choice.volume, choice.state] @ choice.orders)
    first, count = rows.start[choice.volume], np.diff(rows.start)[choice.volume]
    entry = np.repeat(first - (np.cumsum(count) - count), count) + np.arange(count.sum())
    orders, state = np.repeat(choice.orders, count), np.repeat(choice.state, count)
    place = rows.entry_row[entry] * states + state
    used = np.bincount(
        place, weights=rows.entry_value[entry] * orders, minlength=len(rows) * states
    ).astype(np.float64)  # whole numbers where nothing is carried
    used = used.reshape(len(rows), states)
    sides = rows.sides
    whole = sides.state < 0
    usage = used[sides.row, np.maximum(sides.state, 0)]
    usage[whole] = used.sum(axis=1)[sides.row[whole]]
    return Column(market, vector, profit, usage, choice)


def nothing(problem: Problem, place: int, vector: tuple[int, ...]) -> Column:
    """Give the column of a market that ships nothing."""
    empty = np.empty(0, dtype=np.int64)
    return column(problem, place, vector, Choice(empty, empty, empty))


def in_parts(problem: Problem, choice: Choice, part: IntArray) -> Iterator[Column]:
    """Cut a choice into a column per part, ``part`` (volume,); state vectors have none."""
    if not len(choice.volume):
        return
    of_entry = part[choice.volume]
    order = np.argsort(of_entry, kind="stable")
    numbers, first = np.unique(of_entry[order], return_index=True)
    for number, own in zip(numbers.tolist(), np.split(order, first[1:]), strict=True):
        piece = Choice(choice.volume[own], choice.orders[own], choice.state[own])
        yield column(problem, number, (), piece)


def lowest_vector(market: Market, allowed: IntArray | np.ndarray) -> tuple[int, ...]:
    """Give the lowest allowed state of every block that vectors run over."""
    return tuple(int(np.flatnonzero(allowed[k])[0]) for k in market.vectors)
