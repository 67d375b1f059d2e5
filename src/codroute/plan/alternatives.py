"""Awards that earn almost as much as the best one known and place orders elsewhere."""

from typing import Literal

from codroute.plan.comparison import Figures, Flow
from codroute.plan.fields import Count, Measure, MinorUnits, Quantity, Text
from codroute.plan.model import Plan
from codroute.plan.part import Part
from codroute.scenario.fields import Format, MinorDigits

Metric = Literal[
    "paid_rate",
    "transit_days",
    "cash_held",
    "days_to_cash",
    "providers",
    "largest_share",
    "full_limits",
    "declined_orders",
]
"""What awards are compared by beside what they earn; ``largest_share`` is the largest provider's
share of the orders, ``full_limits`` counts the limits that have no room."""


class Trait(Part):
    """One figure of an alternative beside that of the best plan; None where nothing is shipped."""

    metric: Metric
    best: float | None
    value: float | None
    better: bool


class Alternative(Part):
    """A plan that keeps every rule, what it loses and what it is better at."""

    found_by: Text
    """What was asked for beside money when it was found."""
    plan: Plan
    figures: Figures
    loss_minor: MinorUnits
    """What it earns less than the best plan known."""
    loss_share: Measure | None
    """As a share of what that earns; None where that is nothing."""
    below_bound: Quantity | None
    """No plan earns more than it by more than this; None where nothing is proven."""
    distance: Measure
    """Share of the orders that it places elsewhere than the best plan."""
    nearest: Measure
    """The least distance to the best plan and to the alternatives before it."""
    traits: tuple[Trait, ...]
    flows: tuple[Flow, ...]
    """From the best plan's providers to its own."""


class Alternatives(Part):
    """The best plan known and alternatives to it, each unlike all before it."""

    format: Format = 1
    scenario: Text
    currency: Text
    minor_digits: MinorDigits
    config: Text
    wanted: Count
    within: Measure
    least_distance: Measure
    best: Plan
    figures: Figures
    findings: tuple[Text, ...]
    """What the audit found wrong with any of the plans; empty where all passed."""
    alternatives: tuple[Alternative, ...]
    tried: Count
    """Plans made to choose from, the best left out."""
    near_best: Count
    """How many of them earn enough."""
    complete: bool
    """False where time or Ctrl-C ended the search before all was tried."""
