"""Plans of a scenario under several rate offers, side by side, and what their differences mean."""

from typing import Literal

from pydantic import Field

from codroute.plan.fields import Count, Measure, MinorUnits, OrdersFromOne, Quantity, Text
from codroute.plan.model import Money, Plan
from codroute.plan.part import Part
from codroute.scenario.fields import Format, MinorDigits

Moved = int
"""A difference of counts: of either sign."""


class Award(Part):
    """What a provider carries in a market under a plan."""

    provider: Text
    country: Text
    orders: Count
    collected_minor: MinorUnits
    contribution_minor: MinorUnits
    """Of its orders; amounts of a contract as a whole belong to no market."""
    cash_held_minor: MinorUnits
    """Mean over the horizon of the cash collected and not yet paid out."""


class Figures(Part):
    """What a plan comes to; means are over the orders shipped, None where none are."""

    orders: Count
    declined_orders: Count
    contribution_minor: MinorUnits
    total_minor: Money
    paid_rate: Measure | None
    """Share of the orders shipped that are expected to be delivered and paid."""
    transit_days: Measure | None
    cash_held_minor: MinorUnits
    """Mean over the horizon of the cash that providers hold."""
    days_to_cash: Measure | None
    """From hand-over to pay-out, a mean over the money collected."""
    awards: tuple[Award, ...]


class Variant(Part):
    """A scenario with some of the offers, and its plan."""

    name: Text
    offers: tuple[Text, ...]
    """Names of the offers on top of the base; none in the base itself."""
    plan: Plan
    figures: Figures
    findings: tuple[Text, ...]
    """What the audit found wrong; empty where it passed."""


class Flow(Part):
    """Orders of a market that one plan gives to one provider and the other to another.

    None stands for orders that are declined.
    """

    country: Text
    from_provider: Text | None
    to_provider: Text | None
    orders: OrdersFromOne


class Move(Part):
    """Orders of a lane that go from one offer to another; None stands for declined ones."""

    from_offer: Text | None
    to_offer: Text | None
    orders: OrdersFromOne


class Driver(Part):
    """A lane's part in a difference: what moves there, and what that changes."""

    lane: Text
    country: Text
    moves: tuple[Move, ...]
    terms_minor: Money
    amount_minor: MinorUnits


class Chance(Part):
    """A difference over draws of the paid rates, both plans kept as they are."""

    better: Measure
    """Share of the draws in which the first plan earns more."""
    sampling_error: Measure
    """Standard error of that share."""
    low_minor: MinorUnits
    """A twentieth of the draws lies below."""
    mean_minor: MinorUnits
    high_minor: MinorUnits
    """A twentieth of the draws lies above."""


class Difference(Part):
    """What one variant earns more than another, and why."""

    of: Text
    against: Text
    verdict: Literal["better", "worse", "cannot_tell"]
    """What the bounds prove of the best plans of both."""
    contribution_minor: MinorUnits
    """Between the two plans found."""
    least: Quantity | None
    """In the plan's currency: the best plans of both differ by no less; None where unknown.

    Before amounts are rounded, and rounded away from each other to whole minor units.
    """
    most: Quantity | None
    least_share: float | None
    """The same as shares of what the plan of ``against`` earns."""
    most_share: float | None
    declined_orders: Moved
    moved_orders: Count
    same_award_minor: MinorUnits | None
    """Part of the difference if nothing moved: the award of ``against`` at the prices of ``of``.

    Told against the base; None where its award is none there: an offer is missing or does not take
    its orders.
    """
    terms_minor: Money
    flows: tuple[Flow, ...]
    drivers: tuple[Driver, ...]
    """The lanes with the largest amounts, the largest first."""
    chance: Chance | None = None


class Skipped(Part):
    """Offers that were not combined, or not planned, and why."""

    offers: tuple[Text, ...]
    reason: Text


class Uncertainty(Part):
    """How paid rates were drawn."""

    draws: Count
    seed: Count
    uncertain_rates: Count
    """Rows of ``performance`` in use that say how many orders they were observed on."""
    certain_rates: Count
    """Rows in use that do not, and were not varied."""


class Comparison(Part):
    """The base and every variant, and how each differs from the base and from the best."""

    format: Format = 1
    base: Text
    currency: Text
    minor_digits: MinorDigits
    config: Text
    variants: tuple[Variant, ...]
    """The base first."""
    differences: tuple[Difference, ...]
    """Of each variant against the base; then of the best against each other variant."""
    skipped: tuple[Skipped, ...] = Field(default=())
    uncertainty: Uncertainty | None = None
    complete: bool = True
    """False where Ctrl-C left variants unplanned."""
