"""Rows with amounts times a factor, in as many decimals as the scenario format takes."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TypeVar

from codroute.scenario.fields import Row
from codroute.scenario.scenario import Scenario
from codroute.scenario.tables import Rate

_RowT = TypeVar("_RowT", bound=Row)

AMOUNT = Decimal("0.00000001")
SHARE = Decimal("0.000001")

CARD_AMOUNTS = dict.fromkeys(
    ("first_fee", "step_fee", "minimum_fee", "fee_per_parcel", "fee_per_kg"), AMOUNT
)
"""What of a row of a rate card is money."""

_LONGEST_NAME = 80


def times(value: Decimal, factor: Decimal, quantum: Decimal) -> Decimal:
    """Multiply, rounded half-even to the decimals that the field takes; short where it can be."""
    exact = (value * factor).quantize(quantum, rounding=ROUND_HALF_EVEN)
    return Decimal(f"{exact.normalize():f}")


def scaled(row: _RowT, fields: dict[str, Decimal], factor: Decimal, **others: object) -> _RowT:
    """Multiply some fields of a row, each in its quantum, as far as they are stated."""
    update = dict(others)
    for name, quantum in fields.items():
        value = getattr(row, name, None)
        if value is not None:
            update[name] = times(value, factor, quantum)
    return row.model_copy(update=update)


def fresh_names(taken: Iterable[str], names: Sequence[str], word: str) -> dict[str, str]:
    """Give each of some names a new one that nothing else has."""
    known, new = set(taken), {}
    for name in dict.fromkeys(names):
        number, candidate = 1, f"{name[: _LONGEST_NAME - len(word) - 8]} {word}"
        while candidate in known:
            number += 1
            candidate = f"{name[: _LONGEST_NAME - len(word) - 8]} {word} {number}"
        known.add(candidate)
        new[name] = candidate
    return new


def with_cards(
    scenario: Scenario, cards: Sequence[str], factor: Decimal
) -> tuple[dict[str, str], tuple[Rate, ...]]:
    """Copy rate cards with their amounts times a factor; give their new names, and all rows."""
    new = fresh_names((row.rate_card for row in scenario.rate_cards), cards, "varied")
    copies: list[Rate] = [
        scaled(row, CARD_AMOUNTS, factor, rate_card=new[row.rate_card])
        for row in scenario.rate_cards
        if row.rate_card in new
    ]
    return new, (*scenario.rate_cards, *copies)


def has_amounts(scenario: Scenario, cards: Sequence[str]) -> bool:
    """Tell whether any row of some cards asks for anything."""
    return any(
        getattr(row, name, None)
        for row in scenario.rate_cards
        if row.rate_card in cards
        for name in CARD_AMOUNTS
    )
