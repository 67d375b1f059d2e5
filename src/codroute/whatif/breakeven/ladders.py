"""Thresholds of price tiers times a factor."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from codroute.errors import Fault, InvalidInput
from codroute.plan.breakeven import StatedTerm
from codroute.scenario.catalog import Catalog
from codroute.scenario.reading.text import Phrase
from codroute.scenario.scenario import Scenario
from codroute.scenario.tables import PriceSchedule, PriceTier
from codroute.whatif.breakeven.amounts import AMOUNT, times
from codroute.whatif.breakeven.subject import PLACE, Subject


def terms(scenario: Scenario, subject: Subject) -> Iterator[StatedTerm]:
    """Give the thresholds of the ladders that count the offers.

    Raises
    ------
    InvalidInput
        There are none.
    """
    found = [
        StatedTerm(offer=tier.schedule, what=tier.price_tier, value=tier.from_volume)
        for _, ladder in _ladders(scenario, subject)
        for tier in ladder
        if tier.from_volume
    ]
    if not found:
        what = Phrase(f"no price tiers of {', '.join(subject.offers)}")
        raise InvalidInput([Fault(PLACE, None, "on", what, "an offer that a ladder counts")])
    yield from found


def least_factor(scenario: Scenario, subject: Subject) -> Decimal:
    """Give a factor at which the thresholds are still apart: by two orders, or units, at least."""
    gaps = [
        above.from_volume - below.from_volume
        for _, ladder in _ladders(scenario, subject)
        for below, above in pairwise(ladder)
    ]
    return min(Decimal(1), (2 / min(gaps)).quantize(Decimal("0.000001")) if gaps else Decimal(1))


def scaled(scenario: Scenario, subject: Subject, factor: Decimal) -> Scenario:
    """Give the scenario with the thresholds times a factor, orders rounded to whole ones."""
    of_orders = {
        schedule.schedule: schedule.measure == "orders"
        for schedule, _ in _ladders(scenario, subject)
    }
    tiers = tuple(
        _moved(row, factor, whole=of_orders[row.schedule]) if row.schedule in of_orders else row
        for row in scenario.price_tiers
    )
    return scenario.model_copy(update={"price_tiers": tiers})


def _ladders(
    scenario: Scenario, subject: Subject
) -> Iterator[tuple[PriceSchedule, list[PriceTier]]]:
    """Give the ladders that count the offers, as they are stated."""
    catalog = Catalog(scenario)
    counting = {
        schedule.schedule
        for offer, lane in subject.quotes(catalog)
        for schedule in catalog.schedules(offer, lane)
    }
    for schedule in scenario.price_schedules:
        if schedule.schedule in counting:
            own = [row for row in scenario.price_tiers if row.schedule == schedule.schedule]
            yield schedule, sorted(own, key=lambda tier: tier.from_volume)


def _moved(tier: PriceTier, factor: Decimal, *, whole: bool) -> PriceTier:
    """Move a tier's ends; that of the tier below stays one order, or nothing, below the next."""
    step, quantum = (Decimal(1), Decimal(1)) if whole else (Decimal(0), AMOUNT)

    def moved(volume: Decimal) -> Decimal:
        return times(volume, factor, quantum)

    end = tier.to_volume
    return tier.model_copy(
        update={
            "from_volume": moved(tier.from_volume),
            "to_volume": None if end is None else moved(end + step) - step,
        }
    )
