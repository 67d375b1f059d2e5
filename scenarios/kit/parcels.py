"""What the orders of a lane hold: their spread of value, weight, size, goods and address."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from random import Random

from kit.figures import Figures, Table
from kit.places import Place


@dataclass(frozen=True)
class Point:
    """Some of a lane's orders: their share, and what they have in common."""

    share: float
    value: float
    """Amount to collect, in the market's currency."""
    weight_g: float
    flags: tuple[str, ...] = ()
    band: str | None = None


def mean_order(figures: Figures, place: Place) -> tuple[float, float]:
    """Give the lane's mean COD value in the market's currency and its mean weight in grams."""
    orders, country = figures["orders"], place.region.country
    factor = orders["value_factor"]
    rng = Random(f"{figures['demand']['seed']}/order/{place.lane}")
    usd = orders["value_usd"][place.tier] * factor[country] * factor[place.category]
    value = usd * figures["markets"][country]["per_usd"] * rng.uniform(0.93, 1.07)
    weight = orders["weight_g"][place.category] * orders["weight_factor"][place.tier]
    return value, weight * rng.uniform(0.93, 1.07)


def points(figures: Figures, place: Place) -> list[Point]:
    """Give the lane's spread; one point where only the mean is known."""
    value, weight = mean_order(figures, place)
    currency = figures["markets"][place.region.country]["currency"]
    step = figures["orders"]["value_step"][currency]
    spread = _spread(figures["spread"], place)
    kinds = product(spread, _flags(figures, place), _bands(place))
    if len(spread) == 1:
        kinds = iter([max(kinds, key=lambda kind: kind[1][1] * kind[2][1])])
        shared = [(1.0, order, flags, band) for order, (flags, _), (band, _) in kinds]
    else:
        shared = [
            (order[0] * flagged * banded, order, flags, band)
            for order, (flags, flagged), (band, banded) in kinds
        ]
    return [
        Point(
            share=share,
            value=round(value * dearer / step) * step,
            weight_g=round(weight * heavier, -1),
            flags=flags,
            band=band,
        )
        for share, (_, dearer, heavier), flags, band in shared
    ]


def _spread(spread: Figures, place: Place) -> list[list[float]]:
    if place.weekly < spread["few"]:
        return [[1, 1, 1]]
    if place.weekly >= spread["many"]:
        return list(spread["four"]["points"])
    kind = "two" if place.tier == "low" else "three"
    return list(spread[kind]["points"])


def _flags(figures: Figures, place: Place) -> list[tuple[tuple[str, ...], float]]:
    """Share a category's orders between those without a goods flag and those with each."""
    stated = figures["orders"].get("flags", {}).get(place.category, {})
    plain = round(1 - sum(stated.values()), 6)
    return [((), plain)] + [((flag,), share) for flag, share in stated.items()]


def _bands(place: Place) -> list[tuple[str | None, float]]:
    """Share a region's orders between its remote bands and the rest."""
    stated = place.region.bands
    plain = round(1 - sum(stated.values()), 6)
    return ([(None, plain)] if plain else []) + list(stated.items())


def sides(figures: Figures, place: Place, weight_g: float) -> dict[str, object]:
    """Give whole centimetres of a parcel whose volumetric weight is the category's bulk."""
    orders = figures["orders"]
    length, width, height = orders["shape"].get(place.category, orders["shape"]["parcel"])
    volume = weight_g * 5 * orders["bulk"][place.category]
    side = (volume / (length * width * height)) ** (1 / 3)
    return {
        "length_cm": round(length * side),
        "width_cm": round(width * side),
        "height_cm": max(2, round(height * side)),
    }


def goods_cost(figures: Figures, place: Place, spread: list[Point]) -> Decimal:
    """Give the lane's goods cost per order, exactly rounded to the currency's minor unit."""
    mean = sum(Decimal(str(point.share)) * Decimal(str(point.value)) for point in spread)
    cost = Decimal(str(figures["orders"]["goods_share"][place.category])) * mean
    minor_digits: int = figures["markets"][place.region.country]["minor_digits"]
    return cost.quantize(Decimal(1).scaleb(-minor_digits))


def lane_tables(figures: Figures, lanes: list[Place]) -> dict[str, Table]:
    """Make the tables ``lanes`` and ``profile``."""
    rows: Table = []
    profile: Table = []
    for place in lanes:
        spread = points(figures, place)
        mean = _order(figures, place, spread[0]) if len(spread) == 1 else {}
        rows.append(
            {
                "country": place.region.country,
                "region": place.region.name,
                "value_tier": place.tier,
                "category": place.category,
                "goods_cost": goods_cost(figures, place, spread),
            }
            | mean
        )
        if not mean:
            profile += [
                {"lane": place.lane, "share": point.share} | _order(figures, place, point)
                for point in spread
            ]
    return {"lanes": rows, "profile": profile}


def _order(figures: Figures, place: Place, point: Point) -> dict[str, object]:
    """Give the columns of an order that ``lanes`` and ``profile`` share."""
    return {
        "cod_value": point.value,
        "weight_g": point.weight_g,
        **sides(figures, place, point.weight_g),
        "goods_flags": list(point.flags),
        "remote_band": point.band,
    }
