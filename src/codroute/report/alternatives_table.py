"""Alternatives to the best plan on the screen: what each costs, moves and is better at."""

from fractions import Fraction
from math import ceil

from rich.console import Console
from rich.text import Text

from codroute.plan.alternatives import Alternative, Alternatives, Metric, Trait
from codroute.report.console import add_row, clean, table
from codroute.report.words import bound_sentence, count, money, share

_METRICS: dict[Metric, tuple[str, str]] = {
    "paid_rate": ("paid rate", "%"),
    "transit_days": ("transit days", ""),
    "cash_held": ("cash held", ""),
    "days_to_cash": ("days to cash", ""),
    "providers": ("providers", "count"),
    "largest_share": ("largest provider", "%"),
    "full_limits": ("full limits", "count"),
    "declined_orders": ("declined", "count"),
}

_MOST_FLOWS = 3


def show_alternatives(found: Alternatives, console: Console) -> None:
    """Print the alternatives side by side with the best plan, and what each is better at."""
    digits = found.minor_digits
    text = Text(clean(found.scenario), style="bold")
    earned = money(found.best.contribution_minor, digits)
    text.append(
        clean(
            f"  best plan known {earned} {found.currency}, "
            f"{count(found.figures.orders, 'order')}; {_found_words(found)}"
        ),
        style="none",
    )
    console.print(text)
    if found.best.outcome is not None:
        console.print(Text(bound_sentence(found.best.outcome, found.currency, digits)))
    console.print("")
    if found.alternatives:
        console.print(_side_by_side(found))
    for index, each in enumerate(found.alternatives, start=1):
        console.print("")
        console.print(_better(index, each, found))
    console.print("")
    console.print(Text(_search_words(found), style="dim"))
    for finding in found.findings:
        console.print(Text(clean(f"Audit: {finding}"), style="red"))


def _found_words(found: Alternatives) -> str:
    alternatives = count(len(found.alternatives), "alternative")
    within = share(round(1_000_000 * found.within), 1_000_000, 2)
    return f"{alternatives} within {within}"


def _side_by_side(found: Alternatives) -> object:
    """Lay figures of the best plan and of the alternatives side by side."""
    digits = found.minor_digits
    columns = [f"{index}" for index in range(1, len(found.alternatives) + 1)]
    made = table(None, "", "Best", *columns)
    add_row(
        made,
        "contribution",
        money(found.best.contribution_minor, digits),
        *(money(each.plan.contribution_minor, digits) for each in found.alternatives),
        style="bold",
    )
    add_row(
        made,
        "less than best",
        "",
        *(
            money(each.loss_minor, digits)
            if each.loss_share is None
            else f"{100 * each.loss_share:.3f} %"
            for each in found.alternatives
        ),
    )
    add_row(
        made,
        "orders elsewhere",
        "",
        *(f"{100 * each.distance:.1f} %" for each in found.alternatives),
    )
    for position, metric in enumerate(_METRICS):
        traits = [each.traits[position] for each in found.alternatives]
        cells = (_value(metric, trait.value) + (" +" if trait.better else "  ") for trait in traits)
        add_row(made, _METRICS[metric][0], _value(metric, traits[0].best), *cells)
    return made


def _value(metric: Metric, value: float | None) -> str:
    """Write a figure; a dash of nothing."""
    if value is None:
        return "–"
    kind = _METRICS[metric][1]
    if kind == "%":
        return f"{100 * value:.2f} %"
    return f"{value:,.0f}" if kind == "count" or metric == "cash_held" else f"{value:,.2f}"


def _better(index: int, each: Alternative, found: Alternatives) -> Text:
    """Say how an alternative was found, what moves most, and what it is better at."""
    text = Text(f"{index}  ", style="bold")
    better = [_trait_words(trait) for trait in each.traits if trait.better]
    flows = [
        f"{count(flow.orders, 'order')} in {flow.country} "
        f"from {flow.from_provider or 'declined'} to {flow.to_provider or 'declined'}"
        for flow in each.flows[:_MOST_FLOWS]
    ]
    parts = [
        f"Asked for: {each.found_by}.",
        f"Better at {', '.join(better)}." if better else "Better at none of these figures.",
        f"Moves {'; '.join(flows)}." if flows else "Moves orders between offers of one provider.",
    ]
    if each.below_bound is not None:
        digits = found.minor_digits
        most = money(ceil(round(Fraction(each.below_bound) * 10**digits, 3)), digits)
        parts.append(f"At most {most} {found.currency} below the best possible.")
    text.append(clean(" ".join(parts)), style="none")
    return text


def _trait_words(trait: Trait) -> str:
    words = _METRICS[trait.metric][0]
    before, after = _value(trait.metric, trait.best), _value(trait.metric, trait.value)
    return f"{words} ({before} → {after})"


def _search_words(found: Alternatives) -> str:
    """Say how much was looked at, and that fewer were found than asked for, where so."""
    apart = share(round(1000 * found.least_distance), 1000)
    words = (
        f"{count(found.tried, 'plan')} tried, {found.near_best:,} near enough; each shown differs "
        f"from all before it in {apart} of the orders or more. + is better than the best plan."
    )
    if len(found.alternatives) < found.wanted:
        words += f" {count(found.wanted, 'alternative')} wanted: no more were found"
        words += "." if found.complete else " before time ended the search (--total-time)."
    return words
