"""Plans from a near one whose ladders and limits differ: proofs hold, and bound every plan."""

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest
from random_scenarios import random_document

from codroute.audit import audit
from codroute.errors import Infeasible
from codroute.pipeline import PlanResult, make_plan
from codroute.plan.model import Plan
from codroute.scenario.parse import parse_scenario
from codroute.scenario.scenario import Scenario
from codroute.solve.config import SolverConfig
from codroute.solve.process import SolverProcess

SEEDS = (17, 19, 20, 44)
"""Scenarios of which the plan proves something by cases."""

ROUNDING = 12
"""Minor units by which the amounts of one row of a plan can be rounded, in all."""

Document = dict[str, Any]


def without_ladders(document: Document, _rng: random.Random) -> None:
    """No schedule is left."""
    document["price_schedules"], document["price_tiers"] = [], []


def fewer_tiers(document: Document, rng: random.Random) -> None:
    """A ladder loses its highest price tier, and the one below it has no end."""
    schedule = rng.choice(document["price_schedules"])["schedule"]
    own = [row for row in document["price_tiers"] if row["schedule"] == schedule]
    if len(own) > 1:
        document["price_tiers"].remove(own[-1])
        own[-2].pop("to_volume", None)


def other_names(document: Document, rng: random.Random) -> None:
    """A price tier has another name."""
    rng.choice(document["price_tiers"])["price_tier"] = "renamed"


def fewer_limits(document: Document, rng: random.Random) -> None:
    """A capacity and a commitment go, and all trials."""
    for table in ("capacity", "commitments"):
        if document[table]:
            document[table].remove(rng.choice(document[table]))
    document["trials"] = []


@pytest.fixture(scope="module")
def pricing() -> Iterator[SolverProcess]:
    """Keep a process for the decomposition: neither engine starts the other's solver anew."""
    with SolverProcess("glop") as other:
        yield other


def planned(
    scenario: Scenario, engine: str, process: SolverProcess, near: PlanResult | None = None
) -> PlanResult | None:
    config = SolverConfig.model_validate({"engine": engine, "relative_gap": 1e-6})
    try:
        return make_plan(scenario, config, process=process, near=near)
    except Infeasible:
        return None


@pytest.mark.parametrize(
    "change", [without_ladders, fewer_tiers, other_names, fewer_limits], ids=lambda f: f.__name__
)
def test_cases_cover_every_plan_of_the_other_scenario(
    change: Any, process: SolverProcess, pricing: SolverProcess
) -> None:
    proven = 0
    for seed in SEEDS:
        document = random_document(seed)
        changed = copy.deepcopy(document)
        change(changed, random.Random(seed))
        both = parse_scenario(document), parse_scenario(changed)
        for of, scenario in (both, both[::-1]):
            near = planned(of, "decomposition", pricing)
            found = planned(scenario, "decomposition", pricing, near)
            best = planned(scenario, "exact", process)
            assert (found is None) == (best is None)
            if found is None or best is None:
                continue
            mine, other = found.plan, best.plan
            assert audit(scenario, mine, bound=True).passed, (seed, change.__name__)
            assert mine.outcome is not None and mine.outcome.bound is not None
            if declined(mine) == declined(other):
                bound = int(mine.outcome.bound.scaleb(mine.minor_digits))
                rows = len(mine.allocation) + len(other.allocation) + 2
                assert other.contribution_minor <= bound + ROUNDING * rows
                proven += mine.outcome.proof is not None
    assert proven


def declined(plan: Plan) -> int:
    return sum(row.orders for row in plan.declined)
