"""Progress of a solve on standard error: one line that changes, or plain lines now and then."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from codroute.report.escape import clean
from codroute.solve.answer import FEWEST_DECLINED, Progress

if TYPE_CHECKING:
    from rich.status import Status

_FIRST_PAUSE_S, _PAUSE_GROWTH, _LONGEST_PAUSE_S = 1.0, 2.0, 60.0


class ProgressLine:
    """Shows progress while its ``with`` block lasts; ``quiet`` shows nothing."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._status: Status | None = None
        self._next_s = 0.0
        self._pause_s = _FIRST_PAUSE_S
        self._label = ""
        self._told_at = time.monotonic()

    def __enter__(self) -> Self:
        if not self._quiet and sys.stderr.isatty():
            # Where no line can change, nothing that changes it is loaded.
            from rich.status import Status  # noqa: PLC0415

            from codroute.report.console import make_console  # noqa: PLC0415

            self._status = Status("reading", console=make_console(sys.stderr))
            self._status.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._status is not None:
            self._status.stop()

    def update(self, progress: Progress) -> None:
        """Show where the solve stands; plain lines come at growing intervals."""
        self.labelled("", progress)

    def labelled(self, label: str, progress: Progress) -> None:
        """Show where one of several solves stands; of short ones in a row few have a plain line."""
        if self._quiet:
            return
        if label != self._label:
            early = time.monotonic() < self._told_at + _FIRST_PAUSE_S
            self._label, self._pause_s = label, _FIRST_PAUSE_S
            self._next_s = _FIRST_PAUSE_S if early else 0.0
        words = f"{clean(label)}  {describe(progress)}" if label else describe(progress)
        if self._status is not None:
            # A name may hold what Rich takes for markup.
            from rich.text import Text  # noqa: PLC0415

            self._status.update(Text(words))
        elif progress.seconds >= self._next_s:
            sys.stderr.write(words + "\n")
            sys.stderr.flush()
            self._told_at = time.monotonic()
            self._next_s = progress.seconds + self._pause_s
            self._pause_s = min(self._pause_s * _PAUSE_GROWTH, _LONGEST_PAUSE_S)


def describe(progress: Progress) -> str:
    """Say seconds, best plan, bound and gap; what is not known is a dash."""
    gap = progress.relative_gap
    if progress.stage == FEWEST_DECLINED:
        return "  ".join(
            (
                f"{progress.seconds:6.1f} s",
                progress.stage,
                f"best plan {_orders(progress.objective)}",
                f"at least {_orders(progress.bound)}",
            )
        )
    parts = [
        f"{progress.seconds:6.1f} s",
        *([progress.stage] if progress.stage else []),
        f"best plan {_amount(progress.objective)}",
        f"bound {_amount(progress.bound)}",
        f"gap {'–' if gap is None or gap == float('inf') else f'{100 * gap:.3g} %'}",
    ]
    return "  ".join(parts)


def _amount(value: float | None) -> str:
    return "–" if value is None else f"{value:,.2f}"


def _orders(negative: float | None) -> str:
    return "–" if negative is None else f"{-negative:,.0f} orders"
