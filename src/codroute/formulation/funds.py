"""funds: the mean cash that a provider holds over the horizon, in all or in one country."""

import math

import numpy as np

from codroute.economics.arrays import BoolArray
from codroute.economics.cash import MICRO, held_micro, most_held_micro
from codroute.formulation.statement import Statement, labels_of, whole_limit
from codroute.scenario.tables import Funds

NAME = "funds"


def state(statement: Statement) -> None:
    """State Σ x · cash held per order ≤ the most that the provider may hold, per limit."""
    economics, volumes = statement.economics, statement.volumes
    limits = economics.catalog.scenario.funds
    if not limits:
        return
    rows, members, values, upper, unit = [], [], [], [], []
    for number, limit in enumerate(limits):
        counted = np.flatnonzero(kept(statement, limit))
        quotes, quote = np.unique(volumes.quote[counted], return_inverse=True)
        held = held_micro(economics, quotes)
        divisor = math.gcd(*held) or 1
        rows.append(np.full(len(counted), number))
        members.append(counted)
        values.append(np.array([micro // divisor for micro in held], dtype=np.float64)[quote])
        upper.append(whole_limit(most_held_micro(economics.catalog, limit) // divisor))
        unit.append(divisor / MICRO)
    statement.couple(
        NAME,
        "limit",
        (labels_of([_limit_name(limit) for limit in limits]),),
        on_volume=(np.concatenate(rows), np.concatenate(members), np.concatenate(values)),
        lower=np.full(len(limits), -np.inf),
        upper=np.array(upper),
        unit=np.array(unit),
    )


def kept(statement: Statement, limit: Funds) -> BoolArray:
    """Tell whose cash counts: the volumes of the provider in the limit's country, ``(volume,)``."""
    quotes, volumes = statement.economics.quotes, statement.volumes
    inside = np.array([limit.country in (None, lane.country) for lane in quotes.lanes])
    kept: BoolArray = (volumes.provider == quotes.providers.index(limit.provider)) & inside[
        volumes.lane
    ]
    return kept


def _limit_name(limit: Funds) -> str:
    """Name a limit by its provider and country."""
    return limit.provider if limit.country is None else f"{limit.provider} {limit.country}"
