"""``codroute compare``: plans with and without rate offers, side by side."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codroute.cli.exits import ExitCode
from codroute.cli.options import AsJson, Changes, XlsxPath
from codroute.cli.solving import (
    Gap,
    Quiet,
    Seed,
    SolverName,
    Threads,
    TimeLimit,
    config_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codroute.errors import Fault
    from codroute.plan.comparison import Comparison
    from codroute.solve.config import SolverConfig
    from codroute.whatif.offers import OfferedAll


def compare(  # noqa: PLR0913 - one parameter per option
    base: Annotated[
        Path,
        typer.Argument(
            metavar="BASE",
            help="Scenario, as codroute plan takes it; or, without offers, a saved comparison.",
        ),
    ],
    *,
    offer: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="An offer: change file, workbook or folder of tables; repeat for more.",
        ),
    ] = None,
    combine: Annotated[
        bool, typer.Option("--combine", help="Plan with every combination of the offers as well.")
    ] = False,
    change: Changes = None,
    draws: Annotated[
        int, typer.Option(min=0, max=1_000_000, help="Draws of the paid rates; 0 for none.")
    ] = 2000,
    solver: SolverName = "default",
    time_limit: TimeLimit = None,
    gap: Gap = None,
    threads: Threads = None,
    seed: Seed = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Save the comparison with its plans, as JSON."),
    ] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write one HTML page with pictures.")
    ] = None,
    xlsx: XlsxPath = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> int:
    """Plan a scenario with and without rate offers, and say what each is worth.

    All plans of the offers together take at most about twice the time of the base's. Of a saved
    comparison the plans are audited again and everything else is worked out anew.
    """
    files = _Files(out, html, xlsx)
    files.check(base, [*(change or ()), *(offer or ())])
    if offer or not _is_saved(base):
        config = config_of(solver, time_limit=time_limit, gap=gap, threads=threads, seed=seed)
        from codroute.whatif.offers import load_offers

        offered = load_offers(base, offer or (), changes=change or (), combine=combine)
        made = _planned(offered, config, Path(solver).stem, draws, quiet=quiet)
        warnings = _warnings(offered)
    else:
        made, warnings = _again(base), []
    written, unwritten = files.write(made)
    _print(made, warnings, written, unwritten, as_json=as_json, quiet=quiet)
    return exit_code(made, unwritten)


def _is_saved(base: Path) -> bool:
    """Tell whether a file is a saved comparison: a JSON document with variants."""
    if base.suffix.lower() != ".json" or not base.is_file():
        return False
    from codroute.scenario.reading.text import parse_json, read_text

    document, _ = parse_json(base.name, read_text(base))
    return isinstance(document, dict) and "variants" in document


def _planned(
    offered: "OfferedAll", config: "SolverConfig", name: str, draws: int, *, quiet: bool
) -> "Comparison":
    """Plan the base and every variant."""
    from codroute.cli.progress import ProgressLine
    from codroute.solve.ctrl_c import CtrlC
    from codroute.solve.process import SolverProcess
    from codroute.whatif.compare import compare as compare_offers
    from codroute.whatif.planner import Planner

    with (
        SolverProcess(config.backend) as process,
        ProgressLine(quiet=quiet) as line,
        CtrlC(lasting=True) as ctrl_c,
    ):
        planner = Planner(config, name, process, ctrl_c, line.labelled)
        return compare_offers(offered, planner, draws=draws, seed=config.seed)


def _again(path: Path) -> "Comparison":
    """Work a saved comparison out anew from its plans.

    Raises
    ------
    InvalidInput
        What follows from the plans is not what the file states.
    """
    from codroute.errors import Fault, InvalidInput
    from codroute.plan.comparison_files import read_comparison
    from codroute.whatif.compare import again

    saved = read_comparison(path)
    fresh = again(saved)
    if fresh != saved:
        wanted = "what follows from its plans; compare the offers again"
        raise InvalidInput([Fault(path.name, None, None, "other figures", wanted)])
    return fresh


def _warnings(offered: "OfferedAll") -> "list[Fault]":
    """Gather the warnings of all variants, each once."""
    every = [warning for variant in offered.variants for warning in variant.warnings]
    return list(dict.fromkeys(every))


@dataclass(frozen=True)
class _Files:
    """Where the comparison goes."""

    out: Path | None
    html: Path | None
    xlsx: Path | None

    def check(self, base: Path, changes: "Sequence[Path]") -> None:
        """Find what would keep the comparison from being written, before it is made."""
        from codroute.cli.targets import Target, check_targets, sources

        targets = [
            Target("--out", self.out, (".json",)),
            Target("--html", self.html, (".html", ".htm")),
            Target("--xlsx", self.xlsx, (".xlsx",)),
        ]
        check_targets(targets, sources(base, changes))

    def write(self, made: "Comparison") -> "tuple[list[Path], list[Fault]]":
        """Write every file; give those written, and the faults of those that could not be."""
        from codroute.errors import InvalidInput

        written: list[Path] = []
        faults: list[Fault] = []
        for path, write in ((self.out, _save), (self.html, _write_page), (self.xlsx, _write_book)):
            try:
                if path is not None:
                    write(made, path)
                    written.append(path)
            except InvalidInput as error:
                faults += error.faults
        return written, faults


def _save(made: "Comparison", path: Path) -> None:
    from codroute.plan.comparison_files import write_comparison

    write_comparison(made, path)


def _write_page(made: "Comparison", path: Path) -> None:
    from codroute.report.html.comparison_page import write_comparison_page

    write_comparison_page(made, path)


def _write_book(made: "Comparison", path: Path) -> None:
    from codroute.report.comparison_workbook import write_comparison_workbook

    write_comparison_workbook(made, path)


def _print(  # noqa: PLR0913 - the options of printing
    made: "Comparison",
    warnings: "Sequence[Fault]",
    written: "Sequence[Path]",
    unwritten: "Sequence[Fault]",
    *,
    as_json: bool,
    quiet: bool,
) -> None:
    from codroute.cli.exits import fault_documents
    from codroute.cli.printing import print_faults, print_json, say_written

    if as_json:
        print_json(
            {
                "comparison": made.model_dump(mode="json"),
                "warnings": fault_documents(warnings),
                "unwritten": fault_documents(unwritten),
            }
        )
        return
    if not quiet:
        from codroute.report.comparison_table import show_comparison
        from codroute.report.console import make_console

        print_faults(warnings)
        show_comparison(made, make_console())
        say_written(*written)
    print_faults(unwritten)


def exit_code(made: "Comparison", unwritten: "Sequence[Fault]") -> ExitCode:
    """Say how the plans were reached; a failed audit outweighs everything else."""
    from codroute.plan.model import EndReason

    if any(variant.findings for variant in made.variants):
        return ExitCode.AUDIT_FAILED
    if unwritten:
        return ExitCode.INVALID_INPUT
    reasons = [v.plan.outcome.reason for v in made.variants if v.plan.outcome is not None]
    if not made.complete or EndReason.INTERRUPTED in reasons:
        return ExitCode.INTERRUPTED
    reached = all(reason is EndReason.GAP_REACHED for reason in reasons)
    return ExitCode.DONE if reached else ExitCode.LIMIT_REACHED
