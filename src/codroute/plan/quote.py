"""What an order costs under an offer, as data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from codroute.plan.bill import BillLine, Due
from codroute.scenario.order import Order
from codroute.scenario.quotable import Unquotable
from codroute.scenario.tables import Offer


@dataclass(frozen=True)
class Quote:
    """What an order costs under an offer.

    Attributes
    ----------
    order, offer
        What is quoted.
    price_tier, schedule, volume
        Name of the price tier charged, whose schedule it is of, and the volume of the window so
        far that reaches it; None where no all-units schedule counts the order.
    lines
        The bill's lines, in the offer's currency, whatever becomes of the order.
    chances
        By what must happen, the share of such orders to which it does; None where no record of
        the provider applies.
    rate
        What one unit of the offer's currency is worth in the scenario's.
    value
        The COD value in the scenario's currency.
    """

    order: Order
    offer: Offer
    price_tier: str | None
    schedule: str | None
    volume: Decimal | None
    lines: tuple[BillLine, ...]
    chances: Mapping[Due, Fraction] | None
    rate: Fraction
    value: Fraction

    @property
    def digits(self) -> int:
        """Give the decimals of the bill's amounts: those of the offer's rounding, else four."""
        return 4 if self.offer.rounding is None else decimals(self.offer.rounding)

    def billed(self, dues: Iterable[Due]) -> Fraction:
        """Add up the lines that any of these makes due, with tax, in the offer's currency."""
        wanted = set(dues)
        return sum((x.amount + x.tax for x in self.lines if x.due in wanted), Fraction(0))

    @cached_property
    def expected_cost(self) -> Fraction | None:
        """Give what is billed on average, in the scenario's currency; None without a record."""
        if self.chances is None:
            return None
        costs = ((x.amount + x.tax) * self.chances[x.due] for x in self.lines)
        return self.rate * sum(costs, Fraction(0))

    @cached_property
    def expected_cash(self) -> Fraction | None:
        """Give the cash collected on average less what is billed, in the scenario's currency."""
        cost = self.expected_cost
        if cost is None or self.chances is None:
            return None
        return self.chances["delivered"] * self.value - cost


def decimals(value: Decimal) -> int:
    """Give the decimals that a number needs to be written exactly."""
    exponent = value.normalize().as_tuple().exponent
    assert isinstance(exponent, int)  # the number is finite
    return max(-exponent, 0)


@dataclass(frozen=True)
class Quoted:
    """Quotes sorted by order, then offer, and why the other pairs have none."""

    quotes: tuple[Quote, ...]
    unquotable: tuple[Unquotable, ...]
