"""What an option would have to change is what makes it win; prices and amounts are the plan's."""

import random
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from build import covers, demand, flat_card, lane, offer, scenario, tiny
from random_scenarios import random_document

from codroute import InvalidInput, load_config, make_plan
from codroute.errors import Infeasible
from codroute.plan.explanation import Change, Explanation, Option
from codroute.plan.model import Declined, Plan
from codroute.quoting.quote import quote_orders
from codroute.scenario.order import Order
from codroute.scenario.parse import parse_scenario
from codroute.scenario.scenario import Scenario
from codroute.solve.process import SolverProcess
from codroute.whatif.explain.declined import declined_lanes
from codroute.whatif.explain.explain import explain_lane, explain_order
from codroute.whatif.explain.prepaid import prepaid_lanes

CONFIG = load_config("default").model_copy(update={"threads": 1})
PRICED = CONFIG.model_copy(update={"engine": "decomposition"})


def best(of: Scenario, process: SolverProcess, *, priced: bool = False) -> Plan:
    result = make_plan(of, PRICED if priced else CONFIG, process=process)
    assert result.verdict.passed, result.verdict.findings
    return result.plan


def option(explained: Explanation, name: str) -> Option:
    return next(each for each in explained.options if each.offer == name)


def change(of: Option, lever: str) -> Change:
    return next(each for each in of.changes if each.lever == lever)


def carried(plan: Plan, offer_name: str) -> int:
    return sum(row.orders for row in plan.allocation if row.offer == offer_name)


def test_two_offers_by_hand(process: SolverProcess) -> None:
    """a earns 0.8 × 40 − 10 = 22, b 2 less; each point of b's paid rate is worth 0.40."""
    plan = best(scenario(rate_cards=[flat_card("a", "10"), flat_card("b", "12")]), process)
    explained = explain_lane(plan, "Riyadh/low")
    assert [each.offer for each in explained.options] == ["a-std", "b-std"]
    first, second = explained.options
    assert (first.standing, first.orders, first.worth) == ("carries", 100, 22.0)
    assert first.terms == {"collected_cod": 32.0, "freight": -10.0}
    assert (second.standing, second.gap, second.beats) == ("loses", 2.0, "a-std")
    freight = change(second, "freight")
    assert (freight.now, freight.value, freight.amount) == (12.0, 10.0, -2.0)
    assert freight.share == pytest.approx(1 / 6)
    assert change(second, "cod_fee").why_not == "not_charged"
    paid = change(second, "paid_rate")
    assert (paid.now, paid.value) == (0.8, pytest.approx(0.85))


# b, which loses to a by freight, COD fee, return fee and fuel, and is taxed
FEES: dict[str, Any] = {
    "rounding": None,
    "fuel_rate": "0.1",
    "tax_rate": "0.15",
    "cod_fee": {"form": "linear", "fixed": "1", "rate": "0.02", "charged_on": "delivered"},
    "return_fee": {"form": "share_of_forward", "share": "0.5"},
}


def with_fees(**changes: Any) -> Scenario:
    """a earns 20.00; b 32 − 6 × (1 + 0.1 + 0.15 × 0.5) × 1.15 − 0.8 × 1.8 × 1.15 = 22.2365."""
    b = FEES | {"freight": "6", "paid_rate": "0.8"} | changes
    freight, paid_rate = b.pop("freight"), b.pop("paid_rate")
    known = {"loss_rate": "0.05", "transit_days": "3"}
    return scenario(
        rate_cards=[flat_card("a", "8"), flat_card("b", freight)],
        offers=[offer("a-std"), offer("b-std", **b)],
        performance=[
            {"provider": "a", "paid_rate": "0.8"} | known,
            {"provider": "b", "paid_rate": paid_rate} | known,
        ],
    )


def cut(amount: str, part: float) -> str:
    return f"{Decimal(amount) * Decimal(1 - part):.6f}"


