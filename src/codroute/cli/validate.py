"""``codroute validate``: every fault of a scenario at once."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codroute.cli.exits import ExitCode, fault_documents, problem_of
from codroute.cli.options import AsJson, Changes
from codroute.cli.printing import print_faults, print_json, report
from codroute.errors import InvalidInput

if TYPE_CHECKING:
    from codroute.scenario.scenario import Scenario


def validate(
    scenario: Annotated[
        Path | None,
        typer.Argument(metavar="SCENARIO", help="As for plan; not needed with --schema."),
    ] = None,
    change: Changes = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of a scenario document.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Check a scenario and list every fault: file, row, column, found, wanted."""
    from codroute.scenario.changes.overrides import load_scenario
    from codroute.scenario.scenario import Scenario

    if schema:
        print_json(Scenario.model_json_schema())
        return ExitCode.DONE
    if scenario is None:
        raise typer.BadParameter("found nothing; wanted a scenario", param_hint="SCENARIO")
    try:
        loaded = load_scenario(scenario, change or ())
    except InvalidInput as error:
        return report(problem_of(error), as_json=as_json, file=sys.stdout)
    counts = _counts(loaded.scenario)
    if as_json:
        document = {
            "valid": True,
            "scenario": loaded.scenario.name,
            "digest": loaded.scenario.digest,
            "counts": counts,
            "warnings": fault_documents(loaded.warnings),
        }
        print_json(document)
        return ExitCode.DONE
    from codroute.report.words import count

    print_faults(loaded.warnings, sys.stdout)
    listed = ", ".join(count(number, thing.removesuffix("s")) for thing, number in counts.items())
    sys.stdout.write(f"{loaded.scenario.name} is valid: {listed}\n")
    return ExitCode.DONE


def _counts(scenario: "Scenario") -> dict[str, int]:
    """Count what a reader wants to recognise the scenario by."""
    return {
        "lanes": len(scenario.lanes),
        "periods": scenario.horizon.periods,
        "orders": sum(row.orders for row in scenario.demand),
        "providers": len(scenario.providers),
        "offers": len(scenario.offers),
    }
