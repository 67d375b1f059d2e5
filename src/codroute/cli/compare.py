"""``codroute compare``: plans with and without rate offers, side by side."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
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
from codroute.cli.study import Answer, Written, by_option, ended, planning, write_all, write_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codroute.plan.comparison import Comparison


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
    offers_time: Annotated[
        float | None,
        typer.Option(
            "--offers-time",
            metavar="SECONDS",
            min=0.001,
            max=1e6,
            help="For the plans of all offers; by default one and a half times the base's.",
        ),
    ] = None,
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

    The plans of the offers start from the base's and are soon made. Of a saved comparison the plans
    are audited again and everything else is worked out anew.
    """
    _check_targets(out, html, xlsx, [base, *(change or ()), *(offer or ())])
    if offer or not _is_saved(base):
        config = config_of(solver, time_limit=time_limit, gap=gap, threads=threads, seed=seed)
        from codroute.whatif.compare import compare as compare_offers
        from codroute.whatif.offers import PLACE, load_offers

        with by_option(PLACE):
            offered = load_offers(base, offer or (), changes=change or (), combine=combine)
        with planning(config, solver, quiet=quiet) as planner:
            made = compare_offers(
                offered, planner, draws=draws, seed=config.seed, offers_s=offers_time
            )
        warnings = list(dict.fromkeys(w for v in offered.variants for w in v.warnings))
    else:
        made, warnings = _again(base), []
    written = write_all(
        (out, write_json(made)),
        (html, lambda path: _write_page(made, path)),
        (xlsx, lambda path: _write_book(made, path)),
    )
    from codroute.report.comparison_table import show_comparison

    answer = Answer("comparison", made, lambda console: show_comparison(made, console), warnings)
    answer.tell(written, as_json=as_json, quiet=quiet)
    return _exit_code(made, written)


def _check_targets(
    out: Path | None, html: Path | None, xlsx: Path | None, reads: "Sequence[Path]"
) -> None:
    """Find what would keep the comparison from being written, before it is made."""
    from codroute.cli.targets import Target, check_targets, sources

    targets = [
        Target("--out", out, (".json",)),
        Target("--html", html, (".html", ".htm")),
        Target("--xlsx", xlsx, (".xlsx",)),
    ]
    check_targets(targets, sources(reads[0], reads[1:]))


def _is_saved(base: Path) -> bool:
    """Tell whether a file is a saved comparison: a JSON document with variants."""
    if base.suffix.lower() != ".json" or not base.is_file():
        return False
    from codroute.scenario.reading.text import parse_json, read_text

    document, _ = parse_json(base.name, read_text(base))
    return isinstance(document, dict) and "variants" in document


def _again(path: Path) -> "Comparison":
    """Work a saved comparison out anew from its plans."""
    from codroute.plan.comparison_files import read_comparison
    from codroute.whatif.saved import again

    return again(read_comparison(path), path.name)


def _write_page(made: "Comparison", path: Path) -> None:
    from codroute.report.html.comparison_page import write_comparison_page

    write_comparison_page(made, path)


def _write_book(made: "Comparison", path: Path) -> None:
    from codroute.report.comparison_workbook import write_comparison_workbook

    write_comparison_workbook(made, path)


def _exit_code(made: "Comparison", written: Written) -> ExitCode:
    """Say how the plans were reached."""
    from codroute.plan.model import EndReason

    reasons = [v.plan.outcome.reason for v in made.variants if v.plan.outcome is not None]
    return ended(
        written,
        audited=not any(variant.findings for variant in made.variants),
        interrupted=not made.complete or EndReason.INTERRUPTED in reasons,
        reached=all(reason is EndReason.GAP_REACHED for reason in reasons),
    )
