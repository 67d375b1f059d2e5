"""A break-even on the screen: the answer in words, and the curve of what the offer wins."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from codroute.plan.breakeven import Bracket, Breakeven, CurvePoint
from codroute.report.console import add_row, clean, table
from codroute.report.words import count, money, number, share

_BAR = 24
"""Cells of the longest bar."""

_VERDICTS = {
    "wins": "wins",
    "loses": "loses",
    "cannot_tell": "cannot tell",
    "unreachable": "unreachable",
}

_NAMES = {
    "freight": "freight",
    "cod_fee": "COD fee",
    "return_fee": "return fee",
    "paid_rate": "paid rate",
    "settlement_days": "settlement days",
    "tier_threshold": "tier thresholds",
}

_NO_TURN = {
    "wins_everywhere": "It wins at every value planned, from {least} to {most}.",
    "loses_everywhere": "It wins at no value planned, from {least} to {most}.",
    "unreachable": "No plan reaches the target, whatever the value: the limits do not let it.",
    "cannot_tell": "The gaps of the plans are too wide to tell at any value that was planned.",
}


def show_breakeven(found: Breakeven, console: Console) -> None:
    """Print where the offer turns, what that rests on, and the curve."""
    for line in breakeven_lines(found):
        console.print(Text(clean(line)))
    console.print("")
    console.print(_curve(found))


def breakeven_lines(found: Breakeven) -> Iterator[str]:
    """Say where the offer turns from winning to losing, and how sure that is."""
    offers = ", ".join(found.offers)
    yield f"{found.offer}: {_NAMES[found.parameter]} of {offers}, target {_target(found)}"
    if found.brackets:
        for bracket in found.brackets:
            yield from _bracket_lines(found, bracket)
    else:
        first, last = found.curve[0].value, found.curve[-1].value
        ends = {"least": value_words(found, first), "most": value_words(found, last)}
        yield _NO_TURN[found.answer].format(**ends)
    if found.why_scanned is not None:
        yield f"Values were gone through one by one: {found.why_scanned}."
    elif not found.one_turn:
        yield "Between the values planned the verdict may turn more than once."
    if found.seems is not None and not found.narrow:
        yield f"Not proven: by the plans found alone it turns at {value_words(found, found.seems)}."
    if found.brackets and not found.narrow:
        yield (
            "In between both earn the same, or nobody can tell: a smaller --gap, a longer "
            "--time-limit or more --values may narrow it."
        )
    if not found.complete:
        yield "It was interrupted."
    for finding in found.findings:
        yield f"The audit found: {finding}"


def _target(found: Breakeven) -> str:
    if found.target_orders is None:
        return found.target
    counted = f"{found.target_orders:,} of {count(found.counted_orders, 'order')}"
    return f"{found.target}, at least {counted}"


def _bracket_lines(found: Breakeven, bracket: Bracket) -> Iterator[str]:
    """Say both ends of a bracket, each in words."""
    if bracket.wins is None:
        yield "Nowhere proven to win."
    else:
        yield f"Wins at {value_words(found, bracket.wins)}."
    if bracket.loses is None:
        yield "Nowhere proven to lose."
    else:
        yield f"Loses at {value_words(found, bracket.loses)}."


def value_words(found: Breakeven, value: Decimal) -> str:
    """Say what a value means for the offer."""
    if found.parameter == "settlement_days":
        return f"{_plain(value)} days in place of {_plain(found.stated)}"
    if found.parameter == "paid_rate":
        points = 100 * value
        way = "higher" if points > 0 else "lower"
        ends = _ends(found, lambda rate: rate + value)
        return f"a paid rate {_plain(abs(points))} points {way}{ends}" if points else "it as stated"
    if found.parameter == "tier_threshold":
        moved = ", ".join(
            f"{number(round(term.value * value))} in place of {number(term.value)}"
            for term in found.terms[:3]
        )
        return f"thresholds × {_plain(value)} ({moved})"
    change = 100 * (value - 1)
    if not change:
        return f"the {_NAMES[found.parameter]} as offered"
    way = "higher" if change > 0 else "lower"
    words = f"a {_NAMES[found.parameter]} {_plain(abs(change))} % {way} than offered"
    return words + _ends(found, lambda stated: stated * value)


_MOST_TERMS = 3

_SHARES = {"rate", "share", "paid_rate"}
"""Figures that read best in per cent."""


def _ends(found: Breakeven, moved: Callable[[Decimal], Decimal]) -> str:
    """Say which figures that makes of those stated, as far as there are few."""
    distinct = dict.fromkeys((term.what, term.value) for term in found.terms)
    if not distinct or len(distinct) > _MOST_TERMS:
        return ""
    parts = (
        f"{_part(what)}{_figure(what, moved(value))} in place of {_figure(what, value)}"
        for what, value in distinct
    )
    return f" ({', '.join(parts)})"


def _part(what: str) -> str:
    """Name a part of a fee where its figure alone does not say which."""
    return "" if what in _SHARES or what == "amount" else f"{what.replace('_', ' ')} "


def _figure(what: str, value: Decimal) -> str:
    return f"{_plain(100 * value)} %" if what in _SHARES else _plain(value, decimals=4)


def _plain(value: Decimal, decimals: int = 3) -> str:
    """Write a number with few decimals, none of them needless."""
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _curve(found: Breakeven) -> Table:
    """Draw what the offer wins against the value, with the better plan's contribution."""
    heading = _NAMES[found.parameter]
    made = table(None, heading, "Verdict", "Orders won", "Share", "", "Contribution", left=(1, 4))
    made.columns[4].no_wrap = True
    for point in found.curve:
        bar = "█" * round(_BAR * min(point.share, 1.0)) or ("▏" if point.orders else "")
        add_row(
            made,
            _value(found, point),
            _VERDICTS[point.verdict],
            f"{point.orders:,}",
            share(point.orders, found.counted_orders),
            bar,
            "–"
            if point.contribution_minor is None
            else money(point.contribution_minor, found.minor_digits),
        )
    return made


def _value(found: Breakeven, point: CurvePoint) -> str:
    """Write a value as the curve lists it: a factor, points with their sign, or days."""
    if found.parameter == "paid_rate":
        return f"{100 * point.value:+.4f} points"
    if found.parameter == "settlement_days":
        return f"{_plain(point.value)} days"
    return f"× {point.value:.6f}".rstrip("0").rstrip(".")
