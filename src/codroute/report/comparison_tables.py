"""The tables of a comparison in words, as the screen and the page show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from codroute.plan.comparison import Comparison, Difference, Variant
from codroute.plan.model import TierReached
from codroute.report.comparison_figures import (
    FigureRow,
    against_base,
    labels_of,
    markets_of,
    money_rows,
    orders_by_place,
    orders_by_provider,
    providers_of,
    ranked,
    service_rows,
)
from codroute.report.comparison_standing import TierLine, limit_lines, tier_lines
from codroute.report.comparison_words import (
    chance_range_words,
    chance_words,
    driver_terms_words,
    figure_words,
    flow_words,
    moves_words,
    range_words,
    signed_count,
    signed_money,
    verdict_words,
)
from codroute.report.words import (
    TERM_WORDS,
    bound_sentence,
    count,
    decline_sentence,
    money,
    number,
    shadow_price_words,
    solve_sentence,
    use_words,
)


@dataclass(frozen=True)
class Grid:
    """A table of words: what it shows, its headings, its rows; ``left`` are columns of words."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: tuple[int, ...] = (0,)
    strong: tuple[int, ...] = ()
    """Rows that are sums."""


def overview(comparison: Comparison) -> Grid:
    """Give what every variant earns, by how much more than the base, and what is proven of it."""
    labels, digits = labels_of(comparison), comparison.minor_digits
    drawn = comparison.uncertainty
    found = against_base(comparison)
    rows = []
    for variant in ranked(comparison):
        earned = money(variant.figures.contribution_minor, digits)
        own = found.get(variant.name)
        if own is None:
            cells = ("", "") + (("",) if drawn else ())
        else:
            chance = (_chance(own),) if drawn else ()
            more = signed_money(own.contribution_minor, digits)
            cells = (more, verdict_words(comparison, own), *chance)
        rows.append((labels[variant.name], earned, *cells))
    heads = ("Variant", "Contribution", "Against base", "Best plans of both, proven")
    return Grid(
        f"What each variant earns, {comparison.currency}",
        (*heads, *((f"Better in {count(drawn.draws, 'draw')}",) if drawn else ())),
        tuple(rows),
        left=(0, 3, 4),
    )


def _chance(difference: Difference) -> str:
    return "–" if difference.chance is None else chance_words(difference.chance)


def differences(comparison: Comparison) -> Grid:
    """Give every difference with its bounds as amounts, and the span of the draws."""
    labels, digits = labels_of(comparison), comparison.minor_digits
    rows = tuple(
        (
            labels[own.of],
            labels[own.against],
            signed_money(own.contribution_minor, digits),
            range_words(comparison, own),
            verdict_words(comparison, own),
            "–" if own.chance is None else chance_range_words(own.chance, digits),
            f"{own.moved_orders:,}",
            signed_count(own.declined_orders),
        )
        for own in comparison.differences
    )
    heads = (
        *("Variant", "Against", "Plans found", "Best plans lie", "Proven"),
        *("Nine of ten draws", "Orders moved", "Declined"),
    )
    return Grid(f"All differences, {comparison.currency}", heads, rows, left=(0, 1, 4))


def money_grid(comparison: Comparison, variants: Sequence[Variant], *, whole: bool = False) -> Grid:
    """Give the terms of the plans side by side."""
    unit = f"Whole {comparison.currency}" if whole else comparison.currency
    rows = money_rows(comparison, variants)
    caption = f"Contribution by term, {comparison.currency}"
    return _figures(comparison, caption, unit, variants, rows, whole=whole)


def service_grid(
    comparison: Comparison, variants: Sequence[Variant], *, whole: bool = False
) -> Grid:
    """Give the figures of service and cash side by side."""
    rows = service_rows(comparison, variants)
    return _figures(comparison, "Service and cash", "", variants, rows, whole=whole)


def _figures(  # noqa: PLR0913 - what stands around a table
    comparison: Comparison,
    caption: str,
    corner: str,
    variants: Sequence[Variant],
    figures: Sequence[FigureRow],
    *,
    whole: bool,
) -> Grid:
    digits = comparison.minor_digits
    rows = tuple(
        (row.label, *(figure_words(value, row.kind, digits, whole=whole) for value in row.values))
        for row in figures
    )
    sums = tuple(place for place, row in enumerate(figures) if row.is_sum)
    return Grid(caption, (corner, *_heads(comparison, variants)), rows, strong=sums)


def _heads(comparison: Comparison, variants: Sequence[Variant]) -> tuple[str, ...]:
    labels = labels_of(comparison)
    return tuple(labels[variant.name] for variant in variants)


def volumes(comparison: Comparison, variants: Sequence[Variant]) -> Grid:
    """Give the orders of every provider in every market, and of all its markets."""
    counts = [orders_by_place(variant) for variant in variants]
    totals = [orders_by_provider(variant) for variant in variants]
    rows: list[tuple[str, ...]] = []
    sums = []
    for provider in providers_of(comparison):
        by_market = {
            market: [own[provider, market] for own in counts]
            for market in markets_of(comparison)
            if any(own[provider, market] for own in counts)
        }
        if len(by_market) > 1:
            sums.append(len(rows))
            rows.append((provider, "all", *(f"{own[provider]:,}" for own in totals)))
        rows += [
            (provider, market, *(f"{own:,}" for own in orders))
            for market, orders in by_market.items()
        ]
    heads = ("Provider", "Market", *_heads(comparison, variants))
    caption = "Orders by provider and market"
    return Grid(caption, heads, tuple(rows), left=(0, 1), strong=tuple(sums))


