"""``codroute breakeven``: the value of one of its terms at which an offer starts to win."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codroute.cli.options import AsJson, Changes, ScenarioPath
from codroute.cli.solving import (
    Gap,
    Quiet,
    Seed,
    SolverName,
    Threads,
    TimeLimit,
    config_of,
    parse_gap,
)
from codroute.cli.study import Answer, by_option, ended, planning, write_all, write_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codroute.scenario.scenario import Scenario
    from codroute.whatif.breakeven.targets import Target
    from codroute.whatif.offers import Offered


class On(StrEnum):
    """What of an offer can be varied."""

    FREIGHT = "freight"
    COD_FEE = "cod_fee"
    RETURN_FEE = "return_fee"
    PAID_RATE = "paid_rate"
    SETTLEMENT_DAYS = "settlement_days"
    TIER_THRESHOLD = "tier_threshold"


def breakeven(  # noqa: PLR0913 - one parameter per option
    base: ScenarioPath,
    *,
    offer: Annotated[
        Path,
        typer.Option(metavar="FILE", help="The offer: change file, workbook or folder of tables."),
    ],
    on: Annotated[On, typer.Option("--on", help="What of the offer is varied.")],
    target: Annotated[
        str,
        typer.Option(
            metavar="TARGET",
            help="any, share=30%, market=SA, market=SA:30%, or beats=FILE.",
        ),
    ] = "any",
    of: Annotated[
        str | None,
        typer.Option(metavar="OFFER", help="Which offer, where the file brings several."),
    ] = None,
    change: Changes = None,
    precision: Annotated[
        float | None,
        typer.Option(metavar="SHARE", parser=parse_gap, help="Narrow enough: 0.1% or 0.001."),
    ] = None,
    values: Annotated[
        int, typer.Option(metavar="N", min=1, help="Plan at most so many values.")
    ] = 40,
    solver: SolverName = "default",
    time_limit: TimeLimit = None,
    gap: Gap = None,
    threads: Threads = None,
    seed: Seed = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the whole answer as JSON.")
    ] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> int:
    """Find the fee, rate or days at which an offer starts to win, between proven values.

    Ctrl-C ends the search with what was found so far.
    """
    from codroute.cli.targets import Target as Place
    from codroute.cli.targets import check_targets, sources

    reads = sources(base, [*(change or ()), offer])
    check_targets([Place("--out", out, (".json",))], reads)
    config = config_of(solver, time_limit=time_limit, gap=gap, threads=threads, seed=seed)
    from codroute.report.breakeven_table import show_breakeven
    from codroute.whatif.breakeven.search import PRECISION, find_breakeven
    from codroute.whatif.breakeven.subject import PLACE
    from codroute.whatif.offers import PLACE as OFFERS

    with by_option(PLACE, OFFERS):
        asked = _read(base, offer, change or (), target)
        with planning(config, solver, quiet=quiet) as planner:
            found = find_breakeven(
                asked.base.scenario,
                asked.offered.scenario,
                planner,
                on=on.value,
                target=asked.target,
                of=of,
                rival=asked.rival,
                precision=PRECISION if precision is None else Decimal(str(precision)),
                most_values=values,
            )
    written = write_all((out, write_json(found)))
    answer = Answer(
        "breakeven", found, lambda console: show_breakeven(found, console), asked.offered.warnings
    )
    answer.tell(written, as_json=as_json, quiet=quiet)
    return ended(
        written,
        audited=not found.findings,
        interrupted=not found.complete,
        reached=found.narrow,
    )


@dataclass(frozen=True)
class _Asked:
    """What was read: the scenario with and without the offer, and what it is to reach."""

    base: "Offered"
    offered: "Offered"
    target: "Target"
    rival: "Scenario | None"


def _read(base: Path, offer: Path, changes: "Sequence[Path]", target: str) -> _Asked:
    """Read the scenario, the offer and, where it is to be beaten, its rival."""
    from codroute.whatif.breakeven.targets import parse_target
    from codroute.whatif.offers import load_offers

    wanted = parse_target(target)
    rivals = [] if wanted.rival is None else [wanted.rival]
    read = load_offers(base, [offer, *rivals], changes=changes).variants
    rival = read[2].scenario if rivals else None
    return _Asked(read[0], read[1], wanted, rival)
