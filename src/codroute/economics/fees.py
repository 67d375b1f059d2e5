"""Fee variants evaluated on arrays; the audit has its own scalar evaluation of the same."""

from collections.abc import Sequence

import numpy as np

from codroute.economics.arrays import HAIR, BoolArray, FloatArray, IntArray, half_even
from codroute.scenario.fees import (
    CodFee,
    Duties,
    FlatReturn,
    Insurance,
    LinearCodFee,
    MarkedUpForwardReturn,
    NoCodFee,
    NoInsurance,
    RateCardReturn,
    ReturnFee,
    UnpaidDuties,
)
from codroute.scenario.tables import CodFeeStep, FirstStepRate, Offer, PerKgRate, Rate


def round_amounts(offer: Offer, amount: FloatArray) -> FloatArray:
    """Round to the offer's increment by its mode; without an increment amounts stay as they are."""
    if offer.rounding is None:
        return amount
    return round_to(float(offer.rounding), offer.rounding_mode, amount)


def round_to(increment: float, mode: str, amount: FloatArray) -> FloatArray:
    """Round to a multiple of the increment: ``half_up``, ``half_even``, ``up`` or ``down``.

    A quotient that float error may have put beside a whole number, or a half, is that number.
    """
    quotient = amount / increment
    nudge = HAIR * np.abs(quotient)
    match mode:
        case "half_up":
            steps = np.floor(quotient + 0.5 + nudge)
        case "up":
            steps = np.ceil(quotient - nudge)
        case "down":
            steps = np.floor(quotient + nudge)
        case _:
            steps = half_even(quotient, nudge)
    rounded: FloatArray = steps * increment
    return rounded


def freight(rows: Sequence[Rate], numerator: IntArray, denominator: IntArray) -> FloatArray:
    """Price chargeable weights ``numerator / denominator`` g by one card and zone.

    NaN for a weight that no row holds: eligibility leaves such orders out.
    """
    if len(rows) == 1 and rows[0].over_weight_g == 0:  # nearly every card; the ends were checked
        return _fee(rows[0], numerator, denominator)
    fee = np.full(len(numerator), np.nan)
    open_yet = np.ones(len(numerator), dtype=np.bool_)
    for row in rows:
        held = open_yet & (numerator > row.over_weight_g * denominator)
        if row.up_to_weight_g is not None:
            held &= numerator <= row.up_to_weight_g * denominator
        fee[held] = _fee(row, numerator[held], denominator[held])
        open_yet &= ~held
    return fee


def _fee(row: Rate, numerator: IntArray, denominator: IntArray) -> FloatArray:
    """Price weights by one row, which holds all of them."""
    if row.form == "weight_band":
        return np.full(len(numerator), float(row.fee_per_parcel))
    if row.min_weight_g is not None:
        numerator = np.maximum(numerator, row.min_weight_g * denominator)
    if row.form == "first_step":
        fee = _first_step(row, numerator, denominator)
    else:
        fee = _per_kg(row, numerator, denominator)
    return fee if row.minimum_fee is None else np.maximum(fee, float(row.minimum_fee))


def _first_step(row: FirstStepRate, numerator: IntArray, denominator: IntArray) -> FloatArray:
    excess = numerator - row.first_weight_g * denominator
    steps = np.maximum(0, _started(excess, row.step_weight_g * denominator))
    fee: FloatArray = float(row.first_fee) + steps * float(row.step_fee)
    return fee


def _per_kg(row: PerKgRate, numerator: IntArray, denominator: IntArray) -> FloatArray:
    weight_g = numerator / denominator
    if row.step_weight_g is not None:
        steps = _started(numerator, row.step_weight_g * denominator)
        weight_g = (steps * row.step_weight_g).astype(np.float64)
    fee: FloatArray = float(row.fee_per_kg) * (weight_g / 1000.0) + float(row.fee_per_parcel)
    return fee


def _started(amount: IntArray, step: IntArray) -> IntArray:
    """Count the steps that are begun."""
    steps: IntArray = -(-amount // step)
    return steps


def cod_fee(fee: CodFee, steps: Sequence[CodFeeStep], value: FloatArray) -> FloatArray:
    """Price collecting ``value`` (in the offer's currency); ``steps`` are those of its table.

    NaN for a value that no step holds: eligibility leaves such orders out.
    """
    if isinstance(fee, NoCodFee):
        return np.zeros_like(value)
    if isinstance(fee, LinearCodFee):
        amount = _linear(fee, value)
        if fee.free_below is None:
            return amount
        return np.where(value < float(fee.free_below) * (1 - HAIR), 0.0, amount)
    amount = np.full_like(value, np.nan)
    for step in reversed(steps):
        amount = np.where(_in_step(step, value), _linear(step, value), amount)
    return amount


def _in_step(step: CodFeeStep, value: FloatArray) -> BoolArray:
    """Tell which values a step holds; one that float error put beside an end lies on it."""
    begin = float(step.over_value)
    above: BoolArray = (value > begin * (1 + HAIR)) | ((value == 0) & (begin == 0))
    if step.up_to_value is None:
        return above
    held: BoolArray = above & (value <= float(step.up_to_value) * (1 + HAIR))
    return held


def _linear(fee: LinearCodFee | CodFeeStep, value: FloatArray) -> FloatArray:
    """Give ``fixed + rate × value`` within its bounds."""
    return _bounded(fee, float(fee.fixed) + float(fee.rate) * value)


def _bounded(fee: object, amount: FloatArray) -> FloatArray:
    """Keep an amount within the fee's minimum and maximum, where it has them."""
    minimum, maximum = getattr(fee, "minimum", None), getattr(fee, "maximum", None)
    if minimum is not None:
        amount = np.maximum(amount, float(minimum))
    return amount if maximum is None else np.minimum(amount, float(maximum))


def premium(insurance: Insurance, value: FloatArray) -> FloatArray:
    """Price insuring ``value`` (in the offer's currency)."""
    if isinstance(insurance, NoInsurance):
        return np.zeros_like(value)
    return _bounded(insurance, float(insurance.rate) * value)


def return_fee(fee: ReturnFee, forward: FloatArray, by_card: FloatArray | None) -> FloatArray:
    """Price bringing back an order whose freight out was ``forward``.

    ``by_card`` is the freight of the fee's own card, where it has one.
    """
    if isinstance(fee, FlatReturn):
        return np.full_like(forward, float(fee.amount))
    if isinstance(fee, RateCardReturn):
        assert by_card is not None
        return by_card
    if isinstance(fee, MarkedUpForwardReturn):
        return (forward + float(fee.added)) * float(fee.factor)
    return float(fee.share) * forward


def duties_handling(duties: Duties, advanced: FloatArray) -> FloatArray:
    """Price advancing duty and VAT; nothing where none were advanced."""
    if isinstance(duties, UnpaidDuties):
        return np.zeros_like(advanced)
    fee = np.maximum(float(duties.handling_rate) * advanced, float(duties.handling_minimum))
    return np.where(advanced > 0, fee, 0.0)
