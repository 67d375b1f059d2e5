"""A comparison as a workbook: every figure as a number, with charts of what matters."""

import io
from pathlib import Path

from xlsxwriter import Workbook

from codroute.output import write_file
from codroute.plan.comparison import Comparison
from codroute.report import comparison_sheets as sheets
from codroute.report import comparison_standing_sheets as standing
from codroute.report.sheet import Formats, Sheet

_SHEETS = {
    "Summary": sheets.summary,
    "Differences": sheets.differences,
    "Terms": sheets.terms,
    "Providers & markets": sheets.providers_and_markets,
    "Flows": sheets.flows,
    "Tiers": standing.tiers,
    "Limits": standing.limits,
    "Drivers": sheets.drivers,
    "Bounds & audit": standing.bounds_and_audit,
}


def write_comparison_workbook(comparison: Comparison, path: Path | str) -> None:
    """Write the workbook, whole or not at all."""
    write_file(Path(path), comparison_workbook(comparison))


def comparison_workbook(comparison: Comparison) -> bytes:
    """Give the workbook as the bytes of an .xlsx file."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        title = f"codroute compare: {comparison.base}"
        book.set_properties({"title": title, "author": "codroute"})
        formats = Formats(book, comparison.minor_digits)
        for name, write in _SHEETS.items():
            sheet = Sheet(book, formats, name)
            write(book, sheet, comparison)
            sheet.finish()
    return buffer.getvalue()
