"""One broken rule at a time, in allocations written by hand: exactly that check fails."""

from datetime import date
from typing import Any

import pytest
from build import NOVEMBER, broken, covers, demand, flat_card, judge, lane, offer, row, scenario

from codroute.audit import audit, bare_plan
from codroute.plan.model import Declined
from codroute.scenario.scenario import Scenario

DECEMBER = date(2026, 12, 1)


def two_months(**changes: Any) -> Scenario:
    return scenario(
        **{
            "horizon": {"start": "2026-11-01", "period": "month", "periods": 2},
            "demand": [demand(100), demand(100, period="2026-12-01")],
        }
        | changes
    )


def test_the_plain_scenario_passes() -> None:
    assert broken(scenario(), [row("a-std", 60), row("b-std", 40)]) == ()


# assignment

CAPACITY_91 = [
    {"provider": "a", "unit": "orders", "capacity": "91"},
    {"provider": "b", "unit": "orders", "capacity": "0"},
]


def test_more_shipped_than_asked() -> None:
    assert broken(scenario(), [row("a-std", 101)]) == ("assignment",)


def test_declined_may_not_hide_orders() -> None:
    declined = [Declined(lane="Riyadh/low", period=NOVEMBER, orders=9, reason="limits")]
    full = scenario(capacity=CAPACITY_91)
    assert broken(full, [row("a-std", 90)], declined=declined) == ("assignment",)
    assert broken(full, [row("a-std", 91)], declined=declined) == ()


def test_never_declines() -> None:
    of = scenario(policy={"roles": "free", "decline": "never"})
    assert broken(of, [row("a-std", 99)]) == ("assignment",)
    assert broken(of, [row("a-std", 100)]) == ()


def test_a_period_cannot_lend_to_another() -> None:
    rows = [row("a-std", 101), row("a-std", 99, period=DECEMBER)]
    assert broken(two_months(), rows) == ("assignment",)


def test_negative_orders() -> None:
    """No file can hold them; a plan made in memory can."""
    plan = bare_plan(scenario(), [row("a-std", 99), row("b-std", 1)])
    rows = (
        plan.allocation[0].model_copy(update={"orders": 101}),
        plan.allocation[1].model_copy(update={"orders": -1}),
    )
    plan = plan.model_copy(update={"allocation": rows})
    assert audit(scenario(), plan).broken() == ("assignment",)


# capacity


def capped(**limits: Any) -> list[dict[str, Any]]:
    return [{"provider": "a", "unit": "orders"} | limits]


@pytest.mark.parametrize(("orders", "failed"), [(59, ()), (60, ()), (61, ("capacity",))])
def test_capacity_in_orders(orders: int, failed: tuple[str, ...]) -> None:
    of = scenario(capacity=capped(capacity="60"))
    assert broken(of, [row("a-std", orders), row("b-std", 100 - orders)]) == failed


@pytest.mark.parametrize(("capacity", "failed"), [("24", ()), ("23.99999999", ("capacity",))])
def test_capacity_in_kg_of_actual_weight(capacity: str, failed: tuple[str, ...]) -> None:
    """60 × 0.4 kg = 24 kg, although the offer charges 2 kg by volume."""
    sizes = {"length_cm": "20", "width_cm": "20", "height_cm": "25"}
    of = scenario(
        lanes=[lane(**sizes)],
        offers=[offer(volumetric={"form": "greater", "divisor": 5000}), offer("b-std")],
        capacity=capped(unit="kg", capacity=capacity),
    )
    assert broken(of, [row("a-std", 60), row("b-std", 40)]) == failed


def test_capacity_in_kg_of_a_profile_is_its_mean() -> None:
    point = {"lane": "Riyadh/low", "cod_value": "40"}
    of = scenario(
        lanes=[lane(cod_value=None, weight_g=None)],
        profile=[
            point | {"share": "0.75", "weight_g": 400},
            point | {"share": "0.25", "weight_g": 800},
        ],
        capacity=capped(unit="kg", capacity="30"),
    )
    assert broken(of, [row("a-std", 60), row("b-std", 40)]) == ()
    assert broken(of, [row("a-std", 61), row("b-std", 39)]) == ("capacity",)


