"""The oracle: with prices fixed, every lane's best whole-order choice, for every state vector.

A market's lanes are independent of each other once the state of every price schedule is given.
What a pair of providers earns on a lane depends on their own modes only, so pairs are priced once
per two modes, and a depth-first walk over the vectors takes the best pair of each unit.
"""

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import replace

import numpy as np

from codroute.economics.arrays import BoolArray, IntArray
from codroute.solve.decomposition.market import Carrier, Market
from codroute.solve.decomposition.priced import ANYBODY, Choice, Priced, Ranked, Vector
from codroute.solve.decomposition.problem import Problem
from codroute.solve.decomposition.shares import Numbers, Shares, Slots
from codroute.solve.decomposition.spans import Spans
from codroute.solve.decomposition.tables import Tables, lowest, take, vector_worths

_Places = dict[tuple[int, int], BoolArray]
"""Pairs of carriers, and the units in which both may be named, ``(unit,)``."""

_CHUNK = 2048
"""Lanes priced at a time: pair tables of a chunk stay in the processor's cache."""


class Oracle:
    """Prices one market.

    Parameters
    ----------
    problem
        What there is to decide.
    market
        The market, laid out.
    """

    def __init__(self, problem: Problem, market: Market) -> None:
        self.market = market
        self._block = problem.block[market.volumes]
        self._state, self._alone = _outside(self._block, market.vectors)
        self._providers = problem.provider[market.volumes]
        self._never = problem.never_declines
        self._roles = problem.roles
        self._led = False
        """Whether who is main matters beyond each share scope: it holds for several of them."""
        self._scope: Slots | Spans | None = None
        if self._roles is not None and self._roles.kind == "main_backup":
            shares = Shares.of(self._roles)
            one_period = self._roles.per_period or market.demand.shape[1] == 1
            kind = Slots if one_period else Spans
            alone = len(market.first) == len(market.lanes) + 1
            self._led = not alone or (one_period and market.demand.shape[1] > 1)
            self._scope = kind.of(shares, market.demand, never=self._never, led=self._led)

    def along(self, block: int) -> "Oracle":
        """Give the oracle of the same market whose vectors run over one block more."""
        if block in self.market.vectors:
            return self
        provider = set(self._providers[self._block == block].tolist())
        carriers = tuple(
            replace(c, blocks=(*c.blocks, block)) if c.provider in provider else c
            for c in self.market.carriers
        )
        vectors = (*self.market.vectors, block)
        other = copy(self)
        other.market = replace(self.market, carriers=carriers, vectors=vectors)
        other._state, other._alone = _outside(self._block, vectors)
        return other

    def price(self, reduced: Numbers, allowed: BoolArray, nothing: int | float) -> Priced:
        """Give what every state vector is worth.

        Parameters
        ----------
        reduced
            What an order of each volume earns in each state after prices, ``(volume, state)``, of
            the market's volumes.
        allowed
            States that may hold, ``(block, state)``.
        nothing
            What an order earns where there is no offer; low enough never to be chosen.
        """
        modes = tuple(self.market.modes(carrier, allowed) for carrier in self.market.carriers)
        earned = self._earned(self._plain(reduced, allowed)[0], modes, nothing)
        value = np.zeros([len(m) for m in modes], dtype=reduced.dtype)
        chunks = list(self._chunks())
        for chunk in chunks:
            tables = self._tables(earned, chunk, nothing)
            value += vector_worths(tables, [len(m) for m in modes])
        kept = tables if len(chunks) == 1 else None
        return Priced(value, modes, tuple(c.blocks for c in self.market.carriers), kept)

    def _plain(self, reduced: Numbers, allowed: BoolArray) -> tuple[Numbers, IntArray]:
        """Let volumes of blocks outside the vectors take their best allowed state.

        Gives margins ``(volume, state)`` and the state each volume takes, −1 where a vector says.
        """
        state, alone = self._state, self._alone
        if not len(alone):
            return reduced, state
        reduced, state = reduced.copy(), state.copy()
        lowest = np.iinfo(np.int64).min if reduced.dtype.kind == "i" else -np.inf
        own = np.where(allowed[self._block[alone]], reduced[alone], lowest)
        state[alone] = own.argmax(axis=1)
        reduced[alone] = own.max(axis=1)[:, None]
        return reduced, state

    def _earned(
        self, reduced: Numbers, modes: tuple[list[Vector], ...], nothing: int | float
    ) -> list[Numbers]:
        """Give per carrier what an order earns with it, ``(mode, lane, period)``."""
        padded = np.concatenate([reduced, np.full((1, reduced.shape[1]), nothing, reduced.dtype)])
        block = np.append(self._block, -1)
        return [
            np.array([padded[c.volume, _states(c, block, mode)].max(axis=0) for mode in own])
            for c, own in zip(self.market.carriers, modes, strict=True)
        ]

    def _chunks(self) -> Iterator[tuple[slice, slice]]:
        """Give ranges of whole units with the lanes in them."""
        first = self.market.first
        unit = 0
        while unit < len(first) - 1:
            end = int(np.searchsorted(first, first[unit] + _CHUNK, side="right")) - 1
            end = max(end, unit + 1)
            yield slice(unit, end), slice(int(first[unit]), int(first[end]))
            unit = end

    def _tables(
        self,
        earned: list[Numbers],
        chunk: tuple[slice, slice],
        nothing: int | float,
        *,
        every: bool = False,
    ) -> "Tables":
        """Price singles and pairs of a chunk; ``every`` pair, or exactly those that can be best."""
        units, lanes = chunk
        part = [own[:, lanes] for own in earned]
        demand = self.market.demand[lanes]
        if self._roles is None:
            return self._free_tables(part, demand, nothing)
        starts = self.market.first[units] - self.market.first[units.start]
        whole = len(starts) == lanes.stop - lanes.start

        def per_unit(values: Numbers) -> Numbers:
            return values if whole else np.add.reduceat(values, starts, axis=-1)

        several = self.market.several[units]
        alone = np.ones_like(several) if self._scope is None else ~several
        low = lowest(earned[0].dtype, len(self.market.lanes)) if earned else 0
        single, pair = [], {}
        for j, carrier in enumerate(self.market.carriers):
            open_ = carrier.candidate[units] & alone
            worth = per_unit(self._carried(part[j], demand))
            single.append(np.where(open_, worth, low) if open_.any() else None)
        if self._scope is not None and several.any():
            scope: Slots | Spans = self._scope.part(lanes)
            places: _Places = {}
            for j, carrier in enumerate(self.market.carriers):
                for i in range(j):
                    both = self.market.carriers[i].candidate[units] & carrier.candidate[units]
                    both &= several
                    if both.any():
                        places[i, j] = both
            for (i, j), worth in self._pairs(scope, part, places, per_unit, every=every):
                pair[i, j] = np.where(places[i, j], worth, low)
        return Tables(single, pair, self._base(several, low, earned))

    def _base(self, several: BoolArray, low: int | float, earned: list[Numbers]) -> Numbers:
        """Give what a unit is worth without anybody: nothing, unless somebody must carry."""
        dtype = earned[0].dtype if earned else np.float64
        return np.full(len(several), low if self._never else 0, dtype=dtype)

    def _carried(self, earned: Numbers, demand: IntArray) -> Numbers:
        """Give what a provider earns alone on each lane, ``(mode, lane)``."""
        orders = earned if self._never else np.maximum(earned, 0)
        worth: Numbers = (orders * demand).sum(axis=-1)
        return worth

    def _pairs(
        self,
        scope: Slots | Spans,
        part: list[Numbers],
        places: _Places,
        per_unit: Callable[[Numbers], Numbers],
        *,
        every: bool,
    ) -> Iterator[tuple[tuple[int, int], Numbers]]:
        """Give what pairs of providers earn in each unit, ``(mode, mode, unit)``."""
        if isinstance(scope, Spans) and not self._led and not every:
            yield from _span_pairs(scope, part, places)
            return

        def worth(value: Numbers) -> Numbers:
            if isinstance(scope, Slots):
                value = value[..., 0] if value.shape[-1] == 1 else value.sum(axis=-1)
            return per_unit(value)

        for i, j in places:
            one, other = part[i][:, None], part[j][None]
            if self._led:
                ahead, behind = worth(scope.led(one, other)), worth(scope.led(other, one))
                yield (i, j), np.maximum(ahead, behind)
            else:
                yield (i, j), worth(scope.value(one, other))

    def _free_tables(self, part: list[Numbers], demand: IntArray, nothing: int | float) -> "Tables":
        """Let every lane and period go to its best provider."""
        single: list[Numbers | None] = []
        for own in part:
            orders = own if self._never else np.maximum(own, 0)
            single.append((orders * demand).reshape(len(own), -1))
        dtype = part[0].dtype if part else np.float64
        base = (nothing * demand.ravel()) if self._never else np.zeros(demand.size)
        return Tables(single, {}, base.astype(dtype))

    def choose(
        self,
        reduced: Numbers,
        allowed: BoolArray,
        place: tuple[int, ...],
        priced: Priced,
        nothing: int | float,
    ) -> Choice:
        """Give what the lanes carry at a place of a priced market's value."""
        plain, state = self._plain(reduced, allowed)
        own = tuple([m[n]] for m, n in zip(priced.modes, place, strict=True))
        parts = self._earned(plain, own, nothing)
        demand = self.market.demand
        earned = np.concatenate(parts) if parts else np.zeros((0, *demand.shape))
        carried = np.zeros(earned.shape, dtype=np.int64)
        for chunk in self._chunks():
            if self._roles is None:
                self._fill_free(earned, chunk[1], carried)
                continue
            tables = None if priced.tables is None else priced.tables.at(place)
            if tables is None:
                tables = self._tables(parts, chunk, nothing)
            self._fill(earned, chunk[0], tables, carried)
        return self._choice(plain, state, own, carried, nothing)

    def _fill_free(self, earned: Numbers, lanes: slice, carried: IntArray) -> None:
        """Give every lane and period of a chunk to its best provider."""
        stack = earned[:, lanes]
        best, worth = stack.argmax(axis=0), stack.max(axis=0)
        for j in range(len(earned)):
            own = (best == j) & (self._never | (worth > 0))
            carried[j, lanes] = np.where(own, self.market.demand[lanes], 0)

    def _fill(self, earned: Numbers, units: slice, tables: "Tables", carried: IntArray) -> None:
        """Write down who carries what on a chunk of units; the tables have one mode each.

        ``earned`` and ``carried`` are ``(carrier, lane, period)``.
        """
        best = tables.base.copy()
        who = np.full(len(best), -1, dtype=np.int64)
        options: list[tuple[int, int]] = []
        for j, table in enumerate(tables.single):
            if table is not None:
                take(best, who, table[0], len(options))
                options.append((j, -1))
        for pair, table in tables.pair.items():
            take(best, who, table[0, 0], len(options))
            options.append(pair)
        first, second = np.array([*options, (-1, -1)])[who].T
        alone = np.flatnonzero((first >= 0) & (second < 0))
        self._fill_alone(earned, first[alone], alone + units.start, carried)
        both = np.flatnonzero(second >= 0)
        if len(both):
            self._fill_pairs(earned, (first[both], second[both]), both + units.start, carried)

    def options(
        self, reduced: Numbers, allowed: BoolArray, states: dict[int, int], nothing: int | float
    ) -> Iterator["Ranked"]:
        """Give every option of every unit with its worth, in settled states, chunk by chunk.

        Of a pair the provider whose orders earn more is the main.
        """
        plain, _ = self._plain(reduced, allowed)
        modes: tuple[list[Vector], ...] = tuple(
            [tuple(states[k] for k in carrier.blocks)] for carrier in self.market.carriers
        )
        earned = self._earned(plain, modes, nothing)
        if self._roles is None:
            count = len(self.market.lanes)
            same = np.zeros(count)
            nobody = np.full(count, -1)
            yield Ranked(np.arange(count), nobody + ANYBODY + 1, nobody, same, same)
            return
        alone = np.array([(own[0] * self.market.demand).sum(axis=1) for own in earned])
        per_unit = np.add.reduceat(alone, self.market.first[:-1], axis=1)
        demand = np.add.reduceat(self.market.demand.sum(axis=1), self.market.first[:-1])
        for units, lanes in self._chunks():
            tables = self._tables(earned, (units, lanes), nothing, every=True)
            numbers = np.arange(units.start, units.stop)
            for j, table in enumerate(tables.single):
                if table is not None:
                    own = self.market.carriers[j].provider
                    same = np.zeros(len(numbers))
                    yield Ranked.of(numbers, np.full(len(numbers), own), -1, table[0], same)
            for (i, j), table in tables.pair.items():
                first, second = (self.market.carriers[k].provider for k in (i, j))
                ahead = per_unit[i, units] >= per_unit[j, units]
                main, backup = np.where(ahead, first, second), np.where(ahead, second, first)
                swing = np.abs(per_unit[i, units] - per_unit[j, units]) / demand[units]
                yield Ranked.of(numbers, main, backup, table[0, 0], swing)

    def _lanes_of(self, units: IntArray) -> IntArray:
        """List the lanes of some units, in order."""
        first, count = self.market.first[units], np.diff(self.market.first)[units]
        return np.repeat(first - (np.cumsum(count) - count), count) + np.arange(count.sum())

    def _fill_alone(
        self, earned: Numbers, carrier: IntArray, units: IntArray, carried: IntArray
    ) -> None:
        """Let one carrier have all of each unit that it earns something with."""
        lanes, count = self._lanes_of(units), np.diff(self.market.first)[units]
        carrier, demand = np.repeat(carrier, count), self.market.demand[lanes]
        some = self._never | (earned[carrier, lanes] > 0)
        carried[carrier, lanes] = np.where(some, demand, 0)

    def _fill_pairs(
        self,
        earned: Numbers,
        carriers: tuple[IntArray, IntArray],
        units: IntArray,
        carried: IntArray,
    ) -> None:
        """Split each unit between its two carriers."""
        assert self._scope is not None  # without shares there are no pairs
        lanes, count = self._lanes_of(units), np.diff(self.market.first)[units]
        i, j = (np.repeat(carrier, count) for carrier in carriers)
        scope, one, other = self._scope.part(lanes), earned[i, lanes], earned[j, lanes]
        if not self._led:
            carried[i, lanes], carried[j, lanes] = scope.split(one, other)
            return
        starts = np.cumsum(count) - count

        def worth(value: Numbers) -> Numbers:
            return np.add.reduceat(value if value.ndim == 1 else value.sum(axis=-1), starts)

        first = worth(scope.led(one, other)) >= worth(scope.led(other, one))
        first = np.repeat(first, count)[:, None]
        ahead, behind = scope.led_split(one, other), scope.led_split(other, one)
        carried[i, lanes] = np.where(first, ahead[0], behind[1])
        carried[j, lanes] = np.where(first, ahead[1], behind[0])

    def _choice(
        self,
        plain: Numbers,
        state: IntArray,
        own: tuple[list[Vector], ...],
        carried: IntArray,
        nothing: int | float,
    ) -> Choice:
        """Turn orders per carrier into orders of the best volume in each slot."""
        padded = np.concatenate([plain, np.full((1, plain.shape[1]), nothing, plain.dtype)])
        block, states = np.append(self._block, -1), np.append(state, 0)
        parts: list[tuple[IntArray, IntArray, IntArray]] = []
        for carrier, mode, orders in zip(self.market.carriers, own, carried, strict=True):
            lane, period = np.nonzero(orders)
            slots = carrier.volume[:, lane, period]
            of_mode = _states(carrier, block, mode[0])[:, lane, period]
            best = padded[slots, of_mode].argmax(axis=0)
            pick = np.arange(len(lane))
            volume = slots[best, pick]
            there = volume >= 0
            taken = np.where(states[volume] >= 0, states[volume], of_mode[best, pick])
            parts.append(
                (
                    self.market.volumes[volume[there]],
                    orders[lane, period][there],
                    taken[there],
                )
            )
        nowhere = np.empty(0, dtype=np.int64)
        columns = [np.concatenate([nowhere, *column]) for column in zip(*parts, strict=True)]
        return Choice(*columns) if parts else Choice(nowhere, nowhere, nowhere)


