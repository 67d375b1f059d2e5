"""One lane of a plan: its options' worth per period, and the orders that the plan gives them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.plan.explanation import LEVERS, Lever
from codroute.plan.model import LaneRoles
from codroute.scenario.scenario import Scenario
from codroute.scenario.tables import Lane, Offer
from codroute.whatif.explain.narrowed import VARIATIONS, prepaid
from codroute.whatif.explain.standing import PlanStanding, mismatch
from codroute.whatif.explain.worth import Worth


class Lanes:
    """Some lanes of a plan, priced as they are and with every lever moved.

    Parameters
    ----------
    standing
        The plan.
    scenario
        Its scenario, cut down to the lanes.
    """

    def __init__(self, standing: PlanStanding, scenario: Scenario) -> None:
        self.standing = standing
        self.scenario = scenario
        self.worth = Worth(standing, scenario)

    @cached_property
    def gains(self) -> Mapping[str, FloatArray]:
        """Give by lever what an order gains without the fee, or by the step of its paid rate."""
        return {lever: self._gain(lever) for lever in LEVERS}

    def _gain(self, lever: Lever) -> FloatArray:
        moved = self._moved(VARIATIONS[lever](self.scenario))
        if lever == "paid_rate":  # which decides how much cash is held, and of a floor's mean
            return moved.total - self.worth.total
        return moved.but_for_limits - self.worth.but_for_limits

    @cached_property
    def prepaid(self) -> FloatArray:
        """Give the contribution of an order paid in advance, ``(volume,)``."""
        return self._moved(prepaid(self.scenario)).contribution

    def _moved(self, scenario: Scenario) -> Worth:
        """Price the same options in another scenario."""
        return Worth(self.standing, scenario)

    def each(self) -> Iterator["LaneView"]:
        """Give the lanes one by one."""
        for number, lane in enumerate(self.scenario.lanes):
            yield LaneView(self, number, lane)


@dataclass(frozen=True)
class Choice:
    """An option of a lane: its quote and, period by period, its volumes.

    ``volumes`` and ``orders`` are ``(period,)``, over the lane's periods with demand.
    """

    quote: int
    offer: Offer
    volumes: IntArray
    orders: IntArray

    @property
    def carries(self) -> bool:
        """Tell whether the plan gives it orders."""
        return bool(self.orders.any())


class LaneView:
    """A lane among `Lanes`; arrays are over its periods with demand."""

    def __init__(self, lanes: Lanes, number: int, lane: Lane) -> None:
        self.lanes, self.lane = lanes, lane
        economics = lanes.worth.economics
        self.periods = np.flatnonzero(economics.demand[number])
        self.demand = economics.demand[number][self.periods]
        self._number = number

    @cached_property
    def choices(self) -> list[Choice]:
        """Give the options, in the order of the offers."""
        worth, placed = self.lanes.worth, self._placed()
        quotes, volumes = worth.economics.quotes, worth.volumes
        days = self.lanes.scenario.horizon.period_ids
        choices = []
        for quote in np.flatnonzero(quotes.lane == self._number).tolist():
            own = np.flatnonzero(volumes.quote == quote)
            offer = quotes.offers[quotes.offer[quote]]
            keys = [(offer.offer, days[number]) for number in volumes.period[own].tolist()]
            orders = np.array([placed[key] for key in keys], dtype=np.int64)
            choices.append(Choice(quote, offer, own, orders))
        return choices

    def _placed(self) -> Counter[tuple[str, object]]:
        placed: Counter[tuple[str, object]] = Counter()
        for row in self.lanes.standing.rows.get(self.lane.lane, ()):
            placed[row.offer, row.period] += row.orders
        return placed

    @property
    def roles(self) -> LaneRoles | None:
        """Give the providers that the plan names."""
        named = self.lanes.standing.plan.roles
        return next((roles for roles in named if roles.lane == self.lane.lane), None)

    @cached_property
    def shared_with(self) -> int:
        """Count the other lanes for which the same providers are named."""
        scenario = self.lanes.standing.scenario
        scope = scenario.policy.role_scope
        if scenario.policy.roles == "free":
            return 0
        own = getattr(self.lane, scope)
        return [getattr(lane, scope) for lane in scenario.lanes].count(own) - 1

    @cached_property
    def declined(self) -> IntArray:
        """Give the orders that the plan declines, by period."""
        days = self.lanes.scenario.horizon.period_ids
        rows = [row for row in self.lanes.standing.plan.declined if row.lane == self.lane.lane]
        orders = {row.period: row.orders for row in rows}
        return np.array([orders.get(days[n], 0) for n in self.periods.tolist()], dtype=np.int64)

    def worth(self, choice: Choice) -> FloatArray:
        """Give what an order is worth after all prices, by period."""
        return self.lanes.worth.total[choice.volumes]

    def is_open(self, choice: Choice) -> bool:
        """Tell whether no rule keeps it from carrying anything in any period."""
        return bool(self.lanes.worth.statement.volumes.upper[choice.volumes].any())

    def mean(self, by_period: FloatArray) -> float:
        """Give the mean over the lane's demand."""
        return float(by_period @ self.demand / self.demand.sum())

    def check_amounts(self) -> None:
        """Compare the plan's amounts of the lane with what its options earn.

        Raises
        ------
        InvalidInput
            They are not those of its orders.
        """
        plan, terms = self.lanes.standing.plan, self.lanes.worth.terms
        days = self.lanes.scenario.horizon.period_ids
        volume_of = {
            (choice.offer.offer, days[period]): int(volume)
            for choice in self.choices
            for volume, period in zip(choice.volumes, self.periods.tolist(), strict=True)
        }
        for row in self.lanes.standing.rows.get(self.lane.lane, ()):
            volume = volume_of.get((row.offer, row.period))
            if volume is None:
                found = f"{row.offer} on {row.period}"
                wanted = "offers that can carry the lane, in periods with orders"
                raise mismatch(f"allocation, {row.lane}", found, wanted)
            for term, amount in row.amounts_minor.items():
                per_order = float(terms[term][volume]) if term in terms else 0.0
                exact = per_order * row.orders * 10.0**plan.minor_digits
                if abs(amount - exact) > 1 + 1e-6 * abs(exact):
                    place = f"allocation, {row.lane}, {row.period}, {row.offer}, {term}"
                    raise mismatch(place, f"{amount} minor units", f"{exact:.0f}")
