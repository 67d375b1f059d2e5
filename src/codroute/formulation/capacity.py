"""capacity: orders or kg that a provider takes per period, in all or in a place."""

import numpy as np

from codroute.economics.arrays import BoolArray
from codroute.economics.model import Economics
from codroute.formulation.statement import Statement, common_divisor, labels_of, whole_limit
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
    covered = _covered(economics, limits)
    periods = economics.catalog.scenario.horizon.period_ids
    per_order = {"orders": np.ones_like(economics.weight_ug), "kg": economics.weight_ug}
    rows, members, values, upper, unit = [], [], [], [], []
    for number, limit in enumerate(limits):
        counted = np.flatnonzero(
            (volumes.provider == economics.quotes.providers.index(limit.provider))
            & (volumes.period == periods.index(limit.period))
            & covered[_place(limit)][volumes.lane]
        )
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


def closed(economics: Economics) -> BoolArray:
    """Tell where a provider takes nothing in any period with orders, ``(lane, provider)``."""
    with_orders = economics.demand > 0
    lanes, providers = len(with_orders), len(economics.quotes.providers)
    nothing = [limit for limit in economics.catalog.capacity_limits() if not limit.capacity]
    if not nothing:
        return np.zeros((lanes, providers), dtype=np.bool_)
    periods = economics.catalog.scenario.horizon.period_ids
    taken = np.ones((lanes, providers, len(periods)), dtype=np.bool_)
    covered = _covered(economics, nothing)
    for limit in nothing:
        provider = economics.quotes.providers.index(limit.provider)
        taken[covered[_place(limit)], provider, periods.index(limit.period)] = False
    shut: BoolArray = np.any(with_orders, axis=1, keepdims=True) & np.logical_not(
        np.any(taken & with_orders[:, None, :], axis=2)
    )
    return shut


_Place = tuple[str | None, str | None, str | None]


def _covered(economics: Economics, limits: list[CapacityLimit]) -> dict[_Place, BoolArray]:
    """Tell for every place which lanes lie in it, ``(lane,)``."""
    return {
        key: np.array([limit.covers(lane) for lane in economics.quotes.lanes])
        for key, limit in {_place(limit): limit for limit in limits}.items()
    }


def _place(limit: CapacityLimit) -> _Place:
    return limit.country, limit.region, limit.lane


def _limit_name(limit: CapacityLimit) -> str:
    """Name a limit by its provider, place and unit."""
    parts = (limit.provider, limit.country, limit.region, limit.lane, limit.unit)
    return " ".join(part for part in parts if part is not None)
