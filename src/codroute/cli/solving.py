"""Options of the commands that solve, and the solver set-up they make."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
from typing import TYPE_CHECKING, Annotated

import typer

from codroute.cli.stated import COMMAND_LINE

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from codroute.errors import Fault
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


SolverName = Annotated[
    str, typer.Option("--solver", metavar="NAME|FILE", help="Solver set-up; see codroute solvers.")
]

TimeLimit = Annotated[
    float | None,
    typer.Option(
        "--time-limit", metavar="SECONDS", min=0.001, help="How long to solve at most, per plan."
    ),
]

TotalTime = Annotated[
    float,
    typer.Option(
        "--total-time", metavar="SECONDS", min=0.001, help="How long the whole study may take."
    ),
]

Gap = Annotated[
    float | None,
    typer.Option("--gap", metavar="SHARE", parser=parse_gap, help="Good enough: 0.1% or 0.001."),
]

Threads = Annotated[int | None, typer.Option("--threads", min=1, help="Threads of the solver.")]

Seed = Annotated[int | None, typer.Option("--seed", min=0, help="Seed of the solver.")]

Quiet = Annotated[
    bool, typer.Option("--quiet", help="Print nothing but errors, on standard error.")
]


def config_of(
    solver: str,
    *,
    time_limit: float | None,
    gap: float | None,
    threads: int | None,
    seed: int | None,
) -> "SolverConfig":
    """Read the solver set-up, with what the command line states in place of its own values.

    Raises
    ------
    ConfigError
        The set-up cannot be read.
    InvalidInput
        What is stated does not go together.
    """
    from pydantic import ValidationError

    from codroute.errors import InvalidInput
    from codroute.solve.config import SolverConfig, load_config

    config = load_config(solver)
    stated = {"time_limit_s": time_limit, "relative_gap": gap, "threads": threads, "seed": seed}
    changes = {key: value for key, value in stated.items() if value is not None}
    try:
        return SolverConfig.model_validate(config.model_dump() | changes)
    except ValidationError as error:
        raise InvalidInput([_fault(detail) for detail in error.errors()]) from None


def _fault(detail: "ErrorDetails") -> "Fault":
    """Word what is wrong with a value of the command line, or with how several go together."""
    from codroute.errors import Fault
    from codroute.scenario.reading.text import shown

    wanted = detail["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    if detail["loc"]:
        key = str(detail["loc"][0])
        option = _OPTIONS.get(key, f"--{key}")
        return Fault(COMMAND_LINE, None, option, shown(detail["input"]), wanted)
    found, _, wanted = wanted.partition("; wanted ")
    return Fault(COMMAND_LINE, None, None, found.removeprefix("found "), wanted)


_OPTIONS = {"time_limit_s": "--time-limit", "relative_gap": "--gap"}
