"""How much of every limit the allocation uses, counted by the audit itself."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from codroute.audit.cash import Cash
from codroute.audit.exact import exactly, total
from codroute.audit.ledger import Ledger
from codroute.audit.shipments import Shipment
from codroute.scenario.catalog import CapacityLimit, Catalog
from codroute.scenario.policy import ServiceFloor
from codroute.scenario.tables import Funds, Lane, Offer, Trial


@dataclass(frozen=True)
class Use:
    """The use of one limit; ``binds`` is False where the limit is only reported or paid for."""

    family: str
    name: str
    period: date | None
    sense: str
    used: Fraction
    limit: Fraction
    unit: str
    binds: bool = True

    @property
    def broken(self) -> bool:
        """Tell whether a limit that binds is not kept."""
        over = self.used > self.limit if self.sense == "at_most" else self.used < self.limit
        return self.binds and over

    @property
    def key(self) -> tuple[object, ...]:
        """Give what tells this limit from the others."""
        return self.family, self.name, self.period, self.sense, self.unit


def scope_name(*parts: str | None) -> str:
    """Join the filled parts of a scope: ``provider / country / region / lane``."""
    return " / ".join(part for part in parts if part is not None)


def mean_kg(catalog: Catalog) -> dict[str, Fraction]:
    """Give the actual mean weight of an order of every lane, in kg."""
    return {
        name: total(exactly(p.share) * p.weight_g for p in points) / 1000
        for name, lane in catalog.lanes.items()
        for points in [catalog.points(lane)]
    }


class Uses:
    """Counts every limit once.

    Parameters
    ----------
    catalog, ledger
        The tables, and the orders that each commitment counts.
    shipments
        The allocation's rows whose names are known.
    """

    def __init__(self, catalog: Catalog, ledger: Ledger, shipments: Iterable[Shipment]) -> None:
        self._catalog = catalog
        self._ledger = ledger
        self._shipments = tuple(shipments)
        self.cash = Cash(catalog)
        """What one order adds to the cash held."""

    @cached_property
    def capacity(self) -> tuple[Use, ...]:
        """Give the use of every capacity in every period; orders, or kg of actual mean weight."""
        return tuple(self._capacity())

    @cached_property
    def funds(self) -> tuple[Use, ...]:
        """Give the mean cash that every limit of funds counts, in the scenario's currency."""
        return tuple(self._funds())

    @cached_property
    def commitments(self) -> tuple[Use, ...]:
        """Give the orders each commitment counts; a shortfall that can be paid is no breach."""
        return tuple(self._commitments())

    @cached_property
    def trials(self) -> tuple[Use, ...]:
        """Give the orders of every trial, beside its least if that is above 0, and its most."""
        return tuple(use for trial in self._catalog.scenario.trials for use in self._trial(trial))

    @cached_property
    def service(self) -> tuple[Use, ...]:
        """Give the mean paid rate and transit days of every service floor with orders."""
        floors = self._catalog.scenario.policy.service
        return tuple(use for floor in floors for use in self._service(floor))

    @property
    def all(self) -> tuple[Use, ...]:
        """Give the uses of all limits."""
        return self.capacity + self.funds + self.commitments + self.trials + self.service

    def _capacity(self) -> Iterator[Use]:
        carried: dict[tuple[str, date, str | None], Counter[str]] = defaultdict(Counter)
        for shipment in self._shipments:
            lane = shipment.lane
            for region in (None, lane.region):
                key = shipment.provider, shipment.row.period, region
                carried[key][lane.lane] += shipment.row.orders
        lanes = self._catalog.lanes
        for limit in self._catalog.capacity_limits():
            near = carried[limit.provider, limit.period, limit.region]
            if limit.lane is not None:
                near = Counter({limit.lane: near[limit.lane]})
            used = total(
                orders * self.per_order(limit, lanes[name])
                for name, orders in near.items()
                if limit.covers(lanes[name])
            )
            name = scope_name(limit.provider, limit.country, limit.region, limit.lane)
            capacity = Fraction(limit.capacity)
            yield Use("capacity", name, limit.period, "at_most", used, capacity, limit.unit)

    def per_order(self, limit: CapacityLimit, lane: Lane) -> Fraction:
        """Give what one order of the lane uses of a capacity: itself, or its mean weight."""
        return Fraction(1) if limit.unit == "orders" else self._mean_kg[lane.lane]

    @cached_property
    def _mean_kg(self) -> dict[str, Fraction]:
        return mean_kg(self._catalog)

    def _funds(self) -> Iterator[Use]:
        held: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        for shipment in self._shipments:
            key = shipment.row.lane, shipment.row.offer
            held[shipment.provider][key] += shipment.row.orders
        lanes, offers = self._catalog.lanes, self._catalog.offers
        for limit in self._catalog.scenario.funds:
            used = Fraction(0)
            for (lane, offer), orders in held[limit.provider].items():
                if keeps(limit, lanes[lane]):
                    used += orders * self.cash.per_order(offers[offer], lanes[lane])
            name, most = scope_name(limit.provider, limit.country), self.cash.most(limit)
            yield Use("funds", name, None, "at_most", used, most, self._catalog.scenario.currency)

    def _commitments(self) -> Iterator[Use]:
        for commitment in self._catalog.scenario.commitments:
            orders = self._ledger.committed(commitment)
            yield Use(
                "commitments",
                commitment.commitment,
                None,
                "at_least",
                Fraction(orders),
                Fraction(commitment.min_orders),
                "orders",
                binds=commitment.shortfall_fee is None
                and (commitment.applies == "always" or orders > 0),
            )

    def _trial(self, trial: Trial) -> Iterator[Use]:
        orders, name = Fraction(self.on_trial(trial)), trial.trial
        if trial.min_orders:
            least = Fraction(trial.min_orders)
            yield Use("trials", name, None, "at_least", orders, least, "orders")
        if trial.max_orders is not None:
            most = Fraction(trial.max_orders)
            yield Use("trials", name, None, "at_most", orders, most, "orders")

    def on_trial(self, trial: Trial) -> int:
        """Count the orders that a trial counts."""
        return sum(
            shipment.row.orders
            for shipment in self._shipments
            if tries(trial, shipment.offer, shipment.lane)
        )

    def _service(self, floor: ServiceFloor) -> Iterator[Use]:
        handed_over = self.handed_over(floor)
        if handed_over:
            yield from self.quality(floor, handed_over)

    def handed_over(self, floor: ServiceFloor) -> Counter[int]:
        """Count the orders of a floor's value tier by the performance row that holds for them."""
        orders: Counter[int] = Counter()
        for shipment in self._shipments:
            if judges(floor, shipment.lane):
                number = self._catalog.performance_row(shipment.offer, shipment.lane)
                if number is not None:
                    orders[number] += shipment.row.orders
        return +orders

    def quality(self, floor: ServiceFloor, handed_over: Counter[int]) -> Iterator[Use]:
        """Give the means of a floor over orders, at least one, by performance row."""
        orders = sum(handed_over.values())
        name, rows = scope_name(floor.value_tier, floor.country), self._catalog.scenario.performance
        if floor.min_paid_rate is not None:
            paid = sum(n * Fraction(rows[number].paid_rate) for number, n in handed_over.items())
            limit = Fraction(floor.min_paid_rate)
            yield Use(
                "service", name, None, "at_least", Fraction(paid) / orders, limit, "paid_rate"
            )
        if floor.max_transit_days is not None:
            days = sum(n * Fraction(rows[number].transit_days) for number, n in handed_over.items())
            limit = Fraction(floor.max_transit_days)
            yield Use("service", name, None, "at_most", Fraction(days) / orders, limit, "days")


def keeps(limit: Funds, lane: Lane) -> bool:
    """Tell whether the cash of its provider's orders on a lane counts for a limit of funds."""
    return limit.country in (None, lane.country)


def tries(trial: Trial, offer: Offer, lane: Lane) -> bool:
    """Tell whether the orders of an offer on a lane count for a trial."""
    return (
        offer.provider == trial.provider
        and (not trial.offers or offer.offer in trial.offers)
        and trial.country in (None, lane.country)
        and trial.region in (None, lane.region)
    )


def judges(floor: ServiceFloor, lane: Lane) -> bool:
    """Tell whether the orders of a lane count for a service floor."""
    return floor.value_tier == lane.value_tier and floor.country in (None, lane.country)
