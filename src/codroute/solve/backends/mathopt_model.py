"""OR-Tools MathOpt's model message straight from the arrays, no object per variable."""

import numpy as np
from ortools.math_opt import model_parameters_pb2, model_pb2, sparse_containers_pb2

from codroute.economics.arrays import FloatArray, IntArray
from codroute.solve.backends.packed import packed_bools, packed_doubles, packed_ids
from codroute.solve.exact.linear_model import LinearModel

_Variables = model_pb2.VariablesProto
_Rows = model_pb2.LinearConstraintsProto
_Matrix = sparse_containers_pb2.SparseDoubleMatrixProto
_Vector = sparse_containers_pb2.SparseDoubleVectorProto


def model_proto(model: LinearModel) -> model_pb2.ModelProto:
    """Write the model as MathOpt's message: names left out, the solver has no use for them."""
    proto = model_pb2.ModelProto(name=model.name)
    proto.variables.MergeFromString(
        packed_ids(_Variables.IDS_FIELD_NUMBER, np.arange(model.objective.size))
        + packed_doubles(_Variables.LOWER_BOUNDS_FIELD_NUMBER, model.lower)
        + packed_doubles(_Variables.UPPER_BOUNDS_FIELD_NUMBER, model.upper)
        + packed_bools(_Variables.INTEGERS_FIELD_NUMBER, model.integer)
    )
    proto.linear_constraints.MergeFromString(
        packed_ids(_Rows.IDS_FIELD_NUMBER, np.arange(model.row_lower.size))
        + packed_doubles(_Rows.LOWER_BOUNDS_FIELD_NUMBER, model.row_lower)
        + packed_doubles(_Rows.UPPER_BOUNDS_FIELD_NUMBER, model.row_upper)
    )
    proto.linear_constraint_matrix.MergeFromString(
        packed_ids(_Matrix.ROW_IDS_FIELD_NUMBER, model.entry_row)
        + packed_ids(_Matrix.COLUMN_IDS_FIELD_NUMBER, model.entry_column)
        + packed_doubles(_Matrix.COEFFICIENTS_FIELD_NUMBER, model.entry_value)
    )
    proto.objective.maximize = True
    proto.objective.offset = model.offset
    proto.objective.linear_coefficients.CopyFrom(_sparse(model.objective))
    return proto


def hint_proto(hint: FloatArray | None) -> model_parameters_pb2.ModelSolveParametersProto:
    """Write a plan to start from, shape ``(column,)``."""
    proto = model_parameters_pb2.ModelSolveParametersProto()
    if hint is not None:
        # Zeros are told as well: what a hint leaves out is for the solver to choose.
        proto.solution_hints.add().variable_values.CopyFrom(_vector(np.arange(hint.size), hint))
    return proto


def _sparse(values: FloatArray) -> sparse_containers_pb2.SparseDoubleVectorProto:
    """Write the non-zero values."""
    filled = np.flatnonzero(values)
    return _vector(filled, values[filled])


def _vector(ids: IntArray, values: FloatArray) -> sparse_containers_pb2.SparseDoubleVectorProto:
    """Write values with their places."""
    proto = _Vector()
    proto.MergeFromString(
        packed_ids(_Vector.IDS_FIELD_NUMBER, ids)
        + packed_doubles(_Vector.VALUES_FIELD_NUMBER, values)
    )
    return proto
