"""Linear programs: what is asked of their solver, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:  # NumPy is not needed to start a solver's process
    import numpy as np
    from numpy.typing import NDArray

    from codroute.economics.arrays import FloatArray
    from codroute.solve.answer import EndReason

LpSolver = Literal["glop", "highs"]
LpAlgorithm = Literal["primal", "dual", "barrier"]


class BasisCode(IntEnum):
    """Where a column, or the value of a row, stands in a basis; numbered as MathOpt does."""

    FREE = 1
    """At zero, between bounds that are both infinite."""
    AT_LOWER = 2
    AT_UPPER = 3
    FIXED = 4
    BASIC = 5


@dataclass(frozen=True)
class Basis:
    """Where a simplex solve ended, and where another can begin.

    It serves a model to which columns and rows were appended since: new rows enter it as basic,
    new columns at a bound.
    """

    columns: NDArray[np.int8]
    """One `BasisCode` each, shape ``(column,)``."""
    rows: NDArray[np.int8]
    """One `BasisCode` each, shape ``(row,)``; as many codes as there are rows are basic."""


@dataclass(frozen=True)
class LpAnswer:
    """How the solve of a linear program ended. What is not known is None, never 0."""

    reason: EndReason
    values: FloatArray | None
    """A feasible point, shape ``(column,)``; optimal if ``reason`` says so."""
    duals: FloatArray | None
    """What the objective gains per unit by which a row's binding bound rises, shape ``(row,)``.

    Not negative for a binding ``<=`` row, not positive for a binding ``>=`` row.
    """
    reduced_costs: FloatArray | None
    """``objective - duals @ A``, shape ``(column,)``."""
    objective: float | None
    """Of ``values``, the offset included."""
    basis: Basis | None
    solver: str
    solver_version: str
    seconds: float
    iterations: int
    """Of the simplex method."""
    detail: str


def lp_without_point(
    reason: EndReason, named: tuple[str, str], seconds: float, detail: str
) -> LpAnswer:
    """Answer for a solve that brought nothing but the reason of its end."""
    return LpAnswer(reason, None, None, None, None, None, *named, seconds, 0, detail)
