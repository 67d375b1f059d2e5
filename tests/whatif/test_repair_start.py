"""In large scenarios the search starts from a plan that declines what must be carried."""

import pytest
from random_scenarios import random_document

from codroute import load_config
from codroute.scenario.parse import parse_scenario
from codroute.solve.backends.check import settle
from codroute.solve.ctrl_c import CtrlC
from codroute.solve.exact.elastic import elastic, start_of
from codroute.solve.process import SolverProcess
from codroute.whatif.planner import Planner
from codroute.whatif.repair import find_repair, search, start
from codroute.whatif.repair.case import case_of
from codroute.whatif.rules import every_rule

SEEDS = (604, 608, 612, 623, 632, 633, 641, 655, 658, 669)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_start_is_a_plan_of_the_model_whose_rules_give(
    seed: int, process: SolverProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "FROM_COLUMNS", 0)
    document = random_document(seed)
    document["policy"]["decline"] = "never"
    scenario = parse_scenario(document)
    planner = Planner(load_config("default"), "default", process, CtrlC())
    case = case_of(scenario, every_rule(scenario))
    assert case is not None
    values = start.declining_start(scenario, planner, case)
    assert values is not None
    gives = [limit.give(1.0) for limit in case.limits.values()]
    model = elastic(case.model.linear, gives)
    assert settle(model, start_of(case.model.linear, gives, values))[1] is None


@pytest.mark.parametrize("with_plan", [True, False])
def test_it_ends_where_the_search_without_it_ends(
    with_plan: bool, process: SolverProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a plan, or from the relaxation where there is none."""
    document = random_document(690)
    document["policy"]["decline"] = "never"
    scenario = parse_scenario(document)
    planner = Planner(load_config("default"), "default", process, CtrlC())
    without = find_repair(scenario, planner)
    monkeypatch.setattr(search, "FROM_COLUMNS", 0)
    if with_plan:
        monkeypatch.setattr(start, "FROM_COLUMNS", 0)
    assert find_repair(scenario, planner).cost == pytest.approx(without.cost)
