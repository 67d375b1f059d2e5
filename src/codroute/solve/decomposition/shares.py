"""Main and backup on whole orders: the best split of a lane between two providers.

Of the s orders shipped in a share scope the larger part is between lo(s) and hi(s) = ⌈θ s⌉, with
θ = min(α⁺, 1 − β⁻). All functions work on floats and on whole numbers alike.
"""

from dataclasses import dataclass
from fractions import Fraction
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
        choices = [demand]
        for amount in residue[stands].tolist():
            choices.append(np.minimum(amount, demand))
            choices.append(np.where(demand >= amount, demand - (demand - amount) % period, demand))
        return np.array(choices)


@dataclass(frozen=True)
class Slots:
    """Share scopes of one period each: lanes × periods, with what their demand allows.

    ``demand`` is ``(lane, period)``; ``shipped`` and ``main`` are ``(choice, lane, period)``.
    """

    demand: IntArray
    full_main: IntArray
    shipped: IntArray
    main: IntArray
    never: bool

    @classmethod
    def of(cls, shares: Shares, demand: IntArray, *, never: bool) -> "Slots":
        """Work out the amounts that can be best."""
        shipped = demand[None] if never else shares.corners(demand)
        return cls(demand, shares.hi(demand), shipped, shares.hi(shipped), never)

    def part(self, lanes: slice) -> "Slots":
        """Take some of the lanes."""
        return Slots(
            self.demand[lanes],
            self.full_main[lanes],
            self.shipped[:, lanes],
            self.main[:, lanes],
            self.never,
        )

    def value(self, one: Numbers, other: Numbers) -> Numbers:
        """Give what the best split between two providers earns, ``(…, lane, period)``, exactly.

        Margins may have leading axes, one per mode; they are broadcast.
        """
        high, low = np.maximum(one, other), np.minimum(one, other)
        full = high * self.full_main + low * (self.demand - self.full_main)
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

    def _mixed(
        self, place: tuple[NDArray[Any], ...], high: Numbers, low: Numbers
    ) -> Numbers:
        """Give what each amount earns where the smaller part loses money; 0 is one of them."""
        main, shipped = self.main[:, *place], self.shipped[:, *place]
        earned = high * main + low * (shipped - main)
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
                shipped[mixed] = np.where(some, self.shipped[:, *mixed][which, pick], 0)
                main[mixed] = np.where(some, self.main[:, *mixed][which, pick], 0)
        first = one >= other
        return np.where(first, main, shipped - main), np.where(first, shipped - main, main)
