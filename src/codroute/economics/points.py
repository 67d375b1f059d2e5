"""Every tariff at every point of its lane's profile: the grain at which fees are priced."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from codroute.economics.arrays import BoolArray, FloatArray, IntArray
from codroute.economics.model import Quotes, Tariffs
from codroute.scenario.catalog import Catalog
from codroute.scenario.chargeable import sides_mm
from codroute.scenario.fees import (
    AboveRatioVolumetric,
    AlwaysVolumetric,
    NeverVolumetric,
    PartOfExcessVolumetric,
    Volumetric,
)
from codroute.scenario.tables import ProfilePoint

_LEAST = -1
"""A ratio below every one: volume counts, whatever the scales say."""


@dataclass(frozen=True)
class LanePoints:
    """Profile points of all lanes, ``(lane point,)``; lane ℓ has ``start[ℓ]`` to ``start[ℓ + 1]``.

    Lengths are 0 where no dimensions are stated.
    """

    points: Sequence[ProfilePoint]
    start: IntArray
    share: FloatArray
    share_ppm: IntArray
    cod_value: FloatArray
    weight_g: IntArray
    volume_mm3: IntArray

    @cached_property
    def longest_side_mm(self) -> IntArray:
        """Give ``(lane point,)`` the longest side."""
        return np.array([max(sides_mm(p) or (0,)) for p in self.points], dtype=np.int64)

    @cached_property
    def sides_sum_mm(self) -> IntArray:
        """Give ``(lane point,)`` length + width + height."""
        return np.array([sum(sides_mm(p) or (0,)) for p in self.points], dtype=np.int64)

    def has_flag(self, flag: str) -> BoolArray:
        """Tell ``(lane point,)`` which orders have a goods flag."""
        return self._with_flag.get(flag, self._none)

    def in_band(self, band: str) -> BoolArray:
        """Tell ``(lane point,)`` which orders go to a remote band."""
        return self._with_band.get(band, self._none)

    @cached_property
    def _with_flag(self) -> dict[str, BoolArray]:
        """Give by goods flag the points that have it; several rows may ask for the same."""
        flagged = ((number, p.goods_flags) for number, p in enumerate(self.points))
        return self._marked((number, flag) for number, flags in flagged for flag in flags)

    @cached_property
    def _with_band(self) -> dict[str, BoolArray]:
        banded = ((number, p.remote_band) for number, p in enumerate(self.points))
        return self._marked((number, band) for number, band in banded if band is not None)

    def _marked(self, marks: Iterable[tuple[int, str]]) -> dict[str, BoolArray]:
        """Give by mark ``(lane point,)`` which points have it."""
        numbers: dict[str, list[int]] = defaultdict(list)
        for number, mark in marks:
            numbers[mark].append(number)
        found = {mark: self._none.copy() for mark in numbers}
        for mark, at in numbers.items():
            found[mark][at] = True
        return found

    @cached_property
    def _none(self) -> BoolArray:
        return np.zeros(len(self.points), dtype=np.bool_)


@dataclass(frozen=True)
class PricedPoints:
    """Tariff × profile point, ``(point,)``, with the chargeable weight as a whole fraction.

    ``weight_g`` = ``weight_numerator / weight_denominator``: exact, so that a parcel on a
    threshold falls on the right side of it. ``order`` is the number of the lane point.
    """

    tariff: IntArray
    quote: IntArray
    offer: IntArray
    order: IntArray
    share: FloatArray
    weight_numerator: IntArray
    weight_denominator: IntArray

    @cached_property
    def of_offer(self) -> list[tuple[int, IntArray]]:
        """Give the points of each offer that has some: the offer's number, the points'."""
        by_offer = np.argsort(self.offer, kind="stable")
        numbers, begins = np.unique(self.offer[by_offer], return_index=True)
        points = np.split(by_offer, begins)[1:]  # before the first there is nothing
        return list(zip(numbers.tolist(), points, strict=True))


def lane_points(catalog: Catalog) -> LanePoints:
    """Gather the profile points of every lane, in lane order."""
    return points_of([catalog.points(lane) for lane in catalog.scenario.lanes])


def points_of(profiles: Sequence[Sequence[ProfilePoint]]) -> LanePoints:
    """Gather points, lane by lane."""
    points = [point for profile in profiles for point in profile]
    return LanePoints(
        points=points,
        start=np.concatenate([[0], np.cumsum([len(p) for p in profiles])]).astype(np.int64),
        share=np.array([float(p.share) for p in points]),
        share_ppm=np.array([int(p.share * 1_000_000) for p in points], dtype=np.int64),
        cod_value=np.array([float(p.cod_value) for p in points]),
        weight_g=np.array([p.weight_g for p in points], dtype=np.int64),
        volume_mm3=np.array([_volume_mm3(p) for p in points], dtype=np.int64),
    )


def _volume_mm3(point: ProfilePoint) -> int:
    """Give a parcel's volume, 0 where no dimensions are stated."""
    sides = sides_mm(point)
    return 0 if sides is None else sides[0] * sides[1] * sides[2]


