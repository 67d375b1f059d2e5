"""tiers: price tiers are those that the volumes reach, counted by the audit itself."""

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from codroute.audit.context import Context
from codroute.audit.verdict import Finding
from codroute.plan.model import Plan, TierReached
from codroute.scenario.tables import PriceSchedule, PriceTier

_finding = partial(Finding, "tiers")


def check_tiers(context: Context, plan: Plan) -> Iterator[Finding]:
    """Report rows charged at a tier that is not reached, and false standings of schedules."""
    for shipment in context.shipments:
        row, charged = shipment.row, context.ladders.charged(shipment)
        wanted = None if charged is None else charged.price_tier
        left_open = row.price_tier is None and not row.amounts_minor
        if row.price_tier != wanted and not left_open:
            found = f"price tier {row.price_tier or '(none)'}"
            yield _finding(shipment.place, found, wanted or "none: no all-units schedule counts it")
    standings = {(s.schedule, window): s for s, window in context.ladders.standings()}
    for claim in plan.tiers:
        schedule = standings.get((claim.schedule, claim.window))
        if schedule is not None:
            yield from _check_standing(context, schedule, claim)


def _check_standing(
    context: Context, schedule: PriceSchedule, claim: TierReached
) -> Iterator[Finding]:
    place = f"{claim.schedule}, {claim.window}"
    volume = context.ladders.volume(schedule, claim.window)
    slack = _slack(schedule, volume)
    ladder = context.catalog.tiers[schedule.schedule]
    tier = next((tier for tier in ladder if tier.price_tier == claim.price_tier), None)
    if tier is None or not _holds(tier, volume, slack):
        wanted = (
            f"{context.ladders.reached(schedule, claim.window).price_tier} at {float(volume):g}"
        )
        yield _finding(place, f"price tier {claim.price_tier}", wanted)
        return
    if claim.measure != schedule.measure:
        yield _finding(place, f"measure {claim.measure}", schedule.measure)
    above = ladder[ladder.index(tier) + 1 :]
    if claim.next_tier != (above[0].price_tier if above else None):
        wanted = above[0].price_tier if above else "none: this is the last one"
        yield _finding(place, f"next tier {claim.next_tier or '(none)'}", wanted)
    if context.edited:
        return  # the check of amounts says that the volumes are those of another allocation
    if abs(Fraction(claim.volume) - volume) > slack:
        yield _finding(place, f"volume {claim.volume}", f"{float(volume):.10g}")
    missing = Fraction(above[0].from_volume) - volume if above else None
    said = None if claim.to_next is None else Fraction(claim.to_next)
    if (said is None) != (missing is None) or (
        said is not None and missing is not None and abs(said - missing) > slack
    ):
        wanted = "nothing" if missing is None else f"{float(missing):.10g}"
        yield _finding(place, f"to next {claim.to_next}", wanted)


def _slack(schedule: PriceSchedule, volume: Fraction) -> Fraction:
    """Orders are counted exactly; list freight is money, added up in floats."""
    if schedule.measure == "orders":
        return Fraction(0)
    return Fraction(1, 1_000_000) + volume / 1_000_000_000


def _holds(tier: PriceTier, volume: Fraction, slack: Fraction) -> bool:
    """Tell whether the volume lies in the tier; exactly between two, the upper one has it."""
    if volume < Fraction(tier.from_volume) - slack:
        return False
    end = None if tier.to_volume is None else Fraction(tier.to_volume)
    return end is None or volume <= end + slack
