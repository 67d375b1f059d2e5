"""Questions to the file system, whose refusals become faults: no right, too long a name, a loop."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from codroute.errors import Fault, InvalidInput

_NO_PATH = "a name that no file can have"


@contextmanager
def refusals(path: Path, wanted: str) -> Iterator[None]:
    """Turn what the file system refuses into a fault of the path.

    Raises
    ------
    InvalidInput
        The file system refused, or the path is none (it holds a NUL).
    """
    try:
        yield
    except OSError as error:
        found = error.strerror or str(error)
        raise InvalidInput([Fault(str(path), None, None, found, wanted)]) from None
    except ValueError:  # Python's words for it differ from version to version.
        raise InvalidInput([Fault(str(path), None, None, _NO_PATH, wanted)]) from None


def kind_at(path: Path) -> Literal["folder", "file"] | None:
    """Say what stands at a path; None where nothing does."""
    with refusals(path, "a file or folder to read"):
        try:
            mode = path.stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            return None
    return "folder" if stat.S_ISDIR(mode) else "file"


def entries(folder: Path) -> list[Path]:
    """List what a folder holds, sorted."""
    with refusals(folder, "a folder to read"):
        return sorted(folder.iterdir())