def freight_cut(part: float) -> dict[str, Any]:
    return {"freight": cut("6", part)}


def cod_fee_cut(part: float) -> dict[str, Any]:
    fee = FEES["cod_fee"] | {"fixed": cut("1", part), "rate": cut("0.02", part)}
    return {"cod_fee": fee}


def return_fee_cut(part: float) -> dict[str, Any]:
    return {"return_fee": FEES["return_fee"] | {"share": cut("0.5", part)}}


def test_what_is_said_to_win_wins(process: SolverProcess) -> None:
    """Just under the change a still carries all, just over it b does: each lever, fees on fees."""
    a_card = {"rate_cards": [flat_card("a", "7"), flat_card("b", "6")]}
    of = with_fees().model_copy(
        update={"rate_cards": scenario(**a_card).rate_cards}  # a earns 25.00 now
    )
    plan = best(of, process)
    loser = option(explain_lane(plan, "Riyadh/low"), "b-std")
    assert (loser.standing, loser.worth) == ("loses", pytest.approx(32 - 8.1075 - 1.656))
    ways = {"freight": freight_cut, "cod_fee": cod_fee_cut, "return_fee": return_fee_cut}
    for lever, moved in ways.items():
        told = change(loser, lever)
        if told.share is None:
            # all of it is worth less than what is missing: without it a still carries all
            assert told.why_not == "not_enough"
            flips = [(1.0, 0)]
        else:
            flips = [(told.share - 1e-4, 0), (told.share + 1e-4, 100)]
        for part, orders in flips:
            fresh = with_fees(**moved(part)).model_copy(update={"rate_cards": _cards(moved(part))})
            assert carried(best(fresh, process), "b-std") == orders, (lever, part)
    told = change(loser, "paid_rate")
    assert told.value is not None
    for rate, orders in ((told.value - 1e-4, 0), (told.value + 1e-4, 100)):
        fresh = with_fees(paid_rate=f"{rate:.6f}").model_copy(update={"rate_cards": of.rate_cards})
        assert carried(best(fresh, process), "b-std") == orders


def _cards(moved: dict[str, Any]) -> Any:
    cards = [flat_card("a", "7"), flat_card("b", moved.get("freight", "6"))]
    return scenario(rate_cards=cards).rate_cards


def test_a_backup_that_must_and_what_would_make_it_main(process: SolverProcess) -> None:
    """The backup carries its fifth because it must; cheaper by more than 2.00 it is the main."""

    def of(b: str) -> Scenario:
        cards = [flat_card("a", "10"), flat_card("b", b), flat_card("c", "15")]
        return scenario(
            policy={"roles": "main_backup"},
            providers=[{"provider": name} for name in "abc"],
            offers=[offer(f"{name}-std") for name in "abc"],
            coverage=[covers(f"{name}-std") for name in "abc"],
            performance=[
                {"provider": p, "paid_rate": "0.8", "loss_rate": "0.05", "transit_days": "3"}
                for p in "abc"
            ],
            rate_cards=cards,
        )

    explained = explain_lane(best(of("12"), process), "Riyadh/low")
    backup, other = option(explained, "b-std"), option(explained, "c-std")
    assert (backup.role, backup.orders, backup.standing) == ("backup", 20, "must")
    assert (backup.gap, backup.beats) == (2.0, "a-std")
    assert (other.standing, other.gap, other.beats) == ("loses", 3.0, "b-std")
    assert change(backup, "freight").value == pytest.approx(10.0)
    for freight, orders in (("10.01", 20), ("9.99", 80)):
        assert carried(best(of(freight), process), "b-std") == orders


UNLIKE = [
    {"provider": "a", "paid_rate": "0.80", "loss_rate": "0.05", "transit_days": "2"},
    {"provider": "b", "paid_rate": "0.90", "loss_rate": "0.05", "transit_days": "5"},
]

