"""assignment: every order of a lane in a period is shipped or declined, once."""

from collections import Counter
from collections.abc import Iterator
from functools import partial

from codroute.audit.context import Context
from codroute.audit.verdict import Finding
from codroute.plan.model import Plan

_finding = partial(Finding, "assignment")


def check_assignment(context: Context, plan: Plan) -> Iterator[Finding]:
    """Report lanes and periods whose orders are too few or too many, and what may not be."""
    shipped: Counter[tuple[str, object]] = Counter()
    declined: Counter[tuple[str, object]] = Counter()
    for row in plan.allocation:
        shipped[row.lane, row.period] += row.orders
        if row.orders < 0:
            place = f"{row.lane}, {row.period}, {row.offer}"
            yield _finding(place, f"{row.orders} orders", "at least 0")
    for left in plan.declined:
        declined[left.lane, left.period] += left.orders
        if left.orders < 0:
            yield _finding(f"{left.lane}, {left.period}", f"{left.orders} declined", "at least 0")
    for (lane, period), orders in context.catalog.demand.items():
        key = lane, period
        if shipped[key] + declined[key] != orders:
            found = f"{shipped[key]} shipped and {declined[key]} declined"
            yield _finding(f"{lane}, {period}", found, f"{orders} orders in all")
        if declined[key] and context.scenario.policy.decline == "never":
            wanted = "none, since the policy never declines"
            yield _finding(f"{lane}, {period}", f"{declined[key]} declined", wanted)
    if context.scenario.policy.decline == "no_capacity" and not _says_unproven(plan):
        yield from _check_forced(context, plan)


def _says_unproven(plan: Plan) -> bool:
    """Tell whether the plan says itself that fewer orders may be possible to decline."""
    stage = None if plan.outcome is None else plan.outcome.decline_stage
    return stage is not None and not stage.proven


def _check_forced(context: Context, plan: Plan) -> Iterator[Finding]:
    """Report orders that are declined although one more could be carried."""
    named = {roles.lane: roles for roles in plan.roles}
    lanes, demand = context.catalog.lanes, context.catalog.demand
    for left in plan.declined:
        if left.orders <= 0 or (left.lane, left.period) not in demand:
            continue
        offer = context.room.taker(lanes[left.lane], left.period, named.get(left.lane))
        if offer is not None:
            found = f"{left.orders} declined although {offer} can carry one more"
            wanted = "orders declined only for lack of capacity"
            yield _finding(f"{left.lane}, {left.period}", found, wanted)
