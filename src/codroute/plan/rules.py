"""The rules of a scenario as things: what a plan must keep, whoever set it."""

from typing import Literal

from codroute.plan.fields import Text
from codroute.plan.part import Part

Kind = Literal["fact", "policy"]
"""Others set facts: capacities, contracts, what an offer carries; the merchant sets policies."""

RuleFamily = Literal[
    "capacity", "funds", "commitments", "service", "roles", "assignment", "eligibility"
]


class Rule(Part):
    """One rule of a scenario; family, name and unit tell it from every other."""

    family: RuleFamily
    name: Text
    """As ``LimitUse`` names it; of ``roles`` and ``assignment`` the setting, of ``eligibility`` the
    offer."""
    unit: Text | None = None
    """Unit of a limit as ``LimitUse`` has it; of ``eligibility`` the column that restricts."""
    kind: Kind
    words: Text

    @property
    def key(self) -> tuple[str, str, str | None]:
        """Give what tells it from every other."""
        return self.family, self.name, self.unit
