"""Currencies, the fees of an offer, and performance rows: amounts that must agree."""

from decimal import Decimal

from codroute.scenario.columns import one_of
from codroute.scenario.draft import Draft
from codroute.scenario.fees import LinearCodFee


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
    """Report fee bounds the wrong way round, and a card used in two currencies."""
    currency: dict[str, str] = {}
    for index, offer in draft.numbered("offers"):
        fee = offer.cod_fee
        if isinstance(fee, LinearCodFee) and None not in (fee.minimum, fee.maximum):
            assert fee.minimum is not None and fee.maximum is not None
            if fee.minimum > fee.maximum:
                wanted = f"at least the minimum {fee.minimum}"
                draft.report("offers", index, "cod_fee.maximum", fee.maximum, wanted)
        first = currency.setdefault(offer.rate_card, offer.currency)
        if first != offer.currency:
            wanted = f"{first}, the currency in which card {offer.rate_card} is used elsewhere"
            draft.report("offers", index, "currency", offer.currency, wanted)


def check_performance(draft: Draft) -> None:
    """Report rates that add up to more than 1 and counts that contradict each other."""
    for index, row in draft.numbered("performance"):
        if row.paid_rate + row.loss_rate > 1:
            wanted = f"at most {1 - row.paid_rate}, since paid and lost orders exclude each other"
            draft.report("performance", index, "loss_rate", row.loss_rate, wanted)
        if (row.paid_orders is None) != (row.observed_orders is None):
            column = "paid_orders" if row.paid_orders is None else "observed_orders"
            draft.report("performance", index, column, None, "both counts or neither")
        elif row.paid_orders is not None and row.paid_orders > row.observed_orders:
            wanted = f"at most the {row.observed_orders} observed orders"
            draft.report("performance", index, "paid_orders", row.paid_orders, wanted)
