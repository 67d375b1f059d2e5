"""Which rows and settings a rule stands for: the names of limits, and what the policy asks for."""

from collections import defaultdict
from decimal import Decimal

from codroute.scenario.catalog import CapacityLimit
from codroute.scenario.policy import Policy, ServiceFloor
from codroute.scenario.scenario import Scenario
from codroute.scenario.tables import Capacity, Funds

HALF = Decimal("0.5")

METRICS = {"paid_rate": "min_paid_rate", "days": "max_transit_days"}
"""The setting of a service floor by the unit that its limit is told in."""

OFFER_LIMITS: dict[str, tuple[str, ...]] = {
    "max_cod_value": ("max_cod_value",),
    "max_weight_g": ("max_weight_g",),
    "max_size": ("max_side_cm", "max_sides_sum_cm"),
    "categories": ("categories",),
    "refused_flags": ("refused_flags",),
}
"""What of an offer keeps lanes away, and the columns that state it."""

COVERAGE_LIMITS = ("max_cod_value", "max_weight_g")
"""Of those, what rows of coverage state too."""


def capacity_name(row: Capacity | CapacityLimit) -> tuple[str, str]:
    """Give the name and the unit that tell a capacity, in all its periods, from every other."""
    places = (row.provider, row.country, row.region, row.lane)
    return " / ".join(place for place in places if place is not None), row.unit


def capacities(scenario: Scenario) -> dict[tuple[str, str], list[Capacity]]:
    """Give the rows of every capacity, all its periods together."""
    rows: dict[tuple[str, str], list[Capacity]] = defaultdict(list)
    for row in scenario.capacity:
        rows[capacity_name(row)].append(row)
    return dict(rows)


def closing_capacities(scenario: Scenario) -> set[tuple[str, str]]:
    """Name the capacities that are 0 in some period, which may keep a provider from a role."""
    rows = capacities(scenario).items()
    return {name for name, of_name in rows if not all(row.capacity for row in of_name)}


def funds_name(limit: Funds) -> str:
    """Name a limit of funds as its use does."""
    return limit.provider + (f" / {limit.country}" if limit.country else "")


def floor_name(floor: ServiceFloor) -> str:
    """Name a service floor as its use does."""
    return floor.value_tier + (f" / {floor.country}" if floor.country else "")


def main_most(policy: Policy) -> Decimal:
    """Give the largest share of the main provider: the backup's least leaves no more."""
    return min(policy.main_share_max, 1 - policy.backup_share_min)


def main_least(policy: Policy) -> Decimal:
    """Give the least share of the main provider: the backup's most leaves no less."""
    return max(policy.main_share_min, 1 - policy.backup_share_max)