def test_the_row_of_a_period_overrides_the_row_of_all() -> None:
    of = two_months(
        capacity=[
            *capped(capacity="10"),
            *capped(capacity="90", period="2026-12-01"),
        ]
    )

    def plan(november: int, december: int) -> tuple[str, ...]:
        return broken(
            of,
            [
                row("a-std", november),
                row("b-std", 100 - november),
                row("a-std", december, period=DECEMBER),
                row("b-std", 100 - december, period=DECEMBER),
            ],
        )

    assert plan(10, 90) == ()
    assert plan(11, 90) == ("capacity",)
    assert plan(10, 91) == ("capacity",)


def test_different_scopes_all_hold() -> None:
    of = two_regions(
        capacity=[*capped(capacity="100"), *capped(capacity="40", region="Asir")],
    )

    def plan(riyadh: int, asir: int) -> tuple[str, ...]:
        return broken(
            of,
            [
                row("a-std", riyadh),
                row("b-std", 100 - riyadh),
                row("a-std", asir, "Asir/low"),
                row("b-std", 100 - asir, "Asir/low"),
            ],
        )

    assert plan(60, 40) == ()
    assert plan(61, 40) == ("capacity",)
    assert plan(50, 41) == ("capacity",)


def two_regions(**changes: Any) -> Scenario:
    return scenario(
        **{
            "lanes": [lane(), lane("Asir")],
            "demand": [demand(100), demand(100, "Asir/low")],
        }
        | changes
    )


@pytest.mark.parametrize("scope", [{"lane": "Asir/low"}, {"country": "SA", "region": "Asir"}])
def test_narrow_scopes(scope: dict[str, str]) -> None:
    of = two_regions(capacity=capped(capacity="0") + capped(capacity="0", **scope))
    everywhere = [row("b-std", 100), row("b-std", 100, "Asir/low")]
    assert broken(of, everywhere) == ()
    of = two_regions(capacity=capped(capacity="0", **scope))
    rows = [row("a-std", 100), row("b-std", 100, "Asir/low")]
    assert broken(of, rows) == ()
    assert broken(of, [*rows[:1], row("a-std", 1, "Asir/low"), row("b-std", 99, "Asir/low")]) == (
        "capacity",
    )


# funds


def funded(**limit: Any) -> Scenario:
    """Each order adds 40 × 0.8 × 7 / 30 = 7.466667 to what its provider holds."""
    return scenario(funds=[{"provider": "a", "currency": "USD"} | limit])


@pytest.mark.parametrize(
    ("most", "failed"),
    [("448.00002", ()), ("448.00001999", ("funds",)), ("0", ("funds",)), ("448", ("funds",))],
)
def test_cash_held_is_counted_in_millionths(most: str, failed: tuple[str, ...]) -> None:
    """60 × 7.466667 is more than 448, which the exact fraction would add up to."""
    assert broken(funded(max_held=most), [row("a-std", 60), row("b-std", 40)]) == failed


def test_cash_held_is_told_with_its_limit() -> None:
    (finding,) = judge(funded(max_held="448"), [row("a-std", 60), row("b-std", 40)]).findings
    assert (finding.place, finding.found, finding.wanted) == ("a", "448.00002 USD", "at most 448")


@pytest.mark.parametrize(("value", "failed"), [("0.000001", ()), ("0.000003", ("funds",))])
def test_cash_held_is_rounded_half_even(value: str, failed: tuple[str, ...]) -> None:
    """Held for half the month: half a millionth is none, one and a half are two."""
    of = scenario(
        lanes=[lane(cod_value=value)],
        offers=[offer(settlement_days="15"), offer("b-std")],
        performance=[
            {"provider": name, "paid_rate": "1", "loss_rate": "0", "transit_days": "3"}
            for name in "ab"
        ],
        funds=[{"provider": "a", "currency": "USD", "max_held": "0.000199"}],
    )
    assert broken(of, [row("a-std", 100)]) == failed


def test_cash_held_of_a_profile_is_its_mean() -> None:
    point = {"lane": "Riyadh/low", "weight_g": 400}
    of = scenario(
        lanes=[lane(cod_value=None, weight_g=None)],
        profile=[
            point | {"share": "0.75", "cod_value": "20"},
            point | {"share": "0.25", "cod_value": "100"},
        ],
        funds=[{"provider": "a", "currency": "USD", "max_held": "448.00002"}],
    )
    assert broken(of, [row("a-std", 60), row("b-std", 40)]) == ()
    assert broken(of, [row("a-std", 61), row("b-std", 39)]) == ("funds",)


