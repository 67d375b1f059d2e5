"""Main and backup over a horizon of several periods: shares hold over all of them together.

If everything is shipped, the main gets the orders of the periods in which it is better by most.
Where declining pays, the best whole-order split has no short form: priced is an upper bound, from
one multiplier on the share that would be broken, and a split found by leaving out periods.
"""

from dataclasses import dataclass

import numpy as np

from codroute.economics.arrays import BoolArray, IntArray
from codroute.solve.decomposition.shares import Numbers, Shares

_Row = tuple[int, int, int]
"""Whole numbers cX, cY, κ of a share row: cX · main + cY · backup ≤ κ."""

_ROOM = 2**60
"""What a priced share of a lane may add to sums of whole numbers."""


@dataclass(frozen=True)
class Spans:
    """Lanes whose share scope is the horizon; ``demand`` is ``(lane, period)``."""

    shares: Shares
    demand: IntArray
    rows: tuple[_Row, ...]
    never: bool

    @classmethod
    def of(cls, shares: Shares, demand: IntArray, *, never: bool, led: bool) -> "Spans":
        """Write the share bounds on whole orders as rows; ``led`` changes nothing here."""
        del led
        return cls(shares, demand, shares.rows, never)

    def part(self, lanes: slice | IntArray) -> "Spans":
        """Take some of the lanes."""
        return Spans(self.shares, self.demand[lanes], self.rows, self.never)

    def whole(self, one: Numbers, other: Numbers) -> Numbers:
        """Give what the best split earns if everything is shipped, ``(…, lane)``.

        Margins are ``(…, lane, period)`` and may have leading axes, one per mode; they are
        broadcast.
        """
        return _best_counts(self.shares, one, other, self.demand)[1]

    def value(self, one: Numbers, other: Numbers) -> Numbers:
        """Give no less than the best split between two providers earns, ``(…, lane)``.

        Exact where everything is shipped, as it is where no order loses money.
        """
        return self.value_above(None, one, other, self.whole(one, other))

    def value_above(
        self, sure: Numbers | None, one: Numbers, other: Numbers, whole: Numbers
    ) -> Numbers:
        """Give the same, from what everything shipped earns: ``whole`` is overwritten.

        Where it cannot be more than what is ``sure`` without this pair, ``(lane,)``, it may be
        less.
        """
        if self.never:
            return whole
        places = self._losing(one, other)
        if sure is not None and len(places[0]):
            margins = np.maximum(_of_lanes(one, places), _of_lanes(other, places))
            free = (np.maximum(margins, 0) * self.demand[places[-1]]).sum(axis=1)
            places = tuple(axis[free > sure[places[-1]]] for axis in places)
        if len(places[0]):
            first, second = _of_lanes(one, places), _of_lanes(other, places)
            whole[places] = self._at_most(first, second, self.demand[places[-1]])
        return whole

    def led(self, main: Numbers, backup: Numbers) -> Numbers:
        """Give no less than a named main and backup earn at best, ``(…, lane)``."""
        full = _best_counts(self.shares, main, backup, self.demand, led=True)[1]
        if self.never:
            return full
        places = self._losing(main, backup)
        if len(places[0]):
            first, second = _of_lanes(main, places), _of_lanes(backup, places)
            full[places] = self._led_at_most(first, second, self.demand[places[-1]])
        return full

    def _losing(self, one: Numbers, other: Numbers) -> tuple[IntArray, ...]:
        """List modes and lanes in which some orders lose money with one of the providers."""
        least = (np.where(self.demand > 0, own, 0).min(axis=-1) for own in (one, other))
        return np.nonzero(np.minimum(*least) < 0)

    def _at_most(self, one: Numbers, other: Numbers, demand: IntArray) -> Numbers:
        """Bound what two providers earn on lanes where some orders lose money."""
        return np.maximum(
            self._led_at_most(one, other, demand), self._led_at_most(other, one, demand)
        )

    def _led_at_most(self, main: Numbers, backup: Numbers, demand: IntArray) -> Numbers:
        """Bound what a named main and backup earn: the free best, less what a share would cost."""
        best = np.maximum(np.maximum(main, backup), 0)
        bound: Numbers = (demand * best).sum(axis=1)
        as_main = (main == best) & (main > 0)
        as_backup = (backup == best) & (backup > 0) & ~as_main
        mains, backups = (demand * as_main).sum(axis=1), (demand * as_backup).sum(axis=1)
        for row in self.rows:
            broken = row[0] * mains + row[1] * backups > row[2]
            if broken.any():
                priced = _least(row, main[broken], backup[broken], demand[broken])
                bound[broken] = np.minimum(bound[broken], priced)
        return bound

    def split(
        self, one: Numbers, other: Numbers, *, led: bool = False
    ) -> tuple[IntArray, IntArray]:
        """Give the orders of both providers in a good split, ``(lane, period)`` each.

        ``led`` makes the first the main; else either may be.
        """
        best_one, earned = _best_counts(self.shares, one, other, self.demand, led=led)
        orders = _spread(one - other, best_one, self.demand)
        split = orders, self.demand - orders
        if self.never:
            return split
        for kept in self._periods_kept(one, other):
            demand = np.where(kept, self.demand, 0)
            count, worth = _best_counts(self.shares, one, other, demand, led=led)
            better = worth > earned
            orders = _spread(one - other, count, demand)
            split = (
                np.where(better[:, None], orders, split[0]),
                np.where(better[:, None], demand - orders, split[1]),
            )
            earned = np.maximum(earned, worth)
        some = (earned > 0)[:, None]
        return np.where(some, split[0], 0), np.where(some, split[1], 0)

    def led_split(self, main: Numbers, backup: Numbers) -> tuple[IntArray, IntArray]:
        """Give the orders of a named main and backup in a good split, ``(lane, period)`` each."""
        return self.split(main, backup, led=True)

    def _periods_kept(self, one: Numbers, other: Numbers) -> tuple[BoolArray, BoolArray]:
        """Say which periods may be worth shipping in: where the better earns, or the mean does."""
        high, low = np.maximum(one, other), np.minimum(one, other)
        top, of_top = self.shares.most.numerator, self.shares.most.denominator
        return high > 0, high * top + low * (of_top - top) > 0


