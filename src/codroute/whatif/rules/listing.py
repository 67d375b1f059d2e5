"""Every rule of a scenario that can be taken away so that no plan allowed before is forbidden.

Not listed, since their absence can forbid a plan: ``share_scope`` (shares of a period round
otherwise than those of the horizon); and, where providers have roles, a capacity of 0 or a limit of
an offer that keeps a provider off a lane, if that lane's only provider would then need a second.
"""

from collections.abc import Iterable, Iterator
from typing import Literal

from codroute.economics.build import price
from codroute.errors import InvalidInput
from codroute.formulation.build import state
from codroute.formulation.statement import Roles, Statement
from codroute.plan.rules import Rule
from codroute.report import rule_words as words
from codroute.scenario.catalog import Catalog
from codroute.scenario.eligibility import Ineligible, ineligibility
from codroute.scenario.parse import parse_scenario
from codroute.scenario.scenario import Scenario
from codroute.whatif.rules.limits import (
    HALF,
    capacities,
    closing_capacities,
    floor_name,
    funds_name,
    main_least,
    main_most,
)
from codroute.whatif.rules.without import freer_decline, without

_SENSES: tuple[Literal["at_least", "at_most"], ...] = ("at_least", "at_most")

_EXCLUDES = {
    Ineligible.COD_VALUE: "max_cod_value",
    Ineligible.WEIGHT: "max_weight_g",
    Ineligible.SIZE: "max_size",
    Ineligible.CATEGORY: "categories",
    Ineligible.GOODS: "refused_flags",
}
"""What of an offer keeps a lane away, by the reason told first."""


def list_rules(scenario: Scenario) -> tuple[Rule, ...]:
    """List the rules of a checked scenario, facts and policies.

    Returns
    -------
    tuple of Rule
        Limits in the order in which a plan lists them, then the rules of roles, of declining, and
        the limits of offers that keep lanes away. Without any of them every plan that is allowed
        stays allowed.
    """
    return tuple(_only_relaxing(scenario, every_rule(scenario)))


def every_rule(scenario: Scenario) -> tuple[Rule, ...]:
    """List also the rules whose absence can forbid a plan that was allowed."""
    parts = (_limits(scenario), _roles(scenario), _declining(scenario), _offers(scenario))
    return tuple(rule for part in parts for rule in part)


def _limits(scenario: Scenario) -> Iterator[Rule]:
    """List capacities, limits of funds, minimums and service floors."""
    for (name, unit), rows in capacities(scenario).items():
        told = words.capacity_words(rows, scenario.horizon.period)
        yield Rule(family="capacity", name=name, unit=unit, kind="fact", words=told)
    for limit in scenario.funds:
        yield Rule(
            family="funds",
            name=funds_name(limit),
            unit=scenario.currency,
            kind="policy",
            words=words.funds_words(limit),
        )
    for commitment in scenario.commitments:
        if commitment.min_orders:
            yield Rule(
                family="commitments",
                name=commitment.commitment,
                unit="orders",
                kind="fact",
                words=words.commitment_words(commitment),
            )
    yield from _trials(scenario)
    for floor in scenario.policy.service:
        stated = {"paid_rate": floor.min_paid_rate, "days": floor.max_transit_days}
        for unit, least in stated.items():
            if least is not None:
                told = words.floor_words(floor, unit)
                name = floor_name(floor)
                yield Rule(family="service", name=name, unit=unit, kind="policy", words=told)


def _trials(scenario: Scenario) -> Iterator[Rule]:
    """List the least and the most of every trial that has them."""
    for trial in scenario.trials:
        for sense in _SENSES:
            if trial.min_orders if sense == "at_least" else trial.max_orders is not None:
                yield Rule(
                    family="trials",
                    name=trial.trial,
                    unit="orders",
                    sense=sense,
                    kind="policy",
                    words=words.trial_words(trial, sense),
                )


def _roles(scenario: Scenario) -> Iterator[Rule]:
    policy = scenario.policy
    if policy.roles == "free":
        return
    told = [("roles", words.roles_words(policy))]
    if policy.roles == "main_backup":
        if main_most(policy) < 1:
            told.append(("main_share_max", words.main_most_words(main_most(policy))))
        if main_least(policy) > HALF:
            told.append(("main_share_min", words.main_least_words(main_least(policy))))
    if policy.role_scope != "lane":
        told.append(("role_scope", words.role_scope_words(policy.role_scope)))
    for name, sentence in told:
        yield Rule(family="roles", name=name, kind="policy", words=sentence)


def _declining(scenario: Scenario) -> Iterator[Rule]:
    if freer_decline(scenario) is not None:
        told = words.decline_words(scenario.policy.decline)
        yield Rule(family="assignment", name="decline", kind="policy", words=told)


def _offers(scenario: Scenario) -> Iterator[Rule]:
    """List what of an offer keeps lanes with orders away, once per offer and kind of limit."""
    catalog = Catalog(scenario)
    with_orders = {row.lane for row in scenario.demand if row.orders}
    found: dict[tuple[str, str], None] = {}
    for lane in scenario.lanes:
        for offer in scenario.offers:
            if lane.lane not in with_orders or (offer.offer, lane.country) not in catalog.offered:
                continue
            reason = ineligibility(catalog, offer, lane)
            if reason is not None and reason.kind in _EXCLUDES:
                found[offer.offer, _EXCLUDES[reason.kind]] = None
    for offer_name, column in found:
        yield Rule(
            family="eligibility",
            name=offer_name,
            unit=column,
            kind="fact",
            words=words.offer_words(offer_name, column),
        )


def _only_relaxing(scenario: Scenario, rules: Iterable[Rule]) -> Iterator[Rule]:
    """Leave out the rules without which a plan that was allowed could be forbidden."""
    closing = closing_capacities(scenario)
    before: Statement | None = None
    for rule in rules:
        doubtful = (
            rule.family == "eligibility"
            or (rule.family == "capacity" and (rule.name, rule.unit) in closing)
            or (rule.family == "roles" and rule.name == "role_scope")
        )
        if not doubtful or (scenario.policy.roles == "free" and rule.family != "eligibility"):
            yield rule
            continue
        before = before or state(price(scenario))
        after = _checked(without(scenario, rule), checked=rule.family != "eligibility")
        if after is not None and _keeps_plans(before, state(price(after))):
            yield rule


def _checked(scenario: Scenario, *, checked: bool) -> Scenario | None:
    """Give a scenario if it passes every check: a lane that comes in may lack figures."""
    if checked:
        return scenario
    try:
        return parse_scenario(scenario.model_dump(mode="json", exclude_none=True))
    except InvalidInput:
        return None


def _keeps_plans(before: Statement, after: Statement) -> bool:
    """Tell whether everyone who may carry a lane still may, and need not share it all at once."""
    old, new = before.roles, after.roles
    if old is None or new is None:
        return True
    for lane in range(len(old.block)):
        mine, now = _candidates(old, lane), _candidates(new, lane)
        if not mine <= now:
            return False
        if old.kind == "main_backup" and len(mine) == 1 and mine != now:
            return False
    return True


def _candidates(roles: Roles, lane: int) -> set[int]:
    """Give the providers that may have a role on a lane."""
    return set(roles.candidates[int(roles.block[lane])])
