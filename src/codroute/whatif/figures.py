"""What a plan comes to: paid rate, transit, cash held and days to cash, and who carries what."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from fractions import Fraction

from codroute.plan.comparison import Award, Figures
from codroute.plan.model import AllocationRow, Plan
from codroute.scenario.scenario import Scenario


def figures_of(plan: Plan, scenario: Scenario) -> Figures:
    """Work out the figures of a plan.

    Parameters
    ----------
    plan
        A plan with amounts.
    scenario
        The scenario it was made for.

    Returns
    -------
    Figures
        The cash held is each row's collected COD × settlement days / days of the horizon, the
        days to cash are transit and settlement days, weighted by it (docs/formulation.md, funds).
    """
    settlement = {o.offer: Fraction(o.settlement_days) for o in scenario.offers}
    quality = [(Fraction(p.paid_rate), Fraction(p.transit_days)) for p in scenario.performance]

    def record(row: AllocationRow) -> tuple[Fraction, Fraction]:
        assert row.performance_row is not None  # a plan with amounts has its rows
        return quality[row.performance_row - 1]

    def days(row: AllocationRow) -> Fraction:
        return record(row)[1] + settlement[row.offer]

    rows = plan.allocation
    return Figures(
        orders=sum(row.orders for row in rows),
        declined_orders=sum(row.orders for row in plan.declined),
        contribution_minor=plan.contribution_minor,
        total_minor=plan.total_minor,
        paid_rate=_mean(rows, _orders, lambda row: record(row)[0]),
        transit_days=_mean(rows, _orders, lambda row: record(row)[1]),
        cash_held_minor=_held(rows, settlement, scenario),
        days_to_cash=_mean(rows, _collected, days),
        awards=tuple(_awards(rows, settlement, scenario)),
    )


def _orders(row: AllocationRow) -> int:
    return row.orders


def _collected(row: AllocationRow) -> int:
    return row.amounts_minor.get("collected_cod", 0)


def _mean(
    rows: Iterable[AllocationRow],
    weight: Callable[[AllocationRow], int],
    value: Callable[[AllocationRow], Fraction],
) -> float | None:
    """Give the mean of a value over all rows; None where nothing weighs."""
    weighed = [(weight(row), value(row)) for row in rows]
    total = sum(own for own, _ in weighed)
    return float(sum(own * one for own, one in weighed) / total) if total > 0 else None


def _held(
    rows: Iterable[AllocationRow], settlement: dict[str, Fraction], scenario: Scenario
) -> int:
    """Give the mean cash held of some rows, in minor units."""
    held = sum((_collected(row) * settlement[row.offer] for row in rows), Fraction(0))
    return round(held / scenario.horizon.days)


def _awards(
    rows: Iterable[AllocationRow], settlement: dict[str, Fraction], scenario: Scenario
) -> Iterable[Award]:
    """List providers in markets, sorted."""
    country_of = {lane.lane: lane.country for lane in scenario.lanes}
    of_award: dict[tuple[str, str], list[AllocationRow]] = defaultdict(list)
    for row in rows:
        of_award[row.provider, country_of[row.lane]].append(row)
    for (provider, country), own in sorted(of_award.items()):
        amounts: Counter[str] = Counter()
        for row in own:
            amounts.update(row.amounts_minor)
        yield Award(
            provider=provider,
            country=country,
            orders=sum(row.orders for row in own),
            collected_minor=amounts["collected_cod"],
            contribution_minor=amounts.total(),
            cash_held_minor=_held(own, settlement, scenario),
        )
