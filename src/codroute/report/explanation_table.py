"""An explanation on the screen: options, their terms, and what would have to change."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from codroute.plan.explanation import Change, DeclinedLane, Explanation, Option, PrepaidLane
from codroute.plan.model import Plan
from codroute.report.console import add_row, clean, table
from codroute.report.explanation_words import (
    LEVER_WORDS,
    change_words,
    limits_words,
    notes,
    option_words,
    per_order_words,
    pull_words,
)
from codroute.report.words import DECLINED_WORDS, TERM_WORDS, count, money, share

_WORDS, _GUTTER, _LEAST_WIDTH = 30, 2, 9
_TINY = 0.005
_NOTHING = "–"


def show_explanation(explained: Explanation, console: Console) -> None:
    """Print why a lane's orders, or one order, go where they go."""
    console.print(_header(explained))
    console.print("")
    digits = explained.minor_digits
    if explained.options:
        console.print(_ranking(explained))
        console.print("")
        for group in _side_by_side(explained.options, console.width):
            console.print(_terms(group, digits))
            console.print("")
        for part in (_changes(explained.options, digits), _periods(explained, console.width)):
            if part is not None:
                console.print(part)
                console.print("")
    else:
        console.print(Text("No offer can carry these orders."))
    for part in (_declined(explained), _excluded(explained)):
        if part is not None:
            console.print(part)
            console.print("")
    for note in notes(explained):
        console.print(Text(note))


def _header(explained: Explanation) -> Text:
    text = Text(clean(explained.lane), style="bold")
    what = f"order {explained.order} of " if explained.order is not None else ""
    orders = count(explained.demand, "order")
    text.append(
        clean(f"  {what}{explained.country}, {orders}; amounts in {explained.currency} per order"),
        style="none",
    )
    return text


def _ranking(explained: Explanation) -> Table:
    """List the options, the one worth most first."""
    digits = explained.minor_digits
    made = table(
        None,
        *("Offer", "Orders", "Role", "Paid", "Earns", "Prices", "Worth", "Prepaid", "Stands"),
        left=(0, 2, 8),
    )
    for option in explained.options:
        add_row(
            made,
            option.offer,
            f"{option.orders:,}" if option.orders else _NOTHING,
            option.role or "",
            share(round(1000 * option.paid_rate), 1000),
            per_order_words(option.contribution, digits),
            per_order_words(option.worth - option.contribution, digits),
            per_order_words(option.worth, digits),
            per_order_words(option.prepaid, digits),
            option_words(option),
        )
    return made


def _side_by_side(options: Sequence[Option], width: int) -> Iterator[list[Option]]:
    """Part options into groups that fit beside each other."""
    group: list[Option] = []
    room = width - _WORDS
    for option in options:
        needed = max(len(option.offer), _LEAST_WIDTH) + _GUTTER
        if group and room < needed:
            yield group
            group, room = [], width - _WORDS
        group.append(option)
        room -= needed
    if group:
        yield group


def _terms(options: Sequence[Option], digits: int) -> Table:
    """Lay options side by side, a row per term and per limit that has a price."""
    made = table(None, "Per order", *(option.offer for option in options))

    def row(label: str, amounts: list[float], style: str | None = None) -> None:
        cells = (per_order_words(each, digits) if each else _NOTHING for each in amounts)
        add_row(made, label, *cells, style=style)

    for term in TERM_WORDS:
        if any(term in option.terms for option in options):
            row(TERM_WORDS[term], [option.terms.get(term, 0.0) for option in options])
    row("contribution", [option.contribution for option in options], "bold")
    if any(option.tier_credit for option in options):
        row("tier credit of one more", [option.tier_credit for option in options])
    pulls = {pull_words(pull): None for option in options for pull in option.pulls if pull.amount}
    for name in pulls:
        row(
            name,
            [
                sum(pull.amount for pull in option.pulls if pull_words(pull) == name)
                for option in options
            ],
        )
    row("worth", [option.worth for option in options], "bold")
    return made


