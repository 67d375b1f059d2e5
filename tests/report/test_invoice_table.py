"""An invoice's check on the screen: each currency with its decimals, long lists counted."""

import io
from fractions import Fraction
from typing import Any

import pytest
from shell import longest_line

from codroute.plan.invoice import InvoiceCheck, LineCheck, TermCheck
from codroute.report.console import make_console
from codroute.report.invoice_table import show_invoice


@pytest.fixture(autouse=True)
def width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


def line(row: int, *terms: tuple[str, str, str], **changes: Any) -> LineCheck:
    """Give a line by its terms: name, billed, card."""
    checks = tuple(
        TermCheck(name, Fraction(billed), Fraction(card)) for name, billed, card in terms
    )
    stated: dict[str, Any] = {
        "row": row,
        "order": f"W{row}",
        "offer": "a-std",
        "outcome": "delivered",
        "attempts": 1,
        "verdict": "differs" if any(check.difference for check in checks) else "agrees",
        "currency": "USD",
        "digits": 2,
        "terms": checks,
    }
    return LineCheck(**stated | changes)


def screen(*lines: LineCheck, not_compared: tuple[str, ...] = ()) -> str:
    text = io.StringIO()
    show_invoice(InvoiceCheck(lines, not_compared), make_console(text))
    assert longest_line(text.getvalue()) <= 100
    return text.getvalue()


def test_every_currency_has_its_own_sums_and_decimals() -> None:
    text = screen(
        line(2, ("freight", "5.01", "5")),
        line(3, ("freight", "23000", "24000"), currency="VND", digits=0),
        line(4, ("freight", "1.505", "1.5"), currency="KWD", digits=3),
    )
    assert text.splitlines()[2:6] == [
        "     Billed  By the card  Too much  Too little  Difference",
        "USD    5.01         5.00      0.01        0.00        0.01",
        "VND  23,000       24,000         0       1,000      -1,000",
        "KWD   1.505        1.500     0.005       0.000       0.005",
    ]
    assert "freight      1    5.01         5.00        0.01  USD" in text


def test_too_much_and_too_little_are_not_set_off() -> None:
    text = screen(line(2, ("freight", "6", "5")), line(3, ("freight", "3", "5")))
    assert "USD    9.00        10.00      1.00        2.00       -1.00" in text


def test_a_total_is_listed_only_where_nothing_else_differs() -> None:
    text = screen(
        line(2, ("freight", "6", "5"), ("total", "6", "5")),
        line(3, ("freight", "5", "5"), ("total", "6", "5")),
    )
    listed = text.partition("Row  Order  Offer  Term")[2].partition("\n\n")[0]
    assert [row.split()[3] for row in listed.splitlines()[1:]] == ["freight", "total"]


def test_dong_do_not_push_dollars_off_the_list() -> None:
    """Amounts of two currencies do not compare: 9,000 dong are less than half a dollar."""
    dong = [
        line(row, ("freight", "9000", "5000"), currency="VND", digits=0) for row in range(2, 32)
    ]
    text = screen(*dong, line(40, ("freight", "5.50", "5")))
    listed = text.partition("Row  Order  Offer  Term")[2].splitlines()[1:]
    assert listed[0].split() == ["40", "W40", "a-std", "freight", "5.50", "5.00", "0.50", "USD"]
    assert listed[1].split() == ["2", "W2", "a-std", "freight", "9,000", "5,000", "4,000", "VND"]
    assert "and 11 more: --csv lists all" in listed[20]


def test_long_lists_are_cut_and_counted() -> None:
    lines = [line(row, ("freight", f"{5 + row}", "5")) for row in range(2, 32)]
    text = screen(*lines)
    assert "30 lines: 0 as the card says, 30 different\n" in text
    assert "\n 31  W31    a-std  freight   36.00         5.00       31.00  USD\n" in text
    assert "and 10 more: --csv lists all\n" in text
    without = [
        line(row, verdict="no_region", currency="", why="no such place") for row in range(2, 32)
    ]
    text = screen(*without)
    assert text.count("no such place") == 20
    assert "30 without a price" in text


def test_what_adds_up_wrongly_and_what_would_agree() -> None:
    text = screen(
        line(2, ("freight", "6", "5"), ("total", "9", "5"), agrees_if="refused, 2 attempts")
    )
    assert "  2  W2             9.00                 6.00        3.00\n" in text
    assert "  2  W2     delivered, 1 attempt  refused, 2 attempts\n" in text


@pytest.mark.parametrize(
    ("terms", "miscounted"),
    [
        ([("freight", "5", "5"), ("total", "6", "5")], "1"),
        ([("freight", "5", "5"), ("total", "4", "5")], "-1"),
        ([("freight", "5", "5"), ("tax", "1", "0"), ("total", "6", "5")], "0"),
        ([("freight", "5", "5"), ("total", "6", "6")], "0"),  # the card bills more than freight
        ([("freight", "5", "5")], "0"),
        ([("total", "6", "5")], "0"),
    ],
)
def test_a_total_is_held_against_its_own_terms(
    terms: list[tuple[str, str, str]], miscounted: str
) -> None:
    assert line(2, *terms).miscounted == Fraction(miscounted)


def test_price_tiers_are_told() -> None:
    text = screen(
        line(2, ("freight", "5", "5"), price_tier="list"),
        line(3, ("freight", "5", "5"), price_tier="volume"),
        line(4, ("freight", "5", "5"), price_tier="list"),
    )
    assert "Price tiers: a-std at list, 2 lines; a-std at volume, 1 line\n" in text


def test_a_name_with_marks_is_shown_as_it_is() -> None:
    text = screen(line(2, ("freight", "6", "5"), order="[red]\x1b"))
    assert "[red]\\x1b" in text


def test_terms_that_are_not_compared_are_named() -> None:
    text = screen(line(2, ("freight", "5", "5")), not_compared=("fuel", "duties"))
    assert text.endswith(
        "\nNot compared, since the invoice has no column for it: fuel surcharge, duty and VAT\n"
    )
