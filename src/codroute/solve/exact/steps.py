"""The solves of one run: each gets a share of the time that is left, and reports what it finds."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from math import ceil

from codroute.economics.arrays import FloatArray
from codroute.errors import SolveFailed
from codroute.solve.answer import EndReason, Progress, SolverAnswer
from codroute.solve.backends.check import objective_of
from codroute.solve.config import SolverConfig
from codroute.solve.ctrl_c import CtrlC
from codroute.solve.exact.assemble import ExactModel, Goal
from codroute.solve.exact.linear_model import LinearModel
from codroute.solve.exact.restrict import relaxed
from codroute.solve.process import SolverProcess

OnProgress = Callable[[Progress], None]

FROM_COLUMNS = 3000
"""Models smaller than this need no first plan: their solve takes less time than finding one."""

_WHOLE = 1e-3
"""Orders are whole: a bound this close below a whole number is that number."""

_NOISE = 1e-6
"""Relative distance by which a solver's tolerances may put a bound below a plan."""

_RELAXATION_SHARE, _ROUNDING_SHARE = 0.5, 0.2
"""Shares of the time left that one step on the way to a first plan may take."""

_BOUND_SHARE = 0.8
"""Share of the time of a solve, once there is a plan, that its relaxation may take."""

_SETTLING_SHARE = 0.3
"""Share of the time limit after which no more contracts are settled one by one."""

_LEAST_S = 0.5
"""A solve is given at least this long, so that a bound comes of it."""


