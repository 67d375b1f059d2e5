"""Optima of statements by the exact engine's model, with the states and globals of the plan."""

from dataclasses import dataclass

import numpy as np

from codroute.formulation.statement import Statement
from codroute.solve.answer import EndReason
from codroute.solve.config import SolverConfig
from codroute.solve.exact.assemble import assemble
from codroute.solve.process import SolverProcess

_EXACT = SolverConfig(backend="highs", relative_gap=0.0, time_limit_s=20)


@dataclass(frozen=True)
class Optimum:
    """The best plan: what it earns, and its decisions.

    ``orders`` is ``(volume,)`` of the statement, ``states`` ``(block,)``, ``globals``
    ``(global,)``; ``declined`` is None where declining is not bounded.
    """

    value: float
    orders: np.ndarray
    states: np.ndarray
    globals: np.ndarray
    declined: int | None


def optimum(statement: Statement, process: SolverProcess) -> Optimum | None:
    """Find the best plan of a statement, None if there is none; fewest declined orders first."""
    declined = None
    assert statement.assignment is not None
    if statement.assignment.decline == "no_capacity":
        fewest = process.solve(assemble(statement, goal="fewest_declined").linear, _EXACT)
        if fewest.values is None:
            return None
        declined = round(-fewest.objective)
    model = assemble(statement, declined_at_most=declined)
    answer = process.solve(model.linear, _EXACT)
    if answer.values is None:
        return None
    assert answer.reason is EndReason.OPTIMAL
    states = np.array([int(answer.values[own].argmax()) for own in model.states], dtype=np.int64)
    globals_ = answer.values[model.globals]
    return Optimum(answer.objective, model.orders(answer.values), states, globals_, declined)
