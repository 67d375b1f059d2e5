"""The command line: every command in its own module, every ending in one place."""

import os
import signal
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer

from codroute.cli import streams
from codroute.cli.alternatives import alternatives
from codroute.cli.audit import audit
from codroute.cli.breakeven import breakeven
from codroute.cli.check_invoice import check_invoice
from codroute.cli.compare import compare
from codroute.cli.convert import convert
from codroute.cli.coverage import coverage
from codroute.cli.doctor import doctor
from codroute.cli.exits import EPILOG, ExitCode, Problem, problem_of
from codroute.cli.explain import explain
from codroute.cli.export import export
from codroute.cli.init import init
from codroute.cli.options import AsJson
from codroute.cli.plan import plan
from codroute.cli.printing import print_json, report
from codroute.cli.quote import quote
from codroute.cli.repair import repair
from codroute.cli.resolve import resolve
from codroute.cli.rule_costs import rule_costs
from codroute.cli.show import show
from codroute.cli.solvers import solvers
from codroute.cli.validate import validate

_USAGE_ERROR: type[BaseException] = typer.BadParameter.__mro__[1]
"""What Typer raises for a command line it cannot read; it exports only this subclass of it."""

_CTRL_C = 130
"""What Typer gives where Ctrl-C ended a command."""

_REQUESTS_TO_END = ("SIGTERM", "SIGHUP")

app = typer.Typer(
    name="codroute",
    help="Decide which delivery provider carries which cash-on-delivery orders.",
    epilog=EPILOG,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"max_content_width": 100},
)


def version(as_json: AsJson = False) -> int:
    """Print the version of codroute."""
    from importlib import metadata  # noqa: PLC0415 - slow, and seldom wanted

    installed = metadata.version("codroute")
    if as_json:
        print_json({"codroute": installed})
    else:
        sys.stdout.write(f"codroute {installed}\n")
    return ExitCode.DONE


def _version_option(asked: bool) -> None:
    if asked:
        version()
        raise typer.Exit


@app.callback()
def root(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", callback=_version_option, is_eager=True
        ),
    ] = False,
    _debug: Annotated[
        bool, typer.Option("--debug", help="Show where an unexpected error came from.")
    ] = False,
) -> None:
    """Decide which delivery provider carries which cash-on-delivery orders."""


for _command in (
    plan,
    compare,
    breakeven,
    rule_costs,
    repair,
    validate,
    quote,
    check_invoice,
    coverage,
    resolve,
    audit,
    explain,
    alternatives,
    show,
    export,
    convert,
    init,
    solvers,
    doctor,
    version,
):
    app.command(epilog=EPILOG)(_command)


def run() -> None:
    """Run the command line and leave with its exit code."""
    # Nothing here multiplies matrices; the threads for it would only delay the start, twice.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    streams.prepare()
    _take_requests_to_end()
    try:
        code = main(sys.argv[1:])
    finally:
        streams.settle()
    _keep_exit_code()
    sys.exit(code)


def _keep_exit_code() -> None:
    """Let no further Ctrl-C, nor Python's memory of the first, put a signal's for the exit code.

    Python ends by the signal where Ctrl-C came while it ran code from text, as the making of a data
    class does, even if that was caught; the next such code makes it forget.
    """
    for name in ("SIGINT", *_REQUESTS_TO_END):
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, signal.SIG_IGN)
    eval("0")


def _take_requests_to_end() -> None:
    """Let a request to end do what Ctrl-C does, but where it is ignored (nohup) leave it so."""
    for name in _REQUESTS_TO_END:
        number = getattr(signal, name, None)  # Windows lacks one of them
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


def main(arguments: Sequence[str]) -> int:
    """Run one command; give its exit code, whatever happens."""
    as_json, debug = "--json" in arguments, "--debug" in arguments
    try:
        code = app(list(arguments) or ["--help"], standalone_mode=False)
    except BrokenPipeError:  # Whoever read the output has stopped reading: nobody to tell.
        return ExitCode.UNEXPECTED
    except _USAGE_ERROR as error:
        message = str(getattr(error, "format_message", error.__str__)())
        return report(Problem("usage", ExitCode.INVALID_INPUT, message), as_json=as_json)
    except (Exception, KeyboardInterrupt) as error:
        if debug:
            traceback.print_exc()
        return report(problem_of(error), as_json=as_json)
    if code == _CTRL_C:
        return report(problem_of(KeyboardInterrupt()), as_json=as_json)
    return _flushed(int(code or ExitCode.DONE), as_json=as_json)


def _flushed(code: int, *, as_json: bool) -> int:
    """Give a command's exit code, or that its output was not taken where it had none to tell."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return code or ExitCode.UNEXPECTED
    except OSError as error:
        return code or report(problem_of(error), as_json=as_json)
    return code
