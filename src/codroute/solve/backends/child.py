"""The parent's end of a process that solves: start, talk, kill."""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from typing import BinaryIO, cast

from codroute.solve.backends.pipe import Message, Sender, receive
from codroute.solve.backends.scratch import Scratch

_LAST_WORDS = 500


class Child:
    """A running worker.

    Parameters
    ----------
    backend
        Whose modules it imports at once, None for none.
    """

    def __init__(self, backend: str | None) -> None:
        self.backend = backend
        self.highs_threads: int | None = None
        """With how many threads HiGHS has been run here; it cannot change within a process."""
        self._scratch = Scratch()
        self._words = tempfile.TemporaryFile()  # noqa: SIM115 - closed in kill()
        # Linux ties the child to the thread that starts it: only the main one lives long enough.
        tied = threading.current_thread() is threading.main_thread()
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-P", "-m", "codroute.solve.worker"),
                *(backend or "", str(self._scratch.path), str(os.getpid() if tied else 0)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._words,
            start_new_session=True,
        )
        self._sender = Sender(cast("BinaryIO", self._process.stdin))
        self._inbox: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def pid(self) -> int:
        """The worker's process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the worker still runs."""
        return self._process.poll() is None

    def send(self, message: Message) -> None:
        """Hand the worker a message; lost if it has died, which `take` will tell."""
        with contextlib.suppress(OSError):
            self._sender.send(message)

    def take(self, wait_s: float) -> Message | None:
        """Take the next message; None when the worker has died.

        Raises
        ------
        queue.Empty
            Nothing has come in this time.
        """
        return self._inbox.get(timeout=wait_s)

    def kill(self) -> str:
        """End the worker and its solvers at once, and say how it ended.

        Returns
        -------
        str
            Exit code or signal, and the end of what it wrote to standard error.
        """
        # The group stays until its last member has gone, also after the worker itself.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
        code = self._process.wait()
        with contextlib.suppress(OSError):
            cast("BinaryIO", self._process.stdin).close()
        words = self._last_words()
        self._scratch.remove()
        how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        return f"{how}; {words}" if words else how

    def _listen(self) -> None:
        """Queue what the worker sends until it ends."""
        stream = cast("BinaryIO", self._process.stdout)
        with stream, contextlib.suppress(OSError, ValueError):
            while (message := receive(stream)) is not None:
                self._inbox.put(message)
        self._inbox.put(None)

    def _last_words(self) -> str:
        """Read the end of the worker's standard error."""
        if self._words.closed:
            return ""
        size = self._words.seek(0, os.SEEK_END)
        self._words.seek(max(0, size - _LAST_WORDS))
        words = self._words.read().decode(errors="replace").strip()
        self._words.close()
        return words
