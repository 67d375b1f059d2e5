"""``codroute repair``: what has to give in a scenario without a plan."""

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
)

if TYPE_CHECKING:
    from codroute.plan.repair import Repair

_TOTAL_S = 300.0


def repair(  # noqa: PLR0913 - one parameter per option
    scenario: ScenarioPath,
    *,
    change: Changes = None,
    weights: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What rules cost to give (TOML).")
    ] = None,
    solver: SolverName = "default",
    time_limit: TimeLimit = None,
    gap: Gap = None,
    threads: Threads = None,
    seed: Seed = None,
    total_time: TotalTime = _TOTAL_S,
    out: OutJson = None,
    out_change: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a change file with which a plan can be made."),
    ] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> int:
    """Find the cheapest limits to relax where there is no plan, and the rules that contradict.

    Ctrl-C ends the search with what is known.
    """
    from codroute.solve.process import SolverProcess

    with SolverProcess("highs") as process:  # it starts while everything else is imported
        from codroute.cli.progress import ProgressLine
        from codroute.cli.targets import Target, check_targets, sources
        from codroute.scenario.changes.overrides import load_scenario
        from codroute.solve.ctrl_c import CtrlC
        from codroute.whatif.planner import Planner
        from codroute.whatif.repair import find_repair
        from codroute.whatif.repair.weights import read_weights
        from codroute.whatif.rules import every_rule

        targets = [Target("--out", out, (".json",)), Target("--out-change", out_change, (".toml",))]
        read = [*sources(scenario, change or ()), *([weights] if weights else [])]
        check_targets(targets, read)
        config = config_of(solver, time_limit=time_limit, gap=gap, threads=threads, seed=seed)
        stated = load_scenario(scenario, change or ()).scenario
        weighed = None if weights is None else read_weights(weights, every_rule(stated))
        with ProgressLine(quiet=quiet) as line, CtrlC(lasting=True) as wish:
            planner = Planner(config, Path(solver).stem, process, wish, line.labelled)
            found = find_repair(stated, planner, weights=weighed, total_s=total_time)
    _write(found, out, out_change)
    _print(found, out, out_change, as_json=as_json, quiet=quiet)
    return _exit_code(found, interrupted=wish.asked)


def _write(repair: "Repair", out: Path | None, out_change: Path | None) -> None:
    from codroute.output import write_file
    from codroute.whatif.repair.change import change_text

    if out is not None:
        write_file(out, (repair.model_dump_json(indent=1) + "\n").encode())
    if out_change is not None and repair.change:
        write_file(out_change, change_text("repaired", repair.change).encode())


def _print(
    repair: "Repair", out: Path | None, out_change: Path | None, *, as_json: bool, quiet: bool
) -> None:
    from codroute.cli.printing import print_json, say_written

    if as_json:
        print_json(repair.model_dump(mode="json"))
    elif not quiet:
        from codroute.report.console import make_console
        from codroute.report.repair_table import show_repair

        show_repair(repair, make_console())
        say_written(out, out_change if repair.change else None)


def _exit_code(repair: "Repair", *, interrupted: bool) -> ExitCode:
    """Say how it ended: a scenario without a plan is what the command is there for."""
    if repair.findings:
        return ExitCode.AUDIT_FAILED
    if interrupted:
        return ExitCode.INTERRUPTED
    if repair.feasible:
        return ExitCode.DONE
    if not repair.relaxations:
        return ExitCode.INFEASIBLE if repair.least_cost is None else ExitCode.LIMIT_REACHED
    sure = repair.proven and all(each.necessary for each in repair.relaxations)
    return ExitCode.DONE if sure else ExitCode.LIMIT_REACHED
