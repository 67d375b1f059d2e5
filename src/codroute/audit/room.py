"""Room for one more order: whether declining was forced, judged one order at a time.

Under ``no_capacity`` an order is declined only where it has to be. That the fewest are declined
takes a proof; that none of them could simply be added to the plan is checked here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property

from codroute.audit.ledger import Ledger, counts
from codroute.audit.quotes import Quotes
from codroute.audit.shares import broken_shares
from codroute.audit.shipments import Shipment
from codroute.audit.uses import Use, Uses, judges, keeps, tries
from codroute.plan.model import LaneRoles
from codroute.scenario.catalog import CapacityLimit, Catalog
from codroute.scenario.tables import Funds, Lane, Offer, Trial

_Scope = tuple[str, date | None]
"""Lane, and the period where shares hold in each."""


class Room:
    """What an allocation leaves free.

    Parameters
    ----------
    catalog, quotes, ledger, uses
        The tables, who can carry what, and what is counted of the shipments.
    shipments
        The allocation's rows whose names are known.
    """

    def __init__(
        self,
        catalog: Catalog,
        quotes: Quotes,
        ledger: Ledger,
        uses: Uses,
        shipments: Iterable[Shipment],
    ) -> None:
        self._catalog = catalog
        self._policy = catalog.scenario.policy
        self._quotes = quotes
        self._ledger = ledger
        self._uses = uses
        self._carried: dict[_Scope, Counter[str]] = defaultdict(Counter)
        for shipment in shipments:
            scope = self._scope(shipment.lane, shipment.row.period)
            self._carried[scope][shipment.provider] += shipment.row.orders

    def taker(self, lane: Lane, period: date, roles: LaneRoles | None) -> str | None:
        """Name an offer that could carry one more order of the lane with every rule kept.

        Parameters
        ----------
        lane, period
            Of the order.
        roles
            The providers named for the lane; where none is, all candidates of its block may carry.
        """
        for offer in self._catalog.scenario.offers:
            if (
                self._may_carry(offer.provider, lane, period, roles)
                and self._quotes.exists(offer, lane)
                and self._has_capacity(offer.provider, lane, period)
                and self._keeps_funds(offer, lane)
                and self._keeps_commitments(offer.provider, lane)
                and self._keeps_trials(offer, lane)
                and self._keeps_service(offer, lane)
            ):
                return offer.offer
        return None

    def _scope(self, lane: Lane, period: date) -> _Scope:
        return lane.lane, period if self._policy.share_scope == "lane_period" else None

    def _may_carry(self, provider: str, lane: Lane, period: date, roles: LaneRoles | None) -> bool:
        """Tell whether the roles leave one more order to a provider."""
        if self._policy.roles == "free":
            return True
        if roles is None or (roles.main, roles.backup) == (None, None):
            return provider in self._candidates[lane.lane]
        if provider not in (roles.main, roles.backup):
            return False
        if self._policy.roles == "single" or roles.main is None or roles.backup is None:
            return True
        carried = self._carried[self._scope(lane, period)] + Counter({provider: 1})
        main, backup = carried[roles.main], carried[roles.backup]
        return not any(broken_shares(self._policy, main, backup, carried.total()))

    @cached_property
    def _candidates(self) -> dict[str, tuple[str, ...]]:
        return {
            lane.lane: candidates
            for block in self._quotes.blocks
            for candidates in [self._quotes.candidates(block)]
            for lane in block
        }

    def _has_capacity(self, provider: str, lane: Lane, period: date) -> bool:
        return all(
            use.used + self._uses.per_order(limit, lane) <= use.limit
            for limit, use in self._capacity[provider, period]
            if limit.covers(lane)
        )

    @cached_property
    def _capacity(self) -> dict[tuple[str, date], list[tuple[CapacityLimit, Use]]]:
        limits: dict[tuple[str, date], list[tuple[CapacityLimit, Use]]] = defaultdict(list)
        for limit, use in zip(self._catalog.capacity_limits(), self._uses.capacity, strict=True):
            limits[limit.provider, limit.period].append((limit, use))
        return limits

    def _keeps_funds(self, offer: Offer, lane: Lane) -> bool:
        return all(
            use.used + self._uses.cash.per_order(offer, lane) <= use.limit
            for limit, use in self._funds[offer.provider]
            if keeps(limit, lane)
        )

    @cached_property
    def _funds(self) -> dict[str, list[tuple[Funds, Use]]]:
        limits: dict[str, list[tuple[Funds, Use]]] = defaultdict(list)
        for limit, use in zip(self._catalog.scenario.funds, self._uses.funds, strict=True):
            limits[limit.provider].append((limit, use))
        return limits

    def _keeps_commitments(self, provider: str, lane: Lane) -> bool:
        """Tell whether one more order calls for no minimum that is not met."""
        return all(
            commitment.applies == "always"
            or commitment.shortfall_fee is not None
            or self._committed[commitment.commitment] + 1 >= commitment.min_orders
            for commitment in self._catalog.scenario.commitments
            if commitment.provider == provider and counts(commitment, lane)
        )

    @cached_property
    def _committed(self) -> dict[str, int]:
        commitments = self._catalog.scenario.commitments
        return {row.commitment: self._ledger.committed(row) for row in commitments}

    def _keeps_trials(self, offer: Offer, lane: Lane) -> bool:
        """Tell whether one more order leaves every trial that counts it within its most."""
        return all(
            carried < trial.max_orders
            for trial, carried in self._on_trial
            if trial.max_orders is not None and tries(trial, offer, lane)
        )

    @cached_property
    def _on_trial(self) -> tuple[tuple[Trial, int], ...]:
        trials = self._catalog.scenario.trials
        return tuple((trial, self._uses.on_trial(trial)) for trial in trials)

    def _keeps_service(self, offer: Offer, lane: Lane) -> bool:
        row = self._catalog.performance_row(offer, lane)
        return row is not None and not any(use.broken for use in self._quality(row, lane))

    def _quality(self, row: int, lane: Lane) -> Iterator[Use]:
        """Give the floors of the lane's value tier with one more order under a record."""
        for floor, orders in zip(self._policy.service, self._handed_over, strict=True):
            if judges(floor, lane):
                yield from self._uses.quality(floor, orders + Counter({row: 1}))

    @cached_property
    def _handed_over(self) -> tuple[Counter[int], ...]:
        return tuple(self._uses.handed_over(floor) for floor in self._policy.service)
