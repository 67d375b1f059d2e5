"""Ctrl-C as a wish: the solve ends with the best plan so far, and the plan is still audited."""

from __future__ import annotations

import signal
import threading
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType, TracebackType


class CtrlC:
    """Notes Ctrl-C while its ``with`` block lasts, instead of raising, however often it comes.

    Every signal that would raise `KeyboardInterrupt` counts. Outside the main thread, or where the
    program has a handler of its own, it notes nothing; such a program calls `ask`. Blocks of the
    same object may stand inside each other: the outermost counts.

    Parameters
    ----------
    when_asked
        Called each time, from within the signal's handler.
    lasting
        Go on after the block, unless an error ended it: for a program that will only write down
        what it has, and end. Where that takes longer than it should, Ctrl-C raises again.
    """

    def __init__(
        self, when_asked: Callable[[], None] | None = None, *, lasting: bool = False
    ) -> None:
        self.asked = False
        self.when_asked = when_asked
        self._lasting = lasting
        self._noted: list[int] = []
        self._left_at: float | None = None
        self._depth = 0

    def __enter__(self) -> Self:
        self._depth += 1
        self._left_at = None
        if threading.current_thread() is threading.main_thread():
            for number in _SIGNALS:
                if signal.getsignal(number) is signal.default_int_handler:
                    signal.signal(number, self._note)
                    self._noted.append(number)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._depth -= 1
        if self._depth:
            return
        if error is not None or not self._lasting:
            self._restore()
        self._left_at = time.monotonic()

    def ask(self) -> None:
        """Do what Ctrl-C does; may be called from another thread."""
        self.asked = True
        if self.when_asked is not None:
            self.when_asked()

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self._left_at is not None and time.monotonic() > self._left_at + _WRITING_S:
            self._restore()
            signal.default_int_handler(number, frame)
        self.ask()

    def _restore(self) -> None:
        for number in self._noted:
            signal.signal(number, signal.default_int_handler)
        self._noted.clear()


_WRITING_S = 5.0
"""Writing that takes longer may be stuck: a pipe whose reader does not read."""

_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]
"""Windows lacks one of them."""