TIGHT: dict[str, dict[str, Any]] = {
    "orders": {
        "rate_cards": [flat_card("a", "10"), flat_card("b", "12")],
        "capacity": [{"provider": "a", "unit": "orders", "capacity": "60"}],
    },
    "kg": {
        "rate_cards": [flat_card("a", "10"), flat_card("b", "12")],
        "capacity": [{"provider": "a", "unit": "kg", "capacity": "24"}],
    },
    "funds": {
        "rate_cards": [flat_card("a", "10"), flat_card("b", "12")],
        "funds": [{"provider": "a", "currency": "USD", "max_held": "373.33335"}],
    },
    "minimum": {
        "rate_cards": [flat_card("a", "10"), flat_card("b", "13")],
        "commitments": [
            {"commitment": "promise", "provider": "b", "currency": "USD", "fixed_fee": "0"}
            | {"applies": "always", "min_orders": "10"}
        ],
    },
    "paid rate": {
        "policy": {
            "roles": "free",
            "service": [{"value_tier": "low", "min_paid_rate": "0.82"}],
        },
        "performance": UNLIKE,
        "rate_cards": [flat_card("a", "0"), flat_card("b", "10")],
    },
    "transit": {
        "policy": {
            "roles": "free",
            "service": [{"value_tier": "low", "max_transit_days": "3.5"}],
        },
        "performance": UNLIKE,
        "rate_cards": [flat_card("a", "0"), flat_card("b", "1")],
    },
}


@pytest.mark.parametrize("tables", TIGHT.values(), ids=TIGHT)
def test_after_the_plans_prices_all_that_carry_are_worth_the_same(
    tables: dict[str, Any], process: SolverProcess
) -> None:
    """Complementary slackness: the limit that parts two options has just the price for that."""
    plan = best(scenario(**tables), process, priced=True)
    explained = explain_lane(plan, "Riyadh/low")
    a, b = option(explained, "a-std"), option(explained, "b-std")
    assert explained.priced
    assert (a.standing, b.standing) == ("carries", "carries")
    assert a.contribution != pytest.approx(b.contribution, abs=0.1)
    assert a.worth == pytest.approx(b.worth, abs=1e-3)
    (limit,) = plan.limits
    prices = {pull.shadow_price for each in (a, b) for pull in each.pulls}
    if limit.family != "service":  # whose price is of the mean, shared by 100 orders
        assert prices == {limit.shadow_price}


@pytest.mark.parametrize("seed", range(12))
def test_amounts_are_the_plans(seed: int, process: SolverProcess) -> None:
    """Orders × contribution of an option add up to what the plan says of it, and of all lanes."""
    of = parse_scenario(random_document(seed))
    try:
        plan = best(of, process)
    except Infeasible:
        return
    for row in of.lanes:
        for each in explain_lane(plan, row.lane).options:
            told = sum(each.amounts_minor.values())
            earned = sum(w.orders * w.contribution for w in each.windows) * 10**of.minor_digits
            rows = sum(r.lane == row.lane and r.offer == each.offer for r in plan.allocation)
            assert told == pytest.approx(earned, abs=rows * len(plan.terms) + 1)


def test_an_unused_contract_keeps_an_option_out(process: SolverProcess) -> None:
    """b earns 1.00 more per order, but 100 orders do not earn its fee of 150.00."""
    contract = {"commitment": "lease", "provider": "b", "currency": "USD", "fixed_fee": "150"}
    of = scenario(
        rate_cards=[flat_card("a", "10"), flat_card("b", "9")],
        commitments=[contract | {"min_orders": 0, "applies": "if_used"}],
    )
    out = option(explain_lane(best(of, process), "Riyadh/low"), "b-std")
    assert (out.standing, out.limits, out.gap) == ("contract", ("commitments lease",), -1.0)
    assert not out.changes


