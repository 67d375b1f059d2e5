"""Standard output and error made fit for whatever is printed, in whatever state they come."""

import io
import os
import sys
from typing import Any, TextIO

_HIGHEST_STANDARD = 2


def prepare() -> None:
    """Replace streams that are closed; let none fail for a letter that it cannot encode.

    Standard error takes what it can and loses the rest: a message that cannot be printed must
    not end a solve, nor change how a command ends.
    """
    _occupy_standard_descriptors()
    sys.stdout = _buffered(sys.stdout) if sys.stdout else _nowhere()
    sys.stderr = _forgiving(sys.stderr) if sys.stderr else _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def settle() -> None:
    """Let go of what standard output did not take, so that Python does not end over it."""
    try:
        sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _occupy_standard_descriptors() -> None:
    """Keep files opened later from taking the places of closed streams."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= _HIGHEST_STANDARD:
        pass
    os.close(descriptor)


def _nowhere() -> io.TextIOWrapper:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - lasts to the end


def _buffered(stream: TextIO) -> TextIO:
    """Put a buffer below a stream without one (``PYTHONUNBUFFERED``).

    There, a write into a pipe that a signal cuts short would lose the rest.
    """
    if isinstance(stream, io.TextIOWrapper) and isinstance(stream.buffer, io.RawIOBase):
        raw = io.FileIO(stream.fileno(), "w", closefd=False)
        return io.TextIOWrapper(io.BufferedWriter(raw), stream.encoding, line_buffering=True)
    return stream


def _forgiving(stream: object) -> io.TextIOWrapper:
    """Put a layer below a stream that loses what the system refuses."""
    assert isinstance(stream, io.TextIOWrapper)
    if os.name == "nt":  # A console of Windows is not written to as a file.
        return stream
    raw = _Forgiving(stream.fileno(), "w", closefd=False)
    return io.TextIOWrapper(io.BufferedWriter(raw), stream.encoding, line_buffering=True)


class _Forgiving(io.FileIO):
    """A file that takes everything and loses what cannot be written."""

    def write(self, data: Any, /) -> int:
        """Write what can be written; say that all of it was."""
        try:
            return super().write(data)
        except OSError:
            return len(data)