def test_cash_held_over_more_days_is_less_of_each_order() -> None:
    """Over 61 days 100 orders a month hold 200 × 3.672131 (40 × 0.8 × 7 / 61)."""
    limit = {"provider": "a", "currency": "USD"}
    rows = [row("a-std", 100), row("a-std", 100, period=DECEMBER)]
    assert broken(two_months(funds=[limit | {"max_held": "734.426199"}]), rows) == ("funds",)
    assert broken(two_months(funds=[limit | {"max_held": "734.4262"}]), rows) == ()


def test_cash_held_in_a_country_in_another_currency() -> None:
    """150 AED × 0.2 USD × 0.8 × 7 / 30 = 5.60 USD an order in AE, 7.466667 in SA."""
    markets = [
        {"country": country, "currency": currency, "rate": rate}
        | {"rate_date": "2026-11-01", "rate_source": "assumed"}
        for country, currency, rate in (("SA", "USD", "1"), ("AE", "AED", "0.2"))
    ]

    def plan(*limits: dict[str, str]) -> tuple[str, ...]:
        of = scenario(
            markets=markets,
            lanes=[lane(), lane("Dubai", country="AE", cod_value="150")],
            demand=[demand(100), demand(100, "Dubai/low")],
            coverage=[
                covers(name, country=country)
                for name in ("a-std", "b-std")
                for country in ("SA", "AE")
            ],
            funds=[{"provider": "a"} | limit for limit in limits],
        )
        return broken(of, [row("a-std", 100), row("a-std", 100, "Dubai/low")])

    in_uae = {"country": "AE", "currency": "AED", "max_held": "2800"}
    assert plan(in_uae) == ()
    assert plan(in_uae | {"max_held": "2799.99999"}) == ("funds",)
    assert plan(in_uae, {"currency": "USD", "max_held": "1306.6667"}) == ()
    assert plan(in_uae, {"currency": "USD", "max_held": "1306.6666"}) == ("funds",)


# service


def served(**floor: Any) -> Scenario:
    return scenario(
        policy={"roles": "free", "service": [{"value_tier": "low"} | floor]},
        performance=[
            {"provider": "a", "paid_rate": "0.90", "loss_rate": "0", "transit_days": "2"},
            {"provider": "b", "paid_rate": "0.70", "loss_rate": "0", "transit_days": "5"},
        ],
    )


@pytest.mark.parametrize(("orders", "failed"), [(51, ()), (50, ()), (49, ("service",))])
def test_mean_paid_rate(orders: int, failed: tuple[str, ...]) -> None:
    of = served(min_paid_rate="0.8")
    assert broken(of, [row("a-std", orders), row("b-std", 100 - orders)]) == failed


@pytest.mark.parametrize(("orders", "failed"), [(51, ()), (50, ()), (49, ("service",))])
def test_mean_transit_days(orders: int, failed: tuple[str, ...]) -> None:
    of = served(max_transit_days="3.5", country="SA")
    assert broken(of, [row("a-std", orders), row("b-std", 100 - orders)]) == failed


def test_nothing_shipped_breaks_no_floor() -> None:
    assert broken(served(min_paid_rate="1"), []) == ()


# commitments


def committed(**changes: Any) -> Scenario:
    commitment = {
        "commitment": "contract",
        "provider": "a",
        "currency": "USD",
        "fixed_fee": "25",
        "min_orders": 40,
        "applies": "if_used",
    }
    return scenario(commitments=[commitment | changes])


@pytest.mark.parametrize(
    ("orders", "applies", "failed"),
    [
        (40, "if_used", ()),
        (39, "if_used", ("commitments",)),
        (1, "if_used", ("commitments",)),
        (0, "if_used", ()),
        (40, "always", ()),
        (39, "always", ("commitments",)),
        (0, "always", ("commitments",)),
    ],
)
def test_minimum_orders(orders: int, applies: str, failed: tuple[str, ...]) -> None:
    rows = [row("a-std", orders), row("b-std", 100 - orders)]
    assert broken(committed(applies=applies), rows) == failed


@pytest.mark.parametrize(
    ("orders", "applies", "fixed", "short"),
    [
        (40, "if_used", -25_00, 0),
        (39, "if_used", -25_00, -1_50),
        (1, "if_used", -25_00, -58_50),
        (0, "if_used", 0, 0),
        (41, "always", -25_00, 0),
        (38, "always", -25_00, -3_00),
        (0, "always", 0, -60_00),  # the fixed fee is for using it, the minimum is not
    ],
)
def test_a_shortfall_is_paid(orders: int, applies: str, fixed: int, short: int) -> None:
    of = committed(applies=applies, shortfall_fee="1.5")
    verdict = judge(of, [row("a-std", orders), row("b-std", 100 - orders)])
    assert verdict.findings == ()
    assert verdict.total_minor["fixed_fee"] == fixed
    assert verdict.total_minor["shortfall_fee"] == short


