"""Where a plan stands, as prices need it: its price tiers, its limits, and how full they are.

A plan may be anybody's: what does not fit its scenario is a fault, which `codroute audit` tells in
full.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from codroute.errors import Fault, InvalidInput
from codroute.formulation import capacity, commitments, funds, service, trials
from codroute.formulation.service import covers
from codroute.formulation.statement import Coupling, Statement
from codroute.plan.model import AllocationRow, LimitUse, Plan, TierReached
from codroute.scenario.parse import check_again
from codroute.scenario.policy import ServiceFloor
from codroute.scenario.scenario import Scenario


@dataclass(frozen=True)
class LimitRow:
    """A limit of the plan and the row of a statement that states it.

    ``orders`` are the plan's orders that it counts, of a service floor; else None.
    """

    limit: LimitUse
    coupling: Coupling
    row: int
    orders: int | None = None


class PlanStanding:
    """A plan with the scenario that it keeps.

    Parameters
    ----------
    plan
        Any plan that was read.
    lanes
        The lanes asked about; by default all.

    Raises
    ------
    InvalidInput
        It keeps no scenario, one that is not its own, or one that is not whole.
    """

    def __init__(self, plan: Plan, lanes: Collection[str] | None = None) -> None:
        self.plan = plan
        self.scenario = _stated(plan, lanes)

    @cached_property
    def tiers(self) -> dict[tuple[str, str], TierReached]:
        """Give the price tiers reached by schedule and window."""
        return {(tier.schedule, tier.window): tier for tier in self.plan.tiers}

    def tier(self, schedule: str, window: str) -> TierReached:
        """Give where a schedule stands at the end of a window."""
        reached = self.tiers.get((schedule, window))
        if reached is None:
            raise mismatch("tiers", f"none of {schedule} in {window}", "the price tier reached")
        return reached

    @cached_property
    def rows(self) -> dict[str, list[AllocationRow]]:
        """Give the rows of the allocation by lane."""
        rows: dict[str, list[AllocationRow]] = defaultdict(list)
        for row in self.plan.allocation:
            rows[row.lane].append(row)
        return rows

    @cached_property
    def used_commitments(self) -> set[str]:
        """Name the commitments of which the plan uses anything."""
        return {
            limit.name
            for limit in self.plan.limits
            if limit.family == commitments.NAME and limit.used
        }

    def limit_rows(self, statement: Statement) -> Iterator[LimitRow]:
        """Find the plan's limits among the rows of a statement of the same tables.

        Raises
        ------
        InvalidInput
            The plan's limits are not those of its scenario.
        """
        for family in (capacity.NAME, funds.NAME):
            couplings = _of_family(statement, family)
            own = self._limits[family]
            if sum(len(coupling.lower) for coupling in couplings) != len(own):
                raise mismatch("limits", f"{len(own)} of {family}", "those of the scenario")
            places = ((c, row) for c in couplings for row in range(len(c.lower)))
            for limit, (coupling, row) in zip(own, places, strict=True):
                yield LimitRow(limit, coupling, row)
        yield from self._minimums(statement)
        yield from self._trials(statement)
        yield from self._floors(statement)

    @cached_property
    def _limits(self) -> dict[str, list[LimitUse]]:
        limits: dict[str, list[LimitUse]] = defaultdict(list)
        for limit in self.plan.limits:
            limits[limit.family].append(limit)
        return limits

    def _minimums(self, statement: Statement) -> Iterator[LimitRow]:
        by_name = {limit.name: limit for limit in self._limits[commitments.NAME]}
        for coupling in _of_family(statement, commitments.NAME):
            name = coupling.keys[0][0][0]
            if name not in by_name:
                raise mismatch("limits", f"none of {name}", "its orders and its minimum")
            yield LimitRow(by_name[name], coupling, 0)

    def _trials(self, statement: Statement) -> Iterator[LimitRow]:
        """Give the least and the most of every trial."""
        sides = {"minimum": "at_least", "maximum": "at_most"}
        by_side: dict[tuple[str, str], LimitUse] = {
            (limit.name, limit.sense): limit for limit in self._limits[trials.NAME]
        }
        for coupling in _of_family(statement, trials.NAME):
            for row, name in enumerate(coupling.keys[0][0]):
                limit = by_side.get((name, sides[coupling.name]))
                if limit is None:
                    raise mismatch("limits", f"none of {name}", "its least and its most orders")
                yield LimitRow(limit, coupling, row)

    def _floors(self, statement: Statement) -> Iterator[LimitRow]:
        """Give the floors that the plan lists; one whose value tier ships nothing is no limit."""
        listed: dict[tuple[str, str], list[LimitUse]] = defaultdict(list)
        for limit in reversed(self._limits[service.NAME]):
            listed[limit.name, limit.unit].append(limit)
        couplings = _of_family(statement, service.NAME)
        for (key, _), coupling in zip(self._stated_floors, couplings, strict=True):
            if listed[key]:
                limit = listed[key].pop()
                yield LimitRow(limit, coupling, 0, self.counted(limit))

    @cached_property
    def _stated_floors(self) -> list[tuple[tuple[str, str], ServiceFloor]]:
        """Give the service floors with the name and unit of their limits, in the family's order."""
        floors = []
        for floor in self.scenario.policy.service:
            name = floor.value_tier + (f" / {floor.country}" if floor.country else "")
            if floor.min_paid_rate is not None:
                floors.append(((name, "paid_rate"), floor))
            if floor.max_transit_days is not None:
                floors.append(((name, "days"), floor))
        return floors

    def counted(self, limit: LimitUse) -> int:
        """Count the plan's orders whose mean a service floor limits."""
        return self._counted[limit.name, limit.unit]

    @cached_property
    def _counted(self) -> dict[tuple[str, str], int]:
        """Count the plan's orders by service floor."""
        shipped: Counter[tuple[str, str]] = Counter()
        for lane in self.scenario.lanes:
            own = sum(row.orders for row in self.rows.get(lane.lane, ()))
            shipped[lane.country, lane.value_tier] += own
        return {
            key: sum(orders for place, orders in shipped.items() if covers(floor, *place))
            for key, floor in self._stated_floors
        }


def _of_family(statement: Statement, family: str) -> list[Coupling]:
    """Give the rows of a family that tell of a limit, not of a contract's use."""
    return [c for c in statement.couplings if c.family == family and c.switch is None]


def _stated(plan: Plan, lanes: Collection[str] | None) -> Scenario:
    """Give the scenario that a plan keeps, checked as a whole."""
    scenario = plan.stated
    if scenario is None:
        raise mismatch(
            "stated", None, "the scenario, as codroute plan --out writes it: make the plan anew"
        )
    if plan.scenario_digest != scenario.digest:
        wanted = f"the plan's own, with digest {plan.scenario_digest}"
        raise mismatch("stated", f"a scenario with digest {scenario.digest}", wanted)
    check_again(scenario, "plan, stated", lanes)
    return scenario


def mismatch(column: str, found: str | None, wanted: str) -> InvalidInput:
    """Refuse a plan that does not fit its scenario."""
    return InvalidInput([Fault("plan", None, column, found or "nothing", wanted)])
