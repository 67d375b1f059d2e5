"""``codroute coverage``: who can carry what, and what hangs on one provider."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from codroute.cli.exits import ExitCode
from codroute.cli.options import AsJson, Changes, ScenarioPath
from codroute.cli.printing import print_json, say_written

if TYPE_CHECKING:
    from codroute.report.coverage_figures import Coverage, LaneCover
    from codroute.scenario.scenario import Scenario


def coverage(
    scenario: ScenarioPath,
    change: Changes = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write one row per lane as CSV.")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Tell who can carry the orders of each market and city tier, and where nobody or one can."""
    from codroute.cli.targets import Target, check_targets, sources
    from codroute.report.coverage_figures import coverage_of
    from codroute.report.coverage_table import show_coverage, write_coverage
    from codroute.scenario.changes.overrides import load_scenario

    check_targets([Target("--csv", csv, (".csv",))], sources(scenario, change or ()))
    stated = load_scenario(scenario, change or ()).scenario
    found = coverage_of(stated)
    if csv is not None:
        write_coverage(found, csv)
    if as_json:
        print_json(_document(stated, found))
    else:
        from codroute.report.console import make_console

        show_coverage(stated, found, make_console())
        say_written(csv)
    return ExitCode.DONE


def _document(scenario: "Scenario", coverage: "Coverage") -> dict[str, Any]:
    """Give the coverage as plain data."""
    from codroute.report.coverage_table import place_words

    return {
        "scenario": scenario.name,
        "orders": coverage.orders,
        "groups": [vars(group) for group in coverage.groups],
        "gaps": [_gap(cover) for cover in coverage.gaps],
        "single_provider": [
            {**_lane(cover), "provider": cover.providers[0]} for cover in coverage.single
        ],
        "cod_not_served": [
            {**vars(row), "places": [place_words(place) for place in row.places]}
            for row in coverage.cod_not_served
        ],
        "remote_bands": [vars(row) for row in coverage.bands],
    }


def _lane(cover: "LaneCover") -> dict[str, Any]:
    return {"lane": cover.lane.lane, "country": cover.lane.country, "orders": cover.orders}


def _gap(cover: "LaneCover") -> dict[str, Any]:
    reasons = [
        {"offer": offer, "kind": reason.kind.value, "detail": reason.detail}
        for offer, reason in cover.reasons
    ]
    return {**_lane(cover), "reasons": reasons}
