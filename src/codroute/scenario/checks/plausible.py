"""What is probably not meant: warnings, which refuse nothing."""

from collections import defaultdict
from fractions import Fraction
from itertools import pairwise
from math import sqrt
from typing import Any

from codroute.scenario.catalog import Catalog, performance_key
from codroute.scenario.checks.draft import Draft
from codroute.scenario.eligibility import rate_cards_used
from codroute.scenario.precedence import PERFORMANCE_KEY, Precedence
from codroute.scenario.reading.text import Phrase
from codroute.scenario.tables import FirstStepRate, Lane, Offer, Rate, WeightBandRate

_NEAR = Fraction(1, 20)
"""A single weight this near to a step, as a share of the step's weight, is warned of."""

_NORMAL_99 = 2.5758
"""Two-sided 99 % point of the normal distribution."""

_WRITTEN = {
    "lanes": "region",  # a lane's name begins with it
    "offers": "offer",
    "providers": "provider",
    "price_tiers": "price_tier",
}
"""Tables and columns that define the names which a plan's CSV file states."""

_FORMULA_MARKS = ("=", "+", "-", "@")

_FEES = ("first_fee", "step_fee", "fee_per_parcel", "fee_per_kg")
_WEIGHTS = ("first_weight_g", "step_weight_g", "over_weight_g", "up_to_weight_g")


def warn_near_steps(draft: Draft, catalog: Catalog, quotes: list[tuple[Offer, Lane]]) -> None:
    """Warn of single weights close to a card's step, where the mean weight misprices; by step."""
    near: dict[int, dict[str, Fraction]] = defaultdict(dict)
    cards: dict[int, set[str]] = defaultdict(set)
    for offer, lane in quotes:
        if catalog.profiles.is_stated(lane):
            continue
        coverage = catalog.coverage(offer, lane)
        assert coverage is not None  # the quote is eligible
        for card in rate_cards_used(catalog, offer, lane):
            for step in _steps(catalog.rate_rows.get((card, coverage.zone), [])):
                spread = catalog.profiles.spread(lane)
                if not spread.is_priceable(offer.volumetric):
                    continue
                weight = max(spread.chargeable_g(offer.volumetric))
                if abs(weight - step) <= _NEAR * step:
                    near[step].setdefault(lane.lane, weight)
                    cards[step].add(card)
    index_of = {lane.lane: index for index, lane in draft.numbered("lanes")}
    for step, lanes in near.items():
        name, weight = next(iter(lanes.items()))
        others = f", and {len(lanes) - 1} more like it" if len(lanes) > 1 else ""
        found = Phrase(f"{float(weight):g} g as the only weight of {name}{others}")
        stepping = f"{', '.join(sorted(cards[step]))}: a step at {step} g"
        wanted = f"several points in the table profile, since the mean misprices ({stepping})"
        draft.warn("lanes", index_of[name], "weight_g", found, wanted)


def _steps(rows: list[Rate]) -> list[int]:
    """Give the first weight step of a card's zone, or the ends of its bands."""
    return [
        row.first_weight_g if isinstance(row, FirstStepRate) else row.up_to_weight_g
        for row in rows
        if isinstance(row, FirstStepRate | WeightBandRate)
    ]


def warn_overridden_services(
    draft: Draft, catalog: Catalog, quotes: list[tuple[Offer, Lane]]
) -> None:
    """Warn of performance of all of a provider's offers that overrides what is known of one."""
    rows = draft.numbered("performance")
    known = [number for number, (_, row) in enumerate(rows) if row.offer is not None]
    of_offers = Precedence([rows[number][1] for number in known], PERFORMANCE_KEY)
    lanes: dict[tuple[int, int], list[str]] = defaultdict(list)
    for offer, lane in quotes:
        applies = catalog.performance_row(offer, lane)
        overridden = of_offers.find(performance_key(offer, lane))
        if applies is not None and overridden is not None and rows[applies][1].offer is None:
            lanes[applies, known[overridden]].append(lane.lane)
    for (applies, overridden), names in lanes.items():
        row = rows[overridden][1]
        place = f"row {draft.raw.row_number('performance', rows[overridden][0])}"
        others = f", and {len(names) - 1} more like it" if len(names) > 1 else ""
        wanted = f"an offer, since this row overrides {place} of {row.offer} on {names[0]}{others}"
        draft.warn("performance", rows[applies][0], "offer", None, wanted)


