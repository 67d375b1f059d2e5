"""The rows of a scenario's tables, one class per CSV file.

Amounts are in the currency that the row's market or offer names; weights in grams, lengths in
centimetres, shares between 0 and 1. docs/scenario-format.md tells every column.
"""

from typing import Annotated, Literal

from pydantic import Field

from codroute.scenario.fees import (
    FUEL_BASES,
    TAXED,
    CodFee,
    Duties,
    Insurance,
    NoInsurance,
    ReturnFee,
    UnpaidDuties,
    Volumetric,
)
from codroute.scenario.fields import (
    Amount,
    Centimetres,
    CityTier,
    Day,
    Days,
    ExchangeRate,
    ForwardShare,
    FreeRedeliveries,
    Grams,
    GramsFromZero,
    Increment,
    Label,
    Labels,
    Orders,
    Postcodes,
    Row,
    Share,
    Volume,
    YesNo,
    among,
)

FuelBases = Annotated[Labels, among(FUEL_BASES)]

TaxedFees = Annotated[Labels, among(TAXED)]


class Market(Row):
    """A country's currency and what one unit of it is worth in the scenario's currency."""

    country: Label
    currency: Label
    rate: ExchangeRate
    rate_date: Day
    rate_source: Label


class Lane(Row):
    """Country × region × value tier (× category), with its mean order unless a profile is given."""

    country: Label
    region: Label
    value_tier: Label
    category: Label | None = None
    cod_value: Amount | None = None
    weight_g: Grams | None = None
    length_cm: Centimetres | None = None
    width_cm: Centimetres | None = None
    height_cm: Centimetres | None = None
    goods_flags: Labels = ()
    remote_band: Label | None = None
    goods_cost: Amount | None = None

    @property
    def lane(self) -> str:
        """Name the lane: ``region/value_tier`` or ``region/value_tier/category``."""
        name = f"{self.region}/{self.value_tier}"
        return name if self.category is None else f"{name}/{self.category}"


PLACE_LEVELS = ("state", "city", "district")
"""The names of a place, from the largest area to the smallest."""


class Place(Row):
    """A place that belongs to a region, by its names or its postcodes, and what holds there."""

    country: Label
    region: Label
    state: Label | None = None
    city: Label | None = None
    district: Label | None = None
    aliases: Labels = ()
    """Other spellings and languages of the last name stated before."""
    postcodes: Postcodes = ()
    remote_band: Label | None = None
    city_tier: CityTier | None = None
    cod_served: YesNo

    @property
    def level(self) -> str | None:
        """Give the level of the place's own name, the last that is stated."""
        return next((level for level in reversed(PLACE_LEVELS) if getattr(self, level)), None)


class ProfilePoint(Row):
    """One point of a lane's spread of orders."""

    lane: Label
    share: Share
    cod_value: Amount
    weight_g: Grams
    length_cm: Centimetres | None = None
    width_cm: Centimetres | None = None
    height_cm: Centimetres | None = None
    goods_flags: Labels = ()
    remote_band: Label | None = None


class Demand(Row):
    """Whole orders of a lane in a period."""

    lane: Label
    period: Day
    orders: Orders


class Provider(Row):
    """A delivery provider."""

    provider: Label
    name: Label | None = None


class Offer(Row):
    """A contract or rate offer of a provider, with its service."""

    offer: Label
    provider: Label
    service: Label | None = None
    currency: Label
    rate_card: Label
    rounding: Increment | None = None
    """Increment to which each amount of an order is rounded; absent: not rounded."""
    rounding_mode: Literal["half_up", "half_even", "up", "down"] = "half_up"
    fuel_rate: Annotated[Share, Field(description="share of the parts named by fuel_on")]
    fuel_on: FuelBases = ("freight",)
    tax_rate: Share | None = None
    untaxed: TaxedFees = ()
    volumetric: Volumetric
    cod_fee: CodFee
    return_fee: ReturnFee
    redelivery_fee: Amount | None = None
    free_redeliveries: FreeRedeliveries | None = None
    insurance: Insurance = NoInsurance(form="none")
    duties: Duties = UnpaidDuties(form="unpaid")
    settlement_days: Days
    max_cod_value: Amount | None = None
    max_weight_g: Grams | None = None
    max_side_cm: Centimetres | None = None
    max_sides_sum_cm: Centimetres | None = None
    categories: Labels = ()
    refused_flags: Labels = ()


class Coverage(Row):
    """Where an offer delivers, in which zone of its card, at which remote surcharge per order."""

    offer: Label
    country: Label
    region: Label | None = None
    served: YesNo
    zone: Label | None = None
    remote_surcharge: Amount
    max_cod_value: Amount | None = None
    max_weight_g: Grams | None = None
    tax_rate: Share | None = None


class Surcharge(Row):
    """An amount per order handed over that meets every condition stated.

    Of the rows of one offer and surcharge that an order meets, the dearest is charged.
    """

    offer: Label
    surcharge: Label
    country: Label | None = None
    region: Label | None = None
    remote_band: Label | None = None
    goods_flag: Label | None = None
    over_side_cm: Centimetres | None = None
    over_sides_sum_cm: Centimetres | None = None
    over_weight_g: Grams | None = None
    amount: Amount
    share_of_freight: Share | None = None


