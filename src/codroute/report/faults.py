"""Faults of the input as a table: where, what was found, what is wanted."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from codroute.errors import Fault
from codroute.report.console import clean
from codroute.report.words import count

_MOST = 200
"""More faults than this are counted instead of listed: nobody reads them on a screen."""


def show_faults(faults: Sequence[Fault], console: Console) -> None:
    """Print the errors, then the warnings, each under its number."""
    for severity, style in (("error", "bold red"), ("warning", "bold yellow")):
        chosen = [fault for fault in faults if fault.severity == severity]
        if chosen:
            console.print(Text(count(len(chosen), severity), style=style))
            console.print(_table(chosen[:_MOST]))
            if len(chosen) > _MOST:
                rest = f"and {len(chosen) - _MOST:,} more; --json lists all"
                console.print(Text(rest, style="dim"))


def _table(faults: Sequence[Fault]) -> Table:
    """Lay out faults; long cells wrap, and columns that no fault fills are left out."""
    columns = {
        "File": [fault.file for fault in faults],
        "Sheet": [fault.sheet or "" for fault in faults],
        "Row": ["" if fault.row is None else str(fault.row) for fault in faults],
        "Column": [fault.column or "" for fault in faults],
        "Cell": [fault.cell or "" for fault in faults],
        "Found": [fault.found for fault in faults],
        "Wanted": [fault.wanted for fault in faults],
    }
    filled = {heading: cells for heading, cells in columns.items() if any(cells)}
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for heading in filled:
        made.add_column(heading, justify="right" if heading == "Row" else "left", overflow="fold")
    for cells in zip(*filled.values(), strict=True):
        made.add_row(*(Text(clean(cell)) for cell in cells))
    return made
