"""Why a plan places a lane's orders, or one order, as it does."""

from codroute.errors import Fault, InvalidInput
from codroute.plan.explanation import Explanation
from codroute.plan.model import Plan
from codroute.scenario.changes.changed import near
from codroute.scenario.order import Order
from codroute.scenario.reading.text import shown
from codroute.scenario.tables import Lane
from codroute.whatif.explain.lane import Lanes, LaneView
from codroute.whatif.explain.narrowed import as_lane, narrow, with_orders
from codroute.whatif.explain.options import options_of
from codroute.whatif.explain.prepaid import stay_share
from codroute.whatif.explain.standing import PlanStanding


def explain_lane(plan: Plan, lane: str) -> Explanation:
    """Explain who carries a lane, from the plan alone.

    Parameters
    ----------
    plan
        A plan that keeps its scenario.
    lane
        Name of a lane.

    Returns
    -------
    Explanation
        Every option with what an order of it earns at the price tiers that the plan reached, before
        and after the plan's shadow prices, and what would have to change for it to win.

    Raises
    ------
    InvalidInput
        There is no such lane, the plan keeps no scenario, or does not fit it.
    """
    standing = PlanStanding(plan, {lane})
    _find(standing, lane)
    scenario = narrow(standing.scenario, {lane})
    if not any(row.orders for row in scenario.demand):
        scenario = with_orders(scenario)
    (view,) = Lanes(standing, scenario).each()
    view.check_amounts()
    return _explained(standing, view, None)


def explain_order(plan: Plan, order: Order) -> Explanation:
    """Explain who should carry one order, at the prices of the plan.

    Parameters
    ----------
    plan
        A plan that keeps its scenario.
    order
        An order of one of its lanes; on a day of the plan it pays what that day costs.

    Raises
    ------
    InvalidInput
        As of `explain_lane`; the order's lane is none of the plan's.
    """
    standing = PlanStanding(plan, {order.place.lane})
    lane = _find(standing, order.place.lane)
    scenario = as_lane(standing.scenario, lane, order)
    period = scenario.horizon.period_of(order.handed_over)
    day = None if period is None else scenario.horizon.period_ids[period]
    scenario = with_orders(scenario, day)
    (view,) = Lanes(standing, scenario).each()
    return _explained(standing, view, order.order)


def _find(standing: PlanStanding, name: str) -> Lane:
    """Find a lane; refuse a name that is none."""
    found = next((lane for lane in standing.scenario.lanes if lane.lane == name), None)
    if found is None:
        known = [lane.lane for lane in standing.scenario.lanes]
        raise InvalidInput([Fault("plan", None, "lane", shown(name), near(name, known))])
    return found


def _explained(standing: PlanStanding, view: LaneView, order: str | None) -> Explanation:
    plan, name = standing.plan, view.lane.lane
    prices = [limit.shadow_price for limit in plan.limits] + [t.shadow_price for t in plan.tiers]
    return Explanation(
        scenario=plan.scenario,
        currency=plan.currency,
        minor_digits=plan.minor_digits,
        lane=name,
        country=view.lane.country,
        order=order,
        demand=sum(row.orders for row in standing.scenario.demand if row.lane == name),
        roles=standing.scenario.policy.roles,
        shared_with=view.shared_with,
        priced=not any(price is None for price in prices),
        relative_gap=None if plan.outcome is None else plan.outcome.relative_gap,
        options=tuple(options_of(view)),
        excluded=tuple(row for row in plan.excluded if row.lane == name),
        declined=tuple(row for row in plan.declined if row.lane == name),
        stay_share=stay_share(view),
    )
