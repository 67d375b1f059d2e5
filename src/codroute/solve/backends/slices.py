"""Lengthening time slices for solvers that say nothing until they end.

A slice that ends by itself ends the solve, so an easy model costs one start of the solver. A
hard one leaves a plan and a bound behind after each slice, and each slice starts from the best
plan so far; with a growth of 2 the last slice is about half of the whole time.
"""

from collections.abc import Callable
from dataclasses import dataclass

from codroute.economics.arrays import FloatArray
from codroute.solve.answer import EndReason, SolverAnswer
from codroute.solve.backends.call import Call

_LAST_SLICE_SHARE = 0.5
"""A rest shorter than this share of the next slice is added to the present one."""

_MOMENT_S = 0.05
"""With less than this left, no slice is begun."""


@dataclass(frozen=True)
class SliceEnd:
    """What one slice brought; None for what it did not."""

    reason: EndReason
    values: FloatArray | None
    bound: float | None
    detail: str


SolveSlice = Callable[[float, FloatArray | None], SliceEnd]
"""Solves for at most so many seconds, from a plan if there is one."""


def solve_in_slices(
    call: Call, solver: tuple[str, str], solve_slice: SolveSlice
) -> SolverAnswer | None:
    """Solve slice after slice until the gap is reached, something is proven or time is up.

    Returns None when the solver cannot tell infeasible from unbounded.
    """
    config, incumbent = call.config, call.incumbent
    length_s, slices = config.first_slice_s, 0
    while True:
        left_s = call.time_limit_s - incumbent.seconds
        if left_s - length_s < _LAST_SLICE_SHARE * length_s * config.slice_growth:
            length_s = left_s
        start = call.hint if incumbent.values is None else incumbent.values
        end = solve_slice(max(length_s, 0.01), start)
        slices += 1
        fault = incumbent.offer(f"slice {slices}", values=end.values, bound=end.bound)
        # At the end of its time CBC may hand over its relaxation: no plan, but no lie either.
        if fault is not None and end.reason is not EndReason.TIME_LIMIT:
            detail = f"{solver[0]}'s plan: {fault}"
            return incumbent.answer(EndReason.ERROR, solver, detail, slices)
        if end.reason is EndReason.UNBOUNDED and call.model.objective.any():
            return None
        reason = _reason_to_end(call, end.reason)
        if reason is not None:
            return incumbent.answer(reason, solver, end.detail, slices)
        length_s *= config.slice_growth


def _reason_to_end(call: Call, reason: EndReason) -> EndReason | None:
    """Say why no further slice is wanted; None if one is."""
    if reason is EndReason.UNBOUNDED:
        # Said of a model without an objective, which can only lack a plan.
        return EndReason.INFEASIBLE
    if reason is not EndReason.TIME_LIMIT:
        return reason
    if call.incumbent.gap_reached(call.config):
        return EndReason.OPTIMAL
    if call.stop.asked:
        return EndReason.INTERRUPTED
    return reason if call.incumbent.seconds + _MOMENT_S >= call.time_limit_s else None
