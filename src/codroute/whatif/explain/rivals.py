"""What an option would have to beat to carry orders, and by how much it falls short."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from codroute.economics.arrays import FloatArray
from codroute.whatif.explain.lane import Choice, LaneView


@dataclass(frozen=True)
class Gap:
    """What an option earns less per order than what it would have to beat.

    ``weights`` are ``(period,)`` and add up to 1: as the orders that it would take are spread where
    those of all periods go together, else the one period in which it comes closest. ``beats`` is
    None where declining is what has to be beaten.
    """

    amount: float
    beats: str | None
    weights: FloatArray

    @property
    def period(self) -> int | None:
        """Number the only period that counts, if one does."""
        (own,) = np.nonzero(self.weights)
        return int(own[0]) if len(own) == 1 and len(self.weights) > 1 else None


class Rivals:
    """The options of a lane that carry its orders, as others have to beat them."""

    def __init__(self, lane: LaneView) -> None:
        self._lane = lane
        policy = lane.lanes.standing.scenario.policy
        self._free = policy.roles == "free"
        self._may_decline = policy.decline == "unprofitable"
        roles = lane.roles
        self._main = None if roles is None else roles.main
        self._named = [] if roles is None else [n for n in (roles.main, roles.backup) if n]

    def gap(self, choice: Choice) -> Gap | None:
        """Give how far an option without orders is from carrying some; None if it cannot."""
        lane = self._lane
        if self._free or choice.offer.provider in self._named:
            own = None if self._free else choice.offer.provider
            return self._by_period(choice, own)
        if lane.shared_with:
            return None
        return self._by_role(choice, self._carrying())

    def gap_to_main(self, choice: Choice) -> Gap | None:
        """Give how far the backup's option is from the main's; None where it is as good.

        The two would change places: the main's orders go to it, and its own to the main.
        """
        if self._main is None or choice.offer.provider == self._main or self._lane.shared_with:
            return None
        mains = [other for other in self._carrying() if other.offer.provider == self._main]
        if not mains:
            return None
        lane, own = self._lane, lane_worth(self._lane, [choice])
        more = np.sum([other.orders for other in mains], axis=0) - choice.orders
        if more.sum() <= 0:
            return None
        weights = more / more.sum()
        amount = float(weights @ (lane_worth(lane, mains) - own))
        return Gap(amount, _largest(mains), weights) if amount > 0 else None

    def _carrying(self) -> list[Choice]:
        return [choice for choice in self._lane.choices if choice.carries]

    def _by_role(self, choice: Choice, rivals: list[Choice]) -> Gap | None:
        """Compare with the orders that a role brings: it goes to one provider for all periods.

        Whoever takes over a provider's orders as they are keeps every share. The provider whose
        orders are the easiest to take counts; so do declined orders, where declining is free.
        """
        lane = self._lane
        own = lane.worth(choice)
        gaps = []
        for provider in dict.fromkeys(rival.offer.provider for rival in rivals):
            theirs = [rival for rival in rivals if rival.offer.provider == provider]
            orders = np.sum([rival.orders for rival in theirs], axis=0)
            weights = orders / orders.sum()
            amount = float(weights @ (lane_worth(lane, theirs) - own))
            gaps.append(Gap(amount, _largest(theirs), weights))
        if self._may_decline and lane.declined.any():
            weights = lane.declined / lane.declined.sum()
            gaps.append(Gap(-float(weights @ own), None, weights))
        return min(gaps, key=lambda gap: gap.amount, default=None)

    def _by_period(self, choice: Choice, provider: str | None) -> Gap | None:
        """Compare period by period: each goes to whoever earns most then."""
        lane = self._lane
        own = lane.worth(choice)
        found: list[tuple[float, str | None, int]] = []
        for number in range(len(lane.periods)):
            marks: list[tuple[float, str | None]] = [
                (float(lane.worth(rival)[number]), rival.offer.offer)
                for rival in self._carrying()
                if rival.orders[number] and provider in (None, rival.offer.provider)
            ]
            if self._may_decline and lane.declined[number]:
                marks.append((0.0, None))
            if marks:
                mark, beats = min(marks, key=lambda each: each[0])
                found.append((mark - float(own[number]), beats, number))
        if not found:
            return None
        amount, beats, number = min(found, key=lambda each: each[0])
        return Gap(amount, beats, np.eye(len(lane.periods))[number])


def lane_worth(lane: LaneView, choices: Sequence[Choice]) -> FloatArray:
    """Give what an order of some options is worth by period, as they carry them then.

    Where they carry none, it is that of the best of them.
    """
    worth = np.array([lane.worth(choice) for choice in choices])
    orders = np.array([choice.orders for choice in choices])
    carried = orders.sum(axis=0)
    mean: FloatArray = np.where(
        carried > 0, (worth * orders).sum(axis=0) / np.maximum(carried, 1), worth.max(axis=0)
    )
    return mean


def _largest(choices: Sequence[Choice]) -> str:
    """Name the offer with most orders."""
    return max(choices, key=lambda choice: int(choice.orders.sum())).offer.offer
