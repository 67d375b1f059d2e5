"""An option of a lane as data: what an order earns term by term, and where it stands."""

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from codroute.economics.arrays import FloatArray
from codroute.formulation.roles import share_ceiling
from codroute.plan.explanation import Option, Pull, Standing, Window
from codroute.plan.model import LimitUse, TierReached
from codroute.scenario.scenario import Scenario
from codroute.whatif.explain.lane import Choice, LaneView
from codroute.whatif.explain.levers import changes_of
from codroute.whatif.explain.rivals import Gap, Rivals
from codroute.whatif.explain.standing import PlanStanding
from codroute.whatif.explain.worth import PricedLimit

_DIGITS = 6
_LEVEL = 1e-4
"""Below this, in the currency, two options earn the same: shadow prices have six decimals."""


def options_of(lane: LaneView) -> list[Option]:
    """Give the lane's options, those with most worth first."""
    rivals = Rivals(lane)
    options = [_option(lane, rivals, choice) for choice in lane.choices]
    return sorted(options, key=lambda option: (-option.worth, option.offer))


def _option(lane: LaneView, rivals: Rivals, choice: Choice) -> Option:
    windows = tuple(_windows(lane, choice))
    rows = [
        row
        for row in lane.lanes.standing.rows.get(lane.lane.lane, ())
        if row.offer == choice.offer.offer
    ]
    standing, gap, limits = _stands(lane, rivals, choice)
    worth, mean = lane.lanes.worth, lane.mean
    quotes = worth.economics.quotes
    return Option(
        offer=choice.offer.offer,
        provider=choice.offer.provider,
        currency=choice.offer.currency,
        role=rows[0].role if rows else None,
        orders=int(choice.orders.sum()),
        amounts_minor=_summed([row.amounts_minor for row in rows]),
        paid_rate=float(quotes.paid_rate[choice.quote]),
        terms={
            term: round(mean(each[choice.volumes]), _DIGITS)
            for term, each in worth.terms.items()
            if each[choice.volumes].any()
        },
        contribution=round(mean(worth.contribution[choice.volumes]), _DIGITS),
        tier_credit=round(mean(worth.credit[choice.volumes]), _DIGITS),
        pulls=_mean_pulls(windows, lane.demand),
        worth=round(mean(lane.worth(choice)), _DIGITS),
        standing=standing,
        gap=None if gap is None else round(gap.amount, _DIGITS),
        beats=None if gap is None else gap.beats,
        period=None if gap is None else _day(lane, gap),
        changes=()
        if gap is None or gap.amount <= _LEVEL
        else tuple(changes_of(lane, choice, gap.amount, gap.weights)),
        limits=limits,
        prepaid=round(mean(lane.lanes.prepaid[choice.volumes]), _DIGITS),
        windows=windows,
    )


def _summed(amounts: list[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for row in amounts:
        for term, amount in row.items():
            total[term] = total.get(term, 0) + amount
    return total


def _day(lane: LaneView, gap: Gap) -> object:
    period = gap.period
    if period is None:
        return None
    return lane.lanes.scenario.horizon.period_ids[int(lane.periods[period])]


def _stands(
    lane: LaneView, rivals: Rivals, choice: Choice
) -> tuple[Standing, Gap | None, tuple[str, ...]]:
    """Say where an option stands, what it falls short by, and which limits it meets."""
    limits = tuple(blocking(lane, choice))
    if choice.carries:
        gap = rivals.gap_to_main(choice)
        must = gap is not None and gap.amount > _LEVEL and _is_least(lane, choice)
        return ("must" if must else "carries"), gap, limits
    if not lane.is_open(choice):
        return "shut", None, limits
    gap = rivals.gap(choice)
    if gap is None:
        return ("unnamed" if lane.shared_with else "full" if limits else "level"), None, limits
    if gap.amount > _LEVEL:
        return "loses", gap, limits
    contracts = tuple(unused_contracts(lane.lanes.standing, lane, choice))
    if set(limits) - set(contracts):
        return "full", gap, limits
    if contracts:
        return "contract", gap, contracts
    held = tuple(_holding(lane, gap)) if gap.amount < -_LEVEL else ()
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


def _windows(lane: LaneView, choice: Choice) -> Iterator[Window]:
    worth = lane.lanes.worth
    days = lane.lanes.scenario.horizon.period_ids
    for number, volume in enumerate(choice.volumes.tolist()):
        yield Window(
            period=days[int(lane.periods[number])],
            orders=int(choice.orders[number]),
            price_tier=worth.price_tier(volume),
            terms={
                term: round(float(each[volume]), _DIGITS)
                for term, each in worth.terms.items()
                if each[volume]
            },
            contribution=round(float(worth.contribution[volume]), _DIGITS),
            tier_credit=round(float(worth.credit[volume]), _DIGITS),
            pulls=tuple(_pulls(lane, volume)),
            worth=round(float(worth.total[volume]), _DIGITS),
        )


def _pulls(lane: LaneView, volume: int) -> Iterator[Pull]:
    for limit in lane.lanes.worth.limits:
        used, use = float(limit.used[volume]), limit.limit
        if not used:
            continue
        tier = isinstance(use, TierReached)
        yield Pull.model_validate(
            {
                "family": "tiers" if tier else use.family,
                "name": f"{use.schedule} {use.window}"
                if isinstance(use, TierReached)
                else use.name,
                "period": None if isinstance(use, TierReached) else use.period,
                "unit": use.measure if isinstance(use, TierReached) else use.unit,
                "used": round(used, _DIGITS),
                "shadow_price": limit.price,
                "amount": round(float(limit.amount[volume]), _DIGITS),
                "room": has_room(limit, used, lane.lanes.standing),
            }
        )


def _mean_pulls(windows: tuple[Window, ...], demand: FloatArray) -> tuple[Pull, ...]:
    """Give the mean pull of every limit over the demand; periods of one limit together."""
    found: dict[tuple[str, str, str], list[tuple[Pull, int]]] = {}
    for window, orders in zip(windows, demand.tolist(), strict=True):
        for pull in window.pulls:
            found.setdefault((pull.family, pull.name, pull.unit), []).append((pull, orders))
    total = float(demand.sum())
    return tuple(
        Pull(
            family=pulls[0][0].family,
            name=pulls[0][0].name,
            period=pulls[0][0].period if len(pulls) == 1 else None,
            unit=pulls[0][0].unit,
            used=round(sum(p.used * n for p, n in pulls) / total, _DIGITS),
            shadow_price=None
            if any(p.shadow_price is None for p, _ in pulls)
            else round(sum((p.shadow_price or 0.0) * n for p, n in pulls) / total, _DIGITS),
            amount=round(sum(p.amount * n for p, n in pulls) / total, _DIGITS),
            room=all(p.room for p, _ in pulls),
        )
        for pulls in found.values()
    )
