"""Which place an address means: what both state must agree, and the smallest area decides."""

from collections.abc import Iterable, Iterator, Mapping

from codroute.regions.address import Address, Candidate, Outcome, Resolution
from codroute.regions.fit import Fit, answer_of, clear, lies_in, overrides, rank_of
from codroute.regions.index import CountryIndex, Match, Matches
from codroute.scenario.reading.text import shown
from codroute.scenario.scenario import Scenario
from codroute.scenario.tables import PLACE_LEVELS, Place

_MOST_CANDIDATES = 3
_CITY_RANK = PLACE_LEVELS.index("city") + 1


class Resolver:
    """Finds the places of addresses.

    Parameters
    ----------
    places
        A checked scenario, or the places of one, in the order of its table ``regions``.
    """

    def __init__(self, places: Scenario | Iterable[Place]) -> None:
        rows = places.regions if isinstance(places, Scenario) else tuple(places)
        by_country: dict[str, dict[int, Place]] = {}
        for number, place in enumerate(rows, start=1):
            by_country.setdefault(place.country.casefold(), {})[number] = place
        self._countries = {name: CountryIndex(rows) for name, rows in by_country.items()}

    def resolve(self, address: Address) -> Resolution:
        """Find the place of an address; that none is found is an answer too.

        A place fits if nothing that both state disagrees. Of the places that fit the smallest area
        decides. A name or a postcode that belongs elsewhere is a contradiction, never outvoted.
        """
        index = self._countries.get(address.country.strip().casefold())
        if index is None:
            found = f"country {shown(address.country)}" if address.country.strip() else "no country"
            return _unresolved(f"{found}: the table lists no place there")
        return _Question(index, address).answer()


def _unresolved(why: str, candidates: Iterable[Candidate] = ()) -> Resolution:
    return Resolution(Outcome.UNRESOLVED, None, None, 0.0, tuple(candidates), why)


