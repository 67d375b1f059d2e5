"""Solves of one search: each gets a part of the time that is left, and Ctrl-C ends them all."""

import time

from codroute.economics.arrays import FloatArray
from codroute.solve.answer import EndReason, Progress, SolverAnswer
from codroute.solve.config import BackendName
from codroute.solve.exact.elastic import any_plan
from codroute.solve.exact.linear_model import LinearModel
from codroute.solve.exact.steps import unsolved
from codroute.whatif.planner import Planner

_GAP = 1e-6
"""The least cost is a sum of few numbers: it is wanted to the last of them."""


class Solves:
    """Runs solves until the time or Ctrl-C ends them.

    Parameters
    ----------
    planner
        Whose process and set-up solve.
    total_s
        How long all of them may take.
    """

    def __init__(self, planner: Planner, total_s: float) -> None:
        self._planner = planner
        self._ends = time.monotonic() + total_s
        self._began = time.monotonic()

    @property
    def left_s(self) -> float:
        """Give the seconds left, 0 after Ctrl-C."""
        if self._planner.ctrl_c.asked:
            return 0.0
        return max(self._ends - time.monotonic(), 0.0)

    def part(self, share: float) -> "Solves":
        """Give a share of the time that is left to a part of the search."""
        return Solves(self._planner, share * self.left_s)

    def solve(
        self,
        model: LinearModel,
        label: str,
        share: float = 1.0,
        by: BackendName = "highs",
        hint: FloatArray | None = None,
    ) -> SolverAnswer:
        """Solve a model in a share of the time that is left, from a plan if there is one."""
        if self._planner.on_progress is not None:
            seconds = time.monotonic() - self._began
            self._planner.on_progress(label, Progress(seconds, None, None, ""))
        limit_s = min(share * self.left_s, self._planner.config.time_limit_s)
        if limit_s <= 0.0:
            return unsolved(EndReason.TIME_LIMIT)
        native = {} if model.integer.any() else _OF_RELAXATIONS
        changes: dict[str, object] = {"backend": by, "pulp_solver": None, "native": native}
        changes |= {"relative_gap": _GAP, "absolute_gap": 0.0}
        if by == "scip":
            changes["threads"] = 1
        config = self._planner.config.model_copy(update=changes)
        return self._planner.process.solve(
            model,
            config,
            hint=hint,
            time_limit_s=limit_s,
            stop=lambda: self._planner.ctrl_c.asked,
        )

    def has_plan(self, model: LinearModel, label: str, share: float = 0.5) -> bool | None:
        """Tell whether any values keep all rows; None where time does not suffice.

        That there are none is a solver's claim, which has been false: another one is asked too.
        """
        for by in _BOTH:
            answer = self.solve(any_plan(model), label, share, by)
            if answer.values is not None:
                return True
            if answer.reason is not EndReason.INFEASIBLE:
                return None
        return False


_OF_RELAXATIONS = {"solver": "ipm"}
"""What relaxes a large model soonest."""

_BOTH: tuple[BackendName, ...] = ("highs", "scip")
