"""Break-evens derived by hand: the bracket holds the value, and the award flips at its ends.

Provider a carries every order at 10.00: 40 × 0.8 − 10 = 22.00 an order. The offer b-std asks for
8.40 freight, a COD fee of 0.50 + 3 % on delivered orders (0.8 × 1.70 = 1.36) and 4.00 for bringing
back (0.15 × 4 = 0.60): 32 − 8.40 − 1.36 − 0.60 = 21.64, so it lacks 0.36.
"""

from decimal import Decimal
from typing import Any

import pytest
from build import covers, demand, flat_card, lane, offer, scenario

from codroute.errors import NoPlanFound
from codroute.pipeline import make_plan
from codroute.plan.breakeven import Breakeven, Parameter
from codroute.scenario.scenario import Scenario
from codroute.solve.config import load_config
from codroute.solve.ctrl_c import CtrlC
from codroute.solve.process import SolverProcess
from codroute.whatif.breakeven.parameters import vary
from codroute.whatif.breakeven.search import find_breakeven
from codroute.whatif.breakeven.subject import find_subject
from codroute.whatif.breakeven.targets import goal_of, parse_target
from codroute.whatif.planner import Planner

CONFIG = load_config("default")

OLD = offer("a-std", rounding=None)
NEW = offer(
    "b-std",
    rounding=None,
    cod_fee={"form": "linear", "fixed": "0.5", "rate": "0.03", "charged_on": "delivered"},
    return_fee={"form": "flat", "amount": "4"},
)


def pair(new: dict[str, Any] = NEW, freight: str = "8.4", **changes: Any) -> list[Scenario]:
    """Give the scenario without and with the offer."""
    cards = [flat_card("a", "10"), flat_card("b", freight)]
    tables = {"rate_cards": cards, "coverage": [covers("a-std"), covers("b-std")]} | changes
    tables["minor_digits"] = 4  # one order's difference is to be told near the break-even
    ladders = ("price_schedules", "price_tiers")
    without = {key: value for key, value in tables.items() if key not in ladders}
    without["coverage"] = [row for row in tables["coverage"] if row["offer"] == "a-std"]
    return [scenario(offers=[OLD], **without), scenario(offers=[OLD, new], **tables)]


TWO_REGIONS = {
    "lanes": [lane(), lane("Asir")],
    "demand": [demand(100), demand(100, "Asir/low")],
    "coverage": [
        covers("a-std"),
        covers("b-std"),
        covers("b-std", region="Asir", remote_surcharge="1"),
    ],
}
"""In Asir the offer asks for 1.00 more."""

TWO_MARKETS = {
    "markets": [
        {"country": country, "currency": "USD", "rate": "1"}
        | {"rate_date": "2026-11-01", "rate_source": "assumed"}
        for country in ("SA", "AE")
    ],
    "lanes": [lane(), lane("Dubai", country="AE")],
    "demand": [demand(100), demand(60, "Dubai/low")],
    "coverage": [
        *(covers(name, country=country) for name in ("a-std",) for country in ("SA", "AE")),
        covers("b-std"),
        covers("b-std", country="AE", remote_surcharge="1"),
    ],
}

CAPITAL = {"roles": "free", "count_capital_cost": True, "capital_rate_per_year": "0.365"}

LADDER = {
    "price_schedules": [
        {"schedule": "b-volume", "provider": "b", "kind": "all_units", "measure": "orders"}
        | {"window": "horizon", "volume_before": "0"}
    ],
    "price_tiers": [
        {"form": "discount", "schedule": "b-volume", "price_tier": name, "from_volume": low}
        | {"to_volume": high, "discount": discount}
        for name, low, high, discount in (("list", "0", "119", "0"), ("low", "120", None, "0.5"))
    ],
}

CASES: dict[str, tuple[list[Scenario], Parameter, str, float]] = {
    "freight": (pair(), "freight", "any", 8.04 / 8.4),
    "COD fee": (pair(), "cod_fee", "any", 1.00 / 1.36),
    "return fee": (pair(), "return_fee", "any", 0.24 / 0.60),
    # One more order in a hundred paid: 0.40 collected, less 0.017, and 0.04 of returns saved.
    "paid rate": (pair(), "paid_rate", "any", 0.36 / (40 - 1.70 + 4)),
    # A day costs 32 × 0.001: a has 22 − 10 × 0.032, b at 8.00 freight 22.04 − (3 + d) × 0.032.
    "settlement days": (
        pair(NEW | {"settlement_days": "20"}, freight="8", policy=CAPITAL),
        "settlement_days",
        "any",
        (22.04 - 0.096 - 21.68) / 0.032,
    ),
    # At list b earns 20, from the threshold on 26, with all 100 orders: 120 × f rounded is 100.
    "tier threshold": (
        pair(offer("b-std"), freight="12", **LADDER),
        "tier_threshold",
        "any",
        100.5 / 120,
    ),
    "share, all of Riyadh": (pair(**TWO_REGIONS), "freight", "share=0.5", 8.04 / 8.4),
    "share, some of Asir": (pair(**TWO_REGIONS), "freight", "share=0.6", 7.04 / 8.4),
    "market": (pair(**TWO_MARKETS), "freight", "market=AE", 7.04 / 8.4),
    "market, half of it": (pair(**TWO_MARKETS), "freight", "market=AE:0.5", 7.04 / 8.4),
    "any market": (pair(**TWO_MARKETS), "freight", "any", 8.04 / 8.4),
}


