"""Chargeable weight: actual or volumetric, as the offer's rule says, exactly."""

from fractions import Fraction

from codroute.scenario.fees import AboveRatioVolumetric, NeverVolumetric, Volumetric
from codroute.scenario.tables import ProfilePoint


def needs_dimensions(rule: Volumetric) -> bool:
    """Tell whether the rule cannot be applied without length, width and height."""
    return not isinstance(rule, NeverVolumetric)


def chargeable_weight_g(rule: Volumetric, point: ProfilePoint) -> Fraction:
    """Give the weight in grams that the card prices.

    Volumetric weight in kg is length × width × height in cm ÷ divisor, so in grams it is the
    volume in mm³ ÷ divisor; lengths are whole millimetres.
    """
    if isinstance(rule, NeverVolumetric):
        return Fraction(point.weight_g)
    assert point.length_cm is not None  # the checks made sure
    assert point.width_cm is not None and point.height_cm is not None
    volume_mm3 = int(point.length_cm * 10) * int(point.width_cm * 10) * int(point.height_cm * 10)
    over, under = (
        rule.ratio.as_integer_ratio() if isinstance(rule, AboveRatioVolumetric) else (1, 1)
    )
    if volume_mm3 * under > rule.divisor * point.weight_g * over:
        return Fraction(volume_mm3, rule.divisor)
    return Fraction(point.weight_g)
