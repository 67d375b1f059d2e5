"""``codroute show``: print a stored plan again, or write it in another form."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
from pathlib import Path
from typing import Annotated

import typer

from codroute.cli.exits import ExitCode
from codroute.cli.options import AsJson, CsvPath, Lanes, XlsxPath


def show(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="Plan as JSON.")],
    lanes: Lanes = False,
    csv: CsvPath = None,
    xlsx: XlsxPath = None,
    as_json: AsJson = False,
) -> int:
    """Print a stored plan; nothing is solved or audited."""
    from codroute.cli.printing import print_json, say_written
    from codroute.cli.targets import Target, check_targets
    from codroute.plan.files import read_plan, write_allocation
    from codroute.report.console import make_console
    from codroute.report.screen import show_plan

    targets = [Target("--csv", csv, (".csv",)), Target("--xlsx", xlsx, (".xlsx",))]
    check_targets(targets, [plan])
    stored = read_plan(plan)
    if csv is not None:
        write_allocation(stored, csv)
    if xlsx is not None:
        from codroute.report.workbook import write_workbook

        write_workbook(stored, None, xlsx)
    if as_json:
        print_json({"plan": stored.model_dump(mode="json")})
    else:
        show_plan(stored, None, make_console(), all_lanes=lanes)
        say_written(csv, xlsx)
    return ExitCode.DONE
