"""Paid rates with points added, and days until the provider pays out."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from codroute.errors import Fault, InvalidInput
from codroute.plan.breakeven import StatedTerm
from codroute.scenario.catalog import Catalog
from codroute.scenario.reading.text import Phrase
from codroute.scenario.scenario import Scenario
from codroute.scenario.tables import Performance
from codroute.whatif.breakeven.subject import PLACE, Subject

Used = Mapping[tuple[int, str], Performance]
"""Rows of performance by their number and the offer that uses them."""


def rows_used(scenario: Scenario, subject: Subject) -> Used:
    """Give the rows of performance that hold for the offers on any lane that they can carry.

    Raises
    ------
    InvalidInput
        They can carry no lane.
    """
    catalog = Catalog(scenario)
    used = {}
    for offer, lane in subject.quotes(catalog):
        number = catalog.performance_row(offer, lane)
        assert number is not None  # the checks of the scenario made sure
        used[number, offer.offer] = scenario.performance[number]
    if not used:
        found = Phrase(f"no lane that {', '.join(subject.offers)} can carry")
        raise InvalidInput([Fault(PLACE, None, "offer", found, "at least one")])
    return used


def rate_terms(used: Used) -> Iterator[StatedTerm]:
    """Give the paid rates."""
    for (_, offer), row in used.items():
        yield StatedTerm(offer=offer, what="paid_rate", value=row.paid_rate)


def why_scanned(scenario: Scenario, subject: Subject, *, rates: bool) -> str | None:
    """Say why plans' values are not linear in paid rates or days, where they are not."""
    if any(limit.provider == subject.provider for limit in scenario.funds):
        return "the limit of funds allows more or fewer orders as it changes"
    if rates and any(floor.min_paid_rate is not None for floor in scenario.policy.service):
        return "a service floor allows more or fewer orders as it changes"
    return None


def with_points(scenario: Scenario, subject: Subject, used: Used, points: Decimal) -> Scenario:
    """Give the scenario with points added to the paid rates of the offers.

    Rows that hold for other offers too are copied for each of the offers, under which only rows
    that they use are: a copy outranks only rows that it outranked before. Counts of orders belong
    to the rate that was observed, and are left out.
    """
    own = {
        (number, offer): row.model_copy(
            update={
                "offer": offer,
                "paid_rate": row.paid_rate + points,
                "observed_orders": None,
                "paid_orders": None,
            }
        )
        for (number, offer), row in used.items()
    }
    kept = [
        own.pop((number, row.offer), row) if row.offer in subject.offers else row
        for number, row in enumerate(scenario.performance)
    ]
    return scenario.model_copy(update={"performance": (*kept, *own.values())})


def settlement_days(scenario: Scenario, subject: Subject) -> Decimal:
    """Give the days after which the offers' cash is paid out.

    Raises
    ------
    InvalidInput
        The offers differ, or days change nothing.
    """
    own = [offer for offer in scenario.offers if offer.offer in subject.offers]
    if len({offer.settlement_days for offer in own}) > 1:
        found = Phrase("offers with different settlement days: " + ", ".join(subject.offers))
        raise InvalidInput([Fault(PLACE, None, "of", found, "one of them")])
    held = any(limit.provider == subject.provider for limit in scenario.funds)
    if not scenario.policy.count_capital_cost and not held:
        found = Phrase("settlement days, which change nothing here")
        wanted = "count_capital_cost in the policy, or a limit of funds of the provider"
        raise InvalidInput([Fault(PLACE, None, "on", found, wanted)])
    return own[0].settlement_days


def settled_after(scenario: Scenario, subject: Subject, days: Decimal) -> Scenario:
    """Give the scenario with the offers' cash paid out after so many days."""
    offers = tuple(
        row.model_copy(update={"settlement_days": days}) if row.offer in subject.offers else row
        for row in scenario.offers
    )
    return scenario.model_copy(update={"offers": offers})
