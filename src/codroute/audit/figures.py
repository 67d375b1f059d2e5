"""Exact figures in digits that a person can read."""

from decimal import Decimal, localcontext
from fractions import Fraction

_PLACES = 6
_MOST_PLACES = 30


def apart(found: Fraction, wanted: Fraction) -> tuple[str, str]:
    """Write two figures with six decimals at most, or as many more as it takes to tell them apart.

    A limit missed by a hair would else read as kept: ``found 0.9 kg; wanted at most 0.9``.
    """
    for places in range(_PLACES, _MOST_PLACES):
        texts = _text(found, places), _text(wanted, places)
        if texts[0] != texts[1] or found == wanted:
            break
    return texts


def _text(value: Fraction, places: int) -> str:
    """Write a figure with so many decimals, without zeros at the end."""
    with localcontext(prec=60):
        text = f"{Decimal(value.numerator) / Decimal(value.denominator):.{places}f}"
    return text.rstrip("0").rstrip(".")
