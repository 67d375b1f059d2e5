"""Plans with the target reached and without it, at one value after the other."""

import time
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from codroute.audit import exact_contribution
from codroute.errors import Infeasible, NoPlanFound
from codroute.pipeline import PlanResult
from codroute.plan.breakeven import CurvePoint, Reached
from codroute.plan.model import Plan
from codroute.scenario.scenario import Scenario
from codroute.whatif.breakeven.parameters import Varied
from codroute.whatif.breakeven.targets import Goal
from codroute.whatif.planner import Planner

_WITH, _WITHOUT, _FREE = "with the target", "without it", "free"
"""What progress calls the plans of a value."""

_LEAST_S = 5.0
"""Seconds that a plan may take however soon the first was made."""


@dataclass(frozen=True)
class Side:
    """The best plan known of one kind, or that there is none.

    ``exact`` is what the plan earns before amounts are rounded, in the currency, and ``bound``
    what no plan of the kind earns more than.
    """

    plan: Plan | None = None
    exact: Fraction | None = None
    bound: Decimal | None = None
    infeasible: bool = False

    def below(self, other: "Side") -> "Side":
        """Bound it by a side of which it is a part, where both decline as many orders."""
        bounds = [b for b in (self.bound, other.bound) if b is not None]
        if self.plan is None or not bounds or self.declined != other.declined:
            return self
        return replace(self, bound=min(bounds))

    @property
    def declined(self) -> int | None:
        """Count the orders that the plan declines, where declining comes first; else 0."""
        if self.plan is None:
            return None
        stage = None if self.plan.outcome is None else self.plan.outcome.decline_stage
        return 0 if stage is None else sum(row.orders for row in self.plan.declined)

    @property
    def least_declined(self) -> int:
        """Give the fewest orders that any plan of the kind is proven to decline."""
        outcome = None if self.plan is None else self.plan.outcome
        stage = None if outcome is None else outcome.decline_stage
        return 0 if stage is None or stage.bound_orders is None else stage.bound_orders

    def surely_above(self, other: "Side") -> bool:
        """Tell whether the plan is better than every plan of the other kind."""
        if self.plan is None or self.exact is None:
            return False
        if other.infeasible:
            return True
        if other.plan is None or self.declined is None or other.declined is None:
            return False
        if self.declined != other.declined:
            return self.declined < other.least_declined
        fewest = other.declined in (other.least_declined, 0)
        return fewest and other.bound is not None and self.exact > other.bound

    def rank(self) -> tuple[int, Fraction]:
        """Order plans: fewer declined orders first, then what they earn."""
        assert self.exact is not None and self.declined is not None
        return -self.declined, self.exact


@dataclass(frozen=True)
class Weighed:
    """Both plans at a value."""

    value: Decimal
    with_target: Side
    without: Side

    @cached_property
    def verdict(self) -> str:
        """Say what is proven."""
        if self.with_target.infeasible:
            return "unreachable"
        if self.with_target.surely_above(self.without):
            return "wins"
        return "loses" if self.without.surely_above(self.with_target) else "cannot_tell"

    @property
    def better(self) -> Side | None:
        """Give the better of the two plans found."""
        found = [side for side in (self.with_target, self.without) if side.plan is not None]
        return max(found, key=Side.rank, default=None)


class Stopped(Exception):
    """Ctrl-C, or as many values as may be planned."""


