"""The audit's own prices: what one order of a lane is expected to earn under an offer, by term."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from codroute.audit.exact import exactly, mean, total
from codroute.audit.tariff import (
    Unpriceable,
    card_fee,
    collection_fee,
    half_up,
    way_back_fee,
    weight_charged,
)
from codroute.scenario.catalog import Catalog
from codroute.scenario.tables import Lane, Offer, PriceTier, ProfilePoint

UnitPrice = Mapping[str, Fraction]
"""Expected amount per order handed over by term, in the scenario's currency, earnings positive."""

_OfPoints = list[Fraction]
"""A figure of every point of a lane's profile."""


@dataclass(frozen=True)
class _Quote:
    """An offer on a lane at one price tier, with the chances of its orders."""

    lane: Lane
    offer: Offer
    tier: PriceTier | None
    peak: Decimal
    zone: str | None
    remote_surcharge: Decimal
    paid: Fraction
    lost: Fraction
    transit_days: Fraction
    market_rate: Fraction
    offer_rate: Fraction

    @property
    def refused(self) -> Fraction:
        """Give the share of orders that come back."""
        return 1 - self.paid - self.lost


class Pricer:
    """Prices single orders from the stated fees, exactly, one profile point at a time.

    Parameters
    ----------
    catalog
        The scenario's tables; which row applies is looked up there, nothing is computed.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._known: dict[tuple[object, ...], UnitPrice] = {}
        self._list_freight: dict[tuple[str, str], Fraction] = {}

    def per_order(
        self, lane: Lane, offer: Offer, period: date, tier: PriceTier | None = None
    ) -> UnitPrice:
        """Give the expected amount of one order by term.

        Parameters
        ----------
        lane, offer, period
            Where and when the order is handed over, and under which offer.
        tier
            The price tier of an all-units schedule; None prices at list, as rows of an
            incremental schedule are.

        Raises
        ------
        Unpriceable
            The offer does not serve the lane, its card has no rate, or no performance is known.
        """
        peak = self._catalog.peak_surcharge(offer, lane.country, period)
        tier_name = None if tier is None else (tier.schedule, tier.price_tier)
        key = (lane.lane, offer.offer, tier_name, peak)
        if key not in self._known:
            self._known[key] = self._price(self._quote(lane, offer, tier, peak))
        return self._known[key]

    def list_freight(self, lane: Lane, offer: Offer) -> Fraction:
        """Give the mean unrounded list freight of an order, in the offer's currency."""
        key = lane.lane, offer.offer
        if key not in self._list_freight:
            quote = self._quote(lane, offer, None, Decimal(0))
            points = self._catalog.points(lane)
            self._list_freight[key] = mean(
                (exactly(point.share) for point in points),
                (self._freight(quote, point) for point in points),
            )
        return self._list_freight[key]

    def _quote(self, lane: Lane, offer: Offer, tier: PriceTier | None, peak: Decimal) -> _Quote:
        coverage = self._catalog.coverage(offer, lane)
        if coverage is None or not coverage.served:
            raise Unpriceable(f"{offer.offer} does not serve {lane.lane}")
        number = self._catalog.performance_row(offer, lane)
        if number is None:
            raise Unpriceable(f"no performance of {offer.offer} on {lane.lane}")
        performance = self._catalog.scenario.performance[number]
        rates = self._catalog.rates
        return _Quote(
            lane=lane,
            offer=offer,
            tier=tier,
            peak=peak,
            zone=coverage.zone,
            remote_surcharge=coverage.remote_surcharge,
            paid=exactly(performance.paid_rate),
            lost=exactly(performance.loss_rate),
            transit_days=exactly(performance.transit_days),
            market_rate=exactly(rates[self._catalog.country_currency[lane.country]]),
            offer_rate=exactly(rates[offer.currency]),
        )

    def _price(self, quote: _Quote) -> UnitPrice:
        """Price every point of the lane's profile, each weighted with its share of the orders."""
        points = self._catalog.points(quote.lane)
        shares = [exactly(point.share) for point in points]
        values = [exactly(point.cod_value) for point in points]
        freights = [self._freight(quote, point) for point in points]
        return (
            self._value_terms(quote, mean(shares, values))
            | self._carrier_terms(quote, shares, values, freights)
            | self._goods_terms(quote, total(shares))
        )

    def _value_terms(self, quote: _Quote, value: Fraction) -> dict[str, Fraction]:
        """Price the cash itself: what is collected, and what waiting for it costs."""
        collected = quote.paid * value * quote.market_rate
        policy = self._catalog.scenario.policy
        if not policy.count_capital_cost:
            return {"collected_cod": collected}
        assert policy.capital_rate_per_year is not None  # the checks made sure
        days = quote.transit_days + exactly(quote.offer.settlement_days)
        interest = exactly(policy.capital_rate_per_year) * days / 365
        return {"collected_cod": collected, "capital_cost": -collected * interest}

    @staticmethod
    def _carrier_terms(
        quote: _Quote, shares: _OfPoints, values: _OfPoints, freights: _OfPoints
    ) -> dict[str, Fraction]:
        """Price what the carrier bills: each amount of the order is rounded once, then weighted."""
        offer, worth = quote.offer, quote.market_rate / quote.offer_rate
        fuel_rate, whole = exactly(offer.fuel_rate), total(shares)

        def billed(amounts: Iterable[Fraction]) -> Fraction:
            return mean(shares, [half_up(amount, offer.rounding) for amount in amounts])

        def same_for_all(amount: Decimal) -> Fraction:
            return half_up(exactly(amount), offer.rounding) * whole

        on_delivery = offer.cod_fee.form == "linear" and offer.cod_fee.charged_on == "delivered"
        collecting = billed(collection_fee(offer.cod_fee, value * worth) for value in values)
        way_back = billed(way_back_fee(offer.return_fee, freight) for freight in freights)
        amounts = {
            "cod_fee": collecting * (quote.paid if on_delivery else 1),
            "freight": billed(freights),
            "fuel": billed(fuel_rate * freight for freight in freights),
            "remote_surcharge": same_for_all(quote.remote_surcharge),
            "peak_surcharge": same_for_all(quote.peak),
            "return_fee": way_back * quote.refused,
        }
        return {term: -amount * quote.offer_rate for term, amount in amounts.items()}

    def _goods_terms(self, quote: _Quote, whole: Fraction) -> dict[str, Fraction]:
        """Price the goods that are sold, come back worth less, or are lost."""
        policy = self._catalog.scenario.policy
        if not policy.count_goods_cost:
            return {}
        assert quote.lane.goods_cost is not None  # the checks made sure
        assert policy.goods_recovery_share is not None
        cost = exactly(quote.lane.goods_cost) * quote.market_rate * whole
        written_off = 1 - exactly(policy.goods_recovery_share)
        return {
            "goods_delivered": -quote.paid * cost,
            "goods_refused": -quote.refused * written_off * cost,
            "goods_lost": -quote.lost * cost,
        }

    def _freight(self, quote: _Quote, point: ProfilePoint) -> Fraction:
        """Give the unrounded freight at the price tier, in the offer's currency."""
        card, charged = quote.offer.rate_card, Fraction(1)
        if quote.tier is not None and quote.tier.form == "rate_card":
            card = quote.tier.rate_card
        elif quote.tier is not None and quote.tier.form == "discount":
            charged = 1 - exactly(quote.tier.discount)
        rows = self._catalog.rate_rows.get((card, quote.zone), ())
        return card_fee(rows, weight_charged(quote.offer.volumetric, point)) * charged
