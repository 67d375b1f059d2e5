"""The lines of the carriers' bills on arrays: what is charged for each order, and when it is due.

docs/formulation.md, "Lines of the bill", gives every formula.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from codroute.economics import fees
from codroute.economics.arrays import FloatArray, IntArray
from codroute.economics.customs import customs
from codroute.economics.exchange import Exchange
from codroute.economics.freight import by_zone
from codroute.economics.model import Quotes
from codroute.economics.points import LanePoints, PricedPoints
from codroute.economics.surcharges import Surcharges
from codroute.plan.bill import Due
from codroute.scenario.catalog import Catalog
from codroute.scenario.fees import NoCodFee, NoInsurance, PaidDuties, RateCardReturn, TableCodFee
from codroute.scenario.tables import Offer

_Amount = Callable[[Offer, IntArray], FloatArray]
"""Gives an offer's unrounded amounts at some of its points."""

_Charges = Callable[[Offer], bool]
"""Tells whether an offer charges something."""


@dataclass(frozen=True)
class Line:
    """One line of the bills: amounts in the offers' currencies, 0 where not charged.

    They are ``(point,)``, those of the peak surcharge ``(quote, period)``. ``term``, ``part`` and
    ``due`` are as in `codroute.plan.bill.BillLine`; ``tax`` is None where no offer states a tax.
    """

    term: str
    part: str | None
    due: Due
    amount: FloatArray
    tax: FloatArray | None

    def by_term(self) -> Iterator[tuple[str, FloatArray]]:
        """Give the amounts under the plan's terms: the line's own, and the tax on it."""
        yield self.term, self.amount
        if self.tax is not None:
            yield "tax", self.tax


class Bills:
    """What is billed at every point.

    Parameters
    ----------
    catalog, quotes, exchange
        The tables, the quotes and the rates of exchange.
    orders, points
        The orders, and the orders under quotes.
    forward
        ``(point,)`` freight on the way out after the price tier, before rounding.
    """

    def __init__(  # noqa: PLR0913 - parts by their names
        self,
        *,
        catalog: Catalog,
        quotes: Quotes,
        exchange: Exchange,
        orders: LanePoints,
        points: PricedPoints,
        forward: FloatArray,
    ) -> None:
        self._catalog = catalog
        self._quotes = quotes
        self._exchange = exchange
        self._orders = orders
        self._points = points
        self._forward = forward
        self._surcharges = Surcharges(catalog, quotes, orders, points, forward)
        self._tax_rate = tax_rate(catalog, quotes)

    def lines(self) -> Iterator[Line]:
        """Give every line that some offer charges."""
        yield self._line("freight", None, "handed_over", lambda _, at: self._forward[at])
        yield self._line("remote_surcharge", None, "handed_over", self._remote)
        for name in self._surcharges.names:
            amount = partial(self._surcharges.amount, name)
            yield self._line("surcharges", name, "handed_over", amount)
        yield self._line("fuel", None, "handed_over", self._fuel)
        yield from self._cod_fees()
        yield self._line("return_fee", None, "refused", self._return_fee)
        yield from self._fuel_of("return_fee", "refused", self._return_fee, lambda _: True)
        yield from self._redeliveries()
        if any(not isinstance(offer.insurance, NoInsurance) for offer in self._quotes.offers):
            yield self._line("insurance_fee", None, "handed_over", self._premium)
        yield from self._duties()

    def _line(
        self,
        term: str,
        part: str | None,
        due: Due,
        amount: _Amount,
        charges: _Charges = lambda _: True,
    ) -> Line:
        """Evaluate a line offer by offer, each amount rounded, and its tax."""
        rounded = np.zeros_like(self._forward)
        tax = None if self._tax_rate is None else np.zeros_like(self._forward)
        for number, at in self._points.of_offer:
            offer = self._quotes.offers[number]
            if not charges(offer):
                continue
            rounded[at] = fees.round_amounts(offer, amount(offer, at))
            if tax is not None and self._tax_rate is not None:
                rate = self._tax_rate[self._points.quote[at]]
                tax[at] = tax_on(offer, term, rounded[at], rate)
        return Line(term, part, due, rounded, tax)

    def _remote(self, _offer: Offer, at: IntArray) -> FloatArray:
        return self._quotes.remote_surcharge[self._points.quote[at]]

    def _value(self, offer: Offer, at: IntArray) -> FloatArray:
        """Give COD values in the offer's currency."""
        return self._market_value(at) * self._worth(offer, at)

    def _market_value(self, at: IntArray) -> FloatArray:
        """Give COD values in the market's currency."""
        return self._orders.cod_value[self._points.order[at]]

    def _worth(self, offer: Offer, at: IntArray) -> FloatArray:
        """Give what a unit of the market's currency is worth in the offer's."""
        return self._exchange.into(offer)[self._lane(at)]

    def _lane(self, at: IntArray) -> IntArray:
        return self._quotes.lane[self._points.quote[at]]

    def _premium(self, offer: Offer, at: IntArray) -> FloatArray:
        return fees.premium(offer.insurance, self._value(offer, at))

    def _fuel(self, offer: Offer, at: IntArray) -> FloatArray:
        """Give the fuel of what is charged on the way out, the peak surcharge left aside."""
        base = np.zeros(len(at))
        if offer.fuel_rate == 0:
            return base
        if "freight" in offer.fuel_on:
            base = base + self._forward[at]
        if "remote_surcharge" in offer.fuel_on:
            base = base + self._remote(offer, at)
        if "surcharges" in offer.fuel_on:
            base = base + self._surcharges.total(offer, at)
        return float(offer.fuel_rate) * base

    def _fuel_of(self, part: str, due: Due, amount: _Amount, charges: _Charges) -> Iterator[Line]:
        """Give the fuel of a part that falls due by itself, if some offer takes it of that."""

        def fuelled(offer: Offer) -> bool:
            return charges(offer) and fuel_rate(offer, part) > 0

        def fuel(offer: Offer, at: IntArray) -> FloatArray:
            return fuel_rate(offer, part) * amount(offer, at)

        if any(map(fuelled, self._quotes.offers)):
            yield self._line("fuel", part, due, fuel, fuelled)

    def _cod_fees(self) -> Iterator[Line]:
        dues: tuple[Due, ...] = ("delivered", "handed_over")
        for due in dues:
            charged = partial(_is_due, due)
            if any(map(charged, self._quotes.offers)):
                yield self._line("cod_fee", None, due, self._cod_fee, charged)

    def _cod_fee(self, offer: Offer, at: IntArray) -> FloatArray:
        fee = offer.cod_fee
        steps = self._catalog.cod_fee_steps[fee.table] if isinstance(fee, TableCodFee) else ()
        return fees.cod_fee(fee, steps, self._value(offer, at))

    def _return_fee(self, offer: Offer, at: IntArray) -> FloatArray:
        fee = offer.return_fee
        by_card = None
        if isinstance(fee, RateCardReturn):
            by_card = by_zone(self._catalog, self._quotes, fee.rate_card, self._points, at)
        return fees.return_fee(fee, self._forward[at], by_card)

    def _redeliveries(self) -> Iterator[Line]:
        dues: tuple[Due, ...] = ("second_attempt", "third_attempt")
        for number, due in enumerate(dues):
            charged = partial(_charges_attempt, number)
            if any(map(charged, self._quotes.offers)):
                yield self._line("redelivery_fee", None, due, _redelivery_fee, charged)
                yield from self._fuel_of("redelivery_fee", due, _redelivery_fee, charged)

    def _duties(self) -> Iterator[Line]:
        if not any(map(_pays_duties, self._quotes.offers)):
            return
        rates = customs(self._catalog, self._quotes.lanes)

        def duty(offer: Offer, at: IntArray) -> FloatArray:
            return rates.duty(self._lane(at), self._market_value(at), self._worth(offer, at))

        def vat(offer: Offer, at: IntArray) -> FloatArray:
            return rates.vat(self._lane(at), self._market_value(at), self._worth(offer, at))

        def handling(offer: Offer, at: IntArray) -> FloatArray:
            return fees.duties_handling(offer.duties, duty(offer, at) + vat(offer, at))

        yield self._line("duties", "duty", "handed_over", duty, _pays_duties)
        yield self._line("duties", "vat", "handed_over", vat, _pays_duties)
        yield self._line("duties_handling", None, "handed_over", handling, _pays_duties)


