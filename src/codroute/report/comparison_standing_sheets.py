"""The sheets of tiers, limits and bounds in a comparison's workbook."""

from collections.abc import Sequence
from decimal import Decimal

from xlsxwriter import Workbook

from codroute.plan.comparison import Comparison
from codroute.report.comparison_charts import limits_chart, tiers_chart
from codroute.report.comparison_figures import in_minor_units, labels_of, ranked
from codroute.report.comparison_standing import TierLine, telling_limits, tier_lines
from codroute.report.sheet import Cell, Column, Sheet
from codroute.report.words import (
    bound_sentence,
    decline_sentence,
    seconds_sentence,
    solve_sentence,
)

_Rows = list[Sequence[Cell]]

_MOST_LIMITS, _MOST_SERIES = 12, 4
"""Limits in the chart, and variants side by side in a chart."""


def tiers(book: Workbook, sheet: Sheet, comparison: Comparison) -> None:
    """Write where every schedule stands: as shares of its highest threshold, then in full."""
    variants, labels = ranked(comparison), labels_of(comparison)
    lines = tier_lines(variants)
    known = [line for line in lines if line.ladder]
    if known:
        sheet.title("Volume as a share of the highest threshold")
        names = [labels[variant.name] for variant in variants]
        heads = (Column(name, "share") for name in names)
        shares: _Rows = [(line.name(names), *_of_highest(line)) for line in known]
        first, last = sheet.table([Column("Price schedule"), *heads], shares, main=False)
        shown = min(len(variants), _MOST_SERIES)
        tiers_chart(book, sheet, (first, last), shown, last + 3)
        sheet.title("Every schedule")
    columns = [
        *(Column("Price schedule"), Column("Window"), Column("Measure"), Column("Variant")),
        *(Column("Price tier"), Column("Volume, with what was counted before", "number")),
        *(Column("Next tier"), Column("To the next", "number")),
        Column(f"Shadow price of the threshold, {comparison.currency} per unit", "number"),
    ]
    rows: _Rows = [
        (
            *(line.schedule, line.window, line.measure.replace("_", " "), labels[variant.name]),
            *(tier.price_tier, tier.volume, tier.next_tier, tier.to_next, tier.shadow_price),
        )
        for line in lines
        for variant, tier in zip(variants, line.reached, strict=True)
        if tier is not None
    ]
    sheet.table(columns, rows, main=False)


def _of_highest(line: TierLine) -> list[Decimal | None]:
    highest = line.ladder[-1][1]
    return [None if tier is None else tier.volume / highest for tier in line.reached]


def limits(book: Workbook, sheet: Sheet, comparison: Comparison) -> None:
    """Write the use of every limit in its tightest period, those that tell most first."""
    variants, labels = ranked(comparison), labels_of(comparison)
    lines = telling_limits(variants)
    if lines:
        sheet.title("Use of each limit in its tightest period")
        heads = (Column(labels[variant.name], "share") for variant in variants)
        shares: _Rows = [(line.name, *line.shares) for line in lines]
        first, last = sheet.table([Column("Limit"), *heads], shares, main=False)
        ends = first, min(last, first + _MOST_LIMITS - 1)
        limits_chart(book, sheet, ends, min(len(variants), _MOST_SERIES), last + 3)
        sheet.title("Every limit")
    columns = [
        *(Column("Limit"), Column("Family"), Column("Sense"), Column("Variant")),
        *(Column("Used", "number"), Column("Limit value", "number"), Column("Unit")),
        Column("Used of it", "share"),
        Column(f"Shadow price, {comparison.currency} per unit", "number"),
    ]
    rows: _Rows = [
        (
            *(line.name, use.family, use.sense.replace("_", " "), labels[variant.name]),
            *(use.used, use.limit, use.unit, part, use.shadow_price),
        )
        for line in lines
        for variant, use, part in zip(variants, line.uses, line.shares, strict=True)
        if use is not None
    ]
    sheet.table(columns, rows, main=False)


def bounds_and_audit(_book: Workbook, sheet: Sheet, comparison: Comparison) -> None:
    """Write what is proven of every plan, how it was found, and what the audit says."""
    columns = [
        Column("Variant"),
        Column(f"Contribution, {comparison.currency}", "money"),
        Column(f"Bound, {comparison.currency}", "money"),
        Column("Gap", "fine share"),
        Column("Audit"),
    ]
    variants, labels = ranked(comparison), labels_of(comparison)
    rows: _Rows = []
    for variant in variants:
        outcome = variant.plan.outcome
        rows.append(
            (
                labels[variant.name],
                variant.figures.contribution_minor,
                None if outcome is None else in_minor_units(outcome.bound, comparison.minor_digits),
                None if outcome is None else outcome.relative_gap,
                "; ".join(variant.findings) or "passed",
            )
        )
    sheet.table(columns, rows, main=False)
    for variant in variants:
        sheet.next_row += 1
        sheet.title(labels[variant.name])
        outcome = variant.plan.outcome
        if outcome is None:
            sheet.fact("Bound", "Nothing is proven about it.")
            continue
        sheet.fact("Bound", bound_sentence(outcome, comparison.currency, comparison.minor_digits))
        sheet.fact("Declined", decline_sentence(outcome) or "not minimised first")
        sheet.fact("Solve", solve_sentence(outcome))
        sheet.fact("Time", seconds_sentence(outcome))
        sheet.fact("Scenario", variant.plan.scenario_digest or "not stated")
