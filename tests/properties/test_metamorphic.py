"""What must happen to the plan when the scenario changes in a known way."""

import copy
from decimal import Decimal
from typing import Any

import pytest
from random_scenarios import random_document

from codroute.audit import audit, bare_plan
from codroute.errors import Infeasible
from codroute.pipeline import make_plan
from codroute.plan.files import BareRow
from codroute.plan.model import Plan
from codroute.scenario.parse import parse_scenario
from codroute.solve.config import SolverConfig
from codroute.solve.process import SolverProcess

EXACT = SolverConfig(backend="highs", relative_gap=0.0, time_limit_s=30)
SEEDS = range(200, 225)


def _plan(document: dict[str, Any], process: SolverProcess) -> Plan | None:
    """Plan and audit; None where no plan is possible."""
    try:
        result = make_plan(parse_scenario(document), EXACT, process=process)
    except Infeasible:
        return None
    assert result.verdict.passed, result.verdict.findings
    return result.plan


def _rounding(plan: Plan) -> int:
    """Amounts are rounded once per row and term."""
    return 8 + 12 * len(plan.allocation)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("decline", ["never", "no_capacity", "unprofitable"])
def test_more_capacity_is_never_worse(seed, decline, process):
    document = random_document(seed)
    document["policy"] |= {
        "decline": decline,
        "count_goods_cost": True,
        "goods_recovery_share": "0.7",
    }
    more = copy.deepcopy(document)
    for row in more["capacity"]:
        row["capacity"] = str(float(row["capacity"]) + 1)
    before, after = _plan(document, process), _plan(more, process)
    if before is None:
        return
    assert after is not None
    if decline == "no_capacity":
        assert sum(r.orders for r in after.declined) <= sum(r.orders for r in before.declined)
    else:
        assert after.contribution_minor >= before.contribution_minor - _rounding(before)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("decline", ["no_capacity", "unprofitable"])
def test_a_looser_limit_of_funds_is_never_worse(seed, decline, process):
    document = random_document(seed)
    document["policy"] |= {
        "decline": decline,
        "count_goods_cost": True,
        "goods_recovery_share": "0.7",
    }
    document["funds"] = [{"provider": n, "currency": "USD", "max_held": "25"} for n in "abc"]
    looser = copy.deepcopy(document)
    for row in looser["funds"]:
        row["max_held"] = "60"
    before, after = _plan(document, process), _plan(looser, process)
    if before is None:
        return
    assert after is not None
    if decline == "no_capacity":
        assert sum(r.orders for r in after.declined) <= sum(r.orders for r in before.declined)
    else:
        assert after.contribution_minor >= before.contribution_minor - _rounding(before)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_limit_of_funds_at_its_use_is_kept_and_just_below_broken(seed, process):
    document = random_document(seed)
    everything = {"currency": "USD", "max_held": "100000"}
    document["funds"] = [{"provider": name} | everything for name in "abc"]
    plan = _plan(document, process)
    if plan is None:
        return
    uses = {use.name: use.used for use in plan.limits if use.family == "funds"}
    assert sum(uses.values()) > 0 or not plan.allocation
    for row in document["funds"]:
        row["max_held"] = str(uses[row["provider"]])
    full = bare_plan(parse_scenario(document), _bare(plan))
    assert "funds" not in audit(parse_scenario(document), full).broken()
    for row in document["funds"]:
        below = uses[row["provider"]] - Decimal("0.000001")
        tight = copy.deepcopy(document)
        tight["funds"] = [row | {"max_held": str(max(below, Decimal(0)))}]
        verdict = audit(parse_scenario(tight), bare_plan(parse_scenario(tight), _bare(plan)))
        assert ("funds" in verdict.broken()) == (below >= 0)


def _bare(plan: Plan) -> list[BareRow]:
    return [
        BareRow(lane=row.lane, period=row.period, offer=row.offer, orders=row.orders)
        for row in plan.allocation
    ]


def _relabelled(document: dict[str, Any]) -> dict[str, Any]:
    """Rename providers, offers and regions, and turn every table's order round."""
    new = {"a": "zeta", "b": "0x-1", "c": "Ölpost", "a1": "one 1", "b1": "β", "c1": "c/1"}
    new |= {"R": "Riyadh / centre", "J": "J+", "K": "الكويت"}
    other = copy.deepcopy(document)
    names = ("provider", "offer", "region")
    for table, rows in other.items():
        if not isinstance(rows, list):
            continue
        for row in rows:
            row |= {key: new.get(row[key], row[key]) for key in names if row.get(key)}
            if "offers" in row:
                row["offers"] = [new[name] for name in row["offers"]]
            if "lane" in row:
                region, tier = row["lane"].split("/")
                row["lane"] = f"{new.get(region, region)}/{tier}"
        if table != "price_tiers":
            rows.reverse()
    return other


@pytest.mark.parametrize("seed", SEEDS)
def test_names_and_order_change_nothing(seed, process):
    document = random_document(seed)
    plan, other = _plan(document, process), _plan(_relabelled(document), process)
    assert (plan is None) == (other is None)
    if plan is not None and other is not None:
        assert other.contribution_minor == pytest.approx(
            plan.contribution_minor, abs=_rounding(plan)
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_money_in_another_currency_scales_the_result(seed, process):
    """Report in a currency worth a fifth: every rate is 5 times as high, and so is the result."""
    document = random_document(seed)
    scaled = copy.deepcopy(document)
    scaled["currency"] = "XTS"
    for market in scaled["markets"]:
        market["rate"] = str(round(float(market["rate"]) * 5, 8))
    scaled["markets"].append(
        {
            "country": "US",
            "currency": "USD",
            "rate": "5",
            "rate_date": "2026-10-26",
            "rate_source": "made up",
        }
    )
    plan, other = _plan(document, process), _plan(scaled, process)
    assert (plan is None) == (other is None)
    if plan is not None and other is not None:
        assert other.contribution_minor == pytest.approx(
            5 * plan.contribution_minor, abs=6 * _rounding(plan)
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_dropping_a_limit_is_never_worse(seed, process):
    document = random_document(seed)
    document["policy"] |= {
        "decline": "unprofitable",
        "count_goods_cost": True,
        "goods_recovery_share": "0.7",
    }
    free = copy.deepcopy(document)
    free["capacity"] = []
    free["policy"].pop("service", None)
    before, after = _plan(document, process), _plan(free, process)
    if before is not None:
        assert after is not None
        assert after.contribution_minor >= before.contribution_minor - _rounding(before)


@pytest.mark.parametrize("seed", SEEDS)
def test_moving_one_order_is_noticed(seed, process):
    """A plan with one row changed by one order breaks the assignment and its amounts."""
    scenario = parse_scenario(random_document(seed))
    plan = _plan(random_document(seed), process)
    if plan is None or not plan.allocation:
        return
    first = plan.allocation[0]
    rows = (first.model_copy(update={"orders": first.orders + 1}), *plan.allocation[1:])
    verdict = audit(scenario, plan.model_copy(update={"allocation": rows}))
    assert {"assignment", "amounts"} <= set(verdict.broken())
