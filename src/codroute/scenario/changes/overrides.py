"""A scenario and changes to it: what if demand grew, a provider failed, an offer were another.

A change file is TOML with one ``[[change]]`` per change, applied in order. It may name a ``base``
(a scenario or another change file) and can then be read in place of a scenario.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from codroute.errors import Fault, InvalidInput
from codroute.scenario.changes.changed import Changed
from codroute.scenario.changes.kinds import KINDS, Change, TablesChange
from codroute.scenario.columns import one_of
from codroute.scenario.fields import Label, Row, Words
from codroute.scenario.parse import examine
from codroute.scenario.reading.file_system import kind_at
from codroute.scenario.reading.package import WORKBOOK_ENDINGS
from codroute.scenario.reading.raw import RawScenario
from codroute.scenario.reading.source import read_raw, read_toml
from codroute.scenario.reading.text import shown
from codroute.scenario.reading.wording import faults_in
from codroute.scenario.scenario import Scenario
from codroute.scenario.settings import SETTINGS_FILE

_LONGEST_NAME = 80


class _File(Row):
    """A change file: its changes, a name for them, and what they are changes to."""

    base: Annotated[str, Words("the path of a scenario or change file")] | None = None
    name: Label | None = None
    change: Annotated[
        tuple[dict[str, Any], ...], Field(min_length=1), Words("at least one [[change]]")
    ]


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


@dataclass
class _Reading:
    """What was read so far: the scenario at the bottom, the changes in order, and every fault."""

    raw: RawScenario | None = None
    steps: list[_Step] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def read_base(self, path: Path, above: tuple[Path, ...] = ()) -> None:
        """Follow the bases down to a scenario; take the changes on the way, innermost first."""
        if path.name == SETTINGS_FILE:
            path = path.parent
        try:
            if path.suffix.lower() == ".toml":
                self._read_chain(path, above)
            else:
                self.raw = read_raw(path)
        except InvalidInput as error:
            self.faults += error.faults

    def _read_chain(self, path: Path, above: tuple[Path, ...]) -> None:
        stated = _read_file(path)
        if path.resolve() in above:
            chain = " → ".join(file.name for file in (*above, path))
            wanted = "a chain of files that ends in a scenario"
            raise InvalidInput([Fault(above[-1].name, None, "base", chain, wanted)])
        if stated.base is None:
            wanted = "the path of a scenario, or this file after --change"
            self.faults.append(Fault(path.name, None, "base", "nothing", wanted))
        else:
            self.read_base(path.parent / stated.base, (*above, path.resolve()))
        self._add(path, stated)

    def read_changes(self, path: Path) -> None:
        """Take the changes of a further file, or the tables of a folder or workbook."""
        try:
            if is_of_tables(path):
                change = TablesChange(kind="tables", folder=path.name)
                self.names.append(path.name if kind_at(path) == "folder" else path.stem)
                self.steps.append(_Step(path.name, path.parent, change))
            else:
                self._add(path, _read_file(path))
        except InvalidInput as error:
            self.faults += error.faults

    def _add(self, path: Path, stated: _File) -> None:
        self.names.append(stated.name or path.stem)
        for number, change in enumerate(stated.change, start=1):
            place = f"{path.name} (change {number})"
            try:
                self.steps.append(_Step(place, path.parent, _read_change(place, change)))
            except InvalidInput as error:
                self.faults += error.faults


def is_of_tables(path: Path) -> bool:
    """Tell whether a change is stated as bare tables: a workbook, or a folder of files."""
    return path.suffix.lower() in WORKBOOK_ENDINGS or kind_at(path) == "folder"


def load_scenario(path: Path | str, changes: Sequence[Path | str] = ()) -> Loaded:
    """Read a scenario, or a change file with a base, and apply further changes in order.

    A change is a change file, or a folder or workbook whose tables replace rows and add others.

    Raises
    ------
    InvalidInput
        With every fault: in the scenario and all change files, or in what a change makes of it.
    """
    reading = _Reading()
    reading.read_base(Path(path))
    for file in changes:
        reading.read_changes(Path(file))
    scenario, faults = (None, []) if reading.raw is None else examine(reading.raw)
    if scenario is None or reading.faults:
        raise InvalidInput([*reading.faults, *faults])
    if not reading.names:
        return Loaded(scenario, tuple(faults))
    of_reading = reading.raw.faults if reading.raw is not None else ()
    return _apply(scenario, reading.steps, reading.names, of_reading)


def change_scenario(
    scenario: Scenario, changes: Sequence[dict[str, Any]], name: str = "changed"
) -> Scenario:
    """Apply changes, stated as a change file states them, to a checked scenario.

    Raises
    ------
    InvalidInput
        With every fault of the changes, or of what one makes of the scenario.
    """
    steps = [
        _Step(place, Path(), _read_change(place, change))
        for number, change in enumerate(changes, start=1)
        for place in [f"{name} (change {number})"]
    ]
    return _apply(scenario, steps, [name], ()).scenario


_CHANGE = "a change file (TOML), a workbook, or a folder of tables"
_NO_CHANGES = (".csv", ".txt", ".tsv", ".json")
"""Endings that say a file is no TOML, which tells more than where reading it as TOML failed."""


def _read_file(path: Path) -> _File:
    if kind_at(path) != "file":
        raise InvalidInput([Fault(str(path), None, None, "no such file", _CHANGE)])
    if path.suffix.lower() in _NO_CHANGES:
        found = f"a file that ends in {path.suffix}"
        raise InvalidInput([Fault(path.name, None, None, found, _CHANGE)])
    try:
        return _File.model_validate(read_toml(path))
    except ValidationError as error:
        raise InvalidInput(faults_in(path.name, error, _File)) from None


def _read_change(place: str, stated: dict[str, Any]) -> Change:
    """Validate one change by its kind."""
    kind = stated.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        wanted = one_of(str(kind), KINDS)
        raise InvalidInput([Fault(place, None, "kind", shown(kind), wanted)])
    try:
        return KINDS[kind].model_validate(stated)
    except ValidationError as error:
        raise InvalidInput(faults_in(place, error, KINDS[kind])) from None


def _apply(
    scenario: Scenario, steps: Sequence[_Step], names: Sequence[str], of_reading: Sequence[Fault]
) -> Loaded:
    """Apply the changes in order; each must leave a scenario that passes every check.

    ``of_reading`` are warnings of how files were read, which no later check gives again.
    """
    read = list(of_reading)
    name = " + ".join([scenario.name, *names])
    warnings: tuple[Fault, ...] = ()
    for step in steps:
        changed = Changed(scenario, step.place, step.change.key)
        changed.settings["name"] = name if len(name) <= _LONGEST_NAME else f"{name[:79]}…"
        step.change.apply(changed, step.folder)
        if any(fault.severity == "error" for fault in changed.faults):
            raise InvalidInput(changed.faults)
        read += changed.faults
        result, faults = examine(changed.raw())
        warnings = tuple(changed.placed(fault) for fault in faults)
        if result is None:
            raise InvalidInput(warnings)
        if changed.same(result) and not step.change.may_change_nothing:
            found, wanted = "what the scenario states already", "a change to something"
            fault = Fault(step.place, None, step.change.key, found, wanted)
            raise InvalidInput([fault])
        scenario = result
    return Loaded(scenario, (*read, *warnings))
