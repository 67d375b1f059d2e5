"""What has to give in a scenario without a plan: the cheapest change, and why it is needed."""

from codroute.whatif.repair.run import repair

__all__ = ["repair"]
