"""The sheets of a comparison's workbook."""

from collections.abc import Sequence
from decimal import Decimal

from xlsxwriter import Workbook

from codroute.plan.comparison import Chance, Comparison, Difference, Variant
from codroute.report.comparison_charts import (
    leave_room,
    limits_chart,
    tiers_chart,
    volumes_chart,
    waterfall_chart,
)
from codroute.report.comparison_figures import (
    FigureRow,
    TierLine,
    against_base,
    is_lettered,
    labels_of,
    money_rows,
    offer_letters,
    orders_by_provider,
    providers_of,
    ranked,
    service_rows,
    telling_limits,
    terms_of,
    tier_lines,
)
from codroute.report.comparison_words import (
    DECLINED,
    best_sentences,
    facts_sentence,
    moves_words,
    uncertainty_sentence,
    verdict_words,
    warnings_of,
)
from codroute.report.sheet import Cell, Column, Sheet
from codroute.report.waterfall import steps, total
from codroute.report.words import (
    TERM_WORDS,
    bound_sentence,
    decline_sentence,
    seconds_sentence,
    solve_sentence,
)

_Rows = list[Sequence[Cell]]

_MOST_WATERFALLS = 8
"""Variants with a chart of their own, the best first; the tables have all."""

_MOST_LIMITS, _MOST_SERIES = 12, 4
"""Limits in the chart, and variants side by side in a chart."""


def summary(_book: Workbook, sheet: Sheet, comparison: Comparison) -> None:
    """Write the answer, and the main figures of every variant."""
    sheet.title(f"Rate offers on {comparison.base}")
    sheet.fact("Compared", facts_sentence(comparison))
    for sentence in best_sentences(comparison):
        sheet.fact("Answer", sentence)
    for warning in warnings_of(comparison):
        sheet.fact("Note", warning)
    if comparison.uncertainty is not None:
        sheet.fact("Paid rates", uncertainty_sentence(comparison.uncertainty))
    if is_lettered(comparison):
        for offer, letter in offer_letters(comparison).items():
            sheet.fact(letter, offer)
    sheet.next_row += 1
    variants, labels, found = ranked(comparison), labels_of(comparison), against_base(comparison)
    others = service_rows(comparison, variants)
    columns = [
        Column("Variant"),
        Column(f"Contribution, {comparison.currency}", "money"),
        Column("Against base", "money"),
        Column("Best plans of both, proven"),
        Column("Better in draws", "share"),
        *(Column(row.label, row.kind) for row in others),
    ]
    rows: _Rows = []
    for place, variant in enumerate(variants):
        own = found.get(variant.name)
        chance = None if own is None else own.chance
        rows.append(
            (
                labels[variant.name],
                variant.figures.contribution_minor,
                None if own is None else own.contribution_minor,
                None if own is None else verdict_words(comparison, own),
                None if chance is None else chance.better,
                *(row.values[place] for row in others),
            )
        )
    sheet.table(columns, rows, main=False)


def differences(_book: Workbook, sheet: Sheet, comparison: Comparison) -> None:
    """Write every difference with its bounds and its draws."""
    labels, unit = labels_of(comparison), comparison.currency
    columns = [
        *(Column("Variant"), Column("Against"), Column("Best plans of both, proven")),
        Column(f"Plans found, {unit}", "money"),
        *(Column(f"{end}, {unit}", "money") for end in ("At least", "At most")),
        *(Column(f"{end}, of what the other earns") for end in ("At least", "At most")),
        *(Column("Declined orders", "whole"), Column("Orders moved", "whole")),
        Column(f"Without moving, {unit}", "money"),
        *(Column("Better in draws", "share"), Column("Sampling error", "share")),
        *(
            Column(f"{part}, {unit}", "money")
            for part in ("5 % lie below", "Mean", "5 % lie above")
        ),
    ]
    columns[6:8] = [Column(column.heading, "fine share") for column in columns[6:8]]
    rows: _Rows = [
        (
            *(labels[own.of], labels[own.against], verdict_words(comparison, own)),
            own.contribution_minor,
            *(_minor(end, comparison.minor_digits) for end in (own.least, own.most)),
            *(own.least_share, own.most_share, own.declined_orders, own.moved_orders),
            own.same_award_minor,
            *_chance(own.chance),
        )
        for own in comparison.differences
    ]
    sheet.table(columns, rows)


def _minor(amount: Decimal | None, digits: int) -> Decimal | None:
    """Give an amount in minor units, with every decimal it has."""
    return None if amount is None else amount.scaleb(digits)


def _chance(chance: Chance | None) -> Sequence[Cell]:
    if chance is None:
        return (None,) * 5
    ends = chance.low_minor, chance.mean_minor, chance.high_minor
    return (chance.better, chance.sampling_error, *ends)


def terms(book: Workbook, sheet: Sheet, comparison: Comparison) -> None:
    """Write terms side by side, what each adds to a difference, and a waterfall per variant."""
    variants, unit = ranked(comparison), comparison.currency
    sheet.title(f"Contribution by term, {unit}")
    _side_by_side(sheet, comparison, variants, money_rows(comparison, variants)[:-1])
    sheet.next_row += 1
    found = against_base(comparison)
    if not found:
        return
    labels = labels_of(comparison)
    sheet.title(f"Difference to {comparison.variants[0].name} by term, {unit}")
    columns = [Column("Term"), *(Column(labels[name], "money", total=True) for name in found)]
    rows: _Rows = [
        (
            TERM_WORDS.get(term, term),
            *(own.terms_minor.get(term, 0) for own in found.values()),
        )
        for term in terms_of(comparison)
    ]
    sheet.table(columns, rows, main=False, total="difference")
    for own in list(found.values())[:_MOST_WATERFALLS]:
        _waterfall(book, sheet, comparison, own)
    sheet.page.freeze_panes(0, 1)


