"""What a lane's orders are like: the points of its profile, or its mean order as the only one."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

from codroute.scenario.chargeable import chargeable_weight_g, needs_dimensions
from codroute.scenario.fees import Volumetric
from codroute.scenario.scenario import Scenario
from codroute.scenario.tables import Lane, ProfilePoint


class Profiles:
    """The points of every lane, and their extremes, each found once."""

    def __init__(self, scenario: Scenario) -> None:
        self._stated: dict[str, list[ProfilePoint]] = defaultdict(list)
        for point in scenario.profile:
            self._stated[point.lane].append(point)
        self._mean: dict[str, list[ProfilePoint]] = {}
        self._dearest: dict[str, Decimal] = {}
        self._heaviest: dict[tuple[Volumetric, str], Fraction] = {}

    def is_stated(self, lane: Lane) -> bool:
        """Tell whether the lane has rows in the table profile."""
        return lane.lane in self._stated

    def points(self, lane: Lane) -> list[ProfilePoint]:
        """Give the lane's profile: its rows, or the mean order as a single point."""
        name = lane.lane
        if name in self._stated:
            return self._stated[name]
        if name not in self._mean:
            self._mean[name] = [_mean_order(lane)]
        return self._mean[name]

    def is_priceable(self, rule: Volumetric, lane: Lane) -> bool:
        """Tell whether the lane's points have the dimensions that the rule needs."""
        if not needs_dimensions(rule):
            return True
        return all(point.length_cm is not None for point in self.points(lane))

    def dearest(self, lane: Lane) -> Decimal:
        """Give the highest COD value of the lane's points, in its market's currency."""
        name = lane.lane
        if name not in self._dearest:
            self._dearest[name] = max(point.cod_value for point in self.points(lane))
        return self._dearest[name]

    def heaviest_chargeable_g(self, rule: Volumetric, lane: Lane) -> Fraction:
        """Give the highest chargeable weight of the lane's points."""
        key = (rule, lane.lane)
        if key not in self._heaviest:
            self._heaviest[key] = max(chargeable_weight_g(rule, p) for p in self.points(lane))
        return self._heaviest[key]


def _mean_order(lane: Lane) -> ProfilePoint:
    assert lane.cod_value is not None and lane.weight_g is not None  # the checks made sure
    return ProfilePoint.model_construct(
        lane=lane.lane,
        share=Decimal(1),
        cod_value=lane.cod_value,
        weight_g=lane.weight_g,
        length_cm=lane.length_cm,
        width_cm=lane.width_cm,
        height_cm=lane.height_cm,
        goods_flags=lane.goods_flags,
        remote_band=lane.remote_band,
    )
