"""What a lane's orders are like: the points of its profile, or its mean order as the only one."""

from collections import defaultdict
from decimal import Decimal

from codroute.scenario.scenario import Scenario
from codroute.scenario.spread import Spread
from codroute.scenario.tables import Lane, ProfilePoint


class Profiles:
    """The points of every lane, and how they spread, each found once."""

    def __init__(self, scenario: Scenario) -> None:
        self._stated: dict[str, list[ProfilePoint]] = defaultdict(list)
        for point in scenario.profile:
            self._stated[point.lane].append(point)
        self._mean: dict[str, list[ProfilePoint]] = {}
        self._spreads: dict[str, Spread] = {}

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

    def spread(self, lane: Lane) -> Spread:
        """Give how the lane's orders spread."""
        name = lane.lane
        if name not in self._spreads:
            self._spreads[name] = Spread(self.points(lane))
        return self._spreads[name]


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
