"""The rules of a scenario as things: what a plan must keep, whoever set it."""

from typing import Literal

from codroute.plan.fields import Text
from codroute.plan.part import Part

Kind = Literal["fact", "policy"]
"""Others set facts: capacities, contracts, what an offer carries; the merchant sets policies."""

RuleFamily = Literal[
    "capacity", "funds", "commitments", "trials", "service", "roles", "assignment", "eligibility"
]


RuleKey = tuple[str, str, str | None, str | None]
"""Family, name, unit and sense."""


class Rule(Part):
    """One rule of a scenario; family, name, unit and sense tell it from every other."""

    family: RuleFamily
    name: Text
    """As ``LimitUse`` names it; of ``roles`` and ``assignment`` the setting, of ``eligibility`` the
    offer."""
    unit: Text | None = None
    """Unit of a limit as ``LimitUse`` has it; of ``eligibility`` the column that restricts."""
    sense: Literal["at_most", "at_least"] | None = None
    """Of ``trials``, which may have both."""
    kind: Kind
    words: Text

    @property
    def key(self) -> RuleKey:
        """Give what tells it from every other."""
        return self.family, self.name, self.unit, self.sense
