"""A plan is improved only until it is known to be as good as is wanted."""

from typing import Any, cast

import numpy as np
import pytest
from build import scenario

from codroute.economics.build import price
from codroute.formulation.build import state
from codroute.solve.answer import EndReason, SolverAnswer
from codroute.solve.config import SolverConfig
from codroute.solve.ctrl_c import CtrlC
from codroute.solve.exact import steps as steps_module
from codroute.solve.exact.assemble import assemble
from codroute.solve.exact.linear_model import LinearModel
from codroute.solve.exact.steps import Steps
from codroute.solve.process import SolverProcess

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
