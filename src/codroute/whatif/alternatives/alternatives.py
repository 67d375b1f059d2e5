"""Materially different awards that earn almost as much as the best one known."""

import time
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from math import ceil

from codroute.audit import audit, exact_contribution
from codroute.plan.alternatives import Alternative, Alternatives, Metric, Trait
from codroute.plan.comparison import Figures
from codroute.plan.model import Plan
from codroute.report.figures import is_full
from codroute.scenario.scenario import Scenario
from codroute.whatif.alternatives.distance import distance, spread
from codroute.whatif.alternatives.search import Candidate, Search
from codroute.whatif.alternatives.steer import Steered
from codroute.whatif.figures import figures_of
from codroute.whatif.moves import award_of, flows_of, moves_between
from codroute.whatif.planner import Planner

WANTED, WITHIN, LEAST_DISTANCE, TOTAL_S = 5, 0.005, 0.05, 600.0
"""Alternatives, their loss, their distance and the seconds, where nothing else is asked for."""

_MORE_IS_BETTER: dict[Metric, bool] = {
    "paid_rate": True,
    "transit_days": False,
    "cash_held": False,
    "days_to_cash": False,
    "providers": False,
    "largest_share": False,
    "full_limits": False,
    "declined_orders": False,
}

_NOISE = 1e-3
"""Differences below this part of a figure are not worth telling."""


def find_alternatives(  # noqa: PLR0913 - options by their names
    scenario: Scenario,
    planner: Planner,
    *,
    wanted: int = WANTED,
    within: float = WITHIN,
    least_distance: float = LEAST_DISTANCE,
    total_s: float = TOTAL_S,
) -> Alternatives:
    """Plan a scenario, then look for near-best plans that place orders elsewhere.

    Parameters
    ----------
    scenario
        A checked scenario.
    planner
        Makes the first plan and solves.
    wanted
        How many alternatives, 1 or more.
    within
        How much less they may earn than the best plan known, as a share.
    least_distance
        The least share of the orders by which each differs from the best and from each other.
    total_s
        How long the search may take after the first plan.

    Returns
    -------
    Alternatives
        As many as were found; every plan keeps every rule and is audited.

    Raises
    ------
    Infeasible, NoPlanFound, SolveFailed, ConfigError
        As `codroute.make_plan` does for the first plan; where the search is interrupted, what it
        has found is given.
    """
    first = planner.plan(scenario, "best plan").plan
    until = time.monotonic() + total_s
    search = Search(Steered(scenario, planner, within), first, within, until)
    search.run(wanted, least_distance)
    near = search.near()
    chosen = spread(award_of(search.best), [c.award for c in near], wanted, least_distance)
    figures = figures_of(search.best, scenario)
    plans = [search.best, *(near[number].plan for number, _ in chosen)]
    return Alternatives(
        scenario=scenario.name,
        currency=scenario.currency,
        minor_digits=scenario.minor_digits,
        config=planner.config_name,
        wanted=wanted,
        within=within,
        least_distance=least_distance,
        best=search.best,
        figures=figures,
        findings=tuple(
            f"{finding.check}: {finding.place}: found {finding.found}; wanted {finding.wanted}"
            for plan in plans
            for finding in audit(scenario, plan).findings
        ),
        alternatives=tuple(
            _alternative(search.best, figures, near[number], nearest, scenario)
            for number, nearest in chosen
        ),
        tried=len(search.found),
        near_best=len(near),
        complete=search.complete,
    )


def _alternative(
    best: Plan, figures: Figures, candidate: Candidate, nearest: float, scenario: Scenario
) -> Alternative:
    plan, own = candidate.plan, figures_of(candidate.plan, scenario)
    loss = best.contribution_minor - plan.contribution_minor
    bound = None if plan.outcome is None else plan.outcome.bound
    return Alternative(
        found_by=candidate.found_by,
        plan=plan,
        figures=own,
        loss_minor=loss,
        loss_share=loss / best.contribution_minor if best.contribution_minor > 0 else None,
        below_bound=None if bound is None else _below(bound, scenario, plan),
        distance=distance(award_of(best), candidate.award),
        nearest=nearest,
        traits=tuple(_traits(best, figures, plan, own)),
        flows=flows_of(moves_between(best, plan), (scenario, scenario)),
    )


def _below(bound: Decimal, scenario: Scenario, plan: Plan) -> Decimal:
    """Give by how much a bound lies above a plan, in whole minor units, before any rounding."""
    unit = 10**plan.minor_digits
    below = ceil((Fraction(bound) - exact_contribution(scenario, plan)) * unit)
    return Decimal(max(below, 0)).scaleb(-plan.minor_digits)


def _traits(best: Plan, figures: Figures, plan: Plan, own: Figures) -> list[Trait]:
    before, after = _metrics(best, figures), _metrics(plan, own)
    return [
        Trait(
            metric=metric,
            best=before[metric],
            value=after[metric],
            better=_is_better(before[metric], after[metric], more=more),
        )
        for metric, more in _MORE_IS_BETTER.items()
    ]


def _is_better(best: float | None, value: float | None, *, more: bool) -> bool:
    if best is None or value is None:
        return False
    gain = value - best if more else best - value
    return gain > _NOISE * abs(best)


def _metrics(plan: Plan, figures: Figures) -> dict[Metric, float | None]:
    """Give what awards are compared by."""
    orders: Counter[str] = Counter()
    for award in figures.awards:
        orders[award.provider] += award.orders
    return {
        "paid_rate": figures.paid_rate,
        "transit_days": figures.transit_days,
        "cash_held": figures.cash_held_minor / 10**plan.minor_digits,
        "days_to_cash": figures.days_to_cash,
        "providers": float(len(orders)),
        "largest_share": max(orders.values()) / orders.total() if orders else None,
        "full_limits": float(sum(map(is_full, plan.limits))),
        "declined_orders": float(figures.declined_orders),
    }
