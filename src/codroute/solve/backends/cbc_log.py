"""CBC's log: why it ended, the bound, the version. PuLP 3 passes on none of these."""

import re

from codroute.solve.answer import EndReason

_ENDS = (
    ("Result - Optimal solution found", EndReason.OPTIMAL),
    ("Result - Problem proven infeasible", EndReason.INFEASIBLE),
    ("Result - Linear relaxation infeasible", EndReason.INFEASIBLE),
    ("Result - Linear relaxation unbounded", EndReason.UNBOUNDED),
    ("Result - User ctrl-c", EndReason.INTERRUPTED),
    ("Result - Stopped on ctrl-c", EndReason.INTERRUPTED),
    ("Result - Stopped on time limit", EndReason.TIME_LIMIT),
    ("Result - LP relaxation stopped on time limit", EndReason.TIME_LIMIT),
    ("Result - Stopped on", EndReason.OTHER_LIMIT),
    ("infeasibility proved", EndReason.INFEASIBLE),
    ("Problem is infeasible", EndReason.INFEASIBLE),
    ("LP Infeasible —", EndReason.INFEASIBLE),
    ("Infeasible —", EndReason.INFEASIBLE),
    ("Problem is unbounded", EndReason.UNBOUNDED),
    ("infeasible or unbounded", EndReason.UNBOUNDED),
    ("Unbounded —", EndReason.UNBOUNDED),
    ("✔ Optimal —", EndReason.OPTIMAL),
)
"""The first that occurs says how CBC ended. A pure LP, and a model that falls before the search,
has no line of result; "LP Optimal" only speaks of the relaxation."""

_REFUSAL = re.compile(
    r"^(?:Unrecognized parameter|Illegal keyword|Illegal parameter value).*", re.M
)
_BOUND = re.compile(r"^(?:Lower bound|Best possible): +(\S+)", re.M)
_VERSION = re.compile(r"^CBC (.+?) —", re.M)
_BOUND_DIGITS = 6


def end_reason(log: str, timed_out: bool) -> EndReason | None:
    """Say why CBC ended, None if the log does not tell.

    Parameters
    ----------
    log
        Everything CBC printed.
    timed_out
        Whether it used up its time, after which "infeasible or too expensive" proves nothing.
    """
    reason = next((reason for words, reason in _ENDS if words in log), None)
    if reason is EndReason.INFEASIBLE and timed_out and "too expensive" in log:
        return EndReason.TIME_LIMIT
    return reason


def lower_bound(log: str) -> float | None:
    """Read the last bound of a minimisation, lowered by what printing may have rounded off."""
    printed = _BOUND.findall(log)
    if not printed:
        return None
    bound = float(printed[-1])
    return bound - abs(bound) * 10.0 ** (1 - _BOUND_DIGITS)


def refusal(log: str) -> str | None:
    """Find an option CBC does not know or a value it does not take."""
    match = _REFUSAL.search(log)
    return match[0] if match else None


def version(log: str) -> str:
    """Read which CBC this is."""
    match = _VERSION.search(log)
    return match[1] if match else ""
