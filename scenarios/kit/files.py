"""Tables and settings as the text of a scenario's files."""

import csv
import io
from typing import Any

from kit.figures import MARKS, Figures, Table

COLUMNS = {
    "markets": "country currency rate rate_date rate_source",
    "regions": "country region state city aliases postcodes remote_band city_tier cod_served",
    "lanes": "country region value_tier category cod_value weight_g length_cm width_cm height_cm "
    "goods_flags remote_band goods_cost",
    "profile": "lane share cod_value weight_g length_cm width_cm height_cm goods_flags remote_band",
    "demand": "lane period orders",
    "providers": "provider name",
    "offers": "offer provider service currency rate_card rounding rounding_mode fuel_rate fuel_on "
    "tax_rate untaxed volumetric_form volumetric_divisor volumetric_ratio volumetric_share "
    "cod_fee_form cod_fee_fixed cod_fee_rate cod_fee_minimum cod_fee_maximum cod_fee_free_below "
    "cod_fee_table cod_fee_charged_on return_fee_form return_fee_amount return_fee_share "
    "return_fee_added return_fee_factor return_fee_rate_card redelivery_fee free_redeliveries "
    "insurance_form insurance_rate insurance_minimum insurance_maximum duties_form "
    "duties_handling_rate duties_handling_minimum settlement_days max_cod_value max_weight_g "
    "max_side_cm max_sides_sum_cm categories refused_flags",
    "coverage": "offer country region served zone remote_surcharge max_cod_value max_weight_g "
    "tax_rate",
    "rate_cards": "form rate_card zone first_weight_g first_fee step_weight_g step_fee "
    "over_weight_g up_to_weight_g fee_per_parcel fee_per_kg min_weight_g minimum_fee",
    "cod_fee_tables": "cod_fee_table over_value up_to_value fixed rate minimum maximum",
    "surcharges": "offer surcharge country region remote_band goods_flag over_side_cm "
    "over_sides_sum_cm over_weight_g amount share_of_freight",
    "duties": "country category declared_share duty_rate duty_free_up_to vat_rate vat_free_up_to",
    "performance": "provider offer country region value_tier category paid_rate observed_orders "
    "paid_orders loss_rate transit_days second_attempt_rate third_attempt_rate",
    "price_schedules": "schedule provider kind measure window offers countries volume_before",
    "price_tiers": "form schedule price_tier from_volume to_volume discount rate_card amount_off",
    "capacity": "provider country region period unit capacity",
    "funds": "provider country currency max_held",
    "commitments": "commitment provider country currency fixed_fee min_orders applies "
    "shortfall_fee",
    "peak_surcharges": "offer period amount",
}
"""Columns that a table can have, in their order; those that no row fills are left out."""


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
    known = COLUMNS[name].split()
    written = [{column: cell(value) for column, value in row.items()} for row in rows]
    filled = {column for row in written for column, text in row.items() if text}
    if unknown := filled - set(known):
        raise ValueError(f"{name} has no column for {sorted(unknown)}")
    columns = [column for column in known if column in filled]
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(written)
    return stream.getvalue()


def settings_text(name: str, figures: Figures) -> str:
    """Write scenario.toml."""
    calendar = figures["calendar"]
    lines = [
        "# Written by build.py from figures.toml; README.md tells what is sourced and assumed.",
        "format = 1",
        f'name = "{name}"',
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
        if key in MARKS or isinstance(value, list):
            continue
        shown = f'"{value}"' if isinstance(value, str) else str(value).lower()
        lines.append(f"{key} = {shown}")
    return lines
