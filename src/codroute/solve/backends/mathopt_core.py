"""MathOpt's compiled core, which carries no types, behind one typed function."""

from ortools.math_opt import (
    callback_pb2,
    model_parameters_pb2,
    model_pb2,
    parameters_pb2,
    result_pb2,
)
from ortools.math_opt.core.python import solver
from ortools.util.python import pybind_solve_interrupter
from pybind11_abseil.status import StatusNotOk  # type: ignore[import-untyped]

from codroute.solve.backends.mathopt_watch import Watch


class MathOptError(Exception):
    """MathOpt or the solver behind it refused the call."""


def run(  # noqa: PLR0913 - as many as MathOpt takes
    model: model_pb2.ModelProto,
    solver_type: parameters_pb2.SolverTypeProto.ValueType,
    parameters: parameters_pb2.SolveParametersProto,
    start: model_parameters_pb2.ModelSolveParametersProto,
    watch: Watch | None = None,
    *,
    interrupter: pybind_solve_interrupter.PySolveInterrupter | None = None,
) -> result_pb2.SolveResultProto:
    """Solve a model; the watch, if there is one, follows the solve and brings its interrupter.

    Raises
    ------
    MathOptError
        An invalid model, an option the solver refuses, or a failure inside the solver.
    """
    registration = callback_pb2.CallbackRegistrationProto()
    if watch is not None:
        registration.request_registration.extend(watch.events)
    try:
        result: result_pb2.SolveResultProto = solver.solve(  # type: ignore[no-untyped-call]
            model,
            solver_type,
            parameters_pb2.SolverInitializerProto(),
            parameters,
            start,
            None if watch is None else watch.on_message,
            registration,
            watch.on_event if watch is not None and watch.events else None,
            interrupter if watch is None else watch.interrupter,
        )
    except StatusNotOk as error:
        raise MathOptError(str(error)) from None
    return result
