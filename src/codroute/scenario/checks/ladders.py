"""Ladders: weight bands and price tiers follow each other without gaps and overlaps."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from codroute.scenario.draft import Draft
from codroute.scenario.tables import (
    AmountOffTier,
    DiscountTier,
    PriceSchedule,
    RateCardTier,
    WeightBandRate,
)
from codroute.scenario.text import Phrase

Numbered = tuple[int, Any]


def check_rate_cards(draft: Draft) -> None:
    """Report zones that mix forms, repeat a single-row form, or have bands that do not fit."""
    zones: dict[tuple[str, str | None], list[Numbered]] = defaultdict(list)
    for index, row in draft.numbered("rate_cards"):
        zones[row.rate_card, row.zone].append((index, row))
    sound = draft.sound("rate_cards")
    for rows in zones.values():
        first = rows[0][1]
        for index, row in rows[1:]:
            if row.form != first.form:
                wanted = f"{first.form}, as in the zone's first row"
                draft.report("rate_cards", index, "form", row.form, wanted)
            elif not isinstance(row, WeightBandRate):
                wanted = f"one row per card and zone in the form {row.form}"
                draft.report("rate_cards", index, "form", Phrase("a second row"), wanted)
        if sound and all(isinstance(row, WeightBandRate) for _, row in rows):
            _check_bands(draft, rows)


def _check_bands(draft: Draft, rows: list[Numbered]) -> None:
    expected = 0
    for index, row in sorted(rows, key=lambda numbered: numbered[1].over_weight_g):
        if row.over_weight_g != expected:
            kind = "a gap" if row.over_weight_g > expected else "an overlap"
            wanted = f"{expected}, where the band below ends" if expected else "0 in the first band"
            found = Phrase(f"{row.over_weight_g}, {kind}")
            draft.report("rate_cards", index, "over_weight_g", found, wanted)
        if row.up_to_weight_g <= row.over_weight_g:
            wanted = f"more than {row.over_weight_g}"
            draft.report("rate_cards", index, "up_to_weight_g", row.up_to_weight_g, wanted)
            return  # what follows an end that cannot be meant says nothing
        expected = row.up_to_weight_g


def check_price_tiers(draft: Draft) -> None:
    """Report schedules without tiers, with tiers that do not fit, or of a form they cannot have."""
    sound = draft.sound("price_tiers")
    ladders: dict[str, list[Numbered]] = defaultdict(list)
    for index, tier in draft.numbered("price_tiers"):
        ladders[tier.schedule].append((index, tier))
    for index, schedule in draft.numbered("price_schedules"):
        ladder = sorted(ladders[schedule.schedule], key=lambda numbered: numbered[1].from_volume)
        if sound and not ladder:
            found = Phrase(f"no tier of {schedule.schedule}")
            draft.report("price_schedules", index, "schedule", found, "tiers in price_tiers")
        if sound:
            _check_steps(draft, schedule, ladder)
        _check_measure(draft, index, schedule)
        _check_forms(draft, schedule, ladder)


def check_schedules(draft: Draft) -> None:
    """Report schedules that count no offer, and incremental ones with offers of two currencies."""
    if not draft.complete("offers"):
        return
    providers = draft.names("providers", "provider") or set()
    for index, schedule in draft.numbered("price_schedules"):
        own = [offer for offer in draft.rows("offers") if offer.provider == schedule.provider]
        if not own and schedule.provider in providers:
            found = Phrase(f"{schedule.provider}, which has no offer to count")
            draft.report("price_schedules", index, "provider", found, "a provider with offers")
        currencies = {
            offer.currency: offer.offer
            for offer in own
            if not schedule.offers or offer.offer in schedule.offers
        }
        if schedule.kind == "incremental" and len(currencies) > 1:
            found = Phrase(" and ".join(f"{name} in {c}" for c, name in currencies.items()))
            wanted = "offers of one currency, that of the schedule's amounts"
            draft.report("price_schedules", index, "offers", found, wanted)


def _check_measure(draft: Draft, index: int, schedule: PriceSchedule) -> None:
    if schedule.kind == "all_units" and schedule.measure != "orders":
        wanted = "orders, which all_units tiers count"
        draft.report("price_schedules", index, "measure", schedule.measure, wanted)
    if schedule.measure == "orders" and schedule.volume_before % 1:
        draft.report(
            "price_schedules", index, "volume_before", schedule.volume_before, "whole orders"
        )


def _check_steps(draft: Draft, schedule: PriceSchedule, ladder: list[Numbered]) -> None:
    """Check each tier to start right after the one below ends, and only the last to be open."""
    whole = schedule.measure == "orders" or schedule.kind == "all_units"
    step = Decimal(1) if whole else Decimal(0)
    expected: Decimal | None = Decimal(0)
    for index, tier in ladder:
        if expected is None:
            draft.report("price_tiers", index, "from_volume", tier.from_volume, _AFTER_OPEN)
        elif tier.from_volume != expected:
            kind = "a gap" if tier.from_volume > expected else "an overlap"
            found = Phrase(f"{tier.from_volume}, {kind}")
            wanted = (
                f"{expected}, right after the tier below" if expected else "0 in the first tier"
            )
            draft.report("price_tiers", index, "from_volume", found, wanted)
        if whole and tier.from_volume % 1:
            draft.report("price_tiers", index, "from_volume", tier.from_volume, "whole orders")
        if tier.to_volume is not None and tier.to_volume < tier.from_volume + (1 - step):
            wanted = f"{'at least' if step else 'more than'} {tier.from_volume}"
            draft.report("price_tiers", index, "to_volume", tier.to_volume, wanted)
            return  # what follows an end that cannot be meant says nothing
        expected = None if tier.to_volume is None else tier.to_volume + step
    if ladder and expected is not None:
        index, tier = ladder[-1]
        draft.report("price_tiers", index, "to_volume", tier.to_volume, "nothing in the last tier")


_AFTER_OPEN = "no tier above one without to_volume"


def _check_forms(draft: Draft, schedule: PriceSchedule, ladder: list[Numbered]) -> None:
    for index, tier in ladder:
        if schedule.kind == "all_units" and isinstance(tier, AmountOffTier):
            wanted = "discount or rate_card in an all_units schedule"
        elif schedule.kind == "incremental" and isinstance(tier, RateCardTier):
            wanted = "amount_off or discount in an incremental schedule"
        elif schedule.kind == "incremental" and schedule.measure == "orders":
            if not isinstance(tier, DiscountTier):
                continue
            wanted = "amount_off: a percentage over order counts would move the dear parcels"
        elif schedule.measure == "list_freight" and isinstance(tier, AmountOffTier):
            wanted = "discount, since the schedule counts list_freight"
        else:
            continue
        draft.report("price_tiers", index, "form", tier.form, wanted)
