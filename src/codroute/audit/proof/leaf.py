"""The bound of one leaf: what its prices leave to be earned, added up in whole units.

Every amount is rounded up to a whole unit, so fine that all of them together matter less than a
minor unit; a sum of whole numbers is exact, so that no bound comes out too low.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, log2

import numpy as np

from codroute.audit.proof.effects import Effect, State, committed
from codroute.audit.proof.gains import FLOAT_BITS, Gains
from codroute.audit.proof.margins import Margins
from codroute.audit.proof.splits import Shares
from codroute.audit.proof.vectors import Market, Reduced
from codroute.audit.proof.volumes import Ints, Volumes
from codroute.scenario.tables import Commitment

_BITS = 61
"""Of a sum of 64 bits, those that may be used; one is the sign."""

_CLOSED = 32
"""What an order that nobody carries counts, in times the largest margin, below nothing."""


@dataclass(frozen=True)
class Case:
    """What may hold in a leaf, and the price of every row per natural unit."""

    allowed: Mapping[int, Sequence[int]]
    """States of every window."""
    used: Mapping[str, bool]
    """Commitments fixed to used or not used."""
    vectors: Mapping[str, Sequence[int]]
    """Windows told apart jointly, by country."""
    prices: Sequence[Fraction]


class Problem:
    """What is bounded: the contribution, or the orders shipped where every order counts 1.

    Parameters
    ----------
    volumes, margins
        What can be carried, and what an order earns.
    effects
        Of a price of 1 on each row.
    counts_money
        False where the orders shipped are bounded: then contracts cost nothing.
    largest
        The largest price of every row in any leaf.
    """

    def __init__(
        self,
        volumes: Volumes,
        margins: Margins,
        effects: Sequence[Effect],
        *,
        counts_money: bool,
        largest: Sequence[Fraction],
    ) -> None:
        self._volumes = volumes
        self._effects = effects
        self._counts_money = counts_money
        # Also of countries without lanes, whose vectors can have prices all the same.
        self._markets = {name: Market(volumes, name) for name in volumes.catalog.country_currency}
        self._gains = [None if e.orders is None else Gains(volumes, e.orders) for e in effects]
        self._headroom = _headroom(volumes)
        width = max((len(window.ladder) for window in volumes.windows), default=1)
        most, touched = self._sizes((*margins.code.shape, width), largest)
        most += max((abs(float(value)) for row in margins.values for value in row), default=0.0)
        self._fine = _fineness(self._headroom, most)
        self._margin = self._in_units(margins, width)
        steps = volumes.total * (2 * touched + 1) + len(volumes.lanes)
        self.rounding = (steps + len(volumes.windows) * len(self._markets)) / self._fine
        """The most that rounding up can have added to a bound."""

    def _sizes(self, shape: tuple[int, int, int], largest: Sequence[Fraction]) -> tuple[float, int]:
        """Give the most that an order gains and pays in all, and how often, in any leaf."""
        most, touched = np.zeros(shape), np.zeros(shape, dtype=np.int64)
        for gains, price in zip(self._gains, largest, strict=True):
            if gains is not None and price:
                most[gains.where] += gains.sizes(price)
                touched[gains.where] += 1
        return float(most.max(initial=0.0)), int(touched.max(initial=0))

    def _in_units(self, margins: Margins, width: int) -> Ints:
        """Count the margins in whole units, rounded up: ``(quote, period, state)``."""
        table = np.zeros((max(1, len(margins.values)), width), dtype=np.int64)
        for row, values in enumerate(margins.values):
            units = [ceil(value * self._fine) for value in values]
            table[row] = units + units[-1:] * (width - len(units))
        return table[margins.code]

    def bound(self, case: Case) -> Fraction:
        """Give what no plan of the case exceeds."""
        fixed, paid = Fraction(0), dict[tuple[str, State], Fraction]()
        worth: dict[State, Fraction] = defaultdict(Fraction)
        if self._counts_money:
            for k, states in case.allowed.items():
                for n in states:
                    worth[k, n] = self._volumes.windows[k].constant(n)
        priced = [(e, price) for e, price in zip(self._effects, case.prices, strict=True) if price]
        for effect, price in priced:
            if effect.state is None:
                fixed += price * effect.fixed
            else:
                worth[effect.state] += price * effect.fixed
            if effect.paid_in is not None and effect.state is not None:
                place = effect.paid_in, effect.state
                paid[place] = paid.get(place, Fraction(0)) + price
        for k, states in case.allowed.items():
            fixed += max(worth[k, n] for n in states)
        fixed += sum((self._contract(c, case, priced) for c in self._commitments), Fraction(0))
        reduced = self._reduced(case)
        return fixed + sum(self._market(country, case, reduced, paid) for country in self._markets)

    @property
    def _commitments(self) -> tuple[Commitment, ...]:
        return self._volumes.catalog.scenario.commitments

    def _contract(
        self, commitment: Commitment, case: Case, priced: Iterable[tuple[Effect, Fraction]]
    ) -> Fraction:
        """Give the best of using a commitment or not, and of falling short of it or not."""
        name, money = commitment.commitment, Fraction(self._counts_money)
        money *= Fraction(self._volumes.catalog.rates[commitment.currency])
        use, short = -money * Fraction(commitment.fixed_fee), Fraction(0)
        for effect, price in priced:
            use += price * effect.used.get(name, Fraction(0))
            short += price * effect.shortfall.get(name, Fraction(0))
        best = {None: max(use, Fraction(0)), True: use, False: Fraction(0)}[case.used.get(name)]
        if commitment.shortfall_fee is None:
            return best
        short -= money * Fraction(commitment.shortfall_fee)
        return best + max(short, Fraction(0)) * commitment.min_orders

    def _reduced(self, case: Case) -> Reduced:
        """Take from every order what it pays for the rows it counts in."""
        margin = self._margin.copy()
        for gains, price in zip(self._gains, case.prices, strict=True):
            if gains is not None and price:
                margin[gains.where] += gains.units(price * self._fine)
        closed = _CLOSED * max(1, int(np.abs(margin).max(initial=0)))
        if closed * self._headroom > _CLOSED * 2 ** (_BITS + 1):
            raise OverflowError("amounts beyond those that the unit was chosen for")
        for commitment in self._commitments:
            if case.used.get(commitment.commitment) is False:
                margin[committed(self._volumes, commitment)] = -closed
        return Reduced(margin, self._best(case, margin), closed)

    def _best(self, case: Case, margin: Ints) -> Ints:
        """Give each quote's best margin over the states that its window may be in."""
        allowed = np.zeros((len(self._volumes.windows) + 1, margin.shape[2]), dtype=np.bool_)
        for k, states in case.allowed.items():
            allowed[k, list(states)] = True
        allowed[-1, 0] = True  # quotes that no window counts
        least = np.iinfo(np.int64).min
        best: Ints = np.where(allowed[self._volumes.window], margin, least).max(axis=2)
        return best

    def _market(
        self,
        country: str,
        case: Case,
        reduced: Reduced,
        paid: Mapping[tuple[str, State], Fraction],
    ) -> Fraction:
        told = case.vectors.get(country, ())
        cost = {
            state: -ceil(-price * self._fine)
            for (where, state), price in paid.items()
            if where == country
        }
        best = self._markets[country].best(reduced, {k: case.allowed[k] for k in told}, cost)
        return Fraction(best) / self._fine


def _headroom(volumes: Volumes) -> int:
    """Give how many times an amount of one order can be added up in one sum."""
    orders = volumes.demand.sum(axis=1)
    most = max((int(orders[list(lanes)].sum()) for lanes in volumes.blocks), default=0)
    times = 2 * _CLOSED
    over_periods = volumes.policy.share_scope == "lane_horizon" and len(volumes.periods) > 1
    if volumes.policy.roles == "main_backup" and over_periods:
        rows = Shares(volumes.policy).rows()
        times *= 4 * max(abs(weight) for row in rows for weight in row)
    return times * (most + 1)


def _fineness(headroom: int, most: float) -> Fraction:
    """Give how many units an amount of 1 is: a power of two, so many that no sum overflows.

    Nor are they so many that floats could not tell them apart.
    """
    bits = min(_BITS - log2(headroom), FLOAT_BITS)
    exponent = floor(bits - log2(max(most, 2.0**-200) * 1.01))
    return Fraction(2) ** min(exponent, 60)