def test_a_charge_in_another_currency_is_rounded_once() -> None:
    markets = [
        {
            "country": country,
            "currency": currency,
            "rate": rate,
            "rate_date": "2026-11-01",
            "rate_source": "assumed",
        }
        for country, currency, rate in (("SA", "USD", "1"), ("AE", "AED", "0.2722"))
    ]
    commitment = {
        "commitment": "contract",
        "provider": "a",
        "currency": "AED",
        "fixed_fee": "0",
        "min_orders": 40,
        "applies": "if_used",
        "shortfall_fee": "1.5",
    }
    of = scenario(markets=markets, commitments=[commitment])
    rows = [row("a-std", 37), row("b-std", 63)]
    assert judge(of, rows).total_minor["shortfall_fee"] == -122  # 3 × 1.5 × 0.2722 = 1.2249


def test_a_commitment_counts_its_place_only() -> None:
    contract = {
        "commitment": "contract",
        "provider": "a",
        "region": "Asir",
        "currency": "USD",
        "fixed_fee": "25",
        "min_orders": 40,
        "applies": "always",
    }
    of = two_regions(commitments=[contract])
    riyadh = row("a-std", 100)
    enough = [row("a-std", 40, "Asir/low"), row("b-std", 60, "Asir/low")]
    less = [row("a-std", 39, "Asir/low"), row("b-std", 61, "Asir/low")]
    assert broken(of, [riyadh, *enough]) == ()
    assert broken(of, [riyadh, *less]) == ("commitments",)


# trials


def tried(**changes: Any) -> list[dict[str, Any]]:
    return [{"trial": "trial", "provider": "a", "min_orders": 20, "max_orders": 40} | changes]


@pytest.mark.parametrize(
    ("orders", "failed"),
    [(19, ("trials",)), (20, ()), (40, ()), (41, ("trials",)), (0, ("trials",))],
)
def test_a_trial_has_a_least_and_a_most(orders: int, failed: tuple[str, ...]) -> None:
    of = scenario(trials=tried())
    assert broken(of, [row("a-std", orders), row("b-std", 100 - orders)]) == failed


def test_a_trial_is_told_with_its_orders() -> None:
    def told(orders: int) -> tuple[str, str, str]:
        of = scenario(trials=tried())
        (finding,) = judge(of, [row("a-std", orders), row("b-std", 100 - orders)]).findings
        return finding.place, finding.found, finding.wanted

    assert told(19) == ("trial", "19 orders", "at least 20")
    assert told(41) == ("trial", "41 orders", "at most 40")


def test_a_trial_counts_the_whole_horizon() -> None:
    def plan(november: int, december: int) -> tuple[str, ...]:
        rows = [
            *(row("a-std", november), row("b-std", 100 - november)),
            row("a-std", december, period=DECEMBER),
            row("b-std", 100 - december, period=DECEMBER),
        ]
        return broken(two_months(trials=tried()), rows)

    assert plan(1, 19) == plan(20, 20) == ()
    assert plan(1, 18) == plan(20, 21) == ("trials",)


@pytest.mark.parametrize("place", [{"region": "Asir"}, {"country": "SA", "region": "Asir"}])
def test_a_trial_counts_its_place_only(place: dict[str, str]) -> None:
    def plan(riyadh: int, asir: int) -> tuple[str, ...]:
        rows = [
            *(row("a-std", riyadh), row("b-std", 100 - riyadh)),
            *(row("a-std", asir, "Asir/low"), row("b-std", 100 - asir, "Asir/low")),
        ]
        return broken(two_regions(trials=tried(**place)), rows)

    assert plan(100, 40) == plan(0, 20) == ()
    assert plan(0, 41) == plan(100, 19) == ("trials",)


def test_a_trial_counts_its_offers_only() -> None:
    def plan(*offers: str, old: int, new: int) -> tuple[str, ...]:
        of = scenario(
            offers=[offer(), offer("a-new"), offer("b-std")],
            coverage=[covers("a-std"), covers("a-new"), covers("b-std")],
            trials=tried(offers=list(offers)),
        )
        rest = 100 - old - new
        return broken(of, [row("a-std", old), row("a-new", new), row("b-std", rest)])

    assert plan("a-new", old=60, new=30) == ()
    assert plan("a-new", old=30, new=60) == ("trials",)
    assert plan(old=20, new=20) == plan("a-std", "a-new", old=20, new=20) == ()
    assert plan(old=20, new=21) == plan("a-std", "a-new", old=20, new=21) == ("trials",)


