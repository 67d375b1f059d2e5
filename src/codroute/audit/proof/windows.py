"""Price schedules in their windows as exclusive states: one price tier is reached in each."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from codroute.audit.ladders import Ladders
from codroute.scenario.tables import PriceSchedule, PriceTier


def window_key(schedule: str, window: str) -> str:
    """Name a schedule in a window as proofs do; the window has no space in it."""
    return f"{schedule} {window}"


@dataclass(frozen=True)
class Window:
    """A schedule in one window.

    ``before`` is what was counted before the plan, ``most`` the most that can still come, both in
    the schedule's measure.
    """

    schedule: PriceSchedule
    window: str
    ladder: tuple[PriceTier, ...]
    before: Fraction
    worth: Fraction
    """Of one unit of the schedule's currency."""
    most: Fraction

    @property
    def key(self) -> str:
        """Name it."""
        return window_key(self.schedule.schedule, self.window)

    @cached_property
    def number(self) -> Mapping[str, int]:
        """Number the tiers by name."""
        return {tier.price_tier: n for n, tier in enumerate(self.ladder)}

    def lower(self, n: int) -> Fraction:
        """Give what has to come at least in tier n."""
        return max(Fraction(self.ladder[n].from_volume) - self.before, Fraction(0))

    def upper(self, n: int) -> Fraction:
        """Give what can come at most in tier n."""
        end = self.ladder[n].to_volume
        return self.most if end is None else min(Fraction(end) - self.before, self.most)

    @cached_property
    def states(self) -> tuple[int, ...]:
        """Number the tiers that can be reached."""
        return tuple(
            n for n in range(len(self.ladder)) if self.upper(n) >= max(self.lower(n), Fraction(0))
        )

    def credit_rate(self, n: int) -> Fraction:
        """Give what tier n of an incremental schedule gives back per unit of its measure."""
        tier = self.ladder[n]
        if self.schedule.kind == "all_units" or tier.form == "rate_card":
            return Fraction(0)
        off = tier.amount_off if tier.form == "amount_off" else tier.discount
        return Fraction(off) * self.worth

    def constant(self, n: int) -> Fraction:
        """Give what the credit in tier n is beside its rate times the volume still to come.

        What lies in the tiers below was given back at their own rates.
        """
        total = Fraction(0)
        for m in range(1, n + 1):
            # Orders are numbered from 1: the one that reaches a tier is in it.
            step = 1 if self.schedule.measure == "orders" else 0
            edge = Fraction(self.ladder[m].from_volume) - step - self.before
            total += (self.credit_rate(m - 1) - self.credit_rate(m)) * max(edge, Fraction(0))
        return total


def make_window(
    ladders: Ladders,
    schedule: PriceSchedule,
    window: str,
    ladder: tuple[PriceTier, ...],
    most: Fraction,
) -> Window:
    """Put together what a schedule says about one of its windows."""
    before, worth = ladders.before(schedule, window), ladders.currency_rate(schedule)
    return Window(schedule, window, ladder, before, worth, most)
