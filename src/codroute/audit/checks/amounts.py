"""amounts: claimed amounts are the audit's own, and totals are the sums of their parts."""

from collections import Counter
from collections.abc import Iterator
from functools import partial

from codroute.audit.claims import charge_gaps, claims_money, row_gaps, shown, total_gaps
from codroute.audit.context import Context
from codroute.audit.verdict import Finding
from codroute.plan.model import Charge, Money, Plan
from codroute.scenario.scenario import Scenario

_finding = partial(Finding, "amounts")


def check_amounts(context: Context, plan: Plan) -> Iterator[Finding]:
    """Report claimed amounts beyond the tolerance, and sums that do not add up."""
    scenario = context.scenario
    if (plan.currency, plan.minor_digits) != (scenario.currency, scenario.minor_digits):
        found = f"{plan.currency} with {plan.minor_digits} decimals"
        wanted = f"{scenario.currency} with {scenario.minor_digits}"
        yield _finding("currency", found, wanted)
        return  # every amount would differ
    yield from _check_performance_rows(context)
    yield from _check_parts(context, plan)
    yield from _check_countries(scenario, plan)
    yield from _check_sums(context, plan)
    unlisted = [term for term, sum_ in plan.total_minor.items() if sum_ and term not in plan.terms]
    for term in unlisted:
        yield _finding("terms", f"no {term}", "every term that the totals hold")
    outcome = plan.outcome
    if outcome is not None and outcome.objective_minor != plan.contribution_minor:
        wanted = shown(plan.contribution_minor, plan.minor_digits) + ", the sum of the totals"
        found = f"objective {shown(outcome.objective_minor, plan.minor_digits)}"
        yield _finding("outcome", found, wanted)


def _check_performance_rows(context: Context) -> Iterator[Finding]:
    for shipment in context.shipments:
        claimed = shipment.row.performance_row
        number = context.catalog.performance_row(shipment.offer, shipment.lane)
        if claimed is not None and number is not None and claimed != number + 1:
            yield _finding(shipment.place, f"performance row {claimed}", str(number + 1))


def _check_parts(context: Context, plan: Plan) -> Iterator[Finding]:
    """Compare rows, charges and totals with the audit's own amounts."""
    digits, ledger = plan.minor_digits, context.ledger
    for number, term, claimed, own in row_gaps(plan, ledger):
        row = plan.allocation[number - 1]
        place = f"{row.lane}, {row.period}, {row.offer}, {term}"
        yield _finding(place, shown(claimed, digits), shown(own, digits))
    for term, name, window, claimed, own in charge_gaps(plan, ledger):
        place = ", ".join(filter(None, ("charges", name, window, term)))
        yield _finding(place, shown(claimed, digits), shown(own, digits))
    for term, claimed, own in total_gaps(plan, ledger):
        yield _finding(f"total, {term}", shown(claimed, digits), shown(own, digits))


def _check_countries(scenario: Scenario, plan: Plan) -> Iterator[Finding]:
    """Report charges put under a country that their contract has nothing to do with."""
    country_of = {lane.region: lane.country for lane in scenario.lanes}
    possible: dict[str, tuple[str, ...]] = {}
    for schedule in scenario.price_schedules:
        regions = tuple(country_of[region] for region in schedule.regions)
        possible[schedule.schedule] = schedule.countries or regions
    for commitment in scenario.commitments:
        region = country_of[commitment.region] if commitment.region else None
        place = commitment.country or region
        possible[commitment.commitment] = (place,) if place else ()
    for charge in plan.charges:
        countries = possible.get(charge.name, ())
        if charge.country is not None and countries and charge.country not in countries:
            yield _finding(f"charges, {charge.name}", charge.country, ", ".join(countries))


def _check_sums(context: Context, plan: Plan) -> Iterator[Finding]:
    """Totals add the rounded amounts: overall, by provider and by country."""
    if not claims_money(plan) or any(not row.amounts_minor for row in plan.allocation):
        return  # rows without amounts have no sum; the totals were compared with the audit's own
    total: Counter[tuple[str, str]] = Counter()
    provider: Counter[tuple[str, str]] = Counter()
    country: Counter[tuple[str, str]] = Counter()
    for row in plan.allocation:
        lane, offer = context.catalog.lanes.get(row.lane), context.catalog.offers.get(row.offer)
        owner = row.provider if offer is None else offer.provider
        for term, amount in row.amounts_minor.items():
            total["total", term] += amount
            provider[owner, term] += amount
            if lane is not None:
                country[lane.country, term] += amount
    for charge in plan.charges:
        _add_charge(charge, total, provider, country)
    yield from _compare_sums(plan, "", total, {"total": plan.total_minor})
    yield from _compare_sums(plan, "by_provider, ", provider, plan.by_provider_minor)
    yield from _compare_sums(plan, "by_country, ", country, plan.by_country_minor)


def _add_charge(charge: Charge, *sums: Counter[tuple[str, str]]) -> None:
    """Add a charge where it belongs; one of no country counts in no country."""
    for counter, name in zip(sums, ("total", charge.provider, charge.country), strict=True):
        if name is not None:
            counter[name, charge.term] += charge.amount_minor


def _compare_sums(
    plan: Plan, kind: str, sums: Counter[tuple[str, str]], claimed: dict[str, Money]
) -> Iterator[Finding]:
    keys = set(sums) | {(name, term) for name, money in claimed.items() for term in money}
    for name, term in sorted(keys):
        amount = claimed.get(name, {}).get(term, 0)
        if amount != sums[name, term]:
            wanted = f"{shown(sums[name, term], plan.minor_digits)}, the sum of its parts"
            yield _finding(f"{kind}{name}, {term}", shown(amount, plan.minor_digits), wanted)
