"""HiGHS, SCIP and CP-SAT through OR-Tools MathOpt.

Only MathOpt's compiled core and its messages are imported: a tenth of a second instead of the
quarter that ``ortools.math_opt.python.mathopt`` takes.
"""

from importlib.metadata import version

import numpy as np
from ortools.math_opt import parameters_pb2, result_pb2

from codroute.solve.answer import EndReason, SolverAnswer
from codroute.solve.backends.call import Call
from codroute.solve.backends.mathopt_core import MathOptError, run
from codroute.solve.backends.mathopt_end import end_reason
from codroute.solve.backends.mathopt_model import hint_proto, model_proto
from codroute.solve.backends.mathopt_options import set_native
from codroute.solve.backends.mathopt_watch import watch_for
from codroute.solve.backends.wide import USUAL_TOLERANCE, scaled, tolerance_for
from codroute.solve.config import SolverConfig
from codroute.solve.exact.linear_model import LinearModel

_SOLVERS = {
    "highs": ("HiGHS", parameters_pb2.SOLVER_TYPE_HIGHS),
    "scip": ("SCIP", parameters_pb2.SOLVER_TYPE_GSCIP),
    "cp_sat": ("CP-SAT", parameters_pb2.SOLVER_TYPE_CP_SAT),
}


def solve(call: Call) -> SolverAnswer | None:
    """Solve one call; plans and bounds are offered to ``call.incumbent`` as they are found."""
    backend = call.config.backend
    named = identify(call.config)
    if backend == "cp_sat" and (refusal := _not_for_cp_sat(call.model)):
        return call.incumbent.answer(EndReason.ERROR, named, refusal, 0)
    parameters = _parameters(call)
    with watch_for(call) as watch:
        watch.adjust(parameters)
        try:
            result = run(
                model_proto(call.model if backend == "cp_sat" else scaled(call.model)),
                _SOLVERS[backend][1],
                parameters,
                hint_proto(call.hint),
                watch,
            )
        except MathOptError as error:
            return call.incumbent.answer(EndReason.ERROR, named, f"{named[0]} failed: {error}")
    return _answer(call, result, named)


def identify(config: SolverConfig) -> tuple[str, str]:
    """Name the solver and the OR-Tools that carries it."""
    return _SOLVERS[config.backend][0], f"OR-Tools {version('ortools')}"


def _not_for_cp_sat(model: LinearModel) -> str | None:
    """Refuse what CP-SAT would solve only approximately while claiming an optimum.

    MathOpt rounds continuous columns to a grid and cuts unbounded ones off, silently.
    """
    continuous = int(np.count_nonzero(~model.integer))
    if continuous:
        return f"CP-SAT needs integer columns; {continuous} are continuous. Use another back-end."
    endless = int(np.count_nonzero(~np.isfinite(model.lower) | ~np.isfinite(model.upper)))
    if endless:
        return f"CP-SAT needs bounded columns; {endless} are unbounded. Use another back-end."
    return None


def _parameters(call: Call) -> parameters_pb2.SolveParametersProto:
    """Translate limits, gaps, threads, seed and native options."""
    config = call.config
    parameters = parameters_pb2.SolveParametersProto(
        relative_gap_tolerance=config.relative_gap,
        absolute_gap_tolerance=config.absolute_gap,
        random_seed=config.seed,
    )
    parameters.time_limit.FromNanoseconds(round(call.time_limit_s * 1e9))
    if config.backend == "highs":
        # MathOpt refuses its common thread parameter for HiGHS.
        parameters.highs.int_options["threads"] = config.threads
    elif config.backend == "cp_sat":
        parameters.threads = config.threads
    _set_tolerance(parameters, call)
    set_native(parameters, config)
    return parameters


def _set_tolerance(parameters: parameters_pb2.SolveParametersProto, call: Call) -> None:
    """Ask for a finer tolerance than usual where the model needs one; CP-SAT has none."""
    tolerance = tolerance_for(call.model)
    if tolerance == USUAL_TOLERANCE:
        return
    if call.config.backend == "highs":
        parameters.highs.double_options["mip_feasibility_tolerance"] = tolerance
    elif call.config.backend == "scip":
        parameters.gscip.real_params["numerics/feastol"] = tolerance


def _answer(
    call: Call, result: result_pb2.SolveResultProto, named: tuple[str, str]
) -> SolverAnswer | None:
    """Verify what came back and say why the solve ended."""
    termination = result.termination
    reason = end_reason(termination, call.incumbent.seconds, call.time_limit_s)
    if reason is None:
        return None
    if reason is EndReason.UNBOUNDED:
        return call.incumbent.answer(reason, named, termination.detail)
    fault = None
    if reason is not EndReason.INFEASIBLE:
        # The dual bound of an infeasible model is -inf: there is nothing to bound.
        fault = _offer(call, result)
    if fault is not None and call.incumbent.values is None:
        return call.incumbent.answer(EndReason.ERROR, named, f"{named[0]}'s plan: {fault}")
    if fault is not None and reason is EndReason.OPTIMAL:
        reason = EndReason.ERROR
    return call.incumbent.answer(reason, named, fault or termination.detail)


def _offer(call: Call, result: result_pb2.SolveResultProto) -> str | None:
    """Offer the final bound and the best plan; say what is wrong with the plan."""
    bound = result.termination.objective_bounds.dual_bound
    if not result.solutions or not result.solutions[0].HasField("primal_solution"):
        return call.incumbent.offer("end", bound=bound)
    values = np.array(result.solutions[0].primal_solution.variable_values.values)
    return call.incumbent.offer("end", values=values, bound=bound)
