"""What a user is told where no plan satisfies every rule."""

from typing import Any

import pytest
from build import covers, demand, lane, scenario

from codroute import load_config, make_plan
from codroute.economics.build import price
from codroute.errors import Infeasible, SolveFailed
from codroute.formulation.build import state
from codroute.solve.answer import EndReason, SolverAnswer
from codroute.solve.exact import engine
from codroute.solve.exact.concessions import concessions
from codroute.solve.process import SolverProcess

NEVER = {"roles": "free", "decline": "never"}
CONTRACT = {
    "commitment": "contract",
    "provider": "b",
    "currency": "USD",
    "fixed_fee": "0",
    "min_orders": 500,
    "applies": "always",
}


def capacity(unit: str = "orders", **of: str) -> list[dict[str, str]]:
    return [{"provider": name, "unit": unit, "capacity": most} for name, most in of.items()]


def told(process: SolverProcess, **changes: Any) -> list[str]:
    with pytest.raises(Infeasible) as refusal:
        make_plan(scenario(**changes), load_config("default"), process=process)
    first, *lines = str(refusal.value).splitlines()
    assert first == "no plan satisfies every rule of the scenario; there would be one with"
    return lines


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        (
            {"capacity": capacity(a="0", b="40")},
            ["capacity a orders, 2026-11-01: 60 in place of 0"],
        ),
        (
            {"capacity": capacity("kg", a="36", b="0")},
            ["capacity a kg, 2026-11-01: 40 in place of 36"],
        ),
        (
            {"coverage": [covers(f"{name}-std", served=False) for name in "ab"]},
            ["assignment Riyadh/low: 100 orders declined, which no offer can carry"],
        ),
        (
            {"policy": NEVER | {"service": [{"value_tier": "low", "min_paid_rate": "0.85"}]}},
            ["service low everywhere: a paid_rate 0.05 lower"],
        ),
        (
            {
                "policy": NEVER
                | {"service": [{"value_tier": "low", "country": "SA", "max_transit_days": "2.5"}]}
            },
            ["service low SA: a transit_days 0.5 higher"],
        ),
    ],
)
def test_rules_that_would_have_to_give(
    process: SolverProcess, changes: dict[str, Any], lines: list[str]
) -> None:
    found = told(process, **({"policy": NEVER} | changes))
    if "60 in place" in lines[0]:  # either capacity can be the one that gives
        assert found in (lines, ["capacity b orders, 2026-11-01: 100 in place of 40"])
    elif "40 in place" in lines[0]:
        assert found in (lines, ["capacity b kg, 2026-11-01: 4 in place of 0"])
    else:
        assert found == lines


def test_a_floor_missed_by_a_millionth_is_told(process: SolverProcess) -> None:
    performance = [
        {"provider": name, "paid_rate": "0.699999", "loss_rate": "0", "transit_days": "3"}
        for name in "ab"
    ]
    floor = {"value_tier": "low", "min_paid_rate": "0.7"}
    lines = told(
        process, policy=NEVER | {"service": [floor]}, performance=performance, demand=[demand(1)]
    )
    assert lines == ["service low everywhere: a paid_rate 0.000001 lower"]


def test_limits_of_cash_held(process: SolverProcess) -> None:
    """An order adds 40 × 0.8 × 7 / 30 = 7.466667 to the cash held, of which 13 are allowed."""
    funds = [{"provider": "a", "country": "SA", "currency": "USD", "max_held": "100"}]
    assert told(process, policy=NEVER, funds=funds, capacity=capacity(b="0")) in (
        ["funds a SA: 746.6667 in place of 100 USD"],
        ["capacity b orders, 2026-11-01: 87 in place of 0"],
    )
    closed = [covers("a-std"), covers("b-std", served=False)]
    assert told(process, policy=NEVER, funds=funds, coverage=closed) == [
        "funds a SA: 746.6667 in place of 100 USD"
    ]


def test_a_minimum_above_the_demand(process: SolverProcess) -> None:
    assert told(process, commitments=[CONTRACT]) == [
        "commitments contract: 400 orders fewer than its minimum"
    ]


def test_trials_that_cannot_be_kept(process: SolverProcess) -> None:
    """Only a is left for the 100 orders, of which it may take 60; b would have to take 10."""
    closed = [covers("a-std"), covers("b-std", served=False)]
    trials = [
        {"trial": "new", "provider": "b", "min_orders": 10},
        {"trial": "old", "provider": "a", "min_orders": 0, "max_orders": 60},
    ]
    assert told(process, policy=NEVER, coverage=closed, trials=trials) == [
        "trials new: 10 orders fewer than its minimum",
        "trials old: 40 orders more than its maximum",
    ]


def test_many_lines_are_counted(process: SolverProcess) -> None:
    regions = [f"r{number:02}" for number in range(12)]
    lines = told(
        process,
        policy=NEVER,
        lanes=[lane(region) for region in regions],
        demand=[demand(5, f"{region}/low") for region in regions],
        coverage=[covers(f"{name}-std", served=False) for name in "ab"],
    )
    assert len(lines) == 9
    assert lines[-1] == "and 4 more like it"


def test_a_false_claim_of_infeasibility_is_found_out(
    process: SolverProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    true_solve = SolverProcess.solve

    def solve(self: SolverProcess, model: Any, *args: Any, **kwargs: Any) -> SolverAnswer:
        if model.column_blocks:  # the model of the plan itself; the relaxed one has no names
            return SolverAnswer(EndReason.INFEASIBLE, None, None, None, "HiGHS", "0", 0.0, "", 0)
        return true_solve(self, model, *args, **kwargs)

    monkeypatch.setattr(engine.SolverProcess, "solve", solve)
    with pytest.raises(SolveFailed, match="HiGHS 0 calls a model infeasible that has a plan"):
        make_plan(scenario(policy=NEVER), load_config("default"), process=process)


def test_a_search_without_result_says_no_more_than_it_knows() -> None:
    statement = state(price(scenario(policy=NEVER, capacity=capacity(a="0", b="0"))))
    nothing = SolverAnswer(EndReason.TIME_LIMIT, None, None, None, "HiGHS", "0", 0.0, "", 0)
    assert concessions(statement, lambda _: nothing) is None
