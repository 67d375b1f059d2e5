"""Figures that reports derive from a plan: sums per provider, per lane and per market."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from codroute.plan.model import LimitUse, Money, Plan, TierReached

UNPLACED = "no market"


@dataclass(frozen=True)
class ProviderLine:
    """What one provider carries and earns; contract terms are counted."""

    provider: str
    orders: int
    main_lanes: int
    backup_lanes: int
    contribution_minor: int


@dataclass(frozen=True)
class Carrier:
    """A provider with its orders on a lane."""

    provider: str
    orders: int


@dataclass(frozen=True)
class LaneLine:
    """Who carries a lane over the horizon; contract terms are not counted."""

    lane: str
    orders: int
    main: Carrier | None
    backup: Carrier | None
    other_orders: int
    declined: int
    contribution_minor: int
    note: str | None


@dataclass(frozen=True)
class ProfitAndLoss:
    """Amounts by term: in total, and per column (market or provider)."""

    terms: tuple[str, ...]
    columns: tuple[str, ...]
    total: Money
    by_column: dict[str, Money]

    def amount(self, term: str, column: str) -> int:
        """Give one cell in minor units."""
        return self.by_column[column].get(term, 0)

    def sum(self, column: str | None = None) -> int:
        """Give the sum of a column, or of the total."""
        amounts = self.total if column is None else self.by_column[column]
        return sum(amounts.values())


def planned_orders(plan: Plan) -> int:
    """Count the orders that are shipped."""
    return sum(row.orders for row in plan.allocation)


def declined_by_reason(plan: Plan) -> dict[str, int]:
    """Count the declined orders by reason, most first."""
    orders: Counter[str] = Counter()
    for row in plan.declined:
        orders[row.reason] += row.orders
    return dict(orders.most_common())


def provider_lines(plan: Plan) -> list[ProviderLine]:
    """List every provider that carries or charges something, most orders first."""
    orders: Counter[str] = Counter()
    for row in plan.allocation:
        orders[row.provider] += row.orders
    shipped = {row.lane for row in plan.allocation}
    named = [roles for roles in plan.roles if roles.lane in shipped]
    main = Counter(roles.main for roles in named if roles.main)
    backup = Counter(roles.backup for roles in named if roles.backup)
    names = {*orders, *main, *backup, *plan.by_provider_minor}
    lines = [
        ProviderLine(
            provider,
            orders[provider],
            main[provider],
            backup[provider],
            sum(plan.by_provider_minor.get(provider, {}).values()),
        )
        for provider in sorted(names)
    ]
    return sorted(lines, key=lambda line: -line.orders)


def lane_lines(plan: Plan) -> list[LaneLine]:
    """List every lane, most orders first; without roles, its two largest providers."""
    carried: dict[str, Counter[str]] = defaultdict(Counter)
    earned: Counter[str] = Counter()
    declined: Counter[str] = Counter()
    for row in plan.allocation:
        carried[row.lane][row.provider] += row.orders
        earned[row.lane] += sum(row.amounts_minor.values())
    for refused in plan.declined:
        declined[refused.lane] += refused.orders
    roles = {named.lane: named for named in plan.roles}
    lines = []
    for lane in sorted({*carried, *declined, *roles}):
        named, volumes = roles.get(lane), carried[lane]
        pair = (named.main, named.backup) if named else _largest(volumes)
        main, backup = (Carrier(p, volumes[p]) if p else None for p in pair)
        in_roles = sum(carrier.orders for carrier in (main, backup) if carrier)
        lines.append(
            LaneLine(
                lane=lane,
                orders=volumes.total(),
                main=main,
                backup=backup,
                other_orders=volumes.total() - in_roles,
                declined=declined[lane],
                contribution_minor=earned[lane],
                note=named.note if named else None,
            )
        )
    return sorted(lines, key=lambda line: -(line.orders + line.declined))


def _largest(volumes: Counter[str]) -> tuple[str | None, str | None]:
    names: list[str | None] = [name for name, orders in volumes.most_common(2) if orders]
    first, second = [*names, None, None][:2]
    return first, second


def by_market(plan: Plan) -> ProfitAndLoss:
    """Give the profit and loss per market, the largest first; what has no market stands apart."""
    columns = dict(plan.by_country_minor)
    rest = {
        term: plan.total_minor.get(term, 0) - sum(m.get(term, 0) for m in columns.values())
        for term in plan.terms
    }
    if any(rest.values()):
        columns[UNPLACED] = rest
    return _profit_and_loss(plan, columns)


def by_provider(plan: Plan) -> ProfitAndLoss:
    """Give the profit and loss per provider, the largest first."""
    return _profit_and_loss(plan, plan.by_provider_minor)


def _profit_and_loss(plan: Plan, columns: dict[str, Money]) -> ProfitAndLoss:
    """Order columns by size; leave out terms that are nowhere anything."""
    names = sorted(columns, key=lambda name: (name == UNPLACED, -sum(columns[name].values()), name))
    used = {term for amounts in (plan.total_minor, *columns.values()) for term in amounts}
    known = [*plan.terms, *sorted(used - set(plan.terms))]
    terms = tuple(
        term
        for term in known
        if plan.total_minor.get(term, 0) or any(columns[name].get(term, 0) for name in names)
    )
    return ProfitAndLoss(terms, tuple(names), plan.total_minor, columns)


def use_share(limit: LimitUse) -> Decimal | None:
    """Give how much of a limit is used, or of a minimum reached; None of a limit of nothing."""
    return limit.used / limit.limit if limit.limit else None


def is_full(limit: LimitUse) -> bool:
    """Tell whether a limit leaves no room: nothing more, or nothing less, is allowed."""
    return _tightness(limit) >= 1


def _tightness(limit: LimitUse) -> Decimal:
    """Say how tight a limit is: 1 leaves no room, more is a breach or paid for."""
    part, whole = limit.used, limit.limit
    if limit.sense == "at_least":
        part, whole = whole, part
    if whole == 0:
        return Decimal("Infinity") if part else Decimal(0)
    return part / whole


def tightest(limits: Sequence[LimitUse]) -> list[LimitUse]:
    """List the limits, the tightest first, each name once with its tightest period.

    Of two as tight the one whose easing would earn more comes first.
    """
    seen: set[tuple[str, str]] = set()
    chosen = []
    for limit in sorted(limits, key=lambda limit: (-_tightness(limit), -(limit.shadow_price or 0))):
        if (limit.family, limit.name) not in seen:
            seen.add((limit.family, limit.name))
            chosen.append(limit)
    return chosen


def nearest_tiers(tiers: Sequence[TierReached]) -> list[TierReached]:
    """List the price tiers, those nearest to their next tier first."""

    def distance(tier: TierReached) -> tuple[bool, Decimal]:
        if tier.to_next is None:
            return True, Decimal(0)
        return False, tier.to_next / max(tier.volume + tier.to_next, Decimal(1))

    return sorted(tiers, key=distance)
