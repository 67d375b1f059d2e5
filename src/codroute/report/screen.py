"""A plan on one screen: what it earns, who carries what, what is proven about it."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from codroute.plan.model import LimitUse, Plan
from codroute.report.console import WIDTH, add_row, clean, shorten, table
from codroute.report.figures import (
    LaneLine,
    by_market,
    declined_by_reason,
    is_full,
    lane_lines,
    nearest_tiers,
    planned_orders,
    provider_lines,
    tightest,
)
from codroute.report.pnl_table import pnl_table
from codroute.report.words import (
    DECLINED_WORDS,
    AuditResult,
    audit_sentence,
    bound_sentence,
    count,
    decline_sentence,
    money,
    number,
    per_order,
    proof_sentence,
    seconds_sentence,
    shadow_price_words,
    share,
    solve_sentence,
    use_words,
)

_LANES_AND_TERMS = 17
_FEWEST_LANES, _MOST_LANES = 5, 8
_TOP_PROVIDERS = 8
_TOP_SIDE = 4
_MOST_FINDINGS = 40
_SCHEDULE, _LIMIT = 18, 24
"""Letters of a name in tables that stand side by side."""
_RULE = "  │  "


def show_plan(
    plan: Plan, audit: AuditResult | None, console: Console, *, all_lanes: bool = False
) -> None:
    """Print the plan; ``all_lanes`` lists every lane instead of the largest."""
    console.print(Group(*_sections(plan, audit, console, all_lanes)))


def _sections(
    plan: Plan, audit: AuditResult | None, console: Console, all_lanes: bool
) -> Iterator[RenderableType]:
    yield _header(plan)
    yield ""
    figures = by_market(plan)
    yield pnl_table(figures, plan, console.width)
    yield ""
    yield _providers(plan)
    yield ""
    room = min(_MOST_LANES, _LANES_AND_TERMS - len(figures.terms))
    yield _lanes(plan, None if all_lanes else max(_FEWEST_LANES, room))
    side = _beside(plan, console)
    if side is not None:
        yield ""
        yield side
    yield ""
    yield from _facts(plan, audit)


def _header(plan: Plan) -> Text:
    days = plan.horizon.period_ids
    when = f"{days[0]} to {days[-1]}" if len(days) > 1 else str(days[0])
    orders, declined = planned_orders(plan), sum(row.orders for row in plan.declined)
    mean = per_order(plan.contribution_minor, orders, plan.minor_digits)
    earned = money(plan.contribution_minor, plan.minor_digits)
    text = Text(clean(plan.scenario), style="bold")
    text.append(f"  periods {when} ({len(days)}); amounts in {plan.currency}\n", style="none")
    text.append(f"{count(orders, 'order')} planned, {declined:,} declined; ", style="none")
    text.append(f"contribution {earned}, {mean} per order", style="bold")
    return text


def _providers(plan: Plan) -> Table:
    lines, total = provider_lines(plan), planned_orders(plan)
    named = bool(plan.roles)
    heads = ("Main of", "Backup of") if named else ()
    made = table(None, "Provider", "Orders", "Share", *heads, "Contribution", "Per order")
    shown = lines if len(lines) <= _TOP_PROVIDERS else lines[: _TOP_PROVIDERS - 1]
    for line in shown:
        roles = (count(line.main_lanes, "lane"), count(line.backup_lanes, "lane")) if named else ()
        add_row(
            made,
            line.provider,
            f"{line.orders:,}",
            share(line.orders, total),
            *roles,
            money(line.contribution_minor, plan.minor_digits),
            per_order(line.contribution_minor, line.orders, plan.minor_digits),
        )
    rest = lines[len(shown) :]
    if rest:
        orders = sum(line.orders for line in rest)
        earned = sum(line.contribution_minor for line in rest)
        figures = (money(earned, plan.minor_digits), per_order(earned, orders, plan.minor_digits))
        blank = ("", "") if named else ()
        label = f"{len(rest)} others"
        add_row(made, label, f"{orders:,}", share(orders, total), *blank, *figures, style="dim")
    return made


def _lanes(plan: Plan, limit: int | None) -> RenderableType:
    """Give volumes per lane to main and backup: the largest lanes, or all."""
    lines = lane_lines(plan)
    others = any(line.other_orders for line in lines)
    heads = ("Main", "Backup") if plan.roles else ("Largest", "Second")
    made = table(
        None,
        *("Lane", "Orders", heads[0], "", heads[1], ""),
        *(("Others",) if others else ()),
        *("Declined", "Contribution"),
        left=(0, 2, 4),
    )
    for line in lines[:limit]:
        cells = _lane_cells(line)
        add_row(
            made,
            *cells,
            *((f"{line.other_orders:,}",) if others else ()),
            f"{line.declined:,}" if line.declined else "–",
            money(line.contribution_minor, plan.minor_digits),
        )
    hidden = len(lines) - len(lines[:limit])
    if not hidden:
        return made
    orders = sum(line.orders for line in lines[limit:])
    note = f"and {count(hidden, 'smaller lane')} with {count(orders, 'order')}: --lanes lists all"
    return Group(made, Text(note, style="dim"))


def _lane_cells(line: LaneLine) -> list[str]:
    cells = [line.lane, f"{line.orders:,}"]
    for carrier in (line.main, line.backup):
        # Of a lane that ships nothing, the names say nothing.
        named = carrier if line.orders else None
        cells += [named.provider, f"{named.orders:,}"] if named else ["–", ""]
    return cells


@dataclass(frozen=True)
class _Side:
    """A short table, the note under it, and how many lines that makes."""

    table: Table
    note: str

    @property
    def height(self) -> int:
        return 1 + self.table.row_count + bool(self.note)

    @property
    def shown(self) -> RenderableType:
        return Group(self.table, Text(self.note, style="dim")) if self.note else self.table


def _tiers(plan: Plan, name_width: int | None) -> _Side:
    """Give the price schedules nearest to their next tier; a width cuts long names."""
    tiers = nearest_tiers(plan.tiers)
    made = table(None, "Price schedule", "Window", "Tier", "To next", left=(0, 1, 2))
    for tier in tiers[:_TOP_SIDE]:
        unit = "" if tier.measure == "orders" else f" {plan.currency}"
        to_next = "top tier" if tier.to_next is None else f"{number(tier.to_next)}{unit}"
        names = [tier.schedule, tier.price_tier]
        if name_width is not None:
            names = [shorten(names[0], name_width), shorten(names[1], 12)]
        add_row(made, names[0], tier.window, names[1], to_next)
    more = len(tiers) - made.row_count
    return _Side(made, f"and {more} more in the workbook" if more else "")


def _limits(plan: Plan, name_width: int | None) -> _Side:
    """Give the limits that are tightest, each with its tightest period."""
    limits = tightest(plan.limits)
    priced = any(limit.shadow_price is not None for limit in limits)
    made = table(None, "Tightest limits", "Used", "Of", *(("Shadow price",) if priced else ()))
    for limit in limits[:_TOP_SIDE]:
        day = "" if limit.period is None else f" {limit.period:%d %b}"
        name = _limit_name(limit)
        if name_width is not None:
            name = shorten(name, name_width - len(day))
        price = (shadow_price_words(limit, plan.minor_digits),) if priced else ()
        add_row(made, name + day, *use_words(limit), *price)
    full = sum(is_full(limit) for limit in limits[_TOP_SIDE:])
    more = len(limits) - made.row_count
    note = f"and {more:,} more" + (f", {full:,} of them full" if full else "")
    return _Side(made, note if more else "")


def _limit_name(limit: LimitUse) -> str:
    """Name a limit; of funds, trials and service floors the name alone says too little."""
    family = limit.family.removesuffix("s") if limit.family == "trials" else limit.family
    return f"{family} {limit.name}" if family in ("funds", "trial", "service") else limit.name


def _beside(plan: Plan, console: Console) -> RenderableType | None:
    """Put price schedules and limits side by side where there is room, with a rule between."""
    wider = max(console.width - WIDTH, 0) // 2
    sides = (_tiers(plan, _SCHEDULE + wider), _limits(plan, _LIMIT + wider))
    made = [side for side in sides if side.table.row_count]
    needed = sum(console.measure(side.table).maximum for side in made) + len(_RULE)
    if len(made) < 2 or console.width < max(WIDTH, needed):
        under = [side for side in (_tiers(plan, None), _limits(plan, None)) if side.table.row_count]
        lines = [part for side in under for part in ("", side.shown)]
        return Group(*lines[1:]) if lines else None
    grid = Table.grid(padding=(0, 2, 0, 0))
    rule = Text("\n".join("│" * max(side.height for side in made)), style="dim")
    grid.add_row(made[0].shown, rule, made[1].shown)
    return grid


def _facts(plan: Plan, audit: AuditResult | None) -> Iterator[RenderableType]:
    """Say what was declined, what is proven, how it was found, and what the audit says."""
    reasons = declined_by_reason(plan)
    if reasons:
        parts = [f"{orders:,} ({DECLINED_WORDS.get(why, why)})" for why, orders in reasons.items()]
        yield fact("Declined", "; ".join(parts))
    if plan.outcome is None:
        yield fact("Bound", "an allocation without claims: nothing is proven about it")
    else:
        yield fact("Bound", bound_sentence(plan.outcome, plan.currency, plan.minor_digits))
        for more in (proof_sentence(plan.outcome), decline_sentence(plan.outcome)):
            if more:
                yield fact("", more)
        yield fact("Solve", solve_sentence(plan.outcome))
        yield fact("Time", seconds_sentence(plan.outcome))
    if audit is None:
        yield fact("Audit", "not run here: codroute audit SCENARIO PLAN judges the plan")
    else:
        yield from audit_lines(audit)


def audit_lines(audit: AuditResult) -> Iterator[RenderableType]:
    """Give the verdict, and each finding on a line of its own."""
    yield fact("Audit", audit_sentence(audit), "red" if audit.findings else "green")
    for finding in audit.findings[:_MOST_FINDINGS]:
        what = f"{finding.check}: {finding.place}: found {finding.found}; wanted {finding.wanted}"
        yield fact("", what)
    more = len(audit.findings) - _MOST_FINDINGS
    if more > 0:
        yield fact("", f"and {count(more, 'finding')} more; --json lists all", "dim")


def fact(label: str, text: str, style: str = "none") -> Table:
    """Put a label before text that wraps beside it."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=8, style="dim")
    grid.add_column(overflow="fold")
    grid.add_row(Text(label), Text(clean(text), style=style))
    return grid
