"""One order, as a shop knows it: what is quoted, and what an invoice is checked against."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

from codroute.scenario.fields import Amount, Centimetres, Day, Grams, Label, Labels, Row
from codroute.scenario.horizon import Horizon
from codroute.scenario.tables import Lane, PriceSchedule, ProfilePoint


class OrderFields(Row):
    """What an order is, but for its name and region; amounts in the market's currency."""

    country: Label
    value_tier: Label | None = None
    category: Label | None = None
    cod_value: Amount
    weight_g: Grams
    length_cm: Centimetres | None = None
    width_cm: Centimetres | None = None
    height_cm: Centimetres | None = None
    goods_flags: Labels = ()
    remote_band: Label | None = None
    handed_over: Day | None = None
    """The day on which the carrier gets it; absent: a day without peak surcharge."""


class Order(OrderFields):
    """An order with its name and region."""

    order: Label
    region: Label

    @cached_property
    def place(self) -> Lane:
        """Give the lane that the order belongs to, without what a lane says of all its orders.

        An order without a value tier is in none: only rows for all value tiers apply to it.
        """
        return Lane.model_construct(
            country=self.country,
            region=self.region,
            value_tier=self.value_tier or "",
            category=self.category,
        )

    def volume_so_far(
        self, schedule: PriceSchedule, horizon: Horizon, stated: Mapping[str, Decimal]
    ) -> Decimal:
        """Give the volume that decides the price tier on the day of the order.

        It is the one ``stated`` for the schedule; else what was counted before, in the window in
        which the plan starts, and nothing in a later month.
        """
        if schedule.schedule in stated:
            return stated[schedule.schedule]
        period = horizon.period_of(self.handed_over)
        first = period is None or horizon.months[period] == horizon.months[0]
        return schedule.volume_before if first or schedule.window == "horizon" else Decimal(0)

    @cached_property
    def point(self) -> ProfilePoint:
        """Give what the order is, as the only kind of its lane."""
        return ProfilePoint.model_construct(
            lane=self.place.lane,
            share=Decimal(1),
            cod_value=self.cod_value,
            weight_g=self.weight_g,
            length_cm=self.length_cm,
            width_cm=self.width_cm,
            height_cm=self.height_cm,
            goods_flags=self.goods_flags,
            remote_band=self.remote_band,
        )
