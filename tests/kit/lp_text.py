"""A linear model in LP format, ordered and formatted for reading and for comparing."""

from collections import defaultdict

import numpy as np

from codroute.solve.exact.linear_model import LinearModel


def lp_text(model: LinearModel) -> str:
    """Write the model with one row a line, in the model's own order."""
    names = model.column_names
    terms: dict[int, list[str]] = defaultdict(list)
    for row, column, value in zip(
        model.entry_row.tolist(),
        model.entry_column.tolist(),
        model.entry_value.tolist(),
        strict=True,
    ):
        terms[row].append(_term(value, names[column]))
    goal = [_term(v, n) for v, n in zip(model.objective.tolist(), names, strict=True) if v]
    lines = ["Maximize", " goal: " + " ".join(goal), "Subject To"]
    for row, name in enumerate(model.row_names):
        lines += _rows(name, " ".join(terms[row]), model.row_lower[row], model.row_upper[row])
    lines.append("Bounds")
    lines += [
        f" {low:.10g} <= {name} <= {high:.10g}"
        for name, low, high in zip(names, model.lower, model.upper, strict=True)
    ]
    lines += ["General", *(f" {name}" for name in names), "End", ""]
    return "\n".join(lines)


def _term(value: float, name: str) -> str:
    return f"{'-' if value < 0 else '+'} {abs(value):.10g} {name}"


def _rows(name: str, text: str, low: float, high: float) -> list[str]:
    if low == high:
        return [f" {name}: {text} = {low:.10g}"]
    rows = []
    if np.isfinite(low):
        rows.append(f" {name}: {text} >= {low:.10g}")
    if np.isfinite(high):
        rows.append(f" {name}: {text} <= {high:.10g}")
    return rows