def test_a_full_limit_keeps_an_option_out(process: SolverProcess) -> None:
    """a takes 100 orders and is better in Asir by 3.00, in Riyadh by 1.00 only."""
    of = scenario(
        lanes=[lane(), lane("Asir")],
        demand=[demand(100), demand(100, "Asir/low")],
        rate_cards=[flat_card("a", "10"), flat_card("b", "11")],
        coverage=[
            covers("a-std"),
            covers("b-std"),
            covers("b-std", region="Asir", remote_surcharge="2"),
        ],
        capacity=[{"provider": "a", "unit": "orders", "capacity": "100"}],
    )
    unpriced = option(explain_lane(best(of, process), "Riyadh/low"), "a-std")
    assert (unpriced.standing, unpriced.gap) == ("full", -1.0)
    assert unpriced.limits == ("capacity a 2026-11-01",)
    # between 1.00 and 3.00 the limit's price can be anything
    priced = option(explain_lane(best(of, process, priced=True), "Riyadh/low"), "a-std")
    assert priced.worth <= 21.0 + 1e-6
    assert priced.pulls[0].amount == pytest.approx(-(priced.pulls[0].shadow_price or 0.0))


def test_what_a_threshold_needs_stays(process: SolverProcess) -> None:
    """tiny: Falcon earns 0.10 more in Asir/high than Desert, whose 300 orders reach a tier."""
    explained = explain_lane(best(tiny(), process), "Asir/high")
    assert not explained.priced
    falcon = option(explained, "falcon-std")
    assert (falcon.standing, falcon.gap) == ("held", pytest.approx(-0.1))
    assert falcon.limits == ("tiers desert-volume 2026-11",)
    assert option(explained, "desert-std").windows[0].price_tier == "volume"


def test_declined_lanes_and_the_fee_at_which_they_pay(process: SolverProcess) -> None:
    """An order of 10.00 brings 8.00 and costs 9.00; from a freight of 8.00 down it pays."""

    def of(freight: str) -> Scenario:
        return scenario(
            policy={
                "roles": "free",
                "decline": "unprofitable",
                "count_goods_cost": True,
                "goods_recovery_share": "1",
            },
            lanes=[
                lane(cod_value="10", goods_cost="0"),
                lane("Asir", goods_flags=["liquid"], goods_cost="0"),
            ],
            demand=[demand(100), demand(5, "Asir/low")],
            offers=[offer("a-std", refused_flags=["liquid"])],
            coverage=[covers("a-std")],
            rate_cards=[flat_card("a", freight)],
        )

    plan = best(of("9"), process)
    poor, shut = declined_lanes(plan)
    assert (poor.lane, poor.orders, poor.reason) == ("Riyadh/low", 100, "unprofitable")
    assert (poor.offer, poor.contribution) == ("a-std", -1.0)
    ways = {each.lever: each.value for each in poor.changes}
    # 9.00 of freight need 0.9 of 10.00
    assert ways == {"freight": 8.0, "cod_fee": None, "return_fee": None, "paid_rate": 0.9}
    assert (shut.lane, shut.reason, shut.offer) == ("Asir/low", "no_eligible_offer", None)
    assert [row.reason for row in shut.excluded] == ["goods_not_carried"]
    told = option(explain_lane(plan, "Riyadh/low"), "a-std")
    assert (told.standing, told.gap, told.beats) == ("loses", 1.0, None)
    assert carried(best(of("8.01"), process), "a-std") == 0
    assert carried(best(of("7.99"), process), "a-std") == 100


