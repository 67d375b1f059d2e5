"""A comparison on the screen: what each variant earns, what is proven of it, and what drives it."""

from collections.abc import Callable, Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from codroute.plan.comparison import Comparison, Difference, Variant
from codroute.report import comparison_tables as tables
from codroute.report.comparison_figures import (
    against_base,
    is_lettered,
    labels_of,
    markets_of,
    offer_letters,
    ranked,
)
from codroute.report.comparison_tables import Grid
from codroute.report.comparison_words import (
    best_sentences,
    facts_sentence,
    flow_words,
    listed,
    same_award_sentence,
    uncertainty_sentence,
    verdict_sentence,
    warnings_of,
)
from codroute.report.console import add_row, clean, table
from codroute.report.screen import fact
from codroute.report.words import count, distance_words

_GUTTER = 2
_MOST_COLUMNS = 8
_DETAILED = 3
"""Variants whose difference is told lane by lane; page and workbook tell all."""

_MOST_TIERS, _MOST_FLOWS = 6, 4
_MOST_DRIVERS, _MOST_PARTS = 4, 2
_TIER_WIDTH = 22
"""Columns of the screen that a price tier with what is missing takes."""


def show_comparison(comparison: Comparison, console: Console) -> None:
    """Print a comparison, as wide as the console; what does not fit is in page and workbook."""
    console.print(Group(*_sections(comparison, console.width)))


def _sections(comparison: Comparison, width: int) -> Iterator[RenderableType]:
    yield from _header(comparison)
    yield ""
    yield _table(tables.overview(comparison))
    yield ""
    variants = ranked(comparison)
    yield from _side_by_side(comparison, variants, width)
    for shown in (_tiers(comparison, variants, width), _volumes(comparison, variants, width)):
        if shown is not None:
            yield ""
            yield shown
    details = list(against_base(comparison).values())
    for own in details[:_DETAILED]:
        yield ""
        yield from _detail(comparison, own)
    hidden = len(details) - _DETAILED
    if hidden > 0:
        yield _more(f"and {count(hidden, 'more variant')}: --html or --xlsx tells all")
    yield ""
    yield from _facts(comparison)


def _header(comparison: Comparison) -> Iterator[RenderableType]:
    text = Text(clean(comparison.base), style="bold")
    text.append(f"  {clean(facts_sentence(comparison))}", style="none")
    yield text
    if is_lettered(comparison):
        letters = (f"{letter} {offer}" for offer, letter in offer_letters(comparison).items())
        yield Text(clean(", ".join(letters)))
    for sentence in best_sentences(comparison):
        yield Text(clean(sentence), style="bold")


def _table(grid: Grid, *, titled: bool = False) -> Table:
    """Lay a table out on the screen."""
    made = table(grid.caption if titled else None, *grid.head, left=grid.left)
    for place, row in enumerate(grid.rows):
        add_row(made, *row, style="bold" if place in grid.strong else None)
    return made


def _more(note: str) -> Text:
    return Text(note, style="dim")


def _width_of(grid: Grid) -> int:
    cells = zip(grid.head, *grid.rows, strict=True)
    return sum(max(map(len, column)) + _GUTTER for column in cells)


def _fitting(
    variants: Sequence[Variant], width: int, make: Callable[[Sequence[Variant]], Grid]
) -> tuple[Grid, int]:
    """Make a table of as many variants as fit, the best first; give how many that are."""
    for kept in range(min(len(variants), _MOST_COLUMNS), 1, -1):
        grid = make(variants[:kept])
        if _width_of(grid) <= width:
            return grid, kept
    kept = min(len(variants), 2)
    return make(variants[:kept]), kept


def _side_by_side(
    comparison: Comparison, variants: Sequence[Variant], width: int
) -> Iterator[RenderableType]:
    """Give terms, service and cash in columns of one width, in whole units."""

    def make(some: Sequence[Variant]) -> Grid:
        terms = tables.money_grid(comparison, some, whole=True)
        service = tables.service_grid(comparison, some, whole=True)
        return Grid(terms.caption, terms.head, (*terms.rows, *service.rows), strong=terms.strong)

    grid, kept = _fitting(variants, width, make)
    yield _table(grid)
    if kept < len(variants):
        hidden = count(len(variants) - kept, "variant")
        yield _more(f"and {hidden} more: --html or --xlsx has all side by side")


def _tiers(
    comparison: Comparison, variants: Sequence[Variant], width: int
) -> RenderableType | None:
    """Give the price schedules whose tiers differ, then those nearest to their next."""
    kept = max(2, width // _TIER_WIDTH - 1)
    grid = tables.tiers(comparison, variants[:kept])
    if not grid.rows:
        return None
    hidden = len(grid.rows) - _MOST_TIERS
    made = _table(Grid(grid.caption, grid.head, grid.rows[:_MOST_TIERS], grid.left))
    return Group(made, _more(f"and {hidden} more in --html and --xlsx")) if hidden > 0 else made


def _volumes(
    comparison: Comparison, variants: Sequence[Variant], width: int
) -> RenderableType | None:
    """Give the orders of each provider in the base and the best, with the change by market."""
    if len(variants) < 2 or not any(v.figures.awards for v in variants[:2]):
        return None
    for markets in range(len(markets_of(comparison)), -1, -1):
        grid = tables.shift(comparison, variants[0], variants[1], markets)
        if markets == 0 or _width_of(grid) <= width:
            return _table(grid)
    return None


def _detail(comparison: Comparison, own: Difference) -> Iterator[RenderableType]:
    """Say what makes a difference: the prices, the moves, the lanes."""
    yield Text(clean(f"{verdict_sentence(comparison, own)}."), style="bold")
    yield Text(clean(same_award_sentence(comparison, own)))
    if own.flows:
        flows = [f"{f.country} {flow_words(f)} {f.orders:,}" for f in own.flows[:_MOST_FLOWS]]
        more = len(own.flows) - len(flows)
        ending = f"; and {more} more" if more else ""
        yield fact("Moves", "; ".join(flows) + ending)
    if own.drivers:
        yield _table(tables.drivers(comparison, own, _MOST_DRIVERS, _MOST_PARTS))


def _facts(comparison: Comparison) -> Iterator[RenderableType]:
    """Say how sure all that is, and what the audit says."""
    if comparison.uncertainty is not None:
        yield fact("Rates", uncertainty_sentence(comparison.uncertainty))
    yield fact("Bound", _gaps(comparison))
    for warning in warnings_of(comparison):
        yield fact("Note", warning, "yellow")
    if not any(variant.findings for variant in comparison.variants):
        yield fact("Audit", f"passed, {count(len(comparison.variants), 'plan')}", "green")


def _gaps(comparison: Comparison) -> str:
    """Say how far each plan is at most from the best of its scenario."""
    labels = labels_of(comparison)
    by_words: dict[str, list[str]] = {}
    for variant in ranked(comparison):
        outcome = variant.plan.outcome
        known = outcome is not None and outcome.relative_gap is not None
        words = distance_words(outcome).removeprefix("is ") if outcome and known else "no bound"
        by_words.setdefault(words, []).append(labels[variant.name])
    return "; ".join(f"{words}: {listed(names)}" for words, names in by_words.items())
