"""service: the volume-weighted mean quality of a value tier meets its floor."""

from decimal import Decimal

import numpy as np

from codroute.economics.arrays import BoolArray, IntArray
from codroute.formulation.statement import Statement, common_divisor, labels_of
from codroute.scenario.policy import ServiceFloor

NAME = "service"

_PARTS = {"paid_rate": 1_000_000, "transit_days": 100}
"""In how many parts each metric is counted: with the decimals that it can have, all are whole."""


def state(statement: Statement) -> None:
    """State Σ x · (paid rate − floor) ≥ 0 and Σ x · (limit − transit days) ≥ 0 per value tier."""
    quotes, scenario = statement.economics.quotes, statement.economics.catalog.scenario
    table = scenario.performance
    paid = _whole([row.paid_rate for row in table], "paid_rate")[quotes.performance_row]
    days = _whole([row.transit_days for row in table], "transit_days")[quotes.performance_row]
    for floor in scenario.policy.service:
        lanes = np.array([covers(floor, lane.country, lane.value_tier) for lane in quotes.lanes])
        if floor.min_paid_rate is not None:
            surplus = paid - _whole([floor.min_paid_rate], "paid_rate")
            _state_mean(statement, floor, "paid_rate", lanes, surplus)
        if floor.max_transit_days is not None:
            surplus = _whole([floor.max_transit_days], "transit_days") - days
            _state_mean(statement, floor, "transit_days", lanes, surplus)


def _whole(values: list[Decimal], metric: str) -> IntArray:
    """Count values in whole parts: in floats a mean just below its floor would pass for it."""
    return np.array([int(value * _PARTS[metric]) for value in values], dtype=np.int64)


def covers(floor: ServiceFloor, country: str, value_tier: str) -> bool:
    """Tell whether a floor holds for the lanes of a country and value tier."""
    return floor.value_tier == value_tier and floor.country in (None, country)


def _state_mean(
    statement: Statement, floor: ServiceFloor, metric: str, lanes: BoolArray, surplus: IntArray
) -> None:
    """State Σ x · surplus ≥ 0; ``surplus`` is ``(quote,)``, above 0 where the quote is better."""
    volumes = statement.volumes
    members = np.flatnonzero(lanes[volumes.lane])
    name = f"{floor.value_tier} {floor.country or 'everywhere'}"
    value = surplus[volumes.quote[members]]
    divisor = common_divisor(value)
    statement.couple(
        NAME,
        metric,
        (labels_of([name]),),
        on_volume=(
            np.zeros(len(members), dtype=np.int64),
            members,
            (value // divisor).astype(np.float64),
        ),
        lower=np.array([0.0]),
        upper=np.array([np.inf]),
        unit=np.array([divisor / _PARTS[metric]]),
    )
