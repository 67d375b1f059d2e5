import numpy as np
from solver_models import config, dense, hard_knapsack, solve_here

from codroute.economics.arrays import FloatArray
from codroute.solve.answer import EndReason
from codroute.solve.backends.call import Call, StopRequest
from codroute.solve.backends.incumbent import Incumbent
from codroute.solve.backends.slices import SliceEnd, solve_in_slices

NAMED = ("a solver", "1")


def test_slices_lengthen_and_never_lose_a_plan() -> None:
    answer, seen = solve_here(
        hard_knapsack(), "pulp", time_limit_s=3.0, first_slice_s=0.3, slice_growth=2
    )
    assert answer.reason is EndReason.TIME_LIMIT
    assert answer.slices == 3
    assert answer.seconds > 2.5
    assert {p.stage for p in seen} <= {"slice 1", "slice 2", "slice 3"}
    assert answer.objective == max(p.objective for p in seen if p.objective is not None)


def test_an_easy_model_costs_one_start() -> None:
    answer, _ = solve_here(dense([1, 2], [[1, 1]], 1.0), "pulp", first_slice_s=5)
    assert (answer.reason, answer.slices) == (EndReason.OPTIMAL, 1)


def test_each_slice_starts_from_the_best_plan_so_far() -> None:
    model = dense([1, 2, 4], [[1, 1, 1]], 1.0)
    plans: list[list[float]] = [[0, 1, 0], [1, 0, 0], [0, 0, 1]]
    starts: list[list[float] | None] = []

    def solve_slice(_seconds: float, start: FloatArray | None) -> SliceEnd:
        starts.append(None if start is None else start.tolist())
        values = dense(plans[len(starts) - 1], [[1, 1, 1]]).objective
        return SliceEnd(EndReason.TIME_LIMIT, values, 10.0 - 3 * len(starts), "")

    incumbent = Incumbent(model)
    call = Call(model, config("pulp"), 100.0, None, incumbent)
    answer = solve_in_slices(call, NAMED, solve_slice)
    assert answer is not None
    assert starts == [None, [0, 1, 0], [0, 1, 0]]
    # The third slice's own status is time, but plan 4 and bound 1 would contradict each other.
    assert answer.reason is EndReason.ERROR


def test_the_gap_over_all_slices_ends_the_solve() -> None:
    model = dense([1, 2, 4], [[1, 1, 1]], 1.0)

    def solve_slice(_seconds: float, start: FloatArray | None) -> SliceEnd:
        if start is None:
            return SliceEnd(EndReason.TIME_LIMIT, model.objective // 4, 9.0, "")
        return SliceEnd(EndReason.TIME_LIMIT, None, 4.0, "")

    call = Call(model, config("pulp"), 100.0, None, Incumbent(model))
    answer = solve_in_slices(call, NAMED, solve_slice)
    assert answer is not None
    assert (answer.reason, answer.objective, answer.bound) == (EndReason.OPTIMAL, 4.0, 4.0)
    assert answer.slices == 2


def test_a_request_to_stop_ends_after_the_slice() -> None:
    model = dense([1], [[1]], 1.0)
    stop = StopRequest()
    stop.ask()
    told = []
    stop.when_asked(lambda: told.append(True))

    def solve_slice(_seconds: float, _start: FloatArray | None) -> SliceEnd:
        return SliceEnd(EndReason.TIME_LIMIT, None, None, "")

    call = Call(model, config("pulp"), 100.0, None, Incumbent(model), stop)
    answer = solve_in_slices(call, NAMED, solve_slice)
    assert answer is not None
    assert answer.reason is EndReason.INTERRUPTED
    assert told == [True]


def test_a_false_plan_is_an_error_without_values() -> None:
    model = dense([1, 1], [[1, 1]], 1.0)

    def solve_slice(_seconds: float, _start: FloatArray | None) -> SliceEnd:
        return SliceEnd(EndReason.OPTIMAL, model.objective, 2.0, "")

    call = Call(model, config("pulp"), 100.0, None, Incumbent(model))
    answer = solve_in_slices(call, NAMED, solve_slice)
    assert answer is not None
    assert (answer.reason, answer.values) == (EndReason.ERROR, None)
    assert "Row 0 adds up to 2.0" in answer.detail


def test_a_relaxation_at_the_end_of_a_slice_is_no_plan() -> None:
    model = dense([1, 2], [[1, 1]], 1.0)
    ends = [
        SliceEnd(EndReason.TIME_LIMIT, model.objective / 3, 2.5, ""),
        SliceEnd(EndReason.OPTIMAL, np.array([0.0, 1.0]), 2.0, ""),
    ]

    def solve_slice(_seconds: float, start: FloatArray | None) -> SliceEnd:
        assert start is None
        return ends.pop(0)

    call = Call(model, config("pulp"), 100.0, None, Incumbent(model))
    answer = solve_in_slices(call, NAMED, solve_slice)
    assert answer is not None
    assert (answer.reason, answer.objective, answer.slices) == (EndReason.OPTIMAL, 2.0, 2)
