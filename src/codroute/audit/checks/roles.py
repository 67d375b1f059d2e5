"""roles: only the providers named carry orders, each within its share of whole orders."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from codroute.audit.context import Context
from codroute.audit.quotes import Block
from codroute.audit.shares import broken_shares
from codroute.audit.shipments import Shipment
from codroute.audit.verdict import Finding
from codroute.plan.model import LaneRoles, Plan
from codroute.scenario.policy import Policy

_finding = partial(Finding, "roles")


@dataclass(frozen=True)
class _Carried:
    """What is carried in a role block, and who could carry all of it."""

    place: str
    shipments: tuple[Shipment, ...]
    candidates: frozenset[str]
    outsiders: frozenset[str]
    """Providers with orders they cannot carry; the check of eligibility reports them."""


def check_roles(context: Context, plan: Plan) -> Iterator[Finding]:
    """Report roles named wrongly, orders with others, and shares out of their bounds."""
    by_lane: dict[str, list[Shipment]] = defaultdict(list)
    for shipment in context.shipments:
        if shipment.row.orders:
            by_lane[shipment.lane.lane].append(shipment)
    if context.scenario.policy.roles == "free":
        yield from _check_free(plan)
        return
    named = {roles.lane: roles for roles in plan.roles}
    unclear = _unclear_lanes(context, plan)
    for block in context.quotes.blocks:
        carried = _carried(context, block, by_lane)
        roles = [named[lane.lane] for lane in block if lane.lane in named]
        namings = {(r.main, r.backup, r.note): r for r in roles}
        if len(namings) > 1:
            found = ", ".join(f"{r.main}/{r.backup} on {r.lane}" for r in namings.values())
            yield _finding(carried.place, found, "the same roles on every lane of the block")
        for naming in namings.values():
            yield from _check_naming(context.scenario.policy, carried, naming)
        for lane in block:
            if lane.lane in named:
                yield from _check_lane(
                    context, named[lane.lane], by_lane[lane.lane], lane.lane not in unclear
                )
            elif by_lane[lane.lane]:
                yield _finding(lane.lane, "no roles", "the providers that carry the lane")


def _check_free(plan: Plan) -> Iterator[Finding]:
    if plan.roles:
        yield _finding("roles", f"{len(plan.roles)} lanes", "none, since the policy names no roles")
    for row in plan.allocation:
        if row.role != "free":
            yield _finding(f"{row.lane}, {row.period}, {row.offer}", f"role {row.role}", "free")


def _unclear_lanes(context: Context, plan: Plan) -> set[str]:
    """Name the lanes with rows that cannot be judged, so that their shares cannot be either."""
    judged = {shipment.number for shipment in context.shipments}
    rows = enumerate(plan.allocation, start=1)
    return {row.lane for number, row in rows if number not in judged}


def _carried(context: Context, block: Block, by_lane: dict[str, list[Shipment]]) -> _Carried:
    shipments = tuple(shipment for lane in block for shipment in by_lane[lane.lane])
    scope = context.scenario.policy.role_scope
    return _Carried(
        getattr(block[0], scope),
        shipments,
        frozenset(context.quotes.candidates(block)),
        frozenset(s.provider for s in shipments if not context.quotes.exists(s.offer, s.lane)),
    )


def _check_naming(policy: Policy, carried: _Carried, roles: LaneRoles) -> Iterator[Finding]:
    """Report who may not be named, and who is missing although orders are shipped."""
    candidates = ", ".join(sorted(carried.candidates)) or "nobody"
    for provider in filter(None, (roles.main, roles.backup)):
        if provider not in carried.candidates | carried.outsiders:
            yield _finding(carried.place, f"{provider} named", f"one of: {candidates}")
    if roles.note == "no_provider" and carried.candidates:
        yield _finding(carried.place, "note no_provider", f"one of: {candidates}")
    if roles.note == "one_provider" and len(carried.candidates) != 1:
        yield _finding(carried.place, "note one_provider", f"the candidates: {candidates}")
    if roles.main is not None and roles.main == roles.backup:
        yield _finding(carried.place, f"{roles.main} as main and backup", "two providers")
    if policy.roles == "single" and roles.backup is not None:
        yield _finding(carried.place, f"backup {roles.backup}", "a single provider")
    if roles.main is None:
        if carried.candidates or carried.shipments:
            yield _finding(carried.place, "no main", f"one of: {candidates}")
    elif policy.roles == "main_backup" and roles.backup is None:
        if len(carried.candidates) > 1:
            yield _finding(carried.place, "no backup", f"another one of: {candidates}")
        elif roles.note is None:
            yield _finding(carried.place, "no backup and no note", "the note why")


def _check_lane(
    context: Context, roles: LaneRoles, shipments: list[Shipment], clear: bool
) -> Iterator[Finding]:
    policy = context.scenario.policy
    words = _role_words(policy, roles)
    for shipment in shipments:
        row = shipment.row
        allowed = words.get(shipment.provider)
        if allowed is None:
            wanted = " and ".join(words) or "nobody"
            yield _finding(shipment.place, f"{row.orders} orders with {shipment.provider}", wanted)
        elif row.role not in allowed:
            yield _finding(shipment.place, f"role {row.role}", allowed[0])
    both = roles.main is not None and roles.backup is not None
    if both and clear and policy.roles == "main_backup":
        scopes: dict[str, list[Shipment]] = defaultdict(list)
        for shipment in shipments:
            period = f", {shipment.row.period}" if policy.share_scope == "lane_period" else ""
            scopes[roles.lane + period].append(shipment)
        for place, group in scopes.items():
            yield from _check_shares(policy, place, roles, group)


def _role_words(policy: Policy, roles: LaneRoles) -> dict[str, tuple[str, ...]]:
    """Give the words that rows of each provider named may have for its role."""
    words: dict[str, tuple[str, ...]] = {}
    if roles.backup is not None:
        words[roles.backup] = ("backup",)
    if roles.main is not None:
        alone = roles.backup is None or policy.roles == "single"
        words[roles.main] = ("only", "main") if alone else ("main",)
    return words


def _check_shares(
    policy: Policy, place: str, roles: LaneRoles, shipments: list[Shipment]
) -> Iterator[Finding]:
    """Compare whole orders with the bounds: a share of s orders, down at least, up at most."""
    orders: dict[str | None, int] = defaultdict(int)
    for shipment in shipments:
        orders[shipment.provider] += shipment.row.orders
    main, backup = orders[roles.main], orders[roles.backup]
    for found, wanted in broken_shares(policy, main, backup, sum(orders.values())):
        yield _finding(place, found, wanted)