def warn_formulas(draft: Draft) -> None:
    """Warn of names that a spreadsheet takes for formulas in a plan's CSV file; each name once."""
    for table, column in _WRITTEN.items():
        first: dict[str, int] = {}
        for index, row in draft.numbered(table):
            first.setdefault(getattr(row, column), index)
        for name, index in first.items():
            if name.startswith(_FORMULA_MARKS):
                marks = " ".join(_FORMULA_MARKS)
                wanted = f"a name that a spreadsheet takes for no formula: none of {marks} in front"
                draft.warn(table, index, column, name, wanted)


def warn_contradicted_rates(draft: Draft) -> None:
    """Warn of paid rates outside the 99 % Wilson interval of their own counts."""
    for index, row in draft.numbered("performance"):
        paid, observed = row.paid_orders, row.observed_orders
        if not observed or paid is None or paid > observed:
            continue
        least, most = _wilson(paid, observed)
        if not least <= row.paid_rate <= most:
            counts = f"{paid} of {observed} orders paid"
            wanted = f"a rate from {least:.4f} to {most:.4f}, as {counts} make likely"
            draft.warn("performance", index, "paid_rate", row.paid_rate, wanted)


def _wilson(paid: int, observed: int) -> tuple[float, float]:
    """Give the Wilson score interval of a rate, at 99 %."""
    rate, z2 = paid / observed, _NORMAL_99**2 / observed
    centre = rate + z2 / 2
    half = sqrt(z2 * rate * (1 - rate) + z2**2 / 4)
    return max(centre - half, 0.0) / (1 + z2), min((centre + half) / (1 + z2), 1.0)


def warn_dearer_tiers(draft: Draft) -> None:
    """Warn of price tiers that give less than the tier below."""
    if not draft.sound("price_tiers", "rate_cards"):
        return
    ladders: dict[str, list[tuple[int, Any]]] = defaultdict(list)
    for index, tier in draft.numbered("price_tiers"):
        ladders[tier.schedule].append((index, tier))
    for ladder in ladders.values():
        ladder.sort(key=lambda numbered: numbered[1].from_volume)
        for (_, below), (index, tier) in pairwise(ladder):
            if tier.form != below.form:
                continue
            value, before = getattr(tier, tier.form), getattr(below, tier.form)
            if tier.form != "rate_card" and value < before:
                wanted = f"at least {before}, as in the tier below"
                draft.warn("price_tiers", index, tier.form, value, wanted)
            elif tier.form == "rate_card" and _is_dearer(draft, value, before):
                wanted = f"a card no dearer than {before}, the card of the tier below"
                draft.warn("price_tiers", index, tier.form, value, wanted)


def _is_dearer(draft: Draft, card: str, other: str) -> bool:
    """Tell whether a card with the same steps has some fee higher and none lower."""
    fees, other_fees = _fees(draft, card), _fees(draft, other)
    pairs = [(fees[key], other_fees[key]) for key in fees.keys() & other_fees.keys()]
    return any(a > b for a, b in pairs) and all(a >= b for a, b in pairs)


def _fees(draft: Draft, card: str) -> dict[tuple[object, ...], Any]:
    """Give a card's fees by zone, weights and column, to be compared with those of another."""
    return {
        (row.zone, column, *(getattr(row, weight, None) for weight in _WEIGHTS)): fee
        for row in draft.rows("rate_cards")
        if row.rate_card == card
        for column in _FEES
        if (fee := getattr(row, column, None)) is not None
    }
