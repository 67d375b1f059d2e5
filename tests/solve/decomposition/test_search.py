"""The engine as a whole on mid-sized scenarios: when it stops, what it says, what it proves."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from mid_sized import LARGER, mid_sized
from random_scenarios import random_document

from codroute.audit import audit
from codroute.economics.build import price
from codroute.errors import Infeasible, NoPlanFound
from codroute.formulation.build import state
from codroute.formulation.statement import Statement, order_columns
from codroute.pipeline import PlanResult, make_plan
from codroute.plan.model import EndReason, Outcome, Plan
from codroute.plan.proof import Proof
from codroute.scenario.parse import parse_scenario
from codroute.scenario.scenario import Scenario
from codroute.solve.answer import FEWEST_DECLINED, Progress
from codroute.solve.config import SolverConfig
from codroute.solve.ctrl_c import CtrlC
from codroute.solve.decomposition.search import Found, Search
from codroute.solve.decomposition.whole import Rounding
from codroute.solve.engine import choose
from codroute.solve.exact.steps import Steps
from codroute.solve.process import SolverProcess

VARIANTS = ("base", "no_capacity", "unprofitable")
GAP = 1e-3

Maker = Callable[..., PlanResult]


def config(**changes: Any) -> SolverConfig:
    stated = {"engine": "decomposition", "relative_gap": GAP, "time_limit_s": 60.0, "threads": 2}
    return SolverConfig.model_validate(stated | changes)


@pytest.fixture(scope="module")
def lp_process() -> Iterator[SolverProcess]:
    with SolverProcess("glop") as running:
        yield running


@pytest.fixture(scope="module")
def planned(lp_process: SolverProcess) -> Maker:
    """Plan a variant with the set-up of this module, once."""

    @cache
    def plan(variant: str) -> PlanResult:
        return make_plan(mid_sized(variant), config(), process=lp_process)

    return plan


def outcome_of(plan: Plan) -> Outcome:
    assert plan.outcome is not None
    return plan.outcome


def with_outcome(plan: Plan, **changes: object) -> Plan:
    return plan.model_copy(update={"outcome": outcome_of(plan).model_copy(update=changes)})


# --- what comes of it --------------------------------------------------------------------------


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_plan_within_the_gap_passes_the_audit_and_its_bound_is_proven(variant, planned):
    result = planned(variant)
    outcome = outcome_of(result.plan)
    assert result.verdict.passed, result.verdict.findings
    assert (outcome.engine, outcome.engine_reason) == ("decomposition", "the set-up names it")
    assert outcome.reason is EndReason.GAP_REACHED
    assert outcome.bound is not None
    earned = Decimal(result.plan.contribution_minor).scaleb(-2)
    assert earned - 1 <= outcome.bound <= earned * Decimal(1 + GAP) + 1
    verdict = audit(mid_sized(variant), result.plan, bound=True)
    assert verdict.passed, verdict.findings
    assert verdict.proven is not None
    assert verdict.proven.contribution is not None
    assert verdict.proven.contribution <= outcome.bound


def test_the_same_scenario_seed_and_threads_give_the_same_plan(planned, lp_process):
    def without_seconds(result: PlanResult) -> Any:
        document = json.loads(result.plan.document())
        assert document["outcome"].pop("seconds")
        return document

    again = make_plan(mid_sized(), config(), process=lp_process)
    assert without_seconds(again) == without_seconds(planned("base"))


def test_the_search_ends_once_the_gap_is_as_wanted(planned, lp_process):
    """With a wide gap the first plan is enough: no state vectors are tried."""
    wide = outcome_of(make_plan(mid_sized(), config(relative_gap=0.1), process=lp_process).plan)
    assert wide.reason is EndReason.GAP_REACHED
    assert wide.relative_gap is not None
    narrow = outcome_of(planned("base").plan)
    assert narrow.relative_gap is not None
    assert narrow.relative_gap <= GAP < wide.relative_gap <= 0.1
    assert "settled states" in wide.seconds
    assert "state vectors" not in wide.seconds
    assert "state vectors" in narrow.seconds


def test_an_absolute_gap_ends_the_search_too(lp_process):
    made = make_plan(mid_sized(), config(relative_gap=0.0, absolute_gap=4000.0), process=lp_process)
    outcome = outcome_of(made.plan)
    assert outcome.reason is EndReason.GAP_REACHED
    assert "state vectors" not in outcome.seconds


# --- no plan, or no time for a better one ------------------------------------------------------


def test_more_orders_than_capacity_that_must_all_be_carried_are_infeasible(lp_process):
    scenario = mid_sized("no_capacity", policy={"decline": "never"})
    with pytest.raises(Infeasible) as refusal:
        make_plan(scenario, config(), process=lp_process)
    first, *lines = str(refusal.value).splitlines()
    assert first == "no plan satisfies every rule of the scenario; there would be one with"
    assert lines
    assert all(line.startswith("capacity P") for line in lines), lines


def test_orders_without_an_offer_that_must_be_carried_are_infeasible(lp_process):
    document = random_document(0)
    document["policy"] |= {"decline": "never", "service": []}
    document["coverage"] = [row | {"served": False} for row in document["coverage"]]
    with pytest.raises(Infeasible, match=r"orders declined, which no offer can carry"):
        make_plan(parse_scenario(document), config(), process=lp_process)


def at_first_plan(act: Callable[[], None]) -> tuple[list[Progress], Callable[[Progress], None]]:
    """Act once a plan of the contribution is reported."""
    seen: list[Progress] = []

    def told(progress: Progress) -> None:
        seen.append(progress)
        if progress.objective is not None and progress.stage != FEWEST_DECLINED:
            act()

    return seen, told


def test_ctrl_c_brings_the_best_plan_so_far(lp_process):
    ctrl_c = CtrlC()
    seen, told = at_first_plan(ctrl_c.ask)
    result = make_plan(
        mid_sized(), config(relative_gap=0.0), process=lp_process, on_progress=told, ctrl_c=ctrl_c
    )
    outcome = outcome_of(result.plan)
    assert result.verdict.passed, result.verdict.findings
    assert outcome.reason is EndReason.INTERRUPTED
    assert outcome.bound is not None
    assert sum(progress.objective is not None for progress in seen) <= 2
    assert audit(mid_sized(), result.plan, bound=True).passed


def test_the_time_limit_brings_the_best_plan_so_far(lp_process, monkeypatch):
    def end() -> None:
        monkeypatch.setattr(Steps, "left_s", property(lambda _: 0.0))

    _, told = at_first_plan(end)
    result = make_plan(mid_sized(), config(relative_gap=0.0), process=lp_process, on_progress=told)
    outcome = outcome_of(result.plan)
    assert result.verdict.passed, result.verdict.findings
    assert outcome.reason is EndReason.TIME_LIMIT
    assert outcome.bound is not None
    assert audit(mid_sized(), result.plan, bound=True).passed


@pytest.mark.parametrize("variant", VARIANTS)
def test_ctrl_c_before_the_first_plan_says_so(variant, lp_process):
    ctrl_c = CtrlC()
    with pytest.raises(NoPlanFound, match="interrupted before a first plan") as told:
        make_plan(
            mid_sized(variant),
            config(),
            process=lp_process,
            on_progress=lambda _: ctrl_c.ask(),
            ctrl_c=ctrl_c,
        )
    assert told.value.interrupted


@pytest.mark.parametrize("variant", VARIANTS)
def test_too_little_time_for_a_plan_says_so(variant, lp_process):
    with pytest.raises(NoPlanFound, match=r"no plan found within 0\.001 s") as told:
        make_plan(mid_sized(variant), config(time_limit_s=0.001), process=lp_process)
    assert not told.value.interrupted


# --- progress ----------------------------------------------------------------------------------


@pytest.mark.parametrize("variant", VARIANTS)
def test_reported_bounds_are_never_below_a_plan_and_never_rise(variant, lp_process):
    seen: list[Progress] = []
    result = make_plan(mid_sized(variant), config(), process=lp_process, on_progress=seen.append)
    assert [p.seconds for p in seen] == sorted(p.seconds for p in seen)
    declining = [p.bound for p in seen if p.stage == FEWEST_DECLINED and p.bound is not None]
    assert all(bound <= 0 for bound in declining)
    assert (variant == "no_capacity") == any(declining)
    earning = [p for p in seen if p.stage not in (FEWEST_DECLINED, "first prices")]
    assert {"settled states"} <= {p.stage for p in earning}
    best = max(p.objective for p in earning if p.objective is not None)
    bounds = [p.bound for p in earning if p.bound is not None]
    assert bounds
    near = 1e-6 * best
    assert min(bounds) >= best - near
    assert all(b <= a + near for a, b in pairwise(bounds))
    plans = [p.objective for p in earning if p.objective is not None]
    assert plans == sorted(plans)
    assert best <= result.plan.contribution_minor / 100 + 1


# --- which engine ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def statements() -> dict[str, Statement]:
    sizes = {"small": mid_sized(), "large": mid_sized(size=LARGER)}
    return {name: state(price(scenario)) for name, scenario in sizes.items()}


@pytest.mark.parametrize(
    ("asked", "size", "engine", "reason"),
    [
        ("auto", "small", "exact", "few enough for a solver to take whole"),
        ("auto", "large", "decomposition", "too many for a solver to take whole"),
        ("exact", "large", "exact", "the set-up names it"),
        ("decomposition", "small", "decomposition", "the set-up names it"),
    ],
)
def test_the_engine_is_as_asked_or_by_size(asked, size, engine, reason, statements):
    statement = statements[size]
    chosen, why = choose(statement, config(engine=asked))
    assert chosen == engine
    if asked == "auto":
        reason = f"{order_columns(statement):,} order columns: {reason}"
    assert why == reason


def test_a_search_without_a_plan_hands_the_whole_to_a_solver_and_says_so(lp_process, monkeypatch):
    def nothing_found(search: Search, _first: object) -> Found:
        del search
        return Found(None, (), None, columns=0)

    monkeypatch.setattr(Search, "run", nothing_found)
    scenario = parse_scenario(random_document(0))
    outcome = outcome_of(make_plan(scenario, config(), process=lp_process).plan)
    assert outcome.engine == "exact"
    assert outcome.engine_reason == (
        "the set-up names it; yet a solver was handed the whole of what the search had left open"
    )


@pytest.mark.parametrize("variant", VARIANTS)
def test_where_no_rounding_finds_a_plan_the_whole_model_leads_to_one(
    variant, lp_process, monkeypatch
):
    # What the first plan's states then leave open is still closed by deciding some units anew.
    monkeypatch.setattr(Rounding, "round", lambda *_: None)
    result = make_plan(mid_sized(variant), config(relative_gap=2e-2), process=lp_process)
    outcome = outcome_of(result.plan)
    assert result.verdict.passed, result.verdict.findings
    assert outcome.engine == "decomposition"
    assert "first plan" in outcome.seconds
    assert outcome.reason is EndReason.GAP_REACHED


# --- proofs ------------------------------------------------------------------------------------


def test_the_fewest_declined_orders_are_proven_where_capacity_is_short(planned):
    plan = planned("no_capacity").plan
    stage = outcome_of(plan).decline_stage
    assert stage is not None
    assert stage.proven
    assert stage.proof is not None
    declined = sum(row.orders for row in plan.declined)
    assert declined == stage.declined_orders > 0
    proven = audit(mid_sized("no_capacity"), plan, bound=True).proven
    assert proven is not None
    assert not proven.faults
    assert proven.least_declined == declined


def unpriced(proof: Proof, family: str) -> Proof:
    """Take the prices off the rows of a family."""
    leaves = tuple(
        leaf.model_copy(
            update={
                "prices": tuple(
                    0 if row.family == family else amount
                    for row, amount in zip(proof.rows, leaf.prices, strict=True)
                )
            }
        )
        for leaf in proof.leaves
    )
    return proof.model_copy(update={"leaves": leaves})


def priced_families(proof: Proof) -> list[str]:
    priced = {
        row.family
        for leaf in proof.leaves
        for row, amount in zip(proof.rows, leaf.prices, strict=True)
        if amount
    }
    return sorted(priced)


def refused(scenario: Scenario, plan: Plan) -> bool:
    verdict = audit(scenario, plan, bound=True)
    return any(finding.check == "bound" for finding in verdict.findings)


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_proof_without_the_prices_of_a_family_proves_less_than_the_plan_claims(variant, planned):
    scenario, plan = mid_sized(variant), planned(variant).plan
    proof = outcome_of(plan).proof
    assert proof is not None
    for family in ("capacity", "tiers"):
        assert family in priced_families(proof)
        assert refused(scenario, with_outcome(plan, proof=unpriced(proof, family))), family


def test_a_proof_of_the_declined_orders_without_its_prices_is_refused(planned):
    scenario, plan = mid_sized("no_capacity"), planned("no_capacity").plan
    stage = outcome_of(plan).decline_stage
    assert stage is not None
    assert stage.proof is not None
    assert "capacity" in priced_families(stage.proof)
    changed = stage.model_copy(update={"proof": unpriced(stage.proof, "capacity")})
    assert refused(scenario, with_outcome(plan, decline_stage=changed))


def test_a_proof_without_one_of_its_cases_is_refused(planned):
    scenario, plan = mid_sized(), planned("base").plan
    proof = outcome_of(plan).proof
    assert proof is not None
    assert len(proof.leaves) > 1
    for number in (0, len(proof.leaves) - 1):
        leaves = proof.leaves[:number] + proof.leaves[number + 1 :]
        changed = proof.model_copy(update={"leaves": leaves})
        assert refused(scenario, with_outcome(plan, proof=changed)), number
