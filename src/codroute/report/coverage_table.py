"""Who can carry what, on the screen at 100 columns, and per lane as CSV."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from codroute.output import write_csv
from codroute.report.console import add_row, clean, shorten, table
from codroute.report.coverage_figures import Coverage, GroupCover, LaneCover, reason_words
from codroute.report.words import count, share
from codroute.scenario.scenario import Scenario
from codroute.scenario.tables import Place

_MOST = 12
_MANY = 3
"""From so many providers on, a lane is not counted more finely."""

_MOST_NAMES = 60
"""Letters of a list of names in one cell."""

_COLUMNS = (
    *("country", "region", "city_tier", "lane", "orders"),
    *("providers", "provider_names", "offers", "why_not"),
)


def show_coverage(scenario: Scenario, coverage: Coverage, console: Console) -> None:
    """Print coverage by market and city tier, gaps, lanes of one provider, and special places."""
    console.print(Group(*_sections(scenario, coverage)))


def _sections(scenario: Scenario, coverage: Coverage) -> Iterator[RenderableType]:
    what = f"{count(len(coverage.lanes), 'lane')}, {count(coverage.orders, 'order')}"
    offers = (
        f"{count(len(scenario.offers), 'offer')} of {count(len(scenario.providers), 'provider')}"
    )
    yield Text(f"{clean(scenario.name)}: {what}, {offers}", style="bold")
    yield ""
    yield _groups(coverage)
    yield Text("None to 3 or more: share of the orders that so many providers can carry", "dim")
    if not scenario.regions:
        yield Text("No table regions: city tiers, remote bands and places without COD are unknown")
    yield ""
    yield from _gaps(coverage.gaps, coverage.orders)
    yield ""
    yield from _single(coverage.single, coverage.orders)
    if coverage.cod_not_served:
        yield ""
        yield _not_served(coverage)
    if coverage.bands:
        yield ""
        yield _bands(coverage)


def tier_words(city_tier: int | None) -> str:
    """Write a city tier, or that no place of the region states one."""
    return "unknown" if city_tier is None else str(city_tier)


def _groups(coverage: Coverage) -> Table:
    heads = ("Market", "City tier", "Regions", "Lanes", "Orders", "Share")
    made = table(None, *heads, "None", "One", "Two", "3 or more", left=(0, 1))
    for group in coverage.groups:
        parts = [share(orders, group.orders) for orders in by_number(group)]
        cells = (f"{group.regions:,}", f"{group.lanes:,}", f"{group.orders:,}")
        tier = tier_words(group.city_tier)
        add_row(made, group.country, tier, *cells, share(group.orders, coverage.orders), *parts)
    totals = [sum(column) for column in zip(*map(by_number, coverage.groups), strict=True)]
    regions = len({(cover.lane.country, cover.lane.region) for cover in coverage.lanes})
    cells = (f"{regions:,}", f"{len(coverage.lanes):,}", f"{coverage.orders:,}")
    parts = [share(orders, coverage.orders) for orders in totals]
    whole = share(coverage.orders, coverage.orders)
    add_row(made, "all", "", *cells, whole, *parts, style="bold")
    return made


def by_number(group: GroupCover) -> list[int]:
    """Give the orders that none, one, two, and three or more providers can carry."""
    stated = group.orders_by_providers
    few = [stated.get(number, 0) for number in range(_MANY)]
    return [*few, group.orders - sum(few)]


def _gaps(gaps: Sequence[LaneCover], orders: int) -> Iterator[RenderableType]:
    if not gaps:
        yield Text("Every lane with orders can be carried by some offer.")
        return
    made = table("No offer can carry", "Lane", "Orders", "Share", "Why", left=(0, 3))
    for cover in gaps[:_MOST]:
        cells = (f"{cover.orders:,}", share(cover.orders, orders))
        add_row(made, cover.lane.lane, *cells, reason_words(cover))
    yield made
    yield from _rest(gaps)


def _single(single: Sequence[LaneCover], orders: int) -> Iterator[RenderableType]:
    if not single:
        yield Text("No lane hangs on a single provider.")
        return
    made = table("Only one provider can carry", "Lane", "Orders", "Share", "Provider", left=(0, 3))
    for cover in single[:_MOST]:
        cells = (f"{cover.orders:,}", share(cover.orders, orders))
        add_row(made, cover.lane.lane, *cells, cover.providers[0])
    yield made
    yield from _rest(single)


def _rest(covers: Sequence[LaneCover]) -> Iterator[RenderableType]:
    rest = covers[_MOST:]
    if rest:
        orders = count(sum(cover.orders for cover in rest), "order")
        more = f"and {count(len(rest), 'smaller lane')} with {orders}; --csv lists all"
        yield Text(more, style="dim")


def _not_served(coverage: Coverage) -> Table:
    made = table(
        "No cash on delivery",
        *("Market", "Region", "Places", "Of", "Region's orders", "Which"),
        left=(0, 1, 5),
    )
    for row in coverage.cod_not_served:
        names = shorten("; ".join(map(place_words, row.places)), _MOST_NAMES)
        cells = (f"{len(row.places):,}", f"{row.listed:,}", f"{row.orders:,}")
        add_row(made, row.country, row.region, *cells, names)
    return made


def _bands(coverage: Coverage) -> Table:
    heads = ("Market", "Remote band", "Places", "Regions", "Which")
    made = table("Remote bands", *heads, left=(0, 1, 4))
    for row in coverage.bands:
        names = shorten(", ".join(row.regions), _MOST_NAMES)
        add_row(
            made, row.country, row.remote_band, f"{row.places:,}", f"{len(row.regions):,}", names
        )
    return made


def place_words(place: Place) -> str:
    """Name a place by its own name, or by its postcodes."""
    own = place.level and getattr(place, place.level)
    return own or ", ".join(place.postcodes)


def write_coverage(coverage: Coverage, path: Path | str) -> None:
    """Write one row per lane as CSV, whole or not at all."""
    write_csv(Path(path), _COLUMNS, map(_row, coverage.lanes))


def _row(cover: LaneCover) -> list[object]:
    """Give the row of a lane."""
    lane, tier = cover.lane, tier_words(cover.city_tier)
    leading = [lane.country, lane.region, tier, lane.lane, cover.orders, len(cover.providers)]
    why = "" if cover.providers else reason_words(cover)
    return [*leading, ";".join(cover.providers), ";".join(cover.offers), why]
