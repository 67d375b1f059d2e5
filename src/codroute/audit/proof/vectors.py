"""The best that the lanes of one country can do in one leaf, over all vectors of its states.

A vector says which state each schedule told apart jointly is in. Only a provider's own states
change what its orders earn, so that the worth of a pair of providers is found once for the states
of the two; a vector's worth is that of the best pair in every role block.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from codroute.audit.proof.splits import Shares, best_in_one_scope, best_over_periods
from codroute.audit.proof.volumes import Ints, Volumes

_NOBODY = -(2**62)
"""Below every worth: no provider can have the role."""

_MOST_KEPT = 30_000_000
"""Figures of providers, and of pairs, that are kept at a time."""

Vector = Mapping[int, int]
"""The state of each window."""


@dataclass(frozen=True)
class Reduced:
    """Reduced margins of a leaf in whole units, ``(quote, period, state)``, and their most.

    ``best`` is that over the states of the leaf, ``(quote, period)``. ``closed`` is what an order
    that nobody carries may count.
    """

    margin: Ints
    best: Ints
    closed: int


class Market:
    """The lanes of one country, who can carry them, and who can have their roles.

    Parameters
    ----------
    volumes
        Of all countries.
    country
        Which one.
    """

    def __init__(self, volumes: Volumes, country: str) -> None:
        self._volumes = volumes
        self._policy = volumes.policy
        self._shares = Shares(volumes.policy)
        here = [lane.country == country for lane in volumes.lanes]
        blocks = [b for b, lanes in enumerate(volumes.blocks) if here[lanes[0]]]
        self._lanes = [lane for b in blocks for lane in volumes.blocks[b]]
        self.orders: Ints = volumes.demand[self._lanes]
        """Orders of the country's lanes, ``(lane, period)``."""
        sizes = [len(volumes.blocks[b]) for b in blocks]
        self._block: Ints = np.repeat(np.arange(len(blocks)), sizes)
        named = np.zeros((len(blocks), len(volumes.providers)), dtype=np.bool_)
        for i, b in enumerate(blocks):
            named[i, list(volumes.candidates[b])] = True
        self._pairs = volumes.policy.roles == "main_backup"
        several = named.sum(axis=1) >= 2
        self._alone = named & ~(several & self._pairs)[:, None]
        self.paired = named & (several & self._pairs)[:, None]
        """Tells which providers can be one of a block's two, ``(block, provider)``."""
        self.providers: list[int] = np.flatnonzero(named.any(axis=0)).tolist()
        self._offers = {p: list(self._quotes_of(p)) for p in self.providers}

    def _quotes_of(self, provider: int) -> Iterator[tuple[Ints, Ints]]:
        """Give lanes (numbered here) and quotes of each of a provider's offers."""
        number = {lane: i for i, lane in enumerate(self._lanes)}
        by_offer: dict[str, list[tuple[int, int]]] = {}
        for q in np.flatnonzero(self._volumes.provider == provider).tolist():
            quote = self._volumes.quotes[q]
            if quote.lane in number:
                by_offer.setdefault(quote.offer.offer, []).append((number[quote.lane], q))
        for pairs in by_offer.values():
            lanes, quotes = np.array(pairs, dtype=np.int64).T
            yield lanes, quotes

    def windows_of(self, provider: int, windows: Sequence[int]) -> list[int]:
        """Give those of some windows that are of a provider's schedules."""
        name = self._volumes.providers[provider]
        return [k for k in windows if self._volumes.windows[k].schedule.provider == name]

    def best(
        self,
        reduced: Reduced,
        allowed: Mapping[int, Sequence[int]],
        paid: Mapping[tuple[int, int], int],
    ) -> int:
        """Give the most that the country's lanes earn, less what its vector pays.

        Parameters
        ----------
        reduced
            What an order earns.
        allowed
            States of each window told apart here.
        paid
            What the state of a window costs here.
        """
        search = _Search(self, reduced, allowed, paid)
        return search.best()

    def margins(self, reduced: Reduced, provider: int, vector: Vector) -> Ints:
        """Give what an order earns with a provider's best offer, ``(lane, period)``."""
        best = np.full(self.orders.shape, -reduced.closed, dtype=np.int64)
        state = np.full(len(self._volumes.windows) + 1, -1, dtype=np.int64)
        for k, chosen_state in vector.items():
            state[k] = chosen_state
        for lanes, quotes in self._offers[provider]:
            n = state[self._volumes.window[quotes]]  # −1, no window, is the last entry
            chosen = np.take_along_axis(
                reduced.margin[quotes], np.maximum(n, 0)[..., None], axis=2
            )[..., 0]
            margin = np.where(n < 0, reduced.best[quotes], chosen)
            best[lanes] = np.maximum(best[lanes], margin)
        return best

    def start(self) -> Ints:
        """Give what each cell is worth without a provider: a block, or a lane in a period."""
        cells = self.orders.size if self._policy.roles == "free" else len(self._alone)
        return np.full(cells, _NOBODY if self._shares.whole else 0, dtype=np.int64)

    def alone(self, margins: Ints, provider: int) -> Ints:
        """Give what each cell is worth with one provider that carries all that is shipped."""
        worth = self.orders * (margins if self._shares.whole else np.maximum(margins, 0))
        if self._policy.roles == "free":
            free: Ints = worth.ravel()
            return free
        total = np.zeros(len(self._alone), dtype=np.int64)
        np.add.at(total, self._block, worth.sum(axis=1))
        return np.where(self._alone[:, provider], total, _NOBODY)

    def pair(self, one: tuple[int, Ints], other: tuple[int, Ints]) -> Ints:
        """Give what each block is worth with two providers as main and backup, either way."""
        both = self.paired[:, one[0]] & self.paired[:, other[0]]
        worth = np.full(len(both), _NOBODY, dtype=np.int64)
        lanes = both[self._block]
        for main, backup in ((one[1], other[1]), (other[1], one[1])):
            total = np.zeros(len(both), dtype=np.int64)
            value = self._split(main[lanes], backup[lanes], self.orders[lanes])
            np.add.at(total, self._block[lanes], value)
            worth = np.where(both, np.maximum(worth, total), worth)
        return worth

    def _split(self, main: Ints, backup: Ints, orders: Ints) -> Ints:
        """Give the best split of every lane's orders between two providers."""
        periods = orders.shape[1]
        if self._policy.share_scope == "lane_horizon" and periods > 1:
            return best_over_periods(self._shares, main, backup, orders)
        scopes = best_in_one_scope(self._shares, main.ravel(), backup.ravel(), orders.ravel())
        worth: Ints = scopes.reshape(-1, periods).sum(axis=1)
        return worth


