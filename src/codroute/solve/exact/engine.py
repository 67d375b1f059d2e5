"""The exact engine: the whole model handed to a solver, in the stages that the policy asks for.

``no_capacity`` is lexicographic. If a plan declines no more than the orders that nobody can carry,
no plan declines fewer, so stage 1 is proven by it; only where none is found, or none exists, are
the declined orders minimised in a solve of their own.
"""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import numpy as np

from codroute.economics.model import IntArray
from codroute.errors import Infeasible, NoPlanFound, SolveFailed
from codroute.formulation.statement import Statement
from codroute.solve.answer import EndReason, Progress, SolverAnswer
from codroute.solve.config import SolverConfig
from codroute.solve.ctrl_c import CtrlC
from codroute.solve.exact import role_rows
from codroute.solve.exact.assemble import ExactModel, Goal, assemble
from codroute.solve.exact.concessions import concessions
from codroute.solve.exact.linear_model import FloatArray, LinearModel
from codroute.solve.exact.start import Start, find_start
from codroute.solve.process import SolverProcess

OnProgress = Callable[[Progress], None]

_START_FROM_COLUMNS = 3000
"""Models smaller than this need no first plan: their solve takes less time than finding one."""

_STAGE_1_SHARE = 0.4
"""Share of the time limit that minimising the declined orders may take."""

_LEAST_S = 0.5
"""A solve is given at least this long, so that a bound comes of it."""

_CONCESSIONS_S = 10.0
"""Longest search for the rules that would have to give."""

_WHOLE = 1e-3
"""Orders are whole: a bound this close below a whole number is that number."""


@dataclass(frozen=True)
class DeclineProof:
    """Result of stage 1: the declined orders, and the least that any plan could decline."""

    declined_orders: int
    bound_orders: int | None

    @property
    def proven(self) -> bool:
        """Tell whether no plan declines fewer."""
        return self.bound_orders is not None and self.declined_orders <= self.bound_orders


@dataclass(frozen=True)
class Solution:
    """The plan's decisions and what is proven about them.

    ``orders`` is ``(volume,)``; ``main`` and ``backup`` give each role block its provider
    ``(block,)``, −1 for none; ``bound`` is in the scenario's currency.
    """

    orders: IntArray
    main: IntArray | None
    backup: IntArray | None
    reason: EndReason
    bound: float | None
    decline: DeclineProof | None
    solver: str
    solver_version: str
    columns: int
    rows: int
    seconds: dict[str, float] = field(default_factory=dict)


def solve(
    statement: Statement,
    config: SolverConfig,
    process: SolverProcess,
    on_progress: OnProgress | None = None,
    ctrl_c: CtrlC | None = None,
) -> Solution:
    """Solve a statement within the configuration's time limit, or until Ctrl-C is asked for.

    Raises
    ------
    Infeasible
        No plan satisfies every rule, and that is proven.
    NoPlanFound
        The limit was reached, or the user interrupted, before any plan was found.
    SolveFailed
        The solver crashed or answered with something that is not a plan.
    """
    return _Run(statement, config, process, on_progress, ctrl_c or CtrlC()).solve()


