"""A plan is improved only until it is known to be as good as is wanted."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from build import scenario

from codroute.economics.build import price
from codroute.formulation.build import state
from codroute.pipeline import make_plan
from codroute.scenario.parse import parse_scenario
from codroute.solve.answer import FEWEST_DECLINED, EndReason, Progress, SolverAnswer
from codroute.solve.config import SolverConfig
from codroute.solve.ctrl_c import CtrlC
from codroute.solve.exact import steps as steps_module
from codroute.solve.exact.assemble import assemble
from codroute.solve.exact.linear_model import LinearModel
from codroute.solve.exact.steps import Steps
from codroute.solve.process import SolverProcess

HERE = Path(__file__).parent
MODEL = assemble(state(price(scenario())))
PLAN = MODEL.linear.upper.copy()
WORTH = float(MODEL.linear.objective @ PLAN)


class Scripted:
    """Stands in for a solver's process: bounds that the relaxation and the search come to."""

    def __init__(self, relaxed: float, searched: float | None = None) -> None:
        self._bounds = {"relaxed": relaxed, "searched": searched}
        self.asked: list[str] = []

    def interrupt(self) -> None: ...

    def solve(self, model: LinearModel, _config: SolverConfig, **_options: Any) -> SolverAnswer:
        what = "searched" if model.integer.any() else "relaxed"
        self.asked.append(what)
        bound = self._bounds[what]
        assert bound is not None, "no search is wanted"
        return SolverAnswer(EndReason.TIME_LIMIT, None, None, bound, what, "1", 0.0, "", 1)


