"""An option of a lane as data: what an order earns term by term, and what limits make of it."""

from collections.abc import Iterator
from datetime import date

from codroute.economics.arrays import IntArray
from codroute.plan.explanation import Option, Pull, Window
from codroute.plan.model import LimitUse
from codroute.whatif.explain.lane import Choice, LaneView
from codroute.whatif.explain.levers import changes_of
from codroute.whatif.explain.rivals import Gap, Rivals
from codroute.whatif.explain.stands import LEVEL, has_room, where_it_stands

_DIGITS = 6


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
    standing, gap, limits = where_it_stands(lane, rivals, choice)
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
        if gap is None or gap.amount <= LEVEL
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


def _day(lane: LaneView, gap: Gap) -> date | None:
    period = gap.period
    if period is None:
        return None
    return lane.lanes.scenario.horizon.period_ids[int(lane.periods[period])]


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
        yield Pull.model_validate(
            {
                "family": use.family if isinstance(use, LimitUse) else "tiers",
                "name": use.name if isinstance(use, LimitUse) else f"{use.schedule} {use.window}",
                "period": use.period if isinstance(use, LimitUse) else None,
                "unit": use.unit if isinstance(use, LimitUse) else use.measure,
                "used": round(used, _DIGITS),
                "shadow_price": limit.price,
                "amount": round(float(limit.amount[volume]), _DIGITS),
                "room": has_room(limit, used, lane.lanes.standing),
            }
        )


def _mean_pulls(windows: tuple[Window, ...], demand: IntArray) -> tuple[Pull, ...]:
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
