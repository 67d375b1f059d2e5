"""names: all that the plan refers to exists, once, and it was made for this scenario."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial

from codroute.audit.context import Context
from codroute.audit.verdict import Finding
from codroute.plan.model import Plan
from codroute.scenario.horizon import Horizon

_finding = partial(Finding, "names")

Named = tuple[str, str, object]
"""Place, kind of name, name."""


def check_names(context: Context, plan: Plan) -> Iterator[Finding]:
    """Report names that the scenario does not define, repeated rows, and a foreign scenario."""
    yield from _check_scenario(context, plan)
    known = _known(context)
    for place, kind, name in (*_named_in_rows(plan), *_named_in_claims(plan)):
        if name not in known[kind]:
            yield _finding(place, f"{kind} {name}", f"a {kind} of the scenario")
    yield from _check_owners(context, plan)
    yield from _check_windows(context, plan)
    yield from _repeated(
        ("allocation", (row.lane, row.period, row.offer)) for row in plan.allocation
    )
    yield from _repeated(("roles", (row.lane,)) for row in plan.roles)
    yield from _repeated(("declined", (row.lane, row.period)) for row in plan.declined)
    yield from _repeated(
        ("charges", (row.term, row.name, row.window or "")) for row in plan.charges
    )
    yield from _repeated(("tiers", (row.schedule, row.window)) for row in plan.tiers)
    yield from _repeated(("excluded", (row.lane, row.offer)) for row in plan.excluded)


def _check_scenario(context: Context, plan: Plan) -> Iterator[Finding]:
    scenario = context.scenario
    if plan.scenario != scenario.name:
        yield _finding("scenario", plan.scenario, scenario.name)
    if plan.scenario_digest not in (None, scenario.digest):
        yield _finding("scenario_digest", str(plan.scenario_digest), scenario.digest)
    if plan.stated is not None and plan.stated.digest != scenario.digest:
        yield _finding("stated", f"a scenario with digest {plan.stated.digest}", scenario.digest)
    if plan.horizon != scenario.horizon:
        yield _finding("horizon", _words(plan.horizon), _words(scenario.horizon))


def _words(horizon: Horizon) -> str:
    return f"{horizon.periods} x {horizon.period} from {horizon.start}"


def _known(context: Context) -> dict[str, set[object]]:
    """Gather the names that the scenario defines, by kind."""
    scenario = context.scenario
    return {
        "lane": set(context.catalog.lanes),
        "period": set(scenario.horizon.period_ids),
        "offer": set(context.catalog.offers),
        "provider": {row.provider for row in scenario.providers},
        "country": {market.country for market in scenario.markets},
        "schedule": {row.schedule for row in scenario.price_schedules},
        "commitment": {row.commitment for row in scenario.commitments},
    }


def _named_in_rows(plan: Plan) -> Iterator[Named]:
    for number, row in enumerate(plan.allocation, start=1):
        place = f"allocation row {number}"
        yield place, "lane", row.lane
        yield place, "period", row.period
        yield place, "offer", row.offer
    for named in plan.roles:
        yield "roles", "lane", named.lane
        for provider in (named.main, named.backup):
            if provider is not None:
                yield f"roles, {named.lane}", "provider", provider
    for declined in plan.declined:
        yield "declined", "lane", declined.lane
        yield f"declined, {declined.lane}", "period", declined.period


def _named_in_claims(plan: Plan) -> Iterator[Named]:
    for tier in plan.tiers:
        yield "tiers", "schedule", tier.schedule
    for charge in plan.charges:
        kind = "schedule" if charge.term == "tier_credit" else "commitment"
        yield f"charges, {charge.term}", kind, charge.name
        yield f"charges, {charge.name}", "provider", charge.provider
        if charge.country is not None:
            yield f"charges, {charge.name}", "country", charge.country
    for excluded in plan.excluded:
        yield "excluded", "lane", excluded.lane
        yield f"excluded, {excluded.lane}", "offer", excluded.offer
    for provider in plan.by_provider_minor:
        yield "by_provider", "provider", provider
    for country in plan.by_country_minor:
        yield "by_country", "country", country


def _check_owners(context: Context, plan: Plan) -> Iterator[Finding]:
    """Report rows and charges under another provider than the contract's own."""
    for number, row in enumerate(plan.allocation, start=1):
        offer = context.catalog.offers.get(row.offer)
        if offer is not None and row.provider != offer.provider:
            place = f"allocation row {number}, {row.offer}"
            yield _finding(place, f"provider {row.provider}", offer.provider)
    owner = {row.schedule: row.provider for row in context.scenario.price_schedules}
    owner |= {row.commitment: row.provider for row in context.scenario.commitments}
    for charge in plan.charges:
        if charge.provider != owner.get(charge.name, charge.provider):
            place = f"charges, {charge.name}"
            yield _finding(place, f"provider {charge.provider}", owner[charge.name])


def _check_windows(context: Context, plan: Plan) -> Iterator[Finding]:
    windows = {
        row.schedule: context.ladders.windows(row) for row in context.scenario.price_schedules
    }
    for tier in plan.tiers:
        known = windows.get(tier.schedule)
        if known is not None and tier.window not in known:
            yield _finding(f"tiers, {tier.schedule}", f"window {tier.window}", ", ".join(known))


def _repeated(labels: Iterable[tuple[str, tuple[object, ...]]]) -> Iterator[Finding]:
    for (part, label), times in Counter(labels).items():
        if times > 1:
            place = f"{part}, {', '.join(map(str, label))}"
            yield _finding(place, f"{times} rows", "one row")
