"""How text reaches the terminal: nothing a user wrote is taken as markup or as a control code."""

import os
import sys
from collections.abc import Sequence
from typing import IO, cast

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from codroute.report.escape import clean

__all__ = ["WIDTH", "add_row", "clean", "make_console", "shorten", "table"]

WIDTH = 100
"""Columns where neither a terminal nor ``COLUMNS`` says how many there are."""

_NARROWEST, _WIDEST = 40, 1000


def make_console(file: IO[str] | None = None) -> Console:
    """Make a console on ``file`` (standard output by default) without markup of any kind."""
    target = sys.stdout if file is None else file
    terminal = target.isatty()
    return _Console(
        file=target if terminal else cast("IO[str]", _Trimmed(target)),
        width=_width(target if terminal else None),
        height=_HEIGHT,
        markup=False,
        highlight=False,
        emoji=False,
        soft_wrap=False,
    )


_HEIGHT = 25
"""Nothing here depends on it, but without it Rich does not take the width at its word."""


def _width(terminal: IO[str] | None) -> int:
    """Take ``COLUMNS`` where it can be meant, else what the terminal says."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and len(told) <= len(str(_WIDEST)) and _NARROWEST <= int(told) <= _WIDEST:
        return int(told)
    if terminal is None:
        return WIDTH
    try:
        columns = os.get_terminal_size(terminal.fileno()).columns
    except (OSError, ValueError):
        columns = 0
    return max(_NARROWEST, columns) if columns else WIDTH


class _Console(Console):
    """A console that leaves it to the program what to do when nobody reads any more."""

    def on_broken_pipe(self) -> None:
        """Let the error go on to where every error ends."""
        raise  # noqa: PLE0704 - Rich calls this where it handles the error


class _Trimmed:
    """A stream that leaves out the spaces with which tables fill their lines."""

    def __init__(self, target: IO[str]) -> None:
        self._target = target

    def __getattr__(self, name: str) -> object:
        return getattr(self._target, name)

    def write(self, text: str) -> int:
        """Write text without the spaces before the ends of its lines."""
        *lines, rest = text.split("\n")
        whole = "".join(f"{line.rstrip(' ')}\n" for line in lines)
        return self._target.write(whole + rest)


def shorten(text: str, width: int) -> str:
    """Cut a text to a width, with a sign that it was cut."""
    return text if len(text) <= width else f"{text[: width - 1]}…"


_NARROWEST_WORDS = 6
"""Words are not folded to less; where that is still too wide, rows are told one by one."""


class _Table(Table):
    """A table whose words give way to its figures; where there is no room, no figure is cut."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Fold words where that suffices; on a narrower screen tell the rows one by one."""
        if self._least_width() > options.max_width:
            yield from self._told()
        else:
            yield from super().__rich_console__(console, options)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """Ask for the whole width where rows are told one by one."""
        if self._least_width() > options.max_width:
            return Measurement(options.max_width, options.max_width)
        return super().__rich_measure__(console, options)

    def _least_width(self) -> int:
        """Give the width at which the words are folded as far as they may be."""
        gaps = 2 * (len(self.columns) - 1)
        return gaps + sum(
            max(cell_len(str(cell)) for cell in (column.header, *column.cells))
            if column.no_wrap
            else _NARROWEST_WORDS
            for column in self.columns
        )

    def _told(self) -> RenderResult:
        """Give each row as its first cell, and below it what the headings call the others."""
        if self.title is not None:
            yield self.title
        first, *heads = (str(column.header) for column in self.columns)
        if first:
            yield Text(first, style="dim")
        rows = zip(*(column.cells for column in self.columns), strict=True)
        for (name, *cells), row in zip(rows, self.rows, strict=True):
            style = row.style or "none"
            if str(name):
                yield Text(str(name), style=style)
            if words := _told_words(heads, [str(cell) for cell in cells]):
                yield Padding(Text(words, style=style), (0, 0, 0, 4))


def _told_words(heads: Sequence[str], cells: Sequence[str]) -> str:
    """Name every cell by its heading; one without a heading belongs to that before it."""
    words = ""
    for head, cell in zip(heads, cells, strict=True):
        if cell.strip():
            gap = "; " if head and words else " "
            words += f"{gap}{head} {cell}" if head else f"{gap}{cell}"
    return " ".join(words.split())


def table(title: str | None, *headings: str, left: tuple[int, ...] = (0,)) -> Table:
    """Start a table without lines; columns are right-aligned but those in ``left``.

    Where it is too wide, the words on the left take a second line; where that does not suffice
    either, each row is told in lines of its own. No figure is cut.
    """
    made = _Table(
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
            no_wrap=index not in left,
            overflow="fold" if index in left else "ellipsis",
        )
    return made


def add_row(made: Table, *cells: str, style: str | None = None) -> None:
    """Add a row of plain text."""
    made.add_row(*(Text(clean(cell)) for cell in cells), style=style)
