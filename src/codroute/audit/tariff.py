"""What a carrier's own rules charge for one parcel: weights, cards and fees, exactly.

Written from docs/formulation.md alone and shared with nobody: two implementations that agree
are evidence, one implementation used twice is not.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Literal

from codroute.audit.exact import exactly
from codroute.errors import CodrouteError
from codroute.scenario.fees import (
    CodFee,
    FlatReturn,
    Insurance,
    LinearCodFee,
    MarkedUpForwardReturn,
    PaidDuties,
    ShareOfForwardReturn,
    Volumetric,
)
from codroute.scenario.tables import CodFeeStep, Duty, ProfilePoint, Rate, WeightBandRate

RoundingMode = Literal["half_up", "half_even", "up", "down"]

_NOTHING = Fraction(0)


class Unpriceable(CodrouteError):
    """The offer states no price for this parcel."""


def rounded_to(amount: Fraction, increment: Decimal | None, mode: RoundingMode) -> Fraction:
    """Round an amount of 0 or more to a multiple of the increment; without one, change nothing."""
    if increment is None:
        return amount
    above, below = increment.as_integer_ratio()
    unit = amount.denominator * above
    steps, rest = divmod(amount.numerator * below, unit)
    further = {
        "half_up": 2 * rest >= unit,
        "half_even": 2 * rest > unit or (2 * rest == unit and steps % 2 == 1),
        "up": rest > 0,
        "down": False,
    }[mode]
    return Fraction((steps + further) * above, below)


def sides_cm(point: ProfilePoint) -> tuple[Fraction, Fraction, Fraction]:
    """Give the parcel's sides.

    Raises
    ------
    Unpriceable
        They are not known.
    """
    if point.length_cm is None or point.width_cm is None or point.height_cm is None:
        raise Unpriceable("a price by size without dimensions")
    return exactly(point.length_cm), exactly(point.width_cm), exactly(point.height_cm)


def weight_charged(rule: Volumetric, point: ProfilePoint) -> Fraction:
    """Give the grams that the card prices: actual or volumetric, as the rule says."""
    actual = Fraction(point.weight_g)
    if rule.form == "never":
        return actual
    a, b, c = sides_cm(point)
    volumetric = Fraction(
        a.numerator * b.numerator * c.numerator * 1000,
        a.denominator * b.denominator * c.denominator * rule.divisor,
    )
    if rule.form == "above_ratio":
        return volumetric if volumetric > exactly(rule.ratio) * actual else actual
    if rule.form == "part_of_excess":
        return actual + exactly(rule.share) * max(volumetric - actual, _NOTHING)
    return volumetric if rule.form == "always" else max(volumetric, actual)


def card_row(rows: Sequence[Rate], weight_g: Fraction) -> Rate | None:
    """Give the row of a card's zone that holds a weight, None where none does."""
    for row in rows:
        if weight_g > row.over_weight_g and (
            row.up_to_weight_g is None or weight_g <= row.up_to_weight_g
        ):
            return row
    return None


def card_fee(rows: Sequence[Rate], weight_g: Fraction) -> Fraction:
    """Give the card's fee for a weight, from the one row of its zone that holds it."""
    row = card_row(rows, weight_g)
    if row is None:
        raise Unpriceable(f"no rate for {float(weight_g):g} g")
    if isinstance(row, WeightBandRate):
        return exactly(row.fee_per_parcel)
    billed = weight_g if row.min_weight_g is None else max(weight_g, Fraction(row.min_weight_g))
    if row.form == "first_step":
        excess = max(billed - row.first_weight_g, _NOTHING)
        steps = ceil(excess / row.step_weight_g)
        fee = exactly(row.first_fee) + steps * exactly(row.step_fee)
    else:
        if row.step_weight_g is not None:
            billed = Fraction(ceil(billed / row.step_weight_g) * row.step_weight_g)
        fee = exactly(row.fee_per_kg) * billed / 1000 + exactly(row.fee_per_parcel)
    return _at_least(fee, row.minimum_fee)


def cod_fee_step(steps: Sequence[CodFeeStep], value: Fraction) -> CodFeeStep | None:
    """Give the step of a table that holds a COD value, None where none does.

    A value of 0, which no step can be above, is in the step that begins at 0.
    """
    for step in steps:
        above = value > step.over_value or value == step.over_value == 0
        if above and (step.up_to_value is None or value <= step.up_to_value):
            return step
    return None


def collection_fee(fee: CodFee, value: Fraction, steps: Sequence[CodFeeStep] = ()) -> Fraction:
    """Give the fee for collecting a COD value, both in the offer's currency.

    Parameters
    ----------
    fee, value
        The offer's form of fee, and the amount to collect.
    steps
        Those of the fee's table, where it has one.

    Raises
    ------
    Unpriceable
        The value is in no step of the table.
    """
    if fee.form == "none":
        return _NOTHING
    terms: LinearCodFee | CodFeeStep | None = None
    if fee.form == "linear":
        if fee.free_below is not None and value < fee.free_below:
            return _NOTHING
        terms = fee
    else:
        terms = cod_fee_step(steps, value)
        if terms is None:
            raise Unpriceable(f"no COD fee for {float(value):g}")
    amount = exactly(terms.fixed) + exactly(terms.rate) * value
    return _within(amount, terms.minimum, terms.maximum)


def way_back_fee(
    fee: FlatReturn | ShareOfForwardReturn | MarkedUpForwardReturn, freight: Fraction
) -> Fraction:
    """Give the fee for bringing one refused parcel back; ``freight`` is that of the way out."""
    if fee.form == "flat":
        return exactly(fee.amount)
    if fee.form == "marked_up_forward":
        return (freight + exactly(fee.added)) * exactly(fee.factor)
    return exactly(fee.share) * freight


def premium(insurance: Insurance, value: Fraction) -> Fraction:
    """Give the premium for a COD value, both in the offer's currency."""
    if insurance.form == "none":
        return _NOTHING
    return _within(exactly(insurance.rate) * value, insurance.minimum, insurance.maximum)


def duty_and_vat(duty: Duty, value: Fraction, worth: Fraction) -> tuple[Fraction, Fraction]:
    """Give import duty and VAT of a COD value, neither rounded.

    Parameters
    ----------
    duty
        The country's row for the goods.
    value
        In the market's currency, which is also that of the row's limits.
    worth
        What one unit of it is in the currency of the result, the offer's.
    """
    declared = exactly(duty.declared_share) * value
    converted = declared * worth
    duty_due = vat_due = _NOTHING
    if declared > (duty.duty_free_up_to or 0):
        duty_due = exactly(duty.duty_rate) * converted
    if declared > (duty.vat_free_up_to or 0):
        vat_due = exactly(duty.vat_rate) * (converted + duty_due)
    return duty_due, vat_due


def handling_fee(duties: PaidDuties, advanced: Fraction) -> Fraction:
    """Give the fee for advancing duty and VAT; nothing where nothing was due."""
    if not advanced:
        return _NOTHING
    return _at_least(exactly(duties.handling_rate) * advanced, duties.handling_minimum)


def _at_least(amount: Fraction, minimum: Decimal | None) -> Fraction:
    return amount if minimum is None else max(amount, exactly(minimum))


def _within(amount: Fraction, minimum: Decimal | None, maximum: Decimal | None) -> Fraction:
    """Lift an amount to its minimum, then cut it at its maximum."""
    amount = _at_least(amount, minimum)
    return amount if maximum is None else min(amount, exactly(maximum))
