"""What a carrier's own rules charge for one parcel: weights, cards and fees, exactly.

Written from docs/formulation.md alone and shared with nobody: two implementations that agree
are evidence, one implementation used twice is not.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from codroute.errors import CodrouteError
from codroute.scenario.fees import CodFee, NoCodFee, ReturnFee, Volumetric
from codroute.scenario.tables import ProfilePoint, Rate


class Unpriceable(CodrouteError):
    """The offer states no price for this parcel."""


def half_up(amount: Fraction, increment: Decimal | None) -> Fraction:
    """Round to the nearest multiple of the increment, ties up; without one, change nothing."""
    if increment is None:
        return amount
    step = Fraction(increment)
    return floor(amount / step + Fraction(1, 2)) * step


def weight_charged(rule: Volumetric, point: ProfilePoint) -> Fraction:
    """Give the grams that the card prices: actual or volumetric, as the rule says."""
    actual = Fraction(point.weight_g)
    if rule.form == "never":
        return actual
    sides = (point.length_cm, point.width_cm, point.height_cm)
    volumetric = Fraction(1000, rule.divisor)
    for side in sides:
        if side is None:
            raise Unpriceable("volumetric weight without dimensions")
        volumetric *= Fraction(side)
    if rule.form == "greater":
        return volumetric if volumetric > actual else actual
    return volumetric if volumetric > actual * Fraction(rule.ratio) else actual


def card_fee(rows: Sequence[Rate], weight_g: Fraction) -> Fraction:
    """Give the card's fee for a weight, from the one row of its zone that holds it."""
    for row in rows:
        if row.up_to_weight_g is not None and weight_g > row.up_to_weight_g:
            continue
        if row.form == "first_step":
            excess = max(weight_g - row.first_weight_g, Fraction(0))
            steps = ceil(excess / row.step_weight_g)
            return Fraction(row.first_fee) + steps * Fraction(row.step_fee)
        if row.form == "per_kg":
            return Fraction(row.fee_per_kg) * weight_g / 1000 + Fraction(row.fee_per_parcel)
        if weight_g > row.over_weight_g:
            return Fraction(row.fee_per_parcel)
    raise Unpriceable(f"no rate for {float(weight_g):g} g")


def collection_fee(fee: CodFee, value: Fraction) -> Fraction:
    """Give the fee for collecting a COD value, both in the offer's currency."""
    if isinstance(fee, NoCodFee):
        return Fraction(0)
    amount = Fraction(fee.fixed) + Fraction(fee.rate) * value
    if fee.minimum is not None:
        amount = max(amount, Fraction(fee.minimum))
    if fee.maximum is not None:
        amount = min(amount, Fraction(fee.maximum))
    return amount


def way_back_fee(fee: ReturnFee, freight: Fraction) -> Fraction:
    """Give the fee for bringing one refused parcel back; ``freight`` is that of the way out."""
    if fee.form == "flat":
        return Fraction(fee.amount)
    return Fraction(fee.share) * freight
