"""The cash that a provider holds of one order, by the audit's own count."""

from fractions import Fraction

from codroute.scenario.catalog import Catalog
from codroute.scenario.tables import Funds, Lane, Offer

_MICRO = 1_000_000


class Cash:
    """What orders add to the mean cash held over the horizon, in the scenario's currency.

    Amounts are rounded to whole millionths, as the rule says.

    Parameters
    ----------
    catalog
        The scenario's tables.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._values: dict[str, Fraction] = {}
        self._held: dict[tuple[str, str], Fraction] = {}

    def per_order(self, offer: Offer, lane: Lane) -> Fraction:
        """Give the cash of one order of the lane: collected, and held until the offer settles.

        Nothing is known to be collected where no performance row applies; the check of
        eligibility reports that.
        """
        key = offer.offer, lane.lane
        if key not in self._held:
            number = self._catalog.performance_row(offer, lane)
            record = None if number is None else self._catalog.scenario.performance[number]
            paid = Fraction(0) if record is None else Fraction(record.paid_rate)
            days = Fraction(offer.settlement_days) / self._catalog.scenario.horizon.days
            cash = paid * self._value(lane) * days
            self._held[key] = Fraction(round(cash * _MICRO), _MICRO)  # half-even
        return self._held[key]

    def most(self, limit: Funds) -> Fraction:
        """Give the most that may be held, rounded down."""
        most = Fraction(limit.max_held) * Fraction(self._catalog.rates[limit.currency])
        return Fraction(most * _MICRO // 1, _MICRO)

    def _value(self, lane: Lane) -> Fraction:
        """Give the mean COD value of the lane's orders."""
        if lane.lane not in self._values:
            currency = self._catalog.country_currency[lane.country]
            mean = sum(
                (Fraction(p.cod_value) * Fraction(p.share) for p in self._catalog.points(lane)),
                Fraction(0),
            )
            self._values[lane.lane] = mean * Fraction(self._catalog.rates[currency])
        return self._values[lane.lane]