# eligibility


@pytest.mark.parametrize(
    "changes",
    [
        {
            "coverage": [
                covers("a-std"),
                covers("b-std"),
                covers("b-std", region="Riyadh", served=False),
            ]
        },
        {"coverage": [covers("a-std")]},
        {"offers": [offer(), offer("b-std", categories=["books"])]},
        {"offers": [offer(), offer("b-std", max_cod_value="39.99")]},
        {"offers": [offer(), offer("b-std", max_weight_g=399)]},
        {"rate_cards": [flat_card("a"), flat_card("b", up_to_weight_g=399)]},
    ],
    ids=["not served", "not covered", "category", "value", "weight", "card"],
)
def test_orders_where_the_offer_cannot_carry_them(changes: dict[str, Any]) -> None:
    if "categories" in str(changes):
        changes = changes | {"lanes": [lane(), lane(category="books")]}
        changes |= {"demand": [demand(100), demand(0, "Riyadh/low/books")]}
    assert broken(scenario(**changes), [row("a-std", 60), row("b-std", 40)]) == ("eligibility",)


@pytest.mark.parametrize(
    "changes",
    [
        {"offers": [offer(), offer("b-std", max_cod_value="40")]},
        {"offers": [offer(), offer("b-std", max_weight_g=400)]},
        {"rate_cards": [flat_card("a"), flat_card("b", up_to_weight_g=400)]},
    ],
    ids=["value", "weight", "card"],
)
def test_limits_of_an_offer_are_inclusive(changes: dict[str, Any]) -> None:
    assert broken(scenario(**changes), [row("a-std", 60), row("b-std", 40)]) == ()


def test_an_ineligible_offer_of_a_provider_that_is_named() -> None:
    of = scenario(
        policy={"roles": "main_backup"},
        offers=[offer(), offer("b-std"), offer("b-eco", max_weight_g=399)],
        coverage=[covers("a-std"), covers("b-std"), covers("b-eco")],
    )
    rows = [row("a-std", 60), row("b-std", 30), row("b-eco", 10)]
    assert broken(of, rows) == ("eligibility",)


def test_an_ineligible_provider_in_a_role_is_told_once() -> None:
    of = scenario(
        policy={"roles": "main_backup"},
        offers=[offer(), offer("b-std"), offer("c-std", rate_card="a", max_weight_g=399)],
        providers=[{"provider": name} for name in "abc"],
        coverage=[covers("a-std"), covers("b-std"), covers("c-std")],
        performance=[
            {"provider": name, "paid_rate": "0.8", "loss_rate": "0", "transit_days": "3"}
            for name in "abc"
        ],
    )
    assert broken(of, [row("a-std", 60), row("c-std", 40)]) == ("eligibility",)


def test_a_declined_order_says_whether_it_had_an_offer() -> None:
    declined = [
        Declined(lane="Riyadh/low", period=NOVEMBER, orders=100, reason="no_eligible_offer")
    ]
    full = [{"provider": name, "unit": "orders", "capacity": "0"} for name in "ab"]
    assert broken(scenario(capacity=full), [], declined=declined) == ("eligibility",)
    closed = scenario(
        coverage=[covers("a-std", region="Asir"), covers("b-std", region="Asir")],
        lanes=[lane(), lane("Asir")],
        demand=[demand(100), demand(0, "Asir/low")],
    )
    assert broken(closed, [], declined=declined) == ()
    limited = [declined[0].model_copy(update={"reason": "limits"})]
    assert broken(closed, [], declined=limited) == ("eligibility",)


# names


@pytest.mark.parametrize(
    ("changes", "failed"),
    [
        ({"offer_name": "a-sdt"}, ("names",)),
        ({"lane_name": "Riyadh/lwo"}, ("names", "assignment")),
        ({"period": DECEMBER}, ("names", "assignment")),
    ],
)
def test_unknown_names(changes: dict[str, Any], failed: tuple[str, ...]) -> None:
    arguments: dict[str, Any] = {"offer_name": "a-std", "orders": 100} | changes
    declined: list[Declined] = []
    assert broken(scenario(), [row(**arguments)], declined=declined) == failed


def test_a_row_twice() -> None:
    assert broken(scenario(), [row("a-std", 60), row("a-std", 40)]) == ("names",)
