"""Lanes whose orders a plan declines: why, and what would make them pay."""

from collections import defaultdict
from collections.abc import Iterator

from codroute.plan.explanation import DeclinedLane
from codroute.plan.model import Declined, Plan
from codroute.whatif.explain.lane import Lanes, LaneView
from codroute.whatif.explain.levers import changes_of
from codroute.whatif.explain.narrowed import narrow
from codroute.whatif.explain.standing import PlanStanding, mismatch
from codroute.whatif.explain.stands import blocking

_DIGITS = 6


def declined_lanes(plan: Plan) -> tuple[DeclinedLane, ...]:
    """List the lanes of which a plan declines orders, a row for each reason.

    Parameters
    ----------
    plan
        A plan that keeps its scenario.

    Returns
    -------
    tuple of DeclinedLane
        Those with most orders declined first.

    Raises
    ------
    InvalidInput
        As of `explain_lane`.
    """
    names = {row.lane for row in plan.declined}
    standing = PlanStanding(plan, names)
    unknown = names - {lane.lane for lane in standing.scenario.lanes}
    if unknown:
        raise mismatch("declined", min(unknown), "lanes of its scenario")
    if not names:
        return ()
    lanes = Lanes(standing, narrow(standing.scenario, names))
    found = [lane for view in lanes.each() for lane in _declined(view)]
    return tuple(sorted(found, key=lambda lane: (-lane.orders, lane.lane, lane.reason)))


def _declined(view: LaneView) -> Iterator[DeclinedLane]:
    plan, name = view.lanes.standing.plan, view.lane.lane
    by_reason: dict[str, list[Declined]] = defaultdict(list)
    for row in plan.declined:
        if row.lane == name:
            by_reason[row.reason].append(row)
    best = max(view.choices, key=lambda choice: view.mean(view.worth(choice)), default=None)
    worth = earned = 0.0
    if best is not None:
        worth = view.mean(view.worth(best))
        earned = view.mean(view.lanes.worth.contribution[best.volumes])
    for rows in by_reason.values():
        yield DeclinedLane(
            lane=name,
            country=view.lane.country,
            orders=sum(row.orders for row in rows),
            reason=rows[0].reason,
            offer=None if best is None else best.offer.offer,
            contribution=None if best is None else round(earned, _DIGITS),
            worth=None if best is None else round(worth, _DIGITS),
            changes=()
            if best is None or worth >= 0
            else tuple(changes_of(view, best, -worth, view.demand / view.demand.sum())),
            limits=() if best is None else tuple(blocking(view, best)),
            excluded=tuple(row for row in plan.excluded if row.lane == name),
        )