@pytest.mark.parametrize(
    ("relaxed", "searched", "reason", "bound"),
    [
        (WORTH * 1.005, None, EndReason.OPTIMAL, WORTH * 1.005),
        (WORTH * (1 - 1e-9), None, EndReason.OPTIMAL, WORTH),  # what rounding puts below
        (WORTH * 1.02, WORTH * 1.03, EndReason.TIME_LIMIT, WORTH * 1.02),
        (WORTH * 1.02, WORTH * 1.005, EndReason.OPTIMAL, WORTH * 1.005),
        (WORTH * 0.9, WORTH * 1.02, EndReason.TIME_LIMIT, WORTH * 1.02),  # a false bound
    ],
)
def test_a_plan_good_enough_ends_the_search(
    relaxed: float,
    searched: float | None,
    reason: EndReason,
    bound: float,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(steps_module, "FROM_COLUMNS", 0)
    process = Scripted(relaxed, searched)
    config = SolverConfig(backend="highs", relative_gap=0.01)
    steps = Steps(config, cast("SolverProcess", process), None, CtrlC())
    answer = steps.stage("contribution", MODEL, PLAN)
    assert process.asked == (["relaxed"] if searched is None else ["relaxed", "searched"])
    assert (answer.reason, answer.bound, answer.objective) == (reason, bound, WORTH)
    assert answer.values is not None
    assert np.array_equal(answer.values, PLAN)


class Asked(Scripted):
    """Gives one answer as HiGHS, another as the solver asked for a second opinion."""

    def __init__(self, first: SolverAnswer, second: SolverAnswer) -> None:
        super().__init__(0.0)
        self._answers = {"highs": first, "scip": second}

    def solve(self, _model: LinearModel, config: SolverConfig, **options: Any) -> SolverAnswer:
        self.asked.append(config.backend)
        if config.backend == "scip":
            assert options["hint"] is self._answers["highs"].values
        return self._answers[config.backend]


def test_every_stage_is_told_when_it_begins_with_what_is_known() -> None:
    told: list[tuple[str, float | None, float | None]] = []

    def note(progress: Progress) -> None:
        told.append((progress.stage, progress.objective, progress.bound))

    process = cast("SolverProcess", Scripted(WORTH))
    steps = Steps(SolverConfig(backend="highs"), process, note, CtrlC())
    with steps.timed("first prices"):
        steps.report("first prices", 3.0, 5.0)
    with steps.timed("first prices"), steps.timed("proof"):
        pass
    with steps.timed(FEWEST_DECLINED):  # orders are no money
        steps.report(FEWEST_DECLINED, -2.0, -1.0)
    with steps.timed("whole orders"):
        pass
    assert told == [
        ("first prices", None, None),
        ("first prices", 3.0, 5.0),
        ("proof", 3.0, 5.0),
        (FEWEST_DECLINED, None, None),
        (FEWEST_DECLINED, -2.0, -1.0),
        ("whole orders", None, None),
    ]


def claim(solver: str, reason: EndReason, worth: float, bound: float) -> SolverAnswer:
    return SolverAnswer(reason, PLAN * worth, WORTH * worth, WORTH * bound, solver, "1", 0.1, "", 1)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # Both find the same: the more careful bound, and who agreed.
        ((EndReason.OPTIMAL, 0.8, 0.8), (EndReason.OPTIMAL, 0.8, 0.801), (0.8, 0.801, "SCIP 1")),
        # The second finds more: the first was wrong.
        ((EndReason.OPTIMAL, 0.8, 0.8), (EndReason.OPTIMAL, 1.0, 1.0), (1.0, 1.0, None)),
        ((EndReason.OPTIMAL, 0.8, 0.8), (EndReason.TIME_LIMIT, 0.9, 1.2), (0.9, 1.2, None)),
        # The second has no time to tell.
        ((EndReason.OPTIMAL, 0.8, 0.8), (EndReason.TIME_LIMIT, 0.8, 1.2), (0.8, 0.8, None)),
        # Nobody claims an optimum.
        ((EndReason.TIME_LIMIT, 0.8, 1.0), None, (0.8, 1.0, None)),
    ],
)
def test_an_optimum_is_a_claim_that_another_solver_checks(
    first: tuple[EndReason, float, float],
    second: tuple[EndReason, float, float] | None,
    expected: tuple[float, float, str | None],
) -> None:
    process = Asked(claim("HiGHS", *first), claim("SCIP", *(second or first)))
    config = SolverConfig(backend="highs", relative_gap=0.01)
    steps = Steps(config, cast("SolverProcess", process), None, CtrlC())
    answer = steps.stage("contribution", MODEL)
    assert process.asked == (["highs", "scip"] if second else ["highs"])
    assert (answer.objective, answer.bound) == (WORTH * expected[0], WORTH * expected[1])
    assert answer.confirmed_by == expected[2]
    ended_by = "SCIP" if expected[0] > first[1] else "HiGHS"
    assert steps.solver[0] == ended_by
    late = second is not None and second[0] is EndReason.TIME_LIMIT and ended_by == "SCIP"
    assert answer.reason is (EndReason.TIME_LIMIT if late else first[0])


def test_a_false_optimum_is_found_out(process: SolverProcess) -> None:
    """HiGHS 1.12 calls 0.4672 optimal here; 0.8132 is, as enumeration shows."""
    document = json.loads((HERE / "false_optimum.json").read_text(encoding="utf-8"))
    config = SolverConfig(backend="highs", relative_gap=0.0, time_limit_s=30)
    result = make_plan(parse_scenario(document), config, process=process)
    assert result.verdict.passed
    assert result.plan.contribution_minor == 8132
    assert result.plan.outcome is not None
    assert result.plan.outcome.bound == Decimal("0.8132")


def test_another_solver_takes_the_place_of_one_that_failed() -> None:
    failed = SolverAnswer(EndReason.ERROR, None, None, None, "HiGHS", "1", 0.1, "kError", 1)
    process = Asked(failed, claim("SCIP", EndReason.OPTIMAL, 1.0, 1.0))
    config = SolverConfig(backend="highs", relative_gap=0.01)
    steps = Steps(config, cast("SolverProcess", process), None, CtrlC())
    answer = steps.stage("contribution", MODEL)
    assert (answer.reason, answer.objective) == (EndReason.OPTIMAL, WORTH)
    assert (steps.solver[0], answer.confirmed_by) == ("SCIP", None)