class _Search:
    """Goes through the vectors, one provider's states after the other's."""

    def __init__(
        self,
        market: Market,
        reduced: Reduced,
        allowed: Mapping[int, Sequence[int]],
        paid: Mapping[tuple[int, int], int],
    ) -> None:
        self._market = market
        self._reduced = reduced
        self._paid = paid
        self._allowed = allowed
        self._own = {p: market.windows_of(p, list(allowed)) for p in market.providers}
        self._margins: dict[tuple[int, tuple[int, ...]], Ints] = {}
        self._pairs: dict[tuple[int, ...], Ints] = {}
        self._most_kept = max(1, _MOST_KEPT // max(1, market.orders.size))

    def best(self) -> int:
        """Give the worth of the best vector."""
        theirs = {k for windows in self._own.values() for k in windows}
        # Windows of providers that carry nothing here only cost.
        idle = sum(
            max(-self._paid.get((k, n), 0) for n in states)
            for k, states in self._allowed.items()
            if k not in theirs
        )
        return idle + self._deepen(self._market.start(), [])

    def _deepen(self, worth: Ints, chosen: list[tuple[int, tuple[int, ...]]]) -> int:
        """Give the best worth below the states chosen so far."""
        if len(chosen) == len(self._market.providers):
            # A sum of 64 bits could overflow; its halves cannot.
            known = np.where(worth == _NOBODY, 0, worth)
            return (int((known >> 31).sum()) << 31) + int((known & (2**31 - 1)).sum())
        provider = self._market.providers[len(chosen)]
        windows = self._own[provider]
        found: int | None = None
        for states in product(*(self._allowed[k] for k in windows)):
            key = (provider, states)
            cost = sum(self._paid.get(state, 0) for state in zip(windows, states, strict=True))
            value = self._deepen(self._joined(worth, chosen, key), [*chosen, key]) - cost
            found = value if found is None else max(found, value)
        assert found is not None  # no window is without a state
        return found

    def _joined(
        self,
        worth: Ints,
        chosen: Sequence[tuple[int, tuple[int, ...]]],
        key: tuple[int, tuple[int, ...]],
    ) -> Ints:
        """Add a provider in its states to those that can be chosen from."""
        worth = np.maximum(worth, self._market.alone(self._margins_of(key), key[0]))
        for other in chosen:
            if self._market.paired[:, (other[0], key[0])].all(axis=1).any():
                worth = np.maximum(worth, self._pair(other, key))
        return worth

    def _pair(self, one: tuple[int, tuple[int, ...]], other: tuple[int, tuple[int, ...]]) -> Ints:
        name = (one[0], other[0], *one[1], *other[1])
        if name not in self._pairs:
            if len(self._pairs) >= self._most_kept:
                self._pairs.clear()
            margins = (one[0], self._margins_of(one)), (other[0], self._margins_of(other))
            self._pairs[name] = self._market.pair(*margins)
        return self._pairs[name]

    def _margins_of(self, key: tuple[int, tuple[int, ...]]) -> Ints:
        if key not in self._margins:
            if len(self._margins) >= self._most_kept:
                self._margins.clear()
            vector = dict(zip(self._own[key[0]], key[1], strict=True))
            self._margins[key] = self._market.margins(self._reduced, key[0], vector)
        return self._margins[key]
