"""What an option would have to beat to carry orders, and by how much it falls short."""

from dataclasses import dataclass

import numpy as np

from codroute.economics.arrays import FloatArray
from codroute.whatif.explain.lane import Choice, LaneView


@dataclass(frozen=True)
class Gap:
    """What an option earns less per order than what it would have to beat.

    ``weights`` are ``(period,)`` and add up to 1: the mean over the demand where orders of all
    periods go together, else the one period in which the option comes closest. ``beats`` is None
    where declining is what has to be beaten.
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
        """Give how far the backup's option is from the main's; None where it is as good."""
        if self._main is None or choice.offer.provider == self._main or self._lane.shared_with:
            return None
        gap = self._by_role(choice, [c for c in self._carrying() if self._is_main(c)])
        return gap if gap is not None and gap.amount > 0 else None

    def _is_main(self, choice: Choice) -> bool:
        return choice.offer.provider == self._main

    def _carrying(self) -> list[Choice]:
        return [choice for choice in self._lane.choices if choice.carries]

    def _by_role(self, choice: Choice, rivals: list[Choice]) -> Gap | None:
        """Compare means: a role goes to one provider for all periods.

        Of the providers that carry anything the one that earns least has to be beaten; where
        declining is free, and some orders are declined, nothing has to.
        """
        lane = self._lane
        best: dict[str, tuple[float, str]] = {}
        for rival in rivals:
            worth = lane.mean(lane.worth(rival)), rival.offer.offer
            best[rival.offer.provider] = max(worth, best.get(rival.offer.provider, worth))
        marks: list[tuple[float, str | None]] = list(best.values())
        if self._may_decline and lane.declined.any():
            marks.append((0.0, None))
        if not marks:
            return None
        mark, beats = min(marks, key=lambda each: each[0])
        weights = lane.demand / lane.demand.sum()
        return Gap(mark - lane.mean(lane.worth(choice)), beats, weights)

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