def test_prepaid_by_hand(process: SolverProcess) -> None:
    """Paid on delivery 0.8 × (40 − 1) − 10 − 0.15 × 2 = 20.90; in advance 0.95 × 40 − 10 = 28."""
    of = scenario(
        rate_cards=[flat_card("a", "10")],
        coverage=[covers("a-std")],
        offers=[
            offer(
                "a-std",
                cod_fee={"form": "linear", "fixed": "1", "rate": "0", "charged_on": "delivered"},
                return_fee={"form": "flat", "amount": "2"},
            )
        ],
    )
    plan = best(of, process)
    (better,) = prepaid_lanes(plan, 0.75)
    assert (better.cod, better.prepaid) == (20.9, 28.0)
    assert better.stay_share == pytest.approx(20.9 / 28)
    assert better.gain_minor == round((0.75 * 28 - 20.9) * 100 * 100)
    assert not prepaid_lanes(plan, 0.74)
    explained = explain_lane(plan, "Riyadh/low")
    assert explained.stay_share == pytest.approx(20.9 / 28)
    assert explained.options[0].prepaid == 28.0


def test_an_order_pays_its_own_bill(process: SolverProcess) -> None:
    """Dearer and heavier than its lane's: what it earns is what `codroute quote` expects."""
    steps = [flat_card("a", "10", fee_per_kg="2"), flat_card("b", "9", fee_per_kg="4")]
    of = with_fees().model_copy(update={"rate_cards": scenario(rate_cards=steps).rate_cards})
    plan = best(of, process)
    order = Order.model_validate(
        {"order": "1", "country": "SA", "region": "Riyadh", "value_tier": "low"}
        | {"cod_value": "95", "weight_g": 2500, "handed_over": "2026-11-10"}
    )
    explained = explain_order(plan, order)
    assert explained.order == "1"
    cash = {quote.offer.offer: quote.expected_cash for quote in quote_orders(of, [order]).quotes}
    assert len(cash) == 2
    for each in explained.options:
        expected = cash[each.offer]
        assert expected is not None
        assert each.contribution == pytest.approx(float(expected), abs=1e-6)


def refused(plan: Plan) -> str:
    with pytest.raises(InvalidInput) as caught:
        explain_lane(plan, "Riyadh/low")
    return str(caught.value)


def test_plans_that_cannot_be_explained(process: SolverProcess) -> None:
    tables = TIGHT["orders"] | {
        "commitments": [
            {"commitment": "promise", "provider": "b", "currency": "USD", "fixed_fee": "0"}
            | {"applies": "always", "min_orders": "1"}
        ]
    }
    plan = best(scenario(**tables), process)
    edit = partial(Plan.model_copy, plan)
    assert "the scenario, as codroute plan --out writes it" in refused(
        edit(update={"stated": None})
    )
    assert "with digest" in refused(edit(update={"stated": tiny()}))
    row = plan.allocation[0]
    dear = row.model_copy(update={"amounts_minor": row.amounts_minor | {"freight": -7}})
    assert "-7 minor units" in refused(edit(update={"allocation": (dear,)}))
    lost = row.model_copy(update={"offer": "z-std"})
    assert "z-std on 2026-11-01" in refused(edit(update={"allocation": (lost,)}))
    assert "0 of capacity" in refused(edit(update={"limits": ()}))
    with pytest.raises(InvalidInput, match="one of Riyadh/low"):
        explain_lane(plan, "Riyad/low")


def test_a_stated_scenario_that_contradicts_itself(process: SolverProcess) -> None:
    """Its rows are fine one by one; that no card is there shows only together."""
    plan = best(scenario(), process)
    assert plan.stated is not None
    broken = plan.stated.model_copy(update={"rate_cards": plan.stated.rate_cards[:1]})
    told = refused(plan.model_copy(update={"stated": broken, "scenario_digest": broken.digest}))
    assert "plan, stated (offers)" in told


