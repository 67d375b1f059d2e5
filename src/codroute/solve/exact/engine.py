"""The exact engine: the whole model handed to a solver, in the stages that the policy asks for.

``no_capacity`` is lexicographic. If a plan declines no more than the orders that nobody can carry,
no plan declines fewer, so stage 1 is proven by it. Where none exists, a large model's relaxation
tells how many must be declined; only where no plan with so few is found are the declined orders
minimised in a solve of their own.
"""

from codroute.economics.arrays import FloatArray
from codroute.errors import Infeasible, NoPlanFound, SolveFailed
from codroute.formulation.statement import Statement
from codroute.solve.answer import FEWEST_DECLINED, EndReason, SolverAnswer
from codroute.solve.config import SolverConfig
from codroute.solve.ctrl_c import CtrlC
from codroute.solve.exact import role_rows
from codroute.solve.exact.assemble import ExactModel, Goal, assemble
from codroute.solve.exact.concessions import concessions
from codroute.solve.exact.linear_model import LinearModel
from codroute.solve.exact.start import Start, fewest_declined, find_start
from codroute.solve.exact.steps import (
    OnProgress,
    Steps,
    orders_up,
    to_the_order,
    unsolved,
)
from codroute.solve.process import SolverProcess
from codroute.solve.solution import DeclineProof, Solution

_STAGE_1_SHARE = 0.4
"""Share of the time limit that minimising the declined orders may take."""

_CONCESSIONS_S = 10.0
"""Longest search for the rules that would have to give."""


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
    return run(statement, Steps(config, process, on_progress, ctrl_c or CtrlC()))


def run(statement: Statement, steps: Steps) -> Solution:
    """Solve a statement in the time that the steps have left; raises what `solve` raises."""
    return _Run(statement, steps).solve()


class _Run:
    """One run through the stages of the policy on declining."""

    def __init__(self, statement: Statement, steps: Steps) -> None:
        self._statement = statement
        self._steps = steps

    def solve(self) -> Solution:
        """Run the stages of the policy on declining."""
        assignment = self._statement.assignment
        assert assignment is not None  # the family is always there
        if assignment.decline != "no_capacity":
            model = self._assemble("contribution", None)
            return self._solution(model, self._maximise(model, self._start(model)), None)
        return self._solve_lexicographic()

    def _solve_lexicographic(self) -> Solution:
        least = self._statement.forced_declines()
        model = self._assemble("contribution", least)
        start = self._start(model)
        if start.infeasible:
            least = max(least + 1, self._least_declined(model))
            model = self._assemble("contribution", least)
            start = self._start(model)
        if start.values is not None:
            return self._solve_from(start.values, model, least)
        answer = self._maximise(model, start, plan_within=1 - _STAGE_1_SHARE)
        if answer.values is not None:
            return self._solution(model, answer, DeclineProof(least, least))
        if self._steps.interrupted:
            raise self._nothing_found(answer)
        return self._solve_stage_by_stage(least + (answer.reason is EndReason.INFEASIBLE))

    def _solve_from(self, values: FloatArray, model: ExactModel, least: int) -> Solution:
        """Maximise the contribution from a first plan, once its declines are the fewest."""
        declined = _declined(model, values)
        if declined > least:
            return self._solve_stage_by_stage(least, values)
        return self._solution(
            model, self._maximise(model, Start(values)), DeclineProof(least, least)
        )

    def _solve_stage_by_stage(self, least: int, values: FloatArray | None = None) -> Solution:
        """Minimise the declined orders first, and maximise the contribution with so many.

        A plan known before stays where its declines are not improved upon: it was made for its
        contribution.
        """
        model = self._assemble("fewest_declined", None)
        config = to_the_order(self._steps.config)
        fewest = self._steps.stage(
            FEWEST_DECLINED, model, values, config=config, share=_STAGE_1_SHARE
        )
        if fewest.values is None:
            raise self._nothing_found(fewest)
        declined = _declined(model, fewest.values)
        if fewest.bound is not None:
            least = max(least, orders_up(-fewest.bound))
        if values is None or declined < _declined(model, values):
            values = fewest.values
        model = self._assemble("contribution", declined)
        answer = self._maximise(model, Start(values))
        return self._solution(model, answer, DeclineProof(declined, min(least, declined)))

    def _assemble(self, goal: Goal, declined_at_most: int | None) -> ExactModel:
        with self._steps.timed("assemble"):
            return assemble(self._statement, goal=goal, declined_at_most=declined_at_most)

    def _start(self, model: ExactModel) -> Start:
        """Look for a first plan of a large model."""
        if self._steps.small(model.linear):
            return Start(None)
        with self._steps.timed("first plan"):
            return find_start(model, self._statement, self._steps.step, self._steps.in_haste)

    def _least_declined(self, model: ExactModel) -> int:
        """Prove how many orders a large model must decline; 0 where that takes too long."""
        with self._steps.timed("first plan"):
            return fewest_declined(model, self._statement, self._steps.step) or 0

    def _maximise(
        self, model: ExactModel, start: Start, *, plan_within: float | None = None
    ) -> SolverAnswer:
        """Maximise the contribution, from a first plan if there is one."""
        if start.infeasible:
            return unsolved(EndReason.INFEASIBLE)
        return self._steps.stage("contribution", model, start.values, plan_within=plan_within)

    def _nothing_found(self, answer: SolverAnswer) -> Infeasible | NoPlanFound | SolveFailed:
        """Say why there is no plan."""
        if answer.reason is EndReason.INFEASIBLE:
            claim = f"{answer.solver} {answer.solver_version}"
            return explain_infeasible(self._statement, self._steps, claim)
        if answer.reason is EndReason.INTERRUPTED:
            return NoPlanFound("interrupted before a first plan was found", interrupted=True)
        limit_s = self._steps.config.time_limit_s
        return NoPlanFound(f"no plan found within {limit_s:g} s", interrupted=False)

    def _solution(
        self, model: ExactModel, answer: SolverAnswer, decline: DeclineProof | None
    ) -> Solution:
        if answer.values is None or answer.objective is None:
            raise self._nothing_found(answer)
        name, version, backend = self._steps.solver
        main, backup = role_rows.chosen(self._statement, model.roles, answer.values)
        return Solution(
            orders=model.orders(answer.values),
            main=main,
            backup=backup,
            reason=answer.reason,
            bound=answer.bound,
            decline=decline,
            engine="exact",
            solver=name,
            solver_version=version,
            backend=backend,
            confirmed_by=answer.confirmed_by,
            columns=len(model.linear.objective),
            rows=len(model.linear.row_lower),
            seconds=dict(self._steps.seconds),
        )


def explain_infeasible(
    statement: Statement, steps: Steps, solver: str = "the bound"
) -> Infeasible | SolveFailed:
    """Say which rules would have to give, or that the claim of ``solver`` is false."""

    def solve_aside(model: LinearModel) -> SolverAnswer:
        return steps.aside(model, _CONCESSIONS_S)

    steps.report("what would have to give", None, None)
    lines = concessions(statement, solve_aside)
    if lines == []:
        return SolveFailed(f"{solver} calls a model infeasible that has a plan")
    message = "no plan satisfies every rule of the scenario"
    if lines:
        message = "\n".join([f"{message}; there would be one with", *lines])
    return Infeasible(message)


def _declined(model: ExactModel, values: FloatArray) -> int:
    """Count the orders that a plan declines."""
    return round(float(values[model.declined[model.declined >= 0]].sum()))
