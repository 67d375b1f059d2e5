"""What a statement refuses."""

from dataclasses import replace

import pytest
from places import TINY

from codroute.economics.build import price
from codroute.formulation.build import state
from codroute.scenario.parse import read_scenario


def test_no_volume_has_two_kinds_of_states():
    statement = state(price(read_scenario(TINY)))
    (tiers,) = statement.states
    with pytest.raises(ValueError, match=r"payout and desert-volume .* have states of the same"):
        statement.add_states(replace(tiers, family="funds", name="option", key="payout"))
