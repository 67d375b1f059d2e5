"""Ladders of price tiers: priced as written where that is possible, with a warning; else refused.

A hole has the list price; two tiers may have the same volume if they give the same.
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from codroute.scenario.checks.draft import Draft
from codroute.scenario.ladder import counts_whole, ended, gives_same
from codroute.scenario.reading.text import Phrase
from codroute.scenario.tables import (
    AmountOffTier,
    DiscountTier,
    PriceSchedule,
    PriceTier,
    RateCardTier,
)

Numbered = tuple[int, Any]

_MEASURED = {"orders": "orders", "list_freight": "of list freight"}


def check_price_tiers(draft: Draft) -> None:
    """Report schedules without tiers, with tiers that contradict each other, or of a wrong form."""
    sound = draft.sound("price_tiers")
    ladders: dict[str, list[Numbered]] = defaultdict(list)
    for index, tier in draft.numbered("price_tiers"):
        ladders[tier.schedule].append((index, tier))
    for index, schedule in draft.numbered("price_schedules"):
        ladder = sorted(ladders[schedule.schedule], key=lambda numbered: numbered[1].from_volume)
        if sound and not ladder:
            found = Phrase(f"no tier of {schedule.schedule}")
            draft.report("price_schedules", index, "schedule", found, "tiers in price_tiers")
        if sound and ladder and all(list(_fits(draft, schedule, ladder))):
            _check_overlaps(draft, schedule, ladder)
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


def _fits(draft: Draft, schedule: PriceSchedule, ladder: list[Numbered]) -> Iterator[bool]:
    """Report volumes that cannot be meant; tell of each tier whether it can."""
    whole = counts_whole(schedule)
    for index, tier in ladder:
        before = len(draft.faults)
        for column in ("from_volume", "to_volume"):
            if whole and (getattr(tier, column) or Decimal(0)) % 1:
                found = getattr(tier, column)
                draft.report("price_tiers", index, column, found, "whole orders")
        least = tier.from_volume
        if tier.to_volume is not None and tier.to_volume < least + (0 if whole else 1):
            wanted = f"{'at least' if whole else 'more than'} {least}"
            draft.report("price_tiers", index, "to_volume", tier.to_volume, wanted)
        yield len(draft.faults) == before


def _check_overlaps(draft: Draft, schedule: PriceSchedule, ladder: list[Numbered]) -> None:
    """Report volumes with two prices; warn of volumes with none, which have the list price."""
    step = Decimal(1) if counts_whole(schedule) else Decimal(0)
    tiers = ended(schedule, [tier for _, tier in ladder])
    if tiers[0].from_volume:
        _warn_hole(draft, schedule, ladder[0][0], Decimal(0), tiers[0].from_volume - step)
    reach = tiers[0]
    for lower, upper, (index, _) in zip(tiers, tiers[1:], ladder[1:], strict=False):
        reach = _further(reach, lower)
        end = reach.to_volume
        if end is None or upper.from_volume < end + step:
            column = "from_volume"
            ends = "without an end" if end is None else f"up to {end}"
            found = Phrase(f"{upper.from_volume}, an overlap with {reach.price_tier} {ends}")
            if gives_same(reach, upper):
                wanted = "each volume in one tier; both give the same, so it is priced"
                draft.warn("price_tiers", index, column, found, wanted)
            else:
                after = "a larger volume" if end is None else f"{end + step}"
                wanted = f"{after}, right after the tier below: the two give different prices"
                draft.report("price_tiers", index, column, found, wanted)
        elif upper.from_volume > end + step:
            _warn_hole(draft, schedule, index, end + step, upper.from_volume - step)
    if (last := _further(reach, tiers[-1]).to_volume) is not None:
        _warn_hole(draft, schedule, ladder[-1][0], last + step, None)


def _further(tier: PriceTier, other: PriceTier) -> PriceTier:
    """Give the one of two tiers that ends later."""
    ends = tier.to_volume, other.to_volume
    return tier if ends[0] is None or (ends[1] is not None and ends[1] <= ends[0]) else other


def _warn_hole(
    draft: Draft, schedule: PriceSchedule, index: int, begin: Decimal, end: Decimal | None
) -> None:
    volumes = f"{begin} and more" if end is None else f"{begin} to {end}"
    if begin == end:
        volumes = f"{begin}"
    found = Phrase(f"no tier for {volumes} {_MEASURED[schedule.measure]}")
    wanted = "a tier for every volume: these have the list price"
    column = "to_volume" if end is None else "from_volume"
    draft.warn("price_tiers", index, column, found, wanted)


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
