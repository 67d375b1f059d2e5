"""A scenario's figures: TOML files in which every number stands under a mark of its origin."""

import tomllib
from pathlib import Path
from typing import Any

Figures = dict[str, Any]
Table = list[dict[str, object]]

FILES = ("figures.toml", "providers.toml", "contracts.toml", "addresses.toml")
"""What each file adds: its own top-level tables. A scenario need not have addresses."""

MARKS = ("basis", "source", "reason")
"""Where a table's numbers come from: sourced (with a source) or assumed (with a reason)."""


def read_figures(folder: Path) -> Figures:
    """Read the figures of the scenario in a folder."""
    figures: Figures = {}
    for path in (folder / name for name in FILES):
        if path.name != "addresses.toml" or path.is_file():
            figures |= tomllib.loads(path.read_text(encoding="utf-8"))
    return figures


def unmarked(table: Figures) -> Figures:
    """Leave out the marks of a table."""
    return {key: value for key, value in table.items() if key not in MARKS}


def shares(table: Figures) -> dict[str, float]:
    """Give the decimal numbers of a table without its marks."""
    return {name: value for name, value in table.items() if isinstance(value, float)}
