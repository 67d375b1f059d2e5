"""Surcharges on arrays: of the rows of one surcharge that an order meets, the dearest counts."""

import numpy as np

from codroute.economics.arrays import BoolArray, FloatArray, IntArray
from codroute.economics.model import Quotes
from codroute.economics.points import LanePoints, PricedPoints
from codroute.scenario.catalog import Catalog
from codroute.scenario.tables import Offer, Surcharge


class Surcharges:
    """What the table surcharges adds to orders under quotes.

    Parameters
    ----------
    catalog, quotes, orders, points
        The tables, the quotes, the orders, and the orders under quotes.
    forward
        ``(point,)`` freight on the way out after the price tier, before rounding.
    """

    def __init__(
        self,
        catalog: Catalog,
        quotes: Quotes,
        orders: LanePoints,
        points: PricedPoints,
        forward: FloatArray,
    ) -> None:
        self._rows = catalog.surcharges_of
        self._lanes = quotes.lanes
        self._orders = orders
        self._order = points.order
        self._lane = quotes.lane[points.quote]
        self._country = np.array([lane.country for lane in quotes.lanes], dtype=np.object_)
        self._region = np.array([lane.region for lane in quotes.lanes], dtype=np.object_)
        self._forward = forward
        self.names = tuple(dict.fromkeys(row.surcharge for row in catalog.scenario.surcharges))

    def amount(self, name: str, offer: Offer, at: IntArray) -> FloatArray:
        """Give one surcharge of an offer at some of its points, unrounded."""
        highest = np.zeros(len(at))
        for row in self._rows.get(offer.offer, ()):
            if row.surcharge == name:
                charge = np.full(len(at), float(row.amount))
                if row.share_of_freight is not None:
                    charge += float(row.share_of_freight) * self._forward[at]
                highest = np.where(self._meets(row, at), np.maximum(highest, charge), highest)
        return highest

    def total(self, offer: Offer, at: IntArray) -> FloatArray:
        """Add up all surcharges of an offer at some of its points, unrounded."""
        return sum((self.amount(name, offer, at) for name in self.names), np.zeros(len(at)))

    def _meets(self, row: Surcharge, at: IntArray) -> BoolArray:
        """Tell which orders meet every condition of a row."""
        order, lane, orders = self._order[at], self._lane[at], self._orders
        met = np.ones(len(at), dtype=np.bool_)
        if row.country is not None:
            met = met & (self._country == row.country)[lane]
        if row.region is not None:
            met = met & (self._region == row.region)[lane]
        if row.remote_band is not None:
            met = met & orders.in_band(row.remote_band)[order]
        if row.goods_flag is not None:
            met = met & orders.has_flag(row.goods_flag)[order]
        if row.over_side_cm is not None:
            met = met & (orders.longest_side_mm[order] > int(row.over_side_cm * 10))
        if row.over_sides_sum_cm is not None:
            met = met & (orders.sides_sum_mm[order] > int(row.over_sides_sum_cm * 10))
        if row.over_weight_g is not None:
            met = met & (orders.weight_g[order] > row.over_weight_g)
        return met
