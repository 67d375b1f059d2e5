"""Allocations written by hand: what follows from the rows is filled in, nothing is claimed."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from codroute.audit.quotes import Block, Quotes
from codroute.audit.terms import applicable_terms
from codroute.plan.files import BareRow, Role
from codroute.plan.model import AllocationRow, Declined, LaneRoles, Plan
from codroute.scenario.catalog import Catalog
from codroute.scenario.scenario import Scenario


def bare_plan(
    scenario: Scenario,
    rows: Sequence[BareRow],
    roles: Sequence[LaneRoles] | None = None,
    declined: Sequence[Declined] | None = None,
) -> Plan:
    """Make a plan without claims from the bare rows of an allocation.

    Parameters
    ----------
    scenario
        The scenario that the allocation is for; names it does not know are left to the audit.
    rows
        Who carries how many orders; rows without orders are dropped.
    roles
        The providers named per lane. None names them from the roles that rows state, else from
        the volumes: the main carries at least as much as the backup, so this finds the right
        naming wherever there is one.
    declined
        Orders not shipped. None takes the demand that the rows leave.

    Returns
    -------
    Plan
        With empty amounts, totals, tiers, charges and limits, and without an outcome.
    """
    kept = [row for row in rows if row.orders]
    catalog = Catalog(scenario)
    quotes = Quotes(catalog)
    naming = tuple(_roles(catalog, quotes, kept) if roles is None else roles)
    named = {lane.lane: lane for lane in naming}
    return Plan(
        scenario=scenario.name,
        scenario_digest=None,
        currency=scenario.currency,
        minor_digits=scenario.minor_digits,
        horizon=scenario.horizon,
        terms=applicable_terms(scenario),
        allocation=tuple(_row(catalog, row, named) for row in kept),
        roles=naming,
        declined=tuple(_declined(catalog, quotes, kept) if declined is None else declined),
        tiers=(),
        charges=(),
        limits=(),
        excluded=(),
        total_minor={},
        by_provider_minor={},
        by_country_minor={},
        outcome=None,
    )


def _provider(catalog: Catalog, row: BareRow) -> str:
    """Name who carries the row; of an unknown offer nobody knows, which the audit reports."""
    offer = catalog.offers.get(row.offer)
    return "" if offer is None else offer.provider


def _row(catalog: Catalog, row: BareRow, named: Mapping[str, LaneRoles]) -> AllocationRow:
    provider = _provider(catalog, row)
    return AllocationRow(
        lane=row.lane,
        period=row.period,
        offer=row.offer,
        provider=provider,
        role=row.role or _role(catalog.scenario, named.get(row.lane), provider),
        orders=row.orders,
    )


def _role(scenario: Scenario, roles: LaneRoles | None, provider: str) -> Role:
    """Give the role that the naming gives the provider; a third one is taken for a backup."""
    if scenario.policy.roles == "free":
        return "free"
    if roles is None or roles.main != provider:
        return "backup"
    alone = scenario.policy.roles == "single" or roles.backup is None
    return "only" if alone else "main"


def _roles(catalog: Catalog, quotes: Quotes, rows: Sequence[BareRow]) -> Iterator[LaneRoles]:
    if catalog.scenario.policy.roles == "free":
        return
    by_lane: dict[str, list[BareRow]] = defaultdict(list)
    for row in rows:
        by_lane[row.lane].append(row)
    for block in quotes.blocks:
        own = [row for lane in block for row in by_lane[lane.lane]]
        main, backup = _named(catalog, quotes, block, own)
        candidates = len(quotes.candidates(block))
        for lane in block:
            if main is None and candidates:
                continue  # nothing is shipped, so nothing says who would
            missing = main is None or backup is None
            note = {0: "no_provider", 1: "one_provider"}.get(candidates) if missing else None
            yield LaneRoles.model_validate(
                {"lane": lane.lane, "main": main, "backup": backup, "note": note}
            )


def _named(
    catalog: Catalog, quotes: Quotes, block: Block, rows: Sequence[BareRow]
) -> tuple[str | None, str | None]:
    """Name main and backup of a block: as stated in its rows, else by what they carry."""
    volume: Counter[str] = Counter()
    stated: dict[Role, str] = {}
    for row in rows:
        if row.offer in catalog.offers:
            provider = _provider(catalog, row)
            volume[provider] += row.orders
            if row.role is not None:
                stated.setdefault(row.role, provider)
    by_volume = [provider for provider, _ in volume.most_common()]
    main = stated.get("main") or stated.get("only")
    backup = stated.get("backup")
    main = main or next((p for p in by_volume if p != backup), None)
    if main is None or catalog.scenario.policy.roles == "single" or "only" in stated:
        return main, None
    # A backup without orders can be any other candidate: the rules judge all of them alike.
    others = [*by_volume, *quotes.candidates(block)]
    return main, backup or next((p for p in others if p != main), None)


def _declined(catalog: Catalog, quotes: Quotes, rows: Sequence[BareRow]) -> Iterator[Declined]:
    shipped: Counter[tuple[str, date]] = Counter()
    for row in rows:
        shipped[row.lane, row.period] += row.orders
    unprofitable = catalog.scenario.policy.decline == "unprofitable"
    for (lane, period), orders in catalog.demand.items():
        left = orders - shipped[lane, period]
        if left <= 0:
            continue
        if not quotes.providers(catalog.lanes[lane]):
            reason = "no_eligible_offer"
        else:
            reason = "unprofitable" if unprofitable else "limits"
        yield Declined.model_validate(
            {"lane": lane, "period": period, "orders": left, "reason": reason}
        )
