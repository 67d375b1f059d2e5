"""trials: the least and most orders over the horizon of a provider, or some offers, on trial."""

import numpy as np

from codroute.economics.arrays import BoolArray, FloatArray
from codroute.formulation.statement import Statement, labels_of
from codroute.scenario.tables import Trial

NAME = "trials"


def state(statement: Statement) -> None:
    """State Σ x ≥ the least orders and Σ x ≤ the most of every trial that has them."""
    trials = statement.economics.catalog.scenario.trials
    least = [trial for trial in trials if trial.min_orders]
    if least:
        lower = np.array([float(trial.min_orders) for trial in least])
        _state_bound(statement, "minimum", least, lower, np.full(len(least), np.inf))
    most = [(trial, trial.max_orders) for trial in trials if trial.max_orders is not None]
    if most:
        upper = np.array([float(orders) for _, orders in most])
        capped = [trial for trial, _ in most]
        _state_bound(statement, "maximum", capped, np.full(len(most), -np.inf), upper)


def counted(statement: Statement, trial: Trial) -> BoolArray:
    """Tell which volumes count: ``(volume,)``."""
    quotes, volumes = statement.economics.quotes, statement.volumes
    offers = np.array(
        [
            offer.provider == trial.provider and (not trial.offers or offer.offer in trial.offers)
            for offer in quotes.offers
        ]
    )
    place = np.array(
        [
            trial.country in (None, lane.country) and trial.region in (None, lane.region)
            for lane in quotes.lanes
        ]
    )
    counted: BoolArray = offers[quotes.offer[volumes.quote]] & place[volumes.lane]
    return counted


def _state_bound(
    statement: Statement, name: str, trials: list[Trial], lower: FloatArray, upper: FloatArray
) -> None:
    """State one side of some trials, a row each."""
    members = [np.flatnonzero(counted(statement, trial)) for trial in trials]
    row = np.repeat(np.arange(len(trials)), [len(own) for own in members])
    statement.couple(
        NAME,
        name,
        (labels_of([trial.trial for trial in trials]),),
        on_volume=(row, np.concatenate(members), np.ones(len(row))),
        lower=lower,
        upper=upper,
    )
