"""What one more order earns under every option, before and after the plan's shadow prices."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.economics.build import price
from codroute.economics.model import Economics
from codroute.formulation.build import state
from codroute.formulation.eligibility import list_volumes
from codroute.formulation.statement import Statement, Volumes
from codroute.formulation.tiers import credit_rates, windows
from codroute.plan.model import LimitUse, TierReached
from codroute.scenario.scenario import Scenario
from codroute.whatif.explain.standing import LimitRow, PlanStanding, mismatch


@dataclass(frozen=True)
class PricedLimit:
    """A limit with what one order of every volume takes of it, ``(volume,)``, in its unit.

    ``sign`` is −1 where orders use it up, 1 where they help to reach it; ``price`` is per unit,
    None where the plan knows none.
    """

    limit: LimitUse | TierReached
    used: FloatArray
    sign: int
    price: float | None

    @property
    def amount(self) -> FloatArray:
        """Give what that is worth, ``(volume,)``."""
        return self.sign * (self.price or 0.0) * self.used


class Worth:
    """Options of some lanes at the price tiers that a plan reached.

    A volume is an option in a period with demand.

    Parameters
    ----------
    standing
        The plan.
    scenario
        Its scenario, cut down to the lanes, and perhaps with fees changed.
    """

    def __init__(self, standing: PlanStanding, scenario: Scenario) -> None:
        self._standing = standing
        self.economics: Economics = price(scenario)
        self.volumes: Volumes = list_volumes(self.economics)

    @cached_property
    def statement(self) -> Statement:
        """Give the model of the lanes, whose volumes are in the same order."""
        return state(self.economics)

    @cached_property
    def terms(self) -> dict[str, FloatArray]:
        """Give each term of an order, ``(volume,)``."""
        volumes, tariffs = self.volumes, self.economics.tariffs
        spare = tariffs.start[volumes.quote + 1] - tariffs.start[volumes.quote] - 1
        tariff = tariffs.start[volumes.quote] + np.minimum(self._tier, spare)
        terms = {term: amount[tariff] for term, amount in self.economics.terms.items()}
        for term, amount in self.economics.by_period.items():
            terms[term] = terms.get(term, 0.0) + amount[volumes.quote, volumes.period]
        return terms

    def price_tier(self, volume: int) -> str | None:
        """Name the price tier at which an order is charged; None where no all-units one is."""
        for reached in self._reached:
            schedule = self.economics.quotes.schedules[reached.schedule]
            if schedule.kind == "all_units" and volume in reached.members:
                return reached.stood.price_tier
        return None

    @cached_property
    def contribution(self) -> FloatArray:
        """Give the sum of the terms, ``(volume,)``."""
        total: FloatArray = np.sum(list(self.terms.values()), axis=0)
        return total

    @cached_property
    def credit(self) -> FloatArray:
        """Give what incremental schedules give back for one more order, ``(volume,)``."""
        credit = np.zeros(len(self.volumes))
        for reached in self._reached:
            schedule = self.economics.quotes.schedules[reached.schedule]
            if schedule.kind == "incremental":
                rate = credit_rates(self.economics, schedule)[reached.tier]
                credit[reached.members] = rate * self._measure(reached)
        return credit

    @cached_property
    def limits(self) -> tuple[PricedLimit, ...]:
        """Give the limits and thresholds that some order of these lanes touches."""
        rows = (self._priced(row) for row in self._standing.limit_rows(self.statement))
        return tuple(limit for limit in (*rows, *self._thresholds()) if limit.used.any())

    @cached_property
    def total(self) -> FloatArray:
        """Give the contribution and the credit after all shadow prices, ``(volume,)``."""
        return self.contribution + self.credit + self._pulled(self.limits)

    @cached_property
    def but_for_limits(self) -> FloatArray:
        """Give the same without the limits, which take no notice of a fee, ``(volume,)``."""
        return self.contribution + self.credit + self._pulled(self._thresholds())

    def _pulled(self, limits: Iterable[PricedLimit]) -> FloatArray:
        total: FloatArray = sum((limit.amount for limit in limits), np.zeros(len(self.volumes)))
        return total

    def _priced(self, row: LimitRow) -> PricedLimit:
        """Read what orders take of a limit off its row.

        A floor's price is for the whole mean: for an order it is that over the orders counted.
        """
        coupling = row.coupling
        used = np.zeros(len(self.volumes))
        own = coupling.volume_row == row.row
        used[coupling.volume[own]] = coupling.volume_value[own] * coupling.unit[row.row]
        price = row.limit.shadow_price
        if price is not None and row.orders is not None:
            price = price / row.orders if row.orders else 0.0
        sign = 1 if np.isfinite(coupling.lower[row.row]) else -1
        return PricedLimit(row.limit, used, sign, price)

    def _thresholds(self) -> Iterator[PricedLimit]:
        """Give what orders add to the volumes that price tiers ask for."""
        for reached in self._reached:
            used = np.zeros(len(self.volumes))
            used[reached.members] = self._measure(reached)
            yield PricedLimit(reached.stood, used, 1, reached.stood.shadow_price)

    @cached_property
    def _tier(self) -> IntArray:
        tier = np.zeros(len(self.volumes), dtype=np.int64)
        for reached in self._reached:
            tier[reached.members] = reached.tier
        return tier

    @cached_property
    def _reached(self) -> list["_Reached"]:
        """Find the price tier of every schedule and window that counts some of the volumes."""
        quotes, volumes = self.economics.quotes, self.volumes
        catalog, counted = self.economics.catalog, quotes.schedule[volumes.quote]
        months, found = catalog.scenario.horizon.months, []
        for number, schedule in enumerate(quotes.schedules):
            for window, _, periods in windows(schedule, months):
                members = np.flatnonzero((counted == number) & periods[volumes.period])
                if not len(members):
                    continue
                stood = self._standing.tier(schedule.schedule, window)
                names = [tier.price_tier for tier in catalog.tiers[schedule.schedule]]
                if stood.price_tier not in names:
                    raise mismatch("tiers", stood.price_tier, f"a tier of {schedule.schedule}")
                found.append(_Reached(number, names.index(stood.price_tier), members, stood))
        return found

    def _measure(self, reached: "_Reached") -> FloatArray:
        """Give what an order of each member counts in its schedule."""
        quotes, volumes = self.economics.quotes, self.volumes
        if quotes.schedules[reached.schedule].measure == "orders":
            return np.ones(len(reached.members))
        return self.economics.list_freight[volumes.quote[reached.members]]


@dataclass(frozen=True)
class _Reached:
    """A schedule in a window: its number, its tier's, and the volumes it counts."""

    schedule: int
    tier: int
    members: IntArray
    stood: TierReached