@dataclass
class Weighing:
    """Weighs values, each once, every plan from the one before.

    Attributes
    ----------
    varied, goal
        What is varied, and what is to be reached.
    planner
        Makes the plans.
    most_values
        Values that may be planned.
    """

    varied: Varied
    goal: Goal
    planner: Planner
    most_values: int
    known: dict[Decimal, Weighed] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)
    _near: dict[str, PlanResult] = field(default_factory=dict)
    _fixed: Side | None = None
    _hurried: Planner | None = None

    def at(self, value: Decimal) -> Weighed:
        """Plan both sides at a value.

        Raises
        ------
        Stopped
            Ctrl-C came, or enough values were planned.
        """
        value = min(max(value, self.varied.least), self.varied.most)
        value = value.quantize(self.varied.quantum)
        if value not in self.known:
            if self.planner.ctrl_c.asked or len(self.known) >= self.most_values:
                raise Stopped
            scenario = self.varied.scenario(value)
            label = f"{self.varied.name} {value:f}"
            both = self._beside_fixed if self.goal.without_is_fixed else self._both
            self.known[value] = Weighed(value, *both(scenario, label))
        return self.known[value]

    def _beside_fixed(self, scenario: Scenario, label: str) -> tuple[Side, Side]:
        """Plan with the target, beside what is the same at every value."""
        if self._fixed is None:
            self._fixed = self._plan(self.goal.missed(scenario), "whatever the value", _WITHOUT)
        return self._plan(self.goal.reached(scenario), label, _WITH), self._fixed

    def _both(self, scenario: Scenario, label: str) -> tuple[Side, Side]:
        """Plan freely, which is the best plan of one kind, and then the best of the other kind.

        No plan of either kind earns more than the bound of the free one.
        """
        free = self._plan(scenario, label, _FREE)
        if free.infeasible:
            return free, free
        least = self.goal.least
        assert least is not None  # else there is a rival, whose plan is fixed
        reaches = free.plan is not None and self._carried(free.plan) >= least
        if free.plan is not None:
            self._near[_WITH if reaches else _WITHOUT] = self._near[_FREE]
        if reaches:
            return free, self._plan(self.goal.missed(scenario), label, _WITHOUT).below(free)
        reached = self._plan(self.goal.reached(scenario), label, _WITH).below(free)
        if free.plan is None:
            return reached, self._plan(self.goal.missed(scenario), label, _WITHOUT)
        return reached, free

    def _plan(self, scenario: Scenario, label: str, kind: str) -> Side:
        """Make a plan from the last of its kind, in half the time that the very first one took.

        The first plan of a kind, from which the others of it start, has all the time.
        """
        near = self._near.get(kind) or next(iter(self._near.values()), None)
        label = f"{label}, {kind}"
        began = time.monotonic()
        try:
            hurried = self._hurried if kind in self._near else None
            result = (hurried or self.planner).plan(scenario, label, near=near)
        except Infeasible:
            return Side(infeasible=True)
        except NoPlanFound as error:
            if error.interrupted:
                raise Stopped from None
            return Side()
        if self._hurried is None:
            self._hurried = self._no_longer(time.monotonic() - began, result.plan)
        self._near[kind] = result
        self._note(label, result)
        outcome = result.plan.outcome
        bound = None if outcome is None else outcome.bound
        return Side(result.plan, exact_contribution(scenario, result.plan), bound)

    def _no_longer(self, seconds: float, plan: Plan) -> Planner:
        """Give a planner for the plans after the first, which need not be closer than it."""
        gap = None if plan.outcome is None else plan.outcome.relative_gap
        return self.planner.hurried(
            time_limit_s=max(seconds / 2, _LEAST_S), relative_gap=gap or 0.0
        )

    def _note(self, label: str, result: PlanResult) -> None:
        self.findings += [f"{label}: {finding}" for finding in result.verdict.findings]

    def apart(self, weighed: Weighed) -> Fraction:
        """Give what the plan with the target earns more than the other.

        1 or −1 where a plan was found of one kind only.
        """
        reached, missed = weighed.with_target.exact, weighed.without.exact
        if reached is None or missed is None:
            return Fraction((reached is not None) - (missed is not None))
        return reached - missed

    def unsure(self, weighed: Weighed) -> Fraction:
        """Give how far the bounds of both plans are above what they earn, together."""
        sides = (weighed.with_target, weighed.without)
        return sum(
            (
                Fraction(s.bound) - s.exact
                for s in sides
                if s.bound is not None and s.exact is not None
            ),
            Fraction(0),
        )

    def slope(self, weighed: Weighed) -> Fraction:
        """Give how `apart` changes with the parameter if both plans stay; 0 where one lacks."""
        varied, here = self.varied, weighed.value
        step = varied.scale / 100
        there = (here + step if here + step <= varied.most else here - step).quantize(
            varied.quantum
        )
        scenario = varied.scenario(there)
        change = Fraction(0)
        sides = ((weighed.with_target, False, 1), (weighed.without, self.goal.without_is_fixed, -1))
        for side, fixed, sign in sides:
            if side.plan is None or side.exact is None:
                return Fraction(0)
            if not fixed:
                change += sign * (exact_contribution(scenario, side.plan) - side.exact)
        return change / Fraction(there - here)

    def point(self, weighed: Weighed) -> CurvePoint:
        """Give a value's plans as data."""
        better = weighed.better
        orders = 0 if better is None or better.plan is None else self._carried(better.plan)
        return CurvePoint.model_validate(
            {
                "value": weighed.value,
                "verdict": weighed.verdict,
                "with_target": self._reached(weighed.with_target),
                "without_target": self._reached(weighed.without),
                "orders": orders,
                "share": orders / self.goal.counted,
                "contribution_minor": None
                if better is None or better.plan is None
                else better.plan.contribution_minor,
            }
        )

    def _reached(self, side: Side) -> Reached:
        plan = side.plan
        return Reached(
            contribution_minor=None if plan is None else plan.contribution_minor,
            bound=side.bound,
            declined_orders=None if plan is None else sum(row.orders for row in plan.declined),
            orders=None if plan is None else self._carried(plan),
            infeasible=side.infeasible,
        )

    def _carried(self, plan: Plan) -> int:
        """Count the orders of the offers where the target counts."""
        country = self.goal.target.country
        home = {lane.lane: lane.country for lane in self.goal.base.lanes}
        return sum(
            row.orders
            for row in plan.allocation
            if row.offer in self.goal.subject.offers and country in (None, home[row.lane])
        )
