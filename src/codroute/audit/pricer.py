"""The audit's own prices: what one order of a lane is expected to earn under an offer, by term."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from codroute.audit.bill import BilledOrder
from codroute.audit.exact import exactly, mean, total
from codroute.audit.tariff import Unpriceable
from codroute.audit.terms import applicable_terms
from codroute.plan.bill import BillLine, Due
from codroute.plan.model import ROW_TERMS
from codroute.scenario.catalog import Catalog
from codroute.scenario.tables import Lane, Offer, Performance, PriceTier

UnitPrice = Mapping[str, Fraction]
"""Expected amount per order handed over by term, in the scenario's currency, earnings positive."""


class Chances:
    """What becomes of an order, by its performance row."""

    def __init__(self, performance: Performance) -> None:
        self.paid = exactly(performance.paid_rate)
        self.lost = exactly(performance.loss_rate)
        self.refused = 1 - self.paid - self.lost
        self.transit_days = exactly(performance.transit_days)
        self._of: dict[Due, Fraction] = {
            "handed_over": Fraction(1),
            "delivered": self.paid,
            "refused": self.refused,
        }
        if performance.second_attempt_rate is not None:
            self._of["second_attempt"] = exactly(performance.second_attempt_rate)
        if performance.third_attempt_rate is not None:
            self._of["third_attempt"] = exactly(performance.third_attempt_rate)

    def of(self, due: Due) -> Fraction:
        """Give the chance that a line of the bill falls due.

        Raises
        ------
        Unpriceable
            It is that of a further attempt, of which nothing is known.
        """
        if due not in self._of:
            raise Unpriceable(f"no rate of orders with a {due.replace('_', ' ')}")
        return self._of[due]


class Pricer:
    """Prices single orders from the stated fees, exactly, one profile point at a time.

    Parameters
    ----------
    catalog
        The scenario's tables; which row applies is looked up there, nothing is computed.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        terms = applicable_terms(catalog.scenario)
        self._nothing = {term: Fraction(0) for term in ROW_TERMS if term in terms}
        self._known: dict[tuple[object, ...], UnitPrice] = {}
        self._without_peak: dict[tuple[object, ...], UnitPrice] = {}
        self._list_freight: dict[tuple[str, str], Fraction] = {}
        self._chances: dict[int, Chances] = {}

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
            The offer does not serve the lane, states no price for some of its orders, or no
            performance is known.
        """
        peak = self._catalog.peak_surcharge(offer, lane.country, period)
        tier_name = None if tier is None else (tier.schedule, tier.price_tier)
        key = (lane.lane, offer.offer, tier_name)
        if (key, peak) not in self._known:
            if key not in self._without_peak:
                self._without_peak[key] = self._price(lane, offer, tier)
            self._known[key, peak] = self._with_peak(self._without_peak[key], lane, offer, peak)
        return self._known[key, peak]

    def list_freight(self, lane: Lane, offer: Offer) -> Fraction:
        """Give the mean unrounded list freight of an order, in the offer's currency."""
        key = lane.lane, offer.offer
        if key not in self._list_freight:
            points = self._catalog.points(lane)
            self._list_freight[key] = mean(
                (exactly(point.share) for point in points),
                (BilledOrder(self._catalog, offer, lane, point).freight for point in points),
            )
        return self._list_freight[key]

    def _price(self, lane: Lane, offer: Offer, tier: PriceTier | None) -> UnitPrice:
        """Price every point of the lane's profile, each weighted with its share of the orders."""
        bills = [
            (exactly(point.share), BilledOrder(self._catalog, offer, lane, point, tier).lines())
            for point in self._catalog.points(lane)
        ]
        chances = self._chances_of(lane, offer)
        return (
            self._nothing
            | self._value_terms(lane, offer, chances)
            | self._carrier_terms(offer, chances, bills)
            | self._goods_terms(lane, chances)
        )

    def _with_peak(self, price: UnitPrice, lane: Lane, offer: Offer, peak: Decimal) -> UnitPrice:
        """Add a peak surcharge, which is the same for every point."""
        if not peak:
            return price
        points = self._catalog.points(lane)
        lines = BilledOrder(self._catalog, offer, lane, points[0]).peak_lines(peak)
        chances, whole = self._chances_of(lane, offer), self._whole(lane)
        further = self._carrier_terms(offer, chances, [(whole, lines)])
        return {**price, **{term: price[term] + amount for term, amount in further.items()}}

    def _chances_of(self, lane: Lane, offer: Offer) -> Chances:
        number = self._catalog.performance_row(offer, lane)
        if number is None:
            raise Unpriceable(f"no performance of {offer.offer} on {lane.lane}")
        if number not in self._chances:
            self._chances[number] = Chances(self._catalog.scenario.performance[number])
        return self._chances[number]

    def _whole(self, lane: Lane) -> Fraction:
        """Add up the shares of the lane's points."""
        return total(exactly(point.share) for point in self._catalog.points(lane))

    def _value_terms(self, lane: Lane, offer: Offer, chances: Chances) -> dict[str, Fraction]:
        """Price the cash itself: what is collected, and what waiting for it costs."""
        points = self._catalog.points(lane)
        value = mean(
            (exactly(point.share) for point in points),
            (exactly(point.cod_value) for point in points),
        )
        collected = chances.paid * value * self._market_rate(lane)
        policy = self._catalog.scenario.policy
        if not policy.count_capital_cost:
            return {"collected_cod": collected}
        assert policy.capital_rate_per_year is not None  # the checks made sure
        days = chances.transit_days + exactly(offer.settlement_days)
        interest = exactly(policy.capital_rate_per_year) * days / 365
        return {"collected_cod": collected, "capital_cost": -collected * interest}

    def _carrier_terms(
        self,
        offer: Offer,
        chances: Chances,
        bills: Iterable[tuple[Fraction, Iterable[BillLine]]],
    ) -> dict[str, Fraction]:
        """Price what the carrier bills: every line by its chance, weighted with the point's share.

        Lines of one term that fall due together are added up as they are, which is less work.
        """
        parts: dict[tuple[str, Due], list[tuple[Fraction, Fraction]]] = defaultdict(list)
        for share, lines in bills:
            for line in lines:
                parts[line.term, line.due].append((share, line.amount))
                if line.tax:
                    parts["tax", line.due].append((share, line.tax))
        rate = exactly(self._catalog.rates[offer.currency])
        amounts: dict[str, Fraction] = defaultdict(Fraction)
        for (term, due), weighted in parts.items():
            amounts[term] -= mean(*zip(*weighted, strict=True)) * chances.of(due) * rate
        return amounts

    def _goods_terms(self, lane: Lane, chances: Chances) -> dict[str, Fraction]:
        """Price the goods that are sold, come back worth less, or are lost."""
        policy = self._catalog.scenario.policy
        if not policy.count_goods_cost:
            return {}
        assert lane.goods_cost is not None  # the checks made sure
        assert policy.goods_recovery_share is not None
        cost = exactly(lane.goods_cost) * self._market_rate(lane) * self._whole(lane)
        written_off = 1 - exactly(policy.goods_recovery_share)
        return {
            "goods_delivered": -chances.paid * cost,
            "goods_refused": -chances.refused * written_off * cost,
            "goods_lost": -chances.lost * cost,
        }

    def _market_rate(self, lane: Lane) -> Fraction:
        """Give what one unit of the lane's currency is worth in the scenario's."""
        return exactly(self._catalog.rates[self._catalog.country_currency[lane.country]])