def tax_rate(catalog: Catalog, quotes: Quotes) -> FloatArray | None:
    """Give ``(quote,)`` the tax on fees; None where nobody charges one."""
    scenario = catalog.scenario
    rows = scenario.coverage
    stated = [*(o.tax_rate for o in scenario.offers), *(row.tax_rate for row in rows)]
    if all(rate is None for rate in stated):
        return None
    of_row = [float(catalog.tax_rate(catalog.offers[row.offer], row)) for row in rows]
    return np.array(of_row)[quotes.coverage_row]


def tax_on(offer: Offer, term: str, rounded: FloatArray, rate: FloatArray) -> FloatArray:
    """Give the tax on a line's rounded amounts; duty and VAT are never taxed again."""
    if term == "duties" or term in offer.untaxed:
        return np.zeros_like(rounded)
    return fees.round_amounts(offer, rate * rounded)


def fuel_rate(offer: Offer, part: str) -> float:
    """Give the share of a part of the bill that the offer charges for fuel."""
    return float(offer.fuel_rate) if part in offer.fuel_on else 0.0


def _is_due(due: Due, offer: Offer) -> bool:
    """Tell whether the offer charges a COD fee for orders to which this happens."""
    return not isinstance(offer.cod_fee, NoCodFee) and offer.cod_fee.charged_on == due


def _charges_attempt(number: int, offer: Offer) -> bool:
    """Tell whether the offer charges a further attempt; the second of all has number 0."""
    return offer.free_redeliveries is not None and offer.free_redeliveries <= number


def _redelivery_fee(offer: Offer, at: IntArray) -> FloatArray:
    assert offer.redelivery_fee is not None  # the checks made sure
    return np.full(len(at), float(offer.redelivery_fee))


def _pays_duties(offer: Offer) -> bool:
    return isinstance(offer.duties, PaidDuties)
