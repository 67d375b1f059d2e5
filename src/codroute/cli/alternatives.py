"""``codroute alternatives``: near-best awards that place orders elsewhere."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
from functools import partial
from typing import Annotated

import typer

from codroute.cli.options import AsJson, Changes, OutJson, ScenarioPath
from codroute.cli.solving import (
    Gap,
    Quiet,
    Seed,
    SolverName,
    Threads,
    TimeLimit,
    TotalTime,
    config_of,
    parse_gap,
)
from codroute.cli.study import Answer, ended, planning, write_all, write_json

_TOTAL_S = 600.0


def alternatives(  # noqa: PLR0913 - one parameter per option
    scenario: ScenarioPath,
    *,
    change: Changes = None,
    wanted: Annotated[
        int, typer.Option("--wanted", "-k", metavar="N", min=1, max=20, help="How many.")
    ] = 5,
    within: Annotated[
        float,
        typer.Option(metavar="SHARE", parser=parse_gap, help="How much less they may earn."),
    ] = "0.5%",  # type: ignore[assignment]
    distance: Annotated[
        float,
        typer.Option(
            metavar="SHARE", parser=parse_gap, help="How many orders must be placed elsewhere."
        ),
    ] = "5%",  # type: ignore[assignment]
    solver: SolverName = "default",
    time_limit: TimeLimit = None,
    gap: Gap = None,
    threads: Threads = None,
    seed: Seed = None,
    total_time: TotalTime = _TOTAL_S,
    out: OutJson = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> int:
    """Find awards that earn almost as much as the best and place orders elsewhere.

    Ctrl-C ends the search; what was found by then is shown.
    """
    from codroute.cli.targets import Target, check_targets, sources
    from codroute.report.alternatives_table import show_alternatives
    from codroute.scenario.changes.overrides import load_scenario
    from codroute.whatif.alternatives.alternatives import find_alternatives

    check_targets([Target("--out", out, (".json",))], sources(scenario, change or ()))
    config = config_of(solver, time_limit=time_limit, gap=gap, threads=threads, seed=seed)
    loaded = load_scenario(scenario, change or ())
    with planning(config, solver, quiet=quiet) as planner:
        found = find_alternatives(
            loaded.scenario,
            planner,
            wanted=wanted,
            within=within,
            least_distance=distance,
            total_s=total_time,
        )
    written = write_all((out, write_json(found)))
    answer = Answer("alternatives", found, partial(show_alternatives, found), loaded.warnings)
    answer.tell(written, as_json=as_json, quiet=quiet)
    return ended(
        written,
        audited=not found.findings,
        interrupted=planner.ctrl_c.asked,
        reached=found.complete,
    )
