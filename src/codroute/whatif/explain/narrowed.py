"""The scenario of a plan cut down to what a question is about, and with one thing changed."""

from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal

from codroute.plan.explanation import Lever
from codroute.scenario.fees import CodFee, FlatReturn, LinearCodFee, RateCardReturn
from codroute.scenario.order import Order
from codroute.scenario.scenario import Scenario
from codroute.scenario.tables import (
    FirstStepRate,
    Lane,
    Offer,
    Performance,
    PerKgRate,
    Rate,
    RateCardTier,
)

Variation = Callable[[Scenario], Scenario]

_POINT = Decimal("0.01")
_FREE = "\0free"
"""Stands after the name of a card without its fees; no stated name holds it."""


def narrow(scenario: Scenario, lanes: Collection[str]) -> Scenario:
    """Leave only some lanes; every other table stays, so that limits keep their order."""
    return scenario.model_copy(
        update={
            "lanes": tuple(lane for lane in scenario.lanes if lane.lane in lanes),
            "demand": tuple(row for row in scenario.demand if row.lane in lanes),
            "profile": tuple(row for row in scenario.profile if row.lane in lanes),
        }
    )


def as_lane(scenario: Scenario, lane: Lane, order: Order) -> Scenario:
    """Leave one lane, all of whose orders are like a given one."""
    like = (
        "cod_value",
        "weight_g",
        "length_cm",
        "width_cm",
        "height_cm",
        "goods_flags",
        "remote_band",
    )
    own = lane.model_copy(update={name: getattr(order, name) for name in like})
    alone = narrow(scenario, {lane.lane})
    return alone.model_copy(update={"lanes": (own,), "profile": ()})


def with_orders(scenario: Scenario, period: date | None = None) -> Scenario:
    """Let there be an order in every period, or in a single one and none in the others."""
    rows = tuple(
        row.model_copy(update={"orders": max(row.orders, 1) if period in (None, row.period) else 0})
        for row in scenario.demand
    )
    return scenario.model_copy(update={"demand": rows})


def without_freight(scenario: Scenario) -> Scenario:
    """Let every way out cost no freight; a card for the way back keeps its fees."""
    cards = {offer.rate_card for offer in scenario.offers}
    tiers = scenario.price_tiers
    cards |= {tier.rate_card for tier in tiers if isinstance(tier, RateCardTier)}
    free = [_without_fees(row) for row in scenario.rate_cards if row.rate_card in cards]
    return scenario.model_copy(
        update={
            "rate_cards": (*scenario.rate_cards, *free),
            "offers": tuple(
                offer.model_copy(update={"rate_card": offer.rate_card + _FREE})
                for offer in scenario.offers
            ),
            "price_tiers": tuple(
                tier.model_copy(update={"rate_card": tier.rate_card + _FREE})
                if isinstance(tier, RateCardTier)
                else tier
                for tier in tiers
            ),
        }
    )


def _without_fees(row: Rate) -> Rate:
    nothing = Decimal(0)
    named = {"rate_card": row.rate_card + _FREE}
    if isinstance(row, FirstStepRate):
        fees = {"first_fee": nothing, "step_fee": nothing, "minimum_fee": None}
    elif isinstance(row, PerKgRate):
        fees = {"fee_per_kg": nothing, "fee_per_parcel": nothing, "minimum_fee": None}
    else:
        fees = {"fee_per_parcel": nothing}
    return row.model_copy(update=named | fees)


def without_cod_fee(scenario: Scenario) -> Scenario:
    """Let collecting cash cost nothing; an offer's fee table still says what it takes."""
    free: dict[str, Decimal | None] = {
        "fixed": Decimal(0),
        "rate": Decimal(0),
        "minimum": None,
        "maximum": None,
    }

    def fee(stated: CodFee) -> CodFee:
        return stated.model_copy(update=free) if isinstance(stated, LinearCodFee) else stated

    return scenario.model_copy(
        update={
            "offers": tuple(
                offer.model_copy(update={"cod_fee": fee(offer.cod_fee)})
                for offer in scenario.offers
            ),
            "cod_fee_tables": tuple(
                step.model_copy(update=free) for step in scenario.cod_fee_tables
            ),
        }
    )


def without_return_fee(scenario: Scenario) -> Scenario:
    """Let the way back cost nothing; an offer's return card still says what it takes."""
    cards = {
        offer.return_fee.rate_card
        for offer in scenario.offers
        if isinstance(offer.return_fee, RateCardReturn)
    }
    free = [_without_fees(row) for row in scenario.rate_cards if row.rate_card in cards]

    def back(offer: Offer) -> FlatReturn | RateCardReturn:
        if isinstance(offer.return_fee, RateCardReturn):
            return RateCardReturn.model_construct(
                form="rate_card", rate_card=offer.return_fee.rate_card + _FREE
            )
        return FlatReturn(form="flat", amount=Decimal(0))

    return scenario.model_copy(
        update={
            "rate_cards": (*scenario.rate_cards, *free),
            "offers": tuple(
                offer.model_copy(update={"return_fee": back(offer)}) for offer in scenario.offers
            ),
        }
    )


def with_paid_rate_moved(scenario: Scenario) -> Scenario:
    """Move every paid rate by `paid_rate_step`."""
    rows = tuple(
        row.model_copy(update={"paid_rate": row.paid_rate + paid_rate_step(row)})
        for row in scenario.performance
    )
    return scenario.model_copy(update={"performance": rows})


def paid_rate_step(row: Performance) -> Decimal:
    """Give a step of the paid rate that stays between 0 and what is not lost."""
    return _POINT if row.paid_rate + row.loss_rate + _POINT <= 1 else -_POINT


def prepaid(scenario: Scenario) -> Scenario:
    """Let buyers pay in advance: what is not lost is delivered, and no cash is collected.

    The money is there before the order is handed over, so no capital is tied up in it.
    """
    sure = tuple(
        row.model_copy(update={"paid_rate": 1 - row.loss_rate}) for row in scenario.performance
    )
    offers = tuple(
        offer.model_copy(update={"settlement_days": Decimal(0)}) for offer in scenario.offers
    )
    policy = scenario.policy.model_copy(update={"count_capital_cost": False})
    changed = {"performance": sure, "offers": offers, "policy": policy}
    return without_cod_fee(scenario.model_copy(update=changed))


VARIATIONS: dict[Lever, Variation] = {
    "freight": without_freight,
    "cod_fee": without_cod_fee,
    "return_fee": without_return_fee,
    "paid_rate": with_paid_rate_moved,
}
"""By lever, the scenario from whose prices its slope is taken: all of them at once, as offers do
not touch each other."""
