"""A folder for a worker's temporary files that is removed in any case, if only at a later start.

Whoever owns a folder holds a lock on it, which the system drops when the owner dies, however it
dies. So a folder that can be locked is one that nobody owns any more.
"""

import contextlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

_PREFIX = "codroute-worker-"


class Scratch:
    """A folder of its own; making one removes those of this user whose owners have died."""

    def __init__(self) -> None:
        _sweep()
        self.path, self._lock = _make()

    def remove(self) -> None:
        """Remove the folder and what is in it; may be called again."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _make() -> tuple[Path, int | None]:
    """Make a folder and lock it; make another if it was swept away before it was locked."""
    while True:
        path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        lock = _locked(path, wait=True)
        if path.is_dir():
            return path, lock
        if lock is not None:
            os.close(lock)


def _sweep() -> None:
    """Remove folders that dead owners have left."""
    with contextlib.suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX) and _is_ours(entry):
                _remove_if_left(Path(entry.path))


def _is_ours(entry: "os.DirEntry[str]") -> bool:
    """Tell whether an entry is a folder of this user and no link to one."""
    try:
        own = not hasattr(os, "getuid") or entry.stat(follow_symlinks=False).st_uid == os.getuid()
        return own and entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _remove_if_left(path: Path) -> None:
    lock = _locked(path)
    if lock is not None:
        shutil.rmtree(path, ignore_errors=True)
        os.close(lock)


def _locked(path: Path, *, wait: bool = False) -> int | None:
    """Lock a folder; None where another holds it, it is gone or the system has no such locks."""
    if sys.platform == "win32":
        return None
    import fcntl  # noqa: PLC0415 - not on Windows

    try:
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        os.close(folder)
        return None
    return folder
