"""Proofs with any prices at all: what they prove has to be true whatever the prices are."""

import random
from decimal import Decimal
from typing import Any

from codroute.audit import bare_plan
from codroute.audit.ladders import Ladders
from codroute.audit.pricer import Pricer
from codroute.audit.uses import scope_name
from codroute.plan.model import DeclineStage, EndReason, Outcome, Plan
from codroute.plan.proof import Leaf, PricedRow, Proof
from codroute.scenario.catalog import Catalog
from codroute.scenario.scenario import Scenario

GRID = 1000


def proving(
    scenario: Scenario,
    proof: Proof | None = None,
    *,
    declined: int | None = None,
    decline_proof: Proof | None = None,
    bound: Decimal | None = None,
    bound_orders: int | None = None,
) -> Plan:
    """Give an empty plan with proofs; ``declined`` makes a stage of declining."""
    stage = None
    if declined is not None:
        stage = DeclineStage(
            declined_orders=declined, bound_orders=bound_orders, proven=False, proof=decline_proof
        )
    outcome = Outcome(
        reason=EndReason.TIME_LIMIT,
        objective_minor=0,
        bound=bound,
        relative_gap=None,
        decline_stage=stage,
        proof=proof,
        engine="test",
        backend="test",
        solver="test",
        solver_version="0",
        config="test",
        columns=0,
        rows=0,
        seconds={},
    )
    return bare_plan(scenario, []).model_copy(update={"outcome": outcome})


def tier_names(scenario: Scenario) -> dict[str, list[str]]:
    """Name the price tiers of every schedule in each of its windows."""
    catalog = Catalog(scenario)
    return {
        f"{schedule.schedule} {window}": [
            tier.price_tier for tier in catalog.tiers[schedule.schedule]
        ]
        for schedule, window in Ladders(catalog, Pricer(catalog), ()).standings()
    }


LADDER, WINDOW = "desert-volume", "2026-11"
KEY = f"{LADDER} {WINDOW}"
LIST, REDUCED = "list", "volume"
CONTRACT = "desert-contract"

FROM_300 = PricedRow(
    family="tiers",
    name=LADDER,
    side="at_least",
    step=Decimal(1),
    unit="from",
    schedule=LADDER,
    window=WINDOW,
    price_tier=REDUCED,
)


def tiny_proof(price: int = 14, **changes: object) -> Proof:
    """Price the 300 orders that Desert's lower freight asks for, at 0.14 each, in every case.

    Each order with Desert is then worth 0.14 more. The best splits of 80 to 20 earn 2,703.20 and
    7,504.00 in Riyadh, 2,663.20 and 7,464.00 in Asir (where Desert and Oasis tie at 74.64 for high
    values): 20,334.40, less 300 × 0.14 and the contract's 30.00 is 20,262.40. In the other cases
    at most 20,201.20 can be earned, as README.md of the scenario shows.
    """
    leaves = tuple(
        Leaf(states={KEY: (tier,)}, used={CONTRACT: used}, prices=(price,))
        for tier in (LIST, REDUCED)
        for used in (True, False)
    )
    proof = Proof(grid=100, rows=(FROM_300,), leaves=leaves)
    return proof.model_copy(update=changes)


