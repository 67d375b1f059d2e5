"""Freight times a factor: cards of the offers' own, on the way out and in their price tiers."""

from collections.abc import Iterator
from decimal import Decimal

from codroute.errors import Fault, InvalidInput
from codroute.plan.breakeven import StatedTerm
from codroute.scenario.reading.text import Phrase
from codroute.scenario.scenario import Scenario
from codroute.scenario.tables import RateCardTier
from codroute.whatif.breakeven.amounts import CARD_AMOUNTS, with_cards
from codroute.whatif.breakeven.subject import PLACE, Subject


def check_ladders(scenario: Scenario, subject: Subject) -> None:
    """Refuse ladders whose cards other offers pay as well: theirs would change too.

    Raises
    ------
    InvalidInput
        With every such ladder.
    """
    with_own_cards = {tier.schedule for tier in _tiers(scenario, subject)}
    faults = [
        Fault(
            PLACE,
            None,
            "on",
            Phrase(f"cards of the price tiers of {schedule.schedule}, which counts other offers"),
            "a ladder whose orders are all of " + ", ".join(subject.offers),
        )
        for schedule in subject.schedules(scenario)
        if schedule.schedule in with_own_cards and subject.counted_beside_others(scenario, schedule)
    ]
    if faults:
        raise InvalidInput(faults)


def terms(scenario: Scenario, subject: Subject) -> Iterator[StatedTerm]:
    """Give the amounts of the offers' cards, and of the cards of their price tiers, above 0."""
    of_tiers = [tier.rate_card for tier in _tiers(scenario, subject)]
    for offer in scenario.offers:
        if offer.offer in subject.offers:
            cards = {offer.rate_card, *of_tiers}
            for row in scenario.rate_cards:
                if row.rate_card in cards:
                    for what in CARD_AMOUNTS:
                        if value := getattr(row, what, None):
                            yield StatedTerm(offer=offer.offer, what=what, value=value)


def why_scanned(scenario: Scenario, subject: Subject) -> str | None:
    """Say why plans' values are not linear in the freight, where they are not."""
    for schedule in subject.schedules(scenario):
        if schedule.measure == "list_freight":
            return f"the tiers of {schedule.schedule} count list freight, which changes with it"
    return None


def scaled(scenario: Scenario, subject: Subject, factor: Decimal) -> Scenario:
    """Give the scenario with the offers' freight times a factor.

    What is taken of the freight, such as fuel or a return fee, follows it.
    """
    new, rate_cards = with_cards(scenario, _cards(scenario, subject), factor)
    tiers = _tiers(scenario, subject)
    return scenario.model_copy(
        update={
            "rate_cards": rate_cards,
            "offers": tuple(
                row.model_copy(update={"rate_card": new[row.rate_card]})
                if row.offer in subject.offers
                else row
                for row in scenario.offers
            ),
            "price_tiers": tuple(
                row.model_copy(update={"rate_card": new[row.rate_card]})
                if isinstance(row, RateCardTier) and row in tiers
                else row
                for row in scenario.price_tiers
            ),
        }
    )


def _cards(scenario: Scenario, subject: Subject) -> list[str]:
    own = [row.rate_card for row in scenario.offers if row.offer in subject.offers]
    return own + [tier.rate_card for tier in _tiers(scenario, subject)]


def _tiers(scenario: Scenario, subject: Subject) -> list[RateCardTier]:
    """Give the price tiers that put another card in the place of the offers' own."""
    schedules = {schedule.schedule for schedule in subject.schedules(scenario)}
    return [
        tier
        for tier in scenario.price_tiers
        if isinstance(tier, RateCardTier) and tier.schedule in schedules
    ]
