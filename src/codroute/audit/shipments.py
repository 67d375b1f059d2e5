"""The allocation's rows as things of the scenario."""

from collections.abc import Iterator
from dataclasses import dataclass

from codroute.plan.model import AllocationRow, Plan
from codroute.scenario.catalog import Catalog
from codroute.scenario.tables import Lane, Offer


@dataclass(frozen=True)
class Shipment:
    """A row of the allocation whose lane, period and offer exist; rows are counted from 1."""

    number: int
    row: AllocationRow
    lane: Lane
    offer: Offer

    @property
    def provider(self) -> str:
        """Name who carries it: the offer's provider, whatever the row says."""
        return self.offer.provider

    @property
    def place(self) -> str:
        """Name the row in words."""
        return f"{self.row.lane}, {self.row.period}, {self.row.offer}"


def shipments(catalog: Catalog, plan: Plan) -> Iterator[Shipment]:
    """Give the rows whose names are known; the check of names reports the others."""
    periods = set(catalog.scenario.horizon.period_ids)
    for number, row in enumerate(plan.allocation, start=1):
        lane, offer = catalog.lanes.get(row.lane), catalog.offers.get(row.offer)
        if lane is not None and offer is not None and row.period in periods:
            yield Shipment(number, row, lane, offer)
