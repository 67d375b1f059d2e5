"""Where an option of a lane stands, and what keeps it out: limits, contracts, thresholds."""

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from codroute.formulation.roles import share_ceiling
from codroute.plan.explanation import Standing
from codroute.plan.model import LimitUse, TierReached
from codroute.scenario.scenario import Scenario
from codroute.whatif.explain.lane import Choice, LaneView
from codroute.whatif.explain.rivals import Gap, Rivals
from codroute.whatif.explain.standing import PlanStanding
from codroute.whatif.explain.worth import PricedLimit

LEVEL = 1e-4
"""Below this, in the currency, two options earn the same: shadow prices have six decimals."""


def where_it_stands(
    lane: LaneView, rivals: Rivals, choice: Choice
) -> tuple[Standing, Gap | None, tuple[str, ...]]:
    """Say where an option stands, what it falls short by, and which limits it meets."""
    limits = tuple(blocking(lane, choice))
    if choice.carries:
        gap = rivals.gap_to_main(choice)
        must = gap is not None and gap.amount > LEVEL and _is_least(lane, choice)
        return ("must" if must else "carries"), gap, limits
    if not lane.is_open(choice):
        return "shut", None, limits
    gap = rivals.gap(choice)
    if gap is None:
        return ("unnamed" if lane.shared_with else "full" if limits else "level"), None, limits
    if gap.amount > LEVEL:
        return "loses", gap, limits
    return _kept_out(lane, choice, gap, limits)


def _kept_out(
    lane: LaneView, choice: Choice, gap: Gap, limits: tuple[str, ...]
) -> tuple[Standing, Gap | None, tuple[str, ...]]:
    """Say what keeps an option out that earns no less than what carries."""
    contracts = tuple(unused_contracts(lane.lanes.standing, lane, choice))
    if set(limits) - set(contracts):
        return "full", gap, limits
    if contracts:
        return "contract", gap, contracts
    held = tuple(_holding(lane, gap)) if gap.amount < -LEVEL else ()
    return ("held" if held else "level"), gap, held


def _holding(lane: LaneView, gap: Gap) -> Iterator[str]:
    """Name what needs the orders of the option to be beaten where they are."""
    for rival in lane.choices:
        if rival.offer.offer == gap.beats:
            for limit in lane.lanes.worth.limits:
                own = limit.used[rival.volumes][rival.orders > 0]
                helps = own[own * limit.sign > 0]
                if any(not has_room(limit, float(used), lane.lanes.standing) for used in helps):
                    yield _name(limit.limit)


def _is_least(lane: LaneView, choice: Choice) -> bool:
    """Tell whether a backup carries no more than its share, and that of the main, ask for."""
    roles = lane.lanes.worth.statement.roles
    if roles is None or roles.kind != "main_backup":
        return False
    carried = sum(other.orders for other in lane.choices)
    own = sum(
        other.orders for other in lane.choices if other.offer.provider == choice.offer.provider
    )
    shipped, orders = np.asarray(carried), np.asarray(own)
    if not roles.per_period:
        shipped, orders = shipped.sum(), orders.sum()
    most = share_ceiling(roles.main[1], shipped)
    low = roles.backup[0]
    least = np.maximum(shipped - most, low.numerator * shipped // low.denominator)
    return bool(np.all(orders <= least))


def blocking(lane: LaneView, choice: Choice) -> Iterator[str]:
    """Name the limits without room, and the unused contracts, that the option would meet."""
    worth = lane.lanes.worth
    seen: dict[str, None] = {}
    for limit in worth.limits:
        use = limit.limit
        if isinstance(use, TierReached) or use.family == "commitments":
            continue
        own = limit.used[choice.volumes]
        takes = own * limit.sign < 0
        if any(not has_room(limit, float(used), lane.lanes.standing) for used in own[takes]):
            seen[_name(use)] = None
    yield from seen
    yield from unused_contracts(lane.lanes.standing, lane, choice)


def _name(use: LimitUse | TierReached) -> str:
    if isinstance(use, TierReached):
        return f"tiers {use.schedule} {use.window}"
    day = "" if use.period is None else f" {use.period}"
    return f"{use.family} {use.name}{day}"


def unused_contracts(standing: PlanStanding, lane: LaneView, choice: Choice) -> Iterator[str]:
    """Name the commitments that one order of the option would put to use."""
    place = lane.lane
    for row in standing.scenario.commitments:
        counted = (
            row.provider == choice.offer.provider
            and row.country in (None, place.country)
            and row.region in (None, place.region)
        )
        if counted and row.commitment not in standing.used_commitments:
            yield f"commitments {row.commitment}"


def has_room(limit: PricedLimit, used: float, standing: PlanStanding) -> bool:
    """Tell whether one more order fits; of what has to be reached, whether one fewer does.

    ``used`` is what an order takes, in the limit's unit; of a floor, how much better it is.
    """
    use = limit.limit
    if isinstance(use, TierReached):
        return float(use.volume - _threshold(standing.scenario, use)) >= used
    slack = float(abs(use.limit - use.used))
    if use.family == "service":
        return used >= 0 or slack * standing.counted(use) + used >= 0
    if use.sense == "at_least":
        return use.used > use.limit and slack >= used
    return use.used <= use.limit and slack >= used - 1e-9


def _threshold(scenario: Scenario, reached: TierReached) -> Decimal:
    """Give the volume from which on the tier reached applies; of a hole, nothing is asked for."""
    return next(
        (
            tier.from_volume
            for tier in scenario.price_tiers
            if (tier.schedule, tier.price_tier) == (reached.schedule, reached.price_tier)
        ),
        Decimal(0),
    )
