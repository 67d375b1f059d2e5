"""What commands print: JSON, faults, and verdicts as plain data."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
import codecs
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from codroute.errors import Fault
from codroute.report.escape import clean_lines

if TYPE_CHECKING:
    from codroute.audit.verdict import Verdict
    from codroute.cli.exits import Problem


def print_json(document: object) -> None:
    """Print one JSON document on standard output, in ASCII where that does not take UTF-8."""
    plain = codecs.lookup(sys.stdout.encoding).name != "utf-8"
    text = json.dumps(document, indent=1, ensure_ascii=plain, allow_nan=False)
    sys.stdout.write(text + "\n")


def say_written(*paths: Path | None) -> None:
    """Name on standard error the files that were written."""
    names = ", ".join(str(path) for path in paths if path is not None)
    if names:
        sys.stderr.write(clean_lines(f"written: {names}", "\n  ") + "\n")


def print_faults(faults: Sequence[Fault], file: IO[str] | None = None) -> None:
    """Print faults as a table, on standard error unless told otherwise."""
    from codroute.report.console import make_console
    from codroute.report.faults import show_faults

    if faults:
        show_faults(faults, make_console(file or sys.stderr))


def report(problem: "Problem", *, as_json: bool, file: IO[str] | None = None) -> int:
    """Print what went wrong and give its exit code, also where standard output takes nothing."""
    try:
        _print_problem(problem, as_json=as_json, file=file)
        sys.stdout.flush()
    except OSError:
        _print_problem(problem, as_json=False)
    return problem.code


def _print_problem(problem: "Problem", *, as_json: bool, file: IO[str] | None = None) -> None:
    """Print faults as a table, anything else on one line."""
    if as_json:
        print_json(problem.document())
    elif problem.faults:
        print_faults(problem.faults, file)
    else:
        sys.stderr.write("codroute: " + clean_lines(problem.message, "\n  ") + "\n")


def verdict_document(verdict: "Verdict") -> dict[str, Any]:
    """Give the audit's verdict as plain data."""
    return {
        "passed": verdict.passed,
        "checks": list(verdict.checks),
        "findings": [asdict(finding) for finding in verdict.findings],
        "contribution_minor": verdict.contribution_minor,
        "total_minor": verdict.total_minor,
    }
