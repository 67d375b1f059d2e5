"""Files that a command will write, checked before its work starts: all faults at once."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from codroute.cli.stated import COMMAND_LINE
from codroute.errors import Fault, InvalidInput
from codroute.output import faults_of, followed, is_stream
from codroute.scenario.settings import SETTINGS_FILE

_READ_IN_FOLDERS = (".csv", ".toml")
_LONGEST_CHAIN, _LONGEST_PATH = 20, 200
"""Bases on bases, and letters of one: beyond, reading tells what is wrong, not this."""

_NO_FOLDERS = (
    *(".csv", ".tsv", ".txt", ".toml", ".json"),
    *(".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"),
)
"""Endings of files; whoever gives one of them to a new folder means a file."""


@dataclass(frozen=True)
class Target:
    """What an option names as a place to write to; None where the option is not stated."""

    option: str
    path: Path | None
    endings: tuple[str, ...]


def check_targets(targets: Sequence[Target], reads: Sequence[Path]) -> None:
    """Check places for files before anything is done.

    Parameters
    ----------
    targets
        What will be written.
    reads
        Files and folders that the command reads.

    Raises
    ------
    InvalidInput
        With every fault: a wrong ending, a place that cannot be written to, a file that is read
        or stated twice.
    """
    faults: list[Fault] = []
    taken: list[tuple[str, Path]] = []
    for target in targets:
        if target.path is None:
            continue
        try:
            why = _unfit(target, target.path, reads, taken)
        except OSError as error:
            why = f"{_quoted(target.path)}: {error.strerror}", "a place that can be written to"
        if why is not None:
            faults.append(_fault(target.option, *why))
        taken.append((target.option, target.path))
    if faults:
        raise InvalidInput(faults)


def check_folder(option: str, path: Path) -> None:
    """Check a place for a new folder before anything is done.

    Raises
    ------
    InvalidInput
        The name looks like that of a file, something is there, or it cannot be written to.
    """
    with faults_of(path):
        why = _unfit_folder(path)
    if why is not None:
        raise InvalidInput([_fault(option, *why)])


def check_new_file(option: str, path: Path) -> None:
    """Check a place for a new workbook: whatever is there stays.

    Raises
    ------
    InvalidInput
        Something is there, or it cannot be written to.
    """
    check_targets([Target(option, path, (".xlsx",))], ())
    if path.exists():
        found, wanted = f"something at {_quoted(path)}", "a name that is not taken"
        raise InvalidInput([_fault(option, found, wanted)])


def sources(scenario: Path, changes: Sequence[Path]) -> list[Path]:
    """List the files and folders that a scenario with changes is read from.

    What cannot be read is passed over here: reading it properly tells what is wrong.
    """
    found: list[Path] = list(changes)
    for _ in range(_LONGEST_CHAIN):
        if scenario.suffix.lower() != ".toml" or scenario.name == SETTINGS_FILE:
            break
        found.append(scenario)
        base = _toml(scenario).get("base")
        if not _is_path(base):
            break
        scenario = scenario.parent / base
    found.append(scenario.parent if scenario.name == SETTINGS_FILE else scenario)
    return found + [folder for file in found for folder in _table_folders(file)]


def _is_path(stated: object) -> TypeGuard[str]:
    """Tell whether something stated in a file can be the path of another."""
    return isinstance(stated, str) and "\x00" not in stated and len(stated) <= _LONGEST_PATH


def _toml(path: Path) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - seldom wanted

    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return {}


def _table_folders(file: Path) -> Iterator[Path]:
    """Give the folders from which the changes of a file take tables."""
    changes = _toml(file).get("change") if file.suffix.lower() == ".toml" else None
    for change in changes if isinstance(changes, list) else ():
        if isinstance(change, dict) and _is_path(change.get("folder")):
            yield file.parent / change["folder"]


def _unfit(
    target: Target, path: Path, reads: Sequence[Path], taken: Sequence[tuple[str, Path]]
) -> tuple[str, str] | None:
    """Say what was found and what is wanted where a target will not do."""
    if is_stream(path):
        may = os.access(path, os.W_OK)
        return None if may else (f"no right to write to {_quoted(path)}", "another place")
    if path.suffix.lower() not in target.endings:
        return _quoted(path), f"a name that ends in {' or '.join(target.endings)}"
    if path.is_dir():
        return f"the folder {_quoted(path)}", "the name of a file"
    for option, other in taken:
        if _same(path, other):
            return f"{_quoted(path)}, the file of {option}", "another file"
    for read in reads:
        if _is_read(path, read):
            return f"{_quoted(path)}, which is read from {_quoted(read)}", "another place"
    return _unwritable(followed(path).parent, path)


def _unfit_folder(path: Path) -> tuple[str, str] | None:
    """Say what was found and what is wanted where a folder cannot be made or filled."""
    if path.suffix.lower() in _NO_FOLDERS:
        return _quoted(path), "a name that ends in .xlsx or .json, or that of a folder"
    if path.is_file() or is_stream(path) or (path.is_dir() and any(path.iterdir())):
        found, wanted = f"something at {_quoted(path)}", "a new or empty folder, or a file's name"
        return found, wanted
    return _unwritable(path if path.is_dir() else followed(path).parent)


def _unwritable(folder: Path, file: Path | None = None) -> tuple[str, str] | None:
    """Say why nothing can be written into a folder, or over a file in it."""
    if not folder.is_dir():
        return f"no folder {_quoted(folder)}", "a folder that exists"
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"no right to write into the folder {_quoted(folder)}", "another folder"
    if file is not None and file.exists() and not os.access(file, os.W_OK):
        return f"{_quoted(file)}, which is protected", "a file that may be replaced"
    return None


def _is_read(path: Path, read: Path) -> bool:
    """Tell whether a file is read, or would be at the next reading of a scenario's folder."""
    if read.is_dir():
        return path.suffix.lower() in _READ_IN_FOLDERS and _same(followed(path).parent, read)
    return _same(path, read)


def _same(one: Path, other: Path) -> bool:
    """Tell whether two paths lead to the same place, be there something or not."""
    try:
        return one.samefile(other)
    except OSError:
        return followed(one) == followed(other)


def _quoted(path: Path) -> str:
    return f"'{path}'"


def _fault(option: str, found: str, wanted: str) -> Fault:
    return Fault(COMMAND_LINE, None, option, found, wanted)
