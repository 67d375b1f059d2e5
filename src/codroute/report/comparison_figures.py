"""What reports of a comparison derive from it: rows side by side, ranks, tiers, limits, awards."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from codroute.plan.comparison import Comparison, Difference, Variant
from codroute.plan.model import LimitUse, TierReached
from codroute.report.figures import is_full, tightest, use_share
from codroute.report.words import TERM_WORDS
from codroute.scenario.catalog import Catalog
from codroute.scenario.tables import PriceTier

_LONGEST_NAME = 16
"""Letters up to which a variant's name heads a column; longer ones are told by letters."""


@dataclass(frozen=True)
class FigureRow:
    """One figure of every variant, in their order; None where a plan has none."""

    label: str
    kind: Literal["money", "whole", "share", "number"]
    values: tuple[int | float | None, ...]
    is_sum: bool = False


def labels_of(comparison: Comparison) -> dict[str, str]:
    """Give each variant's short name: its own, or letters for its offers where one is long."""
    names = [variant.name for variant in comparison.variants]
    if max(map(len, names)) <= _LONGEST_NAME:
        return {name: name for name in names}
    letters = offer_letters(comparison)
    return {
        variant.name: "+".join(letters[offer] for offer in variant.offers) or variant.name
        for variant in comparison.variants
    }


def offer_letters(comparison: Comparison) -> dict[str, str]:
    """Give each offer a letter, in the order in which they are stated; numbers after Z."""
    offers = dict.fromkeys(offer for variant in comparison.variants for offer in variant.offers)
    return {
        offer: chr(ord("A") + place) if place < 26 else str(place + 1)
        for place, offer in enumerate(offers)
    }


def is_lettered(comparison: Comparison) -> bool:
    """Tell whether variants are told by letters."""
    labels = labels_of(comparison)
    return any(name != label for name, label in labels.items())


def declines_first(comparison: Comparison) -> bool:
    """Tell whether the fewest declined orders count before what is earned."""
    outcomes = (variant.plan.outcome for variant in comparison.variants)
    return any(outcome is not None and outcome.decline_stage is not None for outcome in outcomes)


def declined_decide(comparison: Comparison, difference: Difference) -> bool:
    """Tell whether two variants differ in what counts before what they earn."""
    return bool(difference.declined_orders) and declines_first(comparison)


def ranked(comparison: Comparison) -> list[Variant]:
    """Give the base, then the variants, the best first."""
    base, *others = comparison.variants
    first = declines_first(comparison)

    def rank(variant: Variant) -> tuple[int, int]:
        declined = variant.figures.declined_orders if first else 0
        return declined, -variant.figures.contribution_minor

    return [base, *sorted(others, key=rank)]


def best_of(comparison: Comparison) -> Variant:
    """Give the best variant with an offer; the base where there is none."""
    return (*ranked(comparison), comparison.variants[0])[min(1, len(comparison.variants) - 1)]


def against_base(comparison: Comparison) -> dict[str, Difference]:
    """Give each variant's difference to the base, by its name, the best first."""
    base = comparison.variants[0].name
    found = {d.of: d for d in comparison.differences if d.against == base}
    return {v.name: found[v.name] for v in ranked(comparison)[1:] if v.name in found}


def differences_of_best(comparison: Comparison) -> list[Difference]:
    """Give the differences of the best variant, to the base and to every other."""
    best = best_of(comparison).name
    return [difference for difference in comparison.differences if difference.of == best]


def terms_of(comparison: Comparison) -> list[str]:
    """List the terms that are something in some plan, in the order in which they are shown."""
    plans = [variant.plan for variant in comparison.variants]
    known = dict.fromkeys(term for plan in plans for term in (*plan.terms, *plan.total_minor))
    return [term for term in known if any(plan.total_minor.get(term, 0) for plan in plans)]


def money_rows(comparison: Comparison, variants: Sequence[Variant]) -> list[FigureRow]:
    """Give every term and their sum."""
    rows = [
        FigureRow(
            TERM_WORDS.get(term, term),
            "money",
            tuple(variant.figures.total_minor.get(term, 0) for variant in variants),
        )
        for term in terms_of(comparison)
    ]
    sums = tuple(variant.figures.contribution_minor for variant in variants)
    return [*rows, FigureRow("contribution", "money", sums, is_sum=True)]


