"""capacity: orders or kg that a provider takes per period, in all or in a place."""

import numpy as np

from codroute.formulation.statement import Statement, labels_of
from codroute.scenario.catalog import CapacityLimit

NAME = "capacity"


def state(statement: Statement) -> None:
    """State Σ orders (or kg) within each limit's scope and period ≤ its capacity."""
    economics, volumes = statement.economics, statement.volumes
    limits = list(economics.catalog.capacity_limits())
    if not limits:
        return
    quotes = economics.quotes
    provider = {name: number for number, name in enumerate(quotes.providers)}
    period = {day: i for i, day in enumerate(economics.catalog.scenario.horizon.period_ids)}
    covered = {
        key: np.array([limit.covers(lane) for lane in quotes.lanes])
        for key, limit in {_place(limit): limit for limit in limits}.items()
    }
    rows, members, values = [], [], []
    for number, limit in enumerate(limits):
        counted = np.flatnonzero(
            (volumes.provider == provider[limit.provider])
            & (volumes.period == period[limit.period])
            & covered[_place(limit)][volumes.lane]
        )
        rows.append(np.full(len(counted), number))
        members.append(counted)
        per_order = economics.weight_kg if limit.unit == "kg" else np.ones(len(quotes.lanes))
        values.append(per_order[volumes.lane[counted]])
    statement.couple(
        NAME,
        "limit",
        (labels_of([limit_name(limit) for limit in limits]), labels_of([x.period for x in limits])),
        on_volume=(np.concatenate(rows), np.concatenate(members), np.concatenate(values)),
        lower=np.full(len(limits), -np.inf),
        upper=np.array([float(limit.capacity) for limit in limits]),
    )


def _place(limit: CapacityLimit) -> tuple[str | None, str | None, str | None]:
    return limit.country, limit.region, limit.lane


def limit_name(limit: CapacityLimit) -> str:
    """Name a limit by its provider, place and unit."""
    parts = (limit.provider, limit.country, limit.region, limit.lane, limit.unit)
    return " ".join(part for part in parts if part is not None)
