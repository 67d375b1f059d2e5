"""What plans break, counted one by one, and the cheapest way to a plan among all there are."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import chain, combinations

import numpy as np
from brute_force import all_plans

from codroute.audit import audit, bare_plan
from codroute.economics.arrays import IntArray
from codroute.economics.build import price
from codroute.formulation.build import state
from codroute.formulation.statement import Statement
from codroute.plan.files import BareRow
from codroute.plan.model import LimitUse, Plan
from codroute.plan.repair import NewLimit, Relaxation
from codroute.plan.rules import Rule
from codroute.report.rule_words import lane_words
from codroute.scenario.scenario import Scenario
from codroute.solve.standing import Standing
from codroute.whatif.repair.change import relaxed
from codroute.whatif.repair.weights import Weights
from codroute.whatif.rules import every_rule, list_rules, without

AMOUNTS = {"capacity", "funds", "commitments", "trials", "service", "assignment"}
"""Checks of the audit whose rules give by amounts."""


def subsets(rules: list[Rule]) -> Iterator[tuple[Rule, ...]]:
    """Give all sets of rules, the small ones first."""
    return chain.from_iterable(combinations(rules, n) for n in range(len(rules) + 1))


def of_family(scenario: Scenario, family: str) -> list[Rule]:
    """Give the rules of one family."""
    return [rule for rule in every_rule(scenario) if rule.family == family]


def allocations(scenario: Scenario) -> Iterator[Plan]:
    """Give every allocation, whatever is declined."""
    policy = scenario.policy.model_copy(update={"decline": "no_capacity"})
    return all_plans(scenario.model_copy(update={"policy": policy}))


def given_by(
    scenario: Scenario, open_: Statement, plan: Plan, weights: Weights
) -> list[Relaxation]:
    """Say how far every rule that gives by amounts would have to give for an allocation.

    ``open_`` is the statement of the scenario with free roles.
    """
    rules = {rule.key: rule for rule in every_rule(scenario)}
    found = [*_limits(scenario, open_, plan, rules)]
    if scenario.policy.decline == "never":
        found += _lanes(scenario, plan)
    told = []
    for rule, new, part in found:
        weight = weights.of(rule)
        assert weight is not None
        told.append(
            Relaxation(
                rule=rule,
                unit=rule.unit,
                limits=tuple(new),
                share=float(part),
                weight=weight,
                cost=weight * (1 + float(part)),
            )
        )
    return told


_Given = Iterator[tuple[Rule, list[NewLimit], Fraction]]


def _orders(open_: Statement, plan: Plan) -> IntArray:
    """Give the orders of every volume of a statement."""
    volumes, days = open_.volumes, open_.economics.catalog.scenario.horizon.period_ids
    names = open_.words
    number = {
        (names.lanes[lane], days[period], names.offers[open_.economics.quotes.offer[quote]]): at
        for at, (lane, period, quote) in enumerate(
            zip(volumes.lane.tolist(), volumes.period.tolist(), volumes.quote.tolist(), strict=True)
        )
    }
    orders = np.zeros(len(volumes), dtype=np.int64)
    for row in plan.allocation:
        orders[number[row.lane, row.period, row.offer]] = row.orders
    return orders


def _limits(
    scenario: Scenario, open_: Statement, plan: Plan, rules: dict[tuple[object, ...], Rule]
) -> _Given:
    uses: dict[tuple[object, ...], list[LimitUse]] = defaultdict(list)
    for use in Standing(open_, _orders(open_, plan)).limits():
        sense = use.sense if use.family == "trials" else None
        uses[use.family, use.name, use.unit, sense].append(use)
    for key, of_rule in uses.items():
        if key not in rules or not any(map(_is_broken, of_rule)) or _is_moot(scenario, of_rule[0]):
            continue
        new = [
            NewLimit(period=use.period, limit=use.limit, needed=use.used)
            for use in of_rule
            if _is_broken(use)
        ]
        beyond = sum(abs(Fraction(each.needed) - Fraction(each.limit)) for each in new)
        size = sum(Fraction(use.limit) for use in of_rule) or _demand(open_, rules[key])
        yield rules[key], new, beyond / size


def _is_broken(use: LimitUse) -> bool:
    return use.used > use.limit if use.sense == "at_most" else use.used < use.limit


def _is_moot(scenario: Scenario, use: LimitUse) -> bool:
    """Tell whether a minimum may be paid for, or is not asked for without any order."""
    for row in scenario.commitments:
        if use.family == "commitments" and row.commitment == use.name:
            return row.shortfall_fee is not None or (row.applies == "if_used" and not use.used)
    return False


def _demand(open_: Statement, rule: Rule) -> Fraction:
    """Count the demand that a provider whose capacity is 0 has offers for, at least 1."""
    provider, *place = rule.name.split(" / ")
    volumes, names = open_.volumes, open_.words
    cells = {
        (lane, period)
        for lane, period, number in zip(
            volumes.lane.tolist(), volumes.period.tolist(), volumes.provider.tolist(), strict=True
        )
        if names.providers[number] == provider and (not place or names.lanes[lane] == place[-1])
    }
    return Fraction(int(sum(open_.demand[cell] for cell in cells)) or 1)


def _lanes(scenario: Scenario, plan: Plan) -> _Given:
    declined: dict[str, list[NewLimit]] = defaultdict(list)
    demand = {(row.lane, row.period): row.orders for row in scenario.demand}
    for row in plan.declined:
        all_ = demand[row.lane, row.period]
        declined[row.lane].append(
            NewLimit(period=row.period, limit=Decimal(all_), needed=Decimal(all_ - row.orders))
        )
    for lane, new in declined.items():
        rule = Rule(
            family="assignment", name=lane, unit="orders", kind="policy", words=lane_words(lane)
        )
        lost = sum(each.limit - each.needed for each in new)
        of_lane = sum(row.orders for row in scenario.demand if row.lane == lane)
        yield rule, new, Fraction(lost) / of_lane


def cheapest(scenario: Scenario, weights: Weights) -> float:
    """Give the least cost of relaxations with which some allocation keeps every rule."""
    least = float("inf")
    for dropped in subsets(of_family(scenario, "eligibility")):
        wider = scenario
        for rule in dropped:
            wider = without(wider, rule)
        open_ = _open(wider)
        tried = [
            (sum(each.cost for each in given), given, plan)
            for plan in allocations(wider)
            for given in [given_by(wider, open_, plan, weights)]
        ]
        tried.sort(key=lambda one: one[0])
        for roles in subsets(of_family(scenario, "roles")):
            whole = sum(2 * (weights.of(rule) or 0.0) for rule in (*dropped, *roles))
            for cost, given, plan in tried:
                if whole + cost >= least:
                    break
                changed = relaxed(wider, given)
                for rule in roles:
                    changed = without(changed, rule)
                if audit(changed, bare_plan(changed, _rows(plan))).passed:
                    least = whole + cost
                    break
    return least


def _open(scenario: Scenario) -> Statement:
    """State a scenario with free roles."""
    policy = scenario.policy.model_copy(update={"roles": "free"})
    return state(price(scenario.model_copy(update={"policy": policy})))


def _rows(plan: Plan) -> list[BareRow]:
    return [
        BareRow(lane=row.lane, period=row.period, offer=row.offer, orders=row.orders)
        for row in plan.allocation
    ]


def broken_sets(scenario: Scenario) -> set[frozenset[object]]:
    """Give, for every allocation and roles given up, the keys of all rules that are broken.

    Rules that are not listed, as their absence can forbid a plan, hold always.
    """
    open_, weights = _open(scenario), Weights()
    held = {rule.key for rule in every_rule(scenario)} - {r.key for r in list_rules(scenario)}
    plans = [
        (plan, broken)
        for plan in allocations(scenario)
        for broken in [frozenset(g.rule.key for g in given_by(scenario, open_, plan, weights))]
        if not broken & held
    ]
    found: set[frozenset[object]] = set()
    roles = [rule for rule in list_rules(scenario) if rule.family == "roles"]
    for given_up in subsets(roles):
        changed = scenario
        for rule in given_up:
            changed = without(changed, rule)
        for plan, broken in plans:
            all_broken = broken | {rule.key for rule in given_up}
            if any(known <= all_broken for known in found):
                continue
            if set(audit(changed, bare_plan(changed, _rows(plan))).broken()) <= AMOUNTS:
                found.add(all_broken)
    return found
