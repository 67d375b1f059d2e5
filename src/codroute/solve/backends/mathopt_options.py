"""Options in a solver's own names, checked by the solver itself."""

from collections.abc import Iterator

from google.protobuf import text_format
from ortools.math_opt import callback_pb2, model_parameters_pb2, model_pb2, parameters_pb2
from ortools.math_opt.core.python import solver
from pybind11_abseil.status import StatusNotOk

from codroute.solve.config import ConfigError, NativeValue, SolverConfig

Parameters = parameters_pb2.SolveParametersProto


def set_native(parameters: Parameters, config: SolverConfig) -> None:
    """Add the configuration's native options.

    Raises
    ------
    ConfigError
        Naming every option the solver does not know or whose value it refuses.
    """
    refusals = []
    for name, value in config.native.items():
        refusal = _SETTERS[config.backend](parameters, name, value)
        if refusal is not None:
            refusals.append(f"native.{name}: found {value!r}; {refusal}")
    if refusals:
        raise ConfigError("\n".join(refusals))


def _set_highs(parameters: Parameters, name: str, value: NativeValue) -> str | None:
    """Hand HiGHS an option under the type of its value."""
    return _first_accepted(
        "HiGHS",
        parameters,
        parameters_pb2.SOLVER_TYPE_HIGHS,
        (Parameters(highs=fields) for fields in _highs_fields(name, value)),
    )


def _highs_fields(name: str, value: NativeValue) -> Iterator[dict[str, dict[str, NativeValue]]]:
    """List the fields of HiGHS' message that may hold the value; a whole number may be a float."""
    if isinstance(value, bool):
        yield {"bool_options": {name: value}}
    elif isinstance(value, int):
        yield {"int_options": {name: value}}
        yield {"double_options": {name: float(value)}}
    elif isinstance(value, float):
        yield {"double_options": {name: value}}
    else:
        yield {"string_options": {name: value}}


def _set_scip(parameters: Parameters, name: str, value: NativeValue) -> str | None:
    """Hand SCIP a parameter under the type of its value."""
    return _first_accepted(
        "SCIP",
        parameters,
        parameters_pb2.SOLVER_TYPE_GSCIP,
        (Parameters(gscip=fields) for fields in _scip_fields(name, value)),
    )


def _scip_fields(name: str, value: NativeValue) -> Iterator[dict[str, dict[str, NativeValue]]]:
    """List the fields of SCIP's message that may hold the value: SCIP tells long from int."""
    if isinstance(value, bool):
        yield {"bool_params": {name: value}}
    elif isinstance(value, int):
        if abs(value) < 2**31:
            yield {"int_params": {name: value}}
        yield {"long_params": {name: value}}
        yield {"real_params": {name: float(value)}}
    elif isinstance(value, float):
        yield {"real_params": {name: value}}
    else:
        yield {"string_params": {name: value}}
        if len(value) == 1:
            yield {"char_params": {name: value}}


def _first_accepted(
    solver_name: str, parameters: Parameters, solver_type: int, trials: Iterator[Parameters]
) -> str | None:
    """Add the first form of an option that the solver accepts on an empty model."""
    refusal = ""
    for trial in trials:
        try:
            solver.solve(
                model_pb2.ModelProto(),
                solver_type,
                parameters_pb2.SolverInitializerProto(),
                trial,
                model_parameters_pb2.ModelSolveParametersProto(),
                None,
                callback_pb2.CallbackRegistrationProto(),
                None,
                None,
            )
        except StatusNotOk as error:
            refusal = str(error)
        else:
            parameters.MergeFrom(trial)
            return None
    return f"{solver_name} refuses it: {refusal}"


def _set_cp_sat(parameters: Parameters, name: str, value: NativeValue) -> str | None:
    """Hand CP-SAT a field of its SatParameters, in protobuf's text format."""
    if isinstance(value, bool):
        literals = [str(value).lower()]
    elif isinstance(value, str):
        literals = [value, f'"{text_format.text_encoding.CEscape(value, True)}"']
    else:
        literals = [repr(value)]
    refusal = ""
    for literal in literals:
        try:
            text_format.Merge(f"{name}: {literal}", parameters.cp_sat)
        except text_format.ParseError as error:
            refusal = str(error)
        else:
            return None
    return f"CP-SAT refuses it: {refusal}"


_SETTERS = {"highs": _set_highs, "scip": _set_scip, "cp_sat": _set_cp_sat}