def _random_offers(seed: int, **cut: float) -> Scenario:
    """Four providers with fees of every kind and two weeks with peaks; ``cut`` is by offer."""
    rng = random.Random(seed)
    names = "abcd"
    offers, cards, records, peaks = [], [], [], []
    for name in names:
        freight = rng.uniform(6, 12) * (1 - cut.get(name, 0.0))
        cards.append(flat_card(name, f"{freight:.6f}"))
        charged_on = rng.choice(["delivered", "handed_over"])
        fee = {"form": "linear", "fixed": f"{rng.uniform(0, 1):.4f}", "rate": "0.03"}
        changes = {
            "rounding": None,
            "fuel_rate": "0.1",
            "tax_rate": "0.05",
            "cod_fee": fee | {"charged_on": charged_on},
            "return_fee": {"form": "share_of_forward", "share": f"{rng.uniform(0, 1):.4f}"},
        }
        offers.append(offer(f"{name}-std", **changes))
        rate = {"provider": name, "paid_rate": f"{rng.uniform(0.7, 0.85):.6f}"}
        records.append(rate | {"loss_rate": "0.02", "transit_days": "3"})
        peaks.append({"offer": f"{name}-std", "period": "2026-11-08", "amount": "0.5"})
    return scenario(
        horizon={"start": "2026-11-01", "period": "week", "periods": 2},
        policy={"roles": "main_backup" if seed % 2 else "free"},
        demand=[demand(60), demand(40, period="2026-11-08")],
        providers=[{"provider": name} for name in names],
        coverage=[covers(f"{name}-std") for name in names],
        offers=offers,
        rate_cards=cards,
        performance=records,
        peak_surcharges=peaks,
    )


@pytest.mark.parametrize("seed", range(8))
def test_freight_that_is_said_to_win_wins_on_random_offers(
    seed: int, process: SolverProcess
) -> None:
    """With nothing but roles between offers, each flips where its explanation says."""
    plan = best(_random_offers(seed), process)
    losers = [each for each in explain_lane(plan, "Riyadh/low").options if each.standing == "loses"]
    assert losers
    for loser in losers:
        share = change(loser, "freight").share
        if share is None:
            continue
        for part, wins in ((share - 1e-4, False), (share + 1e-4, True)):
            fresh = best(_random_offers(seed, **{loser.provider: part}), process)
            assert bool(carried(fresh, loser.offer)) == wins


def test_declined_lanes_that_are_none(process: SolverProcess) -> None:
    plan = best(scenario(), process)
    lost = Declined.model_validate(
        {"lane": "Hail/low", "period": "2026-11-01", "orders": 1, "reason": "limits"}
    )
    with pytest.raises(InvalidInput, match="Hail/low; wanted lanes of its scenario"):
        declined_lanes(plan.model_copy(update={"declined": (lost,)}))


def test_a_floor_that_is_stated_twice(process: SolverProcess) -> None:
    tables = TIGHT["paid rate"]
    policy = tables["policy"] | {"service": tables["policy"]["service"] * 2}
    plan = best(scenario(**tables | {"policy": policy}), process, priced=True)
    a = option(explain_lane(plan, "Riyadh/low"), "a-std")
    b = option(explain_lane(plan, "Riyadh/low"), "b-std")
    assert a.worth == pytest.approx(b.worth, abs=1e-3)


def test_roles_for_a_region_are_told(process: SolverProcess) -> None:
    """Two lanes of Riyadh share their providers: what c would have to change, no lane tells."""
    of = scenario(
        policy={"roles": "main_backup", "role_scope": "region"},
        lanes=[lane(), lane(value_tier="high")],
        demand=[demand(100), demand(100, "Riyadh/high")],
        providers=[{"provider": name} for name in "abc"],
        offers=[offer(f"{name}-std") for name in "abc"],
        coverage=[covers(f"{name}-std") for name in "abc"],
        rate_cards=[flat_card("a", "10"), flat_card("b", "11"), flat_card("c", "12")],
        performance=[
            {"provider": p, "paid_rate": "0.8", "loss_rate": "0.05", "transit_days": "3"}
            for p in "abc"
        ],
    )
    explained = explain_lane(best(of, process), "Riyadh/low")
    out = option(explained, "c-std")
    assert (explained.shared_with, out.standing, out.gap, out.changes) == (1, "unnamed", None, ())
