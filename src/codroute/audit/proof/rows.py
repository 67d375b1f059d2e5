"""What the rows of a proof stand for in the scenario, found by their names."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from codroute.audit.ladders import Ladders
from codroute.audit.proof.windows import window_key
from codroute.audit.uses import scope_name
from codroute.errors import CodrouteError
from codroute.plan.proof import PricedRow
from codroute.scenario.catalog import CapacityLimit, Catalog
from codroute.scenario.policy import ServiceFloor
from codroute.scenario.tables import Commitment, Funds, Trial


class Malformed(CodrouteError):
    """A part of a proof means nothing: what was found, and what is wanted."""

    def __init__(self, found: str, wanted: str) -> None:
        super().__init__(f"found {found}; wanted {wanted}")
        self.found = found
        self.wanted = wanted


@dataclass(frozen=True)
class Found:
    """What a row stands for; ``state`` is the number of a window and of a tier in it."""

    side: str
    limit: CapacityLimit | Funds | ServiceFloor | Commitment | Trial | None = None
    state: tuple[int, int] | None = None


_Key = tuple[object, ...]
_SPLIT = ("capacity", "funds", "commitments", "trials", "service", "tiers", "market")
"""Families whose rows can belong to a state."""


class KnownRows:
    """Every row that a proof can put a price on.

    Parameters
    ----------
    catalog, ladders
        The scenario's tables and the windows of its schedules.
    limits_declined
        Whether the plan is compared with plans that decline no more orders.
    """

    def __init__(
        self,
        catalog: Catalog,
        ladders: Ladders,
        *,
        limits_declined: bool,
    ) -> None:
        self._catalog = catalog
        self._ladders = ladders
        self._limits_declined = limits_declined

    def find(self, row: PricedRow) -> Found:
        """Find what a row stands for.

        Raises
        ------
        Malformed
            It stands for nothing, or says another side than its row has.
        """
        key = (row.family, row.name, row.period, row.unit, row.country)
        base = self._rows.get(key)
        if base is None:
            parts = (row.family, row.name, row.period, row.unit, row.country)
            name = ", ".join(str(part) for part in parts if part is not None)
            raise Malformed(f"a price on {name}", "a row of the scenario")
        if row.side != base.side:
            raise Malformed(f"{row.side}", f"{base.side}, as {row.family} rows are")
        return Found(base.side, base.limit, self._state(row, base))

    def _state(self, row: PricedRow, base: Found) -> tuple[int, int] | None:
        named = row.name if row.family in ("tiers", "market") else None
        if (row.schedule, row.window, row.price_tier, named) == (None, None, None, None):
            return None
        if row.family not in _SPLIT or _has_contract(row, base):
            raise Malformed(f"a state of {row.family}", "none: such rows are never split")
        schedule = row.schedule or named or ""
        if named not in (None, schedule):
            raise Malformed(f"schedule {schedule}", f"{named}, as its name says")
        key, tier = window_key(schedule, row.window or ""), (schedule, row.price_tier)
        if key not in self.windows or tier not in self._tiers:
            raise Malformed(f"state {key}, {row.price_tier}", "a tier of a schedule in a window")
        return self.windows[key], self._tiers[tier]

    @cached_property
    def windows(self) -> dict[str, int]:
        """Number every schedule in each of its windows."""
        return {key: number for number, key in enumerate(self.ladders)}

    @cached_property
    def ladders(self) -> dict[str, tuple[str, ...]]:
        """Name the price tiers of every schedule in each of its windows."""
        return {
            window_key(schedule.schedule, window): tuple(
                tier.price_tier for tier in self._catalog.tiers[schedule.schedule]
            )
            for schedule, window in self._ladders.standings()
        }

    @cached_property
    def _tiers(self) -> dict[tuple[str, str | None], int]:
        return {
            (name, tier.price_tier): n
            for name, ladder in self._catalog.tiers.items()
            for n, tier in enumerate(ladder)
        }

    @cached_property
    def _rows(self) -> dict[_Key, Found]:
        rows: dict[_Key, Found] = {}
        for listed in (
            self._capacity(),
            self._funds(),
            self._service(),
            self._commitments(),
            self._trials(),
            self._schedules(),
        ):
            for key, found in listed:
                rows.setdefault(key, found)
        if self._limits_declined:
            rows["assignment", "declined", None, None, None] = Found("at_least")
        return rows

    def _capacity(self) -> Iterator[tuple[_Key, Found]]:
        for limit in self._catalog.capacity_limits():
            name = scope_name(limit.provider, limit.country, limit.region, limit.lane)
            yield ("capacity", name, limit.period, limit.unit, None), Found("at_most", limit)

    def _funds(self) -> Iterator[tuple[_Key, Found]]:
        for limit in self._catalog.scenario.funds:
            name = scope_name(limit.provider, limit.country)
            yield ("funds", name, None, None, None), Found("at_most", limit)

    def _service(self) -> Iterator[tuple[_Key, Found]]:
        for floor in self._catalog.scenario.policy.service:
            name = scope_name(floor.value_tier, floor.country)
            for unit, stated in (
                ("paid_rate", floor.min_paid_rate),
                ("days", floor.max_transit_days),
            ):
                if stated is not None:
                    yield ("service", name, None, unit, None), Found("at_least", floor)

    def _commitments(self) -> Iterator[tuple[_Key, Found]]:
        for commitment in self._catalog.scenario.commitments:
            name = commitment.commitment
            yield ("commitments", name, None, "minimum", None), Found("at_least", commitment)
            for market in self._catalog.scenario.markets:
                key = ("commitments", name, None, "use", market.country)
                yield key, Found("at_most", commitment)

    def _trials(self) -> Iterator[tuple[_Key, Found]]:
        for trial in self._catalog.scenario.trials:
            if trial.min_orders:
                yield ("trials", trial.trial, None, "minimum", None), Found("at_least", trial)
            if trial.max_orders is not None:
                yield ("trials", trial.trial, None, "maximum", None), Found("at_most", trial)

    def _schedules(self) -> Iterator[tuple[_Key, Found]]:
        for schedule in self._catalog.scenario.price_schedules:
            name = schedule.schedule
            yield ("tiers", name, None, "from", None), Found("at_least")
            yield ("tiers", name, None, "to", None), Found("at_most")
            for market in self._catalog.scenario.markets:
                yield ("market", name, None, None, market.country), Found("equal")


def _has_contract(row: PricedRow, base: Found) -> bool:
    """Tell whether a row depends on a contract: on its use, or on what is paid for orders short."""
    if not isinstance(base.limit, Commitment):
        return False
    hard = base.limit.applies == "always" and base.limit.shortfall_fee is None
    return not (row.unit == "minimum" and hard)
