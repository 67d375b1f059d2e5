"""Import duty and VAT that an offer pays at the border, on arrays."""

from dataclasses import dataclass

import numpy as np

from codroute.economics.arrays import HAIR, FloatArray, IntArray
from codroute.scenario.catalog import Catalog
from codroute.scenario.tables import Lane


@dataclass(frozen=True)
class Customs:
    """What the table duties says of every lane, ``(lane,)``; amounts in the market's currency."""

    declared_share: FloatArray
    duty_rate: FloatArray
    duty_free: FloatArray
    vat_rate: FloatArray
    vat_free: FloatArray

    def duty(self, lane: IntArray, cod_value: FloatArray, worth: FloatArray) -> FloatArray:
        """Give the unrounded duty of orders; ``worth`` is a market's unit in the offer's."""
        declared = self.declared_share[lane] * cod_value
        return _rate(declared, self.duty_rate[lane], self.duty_free[lane]) * declared * worth

    def vat(self, lane: IntArray, cod_value: FloatArray, worth: FloatArray) -> FloatArray:
        """Give the unrounded VAT of orders; the duty is part of what it is taken of."""
        declared = self.declared_share[lane] * cod_value
        base = declared * worth + self.duty(lane, cod_value, worth)
        return _rate(declared, self.vat_rate[lane], self.vat_free[lane]) * base


def _rate(declared: FloatArray, rate: FloatArray, free: FloatArray) -> FloatArray:
    """Give the rate; 0 where the value declared is within what is free."""
    return np.where(declared > free * (1 + HAIR), rate, 0.0)


def customs(catalog: Catalog, lanes: tuple[Lane, ...]) -> Customs:
    """Look up every lane's row of duties.

    Lanes without a row get zeros: offers that pay duties have one, the checks make sure.
    """
    rows = [catalog.duty(lane) for lane in lanes]
    columns = ("declared_share", "duty_rate", "duty_free_up_to", "vat_rate", "vat_free_up_to")
    return Customs(
        *(np.array([float(getattr(row, column, 0) or 0) for row in rows]) for column in columns)
    )
