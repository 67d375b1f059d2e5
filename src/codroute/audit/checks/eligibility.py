"""eligibility: orders go only where an offer can carry them, and exclusions are true."""

from collections.abc import Iterator
from functools import partial

from codroute.audit.context import Context
from codroute.audit.verdict import Finding
from codroute.plan.model import Plan

_finding = partial(Finding, "eligibility")


def check_eligibility(context: Context, plan: Plan) -> Iterator[Finding]:
    """Report orders under offers that cannot carry them, and false reasons for leaving out."""
    for shipment in context.shipments:
        obstacles = context.quotes.obstacles(shipment.offer, shipment.lane)
        if obstacles:  # also without orders: a row that has no price would hide the totals
            reasons = ", ".join(sorted(obstacles))
            yield _finding(
                shipment.place, f"{shipment.row.orders} orders", f"none, since: {reasons}"
            )
    yield from _check_excluded(context, plan)
    yield from _check_declined(context, plan)


def _check_excluded(context: Context, plan: Plan) -> Iterator[Finding]:
    for excluded in plan.excluded:
        lane = context.catalog.lanes.get(excluded.lane)
        offer = context.catalog.offers.get(excluded.offer)
        if lane is None or offer is None:
            continue  # the check of names reports it
        obstacles = context.quotes.obstacles(offer, lane)
        if excluded.reason not in obstacles[:1]:
            reasons = ", ".join(obstacles) or "not excluded: the offer can carry the lane"
            place = f"excluded, {excluded.lane}, {excluded.offer}"
            yield _finding(place, excluded.reason, reasons)


def _check_declined(context: Context, plan: Plan) -> Iterator[Finding]:
    """Report ``no_eligible_offer`` where an offer could be used, and its absence where none can."""
    policy = context.scenario.policy
    closed = {
        lane.lane
        for block in context.quotes.blocks
        if policy.roles != "free" and not context.quotes.candidates(block)
        for lane in block
    }
    for declined in plan.declined:
        lane = context.catalog.lanes.get(declined.lane)
        if lane is None:
            continue  # the check of names reports it
        offers = context.quotes.providers(lane)
        said = declined.reason == "no_eligible_offer"
        if said and offers and lane.lane not in closed:
            wanted = f"another reason: {', '.join(sorted(offers))} can carry the lane"
        elif not said and not offers:
            wanted = "no_eligible_offer"
        elif declined.reason == "unprofitable" and policy.decline != "unprofitable":
            wanted = "another reason: the policy does not decline orders for what they earn"
        else:
            continue
        yield _finding(f"declined, {declined.lane}, {declined.period}", declined.reason, wanted)
