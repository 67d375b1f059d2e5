"""Who can carry what: lanes by market and city tier, gaps, and what hangs on one provider."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from codroute.scenario.catalog import Catalog
from codroute.scenario.eligibility import Ineligible, Reason, ineligibility
from codroute.scenario.scenario import Scenario
from codroute.scenario.tables import Lane, Place


@dataclass(frozen=True)
class LaneCover:
    """A lane with its orders over the horizon, and which offers can carry it.

    ``city_tier`` is that of its region, None where no place states one; ``reasons`` tell of every
    other offer why it cannot.
    """

    lane: Lane
    orders: int
    city_tier: int | None
    providers: tuple[str, ...]
    offers: tuple[str, ...]
    reasons: tuple[tuple[str, Reason], ...]


@dataclass(frozen=True)
class GroupCover:
    """Lanes and orders of a market's city tier, by how many providers can carry them."""

    country: str
    city_tier: int | None
    regions: int
    lanes: int
    orders: int
    lanes_by_providers: dict[int, int]
    orders_by_providers: dict[int, int]


@dataclass(frozen=True)
class RegionPlaces:
    """Places of a region that are alike in something, of all the places listed for it."""

    country: str
    region: str
    places: tuple[Place, ...]
    listed: int
    orders: int


@dataclass(frozen=True)
class BandPlaces:
    """A remote band of a market: its places, and the regions that they lie in."""

    country: str
    remote_band: str
    places: int
    regions: tuple[str, ...]


@dataclass(frozen=True)
class Coverage:
    """All that `codroute coverage` tells."""

    lanes: tuple[LaneCover, ...]
    groups: tuple[GroupCover, ...]
    cod_not_served: tuple[RegionPlaces, ...]
    bands: tuple[BandPlaces, ...]
    orders: int

    @property
    def gaps(self) -> list[LaneCover]:
        """Give the lanes with orders that no offer can carry, the largest first."""
        return _largest(cover for cover in self.lanes if not cover.providers and cover.orders)

    @property
    def single(self) -> list[LaneCover]:
        """Give the lanes with orders that only one provider can carry, the largest first."""
        return _largest(cover for cover in self.lanes if len(cover.providers) == 1 and cover.orders)


def _largest(covers: Iterable[LaneCover]) -> list[LaneCover]:
    return sorted(covers, key=lambda cover: -cover.orders)


def coverage_of(scenario: Scenario) -> Coverage:
    """Work out who can carry each lane, and group the lanes by market and city tier."""
    catalog, orders, tiers = Catalog(scenario), _orders(scenario), region_tiers(scenario.regions)
    lanes = tuple(
        _lane_cover(catalog, lane, orders[lane.lane], tiers.get(lane.region))
        for lane in scenario.lanes
    )
    by_region: Counter[str] = Counter()
    for cover in lanes:
        by_region[cover.lane.region] += cover.orders
    return Coverage(
        lanes,
        tuple(_groups(scenario, lanes)),
        tuple(_not_served(scenario.regions, by_region)),
        tuple(_bands(scenario.regions)),
        sum(orders.values()),
    )


def region_tiers(places: Iterable[Place]) -> dict[str, int]:
    """Give the city tier of each region: that of its highest city, the lowest number stated.

    The table does not say how a region's orders spread over its places, so its lanes count whole.
    """
    tiers: dict[str, int] = {}
    for place in places:
        if place.city_tier is not None:
            tiers[place.region] = min(place.city_tier, tiers.get(place.region, place.city_tier))
    return tiers


def _orders(scenario: Scenario) -> Counter[str]:
    orders: Counter[str] = Counter()
    for row in scenario.demand:
        orders[row.lane] += row.orders
    return orders


def _lane_cover(catalog: Catalog, lane: Lane, orders: int, city_tier: int | None) -> LaneCover:
    found = [(offer, ineligibility(catalog, offer, lane)) for offer in catalog.scenario.offers]
    able = [offer for offer, reason in found if reason is None]
    reasons = tuple((offer.offer, reason) for offer, reason in found if reason is not None)
    providers = tuple(dict.fromkeys(offer.provider for offer in able))
    return LaneCover(lane, orders, city_tier, providers, tuple(o.offer for o in able), reasons)


def _groups(scenario: Scenario, lanes: Iterable[LaneCover]) -> Iterable[GroupCover]:
    """Group lanes in the order of the markets, known city tiers first."""
    grouped: dict[tuple[str, int | None], list[LaneCover]] = defaultdict(list)
    for cover in lanes:
        grouped[cover.lane.country, cover.city_tier].append(cover)
    rank = {market.country: number for number, market in enumerate(scenario.markets)}
    for country, tier in sorted(grouped, key=lambda k: (rank[k[0]], k[1] is None, k[1] or 0)):
        members = grouped[country, tier]
        lane_count: Counter[int] = Counter(len(cover.providers) for cover in members)
        order_count: Counter[int] = Counter()
        for cover in members:
            order_count[len(cover.providers)] += cover.orders
        yield GroupCover(
            country,
            tier,
            len({cover.lane.region for cover in members}),
            len(members),
            order_count.total(),
            dict(sorted(lane_count.items())),
            dict(sorted(order_count.items())),
        )


def _not_served(places: Iterable[Place], orders: Counter[str]) -> Iterable[RegionPlaces]:
    """Give the places without cash on delivery by region."""
    by_region: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in places:
        by_region[place.country, place.region].append(place)
    for (country, region), listed in by_region.items():
        without = tuple(place for place in listed if not place.cod_served)
        if without:
            yield RegionPlaces(country, region, without, len(listed), orders[region])


def _bands(places: Iterable[Place]) -> Iterable[BandPlaces]:
    by_band: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in places:
        if place.remote_band is not None:
            by_band[place.country, place.remote_band].append(place)
    for (country, band), members in by_band.items():
        regions = tuple(dict.fromkeys(place.region for place in members))
        yield BandPlaces(country, band, len(members), regions)


def reason_words(cover: LaneCover, most: int = 2) -> str:
    """Say why no offer can carry a lane: the nearest misses first, then who does not deliver."""
    near = [(o, r) for o, r in cover.reasons if r.kind is not Ineligible.NOT_COVERED]
    words = [f"{o}: {r.kind.replace('_', ' ')} ({r.detail})" for o, r in near]
    parts = words[:most]
    if len(words) > most:
        parts.append(f"{len(words) - most} more offers alike")
    absent = len(cover.reasons) - len(near)
    if absent:
        parts.append(f"{absent} {'offer does' if absent == 1 else 'offers do'} not deliver there")
    return "; ".join(parts) or "the scenario has no offer"
