"""Price schedules over time: volumes per window, the tier reached, the credit earned."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from codroute.audit.pricer import Pricer
from codroute.audit.shipments import Shipment
from codroute.audit.tariff import Unpriceable
from codroute.scenario.catalog import Catalog
from codroute.scenario.tables import Lane, Offer, PriceSchedule, PriceTier

HORIZON = "horizon"
"""Name of the only window of a schedule that counts over the horizon."""


class Ladders:
    """What the shipments add up to in every schedule and window.

    Parameters
    ----------
    catalog
        The scenario's tables.
    pricer
        Gives the list freight that some schedules count.
    shipments
        The allocation's rows whose names are known.
    """

    def __init__(self, catalog: Catalog, pricer: Pricer, shipments: Iterable[Shipment]) -> None:
        self._catalog = catalog
        self._pricer = pricer
        horizon = catalog.scenario.horizon
        self._month = dict(zip(horizon.period_ids, horizon.months, strict=True))
        self._schedule: dict[tuple[str, str], PriceSchedule | None] = {}
        self._volume: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
        self._reached: dict[tuple[str, str], PriceTier] = {}
        for shipment in shipments:
            schedule = self.schedule(shipment.offer, shipment.lane)
            if schedule is not None:
                window = self.window(schedule, shipment.row.period)
                self._volume[schedule.schedule, window] += self._counted(schedule, shipment)

    def window(self, schedule: PriceSchedule, period: date) -> str:
        """Name the window a period falls into; a week belongs to the month of its first day."""
        return HORIZON if schedule.window == "horizon" else self._month[period]

    def windows(self, schedule: PriceSchedule) -> tuple[str, ...]:
        """Name the schedule's windows, in order."""
        months = dict.fromkeys(self._month.values())
        return (HORIZON,) if schedule.window == "horizon" else tuple(months)

    def standings(self) -> Iterator[tuple[PriceSchedule, str]]:
        """Give every schedule with each of its windows."""
        for schedule in self._catalog.scenario.price_schedules:
            for window in self.windows(schedule):
                yield schedule, window

    def schedule(self, offer: Offer, lane: Lane) -> PriceSchedule | None:
        """Give the schedule that counts the offer on the lane."""
        key = offer.offer, lane.lane
        if key not in self._schedule:
            self._schedule[key] = next(iter(self._catalog.schedules(offer, lane)), None)
        return self._schedule[key]

    def before(self, schedule: PriceSchedule, window: str) -> Fraction:
        """Give the volume counted before the plan: of the first window only."""
        first = self.windows(schedule)[0]
        return Fraction(schedule.volume_before) if window == first else Fraction(0)

    def volume(self, schedule: PriceSchedule, window: str) -> Fraction:
        """Give the volume at the end of the window, what was counted before included."""
        return self.before(schedule, window) + self._volume[schedule.schedule, window]

    def reached(self, schedule: PriceSchedule, window: str) -> PriceTier:
        """Give the highest tier whose threshold the volume meets."""
        key = schedule.schedule, window
        if key not in self._reached:
            volume = self.volume(schedule, window)
            ladder = self._catalog.tiers[schedule.schedule]
            held = [tier for tier in ladder if volume >= Fraction(tier.from_volume)]
            self._reached[key] = [ladder[0], *held][-1]
        return self._reached[key]

    def charged(self, shipment: Shipment) -> PriceTier | None:
        """Give the price tier that the shipment pays; None where it pays list prices."""
        schedule = self.schedule(shipment.offer, shipment.lane)
        if schedule is None or schedule.kind != "all_units":
            return None
        return self.reached(schedule, self.window(schedule, shipment.row.period))

    def credit(self, schedule: PriceSchedule, window: str) -> Fraction:
        """Give the credit of an incremental schedule, in the schedule's currency."""
        start, end = self.before(schedule, window), self.volume(schedule, window)
        total = Fraction(0)
        for tier in self._catalog.tiers[schedule.schedule]:
            top = end if tier.to_volume is None else min(end, Fraction(tier.to_volume))
            # Orders are numbered from 1: tier 300..499 holds the orders after the 299th.
            below = Fraction(tier.from_volume) - (schedule.measure == "orders")
            inside = max(top - max(start, below), Fraction(0))
            if tier.form == "amount_off":
                total += inside * Fraction(tier.amount_off)
            elif tier.form == "discount":
                total += inside * Fraction(tier.discount)
        return total

    def currency_rate(self, schedule: PriceSchedule) -> Fraction:
        """Give the worth of one unit of the schedule's currency, which is that of its offers."""
        rates = self._catalog.rates
        for offer in self._catalog.scenario.offers:
            if offer.provider == schedule.provider and (
                not schedule.offers or offer.offer in schedule.offers
            ):
                return Fraction(rates[offer.currency])
        return Fraction(1)  # nothing can count, so nothing is credited

    def _counted(self, schedule: PriceSchedule, shipment: Shipment) -> Fraction:
        if schedule.measure == "orders":
            return Fraction(shipment.row.orders)
        try:
            freight = self._pricer.list_freight(shipment.lane, shipment.offer)
        except Unpriceable:
            return Fraction(0)  # the check of eligibility reports the row
        worth = Fraction(self._catalog.rates[shipment.offer.currency])
        return shipment.row.orders * freight * worth / self.currency_rate(schedule)
