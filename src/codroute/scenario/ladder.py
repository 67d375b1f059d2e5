"""A schedule's price tiers as one ladder without holes: where none is stated, the list price holds.

Rate sheets leave volumes out, or state one volume twice. What they state is priced as written:
a volume in no tier gets no reduction, and a volume in two tiers that give the same gets it once.
docs/decisions/0011 tells why.
"""

from collections.abc import Sequence
from decimal import Decimal
from itertools import zip_longest

from codroute.scenario.tables import AmountOffTier, DiscountTier, PriceSchedule, PriceTier


def counts_whole(schedule: PriceSchedule) -> bool:
    """Tell whether the schedule counts orders, so that a tier begins one after the last ends."""
    return schedule.measure == "orders" or schedule.kind == "all_units"


def gives_same(tier: PriceTier, other: PriceTier) -> bool:
    """Tell whether two tiers give the same."""
    return tier.form == other.form and getattr(tier, tier.form) == getattr(other, other.form)


def fill(schedule: PriceSchedule, tiers: Sequence[PriceTier]) -> list[PriceTier]:
    """Give a ladder that begins at 0, has no hole and no end.

    Parameters
    ----------
    schedule
        Whose ladder it is.
    tiers
        Its tiers as stated, lowest first. One without an end goes on to where the next begins;
        where two overlap, the lower one has the volume.
    """
    step = Decimal(1) if counts_whole(schedule) else Decimal(0)
    ladder: list[PriceTier] = []
    begin: Decimal | None = Decimal(0)
    for tier in ended(schedule, tiers):
        if begin is None or _is_below(tier, begin, step):
            continue
        if tier.from_volume > begin:
            ladder.append(_list_price(schedule, begin, tier.from_volume - step))
            begin = tier.from_volume
        ladder.append(_from(tier, begin))
        begin = None if tier.to_volume is None else tier.to_volume + step
    if begin is not None:
        ladder.append(_list_price(schedule, begin, None))
    return ladder


def ended(schedule: PriceSchedule, tiers: Sequence[PriceTier]) -> list[PriceTier]:
    """End every tier but the last: one without an end goes on to where the next begins."""
    step = Decimal(1) if counts_whole(schedule) else Decimal(0)
    return [
        tier
        if tier.to_volume is not None or after is None or after.from_volume <= tier.from_volume
        else tier.model_copy(update={"to_volume": after.from_volume - step})
        for tier, after in zip_longest(tiers, tiers[1:])
    ]


def _is_below(tier: PriceTier, begin: Decimal, step: Decimal) -> bool:
    """Tell whether the tiers before have all of a tier's volume."""
    return tier.to_volume is not None and tier.to_volume + step <= begin


def _from(tier: PriceTier, begin: Decimal) -> PriceTier:
    """Give a tier that begins where the one below ends."""
    return tier if tier.from_volume == begin else tier.model_copy(update={"from_volume": begin})


def _list_price(schedule: PriceSchedule, begin: Decimal, end: Decimal | None) -> PriceTier:
    """Make the tier that stands for a hole: no reduction."""
    common = {
        "schedule": schedule.schedule,
        "price_tier": f"list from {begin:f}",
        "from_volume": begin,
        "to_volume": end,
    }
    if schedule.kind == "incremental" and schedule.measure == "orders":
        return AmountOffTier(form="amount_off", amount_off=Decimal(0), **common)
    return DiscountTier(form="discount", discount=Decimal(0), **common)
