"""The solves of one run: each gets a share of the time that is left, and reports what it finds."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from codroute.economics.arrays import FloatArray
from codroute.errors import SolveFailed
from codroute.solve.answer import FEWEST_DECLINED, EndReason, Progress, SolverAnswer, is_false
from codroute.solve.backends.check import objective_of
from codroute.solve.config import BackendName, SolverConfig
from codroute.solve.ctrl_c import CtrlC
from codroute.solve.exact.assemble import ExactModel, Goal
from codroute.solve.exact.linear_model import LinearModel
from codroute.solve.exact.restrict import relaxed
from codroute.solve.lp import Basis, LpAlgorithm, LpAnswer, lp_without_point
from codroute.solve.process import SolverProcess

OnProgress = Callable[[Progress], None]

FROM_COLUMNS = 3000
"""Models smaller than this need no first plan: their solve takes less time than finding one."""

_WHOLE = 1e-3
"""Orders are whole: a bound this close below a whole number is that number."""

_RELAXATION_SHARE, _ROUNDING_SHARE = 0.5, 0.2
"""Shares of the time left that one step on the way to a first plan may take."""

_BOUND_SHARE = 0.8
"""Share of the time of a solve, once there is a plan, that its relaxation may take."""

_SETTLING_SHARE = 0.3
"""Share of the time limit after which no more contracts are settled one by one."""

_SECOND: dict[BackendName, BackendName] = {"highs": "scip", "cp_sat": "scip", "scip": "highs"}
"""Who is asked whether a plan is optimal, by who says so: solvers that share a process."""

_SECOND_LEAST_S, _SECOND_SHARE = 1.0, 2.0
"""A second opinion takes at most so many seconds, or so many times what the first took."""

_PLANS_FIRST: dict[str, bool | int | float | str] = {
    "separating/maxroundsroot": 3,
    "heuristics/feaspump/freq": 1,
}

_LEAST_S = 0.5
"""A solve is given at least this long, so that a bound comes of it."""


@dataclass(frozen=True)
class _Stage:
    """What one stage solves, with what, and for how long."""

    name: str
    model: LinearModel
    config: SolverConfig
    limit_s: float


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
        self._told = Progress(0.0, None, None, "")
        self.hurried = False
        """Whether time ended a program of a decomposition: another run may end elsewhere."""
        self.solver: tuple[str, str, BackendName] = ("", "", config.backend)
        """Name, version and back-end of the solver that was last at work."""

    @property
    def interrupted(self) -> bool:
        """Tell whether the user wants an end."""
        return self._ctrl_c.asked

    @property
    def stopped(self) -> bool:
        """Tell whether time is up or the user wants an end."""
        return self.interrupted or self.left_s <= 0.0

    @property
    def left_s(self) -> float:
        """Give the seconds left."""
        return max(self.config.time_limit_s - (time.monotonic() - self._began), 0.0)

    def in_haste(self) -> bool:
        """Tell whether finding a first plan should come to its end."""
        return self.left_s < (1 - _SETTLING_SHARE) * self.config.time_limit_s

    def small(self, model: LinearModel) -> bool:
        """Tell whether a model needs no first plan."""
        return len(model.objective) < FROM_COLUMNS

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
        return self._solve(model, config, hint=hint, time_limit_s=limit_s)

    def aside(self, model: LinearModel, most_s: float) -> SolverAnswer:
        """Solve something beside the plan."""
        if self._ctrl_c.asked:
            return unsolved(EndReason.INTERRUPTED)
        limit_s = min(max(self.left_s, _LEAST_S), most_s)
        return self._solve(model, self._highs(), time_limit_s=limit_s)

    def linear(self, model: LinearModel, basis: Basis | None = None) -> LpAnswer:
        """Solve a linear program of a decomposition, from a basis if there is one."""
        if self._ctrl_c.asked or self.left_s <= 0.0:
            reason = EndReason.INTERRUPTED if self._ctrl_c.asked else EndReason.TIME_LIMIT
            return lp_without_point(reason, ("", ""), 0.0, "not started")
        answer = self._linear(model, basis, None)
        if answer.reason is EndReason.ERROR and self.left_s > 0.0:
            # GLOP's primal simplex gives up on some degenerate programs that its dual solves.
            answer = self._linear(model, None, "dual")
        self._ctrl_c.asked |= answer.reason is EndReason.INTERRUPTED
        return answer

    def _linear(
        self, model: LinearModel, basis: Basis | None, algorithm: LpAlgorithm | None
    ) -> LpAnswer:
        return self._process.solve_lp(
            model,
            basis=basis,
            algorithm=algorithm,
            time_limit_s=self.left_s,
            stop=lambda: self._ctrl_c.asked,
        )

    def whole(  # noqa: PLR0913 - options by their names
        self,
        model: LinearModel,
        absolute_gap: float,
        most_s: float,
        *,
        most_nodes: int,
        by: BackendName = "highs",
        hint: FloatArray | None = None,
    ) -> SolverAnswer:
        """Solve a mixed-integer program of a decomposition to an absolute gap.

        SCIP is told to cut little and look for plans: what it is given has a tight relaxation.
        Nodes end it the same way in every run; ``hurried`` notes that time did.
        """
        limit_s = min(self.left_s, most_s)
        if self._ctrl_c.asked or limit_s <= 0.0:
            return unsolved(EndReason.INTERRUPTED if self._ctrl_c.asked else EndReason.TIME_LIMIT)
        changes: dict[str, object] = {"absolute_gap": absolute_gap, "relative_gap": 0.0}
        changes["native"] = {"mip_max_nodes": most_nodes}
        if by == "scip":
            native = _PLANS_FIRST | {"limits/nodes": most_nodes}
            changes |= {"backend": "scip", "threads": 1, "native": native}
        config = self._highs().model_copy(update=changes)
        answer = self._solve(model, config, time_limit_s=limit_s, hint=hint)
        self.hurried |= answer.reason is EndReason.TIME_LIMIT
        return answer

    def stage(  # noqa: PLR0913 - options by their names
        self,
        name: str,
        model: ExactModel,
        values: FloatArray | None = None,
        *,
        config: SolverConfig | None = None,
        share: float = 1.0,
        plan_within: float | None = None,
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
        plan_within
            The share of that by which a plan must be found; else it ends without one.

        Raises
        ------
        SolveFailed
            The solver crashed, or contradicts the plan.
        """
        limit_s = share * self.left_s
        stage = _Stage(name, model.linear, config or self.config, limit_s)
        if values is None:
            due_s = None if plan_within is None else plan_within * limit_s
            answer = self._second_opinion(stage, self._search(stage, plan_within_s=due_s))
        else:
            answer = self._improve(stage, values)
        if answer.reason in (EndReason.ERROR, EndReason.UNBOUNDED) and answer.values is None:
            raise SolveFailed(f"{answer.solver} {answer.solver_version}: {answer.detail}")
        return answer

    def _improve(self, stage: _Stage, values: FloatArray) -> SolverAnswer:
        """Look for a better plan, unless a bound shows that this one is as good as is wanted."""
        ends = time.monotonic() + stage.limit_s
        relaxation = self._relaxation(stage, values)
        objective = objective_of(stage.model, values)
        bound = _true_bound(relaxation.bound, objective)
        if stage.config.gap_reached(objective, bound):
            known = replace(relaxation, values=values, objective=objective, bound=bound)
            return replace(known, reason=EndReason.OPTIMAL)
        rest = replace(stage, limit_s=ends - time.monotonic())
        answer = self._second_opinion(stage, self._search(rest, hint=values, bound=bound))
        answer = replace(answer, bound=_lowest(answer.bound, bound))
        answer = _no_worse_than(values, stage.model, answer)
        limited = answer.reason in (EndReason.TIME_LIMIT, EndReason.OTHER_LIMIT)
        if limited and stage.config.gap_reached(answer.objective, answer.bound):
            return replace(answer, reason=EndReason.OPTIMAL)
        return answer

    def _search(
        self,
        stage: _Stage,
        *,
        hint: FloatArray | None = None,
        bound: float | None = None,
        plan_within_s: float | None = None,
    ) -> SolverAnswer:
        """Solve a stage's model; ``bound`` is what is known of it without."""
        if self._ctrl_c.asked:
            return unsolved(EndReason.INTERRUPTED)
        name = stage.name
        with self.timed(name):
            return self._solve(
                stage.model,
                stage.config,
                hint=hint,
                time_limit_s=max(stage.limit_s, _LEAST_S),
                plan_within_s=plan_within_s,
                on_progress=lambda p: self.report(name, p.objective, _lowest(p.bound, bound)),
            )

    def _second_opinion(self, stage: _Stage, first: SolverAnswer) -> SolverAnswer:
        """Let another solver look for more: an optimum is a claim, and has been false.

        Where the first one failed, the other takes its place.
        """
        other = _SECOND.get(stage.config.backend)
        failed = first.reason is EndReason.ERROR and first.values is None
        limit_s = self.left_s
        if not failed:
            limit_s = min(limit_s, max(_SECOND_LEAST_S, _SECOND_SHARE * first.seconds))
        claimed = failed or first.reason is EndReason.OPTIMAL
        if not claimed or other is None or limit_s <= 0.0:
            return first
        changes: dict[str, object] = {"backend": other, "threads": 1, "native": {}}
        config = stage.config.model_copy(update=changes)
        self.report(stage.name, first.objective, first.bound)
        with self.timed("second opinion"):
            second = self._solve(stage.model, config, hint=first.values, time_limit_s=limit_s)
        if failed and second.reason is not EndReason.ERROR:
            return second
        if second.objective is None or first.objective is None or second.bound is None:
            return first
        if not stage.config.gap_reached(first.objective, second.objective):
            proven = second.reason is EndReason.OPTIMAL
            return second if proven else replace(second, reason=EndReason.TIME_LIMIT)
        self.solver = (first.solver, first.solver_version, stage.config.backend)
        if second.reason is not EndReason.OPTIMAL:
            return first
        named = f"{second.solver} {second.solver_version}"
        return replace(first, bound=_highest(first.bound, second.bound), confirmed_by=named)

    def _relaxation(self, stage: _Stage, values: FloatArray) -> SolverAnswer:
        """Bound a large model by its relaxation, which a solver's own root takes longer for."""
        limit_s = _BOUND_SHARE * stage.limit_s
        if self.small(stage.model) or limit_s <= 0.0 or self._ctrl_c.asked:
            return unsolved(EndReason.TIME_LIMIT)
        self.report("bound", objective_of(stage.model, values), None)
        config = self._highs(solver="ipm")
        with self.timed("bound"):
            return self._solve(relaxed(stage.model), config, time_limit_s=limit_s)

    def _solve(self, model: LinearModel, config: SolverConfig, **options: Any) -> SolverAnswer:
        """Solve in the process, until Ctrl-C is asked for, which then ends the whole run."""
        answer = self._process.solve(model, config, stop=lambda: self._ctrl_c.asked, **options)
        self._ctrl_c.asked |= answer.reason is EndReason.INTERRUPTED
        if answer.solver:
            self.solver = (answer.solver, answer.solver_version, config.backend)
        return answer

    def _highs(self, **native: str) -> SolverConfig:
        """Give the configuration for steps that HiGHS does best, whatever solves the model."""
        highs: dict[str, object] = {"backend": "highs", "pulp_solver": None, "native": native}
        return self.config.model_copy(update=highs)

    def report(self, stage: str, objective: float | None, bound: float | None) -> None:
        """Tell what is known."""
        if self._on_progress is not None:
            seconds = time.monotonic() - self._began
            self._told = Progress(seconds, objective, bound, stage)
            self._on_progress(self._told)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Tell that a stage begins, and count its time."""
        told = self._told
        if FEWEST_DECLINED in (stage, told.stage):  # there orders are counted, elsewhere money
            told = Progress(0.0, None, None, told.stage)
        if stage != told.stage:
            self.report(stage, told.objective, told.bound)
        began = time.monotonic()
        try:
            yield
        finally:
            spent = time.monotonic() - began
            self.seconds[stage] = self.seconds.get(stage, 0.0) + spent


def _true_bound(bound: float | None, objective: float) -> float | None:
    """Lift a bound that rounding put below a plan; further below it is false, thus none."""
    if bound is None or is_false(bound, objective):
        return None
    return max(bound, objective)


def _highest(bound: float | None, other: float) -> float:
    """Give the more careful of two bounds."""
    return other if bound is None else max(bound, other)


def _lowest(*bounds: float | None) -> float | None:
    """Give the best of the bounds that are known."""
    return min((bound for bound in bounds if bound is not None), default=None)


def orders_up(value: float) -> int:
    """Round up to whole orders; a value that tolerances put just above a whole one is that one."""
    return ceil(value - _WHOLE)


def to_the_order(config: SolverConfig) -> SolverConfig:
    """Ask for the fewest declined orders, to the last one."""
    return config.model_copy(update={"absolute_gap": 1 - 2 * _WHOLE, "relative_gap": 0.0})


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
