"""Currencies, the fees of an offer, and performance rows: amounts that must agree."""

from decimal import Decimal

from codroute.scenario.checks.draft import Draft
from codroute.scenario.columns import one_of
from codroute.scenario.eligibility import own_cards
from codroute.scenario.fees import LinearCodFee, ShareOfValueInsurance, TableCodFee


def check_currencies(draft: Draft) -> None:
    """Report currencies without a rate, and one currency at two rates."""
    home = draft.settings.get("currency")
    rates: dict[str, Decimal] = {home: Decimal(1)} if home else {}
    for index, market in draft.numbered("markets"):
        rate = rates.setdefault(market.currency, market.rate)
        if rate != market.rate:
            wanted = f"{rate}, the rate of {market.currency} stated before or by definition"
            draft.report("markets", index, "rate", market.rate, wanted)
    stated = draft.names("markets", "currency")
    if not home or stated is None:
        return
    known = sorted(stated | {home})
    for table in ("offers", "funds", "commitments"):
        for index, row in draft.numbered(table):
            if row.currency not in known:
                wanted = f"a currency of markets: {one_of(row.currency, known)}"
                draft.report(table, index, "currency", row.currency, wanted)


def check_offers(draft: Draft) -> None:
    """Report fee bounds the wrong way round, and a card or fee table used in two currencies."""
    currency: dict[tuple[str, str], str] = {}
    for index, offer in draft.numbered("offers"):
        for name, fee in (("cod_fee", offer.cod_fee), ("insurance", offer.insurance)):
            if isinstance(fee, LinearCodFee | ShareOfValueInsurance):
                _check_bounds(draft, index, name, fee)
        used = [("card", card) for card in own_cards(offer)]
        if isinstance(offer.cod_fee, TableCodFee):
            used.append(("fee table", offer.cod_fee.table))
        for thing in dict.fromkeys(used):
            first = currency.setdefault(thing, offer.currency)
            if first != offer.currency:
                wanted = f"{first}, the currency in which {' '.join(thing)} is used elsewhere"
                draft.report("offers", index, "currency", offer.currency, wanted)
        if (offer.redelivery_fee is None) != (offer.free_redeliveries is None):
            lacks = "redelivery_fee" if offer.redelivery_fee is None else "free_redeliveries"
            wanted = "the fee and how many further attempts are free, or neither"
            draft.report("offers", index, lacks, None, wanted)


def _check_bounds(
    draft: Draft, index: int, name: str, fee: LinearCodFee | ShareOfValueInsurance
) -> None:
    if fee.minimum is not None and fee.maximum is not None and fee.minimum > fee.maximum:
        wanted = f"at least the minimum {fee.minimum}"
        draft.report("offers", index, f"{name}.maximum", fee.maximum, wanted)


def check_performance(draft: Draft) -> None:
    """Report rates that exclude each other, and counts that contradict each other."""
    for index, row in draft.numbered("performance"):
        if row.paid_rate + row.loss_rate > 1:
            wanted = f"at most {1 - row.paid_rate}, since paid and lost orders exclude each other"
            draft.report("performance", index, "loss_rate", row.loss_rate, wanted)
        if row.third_attempt_rate is not None and (
            row.second_attempt_rate is None or row.third_attempt_rate > row.second_attempt_rate
        ):
            wanted = "at most second_attempt_rate: a third attempt follows a second"
            draft.report("performance", index, "third_attempt_rate", row.third_attempt_rate, wanted)
        if (row.paid_orders is None) != (row.observed_orders is None):
            column = "paid_orders" if row.paid_orders is None else "observed_orders"
            draft.report("performance", index, column, None, "both counts or neither")
        elif row.paid_orders is not None and row.paid_orders > row.observed_orders:
            wanted = f"at most the {row.observed_orders} observed orders"
            draft.report("performance", index, "paid_orders", row.paid_orders, wanted)
