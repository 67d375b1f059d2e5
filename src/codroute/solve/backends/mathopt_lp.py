"""Linear programs with duals and warm starts: GLOP and HiGHS through OR-Tools MathOpt."""

import time
from dataclasses import replace
from importlib.metadata import version

import numpy as np
from ortools.math_opt import (
    model_parameters_pb2,
    parameters_pb2,
    result_pb2,
    solution_pb2,
    sparse_containers_pb2,
)
from ortools.util.python import pybind_solve_interrupter

from codroute.economics.arrays import FloatArray
from codroute.solve.answer import EndReason
from codroute.solve.backends.call import StopRequest
from codroute.solve.backends.mathopt_core import MathOptError, run
from codroute.solve.backends.mathopt_end import end_reason
from codroute.solve.backends.mathopt_model import model_proto
from codroute.solve.backends.packed import packed_ids
from codroute.solve.backends.pipe import SolveLp
from codroute.solve.exact.linear_model import LinearModel
from codroute.solve.lp import Basis, BasisCode, LpAnswer, LpSolver, lp_without_point

_SOLVERS = {
    "glop": ("GLOP", parameters_pb2.SOLVER_TYPE_GLOP),
    "highs": ("HiGHS", parameters_pb2.SOLVER_TYPE_HIGHS),
}

_ALGORITHMS = {
    "primal": parameters_pb2.LP_ALGORITHM_PRIMAL_SIMPLEX,
    "dual": parameters_pb2.LP_ALGORITHM_DUAL_SIMPLEX,
    "barrier": parameters_pb2.LP_ALGORITHM_BARRIER,
}

_ANY_CONDITION = 1e300
"""GLOP drops a basis to start from, silently, for a condition number that it only estimates, and
from above: by its default of 1e50, it drops its own optimal bases of a few hundred rows."""

_Statuses = solution_pb2.SparseBasisStatusVector


def identify(solver: LpSolver) -> tuple[str, str]:
    """Name the solver and the OR-Tools that carries it."""
    return _SOLVERS[solver][0], f"OR-Tools {version('ortools')}"


def solve(job: SolveLp, stop: StopRequest) -> LpAnswer:
    """Solve one linear program; all its columns are taken as continuous."""
    began = time.monotonic()
    job = replace(job, model=_continuous(job.model))
    try:
        result = _run(job, stop)
    except MathOptError as error:
        named, seconds = identify(job.solver), time.monotonic() - began
        return lp_without_point(EndReason.ERROR, named, seconds, f"{named[0]} failed: {error}")
    seconds = time.monotonic() - began
    reason = end_reason(result.termination, seconds, job.time_limit_s)
    if reason is None:
        reason = _infeasible_or_unbounded(job, stop, max(1.0, job.time_limit_s - seconds))
    return _answer(job, result, reason, time.monotonic() - began)


def extended(basis: Basis, model: LinearModel) -> Basis:
    """Take in what was appended to the model since: rows as basic, columns at a bound."""
    columns, rows = basis.columns.size, basis.rows.size
    lower, upper = model.lower[columns:], model.upper[columns:]
    new = np.where(np.isfinite(upper), BasisCode.AT_UPPER, BasisCode.FREE)
    new = np.where(np.isfinite(lower), BasisCode.AT_LOWER, new)
    new = np.where(lower == upper, BasisCode.FIXED, new)
    new_rows = np.full(model.row_lower.size - rows, BasisCode.BASIC)
    return Basis(
        np.concatenate([basis.columns, new], dtype=np.int8),
        np.concatenate([basis.rows, new_rows], dtype=np.int8),
    )


def _continuous(model: LinearModel) -> LinearModel:
    """Drop that columns are whole."""
    return replace(model, integer=np.zeros_like(model.integer))


def _run(job: SolveLp, stop: StopRequest) -> result_pb2.SolveResultProto:
    """Hand the program to its solver."""
    interrupter = None
    if job.solver == "glop":
        interrupter = pybind_solve_interrupter.PySolveInterrupter()
        stop.when_asked(interrupter.interrupt)
    start = model_parameters_pb2.ModelSolveParametersProto()
    if job.basis is not None:
        start.initial_basis.CopyFrom(_basis_proto(extended(job.basis, job.model)))
    solver_type = _SOLVERS[job.solver][1]
    return run(
        model_proto(job.model), solver_type, _parameters(job), start, interrupter=interrupter
    )


def _parameters(job: SolveLp) -> parameters_pb2.SolveParametersProto:
    """Translate limit and algorithm."""
    parameters = parameters_pb2.SolveParametersProto()
    parameters.time_limit.FromNanoseconds(round(job.time_limit_s * 1e9))
    if job.algorithm is not None:
        parameters.lp_algorithm = _ALGORITHMS[job.algorithm]
    if job.solver == "highs":
        parameters.highs.int_options["threads"] = job.threads
    elif job.basis is not None:
        # What presolve leaves over has another basis.
        parameters.presolve = parameters_pb2.EMPHASIS_OFF
        parameters.glop.initial_condition_number_threshold = _ANY_CONDITION
    return parameters


def _infeasible_or_unbounded(job: SolveLp, stop: StopRequest, time_limit_s: float) -> EndReason:
    """Tell the two apart: without an objective, only an infeasible program fails."""
    flat = replace(job.model, objective=np.zeros_like(job.model.objective))
    trial = solve(replace(job, model=flat, time_limit_s=time_limit_s), stop)
    return EndReason.UNBOUNDED if trial.reason is EndReason.OPTIMAL else trial.reason


def _answer(
    job: SolveLp, result: result_pb2.SolveResultProto, reason: EndReason, seconds: float
) -> LpAnswer:
    """Read what came back; points that are not feasible are left out, a basis is not."""
    values = duals = reduced_costs = basis = objective = None
    model = job.model
    if result.solutions:
        solution = result.solutions[0]
        if solution.primal_solution.feasibility_status == solution_pb2.SOLUTION_STATUS_FEASIBLE:
            values = _dense(solution.primal_solution.variable_values, model.objective.size)
            objective = float(model.objective @ values) + model.offset
        if solution.dual_solution.feasibility_status == solution_pb2.SOLUTION_STATUS_FEASIBLE:
            duals = _dense(solution.dual_solution.dual_values, model.row_lower.size)
            reduced_costs = _dense(solution.dual_solution.reduced_costs, model.objective.size)
        if solution.HasField("basis"):
            basis = Basis(
                np.array(solution.basis.variable_status.values, dtype=np.int8),
                np.array(solution.basis.constraint_status.values, dtype=np.int8),
            )
    return LpAnswer(
        reason,
        values,
        duals,
        reduced_costs,
        objective,
        basis,
        *identify(job.solver),
        seconds,
        result.solve_stats.simplex_iterations,
        result.termination.detail,
    )


def _dense(vector: sparse_containers_pb2.SparseDoubleVectorProto, size: int) -> FloatArray:
    """Read a vector that may leave zeros out."""
    values = np.zeros(size)
    values[np.array(vector.ids, dtype=np.int64)] = vector.values
    return values + 0.0  # no -0.0


def _basis_proto(basis: Basis) -> solution_pb2.BasisProto:
    """Write a basis as MathOpt's message."""
    proto = solution_pb2.BasisProto()
    for message, codes in (
        (proto.variable_status, basis.columns),
        (proto.constraint_status, basis.rows),
    ):
        message.MergeFromString(
            packed_ids(_Statuses.IDS_FIELD_NUMBER, np.arange(codes.size))
            + packed_ids(_Statuses.VALUES_FIELD_NUMBER, codes.astype(np.int64))
        )
    return proto
