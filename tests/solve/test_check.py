import numpy as np
import pytest
from solver_models import INF, dense

from codroute.solve.answer import EndReason
from codroute.solve.backends.check import broken_by_rounding, objective_of, settle
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


ROLE = dense([1, 0], [[10, -1e7]], 0.0, upper=[6e6, 1], row_lower=-INF)


def test_rows_of_whole_numbers_are_judged_exactly() -> None:
    orders = dense([1, 1], [[10, -10]], 0.0, upper=6e6)
    assert settle(orders, np.array([5.9e6, 5.9e6]))[1] is None
    fault = settle(orders, np.array([5.9e6 + 1, 5.9e6]))[1]
    assert fault is not None
    assert "Row 0 adds up to 10.0" in fault


@pytest.mark.parametrize("sign", [1, -1])
def test_rows_of_whole_numbers_too_large_for_floats_are_judged_exactly(sign: int) -> None:
    product = (2**33 + 1) * (2**27 + 1)
    most = float(product - 1)
    assert int(most) == product - 1  # one less than what a float makes of the product
    bounds = {"row_lower": -INF} if sign > 0 else {"row_lower": -most}
    upper = most if sign > 0 else INF
    model = dense([1], [[sign * (2**33 + 1)]], upper, upper=2.0**40, **bounds)
    assert settle(model, np.array([2.0**27 + 1]))[1] is not None
    assert settle(model, np.array([2.0**27]))[1] is None


def test_a_plan_that_only_rounding_breaks_is_no_fault_and_no_plan() -> None:
    leaking = np.array([1.0, 1e-6])
    assert settle(ROLE, leaking)[1] is not None
    assert broken_by_rounding(ROLE, leaking)
    assert not broken_by_rounding(ROLE, np.array([5.0, 1e-6]))
    known = Incumbent(ROLE)
    assert known.offer("search", values=leaking, bound=2.0) is None
    assert known.values is None
    assert known.near is not None and known.near.tolist() == [1.0, 0.0]
    assert known.answer(EndReason.OPTIMAL, ("a solver", "1")).reason is EndReason.OTHER_LIMIT
    known.offer("search", values=np.array([2.0, 1.0]))
    assert known.near is None
