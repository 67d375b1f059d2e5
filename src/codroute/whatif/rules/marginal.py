"""What a rule's limits would earn if they were eased by a round amount, by the plan's prices."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import takewhile

from codroute.plan.model import LimitUse, Plan
from codroute.plan.rule_costs import Marginal
from codroute.plan.rules import Rule

_PART = Decimal("0.1")
"""Of a limit: a round amount near it is what a manager may ask for."""

_STEPS = {"paid_rate": Decimal("0.01"), "days": Decimal("0.1")}
"""Qualities are eased by so much: a point, a tenth of a day."""


def uses_of(rule: Rule, plan: Plan) -> list[LimitUse]:
    """Give the limits that a plan lists of a rule, in all periods."""
    return [
        use
        for use in plan.limits
        if (use.family, use.name, use.unit) == (rule.family, rule.name, rule.unit)
        and rule.sense in (None, use.sense)
    ]


def price_of(uses: Sequence[LimitUse]) -> float | None:
    """Add up the shadow prices over the periods; None where a plan has none."""
    prices = [use.shadow_price for use in uses]
    known = [price for price in prices if price is not None]
    return sum(known) if uses and len(known) == len(prices) else None


def marginal_of(rule: Rule, plan: Plan) -> Marginal | None:
    """Say what easing a rule by a round amount in every period is worth at most."""
    uses = uses_of(rule, plan)
    price = price_of(uses)
    if price is None:
        return None
    step = _STEPS.get(str(rule.unit)) or _round(_PART * max(use.limit for use in uses))
    worth = Fraction(price) * Fraction(step) * 10**plan.minor_digits
    return Marginal(
        step=step, worth_minor=round(worth), full=sum(bool(use.shadow_price) for use in uses)
    )


def _round(amount: Decimal) -> Decimal:
    """Give the largest of 1, 2, 5, 10, 20, … that is no more than an amount; at least 1."""
    steps = (digit * Decimal(10**power) for power in range(20) for digit in (1, 2, 5))
    return max(takewhile(lambda step: step <= amount, steps), default=Decimal(1))
