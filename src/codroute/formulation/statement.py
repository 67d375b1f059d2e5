"""What the families say about one scenario, free of any solver and any engine.

Both engines are assembled from a `Statement`: the exact one writes all of it out as rows; a
decomposition prices lanes against the coupling rows. The decision is how many orders each volume
gets: a volume is a quote in a period that has demand.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from codroute.economics.arrays import BoolArray, FloatArray, IntArray
from codroute.economics.model import Economics

Labels = tuple[tuple[str, ...], IntArray]
"""Words and, for each key, which one it has: one component of the names of a block."""


@dataclass(frozen=True)
class Volumes:
    """Quote × period with demand, ``(volume,)``; ``upper`` is 0 where a rule closes the quote."""

    quote: IntArray
    period: IntArray
    lane: IntArray
    provider: IntArray
    margin: FloatArray
    upper: IntArray

    def __len__(self) -> int:
        """Count the volumes."""
        return len(self.quote)


@dataclass(frozen=True)
class Globals:
    """A block of few variables that no lane owns, ``(global,)``; ``first`` is its first number."""

    family: str
    name: str
    first: int
    keys: tuple[Labels, ...]
    lower: FloatArray
    upper: FloatArray
    profit: FloatArray


@dataclass(frozen=True)
class States:
    """Exclusive states, of a schedule in a window or the like: exactly one holds.

    A volume is in one block of states at most. In state n the measured volume lies within
    ``lower[n]`` and ``upper[n]``, an order of volume v earns ``margin[v, n]``, and ``constant[n]``
    is earned once.
    Shapes: ``volumes`` and ``measure`` ``(counted,)``, bounds ``(state,)``, margin
    ``(counted, state)``.
    """

    family: str
    name: str
    key: str
    labels: tuple[str, ...]
    volumes: IntArray
    measure: FloatArray
    lower: FloatArray
    upper: FloatArray
    margin: FloatArray
    constant: FloatArray


@dataclass(frozen=True)
class Coupling:
    """Rows ``lower <= A volumes + G globals <= upper``, sparse, ``(row,)``.

    All coefficients are whole numbers. ``unit`` is what 1 in a row is worth in the unit in which
    the scenario states the limit. ``switch`` is the number of a global where the rows say only that
    the volumes carry nothing unless it is 1: Σ_t x[q,t] ≤ most · global, a row per quote.
    """

    family: str
    name: str
    keys: tuple[Labels, ...]
    volume_row: IntArray
    volume: IntArray
    volume_value: FloatArray
    global_row: IntArray
    global_: IntArray
    global_value: FloatArray
    lower: FloatArray
    upper: FloatArray
    unit: FloatArray
    switch: int | None = None


@dataclass(frozen=True)
class Share:
    """A bound on a share in whole numbers: ``numerator / denominator`` of what is shipped."""

    numerator: int
    denominator: int


@dataclass(frozen=True)
class Roles:
    """Blocks of lanes that name one main (and one backup) provider.

    ``block`` gives each lane its block, ``(lane,)``. ``candidates[b]`` are the providers that are
    open on every lane of block b on which anyone is. Shares hold per lane over the horizon, or
    per lane and period (``per_period``); the bounds mean nothing for ``single``.
    """

    kind: Literal["main_backup", "single"]
    block: IntArray
    block_names: tuple[str, ...]
    candidates: tuple[tuple[int, ...], ...]
    per_period: bool
    main: tuple[Share, Share]
    backup: tuple[Share, Share]


@dataclass(frozen=True)
class Assignment:
    """Whether orders of the demand may be declined."""

    decline: Literal["never", "no_capacity", "unprofitable"]


@dataclass(frozen=True)
class Words:
    """What columns and rows are named by; quotes by their lane and offer, ``(quote,)``."""

    lanes: tuple[str, ...]
    periods: tuple[str, ...]
    providers: tuple[str, ...]
    offers: tuple[str, ...]
    quote_lane: IntArray
    quote_offer: IntArray


class Statement:
    """The whole model of a scenario, as its families stated it.

    The engines read what is here and nothing behind it: the families alone, and the extraction of
    the plan, look at the economics.

    Parameters
    ----------
    economics
        What an order earns; the volumes follow from its quotes and demand. None for a statement put
        together from arrays, which sets ``demand``, ``market``, ``markets`` and ``words`` itself.
    """

    def __init__(self, economics: Economics | None) -> None:
        self._economics = economics
        self.volumes: Volumes
        self.assignment: Assignment | None = None
        self.roles: Roles | None = None
        self.globals: list[Globals] = []
        self.states: list[States] = []
        self.couplings: list[Coupling] = []

    @property
    def economics(self) -> Economics:
        """Give what an order earns."""
        assert self._economics is not None, "a statement from arrays has no economics"
        return self._economics

    @property
    def from_scenario(self) -> bool:
        """Tell whether there are economics behind it."""
        return self._economics is not None

    @cached_property
    def demand(self) -> IntArray:
        """Give the orders of every lane and period, ``(lane, period)``."""
        return self.economics.demand

    @cached_property
    def words(self) -> Words:
        """Give what columns and rows are named by."""
        quotes, days = self.economics.quotes, self.economics.catalog.scenario.horizon.period_ids
        return Words(
            lanes=tuple(lane.lane for lane in quotes.lanes),
            periods=tuple(map(str, days)),
            providers=quotes.providers,
            offers=tuple(offer.offer for offer in quotes.offers),
            quote_lane=quotes.lane,
            quote_offer=quotes.offer,
        )

    @cached_property
    def markets(self) -> tuple[str, ...]:
        """Name the markets: the countries, in the order of the lanes."""
        return tuple(dict.fromkeys(lane.country for lane in self.economics.quotes.lanes))

    @cached_property
    def market(self) -> IntArray:
        """Number the market of every lane, ``(lane,)``."""
        number = {name: i for i, name in enumerate(self.markets)}
        lanes = self.economics.quotes.lanes
        return np.array([number[lane.country] for lane in lanes], dtype=np.int64)

    def forced_declines(self) -> int:
        """Count the orders of lanes and periods that no open volume serves."""
        served = np.zeros_like(self.demand)
        np.add.at(served, (self.volumes.lane, self.volumes.period), self.volumes.upper)
        return int(np.maximum(self.demand - served, 0).sum())

    @property
    def global_count(self) -> int:
        """Count the global variables so far."""
        return sum(len(block.lower) for block in self.globals)

    def add_globals(  # noqa: PLR0913 (one argument per property of a variable)
        self,
        family: str,
        name: str,
        keys: tuple[Labels, ...],
        *,
        lower: FloatArray,
        upper: FloatArray,
        profit: FloatArray,
    ) -> IntArray:
        """Add whole-number variables that no lane owns; give their numbers."""
        first = self.global_count
        self.globals.append(Globals(family, name, first, keys, lower, upper, profit))
        return np.arange(first, first + len(lower))

    def add_states(self, states: States) -> None:
        """Add exclusive states, of volumes that no other block has."""
        for other in self.states:
            if np.intersect1d(other.volumes, states.volumes).size:
                raise ValueError(f"{states.key} and {other.key} have states of the same volumes")
        self.states.append(states)

    def couple(  # noqa: PLR0913 (one argument per part of a sparse row)
        self,
        family: str,
        name: str,
        keys: tuple[Labels, ...],
        *,
        on_volume: tuple[IntArray, IntArray, FloatArray],
        on_global: tuple[IntArray, IntArray, FloatArray] | None = None,
        lower: FloatArray,
        upper: FloatArray,
        unit: FloatArray | None = None,
        switch: int | None = None,
    ) -> None:
        """Add rows over volumes and globals; each part is (row, number, value) triplets."""
        nothing = np.empty(0, dtype=np.int64)
        on_global = on_global or (nothing, nothing, np.empty(0))
        unit = np.ones(len(lower)) if unit is None else unit
        parts = (*on_volume, *on_global, lower, upper, unit)
        self.couplings.append(Coupling(family, name, keys, *parts, switch))

    def close(self, closed: BoolArray) -> None:
        """Take volumes out of the plan: ``closed`` is ``(volume,)``."""
        self.limit_volumes(np.where(closed, 0, self.volumes.upper))

    def limit_volumes(self, upper: IntArray) -> None:
        """Lower the upper bounds of volumes, ``(volume,)``."""
        old = self.volumes
        upper = np.minimum(old.upper, upper)
        self.volumes = Volumes(old.quote, old.period, old.lane, old.provider, old.margin, upper)


def common_divisor(values: IntArray) -> int:
    """Give the greatest whole number that divides all values, 1 where there is none.

    Dividing a row by it, and rounding the row's limit to the whole number on the safe side, leaves
    the whole orders that satisfy the row unchanged.
    """
    return int(np.gcd.reduce(values)) or 1


def whole_limit(most: int) -> float:
    """Give the greatest float that is no more than a whole number."""
    limit = float(most)
    return limit if limit <= most else math.nextafter(limit, 0.0)


def labels_of(words: Sequence[object]) -> Labels:
    """Label consecutive keys by one word each."""
    return tuple(str(word) for word in words), np.arange(len(words))


def quote_labels(statement: Statement, quotes: IntArray) -> tuple[Labels, ...]:
    """Label quotes by their lane and offer."""
    words = statement.words
    return (words.lanes, words.quote_lane[quotes]), (words.offers, words.quote_offer[quotes])


def volume_labels(statement: Statement, volumes: Volumes) -> tuple[Labels, ...]:
    """Label volumes by lane, offer and period."""
    periods = (statement.words.periods, volumes.period)
    return (*quote_labels(statement, volumes.quote), periods)


def order_columns(statement: Statement) -> int:
    """Count the volumes that may carry anything, once per state that counts them."""
    open_ = statement.volumes.upper > 0
    more = sum(
        (len(block.labels) - 1) * int(open_[block.volumes].sum()) for block in statement.states
    )
    return int(open_.sum()) + more
