"""Text on its way to the screen: width, escapes, and tables of very many faults."""

import fcntl
import io
import os
import pty
import struct
import termios
from collections.abc import Iterator
from typing import IO

import pytest

from codroute.errors import Fault
from codroute.report.console import add_row, clean, make_console, table
from codroute.report.faults import show_faults


@pytest.fixture
def terminal() -> Iterator[IO[str]]:
    """The user's side of a terminal."""
    ours, theirs = pty.openpty()
    with open(theirs, "w", encoding="utf-8") as stream:  # noqa: PTH123
        yield stream
    os.close(ours)


@pytest.mark.parametrize(("columns", "width"), [(120, 120), (40, 40), (12, 40), (0, 100)])
@pytest.mark.parametrize("kind", ["xterm", "dumb"])
def test_a_terminal_is_as_wide_as_it_says_but_not_too_narrow_to_read(
    columns: int, width: int, kind: str, terminal: IO[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setenv("TERM", kind)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    assert make_console(terminal).width == width
    monkeypatch.setenv("COLUMNS", "77")
    assert make_console(terminal).width == 77


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("\x1b[2J\x7f\x85", "\\x1b[2J\\x7f\\x85"),
        ("a\u202eb\u2028c\u200bd\ufeffe\u2066f\u00adg", None),
        ("\ud800", "\\ud800"),
        ("\U000e0001", "\\U000e0001"),
        ("الرياض می\u200cخواهم Zürich 北京 🏝", "الرياض می\u200cخواهم Zürich 北京 🏝"),
        ("no\u00a0break", "no\u00a0break"),
    ],
)
def test_what_steers_or_hides_is_shown(text: str, shown: str | None) -> None:
    expected = "a\\u202eb\\u2028c\\u200bd\\ufeffe\\u2066f\\xadg" if shown is None else shown
    assert clean(text) == expected


def test_very_many_faults_are_counted_not_listed() -> None:
    faults = [Fault("demand.csv", n, "orders", "'many'", "a number") for n in range(100_000)]
    faults += [Fault("w.csv", 1, None, "a", "b", "warning")] * 200
    text = io.StringIO()
    show_faults(faults, make_console(text))
    assert text.getvalue().count("\n") < 500
    assert text.getvalue().startswith("100,000 errors\n")
    assert "and 99,800 more; --json lists all\n200 warnings\n" in text.getvalue()
    assert text.getvalue().count("more;") == 1


def test_where_a_table_has_no_room_its_rows_are_told_and_no_figure_is_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = table("What it takes", "Offer", "Main", "", "Earns", "Stands", left=(0, 1, 4))
    add_row(made, "desert-std", "desert", "80", "12,345,678.90", "carries")
    add_row(made, "  oasis-std", "", "", "7.00", "earns less; by [0.36]")
    shown = {}
    for width in (60, 40):
        monkeypatch.setenv("COLUMNS", str(width))
        make_console(stream := io.StringIO()).print(made)
        shown[width] = stream.getvalue().splitlines()
    assert shown[60][1:3] == [
        "Offer        Main                Earns  Stands",
        "desert-std   desert  80  12,345,678.90  carries",
    ]
    assert shown[40] == [
        "What it takes",
        "Offer",
        "desert-std",
        "    Main desert 80; Earns 12,345,678.90;",
        "    Stands carries",
        "  oasis-std",
        "    Earns 7.00; Stands earns less; by",
        "    [0.36]",
    ]
