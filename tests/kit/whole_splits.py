"""The best main and backup by trying every whole-order split, by the rules in the docs."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import product
from math import ceil, floor
from typing import Any

import numpy as np

from codroute.formulation.statement import Roles, Share
from codroute.solve.decomposition.shares import Shares

Points = tuple[np.ndarray, np.ndarray]
"""Orders of the main and of the backup, ``(point,)`` or ``(point, period)``."""


@dataclass(frozen=True)
class ShareRule:
    """The four bounds on shares, as decimal words."""

    main_min: str
    main_max: str
    backup_min: str
    backup_max: str

    def allows(self, main: int, backup: int) -> bool:
        """Tell whether whole orders keep the rule, straight from docs/formulation.md."""
        shipped = main + backup
        return (
            floor(Fraction(self.main_min) * shipped)
            <= main
            <= ceil(Fraction(self.main_max) * shipped)
            and floor(Fraction(self.backup_min) * shipped)
            <= backup
            <= ceil(Fraction(self.backup_max) * shipped)
            and main >= backup
        )

    @property
    def roles(self) -> Roles:
        """Give the rule as a statement holds it."""

        def share(word: str) -> Share:
            return Share(*Fraction(word).as_integer_ratio())

        return Roles(
            kind="main_backup",
            block=np.zeros(1, dtype=np.int64),
            block_names=("all",),
            candidates=((0, 1),),
            per_period=True,
            main=(share(self.main_min), share(self.main_max)),
            backup=(share(self.backup_min), share(self.backup_max)),
        )

    @cached_property
    def shares(self) -> Shares:
        """Give the rule as the decomposition holds it."""
        return Shares.of(self.roles)

    @property
    def most_shipped(self) -> Fraction:
        """Give what of a whole the main can carry at most."""
        return min(Fraction(self.main_max), 1 - Fraction(self.backup_min))


@lru_cache(maxsize=4096)
def led_points(rule: ShareRule, demand: int, never: bool) -> Points:
    """List every (main, backup) that the rule allows of a demand."""
    amounts = [demand] if never else range(demand + 1)
    points = [(x, s - x) for s in amounts for x in range(s + 1) if rule.allows(x, s - x)]
    main, backup = np.array(points, dtype=np.int64).T
    return main, backup


@lru_cache(maxsize=4096)
def horizon_points(rule: ShareRule, demand: tuple[int, ...], never: bool) -> Points:
    """List every (main, backup) per period whose totals the rule allows, ``(point, period)``."""
    cells = [
        [(x, s - x) for s in ([d] if never else range(d + 1)) for x in range(s + 1)] for d in demand
    ]
    total = range(sum(demand) + 1)
    allowed = {(x, y) for x in total for y in total if rule.allows(x, y)}
    kept = [
        point
        for point in product(*cells)
        if (sum(x for x, _ in point), sum(y for _, y in point)) in allowed
    ]
    both = np.array(kept, dtype=np.int64)
    return both[..., 0], both[..., 1]


def best_led(points: Points, main: np.ndarray, backup: np.ndarray) -> Any:
    """Give what a named main and backup earn at best."""
    worth = points[0] * main + points[1] * backup
    return (worth if worth.ndim == 1 else worth.sum(axis=1)).max()


def best_pair(points: Points, one: np.ndarray, other: np.ndarray) -> Any:
    """Give what two providers earn at best, whoever is the main."""
    return max(best_led(points, one, other), best_led(points, other, one))


RULES = (
    ShareRule("0.5", "0.8", "0.2", "0.5"),
    ShareRule("0.75", "0.75", "0.25", "1"),
    ShareRule("0", "0.7", "0", "1"),
    ShareRule("0.5", "1", "0", "0.5"),
    ShareRule("1", "1", "0", "1"),
    ShareRule("0.5", "0.73", "0.2", "0.5"),
    ShareRule("0.6", "0.8", "0.2", "0.5"),
    ShareRule("0.51", "0.9", "0", "0.6"),
    ShareRule("0.5", "0.5", "0.5", "0.5"),
    ShareRule("0.5", "0.9", "0.35", "0.45"),
)
"""Bounds on either role, exact shares, odd and even denominators, a least just above one half."""


def random_rule(rng: np.random.Generator) -> ShareRule:
    """Give a rule that some split of 1 meets, in tenths or hundredths."""
    step = int(rng.choice([10, 20, 100]))
    while True:
        low, high = np.sort(rng.integers(0, step + 1, 2)).tolist()
        backup_low, backup_high = np.sort(rng.integers(0, step // 2 + 1, 2)).tolist()
        if max(2 * low, 2 * (step - backup_high), step) <= 2 * min(high, step - backup_low):
            words = (str(Fraction(part, step)) for part in (low, high, backup_low, backup_high))
            return ShareRule(*words)
