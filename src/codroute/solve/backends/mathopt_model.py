"""OR-Tools MathOpt's model message straight from the arrays, no object per variable."""

import numpy as np
from ortools.math_opt import model_parameters_pb2, model_pb2

from codroute.solve.exact.linear_model import FloatArray, LinearModel


def model_proto(model: LinearModel) -> model_pb2.ModelProto:
    """Write the model as MathOpt's message: names left out, the solver has no use for them."""
    proto = model_pb2.ModelProto(name=model.name)
    # ndarray.tolist() gives Python numbers in one sweep; handing over the array itself would
    # make protobuf convert NumPy scalars one by one, four times slower.
    columns = proto.variables
    columns.ids.extend(range(model.objective.size))
    columns.lower_bounds.extend(model.lower.tolist())
    columns.upper_bounds.extend(model.upper.tolist())
    columns.integers.extend(model.integer.tolist())
    rows = proto.linear_constraints
    rows.ids.extend(range(model.row_lower.size))
    rows.lower_bounds.extend(model.row_lower.tolist())
    rows.upper_bounds.extend(model.row_upper.tolist())
    _fill_objective(proto, model)
    matrix = proto.linear_constraint_matrix
    matrix.row_ids.extend(model.entry_row.tolist())
    matrix.column_ids.extend(model.entry_column.tolist())
    matrix.coefficients.extend(model.entry_value.tolist())
    return proto


def _fill_objective(proto: model_pb2.ModelProto, model: LinearModel) -> None:
    """Write the objective's sense, offset and non-zero coefficients."""
    proto.objective.maximize = True
    proto.objective.offset = model.offset
    priced = np.flatnonzero(model.objective)
    proto.objective.linear_coefficients.ids.extend(priced.tolist())
    proto.objective.linear_coefficients.values.extend(model.objective[priced].tolist())


def hint_proto(hint: FloatArray | None) -> model_parameters_pb2.ModelSolveParametersProto:
    """Write a plan to start from, shape ``(column,)``."""
    proto = model_parameters_pb2.ModelSolveParametersProto()
    if hint is not None:
        values = proto.solution_hints.add().variable_values
        values.ids.extend(range(hint.size))
        values.values.extend(hint.tolist())
    return proto
