"""A scenario and changes to it: what if demand grew, a provider failed, an offer were another.

A change file is TOML with one ``[[change]]`` per change, applied in order. It may name a ``base``
(a scenario or another change file) and can then be read in place of a scenario.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError

from codroute.errors import Fault, InvalidInput
from codroute.scenario.changed import Changed
from codroute.scenario.changes import KINDS, Change
from codroute.scenario.fields import Label, Row
from codroute.scenario.parse import examine
from codroute.scenario.scenario import Scenario
from codroute.scenario.source import SETTINGS_FILE, RawScenario, read_raw, read_toml, shown

_LONGEST_NAME = 80


class _File(Row):
    """A change file: its changes, a name for them, and what they are changes to."""

    base: Annotated[str, "path of a scenario or change file, from this file's folder"] | None = None
    name: Label | None = None
    change: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class _Step:
    """One change with the file it stands in and the folder its paths start from."""

    place: str
    folder: Path
    change: Change


@dataclass(frozen=True)
class Loaded:
    """A checked scenario with what is probably not meant in it."""

    scenario: Scenario
    warnings: tuple[Fault, ...]


def load_scenario(path: Path | str, changes: Sequence[Path | str] = ()) -> Loaded:
    """Read a scenario, or a change file with a base, and apply further change files in order.

    Raises
    ------
    InvalidInput
        With every fault: in the scenario, in a change file, or in what the changes make of it.
    """
    raw, steps, names = _resolve(Path(path), ())
    for file in map(Path, changes):
        stated = _read_file(file)
        steps += _steps(file, stated)
        names.append(stated.name or file.stem)
    scenario, faults = examine(raw)
    if scenario is None:
        raise InvalidInput(faults)
    if not names:
        return Loaded(scenario, tuple(faults))
    return _apply(scenario, steps, names)


def _resolve(path: Path, seen: tuple[Path, ...]) -> tuple[RawScenario, list[_Step], list[str]]:
    """Follow the bases down to a scenario; give it with all changes on the way, innermost first."""
    if path.name == SETTINGS_FILE:
        path = path.parent
    if path.suffix.lower() != ".toml":
        return read_raw(path), [], []
    if path.resolve() in seen:
        chain = " → ".join(file.name for file in (*seen, path))
        wanted = "a chain of files that ends in a scenario"
        raise InvalidInput([Fault(seen[-1].name, None, "base", chain, wanted)])
    stated = _read_file(path)
    if stated.base is None:
        wanted = "the path of a scenario, or this file after --change"
        raise InvalidInput([Fault(path.name, None, "base", "nothing", wanted)])
    raw, steps, names = _resolve(path.parent / stated.base, (*seen, path.resolve()))
    return raw, steps + _steps(path, stated), [*names, stated.name or path.stem]


def _read_file(path: Path) -> _File:
    if not path.is_file():
        raise InvalidInput([Fault(str(path), None, None, "no such file", "a change file (TOML)")])
    try:
        return _File.model_validate(read_toml(path))
    except ValidationError as error:
        raise InvalidInput(_faults(path.name, error)) from None


def _steps(path: Path, stated: _File) -> list[_Step]:
    """Validate every change of a file; name all faults at once."""
    adapter: TypeAdapter[Change] = TypeAdapter(Change)
    steps, faults = [], []
    for number, change in enumerate(stated.change, start=1):
        place = f"{path.name} (change {number})"
        try:
            steps.append(_Step(place, path.parent, adapter.validate_python(change)))
        except ValidationError as error:
            faults += _faults(place, error, skip=1)
    if not stated.change:
        faults.append(Fault(path.name, None, "change", "nothing", "at least one [[change]]"))
    if faults:
        raise InvalidInput(faults)
    return steps


def _faults(place: str, error: ValidationError, skip: int = 0) -> list[Fault]:
    """Word what Pydantic found; ``skip`` leaves the variant's name out of the path."""
    faults = []
    for detail in error.errors(include_url=False):
        kind, path = detail["type"], list(map(str, detail["loc"]))
        if kind.startswith("union_tag"):
            found, path = detail["ctx"].get("tag"), ["kind"]
            wanted = f"one of {', '.join(KINDS)}"
        elif kind == "missing":
            found, wanted, path = None, "a value", path[skip:]
        elif kind == "extra_forbidden":
            found, wanted, path = detail["input"], "no such key here", path[skip:]
        else:
            found, path = detail["input"], path[skip:]
            wanted = detail["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
        faults.append(Fault(place, None, ".".join(path) or None, shown(found), wanted))
    return faults


def _apply(scenario: Scenario, steps: Sequence[_Step], names: Sequence[str]) -> Loaded:
    """Apply the changes in order; each must leave a scenario that passes every check."""
    name = " + ".join([scenario.name, *names])
    warnings: tuple[Fault, ...] = ()
    for step in steps:
        changed = Changed(scenario, step.place)
        changed.settings["name"] = name if len(name) <= _LONGEST_NAME else f"{name[:79]}…"
        step.change.apply(changed, step.folder)
        if changed.faults:
            raise InvalidInput(changed.faults)
        result, faults = examine(changed.raw())
        warnings = tuple(changed.placed(fault) for fault in faults)
        if result is None:
            raise InvalidInput(warnings)
        scenario = result
    return Loaded(scenario, warnings)
