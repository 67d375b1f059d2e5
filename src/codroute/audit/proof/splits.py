"""The orders that a main and a backup may carry of one lane, in whole orders, and the best of them.

Of the s orders shipped the main carries from ``least(s)`` to ``most(s)``: docs/formulation.md,
"roles".
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from math import lcm

import numpy as np

from codroute.audit.proof.volumes import Ints
from codroute.scenario.policy import Policy

_LINEAR_AFTER = 4
"""Common periods of the shares after which both ends grow linearly from period to period."""


class Shares:
    """The bounds of the roles as whole numbers.

    Parameters
    ----------
    policy
        Its shares.
    """

    def __init__(self, policy: Policy) -> None:
        self.main = Fraction(policy.main_share_min), Fraction(policy.main_share_max)
        self.backup = Fraction(policy.backup_share_min), Fraction(policy.backup_share_max)
        self.whole = policy.decline == "never"
        self.vertices = lru_cache(maxsize=None)(self._vertices)

    @property
    def _common(self) -> int:
        """Give the orders after which the bounds repeat; the main's half repeats after two."""
        return lcm(2, *(share.denominator for share in (*self.main, *self.backup)))

    def least(self, shipped: Ints) -> Ints:
        """Give the fewest orders of the main."""
        floors = _floor(self.main[0], shipped), shipped - _ceiling(self.backup[1], shipped)
        least: Ints = np.maximum(np.maximum(*floors), (shipped + 1) // 2)
        return least

    def most(self, shipped: Ints) -> Ints:
        """Give the most orders of the main."""
        most: Ints = np.minimum(
            _ceiling(self.main[1], shipped), shipped - _floor(self.backup[0], shipped)
        )
        return most

    def _vertices(self, orders: int) -> tuple[tuple[int, int], ...]:
        """Give (main, backup) pairs of which one is best, whatever their orders earn.

        With margins a and b the value b·s + (a − b)·main is linear, so it is best in a corner of
        the pairs allowed: the most of the main where a ≥ b, the fewest where not. Where all may
        be declined any s from 0 on can be shipped.
        """
        shipped = np.array(self._shipped(orders), dtype=np.int64)
        low, high = self.least(shipped), self.most(shipped)
        allowed = low <= high
        points = [
            list(zip(shipped[allowed].tolist(), (sign * end[allowed]).tolist(), strict=True))
            for sign, end in ((1, high), (-1, low))
        ]
        ends = (*_upper_hull(points[0]), *((s, -main) for s, main in _upper_hull(points[1])))
        return tuple(dict.fromkeys((main, s - main) for s, main in ends))

    def _shipped(self, orders: int) -> Sequence[int]:
        """Give the orders shipped at which a corner can lie.

        Once the bound that binds has won, the ends grow by the same from one common period to the
        next, so that only the first and the last of these can be best.
        """
        if self.whole:
            return [orders]
        start = _LINEAR_AFTER * self._common
        if orders < start + self._common:
            return range(orders + 1)
        return [*range(start), *range(orders - self._common + 1, orders + 1)]

    def rows(self) -> tuple[tuple[int, int, int], ...]:
        """Give (x, y, limit) of rows x·main + y·backup ≤ limit, in whole numbers."""
        rows: list[tuple[int, int, int]] = [(-1, 1, 0)]
        for (low, high), swapped in ((self.main, False), (self.backup, True)):
            for own, other, limit in (
                (high.denominator - high.numerator, -high.numerator, high.denominator - 1),
                (low.numerator - low.denominator, low.numerator, low.denominator - 1),
            ):
                rows.append((other, own, limit) if swapped else (own, other, limit))
        return tuple(rows)


def _floor(share: Fraction, orders: Ints) -> Ints:
    return share.numerator * orders // share.denominator


def _ceiling(share: Fraction, orders: Ints) -> Ints:
    return -(-share.numerator * orders // share.denominator)


def _upper_hull(points: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the corners of the upper hull of points sorted by their first part."""
    hull: list[tuple[int, int]] = []
    for x, y in points:
        while len(hull) >= 2:
            (x0, y0), (x1, y1) = hull[-2:]
            if (x1 - x0) * (y - y0) < (y1 - y0) * (x - x0):
                break
            hull.pop()
        hull.append((x, y))
    return hull


def best_in_one_scope(shares: Shares, main: Ints, backup: Ints, orders: Ints) -> Ints:
    """Give the best value of every share scope, exactly; all arrays are ``(scope,)``."""
    kinds, kind = np.unique(orders, return_inverse=True)
    corners = [shares.vertices(n) or ((0, 0),) for n in kinds.tolist()]
    width = max(map(len, corners), default=1)
    # A corner twice changes no maximum.
    padded = np.array([c + c[-1:] * (width - len(c)) for c in corners], dtype=np.int64)
    table = padded.reshape(len(corners), width, 2)[kind]
    best: Ints = (main[:, None] * table[..., 0] + backup[:, None] * table[..., 1]).max(axis=1)
    return best


def best_over_periods(shares: Shares, main: Ints, backup: Ints, orders: Ints) -> Ints:
    """Give at least the best value of every lane over several periods; ``(lane, period)`` in.

    Exact where everything is shipped: because it has to be, or because no order loses money.
    """
    total = orders.sum(axis=1)
    worth = (np.minimum(main, backup) >= 0) | (orders == 0)
    exact = worth.all(axis=1) | shares.whole
    exact &= shares.least(total) <= shares.most(total)
    value = np.zeros(len(total), dtype=np.int64)
    value[exact] = _all_shipped(shares, main[exact], backup[exact], orders[exact])
    rest = ~exact
    if rest.any():
        value[rest] = _one_row_at_a_time(shares, main[rest], backup[rest], orders[rest])
    return value


def _all_shipped(shares: Shares, main: Ints, backup: Ints, orders: Ints) -> Ints:
    """Ship all; the main gets the orders whose margin it betters most, as many as is best."""
    total, gain = orders.sum(axis=1), main - backup
    wanted = np.where(gain > 0, orders, 0).sum(axis=1)
    wanted = np.clip(wanted, shares.least(total), shares.most(total))
    order = np.argsort(-gain, axis=1, kind="stable")
    gain, sizes = (np.take_along_axis(x, order, axis=1) for x in (gain, orders))
    taken = np.clip(wanted[:, None] - (np.cumsum(sizes, axis=1) - sizes), 0, sizes)
    value: Ints = (backup * orders).sum(axis=1) + (gain * taken).sum(axis=1)
    return value


def _one_row_at_a_time(shares: Shares, main: Ints, backup: Ints, orders: Ints) -> Ints:
    """Bound the value by each row of the shares alone, at the best price of that row.

    The bound is convex in the price and bends where two of (nothing, main, backup) tie in a
    period. All bends of a kind have one denominator, so that whole numbers suffice.
    """
    nothing = np.zeros((len(main), 1), dtype=np.int64)
    bounds = []
    for x, y, limit in shares.rows():
        bends = [(1, nothing)]
        for gain, weight in ((main, x), (backup, y), (main - backup, x - y)):
            if weight:
                bends.append((abs(weight), gain if weight > 0 else -gain))
        for part, prices in bends:
            for column in range(prices.shape[1]):
                price = np.maximum(prices[:, [column]], 0)
                margin = np.maximum(part * main - price * x, part * backup - price * y)
                value = price[:, 0] * limit + (orders * np.maximum(margin, 0)).sum(axis=1)
                bounds.append(-(-value // part))
    best: Ints = np.min(bounds, axis=0)
    return best
