"""Ctrl-C as a wish: the solve ends with the best plan so far, and the plan is still audited."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType, TracebackType


class CtrlC:
    """Notes Ctrl-C while its ``with`` block lasts, instead of raising, however often it comes.

    Outside the main thread, or where the program has a handler of its own, it notes nothing;
    such a program calls `ask`.

    Parameters
    ----------
    when_asked
        Called each time, from within the signal's handler.
    """

    def __init__(self, when_asked: Callable[[], None] | None = None) -> None:
        self.asked = False
        self.when_asked = when_asked
        self._installed = False

    def __enter__(self) -> Self:
        raises = signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if raises and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self._note)
            self._installed = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._installed:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def ask(self) -> None:
        """Do what Ctrl-C does; may be called from another thread."""
        self.asked = True
        if self.when_asked is not None:
            self.when_asked()

    def _note(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - its signature
        self.ask()
