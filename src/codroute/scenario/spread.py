"""How a number of orders spread: the extremes that limits are compared with, each found once."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from codroute.scenario.chargeable import chargeable_weight_g, needs_dimensions, sides_mm
from codroute.scenario.fees import Volumetric
from codroute.scenario.tables import ProfilePoint


class Spread:
    """Orders of one lane, or a single order.

    Parameters
    ----------
    points
        One or more kinds of orders, values in the currency of their market.
    """

    def __init__(self, points: Sequence[ProfilePoint]) -> None:
        self.points = points
        self._chargeable: dict[Volumetric, tuple[Fraction, ...]] = {}

    @cached_property
    def dearest(self) -> Decimal:
        """Give the highest COD value."""
        return max(point.cod_value for point in self.points)

    @cached_property
    def heaviest_g(self) -> int:
        """Give the highest actual weight."""
        return max(point.weight_g for point in self.points)

    @cached_property
    def goods_flags(self) -> frozenset[str]:
        """Give the flags that some order has."""
        return frozenset(flag for point in self.points for flag in point.goods_flags)

    @cached_property
    def has_dimensions(self) -> bool:
        """Tell whether all orders state length, width and height."""
        return all(point.length_cm is not None for point in self.points)

    @cached_property
    def longest_side_mm(self) -> int:
        """Give the longest side of any order with dimensions; 0 where none has them."""
        return max((max(s) for p in self.points if (s := sides_mm(p)) is not None), default=0)

    @cached_property
    def largest_sides_sum_mm(self) -> int:
        """Give the largest length + width + height of any order; 0 where none has them."""
        return max((sum(s) for p in self.points if (s := sides_mm(p)) is not None), default=0)

    def is_priceable(self, rule: Volumetric) -> bool:
        """Tell whether the orders have the dimensions that the rule needs."""
        return not needs_dimensions(rule) or self.has_dimensions

    def chargeable_g(self, rule: Volumetric) -> tuple[Fraction, ...]:
        """Give the chargeable weight of every order; all must have what the rule needs."""
        if rule not in self._chargeable:
            self._chargeable[rule] = tuple(chargeable_weight_g(rule, p) for p in self.points)
        return self._chargeable[rule]
