"""Which engine solves a statement, and why."""

from dataclasses import replace

from codroute.formulation.statement import Statement, order_columns
from codroute.solve.config import SolverConfig
from codroute.solve.ctrl_c import CtrlC
from codroute.solve.decomposition import engine as decomposition
from codroute.solve.exact import engine as exact
from codroute.solve.exact.steps import OnProgress
from codroute.solve.process import SolverProcess
from codroute.solve.solution import Near, Solution

_WHOLE_UP_TO = 1_000
"""Order columns (volumes × price tiers) that a solver takes whole in about a second."""


def solve(  # noqa: PLR0913, PLR0917 - options by their names
    statement: Statement,
    config: SolverConfig,
    process: SolverProcess,
    on_progress: OnProgress | None = None,
    ctrl_c: CtrlC | None = None,
    near: Near | None = None,
) -> Solution:
    """Solve a statement with the engine that the configuration names, or the one that fits.

    ``near`` is a plan of a similar scenario, which the decomposition starts from.

    Raises
    ------
    Infeasible
        No plan satisfies every rule, and that is proven.
    NoPlanFound
        The limit was reached, or the user interrupted, before any plan was found.
    SolveFailed
        The solver crashed or answered with something that is not a plan.
    """
    engine, reason = choose(statement, config)
    if engine == "exact":
        solution = exact.solve(statement, config, process, on_progress, ctrl_c)
    else:
        solution = decomposition.solve(statement, config, process, on_progress, ctrl_c, near)
    if solution.engine != engine:
        reason += "; yet a solver was handed the whole of what the search had left open"
    notes = "; ".join(filter(None, (reason, solution.engine_reason)))
    return replace(solution, engine_reason=notes)


def choose(statement: Statement, config: SolverConfig) -> tuple[str, str]:
    """Give the engine, and why it was chosen."""
    if config.engine != "auto":
        return config.engine, "the set-up names it"
    columns = order_columns(statement)
    size = f"{columns:,} order columns"
    if columns <= _WHOLE_UP_TO:
        return "exact", f"{size}: few enough for a solver to take whole"
    return "decomposition", f"{size}: too many for a solver to take whole"
