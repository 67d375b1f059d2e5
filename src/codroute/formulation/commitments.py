"""commitments: fixed fees of used providers and minimum volumes, met or paid for."""

import numpy as np

from codroute.economics.arrays import BoolArray, IntArray
from codroute.formulation.statement import Statement, labels_of, quote_labels
from codroute.scenario.tables import Commitment

NAME = "commitments"


def state(statement: Statement) -> None:
    """State which commitments are used, what that costs, and their minimum volumes."""
    commitments = statement.economics.catalog.scenario.commitments
    if not commitments:
        return
    fx = statement.economics.catalog.rates
    used = statement.add_globals(
        NAME,
        "used",
        (labels_of([c.commitment for c in commitments]),),
        lower=np.zeros(len(commitments)),
        upper=np.ones(len(commitments)),
        profit=np.array([-float(c.fixed_fee * fx[c.currency]) for c in commitments]),
    )
    payable = [(c, c.shortfall_fee) for c in commitments if c.shortfall_fee is not None]
    shortfall = statement.add_globals(
        NAME,
        "shortfall",
        (labels_of([c.commitment for c, _ in payable]),),
        lower=np.zeros(len(payable)),
        upper=np.array([float(c.min_orders) for c, _ in payable]),
        profit=np.array([-float(fee * fx[c.currency]) for c, fee in payable]),
    )
    of_commitment = dict(zip([c.commitment for c, _ in payable], shortfall.tolist(), strict=True))
    for number, commitment in enumerate(commitments):
        members = np.flatnonzero(counted(statement, commitment))
        _state_use(statement, commitment, members, int(used[number]))
        _state_minimum(
            statement,
            commitment,
            members,
            int(used[number]),
            of_commitment.get(commitment.commitment),
        )


def counted(statement: Statement, commitment: Commitment) -> BoolArray:
    """Tell which volumes count: ``(volume,)``."""
    quotes, volumes = statement.economics.quotes, statement.volumes
    place = np.array(
        [
            commitment.country in (None, lane.country) and commitment.region in (None, lane.region)
            for lane in quotes.lanes
        ]
    )
    number = quotes.providers.index(commitment.provider)
    counted: BoolArray = (volumes.provider == number) & place[volumes.lane]
    return counted


def _state_use(statement: Statement, commitment: Commitment, members: IntArray, used: int) -> None:
    """State Σ_t x[q,t] ≤ Σ_t demand · used per quote: nothing is carried unless used.

    A quote never carries more than the orders of its lane, so the sum of its upper bounds is a
    valid and the least big-M.
    """
    volumes = statement.volumes
    quotes, row = np.unique(volumes.quote[members], return_inverse=True)
    most = np.bincount(row, weights=volumes.upper[members]).astype(np.float64)
    statement.couple(
        NAME,
        "use",
        (
            ((commitment.commitment,), np.zeros(len(quotes), dtype=np.int64)),
            *quote_labels(statement, quotes),
        ),
        on_volume=(row, members, np.ones(len(members))),
        on_global=(np.arange(len(quotes)), np.full(len(quotes), used), -most),
        lower=np.full(len(quotes), -np.inf),
        upper=np.zeros(len(quotes)),
        switch=used,
    )


def _state_minimum(
    statement: Statement,
    commitment: Commitment,
    members: IntArray,
    used: int,
    shortfall: int | None,
) -> None:
    """State Σ x + shortfall ≥ minimum (× used, where it applies only if used)."""
    if not commitment.min_orders:
        return
    always = commitment.applies == "always"
    variables = [] if always else [(used, -float(commitment.min_orders))]
    if shortfall is not None:
        variables.append((shortfall, 1.0))
    statement.couple(
        NAME,
        "minimum",
        (labels_of([commitment.commitment]),),
        on_volume=(np.zeros(len(members), dtype=np.int64), members, np.ones(len(members))),
        on_global=(
            np.zeros(len(variables), dtype=np.int64),
            np.array([number for number, _ in variables], dtype=np.int64),
            np.array([value for _, value in variables]),
        ),
        lower=np.array([float(commitment.min_orders) if always else 0.0]),
        upper=np.array([np.inf]),
    )
