"""What orders gain by the price of a row, on arrays: floats that are proven to be no less.

Every factor is rounded up to a float, the product to the next float above it, and that to a whole
number. Whatever floats do to it, a gain comes out too high, never too low.
"""

from fractions import Fraction
from math import inf, nextafter

import numpy as np
from numpy.typing import NDArray

from codroute.audit.proof.effects import PerOrder
from codroute.audit.proof.volumes import Ints, Volumes

Floats = NDArray[np.float64]

FLOAT_BITS = 50
"""Gains up to 2 to this come out less than 2 too high: floats err by less than 2⁻⁵⁰ of them."""


class Gains:
    """What every order counted by a row gains per price.

    Parameters
    ----------
    volumes
        All orders.
    orders
        Whose gains, and how much each.
    """

    def __init__(self, volumes: Volumes, orders: PerOrder) -> None:
        known = {amount: float_above(amount) for amount in set(orders.gain.values())}
        amount = np.zeros(len(volumes.quotes))
        amount[list(orders.gain)] = [known[gain] for gain in orders.gain.values()]
        where = orders.where & (amount != 0)[:, None]
        if orders.state is not None:
            where &= volumes.window == orders.state[0]
        quote, period = np.nonzero(where)
        self._amount: Floats = amount[quote]
        n = None if orders.state is None else orders.state[1]
        self.where = quote, period, slice(None) if n is None else slice(n, n + 1)
        """Entries of an array ``(quote, period, state)`` that the gains are for."""

    def sizes(self, price: Fraction) -> Floats:
        """Give about how much each gains or pays at a price, ``(quote and period, 1)``."""
        size: Floats = np.abs(self._amount * float(price))[:, None]
        return size

    def units(self, price: Fraction) -> Ints:
        """Give at least what each gains at a price of 0 or more, ``(quote and period, 1)``.

        The price is in units per natural unit. What is paid is no more at a lower price.
        """
        high, low = float_above(price), -float_above(-price)
        product = np.where(self._amount > 0, high, low) * self._amount
        units: Ints = np.ceil(np.nextafter(product, inf)).astype(np.int64)[:, None]
        return units


def float_above(amount: Fraction) -> float:
    """Give the least float that is no less."""
    nearest = float(amount)
    return nearest if Fraction(nearest) >= amount else nextafter(nearest, inf)
