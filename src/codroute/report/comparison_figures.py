"""What reports of a comparison derive from it: rows side by side, ranks, tiers, limits, awards."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from codroute.plan.comparison import Comparison, Difference, Variant
from codroute.report.words import TERM_WORDS

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


def in_minor_units(amount: Decimal | None, digits: int) -> Decimal | None:
    """Give an amount in minor units, with every decimal it has."""
    return None if amount is None else amount.scaleb(digits)
