"""Which adapter serves which back-end, and what every solve goes through."""

import importlib
from dataclasses import replace
from typing import cast

import numpy as np

from codroute.solve.answer import EndReason, SolverAnswer
from codroute.solve.backends.call import Call, StopRequest
from codroute.solve.backends.incumbent import Incumbent
from codroute.solve.backends.mend import Adapter, mend
from codroute.solve.backends.pipe import SolveLp
from codroute.solve.config import SolverConfig
from codroute.solve.exact.linear_model import LinearModel
from codroute.solve.lp import LpAnswer, LpSolver, lp_without_point

# The modules are imported on first use: a solve with CBC never loads OR-Tools, nor the reverse.
_LP = "codroute.solve.backends.mathopt_lp"
_ADAPTERS = {
    "highs": "codroute.solve.backends.mathopt",
    "scip": "codroute.solve.backends.mathopt",
    "cp_sat": "codroute.solve.backends.mathopt",
    "pulp": "codroute.solve.backends.pulp",
    "glop": _LP,
}


def load(backend: str) -> None:
    """Import the modules of a back-end."""
    importlib.import_module(_ADAPTERS[backend])


def adapter(backend: str) -> Adapter:
    """Find the function that solves with a back-end."""
    return cast("Adapter", importlib.import_module(_ADAPTERS[backend]).solve)


def identify(config: SolverConfig) -> tuple[str, str]:
    """Name the solver a configuration uses and its version."""
    module = importlib.import_module(_ADAPTERS[config.backend])
    return cast("tuple[str, str]", module.identify(config))


def solve(call: Call) -> SolverAnswer:
    """Solve one call with the back-end its configuration names.

    Raises
    ------
    ConfigError
        The solver refuses one of its native options.
    """
    named = identify(call.config)
    fault = _not_numbers(call.model)
    if fault is not None:
        return call.incumbent.answer(EndReason.ERROR, named, fault, 0)
    call = replace(call, model=_whole_bounds(call.model))
    fault = _crossed_bounds(call.model)
    if fault is not None:
        return call.incumbent.answer(EndReason.INFEASIBLE, named, fault, 0)
    if call.hint is not None:
        call.incumbent.offer("hint", values=call.hint)
    solve_with = adapter(call.config.backend)
    answer = solve_with(call) or _infeasible_or_unbounded(call, solve_with)
    return mend(call, answer, solve_with)


def identify_lp(solver: LpSolver) -> tuple[str, str]:
    """Name a solver of linear programs and its version."""
    return cast("tuple[str, str]", importlib.import_module(_LP).identify(solver))


def solve_lp(job: SolveLp, stop: StopRequest) -> LpAnswer:
    """Solve one linear program."""
    for reason, find in (
        (EndReason.ERROR, _not_numbers),
        (EndReason.INFEASIBLE, _crossed_bounds),
    ):
        fault = find(job.model)
        if fault is not None:
            return lp_without_point(reason, identify_lp(job.solver), 0.0, fault)
    return cast("LpAnswer", importlib.import_module(_LP).solve(job, stop))


def _not_numbers(model: LinearModel) -> str | None:
    """Find what no solver can be handed."""
    for name in ("objective", "entry_value"):
        if not np.isfinite(getattr(model, name)).all():
            return f"The model's {name} holds a value that is not a finite number."
    for name in ("lower", "upper", "row_lower", "row_upper"):
        if np.isnan(getattr(model, name)).any():
            return f"The model's {name} holds a value that is not a number."
    return None


def _whole_bounds(model: LinearModel) -> LinearModel:
    """Move the bounds of integer columns to the whole numbers within them."""
    lower = np.where(model.integer, np.ceil(model.lower - 1e-9), model.lower)
    upper = np.where(model.integer, np.floor(model.upper + 1e-9), model.upper)
    return replace(model, lower=lower, upper=upper)


def _crossed_bounds(model: LinearModel) -> str | None:
    """Find bounds that no number satisfies; solvers call those an invalid model."""
    for what, lower, upper in (
        ("Column", model.lower, model.upper),
        ("Row", model.row_lower, model.row_upper),
    ):
        crossed = np.flatnonzero(lower > upper)
        if crossed.size:
            first = int(crossed[0])
            return f"{what} {first} has no value between {lower[first]} and {upper[first]}."
    return _impossible_empty_row(model)


def _impossible_empty_row(model: LinearModel) -> str | None:
    """Find a row without entries whose bounds leave out 0; PuLP cannot state one."""
    entries = np.bincount(model.entry_row, minlength=model.row_lower.size)
    impossible = (entries == 0) & ((model.row_lower > 0) | (model.row_upper < 0))
    if not impossible.any():
        return None
    return f"Row {int(np.argmax(impossible))} has no entries, yet its bounds leave out 0."


def _infeasible_or_unbounded(call: Call, solve_with: Adapter) -> SolverAnswer:
    """Tell the two apart: without an objective, only an infeasible model fails."""
    flat = replace(call.model, objective=np.zeros_like(call.model.objective))
    left_s = max(1.0, call.time_limit_s - call.incumbent.seconds)
    trial = solve_with(
        replace(call, model=flat, time_limit_s=left_s, hint=None, incumbent=Incumbent(flat))
    )
    if trial is None or trial.reason is EndReason.INFEASIBLE:
        reason, detail = EndReason.INFEASIBLE, ""
    elif trial.values is not None:
        reason, detail = EndReason.UNBOUNDED, ""
    else:
        reason, detail = trial.reason, "Infeasible or unbounded; there was no time to tell which."
    return call.incumbent.answer(reason, identify(call.config), detail)
