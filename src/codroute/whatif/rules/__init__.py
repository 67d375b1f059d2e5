"""The rules of a scenario as things, and the scenario without some of them."""

from codroute.whatif.rules.listing import list_rules
from codroute.whatif.rules.without import without

__all__ = ["list_rules", "without"]
