"""Typed outcomes of a solve: why it ended, the plan, the bound and the gap between them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # NumPy is not needed to start a solver's process
    from codroute.economics.arrays import FloatArray


_BOUND_NOISE = 1e-6
"""Relative distance by which a solver's tolerances may put a bound below a plan."""

FEWEST_DECLINED = "fewest declined"
"""Stage in which the declined orders are minimised: its objective is their number, negative."""


class EndReason(StrEnum):
    """Why a solve ended."""

    OPTIMAL = "optimal"
    """The gap asked for was reached."""
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    TIME_LIMIT = "time_limit"
    OTHER_LIMIT = "other_limit"
    """A limit that a native option of the solver set: nodes, solutions, memory."""
    INTERRUPTED = "interrupted"
    ERROR = "error"


def relative_gap(objective: float | None, bound: float | None) -> float | None:
    """Say how far the bound lies above the plan, as a share of the plan's objective.

    Parameters
    ----------
    objective, bound
        In the model's money; ``None`` where unknown.

    Returns
    -------
    float or None
        ``(bound - objective) / |objective|``, never negative; ``inf`` for a plan worth nothing
        under a positive bound; ``None`` if either side is unknown.
    """
    if objective is None or bound is None:
        return None
    distance = max(0.0, bound - objective)
    if distance == 0.0:
        return 0.0
    return distance / abs(objective) if objective else float("inf")


def is_false(bound: float, objective: float) -> bool:
    """Tell whether a bound lies further below a plan than a solver's tolerances explain."""
    return bound < objective - _BOUND_NOISE * max(1.0, abs(objective))


@dataclass(frozen=True)
class Progress:
    """Best plan's objective and best bound known at one moment of a solve."""

    seconds: float
    """Since the solve began."""
    objective: float | None
    bound: float | None
    stage: str

    @property
    def relative_gap(self) -> float | None:
        """Gap as a share of the plan's objective; None if unknown."""
        return relative_gap(self.objective, self.bound)


@dataclass(frozen=True)
class SolverAnswer:
    """How one solve ended and what it found. What is not known is None, never 0."""

    reason: EndReason
    values: FloatArray | None
    """The best plan found, shape ``(column,)``, integer columns exactly whole; verified."""
    objective: float | None
    """Recomputed from ``values``, the offset included."""
    bound: float | None
    """No plan can be worth more than this."""
    solver: str
    solver_version: str
    seconds: float
    detail: str
    slices: int | None
    """How often the solver was started, more than once when in time slices; None if killed."""
    confirmed_by: str | None = None
    """Another solver that found nothing better, with its version."""

    @property
    def relative_gap(self) -> float | None:
        """Gap as a share of the plan's objective; None if unknown."""
        return relative_gap(self.objective, self.bound)
