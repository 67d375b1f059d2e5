"""The audit's own prices: what one order of a lane is expected to earn under an offer, by term."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

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
            parts = [
                Fraction(point.share) * self._freight(quote, point)
                for point in self._catalog.points(lane)
            ]
            self._list_freight[key] = sum(parts, Fraction(0))
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
            paid=Fraction(performance.paid_rate),
            lost=Fraction(performance.loss_rate),
            transit_days=Fraction(performance.transit_days),
            market_rate=Fraction(rates[self._catalog.country_currency[lane.country]]),
            offer_rate=Fraction(rates[offer.currency]),
        )

    def _price(self, quote: _Quote) -> UnitPrice:
        """Add up the points of the lane's profile, each weighted with its share of the orders."""
        total: dict[str, Fraction] = {}
        for point in self._catalog.points(quote.lane):
            amounts = (
                self._value_terms(quote, point)
                | self._carrier_terms(quote, point)
                | self._goods_terms(quote)
            )
            for term, amount in amounts.items():
                total[term] = total.get(term, Fraction(0)) + Fraction(point.share) * amount
        return total

    def _value_terms(self, quote: _Quote, point: ProfilePoint) -> dict[str, Fraction]:
        """Price the cash itself: what is collected, and what waiting for it costs."""
        collected = quote.paid * Fraction(point.cod_value) * quote.market_rate
        policy = self._catalog.scenario.policy
        if not policy.count_capital_cost:
            return {"collected_cod": collected}
        assert policy.capital_rate_per_year is not None  # the checks made sure
        days = quote.transit_days + Fraction(quote.offer.settlement_days)
        interest = Fraction(policy.capital_rate_per_year) * days / 365
        return {"collected_cod": collected, "capital_cost": -collected * interest}

    def _carrier_terms(self, quote: _Quote, point: ProfilePoint) -> dict[str, Fraction]:
        """Price what the carrier bills: each amount of the order is rounded once, then weighted."""
        offer, freight = quote.offer, self._freight(quote, point)
        value = Fraction(point.cod_value) * quote.market_rate / quote.offer_rate
        on_delivery = offer.cod_fee.form == "linear" and offer.cod_fee.charged_on == "delivered"
        billed = {
            "cod_fee": (collection_fee(offer.cod_fee, value), quote.paid if on_delivery else 1),
            "freight": (freight, 1),
            "fuel": (Fraction(offer.fuel_rate) * freight, 1),
            "remote_surcharge": (Fraction(quote.remote_surcharge), 1),
            "peak_surcharge": (Fraction(quote.peak), 1),
            "return_fee": (way_back_fee(offer.return_fee, freight), quote.refused),
        }
        return {
            term: -half_up(amount, offer.rounding) * quote.offer_rate * chance
            for term, (amount, chance) in billed.items()
        }

    def _goods_terms(self, quote: _Quote) -> dict[str, Fraction]:
        """Price the goods that are sold, come back worth less, or are lost."""
        policy = self._catalog.scenario.policy
        if not policy.count_goods_cost:
            return {}
        assert quote.lane.goods_cost is not None  # the checks made sure
        assert policy.goods_recovery_share is not None
        cost = Fraction(quote.lane.goods_cost) * quote.market_rate
        written_off = 1 - Fraction(policy.goods_recovery_share)
        return {
            "goods_delivered": -quote.paid * cost,
            "goods_refused": -quote.refused * written_off * cost,
            "goods_lost": -quote.lost * cost,
        }

    def _freight(self, quote: _Quote, point: ProfilePoint) -> Fraction:
        """Give the unrounded freight at the price tier, in the offer's currency."""
        card, discount = quote.offer.rate_card, Fraction(0)
        if quote.tier is not None and quote.tier.form == "rate_card":
            card = quote.tier.rate_card
        elif quote.tier is not None and quote.tier.form == "discount":
            discount = Fraction(quote.tier.discount)
        rows = self._catalog.rate_rows.get((card, quote.zone), ())
        return card_fee(rows, weight_charged(quote.offer.volumetric, point)) * (1 - discount)
