"""Rate offers as files on top of a scenario, each alone and combined."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from codroute.errors import Fault, InvalidInput
from codroute.plan.comparison import Skipped
from codroute.scenario.changes.changed import differing
from codroute.scenario.changes.overrides import load_scenario
from codroute.scenario.fields import Row
from codroute.scenario.reading.file_system import kind_at
from codroute.scenario.reading.text import Phrase, shown
from codroute.scenario.scenario import SETTINGS, TABLES, Scenario

MOST_COMBINED = 5
"""Offers whose subsets are all planned: 31 plans beside that of the base."""

_OF_THE_MERCHANT = ("markets", "lanes", "regions", "profile", "demand", "duties")
"""Tables that are not a provider's to offer."""

PLACE = "offers"
"""Where faults of what is asked for are, as no file states them."""

BASE = "base"
"""What the scenario without the offers is called."""


@dataclass(frozen=True)
class Offered:
    """A scenario with some offers on top, by their names; none for the base."""

    names: tuple[str, ...]
    scenario: Scenario
    warnings: tuple[Fault, ...] = ()

    @property
    def name(self) -> str:
        """Give what tables and pictures call it."""
        return " + ".join(self.names) or BASE


@dataclass(frozen=True)
class OfferedAll:
    """The base, every offer alone and, where asked for, combined; and what was not combined."""

    variants: tuple[Offered, ...]
    skipped: tuple[Skipped, ...]


def load_offers(
    base: Path | str,
    offers: Sequence[Path | str],
    *,
    changes: Sequence[Path | str] = (),
    combine: bool = False,
) -> OfferedAll:
    """Read a scenario with each of several offers.

    Parameters
    ----------
    base
        A scenario, or a change file with a base.
    offers
        Change files, workbooks or folders of tables; each states what a provider offers: offers,
        cards, coverage, performance, ladders, limits and contracts, no demand and no policy.
    changes
        Changes under all of them.
    combine
        Whether to combine the offers as well. Two that state the same rows otherwise are not.

    Raises
    ------
    InvalidInput
        With every fault of the base, or else of all offers.
    """
    paths = [Path(offer) for offer in offers]
    faults = list(_misstated(paths, combine=combine))
    loaded = load_scenario(base, changes)
    alone: list[Offered] = []
    for name, path in zip(_names(paths), paths, strict=True):
        try:
            read = load_scenario(base, (*changes, path))
            faults += beyond_offering(path.name, loaded.scenario, read.scenario)
            alone.append(Offered((name,), read.scenario, read.warnings))
        except InvalidInput as error:
            faults += error.faults
    if any(fault.severity == "error" for fault in faults):
        raise InvalidInput(faults)
    variants = [Offered((), loaded.scenario, loaded.warnings), *alone]
    skipped: tuple[Skipped, ...] = ()
    if combine:
        named = dict(zip(paths, alone, strict=True))
        together, skipped = _combined(base, changes, loaded.scenario, named)
        variants += together
    _named_apart(variants)
    return OfferedAll(tuple(variants), skipped)


def _misstated(paths: Sequence[Path], *, combine: bool) -> Iterator[Fault]:
    """Find offers stated twice, none, or too many to combine."""
    if not paths:
        yield Fault(PLACE, None, "offer", Phrase("none"), "at least one offer")
    for number, path in enumerate(paths):
        if path in paths[:number]:
            yield Fault(PLACE, None, "offer", shown(str(path)), "each offer once")
    if combine and len(paths) > MOST_COMBINED:
        found, wanted = Phrase(f"{len(paths)} offers"), f"at most {MOST_COMBINED} to combine"
        yield Fault(PLACE, None, "offer", found, wanted)


def _names(paths: Sequence[Path]) -> list[str]:
    """Name offers by their files, with all of the path where two files have one name.

    What follows a point is an ending in the name of a file only: folders may be ``at-6.55``.
    """
    folders = [kind_at(path) == "folder" for path in paths]
    plain = [path.name if of else path.stem for path, of in zip(paths, folders, strict=True)]
    whole = [f"{path}/" if of else str(path) for path, of in zip(paths, folders, strict=True)]
    return [
        name if plain.count(name) == 1 and name != BASE else longer
        for name, longer in zip(plain, whole, strict=True)
    ]


def _named_apart(variants: Sequence[Offered]) -> None:
    """Refuse offers whose files are named as others are when combined: all goes by the name."""
    names = Counter(variant.name for variant in variants)
    faults = [
        Fault(PLACE, None, "offer", shown(name), "another file name: a combination is called so")
        for name, times in names.items()
        if times > 1
    ]
    if faults:
        raise InvalidInput(faults)


def beyond_offering(file: str, base: Scenario, offered: Scenario) -> Iterator[Fault]:
    """Find what is not a provider's to offer."""
    tables = [table for table in TABLES if table not in _OF_THE_MERCHANT]
    wanted = "an offer's own tables: " + ", ".join(tables)
    for table in _OF_THE_MERCHANT:
        if getattr(base, table) != getattr(offered, table):
            yield Fault(file, None, None, Phrase(f"other rows in {table}"), wanted)
    for setting in SETTINGS:
        if setting != "name" and getattr(base, setting) != getattr(offered, setting):
            yield Fault(file, None, None, Phrase(f"another {setting}"), wanted)


def _combined(
    base: Path | str,
    changes: Sequence[Path | str],
    scenario: Scenario,
    alone: dict[Path, Offered],
) -> tuple[list[Offered], tuple[Skipped, ...]]:
    """Combine offers two by two, three by three and so on, but for those that contradict."""
    stated = {path: _stated_rows(scenario, own.scenario) for path, own in alone.items()}
    together: list[Offered] = []
    skipped: list[Skipped] = []
    for count in range(2, len(alone) + 1):
        for paths in combinations(alone, count):
            names = tuple(name for path in paths for name in alone[path].names)
            why = _contradiction(paths, stated, alone)
            if why is None:
                try:
                    read = load_scenario(base, (*changes, *paths))
                    together.append(Offered(names, read.scenario, read.warnings))
                    continue
                except InvalidInput as error:
                    why = str(error.faults[0])
            skipped.append(Skipped(offers=names, reason=why))
    return together, tuple(skipped)


_Named = dict[tuple[str, tuple[str | None, ...]], list[Row]]


def _stated_rows(base: Scenario, offered: Scenario) -> _Named:
    """Give the rows that an offer states otherwise than the base, by table and name."""
    return {
        (table, name): rows
        for table, names in differing(base, offered).items()
        for name, rows in names.items()
    }


def _contradiction(
    paths: Sequence[Path], stated: dict[Path, _Named], alone: dict[Path, Offered]
) -> str | None:
    """Say which rows two offers state each in its own way; None where there are none."""
    for one, other in combinations(paths, 2):
        for key in stated[one].keys() & stated[other].keys():
            if stated[one][key] != stated[other][key]:
                table, name = key
                words = " / ".join(part for part in name if part is not None)
                return f"{alone[one].name} and {alone[other].name} both state {table} {words}"
    return None
