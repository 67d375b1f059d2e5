"""Fee variants evaluated on arrays; the audit has its own scalar evaluation of the same."""

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.scenario.fees import (
    CodFee,
    FlatReturn,
    LinearCodFee,
    NoCodFee,
    ReturnFee,
)
from codroute.scenario.tables import FirstStepRate, PerKgRate, Rate, WeightBandRate


def round_half_up(amount: FloatArray, increment: float | None) -> FloatArray:
    """Round to the increment, halves up; None leaves amounts as they are.

    A quotient that float error may have put just below a half is a half.
    """
    if increment is None:
        return amount
    quotient = amount / increment
    nudge = 1e-12 * np.maximum(np.abs(quotient), 1.0)
    return np.floor(quotient + 0.5 + nudge) * increment


def freight(rows: list[Rate], numerator: IntArray, denominator: IntArray) -> FloatArray:
    """Price chargeable weights ``numerator / denominator`` g by one card and zone."""
    first = rows[0]
    if isinstance(first, FirstStepRate):
        return _first_step(first, numerator, denominator)
    if isinstance(first, PerKgRate):
        return _per_kg(first, numerator, denominator)
    bands = [row for row in rows if isinstance(row, WeightBandRate)]
    return _weight_band(bands, numerator, denominator)


def _first_step(row: FirstStepRate, numerator: IntArray, denominator: IntArray) -> FloatArray:
    excess = numerator - row.first_weight_g * denominator
    steps = np.maximum(0, -(-excess // (row.step_weight_g * denominator)))
    fee: FloatArray = float(row.first_fee) + steps * float(row.step_fee)
    return fee


def _per_kg(row: PerKgRate, numerator: IntArray, denominator: IntArray) -> FloatArray:
    fee: FloatArray = float(row.fee_per_kg) * (numerator / (1000.0 * denominator))
    return fee + float(row.fee_per_parcel)


def _weight_band(
    bands: list[WeightBandRate], numerator: IntArray, denominator: IntArray
) -> FloatArray:
    """Count the bands that end below each weight: that is the number of the band it is in."""
    fees = np.array([float(band.fee_per_parcel) for band in bands])
    ends = np.array([band.up_to_weight_g for band in bands], dtype=np.int64)
    number = (numerator[:, None] > ends[None, :] * denominator[:, None]).sum(axis=1)
    chosen: FloatArray = fees[np.minimum(number, len(bands) - 1)]
    return chosen


def cod_fee(fee: CodFee, value: FloatArray) -> FloatArray:
    """Price collecting ``value`` (in the offer's currency)."""
    if isinstance(fee, NoCodFee):
        return np.zeros_like(value)
    amount = float(fee.fixed) + float(fee.rate) * value
    if fee.minimum is not None:
        amount = np.maximum(amount, float(fee.minimum))
    return amount if fee.maximum is None else np.minimum(amount, float(fee.maximum))


def charged_on_delivered(fee: CodFee) -> bool:
    """Tell whether the fee falls due only on delivered orders."""
    return isinstance(fee, LinearCodFee) and fee.charged_on == "delivered"


def return_fee(fee: ReturnFee, forward: FloatArray) -> FloatArray:
    """Price bringing back an order whose freight out was ``forward``."""
    if isinstance(fee, FlatReturn):
        return np.full_like(forward, float(fee.amount))
    return float(fee.share) * forward
