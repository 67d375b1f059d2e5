"""Exact arithmetic on many fractions at once: the same values as one by one, with less work."""

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from math import lcm

exactly = lru_cache(maxsize=2**16)(Fraction)
"""A stated number as a fraction; the same few stand in thousands of rows."""


def total(parts: Iterable[Fraction], times: int = 1) -> Fraction:
    """Add fractions up, ``times`` over."""
    sums: dict[int, int] = defaultdict(int)
    for part in parts:
        sums[part.denominator] += part.numerator * times
    return _added(sums)


def mean(shares: Iterable[Fraction], amounts: Iterable[Fraction]) -> Fraction:
    """Add amounts up, each weighted with its share."""
    sums: dict[int, int] = defaultdict(int)
    for share, amount in zip(shares, amounts, strict=True):
        sums[share.denominator * amount.denominator] += share.numerator * amount.numerator
    return _added(sums)


def _added(sums: dict[int, int]) -> Fraction:
    """Add up numerators by denominator."""
    below = lcm(*sums)
    return Fraction(sum(above * (below // part) for part, above in sums.items()), below)


def rounded(amount: Fraction, times: int) -> int:
    """Round ``times`` an amount to a whole number, half to even."""
    whole, rest = divmod(amount.numerator * times, amount.denominator)
    above = 2 * rest - amount.denominator
    return whole + (above > 0 or (above == 0 and whole % 2 == 1))
