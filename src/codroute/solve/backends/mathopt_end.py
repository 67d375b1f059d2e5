"""Why a solve through MathOpt ended, in codroute's words."""

from ortools.math_opt import result_pb2

from codroute.solve.answer import EndReason

_REASONS = {
    result_pb2.TERMINATION_REASON_OPTIMAL: EndReason.OPTIMAL,
    result_pb2.TERMINATION_REASON_INFEASIBLE: EndReason.INFEASIBLE,
    result_pb2.TERMINATION_REASON_UNBOUNDED: EndReason.UNBOUNDED,
}

_LIMITS = {
    result_pb2.LIMIT_TIME: EndReason.TIME_LIMIT,
    result_pb2.LIMIT_INTERRUPTED: EndReason.INTERRUPTED,
}

_ALL_BUT = 0.95
"""Share of its time limit after which a solve that does not tell its limit ended by that one."""


def end_reason(
    termination: result_pb2.TerminationProto, seconds: float, time_limit_s: float
) -> EndReason | None:
    """Say why a solve of this length ended; None if infeasible or unbounded, it knows not which."""
    if termination.reason == result_pb2.TERMINATION_REASON_INFEASIBLE_OR_UNBOUNDED:
        return None
    reason = _REASONS.get(termination.reason)
    if reason is not None:
        return reason
    if termination.limit == result_pb2.LIMIT_UNSPECIFIED:
        return EndReason.ERROR
    if termination.limit == result_pb2.LIMIT_UNDETERMINED:
        # CP-SAT never tells its limits apart, HiGHS not those on nodes and solutions.
        timed_out = seconds >= _ALL_BUT * time_limit_s
        return EndReason.TIME_LIMIT if timed_out else EndReason.OTHER_LIMIT
    return _LIMITS.get(termination.limit, EndReason.OTHER_LIMIT)
