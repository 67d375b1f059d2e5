"""Prices and columns find what a solver finds on the whole model, and prove it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from random_scenarios import random_document

from codroute.audit import audit
from codroute.economics.build import price
from codroute.errors import Infeasible
from codroute.formulation.build import FAMILIES
from codroute.formulation.statement import Statement
from codroute.pipeline import PlanResult, make_plan
from codroute.plan.model import EndReason
from codroute.scenario.parse import parse_scenario
from codroute.scenario.scenario import Scenario
from codroute.solve.config import SolverConfig
from codroute.solve.process import SolverProcess

SEEDS = range(60)
GAP = 1e-6
ROUNDING = 12
"""Minor units by which the amounts of one row of a plan can be rounded, in all."""


@dataclass(frozen=True)
class Processes:
    """A process for each engine: neither starts the other's solver anew."""

    exact: SolverProcess
    decomposition: SolverProcess


@pytest.fixture(scope="module")
def processes(process: SolverProcess) -> Iterator[Processes]:
    with SolverProcess("glop") as other:
        yield Processes(process, other)


def planned(scenario: Scenario, engine: str, process: SolverProcess) -> PlanResult | None:
    """Plan with one engine; None where it says that no plan keeps every rule."""
    config = SolverConfig.model_validate(
        {"engine": engine, "relative_gap": GAP, "time_limit_s": 30.0}
    )
    try:
        return make_plan(scenario, config, process=process)
    except Infeasible:
        return None


def agree(seed: int, processes: Processes) -> bool:
    """Tell whether there is a plan, and the engines agree on it."""
    scenario = parse_scenario(random_document(seed))
    exact = planned(scenario, "exact", processes.exact)
    found = planned(scenario, "decomposition", processes.decomposition)
    assert (exact is None) == (found is None)
    if exact is None or found is None:
        return False
    assert found.verdict.passed, found.verdict.findings
    best, plan = exact.plan, found.plan
    assert best.outcome is not None
    assert plan.outcome is not None
    for outcome in (best.outcome, plan.outcome):
        assert outcome.reason is EndReason.GAP_REACHED
    if scenario.policy.decline == "no_capacity":
        stages = best.outcome.decline_stage, plan.outcome.decline_stage
        assert all(stage is not None and stage.proven for stage in stages)
        assert stages[0].declined_orders == stages[1].declined_orders
    rounding = ROUNDING * (len(best.allocation) + len(plan.allocation))
    near = rounding + 2 * GAP * abs(best.contribution_minor)
    assert plan.contribution_minor == pytest.approx(best.contribution_minor, abs=near)

    verdict = audit(scenario, plan, bound=True)
    assert verdict.passed, verdict.findings
    assert verdict.proven is not None
    if plan.outcome.engine == "decomposition":
        assert verdict.proven.contribution is not None
        proven = verdict.proven.contribution * 10**scenario.minor_digits
        assert proven >= best.contribution_minor - rounding
    return True


@pytest.mark.parametrize("seed", SEEDS)
def test_both_engines_answer_alike(seed, processes):
    agree(seed, processes)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2000, 2400))
def test_both_engines_answer_alike_long(seed, processes):
    agree(seed, processes)


def families_in(scenario: Scenario) -> set[str]:
    """Name the families that have something to say about a scenario."""
    economics = price(scenario)
    statement = Statement(economics)
    said = set()
    for family in FAMILIES:
        before = contents(statement)
        family.state(statement)
        if contents(statement) != before:
            said.add(family.NAME)
    if not economics.quotes.excluded:
        said.discard("eligibility")
    return said


def contents(statement: Statement) -> tuple[object, ...]:
    """Sum up what a statement says, so that any addition shows."""
    volumes = getattr(statement, "volumes", None)
    open_ = None if volumes is None else tuple(volumes.upper.tolist())
    lists = statement.globals, statement.states, statement.couplings
    return open_, statement.assignment, statement.roles is None, *map(len, lists)


def test_every_family_says_something_in_one_of_these_scenarios():
    said = [families_in(parse_scenario(random_document(seed))) for seed in SEEDS]
    often = {family.NAME: sum(family.NAME in names for names in said) for family in FAMILIES}
    assert min(often.values()) >= 5, often


def test_every_family_that_ties_lanes_together_is_priced_in_one_of_these_proofs(processes):
    """The rows of the markets tell vectors of states apart; the others are of families."""
    wanted = {"capacity", "funds", "commitments", "trials", "service"}
    wanted |= {"tiers", "assignment", "market"}
    priced: set[str] = set()
    for seed in SEEDS:
        scenario = parse_scenario(random_document(seed))
        found = planned(scenario, "decomposition", processes.decomposition)
        proof = None if found is None or found.plan.outcome is None else found.plan.outcome.proof
        if proof is None:
            continue
        prices = np.array([leaf.prices for leaf in proof.leaves], dtype=object)
        used = (prices != 0).any(axis=0)
        priced |= {row.family for row, price_ in zip(proof.rows, used, strict=True) if price_}
        if wanted <= priced:
            break
    assert priced == wanted
