"""``codroute breakeven``: the value of one of its terms at which an offer starts to win."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codroute.cli.exits import ExitCode
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

if TYPE_CHECKING:
    from codroute.errors import Fault
    from codroute.plan.breakeven import Breakeven
    from codroute.solve.config import SolverConfig


class On(StrEnum):
    """What of an offer can be varied."""

    FREIGHT = "freight"
    COD_FEE = "cod_fee"
    RETURN_FEE = "return_fee"
    PAID_RATE = "paid_rate"
    SETTLEMENT_DAYS = "settlement_days"
    TIER_THRESHOLD = "tier_threshold"


def breakeven(  # noqa: PLR0913 - one parameter per option
    scenario: ScenarioPath,
    *,
    offer: Annotated[
        Path, typer.Option("--offer", metavar="FILE", help="Offer: change file or tables.")
    ],
    on: Annotated[On, typer.Option("--on", help="What of the offer is varied.")],
    target: Annotated[
        str,
        typer.Option(
            metavar="TARGET",
            help="any, share=0.3, market=SA, market=SA:0.3, or beats=FILE.",
        ),
    ] = "any",
    of: Annotated[
        str | None,
        typer.Option(metavar="OFFER", help="Which offer, where the file brings several."),
    ] = None,
    change: Changes = None,
    precision: Annotated[
        float,
        typer.Option(metavar="SHARE", parser=parse_gap, help="Narrow enough: 0.1% or 0.001."),
    ] = 0.001,
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
    from codroute.solve.process import SolverProcess

    with SolverProcess("highs") as process:  # it starts while everything else is imported
        from codroute.cli.progress import ProgressLine
        from codroute.cli.targets import Target as Place
        from codroute.cli.targets import check_targets, sources
        from codroute.solve.ctrl_c import CtrlC
        from codroute.whatif.breakeven.search import find_breakeven
        from codroute.whatif.breakeven.targets import parse_target
        from codroute.whatif.offers import load_offers
        from codroute.whatif.planner import Planner

        check_targets(
            [Place("--out", out, (".json",))], sources(scenario, (*(change or ()), offer))
        )
        config = config_of(solver, time_limit=time_limit, gap=gap, threads=threads, seed=seed)
        with ProgressLine(quiet=quiet) as line, _worded():
            wanted = parse_target(target)
            rivals = () if wanted.rival is None else (wanted.rival,)
            base, offered, *others = load_offers(
                scenario, (offer, *rivals), changes=change or ()
            ).variants
            with CtrlC(lasting=True) as ctrl_c:
                found = find_breakeven(
                    base.scenario,
                    offered.scenario,
                    Planner(config, Path(solver).stem, process, ctrl_c, line.of),
                    on=on.value,
                    target=wanted,
                    of=of,
                    rival=others[0].scenario if others else None,
                    precision=Decimal(str(precision)),
                    most_values=values,
                )
    _write(found, out)
    _print(found, (*base.warnings, *offered.warnings), out, as_json=as_json, quiet=quiet)
    return exit_code(found)
