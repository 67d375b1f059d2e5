"""Chargeable weight: actual, volumetric or a mixture, as the offer's rule says, exactly."""

from fractions import Fraction

from codroute.scenario.fees import (
    AboveRatioVolumetric,
    AlwaysVolumetric,
    NeverVolumetric,
    PartOfExcessVolumetric,
    Volumetric,
)
from codroute.scenario.tables import ProfilePoint


def needs_dimensions(rule: Volumetric) -> bool:
    """Tell whether the rule cannot be applied without length, width and height."""
    return not isinstance(rule, NeverVolumetric)


def sides_mm(point: ProfilePoint) -> tuple[int, int, int] | None:
    """Give length, width and height in whole millimetres; None where they are not stated."""
    if point.length_cm is None or point.width_cm is None or point.height_cm is None:
        return None
    return int(point.length_cm * 10), int(point.width_cm * 10), int(point.height_cm * 10)


def chargeable_weight_g(rule: Volumetric, point: ProfilePoint) -> Fraction:
    """Give the weight in grams that the card prices.

    Volumetric weight in kg is length × width × height in cm ÷ divisor, so in grams it is the
    volume in mm³ ÷ divisor; lengths are whole millimetres.
    """
    actual = Fraction(point.weight_g)
    if isinstance(rule, NeverVolumetric):
        return actual
    sides = sides_mm(point)
    assert sides is not None  # the checks made sure
    by_volume = Fraction(sides[0] * sides[1] * sides[2], rule.divisor)
    if isinstance(rule, AlwaysVolumetric):
        return by_volume
    if isinstance(rule, PartOfExcessVolumetric):
        return actual + Fraction(rule.share) * max(by_volume - actual, Fraction(0))
    ratio = Fraction(rule.ratio) if isinstance(rule, AboveRatioVolumetric) else Fraction(1)
    return by_volume if by_volume > ratio * actual else actual
