"""The rules of a scenario as things, and the scenario without some of them."""

from codroute.whatif.rules.listing import every_rule, list_rules
from codroute.whatif.rules.without import without

__all__ = ["every_rule", "list_rules", "without"]
