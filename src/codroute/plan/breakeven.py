"""At which value of one of its terms an offer starts to win, as data: a bracket and its curve."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from codroute.plan.fields import Count, Measure, MinorUnits, Quantity, Text
from codroute.plan.part import Part
from codroute.scenario.fields import Format, MinorDigits, YesNo

Parameter = Literal[
    "freight", "cod_fee", "return_fee", "paid_rate", "settlement_days", "tier_threshold"
]
"""What is varied: a factor on amounts or thresholds, points added to rates, or days."""

Value = Decimal
"""A value of the parameter; points may be below 0."""


class Reached(Part):
    """What is known of the best plans with the target reached, or without it.

    A figure is None where no plan was found; ``infeasible`` says that none keeps every rule.
    """

    contribution_minor: MinorUnits | None
    bound: Quantity | None
    """No plan of the kind earns more, in the currency; None where nothing is proven."""
    declined_orders: Count | None
    orders: Count | None
    """Orders that the offer carries in the plan, where the target counts."""
    infeasible: YesNo = False


class CurvePoint(Part):
    """The two plans at one value, and which is proven to earn more."""

    value: Value
    verdict: Literal["wins", "loses", "cannot_tell", "unreachable"]
    with_target: Reached
    without_target: Reached
    orders: Count
    """Orders that the offer carries, where the target counts, in the better of the two plans."""
    share: Measure
    """The same as a share of the orders that the target counts."""
    contribution_minor: MinorUnits | None
    """Of the better of the two plans."""


class Bracket(Part):
    """Values between which the offer turns from winning to losing; None: not found so far.

    At ``wins`` it is proven to win and at ``loses`` to lose; what lies between is not known.
    """

    wins: Value | None
    loses: Value | None


class StatedTerm(Part):
    """A figure that the parameter changes, as the offer states it."""

    offer: Text
    what: Text
    """A fee's part, as the column names it; ``paid_rate``, ``settlement_days``, a tier's name."""
    value: Quantity


class Breakeven(Part):
    """The values at which an offer starts to win or reaches a target, and how that is known."""

    format: Format = 1
    base: Text
    offer: Text
    """What the scenario with the offer is called."""
    offers: tuple[Text, ...]
    """The offers whose terms are varied, and whose orders the target counts."""
    provider: Text
    parameter: Parameter
    target: Text
    target_orders: Count | None
    """The least orders that reach the target; None where it is to earn more than a rival."""
    counted_orders: Count
    """Orders of the demand that the target counts."""
    currency: Text
    minor_digits: MinorDigits
    config: Text
    stated: Value
    """The value of the parameter with the offer as it is."""
    terms: tuple[StatedTerm, ...]
    least: Value
    most: Value
    """Values looked at lie between these."""
    larger_is_better: YesNo
    precision: Value
    """A bracket no wider than this is narrow enough."""
    answer: Literal["bracket", "wins_everywhere", "loses_everywhere", "unreachable", "cannot_tell"]
    brackets: tuple[Bracket, ...]
    """In the order of their values; more than one where the verdict turns more than once."""
    seems: Value | None = None
    """Where the plans found would earn the same, whatever their bounds; not proven.

    None where they do so at no value between two planned, or at several.
    """
    one_turn: YesNo
    """Whether it is certain that the verdict turns once: then the bracket holds the only one."""
    why_scanned: Text | None = None
    """Why the values were gone through one by one; None where tangents lead to the turn."""
    curve: tuple[CurvePoint, ...] = Field(default=())
    """Every value planned, in order."""
    findings: tuple[Text, ...] = ()
    """What the audit found wrong with any of the plans."""
    complete: YesNo = True
    """False where Ctrl-C ended it early."""

    @property
    def narrow(self) -> bool:
        """Tell whether there is an answer, and every bracket is as narrow as was asked for."""
        return self.answer != "cannot_tell" and all(
            bracket.wins is not None
            and bracket.loses is not None
            and abs(bracket.loses - bracket.wins) <= self.precision
            for bracket in self.brackets
        )