class _Question:
    """One address in one country."""

    def __init__(self, index: CountryIndex, address: Address) -> None:
        self._index = index
        self._names = {
            level: name for level in PLACE_LEVELS if (name := getattr(address, level).strip())
        }
        self._postcode = address.postcode.strip()
        self._matches: Mapping[str, Matches] = {
            level: index.match(level, name) for level, name in self._names.items()
        }
        self._listing = index.listing(self._postcode) if self._postcode else set()

    def answer(self) -> Resolution:
        """Give the smallest area that fits, unless something contradicts it."""
        if not self._names and not self._postcode:
            return _unresolved("an address without a name or postcode")
        raised = {number: self._fit(number) for number in self._raised()}
        fits = list(clear(fit for fit in raised.values() if fit is not None))
        kept = {fit.number for fit in fits}
        against = [number for number in raised if number not in kept]
        winners = [fit for fit in fits if not any(overrides(other, fit) for other in fits)]
        if not winners:
            return self._nothing_fits(against)
        first = max(winners, key=lambda fit: (fit.rank, len(fit.shared), fit.score, -fit.number))
        contradicting = [number for number in against if self._contradicts(number, first)]
        if contradicting:
            return self._conflict([first.number, *contradicting])
        others = [fit for fit in winners if answer_of(fit.place) != answer_of(first.place)]
        if others and any(fit.rank == 0 for fit in others) and first.rank > 0:
            return self._conflict([first.number, *(fit.number for fit in others)])
        if others:
            return self._ambiguous([first, *others])
        score = round(100 * first.score, 1)
        why = self._found_words(first)
        return Resolution(first.outcome, first.number, first.place, score, (), why)

    def _raised(self) -> list[int]:
        """Give the places whose own name or postcode the address states."""
        named = [
            number
            for level, matches in self._matches.items()
            for number in matches
            if self._index.places[number].level == level
        ]
        return sorted({*named, *self._listing})

    def _fit(self, number: int) -> Fit | None:
        """Give what a place and the address share, or None where something disagrees."""
        place = self._index.places[number]
        if self._disagreeing(number):
            return None
        shared = [level for level in self._names if getattr(place, level)]
        matches = tuple(self._matches[level][number] for level in shared)
        by_postcode = ("postcode",) if number in self._listing else ()
        return Fit(number, place, frozenset((*shared, *by_postcode)), matches)

    def _disagreeing(self, number: int) -> list[str]:
        """Name the parts that both a place and the address state, and state differently."""
        place = self._index.places[number]
        parts = [
            level
            for level in self._names
            if getattr(place, level) and number not in self._matches[level]
        ]
        if self._postcode and place.postcodes and number not in self._listing:
            parts.append("postcode")
        return parts

    def _contradicts(self, number: int, fit: Fit) -> bool:
        """Tell whether a place that does not fit speaks against one that does.

        Its postcode does unless one lies in the other; its own name does where it is that of a
        smaller area, which the address would then not be in. Of a city that fits, districts may
        have the names of those of other cities.
        """
        place = self._index.places[number]
        if number in self._listing:
            related = lies_in(place, fit.place) or lies_in(fit.place, place)
            return not related and answer_of(place) != answer_of(fit.place)
        smaller = rank_of(place) > fit.rank
        return smaller and fit.rank < _CITY_RANK and self._is_named(number)

    def _is_named(self, number: int) -> bool:
        """Tell whether the address states a place's postcode or own name, letter by letter."""
        level = self._index.places[number].level
        match = self._matches.get(str(level), {}).get(number)
        return number in self._listing or (match is not None and match.exact)

    def _nothing_fits(self, against: list[int]) -> Resolution:
        """Name what was listed and disagrees, or else what is most like the name."""
        named = [number for number in against if self._is_named(number)]
        if named:
            return self._conflict(named)
        why = f"no place listed by {self._stated_words()}"
        elsewhere = dict(self._elsewhere())
        if elsewhere:
            number, level = next(iter(elsewhere.items()))
            listed = self._index.places[number]
            return _unresolved(
                f"{why}; '{getattr(listed, level)}' is listed as a {level}",
                self._candidates(list(elsewhere)[:_MOST_CANDIDATES]),
            )
        near = [
            Candidate(number, self._index.places[number], round(100 * score, 1))
            for level, name in list(self._names.items())[-1:]
            for number, score in self._index.near(level, name)
        ]
        nearest = f"; the nearest is {near[0].words}, {near[0].score:g} % alike" if near else ""
        return _unresolved(why + nearest, near)

    def _elsewhere(self) -> Iterator[tuple[int, str]]:
        """Give places whose own name is stated, but as that of another level."""
        for stated, name in self._names.items():
            for level in PLACE_LEVELS:
                for number, match in self._index.match(level, name).items():
                    if (
                        level != stated
                        and match.exact
                        and self._index.places[number].level == level
                    ):
                        yield number, level

    def _stated_words(self) -> str:
        stated = [f"{level} {shown(name)}" for level, name in self._names.items()]
        if self._postcode:
            stated.append(f"postcode {shown(self._postcode)}")
        return " or ".join(stated)

    def _conflict(self, numbers: list[int]) -> Resolution:
        candidates = list(self._candidates(numbers))
        words = "; ".join(self._conflict_words(candidate) for candidate in candidates[:2])
        return _unresolved(f"the parts of the address disagree: {words}", candidates)

    def _conflict_words(self, candidate: Candidate) -> str:
        parts = self._disagreeing(candidate.number)
        if not parts:
            alike = "fits" if candidate.score == 100 else f"is {candidate.score:g} % alike"
            return f"{candidate.words} {alike}"
        stated = self._names | {"postcode": self._postcode}
        listed = ", ".join(f"{part} {shown(stated[part])} is not its {part}" for part in parts)
        return f"{candidate.words}: {listed}"

    def _ambiguous(self, fits: list[Fit]) -> Resolution:
        candidates = tuple(self._candidates([fit.number for fit in fits]))
        why = "several places fit: " + "; ".join(c.words for c in candidates[:2])
        return Resolution(Outcome.AMBIGUOUS, None, None, 0.0, candidates, why)

    def _candidates(self, numbers: Iterable[int]) -> Iterator[Candidate]:
        for number in numbers:
            scores = [m[number].score for m in self._matches.values() if number in m]
            score = round(100 * min(scores, default=1.0), 1)
            yield Candidate(number, self._index.places[number], score)

    def _found_words(self, fit: Fit) -> str:
        parts = sorted(fit.shared, key=("district", "city", "state", "postcode").index)
        alike = [
            f"{shown(name)} for '{getattr(fit.place, level)}'"
            for level, name in self._names.items()
            if level in fit.shared and self._matches[level][fit.number] != Match()
        ]
        stated = [*self._names, *(("postcode",) if self._postcode else ())]
        lacking = [part for part in stated if part not in fit.shared]
        words = f"found by {' and '.join(parts)}" + (f": {', '.join(alike)}" if alike else "")
        return f"{words}; its row states no {' and no '.join(lacking)}" if lacking else words
