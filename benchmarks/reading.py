"""A large workbook read and checked, and its cells alone, read by codroute and by openpyxl."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xlsxwriter import Workbook

from codroute.scenario.parse import read_scenario
from codroute.scenario.reading.workbook_file import read_workbook

LANES = 5_000
WEEKS = 8
START = date(2026, 11, 2)
RUNS = 3


def run() -> Iterator[dict[str, Any]]:
    """Build a workbook of 40,000 rows of demand and 10,000 of performance; read it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "large.xlsx"
        rows = build(path)
        yield {
            "name": f"codroute reads and checks {rows:,} rows",
            **_least(lambda: read_scenario(path)),
        }
        yield {"name": "codroute reads their cells", **_least(lambda: read_workbook(path))}
        with suppress(ImportError):
            yield {"name": "openpyxl reads their cells", **_least(lambda: _theirs(path))}


def build(path: Path) -> int:
    """Write the workbook; give its rows of demand and performance."""
    demand = [
        (f"R{lane}/low", START + timedelta(weeks=week), lane % 40)
        for lane in range(LANES)
        for week in range(WEEKS)
    ]
    performance = [
        (provider, f"R{lane}", 0.8, 0.01, 3.5) for provider in ("a", "b") for lane in range(LANES)
    ]
    sheets: dict[str, list[tuple[object, ...]]] = {
        "settings": [
            ("key", "value"), ("format", 1), ("name", "large"), ("currency", "USD"),
            ("minor_digits", 2), ("horizon.start", START), ("horizon.period", "week"),
            ("horizon.periods", WEEKS),
        ],
        "markets": [
            ("country", "currency", "rate", "rate_date", "rate_source"),
            ("SA", "USD", 1, START, "assumed"),
        ],
        "lanes": [
            ("country", "region", "value_tier", "cod_value", "weight_g"),
            *(("SA", f"R{lane}", "low", 40, 400) for lane in range(LANES)),
        ],
        "demand": [("lane", "period", "orders"), *demand],
        "providers": [("provider",), ("a",), ("b",)],
        "offers": [
            ("offer", "provider", "currency", "rate_card", "fuel_rate", "volumetric_form",
             "cod_fee_form", "return_fee_form", "return_fee_amount", "settlement_days"),
            *((name, name, "USD", "card", 0, "never", "none", "flat", 2, 7) for name in "ab"),
        ],
        "coverage": [
            ("offer", "country", "served", "remote_surcharge"),
            *((name, "SA", "yes", 0) for name in "ab"),
        ],
        "rate_cards": [
            ("form", "rate_card", "fee_per_kg", "fee_per_parcel"), ("per_kg", "card", 2, 1)
        ],
        "performance": [
            ("provider", "region", "paid_rate", "loss_rate", "transit_days"), *performance
        ],
    }  # fmt: skip
    with Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for title, rows in sheets.items():
            page = book.add_worksheet(title)
            page.set_column(0, 0, 16)
            for number, cells in enumerate(rows):
                for place, value in enumerate(cells):
                    page.write(number, place, value, *([day] if isinstance(value, date) else []))
    return len(demand) + len(performance)


def _least(read: Callable[[], object]) -> dict[str, float]:
    """Give the least wall time of several readings."""
    spent = []
    for _ in range(RUNS):
        began = time.perf_counter()
        read()
        spent.append(time.perf_counter() - began)
    return {"wall_s": min(spent)}


def _theirs(path: Path) -> int:
    """Read every cell, as a program that checks them would have to first."""
    from openpyxl import load_workbook  # noqa: PLC0415 - may be missing

    book = load_workbook(path, read_only=True, data_only=True)
    return sum(len(row) for page in book.worksheets for row in page.iter_rows(values_only=True))
