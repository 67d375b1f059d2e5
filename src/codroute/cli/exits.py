"""The one place that turns errors into exit codes, one message and one JSON document."""

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from codroute.errors import (
    CodrouteError,
    Fault,
    Infeasible,
    InvalidInput,
    NoPlanFound,
    PricesDisagree,
    SolveFailed,
)
from codroute.report.escape import clean, clean_lines


class ExitCode(IntEnum):
    """How a command ended; the epilog of every help page says the same."""

    DONE = 0
    UNEXPECTED = 1
    INVALID_INPUT = 2
    INFEASIBLE = 3
    LIMIT_REACHED = 4
    INTERRUPTED = 5
    AUDIT_FAILED = 6


EPILOG = """\b
Exit codes:
  0  done
  1  unexpected error, a solver that failed, prices that disagree, or output that nobody takes
  2  invalid input or usage, or a file that cannot be written
  3  infeasible: no plan satisfies every rule
  4  a limit was reached before the wanted gap (a plan is given if one was found)
  5  interrupted (a plan may be given)
  6  the audit failed, or an invoice differs from its card
"""


@dataclass(frozen=True)
class Problem:
    """What went wrong, ready to be printed: its kind, its exit code and its words."""

    kind: str
    code: ExitCode
    message: str
    faults: tuple[Fault, ...] = ()

    def document(self) -> dict[str, Any]:
        """Give the problem as the JSON document that ``--json`` prints."""
        return {
            "error": self.kind,
            "message": clean_lines(self.message),
            "faults": fault_documents(self.faults),
        }


def fault_documents(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    """Give faults as plain data, their text as the screen shows it."""
    return [
        {
            key: clean(value) if isinstance(value, str) else value
            for key, value in vars(fault).items()
        }
        for fault in faults
    ]


_KINDS: tuple[tuple[type[BaseException], str, ExitCode], ...] = (
    (InvalidInput, "invalid_input", ExitCode.INVALID_INPUT),
    (NoPlanFound, "limit_reached", ExitCode.LIMIT_REACHED),
    (SolveFailed, "solve_failed", ExitCode.UNEXPECTED),
    (PricesDisagree, "prices_disagree", ExitCode.UNEXPECTED),
    (CodrouteError, "invalid_input", ExitCode.INVALID_INPUT),
)
"""The first class that fits decides; what fits none was not expected."""


_REPAIR = "codroute repair finds the cheapest way to a plan, and the rules that contradict"


def problem_of(error: BaseException) -> Problem:
    """Say which kind of problem an error is."""
    if isinstance(error, KeyboardInterrupt) or getattr(error, "interrupted", False):
        return Problem("interrupted", ExitCode.INTERRUPTED, str(error) or "interrupted")
    faults = error.faults if isinstance(error, InvalidInput) else ()
    if isinstance(error, Infeasible):
        return Problem("infeasible", ExitCode.INFEASIBLE, f"{error}\n{_REPAIR}")
    for kind, name, code in _KINDS:
        if isinstance(error, kind):
            return Problem(name, code, str(error), faults)
    words = traceback.format_exception_only(error)[-1].strip()
    hint = "codroute --debug … shows where"
    return Problem("unexpected", ExitCode.UNEXPECTED, f"unexpected: {words} ({hint})")
