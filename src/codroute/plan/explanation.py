"""Why a plan places orders as it does: every option of a lane, what it earns, what it would take.

Amounts per order are in the plan's currency, signed, with more digits than money has; those of a
plan's rows are whole minor units as everywhere.
"""

from typing import Annotated, Literal, get_args

from pydantic import Field

from codroute.plan.fields import Count, Measure, MinorUnits, OrdersFromOne, Text
from codroute.plan.model import Declined, Excluded, Money
from codroute.plan.part import Part
from codroute.scenario.fields import Day, Format, MinorDigits

PerOrder = Annotated[float, Field(allow_inf_nan=False)]
"""An expected amount of one order."""

Lever = Literal["freight", "cod_fee", "return_fee", "paid_rate"]
"""What of an option could change for it to win."""

LEVERS: tuple[Lever, ...] = get_args(Lever)

Unreachable = Literal["not_charged", "not_enough", "earns_nothing"]
"""Why no value of a lever would do: there is nothing to cut, all of it is too little, or more of
it is worth nothing."""

Standing = Literal[
    "carries", "must", "loses", "full", "contract", "held", "shut", "unnamed", "level"
]
"""Where an option stands.

``must``: it carries only what a backup must; ``full``: it would win, but a limit of it leaves no
room; ``contract``: it would win, but for the fixed fee of a contract that is not used; ``held``: it
would win, but a price tier or a minimum needs the orders where they are; ``shut``: it takes nothing
here, whatever it earns; ``unnamed``: its provider is not named for all lanes that share their
roles; ``level``: it earns as much as what carries.
"""


class Pull(Part):
    """What a limit, a minimum, a floor or a threshold makes of one more order.

    ``shadow_price`` is the plan's, per unit; None where the plan knows none, and then ``amount`` is
    0. ``room`` tells whether one more order fits, or of what must be reached, one fewer.
    """

    family: Literal["capacity", "funds", "commitments", "trials", "service", "tiers"]
    name: Text
    period: Day | None
    unit: Text
    used: PerOrder
    """Units that one order takes, or gives to what must be reached."""
    shadow_price: Measure | None
    amount: PerOrder
    room: bool


class Window(Part):
    """An option in one period: an order then, and what the plan gives it."""

    period: Day
    orders: Count
    price_tier: Text | None
    terms: dict[Text, PerOrder]
    contribution: PerOrder
    """The sum of the terms."""
    tier_credit: PerOrder
    """What an incremental schedule gives back for one more order in the price tier reached."""
    pulls: tuple[Pull, ...]
    worth: PerOrder
    """Contribution and credit, after all pulls."""


class Change(Part):
    """How far one lever alone would have to move for the option to win; None where it cannot."""

    lever: Lever
    share: PerOrder | None
    """The part of a fee to be cut; None of the paid rate."""
    amount: PerOrder | None
    """Of a fee, the cut in the offer's currency each time it is charged; else what is added."""
    value: PerOrder | None
    """The fee that is left each time it is charged, or the paid rate that is needed."""
    now: PerOrder
    """The fee each time it is charged, or the paid rate, as it is."""
    why_not: Unreachable | None = None


class Option(Part):
    """An offer that can carry the lane; amounts per order are means over the lane's demand."""

    offer: Text
    provider: Text
    currency: Text
    role: Literal["main", "backup", "only", "free"] | None
    """None where it carries nothing."""
    orders: Count
    amounts_minor: Money
    """Of the plan's rows."""
    paid_rate: Measure
    terms: dict[Text, PerOrder]
    contribution: PerOrder
    tier_credit: PerOrder
    pulls: tuple[Pull, ...]
    worth: PerOrder
    standing: Standing
    gap: PerOrder | None
    """What an order of it earns less than one of the option that it would have to beat."""
    beats: Text | None
    """The offer, or nothing at all, that it would have to beat; None for declining as well."""
    period: Day | None
    """Where it comes closest, if orders of different periods need not go together."""
    changes: tuple[Change, ...]
    limits: tuple[Text, ...]
    """Limits without room that it would use, contracts that are not used, or what holds orders."""
    prepaid: PerOrder
    """Contribution of an order that is paid in advance."""
    windows: tuple[Window, ...]


class Explanation(Part):
    """A lane, or one order of it: its options, the one worth most first."""

    format: Format = 1
    scenario: Text
    currency: Text
    minor_digits: MinorDigits
    lane: Text
    country: Text
    order: Text | None = None
    """Name of the order explained; None where the lane's mean order is."""
    demand: Count
    roles: Literal["main_backup", "single", "free"]
    shared_with: Count
    """Lanes that share their roles with this one, itself left out."""
    priced: bool
    """Whether the plan knows shadow prices."""
    relative_gap: Measure | None
    options: tuple[Option, ...]
    excluded: tuple[Excluded, ...]
    declined: tuple[Declined, ...]
    stay_share: Measure | None = None
    """Share of the buyers that must stay for prepaid to earn as much; None where it never does."""


class DeclinedLane(Part):
    """Orders of a lane that are not shipped, and the option that comes closest."""

    lane: Text
    country: Text
    orders: OrdersFromOne
    reason: Literal["no_eligible_offer", "unprofitable", "limits"]
    offer: Text | None
    """The offer whose orders are worth most; None where none can carry them."""
    contribution: PerOrder | None
    """Of one order under it."""
    worth: PerOrder | None
    """The same after the prices of the plan."""
    changes: tuple[Change, ...]
    """What would make such an order pay, one lever at a time; empty where it does already."""
    limits: tuple[Text, ...]
    """Limits without room that it would use."""
    excluded: tuple[Excluded, ...]


class PrepaidLane(Part):
    """A lane whose orders would earn more paid in advance, although some buyers leave."""

    lane: Text
    country: Text
    orders: Count
    cod: PerOrder
    """What an order of the demand earns in the plan; a declined one nothing."""
    prepaid: PerOrder
    """What one that is paid in advance would earn under the same offers."""
    stay_share: Measure
    """Share of the buyers that must stay for prepaid to earn as much."""
    gain_minor: MinorUnits
    """Over the horizon, if the share asked about stays."""
