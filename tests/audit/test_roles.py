"""Roles: whole-order shares at small numbers, scopes, lanes with one provider or none."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from build import broken, covers, demand, flat_card, lane, offer, row, scenario

from codroute import load_config, make_plan
from codroute.audit import audit, bare_plan
from codroute.audit.quotes import Quotes
from codroute.plan.files import BareRow
from codroute.plan.model import LaneRoles
from codroute.scenario.catalog import Catalog
from codroute.scenario.scenario import Scenario
from codroute.solve.process import SolverProcess

DECEMBER = date(2026, 12, 1)

MAIN_BACKUP = {
    "roles": "main_backup",
    "main_share_min": "0.5",
    "main_share_max": "0.8",
    "backup_share_min": "0.2",
    "backup_share_max": "0.5",
}


def three(**changes: Any) -> Scenario:
    """Three providers a, b and c with an offer each."""
    return scenario(
        **{
            "policy": MAIN_BACKUP,
            "providers": [{"provider": name} for name in "abc"],
            "offers": [offer(f"{name}-std") for name in "abc"],
            "coverage": [covers(f"{name}-std") for name in "abc"],
            "rate_cards": [flat_card(name) for name in "abc"],
            "performance": [
                {"provider": name, "paid_rate": "0.8", "loss_rate": "0", "transit_days": "3"}
                for name in "abc"
            ],
        }
        | changes
    )


MOST_MAIN = {1: 1, 2: 2, 3: 3, 4: 4, 5: 4, 6: 5, 7: 6, 8: 7, 9: 8, 10: 8, 11: 9, 12: 10}
"""The smaller of ⌈0.8 s⌉ and s − ⌊0.2 s⌋, by hand."""

LEAST_MAIN = {1: 1, 2: 1, 3: 2, 4: 2, 5: 3, 6: 3, 7: 4, 8: 4, 9: 5, 10: 5, 11: 6, 12: 6}
"""Half of the orders, rounded up: the main carries at least as many as the backup."""


@pytest.mark.parametrize("shipped", range(1, 13))
def test_whole_order_shares_of_few_orders(shipped: int) -> None:
    of = three(demand=[demand(shipped)])
    roles = [LaneRoles(lane="Riyadh/low", main="a", backup="b")]
    allowed = [
        main
        for main in range(shipped + 1)
        if not broken(
            of,
            [row("a-std", main, role="main"), row("b-std", shipped - main, role="backup")],
            roles=roles,
        )
    ]
    assert allowed == list(range(LEAST_MAIN[shipped], MOST_MAIN[shipped] + 1))


def test_shares_are_exact_rationals() -> None:
    """0.7 × 10 is 7 exactly; in binary it is a little less, and rounded up a little more."""
    policy = MAIN_BACKUP | {"main_share_min": "0.7", "main_share_max": "0.7"}
    of = three(policy=policy, demand=[demand(10)])
    assert broken(of, [row("a-std", 7), row("b-std", 3)]) == ()
    assert broken(of, [row("a-std", 8), row("b-std", 2)]) == ("roles",)
    assert broken(of, [row("a-std", 6), row("b-std", 4)]) == ("roles",)


def test_a_third_provider() -> None:
    rows = [row("a-std", 60), row("b-std", 39), row("c-std", 1)]
    assert broken(three(), rows) == ("roles",)


def test_declined_orders_are_no_part_of_the_shares() -> None:
    capacity = [{"provider": p, "unit": "orders", "capacity": c} for p, c in (("a", 8), ("b", 2))]
    assert broken(three(capacity=capacity), [row("a-std", 8), row("b-std", 2)]) == ()


def months(share_scope: str, november: tuple[int, int], december: tuple[int, int]) -> Any:
    of = three(
        policy=MAIN_BACKUP | {"share_scope": share_scope},
        horizon={"start": "2026-11-01", "period": "month", "periods": 2},
        demand=[demand(100), demand(100, period="2026-12-01")],
    )
    rows = [
        row("a-std", november[0]),
        row("b-std", november[1]),
        row("a-std", december[0], period=DECEMBER),
        row("b-std", december[1], period=DECEMBER),
    ]
    return broken(of, rows)


def test_shares_over_the_horizon_and_per_period() -> None:
    assert months("lane_horizon", (100, 0), (50, 50)) == ()
    assert months("lane_period", (100, 0), (50, 50)) == ("roles",)
    assert months("lane_horizon", (100, 0), (40, 60)) == ()
    assert months("lane_period", (80, 20), (40, 60)) == ("roles",)
    assert months("lane_period", (80, 20), (50, 50)) == ()
    assert months("lane_horizon", (100, 0), (61, 39)) == ("roles",)


def test_a_role_is_kept_over_the_horizon() -> None:
    of = three(
        policy=MAIN_BACKUP | {"share_scope": "lane_period"},
        horizon={"start": "2026-11-01", "period": "month", "periods": 2},
        demand=[demand(100), demand(100, period="2026-12-01")],
    )
    rows = [
        row("a-std", 70),
        row("b-std", 30),
        row("a-std", 70, period=DECEMBER),
        row("c-std", 30, period=DECEMBER),
    ]
    assert broken(of, rows) == ("roles",)


def regions(scope: str, **changes: Any) -> Scenario:
    return three(
        policy=MAIN_BACKUP | {"role_scope": scope},
        lanes=[lane(), lane(value_tier="high"), lane("Asir")],
        demand=[demand(100), demand(100, "Riyadh/high"), demand(100, "Asir/low")],
        **changes,
    )


def carried(*mains_and_backups: str) -> list[BareRow]:
    lanes = ("Riyadh/low", "Riyadh/high", "Asir/low")
    return [
        row(f"{provider}-std", orders, name)
        for name, pair in zip(lanes, mains_and_backups, strict=True)
        for provider, orders in zip(pair, (60, 40), strict=True)
    ]


@pytest.mark.parametrize(
    ("scope", "pairs", "failed"),
    [
        ("lane", ("ab", "ba", "bc"), ()),
        ("region", ("ab", "ab", "bc"), ()),
        ("region", ("ab", "ba", "bc"), ("roles",)),
        ("region", ("ab", "ac", "bc"), ("roles",)),
        ("country", ("ab", "ab", "ab"), ()),
        ("country", ("ab", "ab", "ac"), ("roles",)),
    ],
)
def test_lanes_of_a_block_share_their_roles(
    scope: str, pairs: tuple[str, ...], failed: tuple[str, ...]
) -> None:
    assert broken(regions(scope), carried(*pairs)) == failed


def test_different_naming_within_a_block() -> None:
    of = regions("region")
    plan = bare_plan(of, carried("ab", "ab", "ab"))
    swapped = plan.roles[1].model_copy(update={"main": "a", "backup": "c"})
    plan = plan.model_copy(update={"roles": (plan.roles[0], swapped, plan.roles[2])})
    assert audit(of, plan).broken() == ("roles",)


def test_only_a_provider_of_every_lane_can_be_named() -> None:
    """b does not serve Riyadh/high, so the region can name a and c only."""
    of = regions(
        "region",
        offers=[offer("a-std"), offer("b-std", max_cod_value="40"), offer("c-std")],
    )
    of = of.model_copy(
        update={
            "lanes": tuple(
                row.model_copy(update={"cod_value": Decimal(50)})
                if row.value_tier == "high"
                else row
                for row in of.lanes
            )
        }
    )
    assert broken(of, carried("ac", "ac", "ab")) == ()
    rows = [*carried("ab", "ab", "ab")[:2], row("a-std", 100, "Riyadh/high")]
    assert broken(of, [*rows, *carried("ac", "ac", "ab")[4:]]) == ("roles",)


ONE = {"coverage": [covers("a-std")]}


def test_a_lane_with_one_provider_names_a_main_only() -> None:
    of = three(**ONE)
    plan = bare_plan(of, [row("a-std", 100)])
    assert plan.roles == (LaneRoles(lane="Riyadh/low", main="a", backup=None, note="one_provider"),)
    assert plan.allocation[0].role == "only"
    assert audit(of, plan).broken() == ()


@pytest.mark.parametrize(
    ("periods", "candidates"),
    [
        ([None], ("a",)),
        (["2026-11-01"], ("a",)),  # the lane has orders in this period only
        (["2026-12-01"], ("a", "b")),
    ],
)
def test_a_provider_closed_whenever_there_are_orders_is_no_candidate(
    periods: list[str | None], candidates: tuple[str, ...], process: SolverProcess
) -> None:
    shut = {"provider": "b", "country": "SA", "unit": "kg", "capacity": "0"}
    of = scenario(
        horizon={"start": "2026-11-01", "period": "month", "periods": 2},
        policy={"roles": "main_backup"},
        demand=[demand(100), demand(0, period="2026-12-01")],
        capacity=[shut | ({"period": period} if period else {}) for period in periods],
    )
    quotes = Quotes(Catalog(of))
    assert quotes.candidates(quotes.blocks[0]) == candidates
    result = make_plan(of, load_config("default"), process=process)
    assert result.verdict.passed, result.verdict.findings
    assert result.plan.declined == ()
    (roles,) = result.plan.roles
    assert (roles.note == "one_provider") == (candidates == ("a",))


def test_one_provider_is_no_excuse_where_there_are_two() -> None:
    roles = [LaneRoles(lane="Riyadh/low", main="a", backup=None, note="one_provider")]
    assert broken(three(), [row("a-std", 100)], roles=roles) == ("roles",)


def test_a_lane_without_a_provider_ships_nothing() -> None:
    of = regions("region", coverage=[covers(f"{name}-std", region="Asir") for name in "abc"])
    plan = bare_plan(of, carried("ab", "ab", "ab")[4:])
    assert plan.roles[0] == LaneRoles(lane="Riyadh/low", main=None, backup=None, note="no_provider")
    assert {row.reason for row in plan.declined} == {"no_eligible_offer"}
    assert audit(of, plan).broken() == ()


def test_no_provider_is_no_excuse_where_there_are_some() -> None:
    roles = [LaneRoles(lane="Riyadh/low", main=None, backup=None, note="no_provider")]
    assert broken(three(), [], roles=roles) == ("assignment", "roles")


def test_naming_nobody_hides_no_declines() -> None:
    """Orders that a candidate could carry are not forced to be declined, whoever is named."""
    roles = [LaneRoles(lane="Riyadh/low", main=None, backup=None)]
    assert broken(three(), [], roles=roles) == ("assignment", "roles")


def test_single() -> None:
    of = three(policy={"roles": "single"})
    assert broken(of, [row("a-std", 100)]) == ()
    assert broken(of, [row("a-std", 99), row("b-std", 1)]) == ("roles",)
    roles = [LaneRoles(lane="Riyadh/low", main="a", backup="b")]
    assert broken(of, [row("a-std", 100, role="only")], roles=roles) == ("roles",)


def test_free_names_nobody() -> None:
    of = three(policy={"roles": "free"})
    rows = [row("a-std", 1), row("b-std", 1), row("c-std", 98)]
    assert broken(of, rows) == ()
    roles = [LaneRoles(lane="Riyadh/low", main="a", backup="b")]
    assert broken(of, rows, roles=roles) == ("roles",)
    assert broken(of, [*rows[:2], row("c-std", 98, role="main")]) == ("roles",)


def test_stated_roles_outweigh_volumes() -> None:
    rows = [row("a-std", 40, role="main"), row("b-std", 60, role="backup")]
    assert broken(three(), rows) == ("roles",)
    rows = [row("a-std", 50, role="backup"), row("b-std", 50, role="main")]
    assert bare_plan(three(), rows).roles[0].main == "b"
    assert broken(three(), rows) == ()
