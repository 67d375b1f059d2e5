"""service: the volume-weighted mean quality of a value tier meets its floor."""

import numpy as np

from codroute.economics.model import BoolArray, FloatArray
from codroute.formulation.statement import Statement, labels_of
from codroute.scenario.policy import ServiceFloor

NAME = "service"


def state(statement: Statement) -> None:
    """State Σ x · (paid rate − floor) ≥ 0 and Σ x · (limit − transit days) ≥ 0 per value tier."""
    quotes = statement.economics.quotes
    for floor in statement.economics.catalog.scenario.policy.service:
        lanes = np.array([covers(floor, lane.country, lane.value_tier) for lane in quotes.lanes])
        if floor.min_paid_rate is not None:
            surplus = quotes.paid_rate - float(floor.min_paid_rate)
            _state_mean(statement, floor, "paid_rate", lanes, surplus)
        if floor.max_transit_days is not None:
            surplus = float(floor.max_transit_days) - quotes.transit_days
            _state_mean(statement, floor, "transit_days", lanes, surplus)


def covers(floor: ServiceFloor, country: str, value_tier: str) -> bool:
    """Tell whether a floor holds for the lanes of a country and value tier."""
    return floor.value_tier == value_tier and floor.country in (None, country)


def _state_mean(
    statement: Statement, floor: ServiceFloor, metric: str, lanes: BoolArray, surplus: FloatArray
) -> None:
    """State Σ x · surplus ≥ 0; ``surplus`` is ``(quote,)``, above 0 where the quote is better."""
    volumes = statement.volumes
    members = np.flatnonzero(lanes[volumes.lane])
    name = f"{floor.value_tier} {floor.country or 'everywhere'}"
    statement.couple(
        NAME,
        metric,
        (labels_of([name]),),
        on_volume=(
            np.zeros(len(members), dtype=np.int64),
            members,
            surplus[volumes.quote[members]],
        ),
        lower=np.array([0.0]),
        upper=np.array([np.inf]),
    )
