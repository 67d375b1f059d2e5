"""A first plan for models on which a solver's own heuristics find none.

Steps: (1) the relaxation with every schedule at its last tier and thresholds ignored tells about
how much each schedule attracts; (2) with the tiers fixed at those volumes, each contract that the
relaxation uses in part is settled by comparing it used and unused; (3) the relaxation then tells
who carries each block; (4) with all that fixed the relaxation is almost whole, and two small
whole-number problems close around it: the fewest declined orders, then the contribution. What comes
out is a plan of the full model, without any claim on how good it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from codroute.economics.arrays import FloatArray
from codroute.formulation.statement import Statement
from codroute.solve.answer import EndReason, SolverAnswer
from codroute.solve.exact import restrict
from codroute.solve.exact.assemble import ExactModel, Goal
from codroute.solve.exact.linear_model import LinearModel
from codroute.solve.exact.steps import orders_up


class SolveStep(Protocol):
    """Solves one of the steps within a part of the time left, from a plan if there is one."""

    def __call__(
        self, model: LinearModel, goal: Goal = "contribution", hint: FloatArray | None = None
    ) -> SolverAnswer:
        """Give what was found within the time for a step."""


@dataclass(frozen=True)
class Start:
    """Column values of a first plan, if one was found, or that there is none to find."""

    values: FloatArray | None
    infeasible: bool = False


def find_start(
    exact: ExactModel,
    statement: Statement,
    solve: SolveStep,
    in_haste: Callable[[], bool] = lambda: False,
) -> Start:
    """Look for a first plan.

    Step 1 leaves no plan out (any plan's orders satisfy it), so where it is infeasible, so is the
    model.

    Parameters
    ----------
    exact
        The model to find a plan of. The plan may decline more orders than it allows in all, where
        whole orders or the choices made on the way call for it.
    statement
        What it was assembled from.
    solve
        Solves one of the steps.
    in_haste
        Tells that the contracts not settled by now are left for the rounding to decide.
    """
    attracted = solve(restrict.relaxed(restrict.without_thresholds(exact, statement)))
    if attracted.values is None:
        return Start(None, infeasible=attracted.reason is EndReason.INFEASIBLE)
    search = _Search(exact, statement, solve, in_haste)
    return Start(search.run(restrict.fix_tiers(exact, statement, attracted.values)))


def fewest_declined(exact: ExactModel, statement: Statement, solve: SolveStep) -> int | None:
    """Give a number of declined orders below which there is no plan; None where unknown.

    It is that of the relaxation without thresholds, which leaves no plan out.
    """
    model = restrict.relaxed(restrict.without_thresholds(exact, statement))
    bound = solve(restrict.minimise_declined(exact, statement, model), "fewest_declined").bound
    return None if bound is None else orders_up(-bound)


class _Search:
    """Steps 2 to 4 on one model."""

    def __init__(
        self,
        exact: ExactModel,
        statement: Statement,
        solve: SolveStep,
        in_haste: Callable[[], bool],
    ) -> None:
        self._exact = exact
        self._statement = statement
        self._solve = solve
        self._in_haste = in_haste

    def run(self, model: LinearModel) -> FloatArray | None:
        """Settle contracts, fix the roles, and round."""
        carried = self._solve(restrict.relaxed(model))
        if carried.values is None:
            model = self._affordable(model)
            carried = self._solve(restrict.relaxed(model))
        while carried.values is not None:
            column = restrict.partly_used(self._exact, model, carried.values)
            if column is None or self._in_haste():
                fixed = restrict.fix_roles(self._exact, self._statement, model, carried.values)
                return self._round(self._affordable(fixed))
            model, carried = self._settle(model, column)
        return None

    def _settle(self, model: LinearModel, column: int) -> tuple[LinearModel, SolverAnswer]:
        """Compare the relaxation with a contract unused and used; keep the better."""
        options = []
        for use in (0.0, 1.0):
            settled = restrict.fix(model, column, use)
            options.append((settled, self._solve(restrict.relaxed(settled))))
        return max(options, key=lambda option: _worth(option[1]))

    def _fewest(self, model: LinearModel) -> SolverAnswer:
        goal = restrict.minimise_declined(self._exact, self._statement, model)
        return self._solve(goal, "fewest_declined")

    def _affordable(self, model: LinearModel) -> LinearModel:
        """Let so many orders be declined in all as the choices made so far call for."""
        if self._exact.declined_row is None:
            return model
        fewest = self._fewest(restrict.relaxed(model)).objective
        if fewest is None:
            return model
        return restrict.allow_declined(self._exact, model, orders_up(-fewest))

    def _round(self, model: LinearModel) -> FloatArray | None:
        """Turn the relaxation into whole orders close to it."""
        near = self._solve(restrict.relaxed(model))
        if near.values is None:
            return None
        box = restrict.around(self._exact, model, near.values)
        assert self._statement.assignment is not None
        if self._statement.assignment.decline == "unprofitable":
            return self._solve(box).values
        fewest = self._fewest(box)
        if fewest.values is None or fewest.objective is None:
            return None
        declined = round(-fewest.objective)
        if self._exact.declined_row is None and declined:
            return None  # the policy never declines
        box = restrict.allow_declined(self._exact, box, declined)
        better = self._solve(box, hint=fewest.values).values
        return fewest.values if better is None else better


def _worth(answer: SolverAnswer) -> float:
    return -np.inf if answer.objective is None else answer.objective
