"""What an address means: names and postcodes must agree, the smallest area decides."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from listed_places import ask, place

import codroute
from codroute.regions.address import Address, Outcome
from codroute.regions.index import LEAST_ALIKE, LEAST_ALIKE_CONFIRMED
from codroute.regions.resolver import Resolver
from codroute.scenario.place_names import name_key
from codroute.scenario.tables import Place

PLACES = [
    place("West", state="Makkah", aliases="Mecca; مكة المكرمة", postcodes="21000-25999"),
    place("West", state="Makkah", city="Jeddah", aliases="Jiddah; جدة", city_tier=1),
    place("West hills", state="Makkah", city="Taif", remote_band="hills", city_tier=3),
    place("Centre", state="Riyadh", city="Riyadh", postcodes="11000-14999", city_tier=1),
    place("Centre", state="Riyadh"),
    place("Centre", state="Riyadh", city="Riyadh", district="Al Ha'ir", remote_band="far"),
    place("South", city="Abha", state="Asir", cod_served="no"),
    place("East", city="Al Khobar"),
    place("East", postcodes="31000-34999"),
]


@pytest.mark.parametrize(
    ("parts", "outcome", "number"),
    [
        ({"city": "jeddah"}, "exact", 2),
        ({"city": "JEDDAH City"}, "exact", 2),
        ({"city": "Jeddah", "state": "Makkah Province"}, "exact", 2),
        ({"city": "Jiddah"}, "alias", 2),
        ({"city": "جده"}, "alias", 2),
        ({"city": "Jeddah", "state": "Mecca"}, "alias", 2),
        ({"city": "Jedddah", "state": "Makkah"}, "fuzzy", 2),
        ({"city": "Jeddah", "state": "Makkkah"}, "fuzzy", 2),
        ({"state": "مكه المكرمه"}, "alias", 1),
        ({"state": "Makkah", "city": "Rabigh"}, "exact", 1),
        ({"city": "Riyadh"}, "exact", 4),
        ({"city": "Riyadh", "postcode": "12345"}, "exact", 4),
        ({"city": "Riyadh", "postcode": "١٢٣٤٥"}, "exact", 4),
        ({"city": "Riyadh", "district": "al hair"}, "exact", 6),
        ({"city": "Riyadh", "district": "Al Olaya"}, "exact", 4),
        ({"postcode": "12345"}, "exact", 4),
        ({"state": "Riyadh", "postcode": "12345"}, "exact", 4),
        ({"city": "Jeddah", "postcode": "23456"}, "exact", 2),
        ({"city": "Khobar"}, "exact", 8),
        ({"city": "Nowhere", "postcode": "31952"}, "exact", 9),
        ({"state": "Makkah", "city": "Taif", "postcode": "21955"}, "exact", 3),
    ],
)
def test_found(parts: dict[str, str], outcome: str, number: int) -> None:
    answer = ask(PLACES, **parts)
    assert (answer.outcome, answer.number) == (outcome, number)
    listed = PLACES[number - 1]
    assert (answer.region, answer.remote_band) == (listed.region, listed.remote_band)
    assert (answer.city_tier, answer.cod_served) == (listed.city_tier, listed.cod_served)
    assert answer.candidates == ()


@pytest.mark.parametrize(
    ("parts", "candidates", "why"),
    [
        (
            {"city": "Jeddah", "state": "Riyadh"},
            [5, 2],
            "the parts of the address disagree: Riyadh (place 5, region Centre) fits; Jeddah, "
            "Makkah (place 2, region West): state 'Riyadh' is not its state",
        ),
        (
            {"city": "Jeddah", "postcode": "12345"},
            [2, 4],
            "the parts of the address disagree: Jeddah, Makkah (place 2, region West) fits; "
            "Riyadh, Riyadh (place 4, region Centre): city 'Jeddah' is not its city",
        ),
        (
            {"city": "Riyadh", "postcode": "21500"},
            [1, 4],
            "the parts of the address disagree: Makkah (place 1, region West) fits; Riyadh, Riyadh "
            "(place 4, region Centre): postcode '21500' is not its postcode",
        ),
        (
            {"city": "Abha", "postcode": "31000"},
            [7, 9],
            "the parts of the address disagree: Abha, Asir (place 7, region South) fits; postcodes "
            "alone (place 9, region East) fits",
        ),
        (
            {"city": "Abha", "state": "Antique"},
            [7],
            "the parts of the address disagree: Abha, Asir (place 7, region South): state "
            "'Antique' is not its state",
        ),
        (
            {"city": "Jedda"},
            [2],
            "no place listed by city 'Jedda'; the nearest is Jeddah, Makkah (place 2, region "
            "West), 83.3 % alike",
        ),
        (
            {"city": "Makkah"},
            [1],
            "no place listed by city 'Makkah'; 'Makkah' is listed as a state",
        ),
        (
            {"city": "Tabuk", "postcode": "47000"},
            [],
            "no place listed by city 'Tabuk' or postcode '47000'",
        ),
        ({}, [], "an address without a name or postcode"),
    ],
)
def test_unresolved(parts: dict[str, str], candidates: list[int], why: str) -> None:
    answer = ask(PLACES, **parts)
    assert (answer.outcome, answer.why) == (Outcome.UNRESOLVED, why)
    assert [candidate.number for candidate in answer.candidates] == candidates
    assert not answer.found
    assert answer.region is answer.remote_band is answer.city_tier is answer.cod_served is None


@pytest.mark.parametrize(
    ("country", "why"),
    [
        ("XX", "country 'XX': the table lists no place there"),
        (" ", "no country: the table lists no place there"),
    ],
)
def test_a_country_without_places(country: str, why: str) -> None:
    assert ask(PLACES, country, city="Jeddah").why == why


def test_the_country_may_be_written_small() -> None:
    assert ask(PLACES, " sa ", city="Jeddah").region == "West"


def test_a_name_of_two_places_is_ambiguous_until_the_state_is_known() -> None:
    places = [
        place("North", state="Nueva Ecija", city="San José"),
        place("South", state="Antique", city="San Jose"),
    ]
    answer = ask(places, city="SAN JOSE")
    assert answer.outcome is Outcome.AMBIGUOUS
    assert [candidate.number for candidate in answer.candidates] == [1, 2]
    assert answer.why == (
        "several places fit: San José, Nueva Ecija (place 1, region North); San Jose, Antique "
        "(place 2, region South)"
    )
    assert ask(places, city="San Jose", state="Antique").region == "South"
    assert ask(places, city="San Jose", state="Bohol").outcome is Outcome.UNRESOLVED


def test_places_of_one_answer_need_not_be_told_apart() -> None:
    places = [place("North", state=state, city="San Jose") for state in ("Nueva Ecija", "Tarlac")]
    answer = ask(places, city="San Jose")
    assert (answer.outcome, answer.region, answer.number) == (Outcome.EXACT, "North", 1)


def test_a_city_without_a_state_in_the_table_is_the_one_where_no_other_state_is_listed() -> None:
    places = [place("South", city="San Jose"), place("North", state="Tarlac", city="San Jose")]
    assert ask(places, city="San Jose", state="Tarlac").region == "North"
    assert ask(places, city="San Jose", state="Antique").region == "South"
    assert ask(places, city="San Jose").outcome is Outcome.AMBIGUOUS


def test_districts_of_two_cities_may_have_one_name() -> None:
    places = [
        place("A", state="Cebu", city="Carcar", district="Poblacion"),
        place("B", state="Cebu", city="Argao"),
        place("C", state="Bohol"),
    ]
    assert ask(places, state="Cebu", city="Argao", district="Poblacion").region == "B"
    contradiction = ask(places, state="Bohol", city="Loon", district="Poblacion")
    assert contradiction.outcome is Outcome.UNRESOLVED


def test_postcodes_tell_two_halves_of_a_city_apart() -> None:
    places = [
        place("North", city="Riyadh", postcodes="13000-13999"),
        place("South", city="Riyadh", postcodes="14000-14999"),
    ]
    assert ask(places, city="Riyadh", postcode="14711").region == "South"
    assert ask(places, city="Riyadh").outcome is Outcome.AMBIGUOUS
    assert ask(places, city="Riyadh", postcode="21000").outcome is Outcome.UNRESOLVED


def test_beginnings_of_postcodes_and_codes_of_two_lengths() -> None:
    places = [place("Taipei", postcodes="100*-116*"), place("Keelung", postcodes="200")]
    assert ask(places, postcode="100").region == "Taipei"
    assert ask(places, postcode="116-045").region == "Taipei"
    assert ask(places, postcode="200").region == "Keelung"
    assert ask(places, postcode="20041").outcome is Outcome.UNRESOLVED


def test_a_misspelt_name_needs_one_place_that_is_clearly_the_most_alike() -> None:
    places = [place("A", city="Al Qunfudhah"), place("B", city="Al Qunfudhat")]
    assert ask(places, city="Al Qunfudhal").outcome is Outcome.AMBIGUOUS
    assert ask(places[:1], city="Al Qunfudhal").outcome is Outcome.FUZZY


def test_a_misspelt_name_must_be_more_alike_where_nothing_confirms_it() -> None:
    places = [place("A", state="Asir", city="Bishah")]
    assert LEAST_ALIKE_CONFIRMED < 1 - 1 / 6 < LEAST_ALIKE
    assert ask(places, city="Bisha").outcome is Outcome.UNRESOLVED
    assert ask(places, city="Bisha", state="Asir").outcome is Outcome.FUZZY
    assert ask(places, city="Bisha", state="Asirr").outcome is Outcome.UNRESOLVED


def test_numbers_are_never_misspelt() -> None:
    places = [place("A", city="Ho Chi Minh", district="Thanh Xuan Trung 10")]
    answer = ask(places, city="Ho Chi Minh", district="Thanh Xuan Trung 11")
    assert answer.outcome is Outcome.UNRESOLVED


def test_a_city_is_not_taken_for_the_county_of_its_name() -> None:
    places = [place("County", state="新竹縣")]
    assert ask(places, state="新竹市").outcome is Outcome.UNRESOLVED
    assert ask(places, state="新竹").region == "County"
    both = [*places, place("City", state="新竹市")]
    assert ask(both, state="新竹市").region == "City"
    assert ask(both, state="新竹").outcome is Outcome.AMBIGUOUS


def test_a_misspelt_district_does_not_hide_in_its_city_where_it_is_like_a_listed_one() -> None:
    answer = ask(PLACES, city="Riyadh", district="Al Haier")
    assert (answer.outcome, answer.number) == (Outcome.FUZZY, 6)


def test_from_a_scenario_and_in_python() -> None:
    document = {"country": "SA", "region": "Riyadh", "city": "Riyadh", "cod_served": True}
    scenario = codroute.Scenario.model_construct(regions=(Place.model_validate(document),))
    resolver = codroute.Resolver(scenario)
    answer = resolver.resolve(codroute.Address("SA", city="الرياض"))
    assert isinstance(answer, codroute.Resolution)
    assert answer.outcome == "unresolved"


parts = st.fixed_dictionaries(
    {},
    optional={
        part: st.sampled_from(["", "Makkah", "Jeddah", "Riyadh", "Abha", "12345", "21999", "Xx"])
        | st.text(max_size=12)
        for part in ("state", "city", "district", "postcode")
    },
)
RESOLVER = Resolver(PLACES)


@given(st.sampled_from(["SA", "sa", "AE", ""]), parts)
def test_any_address_has_an_answer(country: str, stated: dict[str, str]) -> None:
    answer = RESOLVER.resolve(Address(country, **stated))
    assert answer.why
    assert answer.found == (answer.outcome in (Outcome.EXACT, Outcome.ALIAS, Outcome.FUZZY))
    assert not answer.found or answer.place is PLACES[(answer.number or 0) - 1]


names = st.text(st.characters(codec="utf-8", categories=("L",)), min_size=1, max_size=10)


@given(
    st.lists(names, min_size=2, max_size=6),
    st.sampled_from([str.upper, str.lower, str.title, lambda name: f" {name[0]} {name[1:]} "]),
)
def test_how_a_stated_name_is_written_never_leads_elsewhere(
    cities: list[str], rewrite: object
) -> None:
    listed = list({name_key(name).whole: name for name in cities if name_key(name).whole}.values())
    places = [place(f"region {n}", city=name) for n, name in enumerate(listed)]
    resolver = Resolver(places)
    for number, name in enumerate(listed):
        assert callable(rewrite)
        for written in (name, rewrite(name)):
            answer = resolver.resolve(Address("SA", city=written))
            assert (answer.outcome, answer.region) == (Outcome.EXACT, f"region {number}")


def test_ten_thousand_addresses_take_seconds() -> None:
    places = [
        place(f"region {n % 7}", city=f"Place {chr(97 + n % 26)}{n}x", postcodes=f"{10000 + n}")
        for n in range(3000)
    ]
    resolver = Resolver(places)
    began = time.perf_counter()
    found = sum(
        resolver.resolve(Address("SA", city=f"Plaec {chr(97 + n % 26)}{n % 3000}x")).found
        for n in range(10_000)
    )
    assert found > 0
    assert time.perf_counter() - began < 20
