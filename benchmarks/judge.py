"""What a plan of an instance earns and which rules it breaks, from the recipe's arrays alone.

For plans that no audit can look at: those of statements without a scenario.
"""

from dataclasses import dataclass

import numpy as np

from benchmarks.recipe import MILLIONTHS, Instance
from codroute.economics.arrays import BoolArray, IntArray


@dataclass(frozen=True)
class Judgement:
    """What the plan earns, the orders it declines, and how often it breaks each rule."""

    contribution: float
    declined: int
    broken: dict[str, int]


def judge(instance: Instance, orders: IntArray) -> Judgement:
    """Judge ``(quote,)`` whole orders."""
    lanes, providers = len(instance.demand), instance.size.providers
    shipped = _sum(instance.lane, orders, lanes)
    volume = _sum(instance.provider, orders, providers)
    place = instance.provider * instance.size.countries + instance.country[instance.lane]
    by_country = _sum(place, orders, instance.country_capacity.size)
    held = _sum(instance.provider, orders * instance.cash_millionths(), providers)
    tier = (volume[:, None] >= instance.from_volume).sum(axis=1) - 1
    margin = instance.margin()[np.arange(len(orders)), tier[instance.provider]]
    broken = {
        "orders below 0": orders < 0,
        "demand": shipped > instance.demand,
        "roles": _sum(instance.lane, (orders > 0).astype(np.int64), lanes) > 2,
        "shares": _out_of_shares(instance, orders, shipped),
        "capacity": volume > instance.capacity,
        "capacity per country": by_country > instance.country_capacity.ravel(),
        "funds": held > np.rint(instance.funds * MILLIONTHS),
    }
    return Judgement(
        contribution=float(margin @ orders),
        declined=int(instance.demand.sum() - shipped.sum()),
        broken={rule: int(where.sum()) for rule, where in broken.items() if where.any()},
    )


def _out_of_shares(instance: Instance, orders: IntArray, shipped: IntArray) -> BoolArray:
    """Tell where the larger of two carries more than 80 % of what is shipped, rounded up.

    Two carriers of all that is shipped keep the other bounds then: the larger has at least half,
    the smaller at most half, and at least 20 %, rounded down.
    """
    largest = np.zeros(len(instance.demand), dtype=np.int64)
    np.maximum.at(largest, instance.lane, orders)
    too_much: BoolArray = largest > -(-4 * shipped // 5)
    return too_much


def _sum(group: IntArray, amounts: IntArray, groups: int) -> IntArray:
    """Add up whole numbers by group, exactly."""
    total = np.zeros(groups, dtype=np.int64)
    np.add.at(total, group, amounts)
    return total
