"""The best verified plan and the best bound of one solve, reported as they improve."""

import math
import threading
import time
from collections.abc import Callable

from codroute.economics.arrays import FloatArray
from codroute.solve.answer import EndReason, Progress, SolverAnswer, is_false
from codroute.solve.backends.check import broken_by_rounding, objective_of, settle
from codroute.solve.config import SolverConfig
from codroute.solve.exact.linear_model import LinearModel

Report = Callable[[Progress, FloatArray | None], None]
"""Called with the state and, only when the plan is new, the plan's values."""


class Incumbent:
    """Keep the best plan and the lowest bound; safe to use from several threads."""

    def __init__(self, model: LinearModel, report: Report | None = None) -> None:
        self.values: FloatArray | None = None
        self.objective: float | None = None
        self.bound: float | None = None
        self._near: FloatArray | None = None
        self._model = model
        self._report = report
        self._lock = threading.RLock()
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        """Time since the solve began."""
        return time.monotonic() - self._began

    def offer(
        self, stage: str, values: FloatArray | None = None, bound: float | None = None
    ) -> str | None:
        """Take a plan and a bound if they are better than what is known; report if so.

        Returns
        -------
        str or None
            What is wrong with the plan, which is then not taken. A plan that only rounding breaks
            is not taken either, but no fault of the solver.
        """
        with self._lock:
            better_plan, fault = self._take_plan(values)
            if self._take_bound(bound) or better_plan:
                self._tell(stage, better_plan)
            return fault

    def _take_plan(self, values: FloatArray | None) -> tuple[bool, str | None]:
        """Verify a plan and keep it if it is worth more than the one known."""
        # SCIP offers hundreds of plans; only those worth more are worth the time of verifying.
        if values is None or not self._promising(values):
            return False, None
        whole, fault = settle(self._model, values)
        if fault is not None:
            if not broken_by_rounding(self._model, values):
                return False, fault
            self._near = whole
            return False, None
        objective = objective_of(self._model, whole)
        if self.objective is not None and objective <= self.objective:
            return False, None
        self.values, self.objective = whole, objective
        return True, None

    @property
    def near(self) -> FloatArray | None:
        """The last plan that rounding broke, if it would be worth more than the one known."""
        return self._near if self._near is not None and self._promising(self._near) else None

    def take_near(self) -> FloatArray | None:
        """Give the plan that rounding broke, and forget it."""
        near, self._near = self.near, None
        return near

    def _promising(self, values: FloatArray) -> bool:
        """Whether a plan, before its values are rounded, is worth more than the one known."""
        if self.objective is None or values.shape != self._model.objective.shape:
            return True
        return not objective_of(self._model, values) <= self.objective

    def _take_bound(self, bound: float | None) -> bool:
        """Keep a bound if it is lower than the one known."""
        if bound is None or not math.isfinite(bound):
            return False
        if self.bound is not None and bound >= self.bound:
            return False
        self.bound = bound
        return True

    def _tell(self, stage: str, with_plan: bool) -> None:
        """Report the state."""
        if self._report is not None:
            state = Progress(self.seconds, self.objective, self.bound, stage)
            self._report(state, self.values if with_plan else None)

    def gap_reached(self, config: SolverConfig) -> bool:
        """Whether plan and bound are as close as the configuration asks."""
        return config.gap_reached(self.objective, self.bound)

    def answer(
        self, reason: EndReason, solver: tuple[str, str], detail: str = "", slices: int = 1
    ) -> SolverAnswer:
        """Put the outcome together, refusing claims that contradict each other."""
        with self._lock:
            if reason is EndReason.OPTIMAL and self.near is not None:
                # The solver speaks of a plan that is none.
                reason = EndReason.OTHER_LIMIT
            contradiction = self._contradiction(reason)
            if contradiction:
                reason, detail = EndReason.ERROR, f"{contradiction} {detail}".strip()
            keep = not contradiction and reason is not EndReason.UNBOUNDED
            bound = self.bound if keep else None
            if bound is not None and self.objective is not None:
                # Within the tolerance that _contradiction allows: rounding, not news.
                bound = max(bound, self.objective)
            return SolverAnswer(
                reason,
                self.values if keep else None,
                self.objective if keep else None,
                bound,
                *solver,
                self.seconds,
                detail,
                slices,
            )

    def _contradiction(self, reason: EndReason) -> str | None:
        """Say what in the solver's claims cannot be true together."""
        if reason is EndReason.OPTIMAL and self.objective is None:
            return "The solver claims an optimum but gave no plan."
        if reason is EndReason.INFEASIBLE and self.objective is not None:
            return "The solver claims there is no plan, yet one was found."
        if self.objective is None or self.bound is None:
            return None
        if is_false(self.bound, self.objective):
            return f"The solver's bound {self.bound} lies below its plan's {self.objective}."
        return None
