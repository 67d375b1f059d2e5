"""``codroute plan``: make a plan, audit it, print it."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codroute.cli.exits import ExitCode
from codroute.cli.options import AsJson, Changes, CsvPath, Lanes, ScenarioPath, XlsxPath
from codroute.cli.solving import (
    Gap,
    Quiet,
    Seed,
    SolverName,
    Threads,
    TimeLimit,
    config_of,
)
from codroute.cli.study import Written, write_all, write_json

if TYPE_CHECKING:
    from codroute.errors import Fault
    from codroute.pipeline import PlanResult


def plan(  # noqa: PLR0913 - one parameter per option
    scenario: ScenarioPath,
    *,
    change: Changes = None,
    solver: SolverName = "default",
    time_limit: TimeLimit = None,
    gap: Gap = None,
    threads: Threads = None,
    seed: Seed = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the whole plan as JSON.")
    ] = None,
    csv: CsvPath = None,
    xlsx: XlsxPath = None,
    lanes: Lanes = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> int:
    """Decide who carries which orders, with a proven bound and an audit.

    Ctrl-C ends the solve with the best plan so far.
    """
    from codroute.solve.process import SolverProcess

    files = _Files(out, csv, xlsx)
    with SolverProcess("highs") as process:  # it starts while everything else is imported
        files.check(scenario, change or ())
        from codroute.cli.progress import ProgressLine
        from codroute.pipeline import make_plan
        from codroute.scenario.changes.overrides import load_scenario
        from codroute.solve.ctrl_c import CtrlC

        config = config_of(solver, time_limit=time_limit, gap=gap, threads=threads, seed=seed)
        with ProgressLine(quiet=quiet) as line:
            loaded = load_scenario(scenario, change or ())
            result = make_plan(
                loaded.scenario,
                config,
                config_name=Path(solver).stem,
                on_progress=line.update,
                process=process,
                ctrl_c=CtrlC(lasting=True),  # a plan that was found is written and printed
            )
    written = files.write(result)
    _print(result, loaded.warnings, written, lanes=lanes, as_json=as_json, quiet=quiet)
    return exit_code(result, written.faults)


@dataclass(frozen=True)
class _Files:
    """Where the plan goes."""

    out: Path | None
    csv: Path | None
    xlsx: Path | None

    def check(self, scenario: Path, changes: Sequence[Path]) -> None:
        """Find what would keep the plan from being written, before it is made."""
        from codroute.cli.targets import Target, check_targets, sources

        targets = [
            Target("--out", self.out, (".json",)),
            Target("--csv", self.csv, (".csv",)),
            Target("--xlsx", self.xlsx, (".xlsx",)),
        ]
        check_targets(targets, sources(scenario, changes))

    def write(self, result: "PlanResult") -> Written:
        """Write every file that is asked for."""
        from codroute.plan.files import write_allocation

        def write_workbook(path: Path) -> None:
            from codroute.report.workbook import write_workbook as write

            write(result.plan, result.verdict, path)

        return write_all(
            (self.out, write_json(result.plan)),
            (self.csv, lambda path: write_allocation(result.plan, path)),
            (self.xlsx, write_workbook),
        )


def _print(  # noqa: PLR0913 - the options of printing
    result: "PlanResult",
    warnings: Sequence["Fault"],
    written: Written,
    *,
    lanes: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    from codroute.cli.exits import fault_documents
    from codroute.cli.printing import print_faults, print_json, say_written, verdict_document

    if as_json:
        document = {
            "plan": result.plan.model_dump(mode="json"),
            "audit": verdict_document(result.verdict),
            "warnings": fault_documents(warnings),
            "unwritten": fault_documents(written.faults),
        }
        print_json(document)
        return
    if not quiet:
        from codroute.report.console import make_console
        from codroute.report.screen import show_plan

        print_faults(warnings)
        show_plan(result.plan, result.verdict, make_console(), all_lanes=lanes)
        say_written(*written.paths)
    print_faults(written.faults)


def exit_code(result: "PlanResult", unwritten: Sequence["Fault"]) -> ExitCode:
    """Say how the plan was reached; a failed audit outweighs everything else."""
    from codroute.plan.model import EndReason

    if not result.verdict.passed:
        return ExitCode.AUDIT_FAILED
    if unwritten:
        return ExitCode.INVALID_INPUT
    reason = result.plan.outcome.reason if result.plan.outcome else None
    if reason is EndReason.INTERRUPTED:
        return ExitCode.INTERRUPTED
    return ExitCode.DONE if reason is EndReason.GAP_REACHED else ExitCode.LIMIT_REACHED
