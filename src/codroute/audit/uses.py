"""How much of every limit the allocation uses, counted by the audit itself."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from codroute.audit.context import Context
from codroute.audit.shipments import Shipment
from codroute.scenario.policy import ServiceFloor
from codroute.scenario.tables import Lane, Performance


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


def capacity_uses(context: Context) -> Iterator[Use]:
    """Give the use of every capacity in every period; orders, or kg of actual mean weight."""
    carried: dict[tuple[str, date], list[Shipment]] = defaultdict(list)
    for shipment in context.shipments:
        carried[shipment.provider, shipment.row.period].append(shipment)
    weights: dict[str, Fraction] = {}
    for limit in context.catalog.capacity_limits():
        used = Fraction(0)
        for shipment in carried[limit.provider, limit.period]:
            if limit.covers(shipment.lane):
                used += shipment.row.orders * (
                    Fraction(1)
                    if limit.unit == "orders"
                    else _mean_kg(context, shipment.lane, weights)
                )
        name = scope_name(limit.provider, limit.country, limit.region, limit.lane)
        capacity = Fraction(limit.capacity)
        yield Use("capacity", name, limit.period, "at_most", used, capacity, limit.unit)


def _mean_kg(context: Context, lane: Lane, known: dict[str, Fraction]) -> Fraction:
    if lane.lane not in known:
        points = context.catalog.points(lane)
        grams = sum((Fraction(p.share) * p.weight_g for p in points), Fraction(0))
        known[lane.lane] = grams / 1000
    return known[lane.lane]


def commitment_uses(context: Context) -> Iterator[Use]:
    """Give the orders that every commitment counts; a shortfall that can be paid is no breach."""
    for commitment in context.scenario.commitments:
        orders = context.ledger.committed(commitment)
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


def service_uses(context: Context) -> Iterator[Use]:
    """Give the mean paid rate and transit days of every service floor with orders."""
    for floor in context.scenario.policy.service:
        handed_over = [
            (shipment.row.orders, performance)
            for shipment in context.shipments
            if _counts(floor, shipment.lane)
            and (performance := context.pricer.performance(shipment.lane, shipment.offer))
        ]
        orders = sum(count for count, _ in handed_over)
        if orders:
            yield from _service_uses(floor, orders, handed_over)


def _service_uses(
    floor: ServiceFloor, orders: int, handed_over: list[tuple[int, Performance]]
) -> Iterator[Use]:
    name = scope_name(floor.value_tier, floor.country)
    if floor.min_paid_rate is not None:
        paid = sum((n * Fraction(p.paid_rate) for n, p in handed_over), Fraction(0))
        limit = Fraction(floor.min_paid_rate)
        yield Use("service", name, None, "at_least", paid / orders, limit, "paid_rate")
    if floor.max_transit_days is not None:
        days = sum((n * Fraction(p.transit_days) for n, p in handed_over), Fraction(0))
        limit = Fraction(floor.max_transit_days)
        yield Use("service", name, None, "at_most", days / orders, limit, "days")


def _counts(floor: ServiceFloor, lane: Lane) -> bool:
    return floor.value_tier == lane.value_tier and floor.country in (None, lane.country)
