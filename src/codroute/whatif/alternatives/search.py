"""Near-best plans to choose from: each wish as far as what may be lost for it goes."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from codroute.errors import NoPlanFound
from codroute.plan.model import Plan
from codroute.whatif.alternatives.distance import spread
from codroute.whatif.alternatives.steer import Steered, Wish
from codroute.whatif.alternatives.wishes import qualities, unlike, without_providers
from codroute.whatif.moves import Award, award_of

_STEPS = 2
"""Weights tried per wish."""

_FIRST_WEIGHT = 8
"""Times what may be lost per order: near-best plans move a part of the orders at that price."""

_USED, _AIM = 0.5, 0.8
"""A loss of the first part of what is allowed will do; the second is aimed at."""

_LEFT_OUT = 3
"""Providers left out of a market, one at a time."""


@dataclass(frozen=True)
class Candidate:
    """A plan, its award and the wish that it was found by."""

    found_by: str
    plan: Plan
    award: Award


@dataclass
class Search:
    """Looks for near-best plans that place orders elsewhere.

    Attributes
    ----------
    steered
        Finds plans by other margins.
    best
        The best plan known; it becomes a better one where the search meets one.
    within
        How much less a plan may earn, as a share.
    until
        When to end, by the monotonic clock.
    found
        Every plan made so far, near-best or not.
    complete
        Whether all was tried.
    """

    steered: Steered
    best: Plan
    within: float
    until: float
    found: list[Candidate] = field(default_factory=list)
    complete: bool = True

    def run(self, wanted: int, least_distance: float) -> None:
        """Try every wish; those to be unlike others come first and last."""
        statement, first = self.steered.statement, award_of(self.best)
        self._try(unlike(statement, [first]))
        for wish in (*qualities(statement), *without_providers(statement, first, _LEFT_OUT)):
            self._try(wish)
        for _ in range(wanted):
            near = self.near()
            chosen = spread(
                award_of(self.best), [each.award for each in near], wanted, least_distance
            )
            if len(chosen) >= wanted or not self.complete:
                return
            awards = [near[number].award for number, _ in chosen]
            before = len(near)
            self._try(unlike(statement, [award_of(self.best), *awards]))
            if len(self.near()) == before:
                return

    def near(self) -> list[Candidate]:
        """Give the plans that earn enough, each award once and the best plan's not at all."""
        awards = [award_of(self.best)]
        near = []
        for candidate in self.found:
            if self._loss(candidate.plan) <= self._allowed and candidate.award not in awards:
                awards.append(candidate.award)
                near.append(candidate)
        return near

    @property
    def _allowed(self) -> float:
        """Give how much less a plan may earn, in minor units."""
        return self.within * abs(self.best.contribution_minor)

    def _loss(self, plan: Plan) -> float:
        """Give what a plan earns less; where declines come first, more of them cost all."""
        if self._lexicographic and _declined(plan) > _declined(self.best):
            return float("inf")
        return float(self.best.contribution_minor - plan.contribution_minor)

    @property
    def _lexicographic(self) -> bool:
        assignment = self.steered.statement.assignment
        return assignment is not None and assignment.decline == "no_capacity"

    def _try(self, wish: Wish) -> None:
        """Get as much of a wish as may be lost for it."""
        if self.steered.is_small:
            self._made(wish, lambda: self.steered.within(wish, self.best, self._allowed))
        if self.steered.statement.states or not self.steered.is_small:
            self._weigh(wish)

    def _weigh(self, wish: Wish) -> None:
        """Move the weight of a wish until it costs nearly what is allowed."""
        unit = 10**self.best.minor_digits
        weight = _FIRST_WEIGHT * max(self._allowed, 1.0) / unit / self.steered.orders
        low, high = 0.0, float("inf")
        for _ in range(_STEPS):
            loss = self._made(wish, partial(self.steered.weighed, wish, self.best, weight))
            if loss is None or _USED * self._allowed <= loss <= self._allowed:
                return
            low, high = (weight, high) if loss <= self._allowed else (low, weight)
            weight = self._next(weight, loss, low, high)

    def _next(self, weight: float, loss: float, low: float, high: float) -> float:
        """Guess the weight that costs what is aimed at: losses grow about as its square."""
        known = 0 < loss < float("inf")
        factor = (_AIM * self._allowed / loss) ** 0.5 if known else 0.0
        if high == float("inf"):
            return weight * min(max(factor, 1.2), 4.0) if known else weight * 4.0
        guess = weight * factor
        return guess if low < guess < high else (low + high) / 2

    def _made(self, wish: Wish, make: Callable[[], Plan]) -> float | None:
        """Make a plan; give what it loses, None where the search has to end or finds nothing."""
        if not self.complete or time.monotonic() >= self.until:
            self.complete = False
            return None
        try:
            plan = make()
        except NoPlanFound:
            self.complete = False
            return None
        loss = self._loss(plan)
        if loss < 0 or self._declines_fewer(plan):
            self.found.append(Candidate("the best plan before", self.best, award_of(self.best)))
            self.best = plan
            return 0.0
        self.found.append(Candidate(wish.name, plan, award_of(plan)))
        return loss

    def _declines_fewer(self, plan: Plan) -> bool:
        return self._lexicographic and _declined(plan) < _declined(self.best)


def _declined(plan: Plan) -> int:
    return sum(row.orders for row in plan.declined)
