import numpy as np
import pytest
from solver_models import INF, dense

from codroute.solve.answer import EndReason
from codroute.solve.backends.check import objective_of, settle
from codroute.solve.backends.incumbent import Incumbent

MODEL = dense([3, 2], [[1, 1]], 4.0, upper=[5, INF], integer=[True, False], offset=1.0)


def test_integer_columns_are_rounded_and_bounds_kept() -> None:
    values, fault = settle(MODEL, np.array([1.9999999, -1e-9]))
    assert fault is None
    assert values.tolist() == [2.0, 0.0]
    assert objective_of(MODEL, values) == 7.0


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([1.5, 0.0], "Column 0 should be whole but is 1.5"),
        ([6.0, 0.0], "Column 0 is 6.0, outside [0.0, 5.0]"),
        ([4.0, 0.1], "Row 0 adds up to 4.1, outside [-inf, 4.0]"),
        ([4.0, float("nan")], "not one finite number per column"),
        ([4.0], "not one finite number per column"),
    ],
)
def test_what_violates_the_model_is_no_plan(values: list[float], words: str) -> None:
    _, fault = settle(MODEL, np.array(values))
    assert fault is not None
    assert words in fault


def test_a_row_is_judged_by_its_size() -> None:
    large = dense([1, 1], [[1e9, -1e9]], 0.0, upper=INF, integer=False)
    assert settle(large, np.array([1.0000000001, 1.0]))[1] is None
    small = dense([1, 1], [[1, -1]], 0.0, upper=INF, integer=False)
    assert settle(small, np.array([1.1, 1.0]))[1] is not None


def test_contradicting_claims_are_errors_without_values() -> None:
    named = ("a solver", "1")
    assert Incumbent(MODEL).answer(EndReason.OPTIMAL, named).reason is EndReason.ERROR

    known = Incumbent(MODEL)
    known.offer("search", values=np.array([2.0, 0.0]))
    answer = known.answer(EndReason.INFEASIBLE, named)
    assert (answer.reason, answer.values, answer.objective) == (EndReason.ERROR, None, None)

    known.offer("search", bound=6.0)
    answer = known.answer(EndReason.OPTIMAL, named)
    assert (answer.reason, answer.values, answer.bound) == (EndReason.ERROR, None, None)
    assert "bound 6.0 lies below its plan's 7.0" in answer.detail


def test_a_worse_plan_or_bound_changes_nothing() -> None:
    reports = []
    known = Incumbent(MODEL, lambda progress, values: reports.append((progress, values)))
    known.offer("a", values=np.array([2.0, 0.0]), bound=20.0)
    known.offer("b", values=np.array([1.0, 0.0]), bound=21.0)
    known.offer("c", bound=INF)
    known.offer("d", bound=15.0)
    assert [(p.stage, p.objective, p.bound, v is None) for p, v in reports] == [
        ("a", 7.0, 20.0, False),
        ("d", 7.0, 15.0, True),
    ]


def test_a_false_plan_is_named_also_when_a_true_one_is_known() -> None:
    known = Incumbent(MODEL)
    assert known.offer("a", values=np.array([2.0, 0.0])) is None
    for false in ([9.0, 0.0], [float("nan"), 0.0], [1.0]):
        assert known.offer("b", values=np.array(false)) is not None
    assert known.offer("c", values=np.array([0.0, 0.0])) is None
    assert known.objective == 7.0
