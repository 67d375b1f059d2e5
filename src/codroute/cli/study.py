"""What the commands that make several plans share: a planner, files, and how an answer is told."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from codroute.cli.exits import ExitCode, fault_documents
from codroute.cli.stated import COMMAND_LINE

if TYPE_CHECKING:
    from rich.console import Console

    from codroute.errors import Fault
    from codroute.plan.part import Part
    from codroute.solve.config import SolverConfig
    from codroute.whatif.planner import Planner


@contextmanager
def planning(config: "SolverConfig", solver: str, *, quiet: bool) -> "Iterator[Planner]":
    """Give a planner with a process, a line of progress and a wish to end, while the block lasts.

    Ctrl-C is noted on after the block: what was found is written and printed.
    """
    from codroute.cli.progress import ProgressLine
    from codroute.solve.ctrl_c import CtrlC
    from codroute.solve.process import SolverProcess
    from codroute.whatif.planner import Planner

    with (
        SolverProcess(config.backend) as process,
        ProgressLine(quiet=quiet) as line,
        CtrlC(lasting=True) as ctrl_c,
    ):
        yield Planner(config, Path(solver).stem, process, ctrl_c, line.labelled)


@contextmanager
def by_option(*places: str) -> "Iterator[None]":
    """Name the options in faults at these places: of what is asked for, not of files."""
    from codroute.errors import InvalidInput

    try:
        yield
    except InvalidInput as error:
        raise InvalidInput(
            [
                replace(fault, file=COMMAND_LINE, column=f"--{fault.column}")
                if fault.file in places
                else fault
                for fault in error.faults
            ]
        ) from None


@dataclass(frozen=True)
class Written:
    """Files that were written, and the faults of those that could not be."""

    paths: tuple[Path, ...]
    faults: "tuple[Fault, ...]"


def write_all(*files: tuple[Path | None, Callable[[Path], None]]) -> Written:
    """Write every file that is asked for; one that fails keeps no other from being written."""
    from codroute.errors import Fault, InvalidInput

    paths: list[Path] = []
    faults: list[Fault] = []
    for path, write in files:
        try:
            if path is not None:
                write(path)
                paths.append(path)
        except InvalidInput as error:
            faults += error.faults
    return Written(tuple(paths), tuple(faults))


def write_json(found: "Part") -> Callable[[Path], None]:
    """Give what writes an answer as JSON, whole or not at all."""
    from codroute.output import write_file

    return lambda path: write_file(path, found.document().encode())


@dataclass(frozen=True)
class Answer:
    """What a command found: the ``name`` it has in the JSON document, and what shows it."""

    name: str
    found: "Part"
    show: "Callable[[Console], None]"
    warnings: "Sequence[Fault]" = ()

    def tell(self, written: Written, *, as_json: bool, quiet: bool) -> None:
        """Print it, with warnings and what could not be written."""
        from codroute.cli.printing import print_faults, print_json, say_written

        if as_json:
            print_json(
                {
                    self.name: self.found.model_dump(mode="json"),
                    "warnings": fault_documents(self.warnings),
                    "unwritten": fault_documents(written.faults),
                }
            )
            return
        if not quiet:
            from codroute.report.console import make_console

            print_faults(self.warnings)
            self.show(make_console())
            say_written(*written.paths)
        print_faults(written.faults)


def ended(written: Written, *, audited: bool, interrupted: bool, reached: bool) -> ExitCode:
    """Say how a command ended; a failed audit outweighs everything else."""
    if not audited:
        return ExitCode.AUDIT_FAILED
    if written.faults:
        return ExitCode.INVALID_INPUT
    if interrupted:
        return ExitCode.INTERRUPTED
    return ExitCode.DONE if reached else ExitCode.LIMIT_REACHED
