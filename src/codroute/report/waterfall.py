"""Bars that do not begin at zero, made of stacked parts, for charts that can only stack."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Parts:
    """One bar: what is hidden to its nearer end, and what shows above and below zero."""

    hidden: float
    above: float
    below: float


def parts(start: float, end: float) -> Parts:
    """Cut the bar between two amounts into parts that stack from zero."""
    low, high = sorted((start, end))
    if low >= 0:
        return Parts(low, high - low, 0)
    if high <= 0:
        return Parts(high, 0, low - high)
    return Parts(0, high, low)


@dataclass(frozen=True)
class Step:
    """A step of a waterfall: from where the steps before have led."""

    label: str
    amount: float
    start: float

    @property
    def end(self) -> float:
        """Give where it leads to."""
        return self.start + self.amount

    @property
    def parts(self) -> Parts:
        """Give the parts of its bar."""
        return parts(self.start, self.end)


def steps(amounts: Iterable[tuple[str, float]]) -> list[Step]:
    """Put amounts one after another, beginning at zero."""
    made: list[Step] = []
    for label, amount in amounts:
        made.append(Step(label, amount, made[-1].end if made else 0.0))
    return made


def total(made: Sequence[Step], label: str) -> Step:
    """Give the bar of the sum, from zero."""
    return Step(label, made[-1].end if made else 0.0, 0.0)
