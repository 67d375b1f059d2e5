"""Every tariff at every point of its lane's profile: the grain at which fees are priced."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from codroute.economics.arrays import BoolArray, FloatArray, IntArray
from codroute.economics.model import Quotes, Tariffs
from codroute.scenario.catalog import Catalog
from codroute.scenario.fees import AboveRatioVolumetric, NeverVolumetric, Volumetric


@dataclass(frozen=True)
class LanePoints:
    """Profile points of all lanes, ``(lane point,)``; lane ℓ has ``start[ℓ]`` to ``start[ℓ + 1]``.

    ``volume_mm3`` is 0 where no dimensions are stated.
    """

    start: IntArray
    share: FloatArray
    share_ppm: IntArray
    cod_value: FloatArray
    weight_g: IntArray
    volume_mm3: IntArray


@dataclass(frozen=True)
class PricedPoints:
    """Tariff × profile point, ``(point,)``, with the chargeable weight as a whole fraction.

    ``weight_g`` = ``weight_numerator / weight_denominator``: exact, so that a parcel on a
    threshold falls on the right side of it.
    """

    tariff: IntArray
    quote: IntArray
    share: FloatArray
    cod_value: FloatArray
    weight_numerator: IntArray
    weight_denominator: IntArray


def lane_points(catalog: Catalog) -> LanePoints:
    """Gather the profile points of every lane, in lane order."""
    profiles = [catalog.points(lane) for lane in catalog.scenario.lanes]
    points = [point for profile in profiles for point in profile]
    volumes = [
        int(p.length_cm * 10) * int(p.width_cm * 10) * int(p.height_cm * 10)
        if p.length_cm is not None and p.width_cm is not None and p.height_cm is not None
        else 0
        for p in points
    ]
    return LanePoints(
        start=np.concatenate([[0], np.cumsum([len(p) for p in profiles])]).astype(np.int64),
        share=np.array([float(p.share) for p in points]),
        share_ppm=np.array([int(p.share * 1_000_000) for p in points], dtype=np.int64),
        cod_value=np.array([float(p.cod_value) for p in points]),
        weight_g=np.array([p.weight_g for p in points], dtype=np.int64),
        volume_mm3=np.array(volumes, dtype=np.int64),
    )


def price_points(quotes: Quotes, tariffs: Tariffs, points: LanePoints) -> PricedPoints:
    """Repeat every lane's points for each tariff of its quotes."""
    lane = quotes.lane[tariffs.quote]
    count = (points.start[1:] - points.start[:-1])[lane]
    tariff = np.repeat(np.arange(len(tariffs)), count)
    within = np.arange(len(tariff)) - np.repeat(np.cumsum(count) - count, count)
    point = np.repeat(points.start[lane], count) + within
    quote = tariffs.quote[tariff]
    numerator, denominator = _chargeable(quotes, quotes.offer[quote], point, points)
    return PricedPoints(
        tariff=tariff,
        quote=quote,
        share=points.share[point],
        cod_value=points.cod_value[point],
        weight_numerator=numerator,
        weight_denominator=denominator,
    )


def _chargeable(
    quotes: Quotes, offer: IntArray, point: IntArray, points: LanePoints
) -> tuple[IntArray, IntArray]:
    """Apply each offer's volumetric rule; volume in mm³ ÷ divisor is the weight in grams."""
    rules = [o.volumetric for o in quotes.offers]
    divisor, ratio_over, ratio_under = (
        np.array(column, dtype=np.int64)[offer]
        for column in zip(*map(_rule_numbers, rules), strict=True)
    )
    actual, volume = points.weight_g[point], points.volume_mm3[point]
    by_volume: BoolArray = (divisor > 0) & (
        volume * ratio_under > np.maximum(divisor, 1) * actual * ratio_over
    )
    return np.where(by_volume, volume, actual), np.where(by_volume, divisor, 1)


def _rule_numbers(rule: Volumetric) -> tuple[int, int, int]:
    """Give divisor (0: never) and the ratio over which volume counts, as a fraction."""
    if isinstance(rule, NeverVolumetric):
        return 0, 1, 1
    ratio = Fraction(rule.ratio) if isinstance(rule, AboveRatioVolumetric) else Fraction(1)
    return rule.divisor, ratio.numerator, ratio.denominator
