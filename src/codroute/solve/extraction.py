"""From a solution's decisions to the plan: rows, amounts, roles, standing, outcome."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

import numpy as np

from codroute.economics.arrays import FloatArray, half_even
from codroute.formulation.statement import Statement
from codroute.plan.model import (
    ROW_TERMS,
    TERMS,
    AllocationRow,
    Charge,
    Declined,
    DeclineStage,
    EndReason,
    LaneRoles,
    Money,
    Outcome,
    Plan,
)
from codroute.solve import answer
from codroute.solve.shadow_prices import price_limits, price_tiers
from codroute.solve.solution import Solution
from codroute.solve.standing import Standing

_REASONS = {
    answer.EndReason.OPTIMAL: EndReason.GAP_REACHED,
    answer.EndReason.TIME_LIMIT: EndReason.TIME_LIMIT,
    answer.EndReason.OTHER_LIMIT: EndReason.OTHER_LIMIT,
    answer.EndReason.INTERRUPTED: EndReason.INTERRUPTED,
    answer.EndReason.ERROR: EndReason.SOLVER_FAILED,
}
"""How a solver's end reads for the user where there is a plan."""


@dataclass(frozen=True)
class _Worth:
    """What a plan earns: rounded once per row and term, and before rounding, in minor units.

    The solver's own objective may be less: it can leave a contract used that carries nothing.
    """

    objective_minor: int
    exact_minor: float
    digits: int


def extract(statement: Statement, solution: Solution, name: str) -> Plan:
    """Write a solution as a plan with its amounts.

    Parameters
    ----------
    statement
        The model that was solved.
    solution
        What was decided and proven.
    name
        What the solver set-up is called.
    """
    scenario = statement.economics.catalog.scenario
    standing = Standing(statement, solution.orders)
    amounts = _amounts(statement, solution, standing)
    allocation = _allocation(statement, solution, standing, amounts)
    total, by_provider, by_country = _totals(statement, allocation, standing.charges)
    worth = _Worth(
        sum(total.values()),
        sum(float(minor.sum()) for minor in amounts.values()) + standing.charged_minor,
        scenario.minor_digits,
    )
    return Plan(
        scenario=scenario.name,
        scenario_digest=scenario.digest,
        currency=scenario.currency,
        minor_digits=scenario.minor_digits,
        horizon=scenario.horizon,
        terms=tuple(total),
        allocation=allocation,
        roles=_roles(statement, solution),
        declined=_declined(statement, solution),
        tiers=price_tiers(statement, solution, standing.tiers),
        charges=tuple(standing.charges),
        limits=price_limits(statement, solution, standing.limits()),
        excluded=statement.economics.quotes.excluded,
        total_minor=total,
        by_provider_minor=by_provider,
        by_country_minor=by_country,
        outcome=_outcome(solution, name, worth),
        stated=scenario,
    )


def applicable_terms(statement: Statement) -> tuple[str, ...]:
    """Name the terms that the scenario knows, in the order they are shown."""
    scenario = statement.economics.catalog.scenario
    known = {*statement.economics.terms, *statement.economics.by_period}
    if any(schedule.kind == "incremental" for schedule in scenario.price_schedules):
        known.add("tier_credit")
    if scenario.commitments:
        known |= {"fixed_fee", "shortfall_fee"}
    return tuple(term for term in TERMS if term in known)


def _allocation(
    statement: Statement, solution: Solution, standing: Standing, exact: dict[str, FloatArray]
) -> tuple[AllocationRow, ...]:
    economics, volumes = statement.economics, statement.volumes
    quotes, catalog = economics.quotes, economics.catalog
    days = catalog.scenario.horizon.period_ids
    carried = np.flatnonzero(solution.orders)
    amounts = {term: half_even(minor) for term, minor in exact.items()}
    rows = []
    for volume in carried.tolist():
        quote = int(volumes.quote[volume])
        lane, offer = quotes.lanes[quotes.lane[quote]], quotes.offers[quotes.offer[quote]]
        schedule = quotes.schedules[quotes.schedule[quote]] if quotes.schedule[quote] >= 0 else None
        tier = None
        if schedule is not None and schedule.kind == "all_units":
            tier = catalog.tiers[schedule.schedule][standing.price_tier[volume]].price_tier
        rows.append(
            AllocationRow(
                lane=lane.lane,
                period=days[volumes.period[volume]],
                offer=offer.offer,
                provider=offer.provider,
                role=_role(statement, solution, volume),
                orders=int(solution.orders[volume]),
                price_tier=tier,
                performance_row=int(quotes.performance_row[quote]) + 1,
                amounts_minor={term: int(minor[volume]) for term, minor in amounts.items()},
            )
        )
    return tuple(rows)


def _amounts(statement: Statement, solution: Solution, standing: Standing) -> dict[str, FloatArray]:
    """Give each term's expected amount of every volume in minor units, before rounding."""
    economics, volumes = statement.economics, statement.volumes
    tariffs = economics.tariffs
    spare = tariffs.start[volumes.quote + 1] - tariffs.start[volumes.quote] - 1
    tariff = tariffs.start[volumes.quote] + np.minimum(standing.price_tier, spare)
    unit = solution.orders * 10.0**economics.catalog.scenario.minor_digits
    per_order = {term: amount[tariff] for term, amount in economics.terms.items()}
    for term, amount in economics.by_period.items():
        per_order[term] = per_order.get(term, 0.0) + amount[volumes.quote, volumes.period]
    return {term: per_order[term] * unit for term in ROW_TERMS if term in per_order}


