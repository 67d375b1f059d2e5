"""Where price schedules and limits stand under every variant of a comparison."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from codroute.plan.comparison import Variant
from codroute.plan.model import LimitUse, TierReached
from codroute.report.figures import is_full, tightest, use_share
from codroute.scenario.catalog import Catalog
from codroute.scenario.tables import PriceTier

Ladder = tuple[tuple[str, Decimal], ...]
"""Price tiers above the first, each with the volume from which it holds."""


@dataclass(frozen=True)
class TierLine:
    """Where one price schedule stands in a window under every variant that has its ladder."""

    schedule: str
    window: str
    measure: Literal["orders", "list_freight"]
    ladder: Ladder
    reached: tuple[TierReached | None, ...]
    """In the order of the variants; None where a variant has no such schedule and ladder."""

    @property
    def moves(self) -> bool:
        """Tell whether variants reach different price tiers."""
        return len({tier.price_tier for tier in self.reached if tier is not None}) > 1

    def name(self, variants: Sequence[str]) -> str:
        """Name schedule and window, and the variants that have the ladder where not all have."""
        known = [
            name for name, tier in zip(variants, self.reached, strict=True) if tier is not None
        ]
        whose = "" if len(known) == len(self.reached) else f" ({', '.join(known)})"
        return f"{self.schedule} {self.window}{whose}"

    @property
    def nearest(self) -> Decimal:
        """Give the smallest share of the way to a next tier that is missing; 1 in the top tier."""
        missing = [
            tier.to_next / max(tier.volume + tier.to_next, Decimal(1))
            for tier in self.reached
            if tier is not None and tier.to_next is not None
        ]
        return min(missing, default=Decimal(1))


def tier_lines(variants: Sequence[Variant], *, apart: bool = True) -> list[TierLine]:
    """Give every schedule and window: those where the tier differs first, then the nearest.

    With ``apart``, an offer that states another ladder for a schedule has a line of its own;
    else the lines state no ladder.
    """
    by_variant = [_tiers_of(variant, apart=apart) for variant in variants]
    lines = []
    for key in dict.fromkeys(key for tiers in by_variant for key in tiers):
        reached = tuple(tiers.get(key) for tiers in by_variant)
        found = next(tier for tier in reached if tier is not None)
        lines.append(TierLine(found.schedule, found.window, found.measure, key[2], reached))
    return sorted(lines, key=lambda line: (not line.moves, line.nearest))


def _tiers_of(variant: Variant, *, apart: bool) -> dict[tuple[str, str, Ladder], TierReached]:
    """Give where a plan's schedules stand, by name, window and, with ``apart``, ladder."""
    stated = variant.plan.stated
    ladders = {} if stated is None else Catalog(stated).tiers
    return {
        (
            tier.schedule,
            tier.window,
            _ladder(tier, ladders.get(tier.schedule, ())) if apart else (),
        ): tier
        for tier in variant.plan.tiers
    }


def _ladder(tier: TierReached, stated: Sequence[PriceTier]) -> Ladder:
    """Give the thresholds of a ladder; without a scenario only that of the next tier is known."""
    if stated:
        return tuple((own.price_tier, own.from_volume) for own in stated if own.from_volume)
    if tier.next_tier is None or tier.to_next is None:
        return ()
    return ((tier.next_tier, tier.volume + tier.to_next),)


@dataclass(frozen=True)
class LimitLine:
    """How much of one limit every variant uses; None where a variant does not have it."""

    limit: LimitUse
    """As the first variant that has it states it."""
    uses: tuple[LimitUse | None, ...]

    @property
    def shares(self) -> list[Decimal | None]:
        """Give the part used under every variant."""
        return [None if use is None else use_share(use) for use in self.uses]

    @property
    def is_full(self) -> bool:
        """Tell whether some variant leaves no room in it."""
        return any(use is not None and is_full(use) for use in self.uses)

    @property
    def spread(self) -> Decimal:
        """Give how far the parts used lie apart."""
        known = [part for part in self.shares if part is not None]
        return max(known) - min(known) if known else Decimal(0)

    @property
    def name(self) -> str:
        """Name the limit with its family, where its own name says too little, and its period."""
        limit = self.limit
        own = f"{limit.family} {limit.name}" if limit.family != "capacity" else limit.name
        return own if limit.period is None else f"{own}, {limit.period}"


def limit_lines(variants: Sequence[Variant]) -> list[LimitLine]:
    """Give every limit, the tightest first: of each name its tightest period under any variant."""
    by_variant = [{_key(limit): limit for limit in variant.plan.limits} for variant in variants]
    tight = tightest([limit for variant in variants for limit in variant.plan.limits])
    return [LimitLine(limit, tuple(own.get(_key(limit)) for own in by_variant)) for limit in tight]


def _key(limit: LimitUse) -> tuple[object, ...]:
    """Tell limits apart: of one name there are several, by period and unit."""
    return limit.family, limit.name, limit.period, limit.unit, limit.sense


def telling_limits(variants: Sequence[Variant]) -> list[LimitLine]:
    """Give every limit: those that some variant uses up first, the most different first."""
    return sorted(limit_lines(variants), key=lambda line: (not line.is_full, -line.spread))
