"""Plans that rounding breaks are mended, and models are told so that few are broken."""

import numpy as np
import pytest
from solver_models import INF, config, dense, solve_here

from codroute.solve.answer import EndReason, SolverAnswer
from codroute.solve.backends.call import Call
from codroute.solve.backends.check import settle
from codroute.solve.backends.incumbent import Incumbent
from codroute.solve.backends.mend import mend
from codroute.solve.backends.wide import USUAL_TOLERANCE, scaled, tolerance_for

NAMED = ("a solver", "1")

# Two providers of whom one may carry; the first takes 3 orders less than there are.
MOST = 1e7
CHOICE = dense(
    [2, 1, 0, 0],
    [[1, 0, -MOST, 0], [0, 1, 0, -MOST], [0, 0, 1, 1], [1, 1, 0, 0], [1, 0, 0, 0]],
    [0, 0, 1, MOST, MOST - 3],
    upper=[MOST, MOST, 1, 1],
)
LEAKING = np.array([MOST - 3, 3, 1 - 3e-7, 3e-7])


def _call(stop_s: float = 100.0) -> Call:
    return Call(CHOICE, config("highs"), stop_s, None, Incumbent(CHOICE))


def test_the_choices_of_the_broken_plan_are_kept_and_the_bound_is_that_of_the_full_solve() -> None:
    call, seen = _call(), []

    def solve_with(trial: Call) -> SolverAnswer | None:
        seen.append(trial.model)
        trial.incumbent.offer("search", values=np.array([MOST - 3, 0, 1, 0]), bound=1.0)
        return None

    call.incumbent.offer("search", values=LEAKING, bound=2 * MOST - 3)
    answer = mend(call, call.incumbent.answer(EndReason.OPTIMAL, NAMED), solve_with)
    assert seen[0].lower.tolist() == [0, 0, 1, 0]
    assert seen[0].upper.tolist() == [MOST, MOST, 1, 0]
    assert (answer.objective, answer.bound) == (2 * MOST - 6, 2 * MOST - 3)
    assert answer.reason is EndReason.OTHER_LIMIT  # what is proven is less than was asked for
    assert len(seen) == 1  # no other row can be narrowed


def test_rows_broken_by_rounding_are_narrowed_until_they_hold() -> None:
    most = 3e11 - 100
    model = dense([1], [[3e9]], most, upper=INF)
    call, uppers = Call(model, config("highs"), 100.0, None, Incumbent(model)), []

    def solve_with(trial: Call) -> SolverAnswer | None:
        uppers.append(float(trial.model.row_upper[0]))
        trial.incumbent.offer("search", values=np.array([100 - 1e-7 if len(uppers) < 2 else 99]))
        return None

    call.incumbent.offer("search", values=np.array([100 - 1e-7]), bound=99.0)
    answer = mend(call, call.incumbent.answer(EndReason.OPTIMAL, NAMED), solve_with)
    # 100 orders too many, and what 1e-6 of an order adds up to.
    assert uppers == [most, most - 2 * (100 + 3000)]
    assert (answer.reason, answer.objective, answer.bound) == (EndReason.OPTIMAL, 99, 99)


def test_without_a_plan_that_holds_the_answer_is_no_error() -> None:
    call = _call()
    call.incumbent.offer("search", values=LEAKING, bound=2 * MOST)
    answer = mend(call, call.incumbent.answer(EndReason.OPTIMAL, NAMED), lambda _: None)
    assert (answer.reason, answer.values) == (EndReason.OTHER_LIMIT, None)
    assert answer.bound == 2 * MOST
    assert "break rows" in answer.detail


@pytest.mark.parametrize("backend", ["highs", "scip", "cp_sat", "pulp"])
def test_choices_over_millions_of_orders_hold_to_the_last(backend: str) -> None:
    answer, _ = solve_here(CHOICE, backend)
    assert (answer.reason, answer.objective) == (EndReason.OPTIMAL, 2 * MOST - 6)
    assert answer.values is not None
    assert settle(CHOICE, answer.values)[1] is None


def test_the_tolerance_follows_what_a_choice_lets_through() -> None:
    assert tolerance_for(dense([1, 1], [[1, -1000]])) == USUAL_TOLERANCE
    assert tolerance_for(CHOICE) == pytest.approx(1e-8)
    # Beyond that, double precision is the limit.
    assert tolerance_for(dense([1, 1], [[1, -1e9]])) == pytest.approx(1e-6)
    # Large coefficients on columns that are no choices are scaled instead.
    assert tolerance_for(dense([1, 1], [[1, -1e9]], upper=5)) == USUAL_TOLERANCE


def test_scaling_changes_no_digit() -> None:
    model = dense([1, 1], [[3, 5], [300_000_001, 7]], [4, 9e11 + 1], upper=1000)
    rows = scaled(model)
    assert rows.entry_value[:2].tolist() == [3, 5]
    factor = model.entry_value[2] / rows.entry_value[2]
    assert np.log2(factor) % 1 == 0
    assert np.abs(rows.entry_value).max() <= 2**20
    assert (rows.entry_value[2:] * factor).tolist() == [300_000_001, 7]
    assert rows.row_upper.tolist() == [4, (9e11 + 1) / factor]
