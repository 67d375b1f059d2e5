"""The cash of an order is the same to the last millionth in the economics and in the audit."""

import numpy as np
import pytest
from build import lane, offer, scenario
from places import SCENARIOS
from random_scenarios import random_document

from codroute.audit.cash import Cash
from codroute.economics.build import price
from codroute.economics.cash import MICRO, held_micro, most_held_micro
from codroute.formulation.build import state
from codroute.scenario.parse import parse_scenario, read_scenario
from codroute.scenario.scenario import Scenario


def _assert_same_cash(of: Scenario) -> None:
    economics = price(of)
    quotes, cash = economics.quotes, Cash(economics.catalog)
    held = held_micro(economics, np.arange(len(quotes)))
    for quote, micro in enumerate(held):
        offer, at = quotes.offers[quotes.offer[quote]], quotes.lanes[quotes.lane[quote]]
        assert cash.per_order(offer, at) * MICRO == micro
    for limit in of.funds:
        assert cash.most(limit) * MICRO == most_held_micro(economics.catalog, limit)


@pytest.mark.parametrize("seed", range(40))
def test_same_cash_on_random_scenarios(seed):
    _assert_same_cash(parse_scenario(random_document(seed)))


def test_same_cash_on_gulf_peak():
    _assert_same_cash(read_scenario(SCENARIOS / "gulf-peak"))


def test_cash_beyond_the_whole_numbers_of_arrays():
    limit = {"provider": "a", "currency": "USD", "max_held": "999999999999.99999999"}
    of = scenario(
        lanes=[lane(cod_value="999999999999.99999999")],
        offers=[offer(settlement_days="365"), offer("b-std")],
        funds=[limit],
    )
    _assert_same_cash(of)
    economics = price(of)
    (micro, _) = held_micro(economics, np.arange(2))
    assert micro == 9_733_333_333_333_333_333  # 10^12 × 0.8 × 365 / 30: more than 2^63
    (coupling,) = (rows for rows in state(economics).couplings if rows.family == "funds")
    assert coupling.volume_value * coupling.unit == pytest.approx(micro / MICRO)
