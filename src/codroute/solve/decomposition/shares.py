"""Main and backup on whole orders: the best split of a lane between two providers.

Of the s orders shipped in a share scope the larger part is between lo(s) and hi(s) = ⌈θ s⌉, with
θ = min(α⁺, 1 − β⁻). All functions work on floats and on whole numbers alike.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from codroute.economics.arrays import IntArray
from codroute.formulation.roles import share_ceiling
from codroute.formulation.statement import Roles, Share

Numbers = NDArray[Any]
"""Float64 for pricing, int64 for bounds."""


@dataclass(frozen=True)
class Shares:
    """The bounds on whole orders of the larger and the smaller role."""

    least: Share
    most: Share

    @classmethod
    def of(cls, roles: Roles) -> "Shares":
        """Take the bounds from the rule: those on the backup bound the main from the other side."""
        low, high = (Fraction(s.numerator, s.denominator) for s in roles.main)
        backup_low, backup_high = (Fraction(s.numerator, s.denominator) for s in roles.backup)
        least, most = max(low, 1 - backup_high), min(high, 1 - backup_low)
        return cls(Share(*least.as_integer_ratio()), Share(*most.as_integer_ratio()))

    @property
    def rows(self) -> tuple[tuple[int, int, int], ...]:
        """Write the bounds as whole numbers cX, cY, κ with cX · main + cY · backup ≤ κ.

        For whole orders they say exactly X ≤ ⌈θ s⌉, X ≥ ⌊l s⌋ and X ≥ Y.
        """
        top, of_top = self.most.numerator, self.most.denominator
        low, of_low = self.least.numerator, self.least.denominator
        return (of_top - top, -top, of_top - 1), (low - of_low, low, of_low - 1), (-1, 1, 0)

    def hi(self, shipped: IntArray) -> IntArray:
        """Give ⌈θ s⌉, the most that the main can carry of s orders shipped."""
        return share_ceiling(self.most, shipped)

    def lo(self, shipped: IntArray) -> IntArray:
        """Give the least that the main must carry of s orders shipped; at least half."""
        floor = self.least.numerator * shipped // self.least.denominator
        least: IntArray = np.maximum(floor, shipped - shipped // 2)
        return least

    def corners(self, demand: IntArray) -> IntArray:
        """List the amounts shipped that can be best while the backup loses money.

        Returns ``(choice, …)``: an order more for the backup must bring one for the main with the
        next order shipped, so only the last amount before hi(s) stands still can be best. hi is
        linear but for a period of θ's denominator, so the first and last of each residue do.
        """
        top, period = self.most.numerator, self.most.denominator
        residue = np.arange(period)
        stands = -(-top * (residue + 1) // period) == -(-top * residue // period)
        if 2 * stands.sum() >= demand.max(initial=0):
            return _every_amount(demand)
        choices = [demand]
        for amount in residue[stands].tolist():
            choices.append(np.minimum(amount, demand))
            choices.append(np.where(demand >= amount, demand - (demand - amount) % period, demand))
        return np.array(choices)

    def amounts(self, demand: IntArray) -> IntArray:
        """List amounts shipped of which one is best for any margins, ``(choice, …)``.

        hi and lo repeat after a common period of their denominators and 2, lo once ⌊l s⌋ has passed
        ⌈s/2⌉ for good, which it has at 1 / (l − 1/2).
        """
        period = lcm(self.most.denominator, self.least.denominator, 2)
        over = Fraction(self.least.numerator, self.least.denominator) - Fraction(1, 2)
        begins = ceil(1 / over) if over > 0 else 0
        if begins + 2 * period > demand.max(initial=0):
            return _every_amount(demand)
        early = np.arange(begins + period)
        choices = [np.minimum(amount, demand) for amount in early.tolist()]
        choices += [np.maximum(demand - amount, 0) for amount in range(period)]
        return np.array(choices)


def _every_amount(demand: IntArray) -> IntArray:
    """List all amounts that can be shipped, ``(choice, …)``: few where shares repeat rarely."""
    return np.array([np.minimum(s, demand) for s in range(int(demand.max(initial=0)) + 1)])


@dataclass(frozen=True)
class Slots:
    """Share scopes of one period each: lanes × periods, with what their demand allows.

    ``demand`` is ``(lane, period)``, as are the most and the least that the main carries of it;
    ``shipped``, ``main`` and ``least`` are the same for amounts that can be best, ``(choice, lane,
    period)``.
    """

    demand: IntArray
    full_main: IntArray
    full_least: IntArray
    shipped: IntArray
    main: IntArray
    least: IntArray
    never: bool

    @classmethod
    def of(cls, shares: Shares, demand: IntArray, *, never: bool, led: bool) -> "Slots":
        """Work out the amounts that can be best; more of them where the main is ``led`` by name."""
        shipped = demand[None]
        if not never:
            shipped = shares.amounts(demand) if led else shares.corners(demand)
        full, some = (
            (shares.hi(demand), shares.lo(demand)),
            (shares.hi(shipped), shares.lo(shipped)),
        )
        return cls(demand, *full, shipped, *some, never)

    def part(self, lanes: slice | IntArray) -> "Slots":
        """Take some of the lanes."""
        full = (self.demand[lanes], self.full_main[lanes], self.full_least[lanes])
        some = (self.shipped[:, lanes], self.main[:, lanes], self.least[:, lanes])
        return Slots(*full, *some, self.never)

    def value(self, one: Numbers, other: Numbers) -> Numbers:
        """Give what the best split between two providers earns, ``(…, lane, period)``, exactly.

        Margins may have leading axes, one per mode; they are broadcast.
        """
        high, low = np.maximum(one, other), np.minimum(one, other)
        full: Numbers = high * self.full_main + low * (self.demand - self.full_main)
        if self.never:
            return full
        losing = low < 0
        if not losing.any():
            return full
        mixed = np.nonzero(losing & (high > 0))
        value = np.where(high > 0, full, 0)
        if len(mixed[0]):
            value[mixed] = self._mixed(mixed[-2:], high[mixed], low[mixed]).max(axis=0)
        return value

    def led(self, main: Numbers, backup: Numbers) -> Numbers:
        """Give what a named main and backup earn at best, ``(…, lane, period)``, exactly."""
        value = self._earned(main, backup, self.demand, self.full_main, self.full_least)
        if self.never:
            return value
        value = np.where((main > 0) | (backup > 0), value, 0)
        mixed = np.nonzero(((main < 0) & (backup > 0)) | ((main > 0) & (backup < 0)))
        if len(mixed[0]):
            amounts = tuple(_at(a, mixed[-2:]) for a in (self.shipped, self.main, self.least))
            main, backup = np.broadcast_arrays(main, backup)
            earned = self._earned(main[mixed], backup[mixed], *amounts)
            value[mixed] = np.maximum(earned.max(axis=0), 0)
        return value

    @staticmethod
    def _earned(
        main: Numbers, backup: Numbers, shipped: IntArray, most: IntArray, least: IntArray
    ) -> Numbers:
        """Give the main as much as it can carry where it earns more, else as little."""
        orders = np.where(main >= backup, most, least)
        earned: Numbers = main * orders + backup * (shipped - orders)
        return earned

    def led_split(self, main: Numbers, backup: Numbers) -> tuple[IntArray, IntArray]:
        """Give the orders of a named main and backup in the best split, ``(lane, period)`` each."""
        if self.never:
            shipped, most, least = self.demand, self.full_main, self.full_least
        else:
            earned = self._earned(main, backup, self.shipped, self.main, self.least)
            pick = earned.argmax(axis=0)[None]
            shipped, most, least = (
                np.take_along_axis(amounts, pick, axis=0)[0]
                for amounts in (self.shipped, self.main, self.least)
            )
            some = earned.max(axis=0) > 0
            shipped, most, least = (np.where(some, a, 0) for a in (shipped, most, least))
        orders = np.where(main >= backup, most, least)
        return orders, shipped - orders

    def _mixed(self, place: tuple[NDArray[Any], ...], high: Numbers, low: Numbers) -> Numbers:
        """Give what each amount earns where the smaller part loses money; 0 is one of them."""
        main, shipped = _at(self.main, place), _at(self.shipped, place)
        earned: Numbers = high * main + low * (shipped - main)
        return np.maximum(earned, 0)

    def split(self, one: Numbers, other: Numbers) -> tuple[IntArray, IntArray]:
        """Give the orders of both providers in the best split, ``(lane, period)`` each."""
        high, low = np.maximum(one, other), np.minimum(one, other)
        shipped, main = self.demand.copy(), self.full_main.copy()
        if not self.never:
            nothing = high <= 0
            shipped[nothing] = main[nothing] = 0
            mixed = np.nonzero((low < 0) & (high > 0))
            if len(mixed[0]):
                earned = self._mixed(mixed, high[mixed], low[mixed])
                best, which = earned.max(axis=0), earned.argmax(axis=0)
                pick = np.arange(len(which))
                some = best > 0
                shipped[mixed] = np.where(some, _at(self.shipped, mixed)[which, pick], 0)
                main[mixed] = np.where(some, _at(self.main, mixed)[which, pick], 0)
        first = one >= other
        return np.where(first, main, shipped - main), np.where(first, shipped - main, main)


def _at(amounts: IntArray, place: tuple[NDArray[Any], ...]) -> IntArray:
    """Take all choices at some lanes and periods, ``(choice, place)``."""
    lane, period = place
    taken: IntArray = amounts[:, lane, period]
    return taken
