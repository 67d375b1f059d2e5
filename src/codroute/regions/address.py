"""An address as it is asked about, and the answer."""

from dataclasses import dataclass
from enum import StrEnum

from codroute.scenario.tables import Place


@dataclass(frozen=True)
class Address:
    """Where an order goes; blank parts are not known.

    ``country`` is written as the scenario writes it, the rest as the buyer did.
    """

    country: str
    state: str = ""
    city: str = ""
    district: str = ""
    postcode: str = ""


class Outcome(StrEnum):
    """How an address was found, the surest first, or that it was not."""

    EXACT = "exact"
    ALIAS = "alias"
    FUZZY = "fuzzy"
    AMBIGUOUS = "ambiguous"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True)
class Candidate:
    """A place that an address may mean: its number in the table, from 1, and how alike it is."""

    number: int
    place: Place
    score: float

    @property
    def words(self) -> str:
        """Name the place with its region."""
        names = [self.place.district, self.place.city, self.place.state]
        path = ", ".join(name for name in names if name) or "postcodes alone"
        return f"{path} (place {self.number}, region {self.place.region})"


@dataclass(frozen=True)
class Resolution:
    """What the table of places says about an address.

    Attributes
    ----------
    outcome
        How the place was found; ``ambiguous`` and ``unresolved`` name none.
    number, place
        The place by its number in the table, from 1, and its row; None where none was found.
    score
        Likeness of the names, 0 to 100: of the least alike one.
    candidates
        Places that were in question: of an ambiguous or contradictory address those that fit or
        contradict, of an unknown name the nearest.
    why
        One sentence for a person.
    """

    outcome: Outcome
    number: int | None
    place: Place | None
    score: float
    candidates: tuple[Candidate, ...]
    why: str

    @property
    def found(self) -> bool:
        """Tell whether there is an answer."""
        return self.place is not None

    @property
    def region(self) -> str | None:
        """Give the region."""
        return self.place.region if self.place else None

    @property
    def remote_band(self) -> str | None:
        """Give the remote band; None also where the place has none."""
        return self.place.remote_band if self.place else None

    @property
    def city_tier(self) -> int | None:
        """Give the city tier; None also where the place states none."""
        return self.place.city_tier if self.place else None

    @property
    def cod_served(self) -> bool | None:
        """Tell whether cash on delivery is possible there; None where no place was found."""
        return self.place.cod_served if self.place else None