def search(
    pair_: list[Scenario], on: Parameter, target: str, process: SolverProcess, **options: Any
) -> Breakeven:
    planner = Planner(CONFIG, "default", process, CtrlC())
    return find_breakeven(*pair_, planner, on=on, target=parse_target(target), **options)


def won(case: list[Scenario], on: Parameter, target: str, value: Decimal, process: Any) -> bool:
    """Plan at a value, free to reach the target or not, and tell whether it is reached."""
    subject = find_subject(*case)
    goal = goal_of(parse_target(target), subject, case[0])
    plan = make_plan(vary(case[1], subject, on).scenario(value), CONFIG, process=process).plan
    home = {lane.lane: lane.country for lane in case[0].lanes}
    places = (None, goal.target.country)
    carried = sum(
        row.orders
        for row in plan.allocation
        if row.offer in subject.offers and (places[1] is None or home[row.lane] == places[1])
    )
    assert goal.least is not None
    return carried >= goal.least


@pytest.mark.parametrize("case", CASES)
def test_the_value_derived_by_hand_lies_in_the_bracket(case: str, process: SolverProcess) -> None:
    scenarios, on, target, value = CASES[case]
    found = search(scenarios, on, target, process)
    assert found.answer == "bracket"
    (bracket,) = found.brackets
    assert bracket.wins is not None
    assert bracket.loses is not None
    ends = float(bracket.wins), float(bracket.loses)
    assert min(ends) - 1e-9 <= value <= max(ends) + 1e-9
    assert found.narrow
    assert found.seems is not None
    assert min(ends) <= float(found.seems) <= max(ends)
    assert not found.findings
    assert (bracket.wins > bracket.loses) == found.larger_is_better == (on == "paid_rate")


@pytest.mark.parametrize("case", CASES)
def test_planning_just_beside_the_value_flips_the_award(case: str, process: SolverProcess) -> None:
    scenarios, on, target, _ = CASES[case]
    (bracket,) = search(scenarios, on, target, process).brackets
    assert bracket.wins is not None
    assert bracket.loses is not None
    assert won(scenarios, on, target, bracket.wins, process)
    assert not won(scenarios, on, target, bracket.loses, process)


def test_a_rival_is_beaten_where_its_plan_earns_less(process: SolverProcess) -> None:
    """With a at 9.50 every order earns 22.50; the offer does from 7.54 freight down."""
    base, offered = pair()
    cards = [flat_card("a", "9.5"), flat_card("b", "8.4")]
    rival = pair(rate_cards=cards)[0]
    (bracket,) = search([base, offered], "freight", "beats=x", process, rival=rival).brackets
    assert bracket.wins is not None
    assert bracket.loses is not None
    assert bracket.wins <= Decimal("7.54") / Decimal("8.4") <= bracket.loses


def test_an_offer_that_wins_or_loses_whatever_it_asks(process: SolverProcess) -> None:
    """At no COD fee b still asks for 12.00 freight; at ten times 8.40 it is below a's 100.00."""
    lost = search(pair(freight="12"), "cod_fee", "any", process)
    assert (lost.answer, lost.brackets, lost.narrow) == ("loses_everywhere", (), True)
    assert {point.orders for point in lost.curve} == {0}
    cards = [flat_card("a", "100"), flat_card("b", "8.4")]
    won_ = search(pair(rate_cards=cards), "freight", "any", process)
    assert (won_.answer, won_.brackets) == ("wins_everywhere", ())
    assert won_.curve[-1].value == 10


