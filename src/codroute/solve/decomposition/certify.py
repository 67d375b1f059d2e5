"""From the leaves of a search to the proof of a plan: rows by name, prices in whole units."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from codroute.formulation.statement import Coupling
from codroute.plan.proof import Leaf, PricedRow, Proof
from codroute.scenario.catalog import CapacityLimit, Catalog
from codroute.scenario.policy import ServiceFloor
from codroute.solve.decomposition.cases import ProvenLeaf
from codroute.solve.decomposition.market import Market
from codroute.solve.decomposition.problem import Problem
from codroute.solve.decomposition.rows import AT_MOST, BLOCK, DECLINED, RowName

_ONE = Decimal(1)
_UNITS = {"paid_rate": "paid_rate", "transit_days": "days"}


def certify(problem: Problem, markets: Sequence[Market], leaves: Sequence[ProvenLeaf]) -> Proof:
    """Write leaves as a proof.

    Parameters
    ----------
    problem
        What the leaves are of; its statement must come from a scenario.
    markets
        Laid out with state vectors.
    leaves
        Which together cover every case.
    """
    grid = max(leaf.certificate.grid for leaf in leaves)
    rows = Names(problem)
    sides = [rows.side(side) for side in range(len(problem.rows.sides))]
    linked = links(problem, markets)
    vectors = {
        problem.markets[market.number]: tuple(rows.key(k) for k in market.vectors)
        for market in markets
        if market.vectors
    }
    return Proof(
        grid=grid,
        rows=(*sides, *(rows.link(*link) for link in linked)),
        vectors=vectors,
        leaves=tuple(_leaf(problem, leaf, grid, linked) for leaf in leaves),
    )


def links(problem: Problem, markets: Sequence[Market]) -> list[tuple[int, int, int]]:
    """List market, block and state of every price of a state, in the order of a proof."""
    return [
        (market.number, k, n)
        for market in markets
        for k in market.vectors
        for n in range(int(problem.blocks.count[k]))
    ]


def _leaf(problem: Problem, leaf: ProvenLeaf, grid: int, links: list[tuple[int, int, int]]) -> Leaf:
    finer = grid // leaf.certificate.grid
    own = leaf.certificate.link
    prices = [
        *(finer * int(price) for price in leaf.certificate.side),
        *(finer * int(own[link]) for link in links),
    ]
    stated = problem.statement.states
    states = {
        block.key: tuple(
            label for label, allowed in zip(block.labels, row, strict=False) if allowed
        )
        for block, row in zip(stated, leaf.case.allowed, strict=True)
        if not row[: len(block.labels)].all()
    }
    return Leaf(
        states=states,
        used=dict(_used(problem, leaf)),
        prices=tuple(prices),
        vectors=None if leaf.jointly else {},
    )


def _used(problem: Problem, leaf: ProvenLeaf) -> Iterator[tuple[str, bool]]:
    """Give the contracts that are fixed to used or not."""
    for coupling in problem.statement.couplings:
        if coupling.switch is not None:
            low, high = (
                bounds[coupling.switch]
                for bounds in (leaf.case.global_lower, leaf.case.global_upper)
            )
            if low == high:
                yield coupling.keys[0][0][0], bool(high)


class Names:
    """Names rows as the scenario and the plan's limits do."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._catalog: Catalog = problem.statement.economics.catalog
        self._limits = list(self._catalog.capacity_limits())
        self._floors = _floors(self._catalog, problem.statement.couplings)

    def key(self, block: int) -> str:
        """Give schedule and window of a block."""
        return self._problem.statement.states[block].key

    def _state(self, block: int, state: int) -> dict[str, str]:
        stated = self._problem.statement.states[block]
        schedule, _, window = stated.key.rpartition(" ")
        return {"schedule": schedule, "window": window, "price_tier": stated.labels[state]}

    def link(self, market: int, block: int, state: int) -> PricedRow:
        """Name what a market pays for a state."""
        where = self._state(block, state)
        return PricedRow(
            family="market",
            name=where["schedule"],
            side="equal",
            step=_ONE,
            country=self._problem.markets[market],
            **where,
        )

    def side(self, side: int) -> PricedRow:
        """Name a one-sided row."""
        sides, rows = self._problem.rows.sides, self._problem.rows
        row, state = int(sides.row[side]), int(sides.state[side])
        sense = "at_most" if sides.sense[side] == AT_MOST else "at_least"
        of_state = {} if state < 0 else self._state(int(rows.block[row]), state)
        fields = {"side": sense, "step": _ONE} | of_state | self._named(row, sense)
        return PricedRow.model_validate(fields)

    def _named(self, row: int, sense: str) -> dict[str, object]:
        name = self._problem.rows.names[row]
        if name.coupling == DECLINED:
            return {"family": "assignment", "name": "declined"}
        if name.coupling == BLOCK:
            schedule = self.key(name.number).rpartition(" ")[0]
            return {
                "family": "tiers",
                "name": schedule,
                "unit": "to" if sense == "at_most" else "from",
            }
        return self._coupling(name)

    def _coupling(self, name: RowName) -> dict[str, object]:
        coupling = self._problem.statement.couplings[name.coupling]
        if coupling.family == "capacity":
            return _capacity(self._limits[name.number])
        if coupling.family == "funds":
            limit = self._catalog.scenario.funds[name.number]
            places = (limit.provider, limit.country)
            return {"family": "funds", "name": " / ".join(p for p in places if p is not None)}
        if coupling.family == "service":
            floor = self._floors[name.coupling]
            place = f" / {floor.country}" if floor.country else ""
            unit = _UNITS[coupling.name]
            return {"family": "service", "name": floor.value_tier + place, "unit": unit}
        if coupling.family == "trials":
            name_of = coupling.keys[0][0][name.number]
            return {"family": "trials", "name": name_of, "unit": coupling.name}
        named: dict[str, object] = {"family": "commitments", "name": coupling.keys[0][0][0]}
        if name.market >= 0:
            return named | {"unit": "use", "country": self._problem.markets[name.market]}
        return named | {"unit": coupling.name}


def _capacity(limit: CapacityLimit) -> dict[str, object]:
    places = (limit.provider, limit.country, limit.region, limit.lane)
    return {
        "family": "capacity",
        "name": " / ".join(place for place in places if place is not None),
        "period": limit.period,
        "unit": limit.unit,
    }


def _floors(catalog: Catalog, couplings: Sequence[Coupling]) -> dict[int, ServiceFloor]:
    """Give the floor of every coupling of the family service, which states them in order."""
    numbers = [number for number, c in enumerate(couplings) if c.family == "service"]
    floors = [
        floor
        for floor in catalog.scenario.policy.service
        for limit in (floor.min_paid_rate, floor.max_transit_days)
        if limit is not None
    ]
    return dict(zip(numbers, floors, strict=True))
