"""``codroute rule-costs``: what each rule, limit, floor and share costs."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
from functools import partial

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
from codroute.cli.study import Answer, ended, planning, write_all, write_json

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
    from codroute.cli.targets import Target, check_targets, sources
    from codroute.report.rule_costs_table import show_rule_costs
    from codroute.scenario.changes.overrides import load_scenario
    from codroute.whatif.rule_costs import find_rule_costs

    check_targets([Target("--out", out, (".json",))], sources(scenario, change or ()))
    config = config_of(solver, time_limit=time_limit, gap=gap, threads=threads, seed=seed)
    loaded = load_scenario(scenario, change or ())
    with planning(config, solver, quiet=quiet) as planner:
        found = find_rule_costs(loaded.scenario, planner, total_s=total_time)
    written = write_all((out, write_json(found)))
    answer = Answer("rule_costs", found, partial(show_rule_costs, found), loaded.warnings)
    answer.tell(written, as_json=as_json, quiet=quiet)
    return ended(
        written,
        audited=not found.findings,
        interrupted=planner.ctrl_c.asked,
        reached=found.complete,
    )
