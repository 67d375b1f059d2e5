"""What every rule of a scenario costs: what the best plan without it earns more."""

from typing import Literal

from pydantic import Field

from codroute.plan.fields import Count, Measure, MinorUnits, Quantity, Text
from codroute.plan.model import Plan
from codroute.plan.part import Part
from codroute.plan.rules import Rule
from codroute.scenario.fields import Format, MinorDigits, YesNo

How = Literal["planned", "prices", "by_definition", "not_planned"]
"""How a cost is known: by a plan without the rule; by prices of 0 in the proof of the plan with it;
since a plan that declines nothing is among those that decline least; or not, for lack of time."""


class Marginal(Part):
    """What a limit eased by a little would earn, by the plan's shadow prices."""

    step: Quantity
    """By how much it is eased, in its unit and in every period."""
    worth_minor: MinorUnits
    """At most, while the plan's price tiers stay: the worth falls as a limit grows."""
    full: Count
    """Periods in which the limit has a price."""


class RuleCost(Part):
    """One rule with its cost, which is never below 0: a plan that keeps a rule needs no rule."""

    rule: Rule
    how: How
    cost_minor: MinorUnits | None
    """Between the two plans found; None where there is none without the rule, or it declines fewer
    orders, so that the two do not compare."""
    least: Quantity | None
    """In the currency: what the best plans differ by is no less, and no more than ``most``."""
    most: Quantity | None
    declined_orders: Count = 0
    """How many orders are declined because of the rule, between the two plans found."""
    marginal: Marginal | None = None
    """None where the rule has no price: of roles, and where the engine knows none."""


class RuleCosts(Part):
    """Every rule of a scenario, the dearest first."""

    format: Format = 1
    scenario: Text
    currency: Text
    minor_digits: MinorDigits
    config: Text
    plan: Plan
    """With every rule."""
    gap: Measure | None
    """Of that plan: no cost is known more closely."""
    costs: tuple[RuleCost, ...]
    findings: tuple[Text, ...] = Field(default=())
    """What audits found wrong, of any of the plans."""
    complete: YesNo
    """Whether every rule that needs a plan without it has one."""
