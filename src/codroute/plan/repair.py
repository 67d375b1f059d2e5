"""What would have to give in a scenario without a plan, and which rules contradict each other."""

from typing import Any

from pydantic import Field

from codroute.plan.fields import Measure, Quantity, Text
from codroute.plan.model import Plan
from codroute.plan.part import Part
from codroute.plan.rules import Rule
from codroute.scenario.fields import Day, Format, MinorDigits, YesNo


class NewLimit(Part):
    """A limit as it is and as it would have to be; of a lane, the orders that must be carried."""

    period: Day | None = None
    limit: Quantity
    needed: Quantity


class Relaxation(Part):
    """One rule that gives."""

    rule: Rule
    unit: Text | None
    """Of its limits; None where the rule is given up as a whole."""
    limits: tuple[NewLimit, ...]
    """Empty where the rule is given up as a whole."""
    share: Measure
    """How far it gives, as a share of its limit; 1 as a whole."""
    weight: Measure
    cost: Measure
    """``weight`` × (1 + ``share``)."""
    necessary: YesNo | None = None
    """Whether it is proven that there is no plan without it; None where time did not suffice."""


class Contradiction(Part):
    """Rules that no plan keeps together, whatever becomes of all others."""

    rules: tuple[Rule, ...]
    irreducible: YesNo
    """Whether it is proven that every one of them is needed for that."""
    smallest: YesNo
    """Whether it is proven that no fewer rules contradict each other."""


class Repair(Part):
    """The cheapest way to a plan, and why there is none now."""

    format: Format = 1
    scenario: Text
    currency: Text
    minor_digits: MinorDigits
    config: Text
    feasible: YesNo | None
    """Whether the scenario has a plan as it is: then nothing has to give.

    None where time did not suffice to find one, nor to prove that there is none.
    """
    relaxations: tuple[Relaxation, ...] = Field(default=())
    cost: Measure | None = None
    least_cost: Measure | None = None
    """No set of rules that give costs less; below ``cost`` where cheaper ones are not excluded."""
    change: tuple[dict[str, Any], ...] = Field(default=())
    """What a change file with these relaxations states."""
    plan: Plan | None = None
    """Of the scenario as it is if that has one, else as changed; None where none was found."""
    findings: tuple[Text, ...] = Field(default=())
    """What the audit of the plan found wrong."""
    contradiction: Contradiction | None = None
    """None where time did not suffice to find one."""

    @property
    def proven(self) -> bool:
        """Tell whether it is proven that nothing costs less, up to a ten-thousandth."""
        if self.cost is None or self.least_cost is None:
            return False
        return self.least_cost >= self.cost * (1 - CLOSE)


CLOSE = 1e-4
"""Amounts are rounded to what a scenario can state, which may cost as much as this share."""
