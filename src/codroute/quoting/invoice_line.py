"""A line of a courier's invoice as it is stated, and compared with what its card says."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Annotated, get_args

from pydantic import Field

from codroute.plan.bill import BILL_TERMS, Due
from codroute.plan.invoice import TOTAL, Outcome, TermCheck
from codroute.plan.quote import Quote, decimals
from codroute.quoting.orders import StatedOrder
from codroute.scenario.fields import Label, Wanted

Billed = Annotated[
    Decimal,
    Field(max_digits=20, decimal_places=8, allow_inf_nan=False),
    Wanted("an amount, written like 12.50, or -3 for a credit"),
]

Attempts = Annotated[int, Field(ge=1, le=3), Wanted("how often delivery was tried: 1, 2 or 3")]


class InvoiceLine(StatedOrder):
    """What a courier bills for one order: in the offer's currency, by term, in all, or both."""

    offer: Label
    currency: Label | None = None
    price_tier: Label | None = None
    outcome: Outcome
    attempts: Attempts = 1
    cod_fee: Billed | None = None
    freight: Billed | None = None
    fuel: Billed | None = None
    remote_surcharge: Billed | None = None
    surcharges: Billed | None = None
    peak_surcharge: Billed | None = None
    return_fee: Billed | None = None
    redelivery_fee: Billed | None = None
    insurance_fee: Billed | None = None
    duties: Billed | None = None
    duties_handling: Billed | None = None
    tax: Billed | None = None
    total: Billed | None = None


AMOUNTS = (*BILL_TERMS, TOTAL)
"""The columns of amounts."""

_DUE: dict[Outcome, tuple[Due, ...]] = {
    "delivered": ("handed_over", "delivered"),
    "refused": ("handed_over", "refused"),
    "lost": ("handed_over",),
    "on_the_way": ("handed_over",),
}
"""What falls due by how an order ended; further attempts come on top."""

_FURTHER: tuple[Due, ...] = ("second_attempt", "third_attempt")


def compared(line: InvoiceLine, quote: Quote, columns: Iterable[str]) -> tuple[TermCheck, ...]:
    """Compare the amounts of a line with its card.

    Parameters
    ----------
    line
        In the currency of the offer.
    quote
        The order of the line under its offer.
    columns
        The columns of amounts that the invoice has. A blank cell bills nothing; but a line whose
        only amount is its total is not compared by term.
    """
    return tuple(_compared(line, quote, _stated(line, columns), line.outcome, line.attempts))


def agreeing_as(line: InvoiceLine, quote: Quote, columns: Iterable[str]) -> str:
    """Find how the order must have ended for the line to agree; say it, or nothing."""
    stated = _stated(line, columns)
    if not any(getattr(line, term) for term in stated):
        return ""  # a line that bills nothing says nothing of what happened
    for outcome, attempts in product(get_args(Outcome), (1, 2, 3)):
        checks = _compared(line, quote, stated, outcome, attempts)
        if not any(check.difference for check in checks):
            times = "attempt" if attempts == 1 else "attempts"
            return f"{outcome.replace('_', ' ')}, {attempts} {times}"
    return ""


def amounts_digits(line: InvoiceLine, quote: Quote) -> int:
    """Give the decimals with which every amount of a line, and of its card, is written."""
    amounts: list[Decimal | None] = [getattr(line, term) for term in AMOUNTS]
    return max(quote.digits, *(decimals(amount) for amount in amounts if amount is not None))


def _stated(line: InvoiceLine, columns: Iterable[str]) -> list[str]:
    """Name the amounts that a line states."""
    names = list(columns)
    if all(getattr(line, name) is None for name in names if name != TOTAL):
        return [TOTAL]
    return [name for name in names if name != TOTAL or line.total is not None]


def _compared(
    line: InvoiceLine, quote: Quote, stated: Iterable[str], outcome: Outcome, attempts: int
) -> Iterator[TermCheck]:
    """Compare amounts with the card, supposing that an order ended so after so many attempts.

    An offer that does not say how it rounds is compared to four decimals.
    """
    due = {*_DUE[outcome], *_FURTHER[: attempts - 1]}
    card: dict[str, Fraction] = defaultdict(Fraction)
    for billed in quote.lines:
        if billed.due in due:
            card[billed.term] += billed.amount
            card["tax"] += billed.tax
    rounded = {term: Fraction(round(amount, quote.digits)) for term, amount in card.items()}
    rounded[TOTAL] = sum(rounded.values(), Fraction(0))
    for term in stated:
        yield TermCheck(term, Fraction(getattr(line, term) or 0), rounded.get(term, Fraction(0)))
