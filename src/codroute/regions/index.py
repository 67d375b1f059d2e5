"""The places of one country, found by the names and postcodes that an address states."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from codroute.scenario.place_names import NameKey, name_key
from codroute.scenario.postcodes import Postcodes, code_key, parse_code_range
from codroute.scenario.tables import PLACE_LEVELS, Place

LEAST_ALIKE = 0.87
"""Least likeness of a misspelt name that nothing else confirms: 1 − edits / letters.

A swap of neighbours is one edit, so this is one edit in eight letters. Measured on the cities of
eight markets (tests/regions/test_measured.py), one misspelt city in a thousand is taken for
another, and of the cities that the table lacks 0.7 %; at 0.84 these would be 2 %, at 0.80 5 %.
"""

LEAST_ALIKE_CONFIRMED = 0.8
"""Least likeness where the postcode or another name agrees letter by letter: one edit in five."""

CLEARLY_LESS = 0.08
"""A misspelt name means the most alike place only if every other is less alike by this much."""

_NEAR = 0.6
"""Names less alike than this are not even named as candidates."""

_NEAREST = 3


@dataclass(frozen=True)
class Match:
    """How a name that an address states matches one that a place has."""

    alias: bool = False
    score: float = 1.0

    @property
    def exact(self) -> bool:
        """Tell whether the names are the same, all spelling apart."""
        return self.score == 1


Matches = Mapping[int, Match]
"""The places whose name at a level matches, by their number."""


class CountryIndex:
    """Lookups over the places of one country, by their number in the table."""

    def __init__(self, places: Mapping[int, Place]) -> None:
        self.places = places
        self._levels = {level: _Names(_named(places, level)) for level in PLACE_LEVELS}
        self.match = lru_cache(maxsize=50_000)(self._match)
        self.near = lru_cache(maxsize=50_000)(self._near)

    @cached_property
    def postcodes(self) -> Postcodes:
        """Give the postcodes of all places."""
        return Postcodes(
            (number, parse_code_range(text))
            for number, place in self.places.items()
            for text in place.postcodes
        )

    def _match(self, level: str, name: str) -> Matches:
        """Give the places that a name at a level may mean: as stated, or else alike."""
        return self._levels[level].find(name_key(name))

    def _near(self, level: str, name: str) -> list[tuple[int, float]]:
        """Give the places whose name at a level is most alike, though it may be another's."""
        return self._levels[level].near(name_key(name))

    def listing(self, postcode: str) -> set[int]:
        """Give the places that list a postcode."""
        return set(self.postcodes.find(code_key(postcode)))


Named = tuple[int, NameKey, bool]
"""A place's number, a name of it at some level, and whether that is an alias."""


def _named(places: Mapping[int, Place], level: str) -> Iterator[Named]:
    """Give every name at a level; the aliases of an area hold for the places inside it too."""
    inside: dict[str, list[int]] = defaultdict(list)
    for number, place in places.items():
        name = getattr(place, level)
        if name:
            inside[name_key(name).whole].append(number)
            yield number, name_key(name), False
    for place in places.values():
        if place.level == level and place.aliases:
            name = name_key(getattr(place, level)).whole
            for number in inside[name]:
                if states_names_of(places[number], place):
                    yield from ((number, name_key(alias), True) for alias in place.aliases)


def states_names_of(place: Place, area: Place) -> bool:
    """Tell whether a place states every name that an area states."""
    return all(_same_name(getattr(place, level), getattr(area, level)) for level in PLACE_LEVELS)


def _same_name(name: str | None, of_area: str | None) -> bool:
    """Tell whether a name is that of an area, or the area has none to compare."""
    return of_area is None or (name is not None and name_key(name).whole == name_key(of_area).whole)


class _Names:
    """The names at one level: all of a name decides first, then its core, then its likeness."""

    def __init__(self, named: Iterable[Named]) -> None:
        self._whole: dict[str, list[Named]] = defaultdict(list)
        self._core: dict[str, list[Named]] = defaultdict(list)
        for entry in named:
            self._whole[entry[1].whole].append(entry)
            self._core[entry[1].core].append(entry)
        self._cores = list(self._core)

    def find(self, name: NameKey) -> Matches:
        """Give the places that a name means, by the surest way that gives any."""
        same = self._whole.get(name.whole) or self._fitting(name, name.core)
        if same:
            return _best((number, Match(alias)) for number, _, alias in same)
        return self._alike(name)

    def _fitting(self, name: NameKey, core: str) -> list[Named]:
        return [entry for entry in self._core.get(core, ()) if entry[1].may_be(name)]

    def _alike(self, name: NameKey) -> Matches:
        """Give every place so alike that it may be meant, or may make it unclear which is."""
        return _best(
            (number, Match(alias, score))
            for core, score in self._scored(name, LEAST_ALIKE_CONFIRMED - CLEARLY_LESS)
            for number, _, alias in self._fitting(name, core)
        )

    def near(self, name: NameKey) -> list[tuple[int, float]]:
        """Give the places most alike, most alike first, to be named to a person."""
        scored = self._scored(name, _NEAR)
        alike: dict[int, float] = {}
        for core, score in scored:
            for number, _, _ in self._core[core]:
                alike[number] = max(score, alike.get(number, 0.0))
        return sorted(alike.items(), key=lambda pair: -pair[1])[:_NEAREST]

    def _scored(self, name: NameKey, least: float) -> list[tuple[str, float]]:
        """Give the names at least so alike; numbers must agree, a tenth district is no first."""
        found = process.extract(
            name.core,
            self._cores,
            scorer=OSA.normalized_similarity,
            score_cutoff=least,
            limit=None,
        )
        numbers = _digits(name.core)
        return [(core, score) for core, score, _ in found if _digits(core) == numbers]


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdecimal())


def _best(matches: Iterable[tuple[int, Match]]) -> Matches:
    """Keep of each place its best match; a name as stated is better than an alias."""
    best: dict[int, Match] = {}
    for number, match in matches:
        known = best.get(number)
        if known is None or (match.score, not match.alias) > (known.score, not known.alias):
            best[number] = match
    return best
