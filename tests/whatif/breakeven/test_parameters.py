"""What is varied: only the offers in question, and always within the scenario format."""

import random
from decimal import Decimal
from typing import Any

import pytest
from build import covers, flat_card, offer, scenario
from random_scenarios import random_document

from codroute.audit import bare_plan, exact_contribution
from codroute.errors import InvalidInput
from codroute.plan.breakeven import Parameter
from codroute.plan.files import BareRow
from codroute.scenario.catalog import Catalog
from codroute.scenario.parse import parse_scenario
from codroute.scenario.scenario import Scenario
from codroute.whatif.breakeven.parameters import vary
from codroute.whatif.breakeven.subject import Subject, find_subject
from codroute.whatif.breakeven.targets import parse_target

COD_FEES: list[dict[str, Any]] = [
    {"form": "linear", "fixed": "0.123", "rate": "0.031234", "minimum": "1", "maximum": "3"}
    | {"charged_on": "delivered"},
    {"form": "table", "table": "b-cod", "charged_on": "handed_over"},
]
RETURN_FEES: list[dict[str, Any]] = [
    {"form": "flat", "amount": "2.5"},
    {"form": "share_of_forward", "share": "0.6"},
    {"form": "marked_up_forward", "added": "1", "factor": "0.7"},
    {"form": "rate_card", "rate_card": "b"},
]
STEPS = [
    {"cod_fee_table": "b-cod", "over_value": low, "up_to_value": high, "fixed": "1", "rate": rate}
    for low, high, rate in (("0", "50", "0"), ("50", None, "0.03"))
]


def rich(seed: int) -> Scenario:
    """Give b's offer fees of every form, and a second offer that shares its card and record."""
    document = random_document(seed)
    rng = random.Random(seed)
    (own,) = (row for row in document["offers"] if row["offer"] == "b1")
    own |= {"cod_fee": rng.choice(COD_FEES), "return_fee": rng.choice(RETURN_FEES)}
    document["offers"].append(own | {"offer": "b9"})
    document["coverage"] += [
        row | {"offer": "b9"} for row in document["coverage"] if row["offer"] == "b1"
    ]
    document["cod_fee_tables"] = STEPS
    document["funds"] = [{"provider": "b", "currency": "USD", "max_held": "1000"}]
    for schedule in document["price_schedules"]:
        if schedule["provider"] == "b":
            schedule["offers"] = ["b1"]
    return parse_scenario(document)


PARAMETERS: list[Parameter] = [
    *("freight", "cod_fee", "return_fee", "paid_rate", "settlement_days", "tier_threshold"),
]
SUBJECT = Subject("b", ("b1",), new=False)


@pytest.mark.parametrize("name", PARAMETERS)
@pytest.mark.parametrize("seed", range(6))
def test_every_value_keeps_to_the_format(seed: int, name: Parameter) -> None:
    varied = vary(rich(seed), SUBJECT, name)
    rng = random.Random(seed)
    span = varied.most - varied.least
    inside = [varied.least + span * Decimal(str(rng.random())) for _ in range(3)]
    for value in (varied.least, varied.most, *(v.quantize(varied.quantum) for v in inside)):
        found = varied.scenario(value)
        assert parse_scenario(found.model_dump(mode="json")) == found


def one_each(of: Scenario, offer_name: str) -> list[BareRow]:
    """Give one order of every lane that an offer can carry."""
    catalog = Catalog(of)
    subject = Subject("", (offer_name,), new=False)
    first = of.horizon.period_ids[0]
    return [
        BareRow(lane=lane.lane, period=first, offer=offer_name, orders=1)
        for _, lane in subject.quotes(catalog)
    ]


@pytest.mark.parametrize("name", PARAMETERS)
@pytest.mark.parametrize("seed", range(6))
def test_other_offers_are_left_as_they_are(seed: int, name: Parameter) -> None:
    of = rich(seed)
    varied = vary(of, SUBJECT, name)
    assert name == "paid_rate" or varied.stated in (1, of.offers[1].settlement_days)
    other = varied.scenario((varied.least + varied.most) / 2)
    for offer_name in ("a1", "b9", "c1"):
        plan = bare_plan(of, one_each(of, offer_name))
        assert exact_contribution(other, plan) == exact_contribution(of, plan)
    same = varied.scenario(varied.stated)
    own = bare_plan(of, one_each(of, "b1"))
    assert exact_contribution(same, own) == exact_contribution(of, own)


@pytest.mark.parametrize("seed", range(12))
def test_points_are_added_to_the_rate_that_holds_on_every_lane(seed: int) -> None:
    of = rich(seed)
    varied = vary(of, SUBJECT, "paid_rate")
    points = max(varied.least, Decimal("-0.05"))
    after = varied.scenario(points)
    before = Catalog(of)
    now = Catalog(after)
    for offer_ in of.offers:
        for lane in of.lanes:
            old, new = before.performance_row(offer_, lane), now.performance_row(offer_, lane)
            if old is None or new is None:
                assert old == new
                continue
            rates = of.performance[old].paid_rate, after.performance[new].paid_rate
            own = (offer_, lane) in SUBJECT.quotes(before)
            if own or offer_.offer != "b1":
                assert rates[1] - rates[0] == (points if own else 0)


