"""Options in a solver's own names, checked by the solver itself."""

from collections.abc import Iterator

from google.protobuf import text_format  # type: ignore[import-untyped]
from ortools.math_opt import model_pb2, parameters_pb2

from codroute.errors import ConfigError
from codroute.solve.backends.mathopt_core import MathOptError, run
from codroute.solve.backends.mathopt_model import hint_proto
from codroute.solve.config import NativeValue, SolverConfig

Parameters = parameters_pb2.SolveParametersProto

_SCIP_WRONG_TYPE = "SCIP error code -13 "
_SCIP_WORDS = {
    "SCIP error code -12 ": "it has no such parameter",
    _SCIP_WRONG_TYPE: "the parameter has another type",
    "SCIP error code -14 ": "the value is out of range",
}


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
    forms = _highs_forms(name, value)
    return _first_accepted("HiGHS", parameters, parameters_pb2.SOLVER_TYPE_HIGHS, forms)


def _highs_forms(name: str, value: NativeValue) -> Iterator[Parameters]:
    """Write the option in each type that can hold the value; a whole number may be a float."""
    form = Parameters()
    if isinstance(value, bool):
        form.highs.bool_options[name] = value
    elif isinstance(value, int):
        form.highs.int_options[name] = value
        yield form
        form = Parameters()
        form.highs.double_options[name] = float(value)
    elif isinstance(value, float):
        form.highs.double_options[name] = value
    else:
        form.highs.string_options[name] = value
    yield form


def _set_scip(parameters: Parameters, name: str, value: NativeValue) -> str | None:
    """Hand SCIP a parameter under the type of its value."""
    forms = _scip_forms(name, value)
    return _first_accepted("SCIP", parameters, parameters_pb2.SOLVER_TYPE_GSCIP, forms)


def _scip_forms(name: str, value: NativeValue) -> Iterator[Parameters]:
    """Write the parameter in each type that can hold the value: SCIP tells long from int."""
    forms = [Parameters() for _ in range(3)]
    if isinstance(value, bool):
        forms[0].gscip.bool_params[name] = value
    elif isinstance(value, int):
        if abs(value) < 2**31:
            forms[0].gscip.int_params[name] = value
        forms[1].gscip.long_params[name] = value
        forms[2].gscip.real_params[name] = float(value)
    elif isinstance(value, float):
        forms[0].gscip.real_params[name] = value
    else:
        forms[0].gscip.string_params[name] = value
        if len(value) == 1:
            forms[1].gscip.char_params[name] = value
    return (form for form in forms if form.HasField("gscip"))


def _first_accepted(
    solver_name: str,
    parameters: Parameters,
    solver_type: parameters_pb2.SolverTypeProto.ValueType,
    forms: Iterator[Parameters],
) -> str | None:
    """Add the first form of an option that the solver accepts on an empty model."""
    refusals = []
    for form in forms:
        # Beside the options set already: HiGHS cannot change its threads within a process.
        trial = Parameters()
        trial.CopyFrom(parameters)
        trial.MergeFrom(form)
        try:
            run(model_pb2.ModelProto(), solver_type, trial, hint_proto(None))
        except MathOptError as error:
            refusals.append(str(error))
        else:
            parameters.CopyFrom(trial)
            return None
    # A complaint about the type only says that another form of the value had to be tried.
    telling = next((r for r in refusals if _SCIP_WRONG_TYPE not in r), refusals[0])
    known = next((words for code, words in _SCIP_WORDS.items() if code in telling), telling)
    return f"{solver_name} refuses it: {known}"


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
