"""The sheets of a comparison's workbook."""

from collections.abc import Sequence
from decimal import Decimal

from xlsxwriter import Workbook

from codroute.plan.comparison import Chance, Comparison, Difference, Variant
from codroute.report.comparison_charts import (
    leave_room,
    volumes_chart,
    waterfall_chart,
)
from codroute.report.comparison_figures import (
    FigureRow,
    against_base,
    in_minor_units,
    is_lettered,
    labels_of,
    money_rows,
    offer_letters,
    orders_by_provider,
    providers_of,
    ranked,
    service_rows,
    terms_of,
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
)

_Rows = list[Sequence[Cell]]

_MOST_WATERFALLS = 8
"""Variants with a chart of their own, the best first; the tables have all."""


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
            *(in_minor_units(end, comparison.minor_digits) for end in (own.least, own.most)),
            *(own.least_share, own.most_share, own.declined_orders, own.moved_orders),
            own.same_award_minor,
            *_chance(own.chance),
        )
        for own in comparison.differences
    ]
    sheet.table(columns, rows)


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
