"""Orders as they are stated: names checked against the scenario, addresses resolved to regions."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from codroute.errors import Fault
from codroute.regions.address import Address, Resolution
from codroute.regions.resolver import Resolver
from codroute.scenario.columns import one_of
from codroute.scenario.fields import Label
from codroute.scenario.order import Order, OrderFields
from codroute.scenario.reading.records import read_records
from codroute.scenario.reading.writing import AS_IT_COMES, Writing
from codroute.scenario.scenario import Scenario

Placing = Callable[[str, object, str], Fault]
"""Makes a fault in a column: value found, value wanted."""

_ADDRESS = ("district", "city", "postcode", "state")
"""The parts of an address, the one that tells most of all first."""

_SIDES = ("length_cm", "width_cm", "height_cm")


class StatedOrder(OrderFields):
    """An order with its region, or with the address that tells it."""

    waybill: Label | None = None
    order: Label | None = None
    region: Label | None = None
    state: Label | None = None
    city: Label | None = None
    district: Label | None = None
    postcode: Label | None = None

    @property
    def name(self) -> str | None:
        """Give what names it: the waybill, since an order may be several parcels."""
        return self.waybill or self.order


@dataclass(frozen=True)
class Unresolved:
    """An order whose address lies in no region that is known, and why."""

    order: str
    why: str


@dataclass(frozen=True)
class Orders:
    """Orders as they were stated: those with a region, those without, and warnings of both."""

    orders: tuple[Order, ...]
    unresolved: tuple[Unresolved, ...] = ()
    warnings: tuple[Fault, ...] = ()


def read_orders(
    scenario: Scenario,
    path: Path | str,
    *,
    sheet: str | None = None,
    writing: Writing = AS_IT_COMES,
) -> Orders:
    """Read orders from a text file or workbook, for one scenario.

    Parameters
    ----------
    scenario
        A checked scenario, whose names the orders must use.
    path, sheet, writing
        As of `read_records`; the columns are told in docs/orders-and-invoices.md.

    Raises
    ------
    InvalidInput
        With every fault: file, sheet, row, column, found, wanted.
    """
    desk = OrderDesk(scenario)
    read = read_records(
        Path(path),
        StatedOrder,
        check=lambda record: desk.faults(record.row, record.fault),
        sheet=sheet,
        writing=writing,
    )
    taken = (desk.take(record.number, record.row) for record in read.records)
    return sorted_out(taken, read.warnings)


def sorted_out(taken: Iterable[Order | Unresolved], warnings: tuple[Fault, ...]) -> Orders:
    """Part orders by whether their region is known."""
    orders, unresolved = [], []
    for each in taken:
        if isinstance(each, Order):
            orders.append(each)
        else:
            unresolved.append(each)
    return Orders(tuple(orders), tuple(unresolved), warnings)


class OrderDesk:
    """Takes stated orders for one scenario.

    Parameters
    ----------
    scenario
        A checked scenario, whose names the orders must use.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._answers: dict[Address, Resolution] = {}

    def faults(self, stated: StatedOrder, at: Placing) -> Iterator[Fault]:
        """Give what is wrong with an order beyond its types.

        Of a day outside the plan, and of an address that speaks against the order, it is warned.
        ``at`` makes a fault of a column, a value found and what is wanted.
        """
        for column, names in self._known.items():
            value = getattr(stated, column)
            for name in value if isinstance(value, tuple) else (value,):
                if name is not None and name not in names:
                    yield at(column, name, one_of(name, sorted(names)))
        if stated.region in self._known["region"] and stated.country in self._known["country"]:
            own = self._regions_of[stated.country]
            if stated.region not in own:
                wanted = f"a region of {stated.country}: {one_of(stated.region, sorted(own))}"
                yield at("region", stated.region, wanted)
        if not stated.model_fields_set & {"region", *_ADDRESS}:
            yield at("region", None, "a region of lanes, or an address")
        sides = stated.model_fields_set & set(_SIDES)
        for column in _SIDES:
            if sides and column not in sides:
                yield at(column, None, "a value, as for the other two dimensions")
        day, days = stated.handed_over, self._scenario.horizon.first_days
        if day is not None and not days[0] <= day < days[-1]:
            wanted = f"a day from {days[0]} on and before {days[-1]}: no peak surcharge is known"
            yield replace(at("handed_over", day, wanted), severity="warning")
        for fault in self._against(stated, at):
            yield replace(fault, severity="warning")

    def _against(self, stated: StatedOrder, at: Placing) -> Iterator[Fault]:
        """Tell of an address in another region than the one stated, or without COD."""
        answer = self._answer(stated)
        if answer is None or answer.place is None:
            return
        if stated.region not in (None, answer.region):
            wanted = f"{answer.region}, where its address lies: the region stated is priced"
            yield at("region", stated.region, wanted)
        if not answer.cod_served:
            column = next(part for part in _ADDRESS if getattr(stated, part))
            wanted = "a place with cash on delivery: the table regions says that it has none"
            yield at(column, getattr(stated, column), wanted)

    def take(self, number: int, stated: StatedOrder) -> Order | Unresolved:
        """Give the order, or why its region is not known; ``number`` names one without a name."""
        fields = {name: getattr(stated, name) for name in OrderFields.model_fields}
        name, answer = stated.name or str(number), self._answer(stated)
        region = stated.region or (answer.region if answer is not None else None)
        if region is None:
            return Unresolved(name, answer.why if answer is not None else "no address")
        if answer is not None and answer.region == region:
            fields["remote_band"] = stated.remote_band or answer.remote_band
        return Order.model_construct(**fields, order=name, region=region)

    def _answer(self, stated: StatedOrder) -> Resolution | None:
        """Give what the table of places says of an order's address; None where it has none."""
        parts = {part: getattr(stated, part) or "" for part in _ADDRESS}
        if not stated.country or not any(parts.values()):
            return None
        address = Address(stated.country, **parts)
        if address not in self._answers:
            self._answers[address] = self._resolver.resolve(address)
        return self._answers[address]

    @cached_property
    def _resolver(self) -> Resolver:
        return Resolver(self._scenario)

    @cached_property
    def _regions_of(self) -> dict[str, set[str]]:
        """Give the regions of lanes and of the table of places by their country."""
        regions: dict[str, set[str]] = {row.country: set() for row in self._scenario.markets}
        for lane in self._scenario.lanes:
            regions[lane.country].add(lane.region)
        for place in self._scenario.regions:
            regions[place.country].add(place.region)
        return regions

    @cached_property
    def _known(self) -> dict[str, set[str]]:
        """Give the names that the columns of an order may hold."""
        scenario = self._scenario
        bands = [
            *(lane.remote_band for lane in scenario.lanes),
            *(point.remote_band for point in scenario.profile),
            *(row.remote_band for row in scenario.surcharges),
            *(place.remote_band for place in scenario.regions),
        ]
        flags = [
            *(flag for lane in scenario.lanes for flag in lane.goods_flags),
            *(flag for point in scenario.profile for flag in point.goods_flags),
            *(row.goods_flag for row in scenario.surcharges),
            *(flag for offer in scenario.offers for flag in offer.refused_flags),
        ]
        return {
            "country": set(self._regions_of),
            "region": set().union(*self._regions_of.values()),
            "value_tier": {lane.value_tier for lane in scenario.lanes},
            "category": {lane.category for lane in scenario.lanes if lane.category},
            "goods_flags": set(filter(None, flags)),
            "remote_band": set(filter(None, bands)),
        }
