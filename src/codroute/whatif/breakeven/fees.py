"""COD fees and return fees times a factor."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from codroute.plan.breakeven import StatedTerm
from codroute.scenario.fees import CodFee, LinearCodFee, RateCardReturn, ReturnFee, TableCodFee
from codroute.scenario.scenario import Scenario
from codroute.scenario.tables import CodFeeStep, Offer
from codroute.whatif.breakeven.amounts import (
    AMOUNT,
    SHARE,
    fresh_names,
    has_amounts,
    scaled,
    with_cards,
)
from codroute.whatif.breakeven.subject import Subject

_COD_FEE = {"fixed": AMOUNT, "rate": SHARE, "minimum": AMOUNT, "maximum": AMOUNT}

_RETURN_FEE = {"amount": AMOUNT, "share": SHARE, "factor": SHARE}
"""Of a freight marked up the factor is enough: what is added before is multiplied with it."""

MOST_SHARES = {"rate": Decimal(1), "share": Decimal(5), "factor": Decimal(5)}
"""What the format takes at most."""


def cod_fee_terms(scenario: Scenario, subject: Subject) -> Iterator[StatedTerm]:
    """Give the parts of the offers' COD fees."""
    for offer in _own(scenario, subject):
        for row in _cod_fee_rows(scenario, offer):
            yield from _terms(offer, row, _COD_FEE)


def return_fee_terms(scenario: Scenario, subject: Subject) -> Iterator[StatedTerm]:
    """Give the parts of the offers' return fees that are not on a card."""
    for offer in _own(scenario, subject):
        yield from _terms(offer, offer.return_fee, _RETURN_FEE)


def returns_by_card(scenario: Scenario, subject: Subject) -> bool:
    """Tell whether an offer charges returns by a card that asks for anything."""
    return has_amounts(scenario, list(_return_cards(scenario, subject)))


def scaled_cod_fee(scenario: Scenario, subject: Subject, factor: Decimal) -> Scenario:
    """Give the scenario with the offers' COD fees times a factor; free below the same value."""
    own = _own(scenario, subject)
    tables = [row.cod_fee.table for row in own if isinstance(row.cod_fee, TableCodFee)]
    steps = scenario.cod_fee_tables
    new = fresh_names((step.cod_fee_table for step in steps), tables, "varied")

    def fee(old: CodFee) -> CodFee:
        if isinstance(old, TableCodFee):
            return old.model_copy(update={"table": new[old.table]})
        return scaled(old, _COD_FEE, factor)

    copies = tuple(
        scaled(step, _COD_FEE, factor, cod_fee_table=new[step.cod_fee_table])
        for step in steps
        if step.cod_fee_table in new
    )
    offers = _with_own(scenario, {row.offer: {"cod_fee": fee(row.cod_fee)} for row in own})
    return scenario.model_copy(update={"offers": offers, "cod_fee_tables": (*steps, *copies)})


def scaled_return_fee(scenario: Scenario, subject: Subject, factor: Decimal) -> Scenario:
    """Give the scenario with the offers' return fees times a factor."""
    new, rate_cards = with_cards(scenario, list(_return_cards(scenario, subject)), factor)

    def fee(old: ReturnFee) -> ReturnFee:
        if isinstance(old, RateCardReturn):
            return old.model_copy(update={"rate_card": new[old.rate_card]})
        return scaled(old, _RETURN_FEE, factor)

    own = _own(scenario, subject)
    offers = _with_own(scenario, {row.offer: {"return_fee": fee(row.return_fee)} for row in own})
    return scenario.model_copy(update={"offers": offers, "rate_cards": rate_cards})


def _own(scenario: Scenario, subject: Subject) -> list[Offer]:
    return [offer for offer in scenario.offers if offer.offer in subject.offers]


def _with_own(scenario: Scenario, changes: Mapping[str, Mapping[str, object]]) -> tuple[Offer, ...]:
    """Change fields of some offers."""
    return tuple(row.model_copy(update=changes.get(row.offer, {})) for row in scenario.offers)


def _cod_fee_rows(scenario: Scenario, offer: Offer) -> Iterator[LinearCodFee | CodFeeStep]:
    """Give what states the amounts of an offer's COD fee."""
    fee = offer.cod_fee
    if isinstance(fee, LinearCodFee):
        yield fee
    elif isinstance(fee, TableCodFee):
        yield from (row for row in scenario.cod_fee_tables if row.cod_fee_table == fee.table)


def _return_cards(scenario: Scenario, subject: Subject) -> Iterator[str]:
    for offer in _own(scenario, subject):
        if isinstance(offer.return_fee, RateCardReturn):
            yield offer.return_fee.rate_card


def _terms(offer: Offer, row: object, parts: dict[str, Decimal]) -> Iterator[StatedTerm]:
    for name in parts:
        value = getattr(row, name, None)
        if value:
            yield StatedTerm(offer=offer.offer, what=name, value=value)
