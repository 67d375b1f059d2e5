"""``codroute convert``: a scenario as a folder, a workbook or one JSON document."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
from pathlib import Path
from typing import Annotated

import typer

from codroute.cli.exits import ExitCode
from codroute.cli.options import AsJson, Changes, ScenarioPath
from codroute.cli.printing import print_json, say_written


def convert(
    scenario: ScenarioPath,
    to: Annotated[
        Path,
        typer.Option(metavar="FILE.xlsx|FILE.json|FOLDER", help="Where to; a folder must be new."),
    ],
    change: Changes = None,
    as_json: AsJson = False,
) -> int:
    """Write a scenario, with its changes, as a workbook, a JSON document or a folder."""
    from codroute.cli.targets import Target, check_folder, check_targets, sources
    from codroute.scenario.changes.overrides import load_scenario
    from codroute.scenario.output.write import write_scenario

    if to.suffix.lower() in (".json", ".xlsx"):
        check_targets([Target("--to", to, (".json", ".xlsx"))], sources(scenario, change or ()))
    else:
        check_folder("--to", to)
    stated = load_scenario(scenario, change or ()).scenario
    write_scenario(stated, to)
    if as_json:
        print_json({"written": str(to), "scenario": stated.name, "digest": stated.digest})
    else:
        say_written(to)
    return ExitCode.DONE
