"""The arrays of the economics and the audit's scalar pricer give the same amounts."""

import numpy as np
import pytest
from build import flat_card, scenario
from places import SCENARIOS
from random_scenarios import random_document

from codroute.audit.pricer import Pricer
from codroute.economics import fees
from codroute.economics.build import price
from codroute.economics.model import Economics
from codroute.scenario.parse import parse_scenario, read_scenario
from codroute.scenario.scenario import Scenario
from codroute.scenario.tables import PriceTier


def _tier(economics: Economics, tariff: int) -> PriceTier | None:
    quotes = economics.quotes
    number = quotes.schedule[economics.tariffs.quote[tariff]]
    if number < 0 or quotes.schedules[number].kind != "all_units":
        return None
    ladder = economics.catalog.tiers[quotes.schedules[number].schedule]
    return ladder[economics.tariffs.price_tier[tariff]]


def _assert_same_prices(scenario: Scenario, tariffs: int) -> None:
    """Compare every term of some tariffs in every period, spread evenly over all of them."""
    economics = price(scenario)
    pricer = Pricer(economics.catalog)
    quotes = economics.quotes
    step = max(len(economics.tariffs) // tariffs, 1)
    for tariff in range(0, len(economics.tariffs), step):
        quote = economics.tariffs.quote[tariff]
        lane, offer = quotes.lanes[quotes.lane[quote]], quotes.offers[quotes.offer[quote]]
        for number, period in enumerate(scenario.horizon.period_ids):
            own = {term: amount[tariff] for term, amount in economics.terms.items()}
            for term, amount in economics.by_period.items():
                own[term] = own.get(term, 0.0) + amount[quote, number]
            exact = pricer.per_order(lane, offer, period, _tier(economics, tariff))
            assert own.keys() == exact.keys()
            for term, amount in exact.items():
                assert own[term] == pytest.approx(float(amount), rel=1e-9, abs=1e-9), term


@pytest.mark.parametrize("seed", range(40))
def test_same_prices_on_random_scenarios(seed):
    _assert_same_prices(parse_scenario(random_document(seed)), tariffs=1000)


@pytest.mark.parametrize(
    ("name", "tariffs"), [("tiny", 1000), ("gulf-peak", 600), ("sea-11-11", 600)]
)
def test_same_prices_on_shipped_scenarios(name, tariffs):
    _assert_same_prices(read_scenario(SCENARIOS / name), tariffs)


@pytest.mark.parametrize(
    ("amount", "increment", "rounded"),
    [
        ("0.125", "0.25", "0.25"),
        ("0.1249999", "0.25", "0"),
        ("1.005", "0.01", "1.01"),
        ("2.675", "0.01", "2.68"),
        ("1234567.885", "0.01", "1234567.89"),
        ("0.5", "1", "1"),
        ("2.5", "5", "5"),
    ],
)
def test_halves_are_rounded_up_as_they_are_written(amount, increment, rounded):
    got = fees.round_to(float(increment), "half_up", np.array([float(amount)]))[0]
    assert got == pytest.approx(float(rounded), abs=1e-9)


def test_rounding_agrees_with_exact_arithmetic_on_products_of_stated_numbers():
    rng = np.random.default_rng(7)
    amounts = rng.integers(1, 10**7, 100_000)  # cents
    shares = rng.integers(0, 10_000, 100_000)  # of ten thousand
    got = fees.round_to(0.01, "half_up", amounts / 100 * (shares / 10_000))
    wanted = (2 * amounts * shares + 10_000) // 20_000
    assert np.array_equal(np.rint(got * 100).astype(np.int64), wanted)


def test_mean_over_the_profile_is_not_the_price_of_the_mean():
    # First 500 g at 3.00, 2.00 per further 500 g: 400 g cost 3.00, 600 g cost 5.00, 500 g 3.00.
    steps = {"form": "first_step", "rate_card": "a", "first_fee": "3", "step_fee": "2"}
    card = steps | {"first_weight_g": 500, "step_weight_g": 500}
    point = {"lane": "Riyadh/low", "share": "0.5", "cod_value": "40"}
    stated = scenario(
        lanes=[{"country": "SA", "region": "Riyadh", "value_tier": "low"}],
        profile=[point | {"weight_g": 400}, point | {"weight_g": 600}],
        rate_cards=[card, flat_card("b")],
    )
    assert price(stated).list_freight.tolist() == [4.0, 0.0]