def service_rows(comparison: Comparison, variants: Sequence[Variant]) -> list[FigureRow]:
    """Give what is no term: orders, paid rate, transit, cash held and its days."""
    figures = [variant.figures for variant in variants]
    return [
        FigureRow("orders shipped", "whole", tuple(f.orders for f in figures)),
        FigureRow("orders declined", "whole", tuple(f.declined_orders for f in figures)),
        FigureRow("paid rate", "share", tuple(f.paid_rate for f in figures)),
        FigureRow("transit, days", "number", tuple(f.transit_days for f in figures)),
        FigureRow(
            f"cash held, {comparison.currency}",
            "money",
            tuple(f.cash_held_minor for f in figures),
        ),
        FigureRow("days to cash", "number", tuple(f.days_to_cash for f in figures)),
    ]


Place = tuple[str, str]
"""Provider and market."""


def orders_by_place(variant: Variant) -> Counter[Place]:
    """Count the orders of each provider in each market."""
    return Counter(
        {(award.provider, award.country): award.orders for award in variant.figures.awards}
    )


def orders_by_provider(variant: Variant) -> Counter[str]:
    """Count the orders of each provider."""
    orders: Counter[str] = Counter()
    for award in variant.figures.awards:
        orders[award.provider] += award.orders
    return orders


def providers_of(comparison: Comparison) -> list[str]:
    """List every provider that carries something in some plan, the largest of the base first."""
    most = _largest([orders_by_provider(variant) for variant in comparison.variants])
    base = orders_by_provider(comparison.variants[0])
    return sorted(most, key=lambda name: (-base[name], -most[name], name))


def markets_of(comparison: Comparison) -> list[str]:
    """List every market, the largest first."""
    orders = _largest(
        [
            _summed((award.country, award.orders) for award in variant.figures.awards)
            for variant in comparison.variants
        ]
    )
    return sorted(orders, key=lambda name: (-orders[name], name))


def _summed(parts: Iterable[tuple[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for name, orders in parts:
        total[name] += orders
    return total


def _largest(counts: Sequence[Counter[str]]) -> Counter[str]:
    """Give the largest count of each name."""
    most: Counter[str] = Counter()
    for own in counts:
        most |= own
    return most


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
        return len({None if tier is None else tier.price_tier for tier in self.reached}) > 1

    @property
    def nearest(self) -> Decimal:
        """Give the smallest share of the way to a next tier that is missing; 1 in the top tier."""
        missing = [
            tier.to_next / max(tier.volume + tier.to_next, Decimal(1))
            for tier in self.reached
            if tier is not None and tier.to_next is not None
        ]
        return min(missing, default=Decimal(1))


def tier_lines(variants: Sequence[Variant]) -> list[TierLine]:
    """Give every schedule, window and ladder: those where the tier differs first, then the nearest.

    An offer that states another ladder for a schedule has a line of its own.
    """
    by_variant = [_tiers_of(variant) for variant in variants]
    lines = []
    for key in dict.fromkeys(key for tiers in by_variant for key in tiers):
        reached = tuple(tiers.get(key) for tiers in by_variant)
        found = next(tier for tier in reached if tier is not None)
        lines.append(TierLine(found.schedule, found.window, found.measure, key[2], reached))
    return sorted(lines, key=lambda line: (not line.moves, line.nearest))


def _tiers_of(variant: Variant) -> dict[tuple[str, str, Ladder], TierReached]:
    """Give where a plan's schedules stand, by name, window and ladder."""
    stated = variant.plan.stated
    ladders = {} if stated is None else Catalog(stated).tiers
    return {
        (tier.schedule, tier.window, _ladder(tier, ladders.get(tier.schedule, ()))): tier
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
    Key = tuple[str, str, object, str, str]

    def key(limit: LimitUse) -> Key:
        return (limit.family, limit.name, limit.period, limit.unit, limit.sense)

    by_variant = [{key(limit): limit for limit in variant.plan.limits} for variant in variants]
    tight = tightest([limit for variant in variants for limit in variant.plan.limits])
    return [LimitLine(limit, tuple(own.get(key(limit)) for own in by_variant)) for limit in tight]


def telling_limits(variants: Sequence[Variant]) -> list[LimitLine]:
    """Give every limit: those that some variant uses up first, and of them those that differ most."""
    return sorted(limit_lines(variants), key=lambda line: (not line.is_full, -line.spread))
