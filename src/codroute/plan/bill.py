"""What a carrier bills for one order, as data: a line each, rounded as its card rounds."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

BILL_TERMS = (
    "cod_fee",
    "freight",
    "fuel",
    "remote_surcharge",
    "surcharges",
    "peak_surcharge",
    "return_fee",
    "redelivery_fee",
    "insurance_fee",
    "duties",
    "duties_handling",
    "tax",
)
"""Terms of a plan that carriers bill per order, in the order they are shown."""

Due = Literal["handed_over", "delivered", "refused", "second_attempt", "third_attempt"]
"""What must happen to an order for a line to fall due."""


@dataclass(frozen=True)
class BillLine:
    """One line of a carrier's bill, in the offer's currency.

    Attributes
    ----------
    term
        The plan's term that the line belongs to, for instance ``fuel``.
    part
        What tells it from other lines of the term: a surcharge's name; ``duty`` or ``vat``; what a
        fuel line is taken of where it is a line of its own (``peak_surcharge``, ``return_fee``,
        ``redelivery_fee``). None for the only or the main one.
    due
        When it falls due.
    amount
        What is billed, 0 or more, rounded as the offer rounds.
    tax
        The tax on the line, rounded likewise; 0 where the line is not taxed.
    """

    term: str
    part: str | None
    due: Due
    amount: Fraction
    tax: Fraction