def _role(statement: Statement, solution: Solution, volume: int) -> str:
    """Say in which role a volume's provider carries it."""
    if statement.roles is None or solution.main is None:
        return "free"
    block = statement.roles.block[statement.volumes.lane[volume]]
    if solution.backup is None or solution.backup[block] < 0:
        return "only"
    return "main" if statement.volumes.provider[volume] == solution.main[block] else "backup"


def _roles(statement: Statement, solution: Solution) -> tuple[LaneRoles, ...]:
    roles = statement.roles
    if roles is None or solution.main is None:
        return ()
    quotes = statement.economics.quotes
    notes = {0: "no_provider"} | ({1: "one_provider"} if roles.kind == "main_backup" else {})

    def name(provider: int) -> str | None:
        return None if provider < 0 else quotes.providers[provider]

    return tuple(
        LaneRoles.model_validate(
            {
                "lane": lane.lane,
                "main": name(int(solution.main[block])),
                "backup": None if solution.backup is None else name(int(solution.backup[block])),
                "note": notes.get(len(roles.candidates[block])),
            }
        )
        for lane, block in zip(quotes.lanes, roles.block.tolist(), strict=True)
    )


def _declined(statement: Statement, solution: Solution) -> tuple[Declined, ...]:
    economics, volumes = statement.economics, statement.volumes
    left = economics.demand.copy()
    np.subtract.at(left, (volumes.lane, volumes.period), solution.orders)
    best = np.full(left.shape, -np.inf)
    np.maximum.at(best, (volumes.lane, volumes.period), volumes.margin)
    for block in statement.states:
        place = volumes.lane[block.volumes], volumes.period[block.volumes]
        np.maximum.at(best, place, block.margin.max(axis=1))
    scenario = economics.catalog.scenario
    rows = []
    for lane, period in np.argwhere(left > 0).tolist():
        reason = "limits"
        if best[lane, period] == -np.inf:
            reason = "no_eligible_offer"
        elif scenario.policy.decline == "unprofitable" and best[lane, period] <= 0:
            reason = "unprofitable"
        rows.append(
            Declined.model_validate(
                {
                    "lane": economics.quotes.lanes[lane].lane,
                    "period": scenario.horizon.period_ids[period],
                    "orders": int(left[lane, period]),
                    "reason": reason,
                }
            )
        )
    return tuple(rows)


def _totals(
    statement: Statement, allocation: tuple[AllocationRow, ...], charges: list[Charge]
) -> tuple[Money, dict[str, Money], dict[str, Money]]:
    """Add the rounded amounts: in total, by provider, by country (charges of none are in none)."""
    country_of = {row.lane: row.country for row in statement.economics.quotes.lanes}
    total: Money = dict.fromkeys(applicable_terms(statement), 0)
    by_provider: dict[str, Money] = defaultdict(dict)
    by_country: dict[str, Money] = defaultdict(dict)

    def add(money: Money, term: str, amount: int) -> None:
        money[term] = money.get(term, 0) + amount

    for row in allocation:
        for term, amount in row.amounts_minor.items():
            add(total, term, amount)
            add(by_provider[row.provider], term, amount)
            add(by_country[country_of[row.lane]], term, amount)
    for charge in charges:
        add(total, charge.term, charge.amount_minor)
        add(by_provider[charge.provider], charge.term, charge.amount_minor)
        if charge.country is not None:
            add(by_country[charge.country], charge.term, charge.amount_minor)
    return total, dict(by_provider), dict(by_country)


def _outcome(solution: Solution, name: str, worth: _Worth) -> Outcome:
    decline, earned = solution.decline, worth.exact_minor / 10.0**worth.digits
    bound = _lifted(solution.bound, earned)
    return Outcome(
        reason=_reason(solution),
        objective_minor=worth.objective_minor,
        bound=None if bound is None else _rounded_up(bound, worth.digits),
        relative_gap=_relative_gap(earned, bound, worth.digits),
        decline_stage=None
        if decline is None
        else DeclineStage(
            declined_orders=decline.declined_orders,
            bound_orders=decline.bound_orders,
            proven=decline.proven,
            proof=decline.proof,
        ),
        engine=solution.engine,
        engine_reason=solution.engine_reason,
        backend=solution.backend,
        solver=solution.solver,
        solver_version=solution.solver_version,
        confirmed_by=solution.confirmed_by,
        config=name,
        columns=solution.columns,
        rows=solution.rows,
        seconds=solution.seconds,
        proof=solution.proof,
    )


def _lifted(bound: float | None, earned: float) -> float | None:
    """Lift a bound that a solver's tolerances put below the plan; a false one is for the audit."""
    if bound is None or answer.is_false(bound, earned):
        return bound
    return max(bound, earned)


def _reason(solution: Solution) -> EndReason:
    """Say why the solve ended; with declines that are not proven the limit of stage 1 was why."""
    unproven = solution.decline is not None and not solution.decline.proven
    if unproven and solution.reason is answer.EndReason.OPTIMAL:
        return EndReason.TIME_LIMIT
    return _REASONS[solution.reason]


def _rounded_up(bound: float, digits: int) -> Decimal:
    """Round a bound up to whole minor units; a thousandth of one is the solver's noise."""
    return Decimal(ceil(round(bound * 10.0**digits, 3))).scaleb(-digits)


def _relative_gap(objective: float, bound: float | None, digits: int) -> float | None:
    """Give (bound − objective) / |objective|, at least over one minor unit, never below 0.

    Both are before the rounding of the amounts, which may add up to more than the gap.
    """
    if bound is None:
        return None
    return max(bound - objective, 0.0) / max(abs(objective), 10.0**-digits)
