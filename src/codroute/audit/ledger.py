"""The audit's own amounts: every row and every charge, exact and in minor units."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from codroute.audit.exact import rounded, total
from codroute.audit.ladders import Ladders
from codroute.audit.pricer import Pricer, UnitPrice
from codroute.audit.shipments import Shipment
from codroute.audit.tariff import Unpriceable
from codroute.audit.terms import applicable_terms
from codroute.plan.model import Money
from codroute.scenario.catalog import Catalog
from codroute.scenario.tables import Commitment, Lane


def counts(commitment: Commitment, lane: Lane) -> bool:
    """Tell whether the orders of its provider on a lane count for a commitment."""
    return commitment.country in (None, lane.country) and commitment.region in (None, lane.region)


@dataclass(frozen=True)
class RowAmounts:
    """A row's expected amounts by term: an order's, and all of them in minor units.

    ``times`` is how often an order's amount is in the row's, which ``minor`` rounds half-even.
    """

    price: UnitPrice
    times: int
    minor: Money

    @cached_property
    def exact(self) -> dict[str, Fraction]:
        """Give the amounts in minor units before rounding."""
        return {term: self.times * amount for term, amount in self.price.items()}

    @property
    def exact_total(self) -> Fraction:
        """Add up all terms before rounding, in minor units."""
        return total(self.price.values(), self.times)


@dataclass(frozen=True)
class OwnCharge:
    """An amount of a contract as a whole, in minor units; ``exact`` is before rounding."""

    term: str
    name: str
    provider: str
    window: str | None
    exact: Fraction

    @property
    def minor(self) -> int:
        """Round the charge, once."""
        return round(self.exact)  # of a Fraction, round() is half-even


class Ledger:
    """All amounts of an allocation by the audit's own prices.

    Parameters
    ----------
    catalog, pricer, ladders
        The tables, the prices, and the tier that each row pays.
    shipments
        The allocation's rows whose names are known.
    """

    def __init__(
        self, catalog: Catalog, pricer: Pricer, ladders: Ladders, shipments: Iterable[Shipment]
    ) -> None:
        self._catalog = catalog
        self._shipments = tuple(shipments)
        self._unit = 10**catalog.scenario.minor_digits
        self.rows: dict[int, RowAmounts] = {}
        for shipment in self._shipments:
            try:
                price = pricer.per_order(
                    shipment.lane, shipment.offer, shipment.row.period, ladders.charged(shipment)
                )
            except Unpriceable:
                continue  # the check of eligibility reports the row
            orders = shipment.row.orders * self._unit
            minor = {term: rounded(amount, orders) for term, amount in price.items()}
            self.rows[shipment.number] = RowAmounts(price, orders, minor)
        self.charges = (*self._credits(ladders), *self._commitments())

    @cached_property
    def total_minor(self) -> Money:
        """Add up the rounded amounts of all rows and charges, by term."""
        sums = dict.fromkeys(applicable_terms(self._catalog.scenario), 0)
        for amounts in self.rows.values():
            for term, amount in amounts.minor.items():
                sums[term] += amount
        for charge in self.charges:
            sums[charge.term] += charge.minor
        return sums

    @cached_property
    def exact_total(self) -> Fraction:
        """Add up all amounts before they are rounded, in minor units."""
        rows = (amounts.exact_total for amounts in self.rows.values())
        return total((*rows, *(charge.exact for charge in self.charges)))

    def committed(self, commitment: Commitment) -> int:
        """Count the orders of the commitment's provider within its place over the horizon."""
        return sum(
            shipment.row.orders
            for shipment in self._shipments
            if shipment.provider == commitment.provider and counts(commitment, shipment.lane)
        )

    def _credits(self, ladders: Ladders) -> Iterator[OwnCharge]:
        for schedule, window in ladders.standings():
            if schedule.kind == "incremental":
                worth = ladders.currency_rate(schedule) * self._unit
                credit = ladders.credit(schedule, window) * worth
                yield OwnCharge("tier_credit", schedule.schedule, schedule.provider, window, credit)

    def _commitments(self) -> Iterator[OwnCharge]:
        for commitment in self._catalog.scenario.commitments:
            name, provider = commitment.commitment, commitment.provider
            worth = Fraction(self._catalog.rates[commitment.currency]) * self._unit
            orders = self.committed(commitment)
            if orders:
                fee = -Fraction(commitment.fixed_fee) * worth
                yield OwnCharge("fixed_fee", name, provider, None, fee)
            short = commitment.min_orders - orders
            due = orders > 0 or commitment.applies == "always"
            if commitment.shortfall_fee is not None and short > 0 and due:
                fee = -Fraction(commitment.shortfall_fee) * short * worth
                yield OwnCharge("shortfall_fee", name, provider, None, fee)
