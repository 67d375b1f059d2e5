"""``codroute rule-costs``: what each rule, limit, floor and share costs."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
from pathlib import Path
from typing import TYPE_CHECKING

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
    from codroute.plan.rule_costs import RuleCosts

_TOTAL_S = 600.0


def rule_costs(  # noqa: PLR0913 - one parameter per option
    scenario: ScenarioPath,
    *,
    change: Changes = None,
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
    """Tell what each rule costs: what a plan without it earns more.

    Ctrl-C ends the plan in hand; rules that are left keep their prices alone.
    """
    from codroute.solve.process import SolverProcess

    with SolverProcess("highs") as process:  # it starts while everything else is imported
        from codroute.cli.progress import ProgressLine
        from codroute.cli.targets import Target, check_targets, sources
        from codroute.scenario.changes.overrides import load_scenario
        from codroute.solve.ctrl_c import CtrlC
        from codroute.whatif.planner import Planner
        from codroute.whatif.rule_costs import find_rule_costs

        check_targets([Target("--out", out, (".json",))], sources(scenario, change or ()))
        config = config_of(solver, time_limit=time_limit, gap=gap, threads=threads, seed=seed)
        stated = load_scenario(scenario, change or ()).scenario
        with ProgressLine(quiet=quiet) as line, CtrlC(lasting=True) as wish:
            planner = Planner(config, Path(solver).stem, process, wish, line.labelled)
            found = find_rule_costs(stated, planner, total_s=total_time)
    if out is not None:
        from codroute.output import write_file

        write_file(out, (found.model_dump_json(indent=1) + "\n").encode())
    _print(found, out, as_json=as_json, quiet=quiet)
    return _exit_code(found, interrupted=wish.asked)


def _print(costs: "RuleCosts", out: Path | None, *, as_json: bool, quiet: bool) -> None:
    from codroute.cli.printing import print_json, say_written

    if as_json:
        print_json(costs.model_dump(mode="json"))
    elif not quiet:
        from codroute.report.console import make_console
        from codroute.report.rule_costs_table import show_rule_costs

        show_rule_costs(costs, make_console())
        say_written(out)


def _exit_code(costs: "RuleCosts", *, interrupted: bool) -> ExitCode:
    if costs.findings:
        return ExitCode.AUDIT_FAILED
    if interrupted:
        return ExitCode.INTERRUPTED
    return ExitCode.DONE if costs.complete else ExitCode.LIMIT_REACHED
