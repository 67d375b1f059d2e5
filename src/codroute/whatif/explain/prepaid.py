"""Lanes whose orders would earn more if buyers paid in advance.

A buyer who pays in advance takes the order: what is not lost is delivered, and a lost order is paid
back. Whoever would have refused it does not order so.
"""

from dataclasses import dataclass

import numpy as np

from codroute.plan.explanation import PrepaidLane
from codroute.plan.model import Plan
from codroute.whatif.explain.lane import Lanes, LaneView
from codroute.whatif.explain.standing import PlanStanding

_DIGITS = 6


@dataclass(frozen=True)
class _Both:
    """What an order of a lane's demand earns in the plan, and paid in advance."""

    cod: float
    prepaid: float

    @property
    def stay_share(self) -> float | None:
        """Give the share of the buyers that must stay; None where no share would do."""
        if self.prepaid <= 0 or self.cod > self.prepaid:
            return None
        return max(self.cod, 0.0) / self.prepaid


def prepaid_lanes(plan: Plan, stay: float) -> tuple[PrepaidLane, ...]:
    """List the lanes that earn more prepaid even if only a share of their orders stays.

    Parameters
    ----------
    plan
        A plan that keeps its scenario.
    stay
        The share that stays, above 0 and at most 1.

    Returns
    -------
    tuple of PrepaidLane
        Those that gain most first.

    Raises
    ------
    InvalidInput
        As of `explain_lane`.
    """
    standing = PlanStanding(plan)
    found = [_prepaid(view, stay) for view in Lanes(standing, standing.scenario).each()]
    better = [lane for lane in found if lane is not None and lane.gain_minor > 0]
    return tuple(sorted(better, key=lambda lane: (-lane.gain_minor, lane.lane)))


def _prepaid(view: LaneView, stay: float) -> PrepaidLane | None:
    both = _compared(view)
    if both is None or both.stay_share is None:
        return None
    orders = int(view.demand.sum())
    gain = (stay * both.prepaid - both.cod) * orders
    return PrepaidLane(
        lane=view.lane.lane,
        country=view.lane.country,
        orders=orders,
        cod=round(both.cod, _DIGITS),
        prepaid=round(both.prepaid, _DIGITS),
        stay_share=round(both.stay_share, _DIGITS),
        gain_minor=round(gain * 10**view.lanes.standing.plan.minor_digits),
    )


def stay_share(view: LaneView) -> float | None:
    """Give the share of a lane's buyers that must stay for prepaid to earn as much as now."""
    both = _compared(view)
    return None if both is None or both.stay_share is None else round(both.stay_share, _DIGITS)


def _compared(view: LaneView) -> _Both | None:
    """Compare the orders as they are placed; a declined one with the option best for it prepaid."""
    lanes, total = view.lanes, view.demand.sum()
    if not view.choices or not total:
        return None
    advance = np.array([lanes.prepaid[choice.volumes] for choice in view.choices])
    orders = np.array([choice.orders for choice in view.choices])
    now = np.array([lanes.worth.contribution[choice.volumes] for choice in view.choices])
    left = np.maximum(view.demand - orders.sum(axis=0), 0)
    taken = (orders * advance).sum() + left @ np.maximum(advance.max(axis=0), 0.0)
    return _Both(float((orders * now).sum() / total), float(taken / total))
