"""What commands print: JSON, faults, and verdicts as plain data."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import IO, TYPE_CHECKING, Any

from codroute.errors import Fault

if TYPE_CHECKING:
    from codroute.audit.verdict import Verdict
    from codroute.cli.exits import Problem


def print_json(document: object) -> None:
    """Print one JSON document on standard output."""
    sys.stdout.write(json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n")


def print_faults(faults: Sequence[Fault], file: IO[str] | None = None) -> None:
    """Print faults as a table, on standard error unless told otherwise."""
    from codroute.report.console import make_console
    from codroute.report.faults import show_faults

    show_faults(faults, make_console(file or sys.stderr))


def print_problem(problem: "Problem", *, as_json: bool, file: IO[str] | None = None) -> None:
    """Print what went wrong: faults as a table, anything else on one line."""
    if as_json:
        print_json(problem.document())
    elif problem.faults:
        print_faults(problem.faults, file)
    else:
        from codroute.report.console import clean

        lines = [clean(line) for line in problem.message.splitlines()]
        sys.stderr.write("codroute: " + "\n  ".join(lines) + "\n")


def verdict_document(verdict: "Verdict") -> dict[str, Any]:
    """Give the audit's verdict as plain data."""
    return {
        "passed": verdict.passed,
        "checks": list(verdict.checks),
        "findings": [asdict(finding) for finding in verdict.findings],
        "contribution_minor": verdict.contribution_minor,
        "total_minor": verdict.total_minor,
    }


def fault_documents(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    """Give faults as plain data."""
    return [asdict(fault) for fault in faults]