class _Run:
    """One solve with its clock: every stage gets the time that is left."""

    def __init__(
        self,
        statement: Statement,
        config: SolverConfig,
        process: SolverProcess,
        on_progress: OnProgress | None,
        ctrl_c: CtrlC,
    ) -> None:
        self._statement = statement
        self._config = config
        self._process = process
        self._on_progress = on_progress
        self._began = time.monotonic()
        self._seconds: dict[str, float] = {}
        self._ctrl_c = ctrl_c
        self._ctrl_c.when_asked = process.interrupt

    def solve(self) -> Solution:
        """Run the stages of the policy on declining."""
        assignment = self._statement.assignment
        assert assignment is not None  # the family is always there
        if assignment.decline != "no_capacity":
            return self._solution(*self._maximise(None), None)
        return self._solve_lexicographic()

    def _solve_lexicographic(self) -> Solution:
        forced = self._forced_declines()
        model, answer = self._maximise(forced, share=1 - _STAGE_1_SHARE)
        if answer.values is not None:
            return self._solution(model, answer, DeclineProof(forced, forced))
        if self._ctrl_c.asked:
            raise self._nothing_found(answer)
        fewest = self._minimise_declined()
        if fewest.values is None or fewest.objective is None:
            raise self._nothing_found(fewest)
        declined = round(-fewest.objective)
        at_least = forced + (answer.reason is EndReason.INFEASIBLE)
        if fewest.bound is not None:
            at_least = max(at_least, math.ceil(-fewest.bound - _WHOLE))
        model, answer = self._maximise(declined, known=fewest.values)
        return self._solution(model, answer, DeclineProof(declined, min(at_least, declined)))

    def _forced_declines(self) -> int:
        """Count the orders of lanes and periods that no open volume serves."""
        volumes, demand = self._statement.volumes, self._statement.economics.demand
        served = np.zeros_like(demand)
        np.add.at(served, (volumes.lane, volumes.period), volumes.upper)
        return int(np.maximum(demand - served, 0).sum())

    def _minimise_declined(self) -> SolverAnswer:
        model = self._assemble("fewest_declined", None)
        limit_s = min(self._left_s(), _STAGE_1_SHARE * self._config.time_limit_s)
        whole = self._config.model_copy(update={"absolute_gap": 1 - _WHOLE, "relative_gap": 0.0})
        return self._solve_model("fewest declined", model, whole, self._start(model), limit_s)

    def _maximise(
        self,
        declined_at_most: int | None,
        *,
        share: float = 1.0,
        known: FloatArray | None = None,
    ) -> tuple[ExactModel, SolverAnswer]:
        """Maximise the contribution, from a known plan if there is one.

        Without a first plan only ``share`` of the time left is spent.
        """
        model = self._assemble("contribution", declined_at_most)
        start = self._start(model) if known is None else Start(known)
        limit_s = self._left_s() * (share if start.values is None else 1.0)
        return model, self._solve_model("contribution", model, self._config, start, limit_s)

    def _assemble(self, goal: Goal, declined_at_most: int | None) -> ExactModel:
        with self._timed("assemble"):
            return assemble(self._statement, goal=goal, declined_at_most=declined_at_most)

    def _start(self, model: ExactModel) -> Start:
        """Look for a first plan of a large model, always with HiGHS: two steps are relaxations."""
        if len(model.linear.objective) < _START_FROM_COLUMNS:
            return Start(None)
        config = self._highs()

        def step(linear: LinearModel) -> SolverAnswer:
            if self._ctrl_c.asked:
                return _unsolved(EndReason.INTERRUPTED)
            return self._noted(self._process.solve(linear, config, time_limit_s=self._left_s() / 2))

        self._report("first plan", None, None)
        with self._timed("first plan"):
            return find_start(model, self._statement, step)

    def _solve_model(
        self, stage: str, model: ExactModel, config: SolverConfig, start: Start, limit_s: float
    ) -> SolverAnswer:
        """Solve one stage; the first plan is kept where the solver finds no better one."""
        if self._ctrl_c.asked:
            answer = _unsolved(EndReason.INTERRUPTED)
        elif start.infeasible:
            answer = _unsolved(EndReason.INFEASIBLE)
        else:
            with self._timed(stage):
                answer = self._noted(
                    self._process.solve(
                        model.linear,
                        config,
                        hint=start.values,
                        time_limit_s=max(limit_s, _LEAST_S),
                        on_progress=lambda p: self._report(stage, p.objective, p.bound),
                    )
                )
        if start.values is not None:
            answer = _no_worse_than(start.values, model.linear, answer)
        if answer.reason in (EndReason.ERROR, EndReason.UNBOUNDED) and answer.values is None:
            raise SolveFailed(f"{answer.solver} {answer.solver_version}: {answer.detail}")
        return answer

    def _noted(self, answer: SolverAnswer) -> SolverAnswer:
        """Take an interrupted solve, however it came about, for the end of the whole run."""
        self._ctrl_c.asked |= answer.reason is EndReason.INTERRUPTED
        return answer

    def _nothing_found(self, answer: SolverAnswer) -> Infeasible | NoPlanFound | SolveFailed:
        """Say why there is no plan."""
        if answer.reason is EndReason.INFEASIBLE:
            return self._infeasible(answer)
        if answer.reason is EndReason.INTERRUPTED:
            return NoPlanFound("interrupted before a first plan was found", interrupted=True)
        limit_s = self._config.time_limit_s
        return NoPlanFound(f"no plan found within {limit_s:g} s", interrupted=False)

    def _infeasible(self, answer: SolverAnswer) -> Infeasible | SolveFailed:
        """Say which rules would have to give, or that the solver's claim is false."""

        def step(linear: LinearModel) -> SolverAnswer:
            limit_s = min(max(self._left_s(), _LEAST_S), _CONCESSIONS_S)
            return self._process.solve(linear, self._highs(), time_limit_s=limit_s)

        self._report("what would have to give", None, None)
        lines = None if self._ctrl_c.asked else concessions(self._statement, step)
        if lines == []:
            claim = f"{answer.solver} {answer.solver_version} calls a model infeasible"
            return SolveFailed(f"{claim} that has a plan")
        message = "no plan satisfies every rule of the scenario"
        if lines:
            message = "\n".join([f"{message}; there would be one with", *lines])
        return Infeasible(message)

    def _highs(self) -> SolverConfig:
        """Give the configuration for steps that HiGHS does best, whatever solves the model."""
        highs: dict[str, object] = {"backend": "highs", "pulp_solver": None, "native": {}}
        return self._config.model_copy(update=highs)

    def _solution(
        self, model: ExactModel, answer: SolverAnswer, decline: DeclineProof | None
    ) -> Solution:
        if answer.values is None:
            raise self._nothing_found(answer)
        main, backup = role_rows.chosen(self._statement, model.roles, answer.values)
        return Solution(
            orders=model.orders(answer.values),
            main=main,
            backup=backup,
            reason=answer.reason,
            bound=answer.bound,
            decline=decline,
            solver=answer.solver,
            solver_version=answer.solver_version,
            columns=len(model.linear.objective),
            rows=len(model.linear.row_lower),
            seconds=dict(self._seconds),
        )

    def _left_s(self) -> float:
        return max(self._config.time_limit_s - (time.monotonic() - self._began), 0.0)

    def _report(self, stage: str, objective: float | None, bound: float | None) -> None:
        if self._on_progress is not None:
            seconds = time.monotonic() - self._began
            self._on_progress(Progress(seconds, objective, bound, stage))

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        began = time.monotonic()
        try:
            yield
        finally:
            spent = time.monotonic() - began
            self._seconds[stage] = self._seconds.get(stage, 0.0) + spent


def _unsolved(reason: EndReason) -> SolverAnswer:
    """Stand in for the answer of a solve that was not started."""
    return SolverAnswer(reason, None, None, None, "", "", 0.0, "not started", 0)


def _no_worse_than(values: FloatArray, model: LinearModel, answer: SolverAnswer) -> SolverAnswer:
    """Keep the plan known before where the solver found no better one."""
    if answer.reason is EndReason.INFEASIBLE:
        raise SolveFailed(f"{answer.solver} calls a model infeasible that has a verified plan")
    objective = float(model.objective @ values) + model.offset
    if answer.objective is not None and answer.objective >= objective:
        return answer
    return replace(answer, values=values, objective=objective)
