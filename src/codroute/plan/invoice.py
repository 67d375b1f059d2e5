"""A courier's invoice beside what its card says, as data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from codroute.errors import Fault

TOTAL = "total"
"""Stands beside the terms for the sum that the invoice states itself."""

Outcome = Literal["delivered", "refused", "lost", "on_the_way"]
"""How a line says that its order ended."""

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
    row, order, offer, outcome, attempts
        Where the line stands and what it bills.
    verdict, why
        Whether it agrees with the card, and why it could not be priced.
    currency
        Of the offer; blank where the line could not be priced.
    price_tier
        The price tier at which it is priced; None where no all-units schedule counts it.
    digits
        Decimals of its amounts.
    agrees_if
        Another outcome or number of attempts with which a line that differs would agree, in
        words; blank where there is none.
    terms
        The terms that the invoice states, its own total among them.
    """

    row: int
    order: str
    offer: str
    outcome: Outcome
    attempts: int
    verdict: Verdict
    why: str = ""
    currency: str = ""
    price_tier: str | None = None
    digits: int = 0
    agrees_if: str = ""
    terms: tuple[TermCheck, ...] = ()

    @property
    def differences(self) -> tuple[TermCheck, ...]:
        """Give the terms that differ."""
        return tuple(term for term in self.terms if term.difference)

    @property
    def miscounted(self) -> Fraction:
        """Give the total stated less the sum of the terms stated.

        0 where there is no total, or the card bills something that the invoice has no column for:
        then the terms need not add up.
        """
        total = next((term for term in self.terms if term.term == TOTAL), None)
        others = [term for term in self.terms if term.term != TOTAL]
        if total is None or not others:
            return Fraction(0)
        if sum((term.card for term in others), Fraction(0)) != total.card:
            return Fraction(0)
        return total.billed - sum((term.billed for term in others), Fraction(0))

    def sums(self) -> tuple[Fraction, Fraction]:
        """Give what is billed in all and what the card says: by the total, or by the terms."""
        stated = [term for term in self.terms if term.term == TOTAL]
        counted = stated or list(self.terms)
        return sum((t.billed for t in counted), Fraction(0)), sum(
            (t.card for t in counted), Fraction(0)
        )


@dataclass(frozen=True)
class InvoiceCheck:
    """An invoice priced anew, line by line.

    Attributes
    ----------
    lines
        In the order of the file.
    not_compared
        Terms that some card bills and the invoice has no column for, nor a total.
    warnings
        What was noticed while it was read, such as an order that is billed twice.
    """

    lines: tuple[LineCheck, ...]
    not_compared: tuple[str, ...]
    warnings: tuple[Fault, ...] = ()

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
