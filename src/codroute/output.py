"""Files that codroute writes: whole or not at all, and never in place of what is no file."""

import csv
import errno
import io
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from codroute.errors import Fault, InvalidInput


def write_file(path: Path, content: bytes) -> None:
    """Write a file as `place_file` does.

    Raises
    ------
    InvalidInput
        The place cannot be written to.
    """
    place_file(path, lambda new: new.write_bytes(content))


def csv_text(header: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    """Give a table as CSV: lines end alike on every system, what is absent is blank."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def write_csv(path: Path, header: Iterable[object], rows: Iterable[Iterable[object]]) -> None:
    """Write a table as a file of CSV, as `write_file` does.

    Raises
    ------
    InvalidInput
        The place cannot be written to.
    """
    write_file(path, csv_text(header, rows).encode())


def place_file(path: Path, write: Callable[[Path], object]) -> None:
    """Let ``write`` make a file, then put it in its place in one step.

    A symbolic link is followed and stays; a file that is replaced hands on its mode; a device or
    a pipe is written to as it stands.

    Raises
    ------
    InvalidInput
        The place cannot be written to.
    """
    target = None if is_stream(path) else followed(path)
    with faults_of(path), passing_folder(target and target.parent) as folder:
        new = folder / path.name
        write(new)
        if target is None:
            _pour(new, path)
            return
        if target.exists():
            new.chmod(stat.S_IMODE(target.stat().st_mode))
        new.replace(target)


def followed(path: Path) -> Path:
    """Give the place to which a symbolic link leads, whether or not something is there."""
    return Path(os.path.realpath(path))


def is_stream(path: Path) -> bool:
    """Tell whether there is something that is neither a file nor a folder: a device, a pipe."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


@contextmanager
def passing_folder(place: Path | None) -> Iterator[Path]:
    """Give a folder inside ``place`` (by default where temporary files go) that does not last."""
    folder = Path(tempfile.mkdtemp(prefix=".codroute-", dir=place))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def faults_of(path: Path) -> Iterator[None]:
    """Turn what the system refuses into a fault that names the place."""
    try:
        yield
    except OSError as error:
        found = os.strerror(error.errno) if error.errno else str(error)
        fault = Fault(str(path), None, None, found, "a place that can be written to")
        raise InvalidInput([fault]) from None


def _pour(file: Path, path: Path) -> None:
    """Copy a file into a device or pipe; a pipe that nobody reads is refused, not waited for."""
    try:
        descriptor = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise OSError("a pipe that nobody reads") if error.errno == errno.ENXIO else error from None
    with open(descriptor, "wb") as stream, file.open("rb") as source:  # noqa: PTH123
        os.set_blocking(descriptor, True)
        shutil.copyfileobj(source, stream)
