"""A plan as a workbook: every table of it, formatted, with totals that follow the filter."""

import io
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from xlsxwriter import Workbook

from codroute.output import write_file
from codroute.plan.model import Plan
from codroute.report import plan_sheets
from codroute.report.figures import declined_by_reason, planned_orders, provider_lines
from codroute.report.sheet import Cell, Column, Formats, Sheet
from codroute.report.words import (
    DECLINED_WORDS,
    AuditResult,
    audit_sentence,
    bound_sentence,
    decline_sentence,
    proof_sentence,
    seconds_sentence,
    solve_sentence,
)

_TABLES = {
    "Lanes": plan_sheets.lanes,
    "Providers by period": plan_sheets.providers_by_period,
    "Allocation": plan_sheets.allocation,
    "P&L": plan_sheets.profit_and_loss,
    "Tiers": plan_sheets.tiers,
    "Charges": plan_sheets.charges,
    "Limits": plan_sheets.limits,
    "Declined": plan_sheets.declined,
    "Excluded": plan_sheets.excluded,
}

_NO_CLAIMS = "An allocation without claims: nothing is proven about it."


def write_workbook(plan: Plan, audit: AuditResult | None, path: Path | str) -> None:
    """Write the workbook, whole or not at all."""
    write_file(Path(path), workbook(plan, audit))


def workbook(plan: Plan, audit: AuditResult | None) -> bytes:
    """Give the workbook as the bytes of an .xlsx file."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": f"codroute plan: {plan.scenario}", "author": "codroute"})
        formats = Formats(book, plan.minor_digits)
        summary = Sheet(book, formats, "Summary")
        _summary(summary, plan, audit)
        summary.finish()
        for name, write in _TABLES.items():
            sheet = Sheet(book, formats, name)
            write(sheet, plan)
            sheet.finish()
        bounds = Sheet(book, formats, "Bounds & audit")
        _bounds(bounds, plan, audit)
        bounds.finish()
    return buffer.getvalue()


def _summary(sheet: Sheet, plan: Plan, audit: AuditResult | None) -> None:
    sheet.title(plan.scenario)
    _facts(sheet, plan, audit)
    sheet.next_row += 1
    columns = [
        Column("Provider"),
        Column("Orders", "whole", total=True),
        Column("Share of orders", "share"),
        Column("Main of lanes", "whole"),
        Column("Backup of lanes", "whole"),
        Column(f"Contribution, {plan.currency}", "money", total=True),
        Column("Per order", "money"),
    ]
    orders = planned_orders(plan)
    rows: list[Sequence[Cell]] = [
        (
            line.provider,
            line.orders,
            Decimal(line.orders) / orders if orders else None,
            line.main_lanes,
            line.backup_lanes,
            line.contribution_minor,
            Decimal(line.contribution_minor) / line.orders if line.orders else None,
        )
        for line in provider_lines(plan)
    ]
    sheet.table(columns, rows, main=False)


def _facts(sheet: Sheet, plan: Plan, audit: AuditResult | None) -> None:
    """State the plan's main figures."""
    days = plan.horizon.period_ids
    sheet.fact("Periods", f"{len(days)}, the first {days[0]}, the last {days[-1]}")
    sheet.figure("Orders planned", planned_orders(plan), "whole")
    sheet.figure("Orders declined", sum(row.orders for row in plan.declined), "whole")
    for reason, orders in declined_by_reason(plan).items():
        sheet.fact("", f"{orders:,}: {DECLINED_WORDS.get(reason, reason)}")
    sheet.figure(f"Contribution, {plan.currency}", plan.contribution_minor, "money")
    if plan.outcome is not None:
        sheet.fact("Bound", bound_sentence(plan.outcome, plan.currency, plan.minor_digits))
    if audit is not None:
        sheet.fact("Audit", audit_sentence(audit))


def _bounds(sheet: Sheet, plan: Plan, audit: AuditResult | None) -> None:
    sheet.title("What is proven")
    if plan.outcome is None:
        sheet.fact("Bound", _NO_CLAIMS)
    else:
        sheet.fact("Bound", bound_sentence(plan.outcome, plan.currency, plan.minor_digits))
        proof = proof_sentence(plan.outcome) or "none in the plan: the solver's word alone"
        sheet.fact("Proof", proof)
        sheet.fact("Declined", decline_sentence(plan.outcome) or "not minimised first")
        sheet.fact("Solve", solve_sentence(plan.outcome))
        sheet.fact("Time", seconds_sentence(plan.outcome))
    sheet.fact("Scenario", plan.scenario_digest or "not stated")
    if audit is None:
        return
    sheet.next_row += 1
    sheet.title(f"Audit: {audit_sentence(audit)}")
    broken = {finding.check for finding in audit.findings}
    findings: list[Sequence[Cell]] = [
        (finding.check, "failed", finding.place, finding.found, finding.wanted)
        for finding in audit.findings
    ]
    passed: list[Sequence[Cell]] = [
        (check, "passed", None, None, None) for check in audit.checks if check not in broken
    ]
    heads = ("Check", "Result", "Place", "Found", "Wanted")
    sheet.table([Column(text) for text in heads], [*findings, *passed], main=False)
