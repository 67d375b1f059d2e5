"""A break-even in words: what a value means for the offer, and what is not known."""

from decimal import Decimal
from typing import Any

import pytest

from codroute.plan.breakeven import Bracket, Breakeven, CurvePoint, StatedTerm
from codroute.report.breakeven_table import breakeven_lines, value_words


def point(value: str) -> CurvePoint:
    """Plan nothing at a value."""
    nothing = dict.fromkeys(("contribution_minor", "bound", "declined_orders", "orders"))
    return CurvePoint.model_validate(
        {
            "value": Decimal(value),
            "verdict": "cannot_tell",
            "with_target": nothing,
            "without_target": nothing,
            "orders": 0,
            "share": 0,
            "contribution_minor": None,
        }
    )


def answer(**changes: Any) -> Breakeven:
    stated: dict[str, Any] = {
        "base": "tiny",
        "offer": "tiny + new",
        "offers": ("new-std",),
        "provider": "new",
        "parameter": "freight",
        "target": "any",
        "target_orders": 1,
        "counted_orders": 400,
        "currency": "USD",
        "minor_digits": 2,
        "config": "default",
        "stated": Decimal(1),
        "terms": (),
        "least": Decimal(0),
        "most": Decimal(10),
        "larger_is_better": False,
        "precision": Decimal("0.001"),
        "answer": "bracket",
        "brackets": (Bracket(wins=Decimal("0.958"), loses=Decimal("0.959")),),
        "one_turn": True,
        "curve": tuple(map(point, ("0", "10"))),
    }
    return Breakeven.model_validate(stated | changes)


def term(what: str, value: str) -> StatedTerm:
    return StatedTerm(offer="new-std", what=what, value=Decimal(value))


@pytest.mark.parametrize(
    ("parameter", "terms", "value", "words"),
    [
        ("freight", (), "0.958", "a freight 4.2 % lower than offered"),
        ("freight", (), "1", "the freight as offered"),
        (
            "cod_fee",
            (term("rate", "0.03"),),
            "0.9567",
            "a COD fee 4.33 % lower than offered (2.87 % in place of 3 %)",
        ),
        (
            "cod_fee",
            (term("fixed", "2"), term("rate", "0.03")),
            "1.5",
            "a COD fee 50 % higher than offered (fixed 3 in place of 2, 4.5 % in place of 3 %)",
        ),
        (
            "return_fee",
            (term("amount", "12"),),
            "0.75",
            "a return fee 25 % lower than offered (9 in place of 12)",
        ),
        (
            "paid_rate",
            (term("paid_rate", "0.78"),),
            "0.013",
            "a paid rate 1.3 points higher (79.3 % in place of 78 %)",
        ),
        (
            "paid_rate",
            tuple(term("paid_rate", f"0.7{n}") for n in range(4)),
            "-0.0005",
            "a paid rate 0.05 points lower",
        ),
        ("settlement_days", (), "9.5", "9.5 days in place of 7"),
        (
            "tier_threshold",
            (term("low", "5000"),),
            "0.82",
            "thresholds × 0.82 (4,100 in place of 5,000)",
        ),
    ],
)
def test_a_value_in_words(
    parameter: str, terms: tuple[StatedTerm, ...], value: str, words: str
) -> None:
    stated = Decimal(7) if parameter == "settlement_days" else Decimal(1)
    found = answer(parameter=parameter, terms=terms, stated=stated)
    assert value_words(found, Decimal(value)) == words


def test_both_ends_are_told() -> None:
    assert list(breakeven_lines(answer())) == [
        "tiny + new: freight of new-std, target any, at least 1 of 400 orders",
        "Wins at a freight 4.2 % lower than offered.",
        "Loses at a freight 4.1 % lower than offered.",
    ]


def test_what_is_not_known_is_told() -> None:
    open_ = (Bracket(wins=Decimal("0.5"), loses=None),)
    wide = answer(brackets=open_, seems=Decimal("0.94"), complete=False)
    assert list(breakeven_lines(wide))[1:] == [
        "Wins at a freight 50 % lower than offered.",
        "Nowhere proven to lose.",
        "Not proven: by the plans found alone it turns at a freight 6 % lower than offered.",
        "In between both earn the same, or nobody can tell: a smaller --gap, a longer "
        "--time-limit or more --values may narrow it.",
        "It was interrupted.",
    ]
    assert not wide.narrow


@pytest.mark.parametrize(
    ("word", "line"),
    [
        (
            "wins_everywhere",
            "It wins at every value planned, from a freight 100 % lower than offered to a freight "
            "900 % higher than offered.",
        ),
        (
            "loses_everywhere",
            "It wins at no value planned, from a freight 100 % lower than offered to a freight "
            "900 % higher than offered.",
        ),
        (
            "unreachable",
            "No plan reaches the target, whatever the value: the limits do not let it.",
        ),
        (
            "cannot_tell",
            "The gaps of the plans are too wide to tell at any value that was planned.",
        ),
    ],
)
def test_answers_without_a_turn(word: str, line: str) -> None:
    assert list(breakeven_lines(answer(answer=word, brackets=())))[1] == line


def test_what_was_not_planned_is_not_spoken_of() -> None:
    """`--values` or Ctrl-C may end it at the stated value."""
    found = answer(answer="wins_everywhere", brackets=(), curve=(point("1"),))
    line = list(breakeven_lines(found))[1]
    assert (
        line == "It wins at every value planned, from the freight as offered to the freight "
        "as offered."
    )
