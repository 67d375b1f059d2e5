"""The model as PuLP objects, for CBC, for any solver PuLP knows, and for LP and MPS files.

Written for PuLP 3.3 and 4 alike: only calls that both have.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pulp

from codroute.economics.arrays import FloatArray
from codroute.solve.exact.linear_model import LinearModel

_NAME_LENGTH = 150
"""The LP format allows 255 characters, but CBC's reader of MPS files holds 160."""
_OFFSET_NAME = "offset"

# PuLP 3 has almost no types, PuLP 4 has other ones.
_pulp: Any = pulp

# PuLP 3 builds an expression with the class itself, PuLP 4 with this factory.
_expression: Any = getattr(_pulp.LpAffineExpression, "from_list", _pulp.LpAffineExpression)


@dataclass(frozen=True)
class PulpModel:
    """A PuLP problem and its variables in the model's column order."""

    problem: Any
    variables: list[Any]

    def values(self, model: LinearModel) -> FloatArray:
        """Read the solver's values, shape ``(column,)``.

        PuLP leaves out variables that no row and no price mentions; any value within their
        bounds will do for those.
        """
        idle = np.clip(0.0, model.lower, model.upper)
        found = (variable.value() for variable in self.variables)
        return np.array([i if v is None else v for v, i in zip(found, idle, strict=True)])

    def start_from(self, values: FloatArray) -> None:
        """Hand over a plan that solvers with ``warmStart`` begin with."""
        for variable, value in zip(self.variables, values.tolist(), strict=True):
            variable.varValue = value


def pulp_model(
    model: LinearModel, sense: Literal["minimise", "maximise"], *, named: bool
) -> PulpModel:
    """Build PuLP objects for every column and row.

    Parameters
    ----------
    model
        What to build; a row with two different bounds becomes two rows, ``_low`` and ``_high``.
    sense
        ``"maximise"`` keeps the model's objective, ``"minimise"`` turns its sign, which is what
        every solver reads alike.
    named
        For a file: use the model's names instead of numbers, and carry the objective's offset as
        a column fixed at 1, since the formats and PuLP drop constants.
    """
    maximise = sense == "maximise"
    sign = 1.0 if maximise else -1.0
    problem = _pulp.LpProblem("codroute", _pulp.LpMaximize if maximise else _pulp.LpMinimize)
    columns, rows = _names(model) if named else _numbers(model)
    variables = _variables(problem, model, columns)
    terms = _objective_terms(model, variables, sign)
    if named and model.offset:
        terms.append((problem.add_variable(_OFFSET_NAME, 1, 1), sign * model.offset))
    problem.setObjective(_expression(terms))
    _add_rows(problem, model, variables, rows)
    return PulpModel(problem, variables)


def write_lp(model: LinearModel, path: Path) -> None:
    """Write the model in CPLEX LP format, maximising, the offset as a column fixed at 1."""
    problem = pulp_model(model, "maximise", named=True).problem
    problem.writeLP(str(path), max_length=_NAME_LENGTH)


def write_mps(model: LinearModel, path: Path) -> None:
    """Write the model in free MPS format, the offset as a column fixed at 1.

    The file minimises the objective with its sign turned: MPS readers minimise unless told
    otherwise, and not all of them (CBC) take the section that would tell them. The sign is turned
    here, since PuLP 4.2 only changes the word when asked for the other sense.
    """
    pulp_model(model, "minimise", named=True).problem.writeMPS(str(path))


def _names(model: LinearModel) -> tuple[list[str], list[str]]:
    """Take the model's names, numbered if the formats would not bear them as they are."""
    taken = {_OFFSET_NAME}
    return _bearable(model.column_names, "x", taken), _bearable(model.row_names, "r", set())


def _numbers(model: LinearModel) -> tuple[list[str], list[str]]:
    """Number the columns and rows."""
    columns = [f"x{i}" for i in range(model.objective.size)]
    return columns, [f"r{i}" for i in range(model.row_lower.size)]


def _bearable(names: list[str], prefix: str, taken: set[str]) -> list[str]:
    """Number all names if two are equal, one is too long or one starts like a number."""
    room = _NAME_LENGTH - len("_high")
    unique = len(set(names)) == len(names) and taken.isdisjoint(names)
    # The LP format reads `e12` as part of a number.
    fine = unique and all(
        len(name) <= room and name[:1].isalpha() and name[:1] not in "eE" for name in names
    )
    return names if fine else [f"{prefix}{i}_{name[:100]}" for i, name in enumerate(names)]


def _variables(problem: Any, model: LinearModel, names: list[str]) -> list[Any]:
    """Add a variable per column."""
    return [
        problem.add_variable(
            name, _finite(low), _finite(high), "Integer" if whole else "Continuous"
        )
        for name, low, high, whole in zip(
            names,
            model.lower.tolist(),
            model.upper.tolist(),
            model.integer.tolist(),
            strict=True,
        )
    ]


def _finite(bound: float) -> float | None:
    """PuLP writes an absent bound as None."""
    return bound if np.isfinite(bound) else None


def _objective_terms(
    model: LinearModel, variables: list[Any], sign: float
) -> list[tuple[Any, float]]:
    """List the priced variables with their prices."""
    priced = np.flatnonzero(model.objective)
    prices = (sign * model.objective[priced]).tolist()
    return [(variables[i], price) for i, price in zip(priced.tolist(), prices, strict=True)]


def _add_rows(problem: Any, model: LinearModel, variables: list[Any], names: list[str]) -> None:
    """Add a constraint per bound of a row; a row without entries is checked, not added."""
    starts = np.searchsorted(model.entry_row, np.arange(len(names) + 1)).tolist()
    columns, values = model.entry_column.tolist(), model.entry_value.tolist()
    lows, highs = model.row_lower.tolist(), model.row_upper.tolist()
    for i, name in enumerate(names):
        span = slice(starts[i], starts[i + 1])
        terms = [(variables[c], v) for c, v in zip(columns[span], values[span], strict=True)]
        if terms:
            _add_row(problem, terms, (lows[i], highs[i]), name)


def _add_row(
    problem: Any, terms: list[tuple[Any, float]], bounds: tuple[float, float], name: str
) -> None:
    """Add one row: an equation, one inequality, or two."""
    low, high = bounds
    if low == high:
        problem.addConstraint(_expression(terms) == low, name)
        return
    ranged = np.isfinite(low) and np.isfinite(high)
    if np.isfinite(low):
        problem.addConstraint(_expression(terms) >= low, f"{name}_low" if ranged else name)
    if np.isfinite(high):
        problem.addConstraint(_expression(terms) <= high, f"{name}_high" if ranged else name)