class Duty(Row):
    """Import duty and VAT of a country, for all goods or for one category."""

    country: Label
    category: Label | None = None
    declared_share: Share
    duty_rate: ForwardShare
    duty_free_up_to: Amount | None = None
    vat_rate: Share
    vat_free_up_to: Amount | None = None


class CodFeeStep(Row):
    """A step of a COD fee by value: for values above ``over_value`` up to and with the other end.

    ``fixed + rate × COD value``, at least ``minimum``, at most ``maximum``.
    """

    cod_fee_table: Label
    over_value: Amount
    up_to_value: Amount | None = None
    fixed: Amount
    rate: Share
    minimum: Amount | None = None
    maximum: Amount | None = None


class FirstStepRate(Row):
    """``first_fee`` up to the first weight, then ``step_fee`` per started step."""

    form: Literal["first_step"]
    rate_card: Label
    zone: Label | None = None
    first_weight_g: Grams
    first_fee: Amount
    step_weight_g: Grams
    step_fee: Amount
    over_weight_g: GramsFromZero = 0
    up_to_weight_g: Grams | None = None
    min_weight_g: Grams | None = None
    minimum_fee: Amount | None = None


class WeightBandRate(Row):
    """``fee_per_parcel`` for weights above ``over_weight_g`` up to and with ``up_to_weight_g``."""

    form: Literal["weight_band"]
    rate_card: Label
    zone: Label | None = None
    over_weight_g: GramsFromZero
    up_to_weight_g: Grams
    fee_per_parcel: Amount


class PerKgRate(Row):
    """``fee_per_kg`` × chargeable weight in started steps + ``fee_per_parcel``."""

    form: Literal["per_kg"]
    rate_card: Label
    zone: Label | None = None
    fee_per_kg: Amount
    fee_per_parcel: Amount
    step_weight_g: Grams | None = None
    over_weight_g: GramsFromZero = 0
    up_to_weight_g: Grams | None = None
    min_weight_g: Grams | None = None
    minimum_fee: Amount | None = None


Rate = Annotated[FirstStepRate | WeightBandRate | PerKgRate, Field(discriminator="form")]


class PriceSchedule(Row):
    """Whose volume a ladder of price tiers counts, and over which time."""

    schedule: Label
    provider: Label
    kind: Literal["all_units", "incremental"]
    measure: Literal["orders", "list_freight"]
    window: Literal["horizon", "month"]
    offers: Labels = ()
    countries: Labels = ()
    regions: Labels = ()
    value_tiers: Labels = ()
    volume_before: Volume
    """Volume already counted at the start, in the first window only."""


class DiscountTier(Row):
    """A share off the freight."""

    form: Literal["discount"]
    schedule: Label
    price_tier: Label
    from_volume: Volume
    to_volume: Volume | None = None
    discount: Share


class RateCardTier(Row):
    """The tier's own rate table."""

    form: Literal["rate_card"]
    schedule: Label
    price_tier: Label
    from_volume: Volume
    to_volume: Volume | None = None
    rate_card: Label


class AmountOffTier(Row):
    """An amount off per order, in the currency of the schedule's offers."""

    form: Literal["amount_off"]
    schedule: Label
    price_tier: Label
    from_volume: Volume
    to_volume: Volume | None = None
    amount_off: Amount


PriceTier = Annotated[DiscountTier | RateCardTier | AmountOffTier, Field(discriminator="form")]


class Capacity(Row):
    """The most a provider takes per period, in all or in one country, region or lane."""

    provider: Label
    country: Label | None = None
    region: Label | None = None
    lane: Label | None = None
    period: Day | None = None
    unit: Literal["orders", "kg"]
    capacity: Volume


class Funds(Row):
    """The most cash that a provider may hold, as a mean over the horizon, in all or a country."""

    provider: Label
    country: Label | None = None
    currency: Label
    max_held: Amount


class Commitment(Row):
    """A fixed fee and a minimum volume over the horizon with a provider, in all or in a place."""

    commitment: Label
    provider: Label
    country: Label | None = None
    region: Label | None = None
    currency: Label
    fixed_fee: Amount
    min_orders: Orders
    applies: Literal["always", "if_used"]
    shortfall_fee: Amount | None = None
    """Paid per order short of the minimum; absent: the minimum must be met."""


class Trial(Row):
    """The least and most orders over the horizon of a provider that is on trial."""

    trial: Label
    provider: Label
    offers: Labels = ()
    """Offers whose orders count; empty: all of the provider's."""
    country: Label | None = None
    region: Label | None = None
    min_orders: Orders
    max_orders: Orders | None = None


class Performance(Row):
    """What is known of a provider's deliveries; the more specific row overrides the general one."""

    provider: Label
    offer: Label | None = None
    country: Label | None = None
    region: Label | None = None
    value_tier: Label | None = None
    category: Label | None = None
    paid_rate: Share
    observed_orders: Orders | None = None
    paid_orders: Orders | None = None
    loss_rate: Share
    transit_days: Days
    second_attempt_rate: Share | None = None
    third_attempt_rate: Share | None = None


class PeakSurcharge(Row):
    """An amount per order handed over in a period."""

    offer: Label
    country: Label | None = None
    period: Day
    amount: Amount
