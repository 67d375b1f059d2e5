"""One class tree for everything that codroute refuses or cannot do.

The command line maps each class to an exit code and one message in one place; so will the API.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Fault:
    """One thing wrong with what the user stated, with the place to mend it.

    ``file``, ``row`` and ``column`` are as the user sees them: the header of a table is row 1.
    ``sheet`` and ``cell`` (``H7``) say where it stands in a workbook.
    """

    file: str
    row: int | None
    column: str | None
    found: str
    wanted: str
    severity: Literal["error", "warning"] = "error"
    sheet: str | None = None
    cell: str | None = None

    @property
    def place(self) -> str:
        """Name the place in words."""
        parts = [self.file]
        if self.sheet is not None:
            parts.append(f"sheet {self.sheet}")
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column is not None:
            parts.append(f"column {self.column}")
        words = ", ".join(parts)
        return words if self.cell is None else f"{words} (cell {self.cell})"

    def __str__(self) -> str:
        """Say place, value found and value wanted on one line."""
        return f"{self.place}: found {self.found}; wanted {self.wanted}"


class CodrouteError(Exception):
    """Anything codroute refuses or cannot do."""


class InvalidInput(CodrouteError):
    """The input has faults; all of them are listed."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Infeasible(CodrouteError):
    """No plan satisfies every rule; a solver proved it."""


class NoPlanFound(CodrouteError):
    """The solve ended at its limit, or was interrupted, before any plan was found."""

    def __init__(self, message: str, *, interrupted: bool) -> None:
        super().__init__(message)
        self.interrupted = interrupted


class ConfigError(CodrouteError):
    """A solver configuration that cannot be used; the message lists every fault."""


class SolveFailed(CodrouteError):
    """A solver crashed or returned something that is not a plan; no result is given."""


class PricesDisagree(CodrouteError):
    """The two price calculations give different amounts; no price is given."""
