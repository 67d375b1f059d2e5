"""How a place and an address agree, and which of several places is meant more closely."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from codroute.regions.address import Outcome
from codroute.regions.index import (
    CLEARLY_LESS,
    LEAST_ALIKE,
    LEAST_ALIKE_CONFIRMED,
    Match,
    states_names_of,
)
from codroute.scenario.tables import PLACE_LEVELS, Place


def rank_of(place: Place) -> int:
    """Give how small an area a place is: 1 a state, 2 a city, 3 a district, 0 postcodes alone."""
    return 0 if place.level is None else PLACE_LEVELS.index(place.level) + 1


@dataclass(frozen=True)
class Fit:
    """A place that agrees with an address: the parts of the address that it shares."""

    number: int
    place: Place
    shared: frozenset[str]
    matches: tuple[Match, ...]

    @property
    def rank(self) -> int:
        """Give how small an area the address names by the place's own name; 0 if it does not."""
        return rank_of(self.place) if self.place.level in self.shared else 0

    @property
    def score(self) -> float:
        """Give the likeness of the least alike name."""
        return min((match.score for match in self.matches), default=1.0)

    @property
    def sure(self) -> bool:
        """Tell whether the names are alike enough, the less so if something confirms them."""
        confirmed = "postcode" in self.shared or any(match.exact for match in self.matches)
        return self.score >= (LEAST_ALIKE_CONFIRMED if confirmed else LEAST_ALIKE)

    @property
    def outcome(self) -> Outcome:
        """Say how the place was found, by its least sure name."""
        if self.score < 1:
            return Outcome.FUZZY
        return Outcome.ALIAS if any(match.alias for match in self.matches) else Outcome.EXACT


def clear(fits: Iterable[Fit]) -> Iterator[Fit]:
    """Leave out places whose names are too little alike, or clearly less than those of others.

    One that alone would be too little alike still makes it unclear which one is meant.
    """
    by_level: dict[str | None, list[Fit]] = {}
    for fit in fits:
        by_level.setdefault(fit.place.level if fit.rank else None, []).append(fit)
    for rivals in by_level.values():
        best = max((fit.score for fit in rivals if fit.sure), default=None)
        for fit in rivals:
            if best is not None and (fit.score == best or fit.score > best - CLEARLY_LESS):
                yield fit


def answer_of(place: Place) -> tuple[str, str | None, bool]:
    """Give what is asked about a place; two places that agree in it need not be told apart."""
    return place.region, place.remote_band, place.cod_served


def lies_in(place: Place, area: Place) -> bool:
    """Tell whether a place is one of a smaller level inside an area, by the names stated."""
    smaller = rank_of(place) > rank_of(area) > 0
    return smaller and states_names_of(place, area)


def overrides(one: Fit, other: Fit) -> bool:
    """Tell whether a place is told more closely by the address than another one."""
    if lies_in(one.place, other.place) or one.shared > other.shared:
        return True
    return 0 < other.rank < one.rank
