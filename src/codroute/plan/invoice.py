"""A courier's invoice beside what its card says, as data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

TOTAL = "total"
"""Stands beside the terms for the sum that the invoice states itself."""

Verdict = Literal["agrees", "differs", "unpriceable", "no_region"]


@dataclass(frozen=True)
class TermCheck:
    """What an invoice bills for one term of a line, and what the card says."""

    term: str
    billed: Fraction
    card: Fraction

    @property
    def difference(self) -> Fraction:
        """Give what is billed too much; negative where it is too little."""
        return self.billed - self.card


@dataclass(frozen=True)
class LineCheck:
    """One line of an invoice, priced anew, in the offer's currency.

    Attributes
    ----------
    row, order, offer, currency, outcome
        Where the line stands and what it bills.
    verdict, why
        Whether it agrees with the card, and why it could not be priced.
    terms
        The terms that the invoice states, its own total among them.
    """

    row: int
    order: str
    offer: str
    currency: str
    outcome: str
    verdict: Verdict
    why: str
    terms: tuple[TermCheck, ...]

    @property
    def differences(self) -> tuple[TermCheck, ...]:
        """Give the terms that differ."""
        return tuple(term for term in self.terms if term.difference)

    def sums(self) -> tuple[Fraction, Fraction]:
        """Give what is billed in all and what the card says: by the total, or by the terms."""
        stated = [term for term in self.terms if term.term == TOTAL]
        counted = stated or list(self.terms)
        return sum((t.billed for t in counted), Fraction(0)), sum(
            (t.card for t in counted), Fraction(0)
        )


@dataclass(frozen=True)
class InvoiceCheck:
    """An invoice priced anew by line; ``not_compared`` are terms that it has no column for."""

    lines: tuple[LineCheck, ...]
    not_compared: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Tell whether every line is billed as its card says."""
        return all(line.verdict == "agrees" for line in self.lines)

    def by_currency(self) -> Mapping[str, list[LineCheck]]:
        """Give the lines that could be priced by their currency."""
        found: dict[str, list[LineCheck]] = {}
        for line in self.lines:
            if line.verdict in ("agrees", "differs"):
                found.setdefault(line.currency, []).append(line)
        return found

    def differing(self) -> Iterator[tuple[LineCheck, TermCheck]]:
        """Give every difference with its line."""
        for line in self.lines:
            for term in line.differences:
                yield line, term
