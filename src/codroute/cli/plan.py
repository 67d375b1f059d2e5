"""``codroute plan``: make a plan, audit it, print it."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codroute.cli.exits import ExitCode
from codroute.cli.options import AsJson, Changes, CsvPath, Lanes, ScenarioPath, XlsxPath

if TYPE_CHECKING:
    from codroute.errors import Fault
    from codroute.pipeline import PlanResult
    from codroute.solve.config import SolverConfig


def parse_gap(text: str) -> float:
    """Read a gap such as ``0.1%`` or ``0.001``."""
    per_cent = text.strip().endswith("%")
    try:
        gap = float(text.strip().removesuffix("%")) / (100 if per_cent else 1)
    except ValueError:
        gap = -1.0
    if not 0 <= gap < 1:
        raise typer.BadParameter(f"found '{text}'; wanted a share such as 0.1% or 0.001")
    return gap


def plan(  # noqa: PLR0913 - one parameter per option
    scenario: ScenarioPath,
    *,
    change: Changes = None,
    solver: Annotated[
        str, typer.Option(metavar="NAME|FILE", help="Solver set-up; see codroute solvers.")
    ] = "default",
    time_limit: Annotated[
        float | None, typer.Option(metavar="SECONDS", min=0.001, help="How long to solve at most.")
    ] = None,
    gap: Annotated[
        float | None,
        typer.Option(metavar="SHARE", parser=parse_gap, help="Good enough: 0.1% or 0.001."),
    ] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="Threads of the solver.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of the solver.")] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the whole plan as JSON.")
    ] = None,
    csv: CsvPath = None,
    xlsx: XlsxPath = None,
    lanes: Lanes = False,
    as_json: AsJson = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Print nothing but errors, on standard error.")
    ] = False,
) -> int:
    """Decide who carries which orders, with a proven bound and an audit.

    Ctrl-C ends the solve with the best plan so far.
    """
    from codroute.solve.process import SolverProcess

    with SolverProcess("highs") as process:  # it starts while everything else is imported
        from codroute.cli.progress import ProgressLine
        from codroute.pipeline import make_plan
        from codroute.scenario.overrides import load_scenario

        limits = {"time_limit_s": time_limit, "relative_gap": gap}
        config = _config(solver, **limits, threads=threads, seed=seed)
        with ProgressLine(quiet=quiet) as line:
            loaded = load_scenario(scenario, change or ())
            result = make_plan(
                loaded.scenario,
                config,
                config_name=Path(solver).stem,
                on_progress=line.update,
                process=process,
            )
    _write(result, out, csv, xlsx)
    _print(result, loaded.warnings, lanes=lanes, as_json=as_json, quiet=quiet)
    return _code(result)


def _config(solver: str, **stated: float | int | None) -> "SolverConfig":
    """Read the solver set-up, with what the command line states in place of its own values."""
    from pydantic import ValidationError

    from codroute.errors import Fault, InvalidInput
    from codroute.scenario.source import shown
    from codroute.solve.config import SolverConfig, load_config

    config = load_config(solver)
    changes = {key: value for key, value in stated.items() if value is not None}
    try:
        return SolverConfig.model_validate(config.model_dump() | changes)
    except ValidationError as error:
        faults = [
            Fault("command line", None, ".".join(map(str, detail["loc"])) or None, found, wanted)
            for detail in error.errors(include_url=False)
            for found, wanted in [(shown(changes), detail["msg"].removeprefix("Value error, "))]
        ]
        raise InvalidInput(faults) from None


def _write(result: "PlanResult", out: Path | None, csv: Path | None, xlsx: Path | None) -> None:
    from codroute.plan.files import write_allocation, write_plan

    if out is not None:
        write_plan(result.plan, out)
    if csv is not None:
        write_allocation(result.plan, csv)
    if xlsx is not None:
        from codroute.report.workbook import write_workbook

        write_workbook(result.plan, result.verdict, xlsx)


def _print(
    result: "PlanResult", faults: tuple["Fault", ...], *, lanes: bool, as_json: bool, quiet: bool
) -> None:
    from codroute.cli.printing import fault_documents, print_faults, print_json, verdict_document

    if as_json:
        document = {
            "plan": result.plan.model_dump(mode="json"),
            "audit": verdict_document(result.verdict),
            "warnings": fault_documents(faults),
        }
        print_json(document)
    elif not quiet:
        from codroute.report.console import make_console
        from codroute.report.screen import show_plan

        print_faults(faults)
        show_plan(result.plan, result.verdict, make_console(), all_lanes=lanes)


def _code(result: "PlanResult") -> ExitCode:
    """Say how the plan was reached; a failed audit outweighs everything else."""
    from codroute.plan.model import EndReason

    if not result.verdict.passed:
        return ExitCode.AUDIT_FAILED
    reason = result.plan.outcome.reason if result.plan.outcome else None
    if reason is EndReason.INTERRUPTED:
        return ExitCode.INTERRUPTED
    return ExitCode.LIMIT_REACHED if reason is EndReason.TIME_LIMIT else ExitCode.DONE