class Steps:
    """Runs solves within one time limit, until Ctrl-C is asked for.

    ``seconds`` says how long each stage took.
    """

    def __init__(
        self,
        config: SolverConfig,
        process: SolverProcess,
        on_progress: OnProgress | None,
        ctrl_c: CtrlC,
    ) -> None:
        self.config = config
        self.seconds: dict[str, float] = {}
        self._process = process
        self._on_progress = on_progress
        self._began = time.monotonic()
        self._ctrl_c = ctrl_c
        self._ctrl_c.when_asked = process.interrupt

    @property
    def interrupted(self) -> bool:
        """Tell whether the user wants an end."""
        return self._ctrl_c.asked

    @property
    def left_s(self) -> float:
        """Give the seconds left."""
        return max(self.config.time_limit_s - (time.monotonic() - self._began), 0.0)

    def in_haste(self) -> bool:
        """Tell whether finding a first plan should come to its end."""
        return self.left_s < (1 - _SETTLING_SHARE) * self.config.time_limit_s

    def small(self, model: ExactModel) -> bool:
        """Tell whether a model needs no first plan."""
        return len(model.linear.objective) < FROM_COLUMNS

    def step(
        self, model: LinearModel, goal: Goal = "contribution", hint: FloatArray | None = None
    ) -> SolverAnswer:
        """Solve a step on the way to a first plan, always with HiGHS: most are relaxations."""
        if self._ctrl_c.asked:
            return unsolved(EndReason.INTERRUPTED)
        share = _ROUNDING_SHARE if model.integer.any() else _RELAXATION_SHARE
        limit_s = share * self.left_s
        if limit_s <= 0.0:
            return unsolved(EndReason.TIME_LIMIT)
        config = self._highs()
        if goal == "fewest_declined":
            config = to_the_order(config)
        return self._noted(self._process.solve(model, config, hint=hint, time_limit_s=limit_s))

    def aside(self, model: LinearModel, most_s: float) -> SolverAnswer:
        """Solve something beside the plan."""
        if self._ctrl_c.asked:
            return unsolved(EndReason.INTERRUPTED)
        limit_s = min(max(self.left_s, _LEAST_S), most_s)
        return self._process.solve(model, self._highs(), time_limit_s=limit_s)

    def stage(
        self,
        name: str,
        model: ExactModel,
        values: FloatArray | None = None,
        *,
        config: SolverConfig | None = None,
        share: float = 1.0,
    ) -> SolverAnswer:
        """Solve one stage with the configured solver.

        Parameters
        ----------
        name
            Of the stage, for progress and seconds.
        model
            What to solve.
        values
            A plan of it, which is kept where the solver finds no better one.
        config
            In place of the run's own.
        share
            How much of the time left it may take.

        Raises
        ------
        SolveFailed
            The solver crashed, or contradicts the plan.
        """
        limit_s = share * self.left_s
        if values is None:
            answer = self._search(name, model, None, config or self.config, (None, limit_s))
        else:
            answer = self._improve(name, model, values, config or self.config, limit_s)
        if answer.reason in (EndReason.ERROR, EndReason.UNBOUNDED) and answer.values is None:
            raise SolveFailed(f"{answer.solver} {answer.solver_version}: {answer.detail}")
        return answer

    def _improve(
        self,
        name: str,
        model: ExactModel,
        values: FloatArray,
        config: SolverConfig,
        limit_s: float,
    ) -> SolverAnswer:
        """Look for a better plan, unless a bound shows that this one is as good as is wanted."""
        relaxation = self._relaxation(model, values)
        objective = objective_of(model.linear, values)
        bound = _true_bound(relaxation.bound, objective)
        if config.gap_reached(objective, bound):
            known = replace(relaxation, values=values, objective=objective, bound=bound)
            return replace(known, reason=EndReason.OPTIMAL)
        answer = self._search(name, model, values, config, (bound, limit_s))
        answer = replace(answer, bound=_lowest(answer.bound, bound))
        answer = _no_worse_than(values, model.linear, answer)
        limited = answer.reason in (EndReason.TIME_LIMIT, EndReason.OTHER_LIMIT)
        if limited and config.gap_reached(answer.objective, answer.bound):
            return replace(answer, reason=EndReason.OPTIMAL)
        return answer

    def _search(
        self,
        name: str,
        model: ExactModel,
        hint: FloatArray | None,
        config: SolverConfig,
        known: tuple[float | None, float],
    ) -> SolverAnswer:
        bound, limit_s = known
        if self._ctrl_c.asked:
            return unsolved(EndReason.INTERRUPTED)
        with self.timed(name):
            answer = self._process.solve(
                model.linear,
                config,
                hint=hint,
                time_limit_s=max(min(limit_s, self.left_s), _LEAST_S),
                on_progress=lambda p: self.report(name, p.objective, _lowest(p.bound, bound)),
            )
        return self._noted(answer)

    def _relaxation(self, model: ExactModel, values: FloatArray) -> SolverAnswer:
        """Bound a large model by its relaxation, which a solver's own root takes longer for."""
        limit_s = _BOUND_SHARE * self.left_s
        if self.small(model) or limit_s <= 0.0 or self._ctrl_c.asked:
            return unsolved(EndReason.TIME_LIMIT)
        self.report("bound", objective_of(model.linear, values), None)
        config = self._highs(solver="ipm")
        with self.timed("bound"):
            answer = self._process.solve(relaxed(model.linear), config, time_limit_s=limit_s)
        return self._noted(answer)

    def _noted(self, answer: SolverAnswer) -> SolverAnswer:
        """Take an interrupted solve, however it came about, for the end of the whole run."""
        self._ctrl_c.asked |= answer.reason is EndReason.INTERRUPTED
        return answer

    def _highs(self, **native: str) -> SolverConfig:
        """Give the configuration for steps that HiGHS does best, whatever solves the model."""
        highs: dict[str, object] = {"backend": "highs", "pulp_solver": None, "native": native}
        return self.config.model_copy(update=highs)

    def report(self, stage: str, objective: float | None, bound: float | None) -> None:
        """Tell what is known."""
        if self._on_progress is not None:
            seconds = time.monotonic() - self._began
            self._on_progress(Progress(seconds, objective, bound, stage))

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Count the time of a stage."""
        began = time.monotonic()
        try:
            yield
        finally:
            spent = time.monotonic() - began
            self.seconds[stage] = self.seconds.get(stage, 0.0) + spent


def _true_bound(bound: float | None, objective: float) -> float | None:
    """Lift a bound that rounding put below a plan; further below it is false, thus none."""
    if bound is None or bound < objective - _NOISE * max(1.0, abs(objective)):
        return None
    return max(bound, objective)


def _lowest(*bounds: float | None) -> float | None:
    """Give the best of the bounds that are known."""
    return min((bound for bound in bounds if bound is not None), default=None)


def orders_at_least(bound: float) -> int:
    """Round a lower bound on whole orders up to them."""
    return ceil(bound - _WHOLE)


def to_the_order(config: SolverConfig) -> SolverConfig:
    """Ask for the fewest declined orders, to the last one."""
    return config.model_copy(update={"absolute_gap": 1 - _WHOLE, "relative_gap": 0.0})


def unsolved(reason: EndReason) -> SolverAnswer:
    """Stand in for the answer of a solve that was not started."""
    return SolverAnswer(reason, None, None, None, "", "", 0.0, "not started", 0)


def _no_worse_than(values: FloatArray, model: LinearModel, answer: SolverAnswer) -> SolverAnswer:
    """Keep the plan known before where the solver found no better one."""
    if answer.reason is EndReason.INFEASIBLE:
        raise SolveFailed(f"{answer.solver} calls a model infeasible that has a verified plan")
    objective = objective_of(model, values)
    if answer.objective is not None and answer.objective >= objective:
        return answer
    return replace(answer, values=values, objective=objective)
