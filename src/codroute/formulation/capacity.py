"""capacity: orders or kg that a provider takes per period, in all or in a place."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from codroute.economics.arrays import BoolArray, IntArray
from codroute.economics.model import Economics
from codroute.formulation.statement import (
    Statement,
    Volumes,
    common_divisor,
    labels_of,
    whole_limit,
)
from codroute.scenario.catalog import CapacityLimit

NAME = "capacity"

_PARTS = {"orders": 1, "kg": 1_000_000_000}
"""In how many parts a unit is counted: mean weights in millionths of a gram are whole."""


def state(statement: Statement) -> None:
    """State Σ orders (or kg) within each limit's scope and period ≤ its capacity."""
    economics, volumes = statement.economics, statement.volumes
    limits = list(economics.catalog.capacity_limits())
    if not limits:
        return
    covered = lanes_covered(economics, limits)
    periods = economics.catalog.scenario.horizon.period_ids
    number_of = {name: number for number, name in enumerate(economics.quotes.providers)}
    volumes_of = _by_provider(economics, volumes)
    per_order = {"orders": np.ones_like(economics.weight_ug), "kg": economics.weight_ug}
    rows, members, values, upper, unit = [], [], [], [], []
    for number, limit in enumerate(limits):
        own = volumes_of[number_of[limit.provider]][periods.index(limit.period)]
        counted = own[covered[place(limit)][volumes.lane[own]]]
        value = per_order[limit.unit][volumes.lane[counted]]
        divisor = common_divisor(value)
        rows.append(np.full(len(counted), number))
        members.append(counted)
        values.append(value // divisor)
        upper.append(whole_limit(int(limit.capacity * _PARTS[limit.unit]) // divisor))
        unit.append(divisor / _PARTS[limit.unit])
    statement.couple(
        NAME,
        "limit",
        (
            labels_of([_limit_name(limit) for limit in limits]),
            labels_of([x.period for x in limits]),
        ),
        on_volume=(
            np.concatenate(rows),
            np.concatenate(members),
            np.concatenate(values).astype(np.float64),
        ),
        lower=np.full(len(limits), -np.inf),
        upper=np.array(upper),
        unit=np.array(unit),
    )


def _by_provider(economics: Economics, volumes: Volumes) -> list[list[IntArray]]:
    """Give the volumes of each provider in each period, in their order."""
    providers, periods = len(economics.quotes.providers), economics.demand.shape[1]
    group = volumes.provider * periods + volumes.period
    order = np.argsort(group, kind="stable")
    start = np.searchsorted(group[order], np.arange(providers * periods + 1)).tolist()
    own = [order[first:end] for first, end in pairwise(start)]
    return [own[first : first + periods] for first in range(0, len(own), periods)]


def closed(economics: Economics) -> BoolArray:
    """Tell where a provider takes nothing in any period with orders, ``(lane, provider)``."""
    with_orders = economics.demand > 0
    lanes, providers = len(with_orders), len(economics.quotes.providers)
    nothing = [limit for limit in economics.catalog.capacity_limits() if not limit.capacity]
    if not nothing:
        return np.zeros((lanes, providers), dtype=np.bool_)
    periods = economics.catalog.scenario.horizon.period_ids
    taken = np.ones((lanes, providers, len(periods)), dtype=np.bool_)
    covered = lanes_covered(economics, nothing)
    for limit in nothing:
        provider = economics.quotes.providers.index(limit.provider)
        taken[covered[place(limit)], provider, periods.index(limit.period)] = False
    shut: BoolArray = np.any(with_orders, axis=1, keepdims=True) & np.logical_not(
        np.any(taken & with_orders[:, None, :], axis=2)
    )
    return shut


Place = tuple[str | None, str | None, str | None]


def lanes_covered(economics: Economics, limits: Iterable[CapacityLimit]) -> dict[Place, BoolArray]:
    """Tell for every place of the limits which lanes lie in it, ``(lane,)``."""
    lanes = economics.quotes.lanes
    of_name: dict[str, list[int]] = defaultdict(list)
    of_region: dict[str, list[int]] = defaultdict(list)
    for number, lane in enumerate(lanes):
        of_name[lane.lane].append(number)
        of_region[lane.region].append(number)
    covered = {}
    for key, limit in {place(limit): limit for limit in limits}.items():
        near: Iterable[int] = range(len(lanes))  # most limits are of a lane or region: few lanes
        if limit.lane is not None:
            near = of_name[limit.lane]
        elif limit.region is not None:
            near = of_region[limit.region]
        covered[key] = np.zeros(len(lanes), dtype=np.bool_)
        covered[key][[number for number in near if limit.covers(lanes[number])]] = True
    return covered


def place(limit: CapacityLimit) -> Place:
    """Give the place of a limit: its country, region and lane, where they restrict."""
    return limit.country, limit.region, limit.lane


def _limit_name(limit: CapacityLimit) -> str:
    """Name a limit by its provider, place and unit."""
    parts = (limit.provider, limit.country, limit.region, limit.lane, limit.unit)
    return " ".join(part for part in parts if part is not None)
