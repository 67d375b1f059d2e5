"""``codroute alternatives``: near-best awards that place orders elsewhere."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codroute.cli.exits import ExitCode
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

if TYPE_CHECKING:
    from codroute.plan.alternatives import Alternatives

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
    from codroute.solve.process import SolverProcess

    with SolverProcess("highs") as process:  # it starts while everything else is imported
        from codroute.cli.progress import ProgressLine
        from codroute.cli.targets import Target, check_targets, sources
        from codroute.scenario.changes.overrides import load_scenario
        from codroute.solve.ctrl_c import CtrlC
        from codroute.whatif.alternatives.alternatives import find_alternatives
        from codroute.whatif.planner import Planner

        check_targets([Target("--out", out, (".json",))], sources(scenario, change or ()))
        config = config_of(solver, time_limit=time_limit, gap=gap, threads=threads, seed=seed)
        stated = load_scenario(scenario, change or ()).scenario
        with ProgressLine(quiet=quiet) as line, CtrlC(lasting=True) as wish:
            planner = Planner(config, Path(solver).stem, process, wish, line.labelled)
            found = find_alternatives(
                stated,
                planner,
                wanted=wanted,
                within=within,
                least_distance=distance,
                total_s=total_time,
            )
    if out is not None:
        from codroute.output import write_file

        write_file(out, (found.model_dump_json(indent=1) + "\n").encode())
    _print(found, out, as_json=as_json, quiet=quiet)
    return _exit_code(found, interrupted=wish.asked)


def _print(found: "Alternatives", out: Path | None, *, as_json: bool, quiet: bool) -> None:
    from codroute.cli.printing import print_json, say_written

    if as_json:
        print_json(found.model_dump(mode="json"))
    elif not quiet:
        from codroute.report.alternatives_table import show_alternatives
        from codroute.report.console import make_console

        show_alternatives(found, make_console())
        say_written(out)


def _exit_code(found: "Alternatives", *, interrupted: bool) -> ExitCode:
    if found.findings:
        return ExitCode.AUDIT_FAILED
    if interrupted:
        return ExitCode.INTERRUPTED
    return ExitCode.DONE if found.complete else ExitCode.LIMIT_REACHED
