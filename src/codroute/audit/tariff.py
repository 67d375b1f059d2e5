"""What a carrier's own rules charge for one parcel: weights, cards and fees, exactly.

Written from docs/formulation.md alone and shared with nobody: two implementations that agree
are evidence, one implementation used twice is not.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil

from codroute.audit.exact import exactly
from codroute.errors import CodrouteError
from codroute.scenario.fees import CodFee, NoCodFee, ReturnFee, Volumetric
from codroute.scenario.tables import ProfilePoint, Rate


class Unpriceable(CodrouteError):
    """The offer states no price for this parcel."""


def half_up(amount: Fraction, increment: Decimal | None) -> Fraction:
    """Round to the nearest multiple of the increment, ties up; without one, change nothing."""
    if increment is None:
        return amount
    above, below = increment.as_integer_ratio()
    unit = 2 * amount.denominator * above
    steps = (2 * amount.numerator * below + amount.denominator * above) // unit
    return Fraction(steps * above, below)


def weight_charged(rule: Volumetric, point: ProfilePoint) -> Fraction:
    """Give the grams that the card prices: actual or volumetric, as the rule says."""
    if rule.form == "never":
        return Fraction(point.weight_g)
    above, below = 1000, rule.divisor
    for side in (point.length_cm, point.width_cm, point.height_cm):
        if side is None:
            raise Unpriceable("volumetric weight without dimensions")
        numerator, denominator = side.as_integer_ratio()
        above, below = above * numerator, below * denominator
    times, part = (1, 1) if rule.form == "greater" else rule.ratio.as_integer_ratio()
    by_volume = above * part > point.weight_g * times * below
    return Fraction(above, below) if by_volume else Fraction(point.weight_g)


def card_fee(rows: Sequence[Rate], weight_g: Fraction) -> Fraction:
    """Give the card's fee for a weight, from the one row of its zone that holds it."""
    for row in rows:
        if row.up_to_weight_g is not None and weight_g > row.up_to_weight_g:
            continue
        if row.form == "first_step":
            excess = max(weight_g - row.first_weight_g, Fraction(0))
            steps = ceil(excess / row.step_weight_g)
            return exactly(row.first_fee) + steps * exactly(row.step_fee)
        if row.form == "per_kg":
            return exactly(row.fee_per_kg) * weight_g / 1000 + exactly(row.fee_per_parcel)
        if weight_g > row.over_weight_g:
            return exactly(row.fee_per_parcel)
    raise Unpriceable(f"no rate for {float(weight_g):g} g")


def collection_fee(fee: CodFee, value: Fraction) -> Fraction:
    """Give the fee for collecting a COD value, both in the offer's currency."""
    if isinstance(fee, NoCodFee):
        return Fraction(0)
    amount = exactly(fee.fixed) + exactly(fee.rate) * value
    if fee.minimum is not None:
        amount = max(amount, exactly(fee.minimum))
    if fee.maximum is not None:
        amount = min(amount, exactly(fee.maximum))
    return amount


def way_back_fee(fee: ReturnFee, freight: Fraction) -> Fraction:
    """Give the fee for bringing one refused parcel back; ``freight`` is that of the way out."""
    if fee.form == "flat":
        return exactly(fee.amount)
    return exactly(fee.share) * freight
