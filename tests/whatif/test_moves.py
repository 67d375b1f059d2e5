"""What moves between two plans."""

from build import demand, row, scenario

from codroute.audit import bare_plan
from codroute.plan.model import Plan
from codroute.whatif.moves import drivers_of, flows_of, moves_between

OF = scenario()


def plan(**orders: int) -> Plan:
    return bare_plan(OF, [row(f"{name}-std", count) for name, count in orders.items()])


def test_the_same_plan_moves_nothing() -> None:
    assert moves_between(plan(a=60, b=40), plan(a=60, b=40)) == {}


def test_only_the_orders_that_must_move_do() -> None:
    moves = moves_between(plan(a=60, b=40), plan(a=25, b=75))
    assert moves == {("Riyadh/low", "a-std", "b-std"): 35}
    (flow,) = flows_of(moves, (OF, OF))
    assert (flow.country, flow.from_provider, flow.to_provider, flow.orders) == ("SA", "a", "b", 35)


def test_declined_orders_come_from_nowhere_and_go_there() -> None:
    moves = moves_between(plan(a=60, b=10), plan(a=30, b=50))
    # a loses 30 and the declined 30 become 20: ten of them come to b, and the 30 of a as well.
    assert moves == {
        ("Riyadh/low", "a-std", "b-std"): 30,
        ("Riyadh/low", None, "b-std"): 10,
    }


def test_moves_between_offers_of_one_provider_are_no_flow() -> None:
    moves = {("Riyadh/low", "a-std", "a-std2"): 7}
    other = OF.model_copy(
        update={"offers": (*OF.offers, OF.offers[0].model_copy(update={"offer": "a-std2"}))}
    )
    assert flows_of(moves, (OF, other)) == ()


def test_lanes_move_apart_from_each_other() -> None:
    two = scenario(
        lanes=[
            {"country": "SA", "region": r, "value_tier": "low", "cod_value": "40", "weight_g": 400}
            for r in ("Riyadh", "Asir")
        ],
        demand=[demand(10), demand(10, "Asir/low")],
    )
    before = bare_plan(two, [row("a-std", 10), row("b-std", 10, "Asir/low")])
    after = bare_plan(two, [row("b-std", 10), row("a-std", 10, "Asir/low")])
    assert moves_between(before, after) == {
        ("Riyadh/low", "a-std", "b-std"): 10,
        ("Asir/low", "b-std", "a-std"): 10,
    }


def test_drivers_are_lanes_by_what_changes_there() -> None:
    before, after = plan(a=100), plan(b=100)

    def worth(of: Plan, amount: int) -> Plan:
        rows = tuple(
            r.model_copy(update={"amounts_minor": {"collected_cod": 900, "freight": amount}})
            for r in of.allocation
        )
        return of.model_copy(update={"allocation": rows})

    before, after = worth(before, -500), worth(after, -300)
    (driver,) = drivers_of(before, after, moves_between(before, after), OF)
    assert driver.terms_minor == {"freight": 200}
    assert driver.amount_minor == 200
    assert [(m.from_offer, m.to_offer, m.orders) for m in driver.moves] == [("a-std", "b-std", 100)]