def _of_lanes(margin: Numbers, places: tuple[IntArray, ...]) -> Numbers:
    """Take the margins of some modes and lanes, ``(place, period)``; axes of one are broadcast."""
    lengths = margin.shape[:-1]
    own = [np.minimum(axis, n - 1) for axis, n in zip(places, lengths, strict=True)]
    taken: Numbers = margin[tuple(own)]
    return taken


def _best_counts(
    shares: Shares, one: Numbers, other: Numbers, demand: IntArray, *, led: bool = False
) -> tuple[IntArray, Numbers]:
    """Give how many orders of all the first provider gets at best, and what both then earn.

    Shapes ``(…, lane)``. Either may be the main unless the first is ``led`` to be; what they earn
    is concave in the count.
    """
    total = demand.sum(axis=1)
    hi, lo = shares.hi(total), shares.lo(total)
    advantage = [one[..., t] - other[..., t] for t in range(demand.shape[1])]
    wanted = sum(d * (own > 0) for d, own in zip(demand.T, advantage, strict=True))
    base = (other * demand).sum(axis=-1)
    counts = [np.clip(wanted, lo, hi)]
    if not led:
        counts.append(np.clip(wanted, total - hi, total - lo))
    gains = _gains(advantage, demand, counts)
    if led:
        return counts[0], base + gains[0]
    return np.where(gains[0] >= gains[1], *counts), base + np.maximum(*gains)


def _gains(advantage: list[Numbers], demand: IntArray, counts: list[IntArray]) -> list[Numbers]:
    """Give what so many orders earn more with the first provider, in its best periods.

    The least over μ of μ · count + Σ_t d_t max(0, a_t − μ), which is linear between the a_t: so
    the periods need not be sorted for every lane and mode.
    """
    gains: list[Numbers] = []
    for price in advantage:
        above: Numbers = np.zeros_like(price)
        for of_period, own in zip(demand.T, advantage, strict=True):
            if own is not price:
                above += np.maximum(own - price, 0) * of_period
        worth = [above + price * count for count in counts]
        gains = [np.minimum(*both) for both in zip(gains, worth, strict=True)] if gains else worth
    return gains


def _spread(advantage: Numbers, count: IntArray, demand: IntArray) -> IntArray:
    """Give the first provider so many orders of each lane, where its advantage is greatest."""
    order = np.argsort(-advantage, axis=1, kind="stable")
    sorted_demand = np.take_along_axis(demand, order, axis=1)
    before = np.cumsum(sorted_demand, axis=1) - sorted_demand
    taken = np.clip(count[:, None] - before, 0, sorted_demand)
    orders = np.empty_like(demand)
    np.put_along_axis(orders, order, taken, axis=1)
    return orders


def _least(row: _Row, main: Numbers, backup: Numbers, demand: IntArray) -> Numbers:
    """Give min over μ of μκ + Σ_t d_t max(0, a_t − μ cX, b_t − μ cY), ``(lane,)``.

    Convex in μ and linear between the values at which two of the three terms tie.
    """
    on_main, on_backup, most = row
    ties = [main - backup, main, backup]
    slopes = [on_main - on_backup, on_main, on_backup]
    best = np.full(len(main), np.inf) if main.dtype.kind == "f" else None
    points = [_at(tie, slope) for tie, slope in zip(ties, slopes, strict=True) if slope != 0]
    price = np.concatenate(points, axis=1)
    if best is None:
        # Any price bounds; one this large would make the sums run over.
        orders = np.maximum(demand.sum(axis=1), 1)
        price = np.minimum(price, (_ROOM // (most + max(map(abs, slopes)) * orders))[:, None])
    values = most * price
    for period in range(main.shape[1]):
        a = main[:, period, None] - on_main * price
        b = backup[:, period, None] - on_backup * price
        values = values + demand[:, period, None] * np.maximum(np.maximum(a, b), 0)
    least: Numbers = values.min(axis=1)
    return least if best is None else np.minimum(best, least)


def _at(tie: Numbers, slope: int) -> Numbers:
    """Give where a line through ``tie`` with a slope is 0, not below 0; whole numbers stay so."""
    where = tie / slope if tie.dtype.kind == "f" else tie // slope
    return np.maximum(where, 0)
