"""What is stated where a limit has nothing to limit."""

from build import demand, scenario

from codroute.economics.build import price
from codroute.formulation.build import state


def test_a_limit_stands_where_no_order_is_asked_for():
    limit = {"provider": "a", "unit": "orders", "capacity": "50"}
    statement = state(price(scenario(demand=[demand(0)], capacity=[limit])))
    (coupling,) = statement.couplings
    assert len(statement.volumes) == 0
    assert coupling.volume.tolist() == []
    assert coupling.upper.tolist() == [50]
