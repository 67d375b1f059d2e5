"""``codroute audit``: judge any plan, solved, edited or written by hand."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from codroute.cli.exits import ExitCode
from codroute.cli.options import AsJson, Changes, ScenarioPath
from codroute.cli.printing import print_json, verdict_document

if TYPE_CHECKING:
    from codroute.audit import Verdict
    from codroute.plan.model import Plan
    from codroute.scenario.scenario import Scenario


def audit(
    scenario: ScenarioPath,
    plan: Annotated[
        Path, typer.Argument(metavar="PLAN", help="Plan (.json) or allocation (.csv).")
    ],
    change: Changes = None,
    bound: Annotated[
        bool,
        typer.Option("--bound", help="Add the bound up anew from the plan's proof, and say it."),
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Check every rule and recompute every amount of a plan, independently of the solver.

    Of an allocation in CSV only lane, period, offer, orders and role (may be absent) are read.
    """
    from codroute.audit import audit as judge
    from codroute.scenario.changes.overrides import load_scenario

    stated = load_scenario(scenario, change or ()).scenario
    judged = _read(stated, plan)
    verdict = judge(stated, judged, bound=bound)
    if as_json:
        print_json(_document(judged, verdict))
    else:
        from codroute.report.console import make_console
        from codroute.report.verdict_table import show_verdict

        show_verdict(judged, verdict, verdict.total_minor, make_console(), proven=verdict.proven)
    return ExitCode.DONE if verdict.passed else ExitCode.AUDIT_FAILED


def _document(plan: "Plan", verdict: "Verdict") -> dict[str, Any]:
    """Give the verdict, with what the proof proves if that was asked for."""
    from codroute.report.proof_words import proof_document

    document = verdict_document(verdict)
    if verdict.proven is not None:
        document["proof"] = proof_document(plan, verdict.proven, verdict.contribution_minor)
    return document


def _read(scenario: "Scenario", path: Path) -> "Plan":
    from codroute.audit import bare_plan
    from codroute.plan.files import is_json, read_allocation, read_plan

    if is_json(path):
        return read_plan(path)
    return bare_plan(scenario, read_allocation(path))