class RandomProof:
    """Rows, vectors and a case distinction drawn at random, and prices to try on them."""

    def __init__(self, scenario: Scenario, seed: int, *, limits_declined: bool) -> None:
        self._rng = random.Random(seed)
        self._tiers = tier_names(scenario)
        self._used = [row.commitment for row in scenario.commitments]
        self._countries = [market.country for market in scenario.markets]
        self.vectors = self._told_apart()
        self.rows = [*self._limits(scenario), *self._contracts(scenario), *self._states()]
        if limits_declined:
            self.rows.append(_row("assignment", "declined", "at_least"))
        self._rng.shuffle(self.rows)
        self.cases = [
            Leaf(states=states, used=used, vectors=self._rng.choice(self._ways()), prices=())
            for states, used in self._split({}, {}, 3)
        ]

    def _told_apart(self) -> dict[str, tuple[str, ...]]:
        return {
            country: tuple(key for key in self._tiers if self._rng.random() < 0.7)
            for country in self._countries
            if self._rng.random() < 0.8
        }

    def _ways(self) -> list[dict[str, tuple[str, ...]] | None]:
        """Give ways to tell states apart in a leaf: as everywhere, nowhere, or otherwise."""
        return [None, None, {}, self._told_apart()]

    def prices(self, scale: float) -> list[tuple[int, ...]]:
        """Draw prices of every row in every leaf, many of them 0."""
        return [tuple(self._price(row, case, scale) for row in self.rows) for case in self.cases]

    def changed(self, prices: list[tuple[int, ...]], scale: float) -> list[tuple[int, ...]]:
        """Change a price here and there."""
        return [
            tuple(
                self._price(row, case, scale) if self._rng.random() < 0.1 else price
                for row, price in zip(self.rows, own, strict=True)
            )
            for case, own in zip(self.cases, prices, strict=True)
        ]

    def proof(self, prices: list[tuple[int, ...]]) -> Proof:
        """Put a proof together."""
        leaves = [
            case.model_copy(update={"prices": own})
            for case, own in zip(self.cases, prices, strict=True)
        ]
        return Proof(grid=GRID, rows=tuple(self.rows), vectors=self.vectors, leaves=tuple(leaves))

    def _price(self, row: PricedRow, case: Leaf, scale: float) -> int:
        if row.family == "market":
            vectors = self.vectors if case.vectors is None else case.vectors
            if f"{row.schedule} {row.window}" not in vectors.get(row.country or "", ()):
                return 0
        if self._rng.random() < 0.4:
            return 0
        price = int(self._rng.expovariate(1 / scale) * GRID)
        return -price if row.side == "equal" and self._rng.random() < 0.5 else price

    def _limits(self, scenario: Scenario) -> list[PricedRow]:
        rows = []
        horizon = scenario.horizon
        month = dict(zip(horizon.period_ids, horizon.months, strict=True))
        for limit in Catalog(scenario).capacity_limits():
            name = scope_name(limit.provider, limit.country, limit.region, limit.lane)
            facts = {"period": limit.period, "unit": limit.unit}
            step = Decimal(self._rng.choice(["1", "0.25"]))
            row = _row("capacity", name, "at_most", step, **facts)
            rows += self._perhaps_split(row, limit.provider, ("horizon", month[limit.period]))
        for held in scenario.funds:
            name = scope_name(held.provider, held.country)
            step = Decimal(self._rng.choice(["100", "10"]))
            row = _row("funds", name, "at_most", step)
            rows += self._perhaps_split(row, held.provider, ("horizon",))
        for trial in scenario.trials:
            sides = (
                ("minimum", "at_least", trial.min_orders > 0),
                ("maximum", "at_most", trial.max_orders is not None),
            )
            for unit, side, stated in sides:
                if stated:
                    row = _row("trials", trial.trial, side, unit=unit)
                    rows += self._perhaps_split(row, trial.provider, ("horizon",))
        for floor in scenario.policy.service:
            name = scope_name(floor.value_tier, floor.country)
            if floor.min_paid_rate is not None:
                rows.append(_row("service", name, "at_least", Decimal("0.01"), unit="paid_rate"))
            if floor.max_transit_days is not None:
                rows.append(_row("service", name, "at_least", unit="days"))
        return rows

    def _perhaps_split(
        self, row: PricedRow, provider: str, windows: tuple[str, ...]
    ) -> list[PricedRow]:
        """Split a row by the states of a schedule that counts all its orders in such a window."""
        own = [k for k in self._tiers if k.startswith(f"{provider}-") and k.endswith(windows)]
        if not own or self._rng.random() < 0.5:
            return [row]
        return [row.model_copy(update=_state(own[0], tier)) for tier in self._tiers[own[0]]]

    def _contracts(self, scenario: Scenario) -> list[PricedRow]:
        rows = []
        for name in self._used:
            rows.append(_row("commitments", name, "at_least", unit="minimum"))
            rows += [
                _row("commitments", name, "at_most", unit="use", country=market.country)
                for market in scenario.markets
            ]
        return rows

    def _states(self) -> list[PricedRow]:
        rows = []
        for key, tiers in self._tiers.items():
            name = key.rpartition(" ")[0]
            for tier in tiers:
                state = _state(key, tier)
                rows.append(_row("tiers", name, "at_least", unit="from", **state))
                rows.append(_row("tiers", name, "at_most", unit="to", **state))
                rows += [
                    _row("market", name, "equal", country=country, **state)
                    for country in self._countries
                ]
        return rows

    def _split(self, states: dict[str, Any], used: dict[str, bool], depth: int) -> Any:
        """Tell cases apart at random until there are enough."""
        if depth == 0 or self._rng.random() < 0.3:
            yield states, used
            return
        open_ = [name for name in self._used if name not in used]
        if open_ and self._rng.random() < 0.4:
            name = self._rng.choice(open_)
            for answer in (True, False):
                yield from self._split(states, used | {name: answer}, depth - 1)
            return
        key = self._rng.choice(list(self._tiers))
        tiers = list(states.get(key, self._tiers[key]))
        cut = self._rng.randint(1, len(tiers))
        for part in (tiers[:cut], tiers[cut:]):
            if part:
                yield from self._split(states | {key: tuple(part)}, used, depth - 1)


def _row(family: str, name: str, side: str, step: Decimal = Decimal(1), **facts: Any) -> PricedRow:
    stated = {"family": family, "name": name, "side": side, "step": step}
    return PricedRow.model_validate(stated | facts)


def _state(key: str, tier: str) -> dict[str, str]:
    schedule, _, window = key.rpartition(" ")
    return {"schedule": schedule, "window": window, "price_tier": tier}
