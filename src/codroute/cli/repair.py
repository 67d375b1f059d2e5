"""``codroute repair``: what has to give in a scenario without a plan."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
from functools import partial
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
from codroute.cli.study import Answer, Written, ended, planning, write_all, write_json

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
    from codroute.cli.targets import Target, check_targets, sources
    from codroute.report.repair_table import show_repair
    from codroute.scenario.changes.overrides import load_scenario
    from codroute.whatif.repair import find_repair
    from codroute.whatif.repair.weights import read_weights
    from codroute.whatif.rules import every_rule

    targets = [Target("--out", out, (".json",)), Target("--out-change", out_change, (".toml",))]
    read = [*sources(scenario, change or ()), *([weights] if weights else [])]
    check_targets(targets, read)
    config = config_of(solver, time_limit=time_limit, gap=gap, threads=threads, seed=seed)
    loaded = load_scenario(scenario, change or ())
    weighed = None if weights is None else read_weights(weights, every_rule(loaded.scenario))
    with planning(config, solver, quiet=quiet) as planner:
        found = find_repair(loaded.scenario, planner, weights=weighed, total_s=total_time)
    changed = out_change if found.change else None
    written = write_all((out, write_json(found)), (changed, partial(_write_change, found)))
    answer = Answer("repair", found, partial(show_repair, found), loaded.warnings)
    answer.tell(written, as_json=as_json, quiet=quiet)
    return _exit_code(found, written, interrupted=planner.ctrl_c.asked)


def _write_change(repair: "Repair", path: Path) -> None:
    from codroute.output import write_file
    from codroute.whatif.repair.change import change_text

    write_file(path, change_text("repaired", repair.change).encode())


def _exit_code(repair: "Repair", written: Written, *, interrupted: bool) -> ExitCode:
    """Say how it ended: a scenario without a plan is what the command is there for."""
    sure = repair.proven and all(each.necessary for each in repair.relaxations)
    lost = not (repair.feasible or repair.relaxations) and repair.least_cost is None
    ending = ended(
        written,
        audited=not repair.findings,
        interrupted=interrupted,
        reached=repair.feasible or (bool(repair.relaxations) and sure),
    )
    return ExitCode.INFEASIBLE if lost and ending is ExitCode.LIMIT_REACHED else ending
