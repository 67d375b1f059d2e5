"""What has to give in a scenario without a plan: the cheapest change, and why it is needed."""

from codroute.whatif.repair.run import find_repair

__all__ = ["find_repair"]