def test_a_card_of_the_way_back_is_not_freight() -> None:
    """The same card both ways: 10.00 out and 0.15 × 10.00 back."""
    back = {"return_fee": {"form": "rate_card", "rate_card": "b"}, "rounding": None}
    of = scenario(
        offers=[offer("b-std", **back)],
        coverage=[covers("b-std")],
        rate_cards=[flat_card("b", "10")],
    )
    subject = Subject("b", ("b-std",), new=False)
    plan = bare_plan(of, one_each(of, "b-std"))
    for name, factor, costs in (("freight", 2, 20 + 1.5), ("return_fee", 2, 10 + 3)):
        varied = vary(of, subject, name)  # type: ignore[arg-type]
        earned = exact_contribution(varied.scenario(Decimal(factor)), plan)
        assert earned == pytest.approx(32 - costs)


def test_thresholds_stay_next_to_each_other() -> None:
    of = rich(0)
    ladder = [row for row in of.price_tiers if row.schedule == "b-ladder"]
    ends = [(tier.from_volume, tier.to_volume) for tier in ladder]
    varied = vary(of, SUBJECT, "tier_threshold")
    for factor in ("1.5", "2", "3.3"):
        moved = varied.scenario(Decimal(factor)).price_tiers
        tiers = [row for row in moved if row.schedule == "b-ladder"]
        for (low, _), tier, above in zip(ends, tiers, [*tiers[1:], None], strict=True):
            assert tier.from_volume == round(low * Decimal(factor))
            assert tier.to_volume == (None if above is None else above.from_volume - 1)


def faults_of(call: Any) -> list[str]:
    with pytest.raises(InvalidInput) as refusal:
        call()
    return [f"{f.column}: {f.found}; {f.wanted}" for f in refusal.value.faults]


def two(*offers: dict[str, Any], **changes: Any) -> Scenario:
    names = [row["offer"] for row in offers]
    return scenario(offers=list(offers), coverage=[covers(name) for name in names], **changes)


def test_the_offers_that_a_file_brings() -> None:
    base = two(offer("a-std"), offer("b-std"))
    new = two(offer("a-std"), offer("b-std"), offer("b-new"), offer("b-two"))
    assert find_subject(base, new) == Subject("b", ("b-new", "b-two"), new=True)
    assert find_subject(base, new, "b-two") == Subject("b", ("b-two",), new=False)
    changed = two(offer("a-std"), offer("b-std", settlement_days="9"))
    assert find_subject(base, changed) == Subject("b", ("b-std",), new=False)
    card = two(offer("a-std"), offer("b-std"), rate_cards=[flat_card("a"), flat_card("b", "1")])
    assert find_subject(base, card) == Subject("b", ("b-std",), new=False)


def test_what_means_nothing_is_refused() -> None:
    base = two(offer("a-std"), offer("b-std"))
    assert faults_of(lambda: find_subject(base, base)) == [
        "offer: nothing new; an offer that the base does not have, or has otherwise"
    ]
    both = two(offer("a-std"), offer("b-std"), offer("a-new"), offer("b-new"))
    assert faults_of(lambda: find_subject(base, both)) == [
        "of: offers of several providers: a-new, b-new; one of a-new, b-new"
    ]
    assert faults_of(lambda: find_subject(base, both, "b-std")) == [
        "of: 'b-std'; one of a-new, b-new"
    ]
    subject = find_subject(two(offer("a-std")), base)
    wanted = {
        "freight": "on: no freight above 0; a fee that a factor can change",
        "cod_fee": "on: no cod_fee above 0; a fee that a factor can change",
        "return_fee": "on: no return_fee above 0; a fee that a factor can change",
        "settlement_days": "on: settlement days, which change nothing here; count_capital_cost in "
        "the policy, or a limit of funds of the provider",
        "tier_threshold": "on: no price tiers of b-std; an offer that a ladder counts",
    }
    for name, words in wanted.items():
        assert faults_of(lambda name=name: vary(base, subject, name)) == [words]


def test_a_card_of_a_tier_that_others_pay_too_is_refused() -> None:
    tiers = [
        {"form": "rate_card", "schedule": "b-volume", "price_tier": name, "rate_card": "b"}
        | {"from_volume": low, "to_volume": high}
        for name, low, high in (("list", "0", "99"), ("low", "100", None))
    ]
    ladder = {"schedule": "b-volume", "provider": "b", "kind": "all_units", "measure": "orders"}
    of = two(
        *(offer(name, rate_card="b") for name in ("b-std", "b-new")),
        rate_cards=[flat_card("b", "9")],
        price_schedules=[ladder | {"window": "horizon", "volume_before": "0"}],
        price_tiers=tiers,
    )
    subject = Subject("b", ("b-new",), new=True)
    assert faults_of(lambda: vary(of, subject, "freight")) == [
        "on: cards of the price tiers of b-volume, which counts other offers; a ladder whose "
        "orders are all of b-new"
    ]


def test_days_that_differ_are_not_varied_together() -> None:
    policy = {"roles": "free", "count_capital_cost": True, "capital_rate_per_year": "0.1"}
    of = two(offer("b-std"), offer("b-new", settlement_days="9"), policy=policy)
    subject = Subject("b", ("b-std", "b-new"), new=True)
    assert faults_of(lambda: vary(of, subject, "settlement_days")) == [
        "of: offers with different settlement days: b-std, b-new; one of them"
    ]


@pytest.mark.parametrize(("text", "share"), [("share=0.3", "0.3"), ("market=SA:12.5%", "0.125")])
def test_shares_are_stated_as_shares_or_in_per_cent(text: str, share: str) -> None:
    assert parse_target(text).share == Decimal(share)


@pytest.mark.parametrize("text", ["share=30", "share=101%", "share=0%", "share=%", "market=:30%"])
def test_what_is_no_share_is_no_target(text: str) -> None:
    with pytest.raises(InvalidInput, match="share=30%"):
        parse_target(text)
