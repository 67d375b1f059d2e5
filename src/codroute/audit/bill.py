"""What a carrier bills for one order, line by line, by the audit's own rules."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from codroute.audit.exact import exactly
from codroute.audit.surcharges import surcharges_met
from codroute.audit.tariff import (
    Unpriceable,
    card_fee,
    collection_fee,
    duty_and_vat,
    handling_fee,
    premium,
    rounded_to,
    way_back_fee,
    weight_charged,
)
from codroute.plan.bill import BillLine, Due
from codroute.plan.model import ROW_TERMS
from codroute.scenario.catalog import Catalog
from codroute.scenario.tables import Lane, Offer, PriceTier, ProfilePoint

_PLACE = {term: place for place, term in enumerate(ROW_TERMS)}

_ATTEMPTS: tuple[Due, ...] = ("second_attempt", "third_attempt")
"""Deliveries after the first, in turn."""


def bill(  # noqa: PLR0913 (one argument per thing that a price depends on)
    catalog: Catalog,
    offer: Offer,
    lane: Lane,
    point: ProfilePoint,
    *,
    period: date | None = None,
    price_tier: PriceTier | None = None,
) -> tuple[BillLine, ...]:
    """Give every line that a carrier bills for one order, whatever becomes of it.

    Parameters
    ----------
    catalog
        The scenario's tables; which row applies is looked up there, nothing is computed.
    offer
        The offer under which the order is handed over.
    lane, point
        What the order is: its place, value tier and category, and its value, weight, dimensions,
        goods flags and remote band. They need not be of the scenario; its countries are.
    period
        When it is handed over; None leaves the peak surcharge out.
    price_tier
        The price tier of an all-units schedule; None prices at list.

    Returns
    -------
    tuple of BillLine
        In the offer's currency, in the order of the plan's terms. Fees that the offer does not
        state have no line.

    Raises
    ------
    Unpriceable
        The offer does not serve the lane, or states no price for such an order.
    """
    order = BilledOrder(catalog, offer, lane, point, price_tier)
    lines = list(order.lines())
    if period is not None:
        lines += order.peak_lines(catalog.peak_surcharge(offer, lane.country, period))
    return tuple(sorted(lines, key=lambda line: _PLACE[line.term]))  # of a term as they come


class BilledOrder:
    """One order under one offer at one price tier; amounts that lines share are found once.

    Parameters
    ----------
    catalog, offer, lane, point, price_tier
        As of `bill`.

    Raises
    ------
    Unpriceable
        The offer does not serve the lane.
    """

    def __init__(
        self,
        catalog: Catalog,
        offer: Offer,
        lane: Lane,
        point: ProfilePoint,
        price_tier: PriceTier | None = None,
    ) -> None:
        coverage = catalog.coverage(offer, lane)
        if coverage is None or not coverage.served:
            raise Unpriceable(f"{offer.offer} does not serve {lane.lane}")
        self._catalog = catalog
        self._offer = offer
        self._lane = lane
        self._point = point
        self._price_tier = price_tier
        self._coverage = coverage
        rate = offer.tax_rate if coverage.tax_rate is None else coverage.tax_rate
        self._tax_rate = None if rate is None else exactly(rate)

    @cached_property
    def freight(self) -> Fraction:
        """Give the freight at the price tier, not rounded."""
        card, charged = self._offer.rate_card, Fraction(1)
        tier = self._price_tier
        if tier is not None and tier.form == "rate_card":
            card = tier.rate_card
        elif tier is not None and tier.form == "discount":
            charged = 1 - exactly(tier.discount)
        return self._by_card(card) * charged

    def lines(self) -> Iterator[BillLine]:
        """Give all lines but those of the peak surcharge."""
        yield from self._collecting()
        yield self._line("freight", self.freight)
        yield from self._on_the_way_out()
        yield from self._on_the_way_back()
        yield from self._delivered_again()
        yield from self._insured()
        yield from self._imported()

    def peak_lines(self, amount: Decimal) -> Iterator[BillLine]:
        """Give the lines of a peak surcharge."""
        if amount:
            yield from self._fuelled("peak_surcharge", exactly(amount), "handed_over")

    def _collecting(self) -> Iterator[BillLine]:
        fee = self._offer.cod_fee
        if fee.form == "none":
            return
        steps = self._catalog.cod_fee_steps.get(fee.table, ()) if fee.form == "table" else ()
        yield self._line("cod_fee", collection_fee(fee, self._value, steps), fee.charged_on)

    def _on_the_way_out(self) -> Iterator[BillLine]:
        """Give remote and other surcharges, and the fuel of all that is due on the way out."""
        remote = exactly(self._coverage.remote_surcharge)
        rows = self._catalog.surcharges_of.get(self._offer.offer, ())
        asked = surcharges_met(rows, self._lane, self._point, self.freight) if rows else {}
        bases = {
            "freight": self.freight,
            "remote_surcharge": remote,
            "surcharges": sum(asked.values(), Fraction(0)),
        }
        if self._offer.fuel_rate:
            base = sum((bases[part] for part in self._offer.fuel_on if part in bases), Fraction(0))
            yield self._line("fuel", exactly(self._offer.fuel_rate) * base)
        if remote:
            yield self._line("remote_surcharge", remote)
        for name, amount in asked.items():
            yield self._line("surcharges", amount, part=name)

    def _on_the_way_back(self) -> Iterator[BillLine]:
        fee = self._offer.return_fee
        if fee.form == "rate_card":
            amount = self._by_card(fee.rate_card)
        else:
            amount = way_back_fee(fee, self.freight)
        yield from self._fuelled("return_fee", amount, "refused")

    def _delivered_again(self) -> Iterator[BillLine]:
        """Give the re-deliveries that are not free."""
        if self._offer.redelivery_fee is not None:
            for due in _ATTEMPTS[self._offer.free_redeliveries or 0 :]:
                amount = exactly(self._offer.redelivery_fee)
                yield from self._fuelled("redelivery_fee", amount, due)

    def _insured(self) -> Iterator[BillLine]:
        if self._offer.insurance.form != "none":
            yield self._line("insurance_fee", premium(self._offer.insurance, self._value))

    def _imported(self) -> Iterator[BillLine]:
        """Give duty and VAT that the carrier advances, and its fee for it."""
        duties = self._offer.duties
        if duties.form == "unpaid":
            return
        row = self._catalog.duty(self._lane)
        if row is None:
            raise Unpriceable(f"no duties of {self._lane.country}")
        duty, vat = duty_and_vat(row, exactly(self._point.cod_value), self._worth)
        yield self._line("duties", duty, part="duty")
        yield self._line("duties", vat, part="vat")
        yield self._line("duties_handling", handling_fee(duties, duty + vat))

    @cached_property
    def _worth(self) -> Fraction:
        """Give what one unit of the market's currency is in the offer's."""
        rates, market = self._catalog.rates, self._catalog.country_currency[self._lane.country]
        return exactly(rates[market]) / exactly(rates[self._offer.currency])

    @cached_property
    def _value(self) -> Fraction:
        """Give the COD value in the offer's currency."""
        return exactly(self._point.cod_value) * self._worth

    @cached_property
    def _weight_g(self) -> Fraction:
        return weight_charged(self._offer.volumetric, self._point)

    def _by_card(self, card: str) -> Fraction:
        """Give a card's fee for the order, in the zone of the way out."""
        return card_fee(
            self._catalog.rate_rows.get((card, self._coverage.zone), ()), self._weight_g
        )

    def _fuelled(self, term: str, amount: Fraction, due: Due) -> Iterator[BillLine]:
        """Give an amount, and a line of its fuel where the offer takes any of it."""
        yield self._line(term, amount, due)
        if self._offer.fuel_rate and term in self._offer.fuel_on:
            yield self._line("fuel", exactly(self._offer.fuel_rate) * amount, due, part=term)

    def _line(
        self, term: str, amount: Fraction, due: Due = "handed_over", part: str | None = None
    ) -> BillLine:
        """Round an amount, once, and tax what is billed."""
        billed = self._rounded(amount)
        tax = Fraction(0)
        if self._tax_rate is not None and term != "duties" and term not in self._offer.untaxed:
            tax = self._rounded(self._tax_rate * billed)
        return BillLine(term, part, due, billed, tax)

    def _rounded(self, amount: Fraction) -> Fraction:
        return rounded_to(amount, self._offer.rounding, self._offer.rounding_mode)