def _changes(options: Sequence[Option], digits: int) -> Table | None:
    """Say for every option that falls short what alone would do."""
    short = [option for option in options if option.changes]
    if not short:
        return None
    made = table(None, "To win against", "By", *LEVER_WORDS.values())
    for beats in dict.fromkeys(option.beats for option in short):
        add_row(made, f"{beats or 'declining'}:", style="dim")
        for option in short:
            if option.beats == beats:
                by_lever: dict[str, Change] = {c.lever: c for c in option.changes}
                words = (change_words(by_lever[lever], digits) for lever in LEVER_WORDS)
                gap = per_order_words(option.gap or 0.0, digits)
                add_row(made, f"  {option.offer}", gap, *words)
    return made


def _periods(explained: Explanation, width: int) -> Table | None:
    """Give worth and orders by period, where worth differs between them."""
    group = next(_side_by_side(explained.options, width), [])
    worths = [[window.worth for window in option.windows] for option in group]
    if not any(max(own) - min(own) >= _TINY for own in worths if own):
        return None
    made = table(None, "Worth; orders", *(option.offer for option in group))
    for windows in zip(*(option.windows for option in group), strict=True):
        cells = (
            per_order_words(w.worth, explained.minor_digits)
            + (f"; {w.orders:,}" if w.orders else "")
            for w in windows
        )
        add_row(made, str(windows[0].period), *cells)
    return made


def _declined(explained: Explanation) -> Table | None:
    if not explained.declined:
        return None
    made = table(None, "Declined", "Orders", "Why", left=(0, 2))
    for row in explained.declined:
        add_row(made, str(row.period), f"{row.orders:,}", DECLINED_WORDS.get(row.reason, ""))
    return made


def _excluded(explained: Explanation) -> Table | None:
    if not explained.excluded:
        return None
    made = table(None, "Cannot carry it", "Why", left=(0, 1))
    for row in explained.excluded:
        add_row(made, row.offer, f"{row.reason.replace('_', ' ')}: {row.detail}")
    return made


def show_declined(lanes: Sequence[DeclinedLane], plan: Plan, console: Console) -> None:
    """Print the lanes of which orders are declined, one line each."""
    if not lanes:
        console.print(Text("The plan declines no orders."))
        return
    heads = ("Lane", "Declined", "Best offer", "Earns", "Worth", "What it takes")
    made = table(None, *heads, left=(0, 2, 5))
    for lane in lanes:
        add_row(
            made,
            lane.lane,
            f"{lane.orders:,}",
            lane.offer or _NOTHING,
            *(
                _NOTHING if amount is None else per_order_words(amount, plan.minor_digits)
                for amount in (lane.contribution, lane.worth)
            ),
            _what_it_takes(lane, plan.minor_digits),
        )
    console.print(made)


def _what_it_takes(lane: DeclinedLane, digits: int) -> str:
    """Say why a lane is declined, and what would end that."""
    if lane.offer is None:
        reasons = (f"{row.offer}: {row.reason.replace('_', ' ')}" for row in lane.excluded)
        return "; ".join(reasons) or "no offer covers it"
    ways = [
        f"{LEVER_WORDS[change.lever].lower()} {change_words(change, digits)}"
        for change in lane.changes
        if change.value is not None
    ]
    if ways:
        return " or ".join(ways)
    if lane.changes:
        return "no fee or paid rate alone"
    return f"room: {limits_words(lane.limits)}" if lane.limits else DECLINED_WORDS[lane.reason]


def show_prepaid(lanes: Sequence[PrepaidLane], stay: float, plan: Plan, console: Console) -> None:
    """Print the lanes that earn more prepaid if a share of the buyers stays."""
    asked = share(round(1000 * stay), 1000)
    if not lanes:
        console.print(Text(f"No lane earns more prepaid if {asked} of its buyers stay."))
        return
    gain = f"Gain if {asked} stay"
    made = table(None, "Lane", "Orders", "COD", "Prepaid", "Must stay", gain)
    for lane in lanes:
        add_row(
            made,
            lane.lane,
            f"{lane.orders:,}",
            per_order_words(lane.cod, plan.minor_digits),
            per_order_words(lane.prepaid, plan.minor_digits),
            share(round(1000 * lane.stay_share), 1000),
            money(lane.gain_minor, plan.minor_digits),
        )
    console.print(made)
    total = money(sum(lane.gain_minor for lane in lanes), plan.minor_digits)
    console.print(Text(f"{count(len(lanes), 'lane')}, together {total} {plan.currency}"))
