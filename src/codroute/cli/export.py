"""``codroute export``: the optimisation model as a file that other solvers read."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
from pathlib import Path
from typing import Annotated

import typer

from codroute.cli.exits import ExitCode
from codroute.cli.options import AsJson, Changes, ScenarioPath
from codroute.cli.printing import print_json, say_written


def export(
    scenario: ScenarioPath,
    to: Annotated[Path, typer.Option(metavar="FILE", help="Where to: model.lp or model.mps.")],
    change: Changes = None,
    as_json: AsJson = False,
) -> int:
    """Write the optimisation model as LP or MPS."""
    from codroute.cli.targets import Target, check_targets, sources
    from codroute.pipeline import export as export_model
    from codroute.scenario.changes.overrides import load_scenario

    check_targets([Target("--to", to, (".lp", ".mps"))], sources(scenario, change or ()))
    export_model(load_scenario(scenario, change or ()).scenario, to)
    if as_json:
        print_json({"written": str(to)})
    else:
        say_written(to)
    return ExitCode.DONE
