import numpy as np
from ortools.math_opt import model_pb2
from solver_models import INF, dense

from codroute.solve.backends.mathopt_model import hint_proto, model_proto
from codroute.solve.backends.packed import packed_ids


def test_the_message_is_what_protobuf_itself_would_write() -> None:
    model = dense(
        [1.5, 0, -2],
        [[1, 0, 2], [0, -3, 4]],
        [5, INF],
        row_lower=[-INF, 1],
        lower=[0, -1, -INF],
        upper=[1, 200, 3],
        integer=[True, False, True],
        offset=7.0,
    )
    expected = model_pb2.ModelProto(name="dense")
    expected.variables.ids.extend([0, 1, 2])
    expected.variables.lower_bounds.extend([0, -1, -INF])
    expected.variables.upper_bounds.extend([1, 200, 3])
    expected.variables.integers.extend([True, False, True])
    expected.linear_constraints.ids.extend([0, 1])
    expected.linear_constraints.lower_bounds.extend([-INF, 1])
    expected.linear_constraints.upper_bounds.extend([5, INF])
    expected.linear_constraint_matrix.row_ids.extend([0, 0, 1, 1])
    expected.linear_constraint_matrix.column_ids.extend([0, 2, 1, 2])
    expected.linear_constraint_matrix.coefficients.extend([1, 2, -3, 4])
    expected.objective.maximize = True
    expected.objective.offset = 7
    expected.objective.linear_coefficients.ids.extend([0, 2])
    expected.objective.linear_coefficients.values.extend([1.5, -2])
    assert model_proto(model) == expected


def test_whole_numbers_of_every_length() -> None:
    ids = [0, 1, 127, 128, 300, 16383, 16384, 2**21 - 1, 2**21, 2**28, 2**31 - 1]
    message = model_pb2.VariablesProto()
    message.MergeFromString(packed_ids(message.IDS_FIELD_NUMBER, np.array(ids)))
    assert list(message.ids) == ids
    empty = packed_ids(message.IDS_FIELD_NUMBER, np.array([], dtype=np.int64))
    assert list(model_pb2.VariablesProto.FromString(empty).ids) == []


def test_a_hint_tells_zeros_too() -> None:
    values = hint_proto(np.array([0.0, 2.0])).solution_hints[0].variable_values
    assert list(values.ids) == [0, 1]
    assert list(values.values) == [0.0, 2.0]
    assert not hint_proto(None).solution_hints