def _span_pairs(
    scope: Spans, part: list[Numbers], places: _Places
) -> Iterator[tuple[tuple[int, int], Numbers]]:
    """Give what pairs earn on each lane over several periods, ``(mode, mode, lane)``.

    Where losing orders may be left out, that takes long to work out. On most lanes it need not be:
    some pair earns more, in any mode, with everything shipped.
    """
    whole = {(i, j): scope.whole(part[i][:, None], part[j][None]) for i, j in places}
    sure = np.zeros(len(scope.demand), dtype=part[0].dtype)
    for pair, both in places.items():
        sure = np.where(both, np.maximum(sure, whole[pair].min(axis=(0, 1))), sure)
    for (i, j), worth in whole.items():
        yield (i, j), scope.value_above(sure, part[i][:, None], part[j][None], worth)


def _outside(block: IntArray, vectors: tuple[int, ...]) -> tuple[IntArray, IntArray]:
    """Give −1 per volume whose state a vector says, else 0, and those in their best state."""
    state = np.where(np.isin(block, np.array(vectors, dtype=np.int64)), -1, 0)
    return state, np.flatnonzero((block >= 0) & (state == 0))


def _states(carrier: Carrier, block: IntArray, mode: tuple[int, ...]) -> IntArray:
    """Give the state of every volume of a carrier in a mode, ``(rank, lane, period)``."""
    state = np.zeros_like(carrier.volume)
    for k, n in zip(carrier.blocks, mode, strict=True):
        state[block[carrier.volume] == k] = n
    return state
