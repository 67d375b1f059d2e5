"""Where a plan leaves every price schedule, contract and limit."""

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray, half_even
from codroute.economics.cash import held_micro, most_held_micro
from codroute.formulation.capacity import lanes_covered, place
from codroute.formulation.commitments import counted as committed
from codroute.formulation.funds import kept
from codroute.formulation.service import covers
from codroute.formulation.statement import Statement
from codroute.formulation.tiers import credit_rates, tier_edges, windows
from codroute.formulation.trials import counted as tried
from codroute.plan.model import Charge, LimitUse, TierReached
from codroute.scenario.policy import ServiceFloor
from codroute.scenario.tables import PriceSchedule, Trial


class Standing:
    """Volumes per schedule and window, and what follows from them.

    Parameters
    ----------
    statement
        The model whose volumes were decided.
    orders
        Orders of every volume, ``(volume,)``.
    """

    def __init__(self, statement: Statement, orders: IntArray) -> None:
        self._statement = statement
        self._orders = orders
        economics = statement.economics
        self._minor = 10**economics.catalog.scenario.minor_digits
        months = economics.catalog.scenario.horizon.months
        self.price_tier = np.zeros(len(orders), dtype=np.int64)
        """Price tier that each volume's schedule reaches in its window, ``(volume,)``."""
        self.tiers: list[TierReached] = []
        self.charges: list[Charge] = []
        self.charged_minor = 0.0
        """Sum of the charges before they are rounded, in minor units."""
        counted = economics.quotes.schedule[statement.volumes.quote]
        for number, schedule in enumerate(economics.quotes.schedules):
            for window, first, periods in windows(schedule, months):
                members = np.flatnonzero((counted == number) & periods[statement.volumes.period])
                self._settle(schedule, window, first, members)
        self.charges += self._commitments()

    def _settle(self, schedule: PriceSchedule, window: str, first: bool, members: IntArray) -> None:
        """Find the tier that a schedule reaches in a window, and its credit."""
        economics = self._statement.economics
        ladder = economics.catalog.tiers[schedule.schedule]
        before = schedule.volume_before if first else Decimal(0)
        measured = self._measured(schedule, members)
        volume = before + measured
        reached = max(n for n, tier in enumerate(ladder) if n == 0 or volume >= tier.from_volume)
        above = ladder[reached + 1] if reached + 1 < len(ladder) else None
        self.price_tier[members] = reached
        self.tiers.append(
            TierReached(
                schedule=schedule.schedule,
                window=window,
                price_tier=ladder[reached].price_tier,
                measure=schedule.measure,
                volume=volume,
                next_tier=None if above is None else above.price_tier,
                to_next=None if above is None else above.from_volume - volume,
            )
        )
        if schedule.kind == "incremental":
            rates = credit_rates(economics, schedule)
            edges = tier_edges(schedule, ladder, float(before))
            ends = np.append(edges[1:], np.inf)
            inside = np.clip(float(measured), edges, ends) - edges
            self._charge("tier_credit", schedule, float(rates @ inside), window)

    def _measured(self, schedule: PriceSchedule, members: IntArray) -> Decimal:
        """Measure the volume: whole orders, or list freight to as many digits as floats hold."""
        orders = self._orders[members]
        if schedule.measure == "orders":
            return Decimal(int(orders.sum()))
        freight = self._statement.economics.list_freight[self._statement.volumes.quote[members]]
        return Decimal(f"{float(freight @ orders):.13g}")

    def _charge(
        self, term: str, contract: PriceSchedule, amount: float, window: str | None
    ) -> None:
        country = contract.countries[0] if len(contract.countries) == 1 else None
        self.charges.append(
            Charge.model_validate(
                {
                    "term": term,
                    "name": contract.schedule,
                    "provider": contract.provider,
                    "country": country,
                    "window": window,
                    "amount_minor": self._charged(amount * self._minor),
                }
            )
        )

    def _charged(self, amount_minor: float) -> int:
        self.charged_minor += amount_minor
        return int(half_even(np.array(amount_minor)))

    def _commitments(self) -> Iterator[Charge]:
        """Give the fixed fees of commitments used, and what is paid for orders short."""
        catalog = self._statement.economics.catalog
        country_of = {lane.region: lane.country for lane in catalog.scenario.lanes}
        for commitment in catalog.scenario.commitments:
            carried = int(self._orders[committed(self._statement, commitment)].sum())
            unit = catalog.rates[commitment.currency] * self._minor
            place = commitment.country or country_of.get(commitment.region or "")
            amounts: dict[str, Decimal] = {}
            if carried:
                amounts["fixed_fee"] = commitment.fixed_fee * unit
            short = max(commitment.min_orders - carried, 0)
            due = carried > 0 or commitment.applies == "always"
            if commitment.shortfall_fee is not None and short and due:
                amounts["shortfall_fee"] = commitment.shortfall_fee * short * unit
            for term, amount in amounts.items():
                yield Charge.model_validate(
                    {
                        "term": term,
                        "name": commitment.commitment,
                        "provider": commitment.provider,
                        "country": place,
                        "amount_minor": self._charged(-float(amount)),
                    }
                )

    def limits(self) -> Iterator[LimitUse]:
        """Give the use of every capacity, limit of funds, commitment, trial and service floor."""
        yield from self._capacities()
        yield from self._funds()
        for commitment in self._statement.economics.catalog.scenario.commitments:
            carried = int(self._orders[committed(self._statement, commitment)].sum())
            yield LimitUse(
                family="commitments",
                name=commitment.commitment,
                sense="at_least",
                used=Decimal(carried),
                limit=Decimal(commitment.min_orders),
                unit="orders",
            )
        for trial in self._statement.economics.catalog.scenario.trials:
            yield from self._trial(trial)
        for floor in self._statement.economics.catalog.scenario.policy.service:
            yield from self._service(floor)

    def _capacities(self) -> Iterator[LimitUse]:
        economics, volumes = self._statement.economics, self._statement.volumes
        provider = np.array(economics.quotes.providers)[volumes.provider]
        days = economics.catalog.scenario.horizon.period_ids
        shape = (len(economics.quotes.lanes), len(days))
        by_provider: dict[str, FloatArray] = {}
        for name in economics.quotes.providers:
            table = np.zeros(shape)
            own = provider == name
            np.add.at(table, (volumes.lane[own], volumes.period[own]), self._orders[own])
            by_provider[name] = table
        limits = list(economics.catalog.capacity_limits())
        covered = lanes_covered(economics, limits)
        for limit in limits:
            inside = covered[place(limit)]
            weight = economics.weight_ug / 1e9 if limit.unit == "kg" else np.ones(shape[0])
            carried = by_provider[limit.provider][:, days.index(limit.period)]
            used = float((carried * weight * inside).sum())
            places = (limit.provider, limit.country, limit.region, limit.lane)
            yield LimitUse(
                family="capacity",
                name=" / ".join(place for place in places if place is not None),
                period=limit.period,
                sense="at_most",
                used=Decimal(f"{used:.3f}" if limit.unit == "kg" else f"{used:.0f}"),
                limit=limit.capacity,
                unit=limit.unit,
            )

    def _funds(self) -> Iterator[LimitUse]:
        """Give the mean cash that providers hold, in whole millionths of the currency."""
        economics, volumes = self._statement.economics, self._statement.volumes
        scenario = economics.catalog.scenario
        for limit in scenario.funds:
            carried = np.flatnonzero(kept(self._statement, limit) & (self._orders > 0))
            held = held_micro(economics, volumes.quote[carried])
            orders = self._orders[carried].tolist()
            used = sum(micro * count for micro, count in zip(held, orders, strict=True))
            yield LimitUse(
                family="funds",
                name=limit.provider + (f" / {limit.country}" if limit.country else ""),
                sense="at_most",
                used=_from_micro(used),
                limit=_from_micro(most_held_micro(economics.catalog, limit)),
                unit=scenario.currency,
            )

    def _trial(self, trial: Trial) -> Iterator[LimitUse]:
        """Give the orders of a trial beside its least, where it has one, and its most."""
        carried = Decimal(int(self._orders[tried(self._statement, trial)].sum()))
        use = {"family": "trials", "name": trial.trial, "used": carried, "unit": "orders"}
        if trial.min_orders:
            least = {"sense": "at_least", "limit": Decimal(trial.min_orders)}
            yield LimitUse.model_validate(use | least)
        if trial.max_orders is not None:
            most = {"sense": "at_most", "limit": Decimal(trial.max_orders)}
            yield LimitUse.model_validate(use | most)

    def _service(self, floor: ServiceFloor) -> Iterator[LimitUse]:
        """Give the mean quality of a value tier; without orders there is none."""
        quotes, volumes = self._statement.economics.quotes, self._statement.volumes
        lanes = np.array([covers(floor, row.country, row.value_tier) for row in quotes.lanes])
        orders = self._orders * lanes[volumes.lane]
        if not orders.sum():
            return
        name = floor.value_tier + (f" / {floor.country}" if floor.country else "")
        if floor.min_paid_rate is not None:
            mean = float(quotes.paid_rate[volumes.quote] @ orders / orders.sum())
            yield _mean_use(name, "at_least", mean, floor.min_paid_rate, "paid_rate")
        if floor.max_transit_days is not None:
            mean = float(quotes.transit_days[volumes.quote] @ orders / orders.sum())
            yield _mean_use(name, "at_most", mean, floor.max_transit_days, "days")


def _from_micro(amount_micro: int) -> Decimal:
    """Write millionths as units, with all their digits: arithmetic would round large ones."""
    return Decimal(f"{amount_micro}E-6")


def _mean_use(name: str, sense: str, mean: float, limit: Decimal, unit: str) -> LimitUse:
    return LimitUse.model_validate(
        {
            "family": "service",
            "name": name,
            "sense": sense,
            "used": Decimal(f"{mean:.6f}"),
            "limit": limit,
            "unit": unit,
        }
    )
