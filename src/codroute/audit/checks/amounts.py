"""amounts: claimed amounts are the audit's own, and totals are the sums of their parts."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from codroute.audit.claims import charge_gaps, row_gaps, shown, total_gaps
from codroute.audit.context import Context
from codroute.audit.terms import applicable_terms
from codroute.audit.verdict import Finding
from codroute.plan.model import Money, Plan
from codroute.scenario.scenario import Scenario

_finding = partial(Finding, "amounts")

_NONE = Fraction(0)


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
    unknown = [term for term in plan.terms if term not in applicable_terms(scenario)]
    if unknown:
        wanted = ", ".join(applicable_terms(scenario))
        yield _finding("terms", ", ".join(unknown), f"terms of the scenario: {wanted}")
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
    """Report charges put under a country that is not the only one of their contract."""
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
        places = set(possible.get(charge.name, ()))
        single = places if len(places) == 1 else set()
        if charge.country is not None and charge.country not in single:
            wanted = ", ".join(single) or "no country, as the contract has no single one"
            yield _finding(f"charges, {charge.name}", charge.country, wanted)


def _check_sums(context: Context, plan: Plan) -> Iterator[Finding]:
    """Totals add the rounded amounts: overall, by provider and by country."""
    if not plan.claims_money or len(context.ledger.rows) < len(plan.allocation):
        return  # rows that have no price make no sum
    total, provider, country = _Sums(), _Sums(), _Sums()
    for shipment in context.shipments:
        own = context.ledger.rows[shipment.number]
        row = shipment.row
        for term, amount in (row.amounts_minor or own.minor).items():
            slack = _NONE
            if not row.amounts_minor:  # the row claims nothing, so the audit's own stands for it
                slack = Fraction(1, 2) + abs(own.exact[term]) / 1_000_000
            total.add("total", term, amount, slack)
            provider.add(shipment.provider, term, amount, slack)
            country.add(shipment.lane.country, term, amount, slack)
    for charge in plan.charges:
        total.add("total", charge.term, charge.amount_minor)
        provider.add(charge.provider, charge.term, charge.amount_minor)
        if charge.country is not None:  # a charge of no country counts in none
            country.add(charge.country, charge.term, charge.amount_minor)
    yield from total.compare(plan, "", {"total": plan.total_minor})
    yield from provider.compare(plan, "by_provider, ", plan.by_provider_minor)
    yield from country.compare(plan, "by_country, ", plan.by_country_minor)


class _Sums:
    """Sums of rounded amounts by name and term, each with what it may be off."""

    def __init__(self) -> None:
        self._amount: Counter[tuple[str, str]] = Counter()
        self._slack: dict[tuple[str, str], Fraction] = defaultdict(Fraction)

    def add(self, name: str, term: str, amount: int, slack: Fraction = _NONE) -> None:
        """Add one amount."""
        self._amount[name, term] += amount
        if slack:
            self._slack[name, term] += slack

    def compare(self, plan: Plan, kind: str, claimed: dict[str, Money]) -> Iterator[Finding]:
        """Report claimed sums that are not those of their parts."""
        keys = set(self._amount) | {(name, term) for name, by in claimed.items() for term in by}
        for name, term in sorted(keys):
            amount, own = claimed.get(name, {}).get(term, 0), self._amount[name, term]
            if abs(amount - own) > self._slack[name, term]:
                wanted = f"{shown(own, plan.minor_digits)}, the sum of its parts"
                yield _finding(f"{kind}{name}, {term}", shown(amount, plan.minor_digits), wanted)