def shift(comparison: Comparison, before: Variant, after: Variant, most_markets: int) -> Grid:
    """Give each provider's orders before and after, and by how much they change per market."""
    old, new = orders_by_place(before), orders_by_place(after)
    totals = orders_by_provider(before), orders_by_provider(after)
    markets = markets_of(comparison)[:most_markets]
    rows = []
    for provider in providers_of(comparison):
        was, becomes = (own[provider] for own in totals)
        if was or becomes:
            by_market = (
                signed_count(new[provider, market] - old[provider, market]) for market in markets
            )
            rows.append(
                (provider, f"{was:,}", f"{becomes:,}", signed_count(becomes - was), *by_market)
            )
    heads = ("Orders", *_heads(comparison, (before, after)), "Change", *markets)
    return Grid("Orders by provider and what changes by market", heads, tuple(rows))


def flows(difference: Difference) -> Grid:
    """Give who gives orders to whom, by market."""
    rows = tuple((flow.country, flow_words(flow), f"{flow.orders:,}") for flow in difference.flows)
    return Grid("Orders that change hands", ("Market", "From → to", "Orders"), rows, left=(0, 1))


def drivers(
    comparison: Comparison, difference: Difference, most: int | None = None, parts: int = 3
) -> Grid:
    """Give the lanes that make the most of a difference, with so many moves and terms each."""
    digits = comparison.minor_digits
    listed = difference.drivers[:most]
    rows = [
        (
            driver.lane,
            driver.country,
            moves_words(driver, parts),
            signed_money(driver.amount_minor, digits),
            driver_terms_words(driver, digits, parts),
        )
        for driver in listed
    ]
    rest = difference.contribution_minor - sum(driver.amount_minor for driver in listed)
    if listed and rest:
        words = "other lanes, and amounts of no lane"
        rows.append(("all else", "", words, signed_money(rest, digits), ""))
    heads = ("Lane", "Market", "What moves", comparison.currency, "Largest terms")
    return Grid("Lanes with the largest amounts", heads, tuple(rows), left=(0, 1, 2, 4))


def difference_terms(comparison: Comparison, difference: Difference) -> Grid:
    """Give a difference term by term, with its sum."""
    digits = comparison.minor_digits
    terms = [(term, amount) for term, amount in difference.terms_minor.items() if amount]
    rows = [
        *((TERM_WORDS.get(term, term), signed_money(amount, digits)) for term, amount in terms),
        ("difference", signed_money(difference.contribution_minor, digits)),
    ]
    caption = "The difference by term"
    return Grid(caption, ("Term", comparison.currency), tuple(rows), strong=(len(terms),))


def tiers(comparison: Comparison, variants: Sequence[Variant], most: int | None = None) -> Grid:
    """Give the tier that each schedule reaches under every variant, and what is missing."""
    lines = tier_lines(variants, apart=False)[:most]
    rows = tuple(
        (
            line.schedule,
            line.window,
            *(_tier_words(line, tier, comparison.currency) for tier in line.reached),
        )
        for line in lines
    )
    heads = ("Price schedule", "Window", *_heads(comparison, variants))
    columns = tuple(range(len(heads)))
    return Grid("Price tiers reached, and what is missing to the next", heads, rows, left=columns)


def _tier_words(line: TierLine, tier: TierReached | None, currency: str) -> str:
    if tier is None:
        return "–"
    if tier.to_next is None:
        return f"{tier.price_tier}, top tier"
    unit = "" if line.measure == "orders" else f" {currency}"
    return f"{tier.price_tier}, {number(tier.to_next)}{unit} to {tier.next_tier}"


def tier_volumes(comparison: Comparison, variants: Sequence[Variant]) -> Grid:
    """Give the volume that each schedule counts, beside the thresholds of its ladder."""
    units = {"orders": "orders", "list_freight": f"list freight, {comparison.currency}"}
    rows = tuple(
        (
            line.schedule,
            line.window,
            units[line.measure],
            "; ".join(f"{name} from {number(begin)}" for name, begin in line.ladder) or "–",
            *("–" if tier is None else number(tier.volume) for tier in line.reached),
        )
        for line in tier_lines(variants)
    )
    heads = ("Price schedule", "Window", "Counted", "Ladder", *_heads(comparison, variants))
    return Grid("Volume against the ladder", heads, rows, left=(0, 1, 2, 3))


def limits(comparison: Comparison, variants: Sequence[Variant], most: int | None = None) -> Grid:
    """Give the use of the tightest limits under every variant, and what easing them would earn."""
    rows = []
    for line in limit_lines(variants)[:most]:
        used = [
            "–" if use is None else _use(use_words(use), shadow_price_words(use, digits))
            for digits in (comparison.minor_digits,)
            for use in line.uses
        ]
        rows.append((line.name, use_words(line.limit)[1], *used))
    heads = ("Limit", "Of", *_heads(comparison, variants))
    return Grid("Use of the tightest limits, each in its tightest period", heads, tuple(rows))


def _use(words: tuple[str, str], price: str) -> str:
    return words[0] if price == "–" else f"{words[0]}, {price}"


def proofs(comparison: Comparison) -> Grid:
    """Give what is proven of each plan, how it was found, and what the audit says."""
    labels, digits = labels_of(comparison), comparison.minor_digits
    rows = []
    for variant in ranked(comparison):
        outcome = variant.plan.outcome
        proven, solved = "nothing is proven about it", "–"
        if outcome is not None:
            said = bound_sentence(outcome, comparison.currency, digits), decline_sentence(outcome)
            proven = " ".join(part for part in said if part)
            solved = solve_sentence(outcome)
        audit = "; ".join(variant.findings) or "passed"
        rows.append((labels[variant.name], proven, audit, solved))
    heads = ("Variant", "Proven", "Audit", "Solve")
    return Grid("Bounds and audit", heads, tuple(rows), left=(0, 1, 2, 3))