def test_a_target_beyond_the_limits_is_an_answer(process: SolverProcess) -> None:
    limit = [{"provider": "b", "unit": "orders", "capacity": "29"}]
    found = search(pair(capacity=limit), "freight", "share=0.3", process)
    assert (found.answer, found.target_orders) == ("unreachable", 30)
    (point,) = found.curve
    assert (point.verdict, point.with_target.infeasible, point.orders) == ("unreachable", True, 0)
    limit[0]["capacity"] = "30"
    assert search(pair(capacity=limit), "freight", "share=0.3", process).answer == "bracket"


def test_an_offer_without_which_there_is_no_plan_wins(process: SolverProcess) -> None:
    limit = [{"provider": "a", "unit": "orders", "capacity": "60"}]
    policy = {"roles": "free", "decline": "never"}
    found = search(pair(capacity=limit, policy=policy), "freight", "any", process)
    assert found.answer == "wins_everywhere"
    assert all(point.without_target.infeasible for point in found.curve)


def test_fewer_declined_orders_win_whatever_they_cost(process: SolverProcess) -> None:
    limit = [{"provider": "a", "unit": "orders", "capacity": "60"}]
    found = search(pair(capacity=limit), "freight", "any", process)
    assert found.answer == "wins_everywhere"
    assert {p.with_target.declined_orders for p in found.curve} == {0}
    assert {p.without_target.declined_orders for p in found.curve} == {40}


def test_the_curve_tells_what_the_offer_wins(process: SolverProcess) -> None:
    found = search(pair(**TWO_REGIONS), "freight", "any", process)
    values = [point.value for point in found.curve]
    assert values == sorted(set(values))
    for point in found.curve:
        assert point.share == point.orders / 200
        assert point.orders == {"wins": 100, "loses": 0}.get(point.verdict, point.orders)
        riyadh = max(22.0, 32 - 8.4 * float(point.value) - 1.96)
        assert point.contribution_minor == pytest.approx(10**4 * 100 * (22 + riyadh), abs=1)
    assert found.one_turn
    assert not search(pair(**TWO_REGIONS), "freight", "share=0.6", process).one_turn


@pytest.mark.parametrize("times", [3, 1000])
def test_all_money_times_something_leaves_the_break_even(times: int, process: Any) -> None:
    def scaled(scenario_: Scenario) -> Scenario:
        document = scenario_.model_dump(mode="json")
        for row in document["lanes"]:
            row["cod_value"] = str(Decimal(row["cod_value"]) * times)
        for row in document["rate_cards"]:
            row["fee_per_parcel"] = str(Decimal(row["fee_per_parcel"]) * times)
        for row in document["offers"]:
            row["return_fee"]["amount"] = str(Decimal(row["return_fee"]["amount"]) * times)
            if row["cod_fee"]["form"] == "linear":
                row["cod_fee"]["fixed"] = str(Decimal(row["cod_fee"]["fixed"]) * times)
        return Scenario.model_validate(document)

    (bracket,) = search([scaled(each) for each in pair()], "freight", "any", process).brackets
    assert bracket.wins is not None
    assert bracket.loses is not None
    assert bracket.wins <= Decimal("8.04") / Decimal("8.4") <= bracket.loses
    assert bracket.loses - bracket.wins <= Decimal("0.001")


def test_few_values_leave_what_is_known(process: SolverProcess) -> None:
    found = search(pair(), "freight", "any", process, most_values=1)
    assert (found.answer, len(found.curve), found.complete) == ("loses_everywhere", 1, True)


def test_an_interrupted_search_keeps_what_it_found(process: SolverProcess) -> None:
    ctrl_c = CtrlC()

    def stop(label: str, _progress: object) -> None:
        if label.startswith("freight 0."):
            ctrl_c.ask()

    planner = Planner(CONFIG, "default", process, ctrl_c, stop)
    found = find_breakeven(*pair(), planner, on="freight", target=parse_target("any"))
    assert not found.complete
    assert [point.value for point in found.curve][-1] == 1
    assert len(found.curve) <= 2
    with pytest.raises(NoPlanFound) as refusal:
        find_breakeven(*pair(), planner, on="freight", target=parse_target("any"))
    assert refusal.value.interrupted


def test_a_gain_elsewhere_is_not_that_of_the_offer(process: SolverProcess) -> None:
    """The file also brings a down to 9.00: 23.00 an order, which b reaches at 8.40 − 1.36.

    Beside the scenario without the file, one order of b would win at any freight.
    """
    (base, _), (_, offered) = pair(), pair(rate_cards=[flat_card("a", "9"), flat_card("b", "8.4")])
    found = search([base, offered], "freight", "any", process)
    (bracket,) = found.brackets
    assert bracket.wins is not None and bracket.loses is not None
    assert bracket.wins <= Decimal(7.04 / 8.4) <= bracket.loses
    assert not found.one_turn
