"""The tables of a plan as sheets of the workbook."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from codroute.plan.model import CHARGE_TERMS, Plan
from codroute.report.figures import (
    UNPLACED,
    Carrier,
    ProfitAndLoss,
    by_market,
    by_provider,
    lane_lines,
    provider_lines,
    use_share,
)
from codroute.report.sheet import Cell, Column, Sheet
from codroute.report.words import DECLINED_WORDS, TERM_WORDS


def lanes(sheet: Sheet, plan: Plan) -> None:
    """Write volumes per lane to main and backup."""
    main, backup = ("Main", "Backup") if plan.roles else ("Largest", "Second")
    columns = [
        Column("Lane"),
        Column("Orders", "whole", total=True),
        Column(main),
        Column(f"{main} orders", "whole", total=True),
        Column(backup),
        Column(f"{backup} orders", "whole", total=True),
        Column("Other orders", "whole", total=True),
        Column("Declined", "whole", total=True),
        Column(f"Contribution, {plan.currency}", "money", total=True),
        Column("Note"),
    ]
    rows: list[Sequence[Cell]] = [
        (
            line.lane,
            line.orders,
            *_carrier(line.main),
            *_carrier(line.backup),
            line.other_orders,
            line.declined,
            line.contribution_minor,
            {"one_provider": "one provider can serve it", "no_provider": "no provider"}.get(
                line.note or ""
            ),
        )
        for line in lane_lines(plan)
    ]
    sheet.table(columns, rows)
    if plan.charges:
        text = "Tier credits and fees of contracts as a whole are no lane's: see the sheet Charges."
        sheet.fact("Not in here", text)


def _carrier(carrier: Carrier | None) -> tuple[Cell, Cell]:
    return (carrier.provider, carrier.orders) if carrier else (None, None)


def allocation(sheet: Sheet, plan: Plan) -> None:
    """Write every row with its amounts."""
    terms = [term for term in plan.terms if term not in CHARGE_TERMS]
    columns = [
        Column("Lane"),
        Column("Period", "date"),
        Column("Offer"),
        Column("Provider"),
        Column("Role"),
        Column("Price tier"),
        Column("Orders", "whole", total=True),
        *(Column(TERM_WORDS.get(term, term), "money", total=True) for term in terms),
        Column(f"Sum, {plan.currency}", "money", total=True),
    ]
    rows: list[Sequence[Cell]] = [
        (
            *(row.lane, row.period, row.offer, row.provider, row.role, row.price_tier, row.orders),
            *(row.amounts_minor.get(term) for term in terms),
            sum(row.amounts_minor.values()),
        )
        for row in plan.allocation
    ]
    sheet.table(columns, rows)


def profit_and_loss(sheet: Sheet, plan: Plan) -> None:
    """Write terms by market, then by provider."""
    for number, (title, figures) in enumerate(
        (("By market", by_market(plan)), ("By provider", by_provider(plan)))
    ):
        sheet.title(f"{title}, {plan.currency}")
        _block(sheet, figures)
        sheet.next_row += 1 - number
    sheet.page.freeze_panes(0, 1)


def _block(sheet: Sheet, figures: ProfitAndLoss) -> None:
    names = ("Total", *figures.columns)
    columns = [Column("Term"), *(Column(name, "money", total=True) for name in names)]
    rows: list[Sequence[Cell]] = [
        (
            TERM_WORDS.get(term, term),
            figures.total.get(term, 0),
            *(figures.amount(term, name) for name in figures.columns),
        )
        for term in figures.terms
    ]
    sheet.table(columns, rows, main=False, total="contribution")


def tiers(sheet: Sheet, plan: Plan) -> None:
    """Write where each price schedule stands."""
    columns = [
        *(Column(text) for text in ("Price schedule", "Window", "Price tier", "Measure")),
        Column("Volume, with what was counted before", "number"),
        Column("Next tier"),
        Column("To the next", "number"),
        Column(f"Shadow price of the threshold, {plan.currency} per unit", "number"),
    ]
    units = {"orders": "orders", "list_freight": f"list freight, {plan.currency}"}
    rows: list[Sequence[Cell]] = [
        (
            *(tier.schedule, tier.window, tier.price_tier, units[tier.measure]),
            *(tier.volume, tier.next_tier, tier.to_next, _decimal(tier.shadow_price)),
        )
        for tier in plan.tiers
    ]
    sheet.table(columns, rows)


def _decimal(figure: float | None) -> Decimal | None:
    return None if figure is None else Decimal(repr(figure))


def charges(sheet: Sheet, plan: Plan) -> None:
    """Write the amounts of contracts as a whole."""
    columns = [
        *(Column("Contract"), Column("Term"), Column("Provider"), Column("Market")),
        Column("Window"),
        Column(f"Amount, {plan.currency}", "money", total=True),
    ]
    rows: list[Sequence[Cell]] = [
        (
            *(charge.name, TERM_WORDS.get(charge.term, charge.term), charge.provider),
            *(charge.country or UNPLACED, charge.window, charge.amount_minor),
        )
        for charge in plan.charges
    ]
    sheet.table(columns, rows)


def providers_by_period(sheet: Sheet, plan: Plan) -> None:
    """Write what each provider carries in each period, beside what it takes in all."""
    columns = [
        *(Column("Provider"), Column("Period", "date")),
        *(Column(text, "whole", total=True) for text in ("Orders", "As main", "As backup")),
        Column("Capacity", "whole"),
        Column("Used of it", "share"),
    ]
    capacity = {
        (limit.name, limit.period): limit.limit
        for limit in plan.limits
        if limit.family == "capacity" and limit.unit == "orders"
    }
    carried: Counter[tuple[str, date, str]] = Counter()
    for row in plan.allocation:
        carried[row.provider, row.period, row.role] += row.orders
    rows: list[Sequence[Cell]] = []
    for provider in (line.provider for line in provider_lines(plan)):
        for day in plan.horizon.period_ids:
            main, backup, only, free = (
                carried[provider, day, role] for role in ("main", "backup", "only", "free")
            )
            orders, most = main + backup + only + free, capacity.get((provider, day))
            used = Decimal(orders) / most if most else None
            rows.append((provider, day, orders, main + only, backup, most, used))
    sheet.table(columns, rows)


def limits(sheet: Sheet, plan: Plan) -> None:
    """Write how much of each limit is used, with a bar."""
    columns = [
        *(Column("Limit"), Column("Family"), Column("Period", "date"), Column("Sense")),
        *(Column("Used", "number"), Column("Limit value", "number"), Column("Unit")),
        Column(f"Shadow price, {plan.currency} per unit", "number"),
        Column("Used of it", "share"),
    ]
    rows: list[Sequence[Cell]] = [
        (
            *(limit.name, limit.family, limit.period, limit.sense.replace("_", " ")),
            *(limit.used, limit.limit, limit.unit, _decimal(limit.shadow_price)),
            use_share(limit),
        )
        for limit in plan.limits
    ]
    first, last = sheet.table(columns, rows)
    bar = {"type": "data_bar", "data_bar_2010": True, "bar_solid": True, "bar_color": "#7FB2D0"}
    ends = {"min_type": "num", "max_type": "num", "min_value": 0, "max_value": 1}
    sheet.page.conditional_format(first, len(columns) - 1, last, len(columns) - 1, bar | ends)


def declined(sheet: Sheet, plan: Plan) -> None:
    """Write the orders not shipped, and why."""
    columns = [
        *(Column("Lane"), Column("Period", "date"), Column("Orders", "whole", total=True)),
        Column("Reason"),
    ]
    rows: list[Sequence[Cell]] = [
        (row.lane, row.period, row.orders, DECLINED_WORDS.get(row.reason, row.reason))
        for row in plan.declined
    ]
    sheet.table(columns, rows)


def excluded(sheet: Sheet, plan: Plan) -> None:
    """Write which offers cannot carry which lanes, and why."""
    columns = [Column("Lane"), Column("Offer"), Column("Reason"), Column("Detail")]
    rows: list[Sequence[Cell]] = [
        (row.lane, row.offer, row.reason.replace("_", " "), row.detail) for row in plan.excluded
    ]
    sheet.table(columns, rows)
