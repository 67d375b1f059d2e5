"""A first plan for models on which a solver's own heuristics find none.

Four steps: (1) the relaxation with every schedule at its last tier and thresholds ignored tells
about how much each schedule attracts; (2) with the tiers fixed at those volumes, each contract that
the relaxation uses in part is settled by comparing it used and unused; (3) the relaxation then
tells who carries each block; (4) with all that fixed, a small whole-number problem remains. What
comes out is a plan of the full model, without any claim on how good it is.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from codroute.formulation.statement import Statement
from codroute.solve.answer import EndReason, SolverAnswer
from codroute.solve.exact.assemble import ExactModel
from codroute.solve.exact.linear_model import FloatArray, IntArray, LinearModel

SolveStep = Callable[[LinearModel], SolverAnswer]

_NOTHING = 1e-6


@dataclass(frozen=True)
class Start:
    """Column values of a first plan, if one was found, or that there is none to find."""

    values: FloatArray | None
    infeasible: bool = False


def find_start(exact: ExactModel, statement: Statement, solve: SolveStep) -> Start:
    """Look for a first plan.

    Step 1 leaves no plan out (any plan's orders satisfy it), so where it is infeasible, so is the
    model.

    Parameters
    ----------
    exact
        The model to find a plan of.
    statement
        What it was assembled from.
    solve
        Solves one of the steps within the time left.
    """
    attracted = solve(_without_thresholds(exact))
    if attracted.values is None:
        return Start(None, infeasible=attracted.reason is EndReason.INFEASIBLE)
    model = _fix_tiers(exact, statement, attracted.values)
    carried = solve(_relaxed(model))
    while carried.values is not None:
        partly = _partly_used(exact, model, carried.values)
        if partly is None:
            return Start(solve(_fix_roles(exact, statement, model, carried.values)).values)
        model, carried = _settle_use(model, partly, solve)
    return Start(None)


def _relaxed(model: LinearModel) -> LinearModel:
    return replace(model, integer=np.zeros_like(model.integer))


def _without_thresholds(exact: ExactModel) -> LinearModel:
    """Fix each schedule to its last tier, mostly the best per order, and drop its thresholds."""
    lower, upper = exact.linear.lower.copy(), exact.linear.upper.copy()
    for columns in exact.states:
        upper[columns[:-1]] = 0.0
        lower[columns[-1]] = 1.0
    row_lower, row_upper = exact.linear.row_lower.copy(), exact.linear.row_upper.copy()
    if exact.states:
        row_lower[exact.rows["tiers_from"]] = -np.inf
        row_upper[exact.rows["tiers_to"]] = np.inf
    relaxed = _relaxed(exact.linear)
    return replace(relaxed, lower=lower, upper=upper, row_lower=row_lower, row_upper=row_upper)


def _fix_tiers(exact: ExactModel, statement: Statement, values: FloatArray) -> LinearModel:
    """Fix every schedule to the tier that its volume in ``values`` reaches."""
    lower, upper = exact.linear.lower.copy(), exact.linear.upper.copy()
    orders = np.bincount(exact.x.volume, weights=values[: len(exact.x.volume)])
    for block, columns in zip(statement.states, exact.states, strict=True):
        volume = float(block.measure @ orders[block.volumes])
        reached = max(int(np.searchsorted(block.lower, volume + _NOTHING, side="right")) - 1, 0)
        upper[columns] = 0.0
        lower[columns[reached]] = upper[columns[reached]] = 1.0
    return replace(exact.linear, lower=lower, upper=upper)


def _partly_used(exact: ExactModel, model: LinearModel, values: FloatArray) -> int | None:
    """Give the contract that the relaxation uses least wholly, or None where each is settled."""
    choices = exact.globals[model.upper[exact.globals] == 1.0]
    if not len(choices):
        return None
    away = np.abs(values[choices] - np.rint(values[choices]))
    return int(choices[away.argmax()]) if away.max() > _NOTHING else None


def _settle_use(
    model: LinearModel, column: int, solve: SolveStep
) -> tuple[LinearModel, SolverAnswer]:
    """Compare the relaxation with the contract unused and used; keep the better."""
    options = []
    for use in (0.0, 1.0):
        lower, upper = model.lower.copy(), model.upper.copy()
        lower[column] = upper[column] = use
        settled = replace(model, lower=lower, upper=upper)
        options.append((settled, solve(_relaxed(settled))))
    return max(options, key=lambda option: _worth(option[1]))


def _worth(answer: SolverAnswer) -> float:
    return -np.inf if answer.objective is None else answer.objective


def _fix_roles(
    exact: ExactModel, statement: Statement, model: LinearModel, values: FloatArray
) -> LinearModel:
    """Fix the roles of every block that the relaxation leaves to as many providers as it needs.

    Blocks that it splits among more stay open for the solver to decide.
    """
    if statement.roles is None or exact.roles is None:
        return model
    carried = _carried(exact, statement, values)
    lower, upper = model.lower.copy(), model.upper.copy()
    choices = [exact.roles.main]
    if statement.roles.kind == "main_backup":
        choices.append(exact.roles.backup)
    for block in np.flatnonzero((exact.roles.main >= 0).any(axis=1)):
        first = np.argsort(-carried[block], kind="stable")
        if carried[block, first[len(choices) :]].sum() > _NOTHING:
            continue
        for choice, provider in zip(choices, first, strict=False):
            if choice[block, provider] < 0:
                break
            _choose(lower, upper, choice[block], int(provider))
    return replace(model, lower=lower, upper=upper)


def _choose(lower: FloatArray, upper: FloatArray, columns: IntArray, provider: int) -> None:
    upper[columns[columns >= 0]] = 0.0
    lower[columns[provider]] = upper[columns[provider]] = 1.0


def _carried(exact: ExactModel, statement: Statement, values: FloatArray) -> FloatArray:
    """Give the orders that each provider carries of each block, ``(block, provider)``."""
    assert statement.roles is not None
    volumes, roles = statement.volumes, statement.roles
    orders = np.bincount(exact.x.volume, weights=values[: len(exact.x.volume)])
    carried = np.zeros((len(roles.block_names), len(statement.economics.quotes.providers)))
    np.add.at(carried, (roles.block[volumes.lane], volumes.provider), orders)
    return carried