def _side_by_side(
    sheet: Sheet, comparison: Comparison, variants: Sequence[Variant], rows: Sequence[FigureRow]
) -> None:
    labels = labels_of(comparison)
    heads = (Column(labels[variant.name], "money", total=True) for variant in variants)
    cells: _Rows = [(row.label, *row.values) for row in rows]
    sheet.table([Column("Term"), *heads], cells, main=False, total="contribution")


def _waterfall(book: Workbook, sheet: Sheet, comparison: Comparison, own: Difference) -> None:
    """Write the bars of a waterfall as parts that stack, and their chart."""
    labels = labels_of(comparison)
    title = f"From {labels[own.against]} to {labels[own.of]}, {comparison.currency}"
    amounts = {term: amount for term, amount in own.terms_minor.items() if amount}
    made = steps((TERM_WORDS.get(term, term), amount) for term, amount in amounts.items())
    bars = [*made, total(made, "difference")]
    sheet.next_row += 1
    sheet.title(title)
    chart_row = leave_room(sheet)
    kinds = ("Gain", "Loss", "Sum")
    columns = [
        *(Column("Term"), Column("Amount", "money"), Column("Hidden", "money")),
        *(Column(f"{kind} {side}", "money") for kind in kinds for side in ("above 0", "below 0")),
    ]
    rows: _Rows = []
    for place, bar in enumerate(bars):
        kind = 2 if place == len(made) else int(bar.amount < 0)
        shown: list[Cell] = [None] * 6
        shown[2 * kind : 2 * kind + 2] = [int(bar.parts.above), int(bar.parts.below)]
        rows.append((bar.label, int(bar.amount), int(bar.parts.hidden), *shown))
    first, last = sheet.table(columns, rows, main=False)
    waterfall_chart(book, sheet, title, (first, last), chart_row)


def providers_and_markets(book: Workbook, sheet: Sheet, comparison: Comparison) -> None:
    """Write the orders of providers under every variant, then each award with its amounts."""
    variants, labels, unit = ranked(comparison), labels_of(comparison), comparison.currency
    counts = [orders_by_provider(variant) for variant in variants]
    sheet.title("Orders by provider")
    heads = (Column(labels[variant.name], "whole", total=True) for variant in variants)
    orders: _Rows = [
        (provider, *(own[provider] for own in counts)) for provider in providers_of(comparison)
    ]
    first, last = sheet.table([Column("Provider"), *heads], orders, main=False)
    volumes_chart(book, sheet, (first, last), len(variants), last + 3)
    sheet.title("Every provider in every market")
    columns = [
        *(Column("Provider"), Column("Market"), Column("Variant")),
        *(Column("Orders", "whole"), Column("Share of orders", "share")),
        *(
            Column(f"{what}, {unit}", "money")
            for what in ("Collected COD", "Contribution", "Cash held")
        ),
    ]
    rows: _Rows = [
        (
            *(award.provider, award.country, labels[variant.name], award.orders),
            Decimal(award.orders) / variant.figures.orders,
            *(award.collected_minor, award.contribution_minor, award.cash_held_minor),
        )
        for variant in variants
        for award in variant.figures.awards
        if award.orders
    ]
    sheet.table(columns, rows, main=False)


def flows(_book: Workbook, sheet: Sheet, comparison: Comparison) -> None:
    """Write who gives orders to whom, of every difference to the base."""
    labels = labels_of(comparison)
    columns = [
        *(Column("Variant"), Column("Market"), Column("From"), Column("To")),
        Column("Orders", "whole"),
    ]
    rows: _Rows = [
        (
            *(labels[name], flow.country, flow.from_provider or DECLINED),
            *(flow.to_provider or DECLINED, flow.orders),
        )
        for name, own in against_base(comparison).items()
        for flow in own.flows
    ]
    sheet.table(columns, rows)


def tiers(book: Workbook, sheet: Sheet, comparison: Comparison) -> None:
    """Write where every schedule stands: as shares of its highest threshold, then in full."""
    variants, labels = ranked(comparison), labels_of(comparison)
    lines = tier_lines(variants)
    known = [line for line in lines if line.ladder]
    if known:
        sheet.title("Volume as a share of the highest threshold")
        heads = (Column(labels[variant.name], "share") for variant in variants)
        shares: _Rows = [(f"{line.schedule} {line.window}", *_of_highest(line)) for line in known]
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


def drivers(_book: Workbook, sheet: Sheet, comparison: Comparison) -> None:
    """Write the lanes with the largest amounts of every difference to the base."""
    labels, found = labels_of(comparison), against_base(comparison)
    every = [driver for own in found.values() for driver in own.drivers]
    known = [term for term in terms_of(comparison) if any(term in d.terms_minor for d in every)]
    columns = [
        *(Column("Lane"), Column("Market"), Column("Variant")),
        Column(f"Difference, {comparison.currency}", "money"),
        Column("What moves"),
        *(Column(TERM_WORDS.get(term, term), "money") for term in known),
    ]
    rows: _Rows = [
        (
            *(driver.lane, driver.country, labels[name], driver.amount_minor, moves_words(driver)),
            *(driver.terms_minor.get(term, 0) for term in known),
        )
        for name, own in found.items()
        for driver in own.drivers
    ]
    sheet.table(columns, rows)


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
                None if outcome is None else _minor(outcome.bound, comparison.minor_digits),
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