def price_points(quotes: Quotes, tariffs: Tariffs, points: LanePoints) -> PricedPoints:
    """Repeat every lane's points for each tariff of its quotes."""
    lane = quotes.lane[tariffs.quote]
    count = (points.start[1:] - points.start[:-1])[lane]
    tariff = np.repeat(np.arange(len(tariffs)), count)
    within = np.arange(len(tariff)) - np.repeat(np.cumsum(count) - count, count)
    order = np.repeat(points.start[lane], count) + within
    return place_points(quotes, tariff, tariffs.quote[tariff], order, points)


def place_points(
    quotes: Quotes, tariff: IntArray, quote: IntArray, order: IntArray, points: LanePoints
) -> PricedPoints:
    """Put orders under quotes: ``(point,)`` numbers of tariff, quote and lane point."""
    offer = quotes.offer[quote]
    numerator, denominator = _chargeable(quotes, offer, order, points)
    return PricedPoints(
        tariff=tariff,
        quote=quote,
        offer=offer,
        order=order,
        share=points.share[order],
        weight_numerator=numerator,
        weight_denominator=denominator,
    )


@dataclass(frozen=True)
class _Rule:
    """A volumetric rule in whole numbers.

    Volume counts where volume · ``under`` > divisor · weight · ``over``; then ``percent`` of what
    the volumetric weight exceeds the actual one by is charged on top of it.
    """

    divisor: int
    over: int
    under: int
    percent: int


def _chargeable(
    quotes: Quotes, offer: IntArray, order: IntArray, points: LanePoints
) -> tuple[IntArray, IntArray]:
    """Apply each offer's volumetric rule; volume in mm³ ÷ divisor is the weight in grams."""
    rules = [_rule(o.volumetric) for o in quotes.offers]
    divisor, over, under, percent = (
        np.array([getattr(rule, name) for rule in rules], dtype=np.int64)[offer]
        for name in ("divisor", "over", "under", "percent")
    )
    actual, volume = points.weight_g[order], points.volume_mm3[order]
    by_volume: BoolArray = volume * under > divisor * actual * over
    if np.all(percent == 100):
        return np.where(by_volume, volume, actual), np.where(by_volume, divisor, 1)
    mixed = (100 - percent) * actual * divisor + percent * volume
    return np.where(by_volume, mixed, actual), np.where(by_volume, divisor * 100, 1)


def _rule(rule: Volumetric) -> _Rule:
    """Give a rule in whole numbers."""
    match rule:
        case NeverVolumetric():
            return _Rule(1, 0, 0, 100)  # 0 > 0 never holds
        case AlwaysVolumetric():
            return _Rule(rule.divisor, _LEAST, 1, 100)
        case AboveRatioVolumetric():
            ratio = Fraction(rule.ratio)
            return _Rule(rule.divisor, ratio.numerator, ratio.denominator, 100)
        case PartOfExcessVolumetric():
            return _Rule(rule.divisor, 1, 1, int(rule.share * 100))
        case _:
            return _Rule(rule.divisor, 1, 1, 100)
