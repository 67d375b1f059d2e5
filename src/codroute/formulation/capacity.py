"""capacity: orders or kg that a provider takes per period, in all or in a place."""

import math

import numpy as np

from codroute.formulation.statement import Statement, common_divisor, labels_of
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
    lanes = economics.quotes.lanes
    provider = {name: number for number, name in enumerate(economics.quotes.providers)}
    period = {day: i for i, day in enumerate(economics.catalog.scenario.horizon.period_ids)}
    covered = {
        key: np.array([limit.covers(lane) for lane in lanes])
        for key, limit in {_place(limit): limit for limit in limits}.items()
    }
    per_order = {"orders": np.ones(len(lanes), dtype=np.int64), "kg": economics.weight_ug}
    rows, members, values, upper, unit = [], [], [], [], []
    for number, limit in enumerate(limits):
        counted = np.flatnonzero(
            (volumes.provider == provider[limit.provider])
            & (volumes.period == period[limit.period])
            & covered[_place(limit)][volumes.lane]
        )
        value = per_order[limit.unit][volumes.lane[counted]]
        divisor = common_divisor(value)
        rows.append(np.full(len(counted), number))
        members.append(counted)
        values.append(value // divisor)
        upper.append(_whole_limit(int(limit.capacity * _PARTS[limit.unit]) // divisor))
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


def _whole_limit(most: int) -> float:
    """Give the greatest float that is no more than a whole number."""
    limit = float(most)
    return limit if limit <= most else math.nextafter(limit, 0.0)


def _place(limit: CapacityLimit) -> tuple[str | None, str | None, str | None]:
    return limit.country, limit.region, limit.lane


def _limit_name(limit: CapacityLimit) -> str:
    """Name a limit by its provider, place and unit."""
    parts = (limit.provider, limit.country, limit.region, limit.lane, limit.unit)
    return " ".join(part for part in parts if part is not None)
