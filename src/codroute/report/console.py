"""How text reaches the terminal: nothing a user wrote is taken as markup or as a control code."""

import os
import sys
from typing import IO

from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDTH = 100
"""Columns where the output is not a terminal that says how wide it is."""

_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0))}


def make_console(file: IO[str] | None = None) -> Console:
    """Make a console on ``file`` (standard output by default) without markup of any kind."""
    target = sys.stdout if file is None else file
    told = target.isatty() or "COLUMNS" in os.environ
    return Console(
        file=target,
        width=None if told else WIDTH,
        markup=False,
        highlight=False,
        emoji=False,
        soft_wrap=False,
    )


def clean(text: str) -> str:
    """Show control codes instead of sending them."""
    return text.translate(_CONTROLS)


def shorten(text: str, width: int) -> str:
    """Cut a text to a width, with a sign that it was cut."""
    return text if len(text) <= width else f"{text[: width - 1]}…"


def table(title: str | None, *headings: str, left: tuple[int, ...] = (0,)) -> Table:
    """Start a table without lines; columns are right-aligned but those in ``left``."""
    made = Table(
        title=None if title is None else Text(clean(title), style="bold"),
        title_justify="left",
        box=None,
        pad_edge=False,
        padding=(0, 2, 0, 0),
        header_style="dim",
    )
    for index, heading in enumerate(headings):
        made.add_column(
            Text(clean(heading)),
            justify="left" if index in left else "right",
            no_wrap=True,
            overflow="ellipsis",
        )
    return made


def add_row(made: Table, *cells: str, style: str | None = None) -> None:
    """Add a row of plain text."""
    made.add_row(*(Text(clean(cell)) for cell in cells), style=style)
