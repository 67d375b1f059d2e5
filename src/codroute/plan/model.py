"""The answer as data: who carries what, what it earns, how good it is proven to be.

Money is whole minor units of the plan's currency, signed: earnings positive, costs negative.
"""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from codroute.plan.bill import BILL_TERMS
from codroute.plan.fields import Count, Measure, MinorUnits, OrdersFromOne, Quantity, Text
from codroute.plan.part import Part
from codroute.plan.proof import Proof
from codroute.scenario.fields import Day, Format, MinorDigits, Orders, YesNo
from codroute.scenario.horizon import Horizon
from codroute.scenario.scenario import Scenario

ROW_TERMS = (
    "collected_cod",
    *BILL_TERMS,
    "goods_delivered",
    "goods_refused",
    "goods_lost",
    "capital_cost",
)
"""Terms of an order, in the order they are shown; docs/formulation.md gives each formula."""

CHARGE_TERMS = ("tier_credit", "fixed_fee", "shortfall_fee")
"""Terms of a contract as a whole, not of a single order."""

TERMS = ROW_TERMS + CHARGE_TERMS

Money = dict[Text, MinorUnits]
"""Minor units by term."""


class AllocationRow(Part):
    """Whole orders of a lane in a period carried under an offer."""

    lane: Text
    period: Day
    offer: Text
    provider: Text
    role: Literal["main", "backup", "only", "free"]
    orders: Orders
    price_tier: Text | None = None
    """The price tier at which the row's freight is charged (all-units schedules)."""
    performance_row: Count | None = None
    """The row of the table performance used, counted from 1."""
    amounts_minor: Money = Field(default={})


class LaneRoles(Part):
    """The providers named for a lane; ``note`` says why one is missing."""

    lane: Text
    main: Text | None
    backup: Text | None
    note: Literal["one_provider", "no_provider"] | None = None


class Declined(Part):
    """Orders of a lane in a period that are not shipped, and why."""

    lane: Text
    period: Day
    orders: OrdersFromOne
    reason: Literal["no_eligible_offer", "unprofitable", "limits"]


class TierReached(Part):
    """Where a price schedule stands at the end of a window, and how far the next tier is."""

    schedule: Text
    window: Text
    price_tier: Text
    measure: Literal["orders", "list_freight"]
    volume: Quantity
    next_tier: Text | None = None
    to_next: Quantity | None = None
    shadow_price: Measure | None = None
    """What reaching the tier costs per unit of volume that its threshold asks for, in the currency.

    None where the engine knows none.
    """


class Charge(Part):
    """An amount of a contract as a whole."""

    term: Literal["tier_credit", "fixed_fee", "shortfall_fee"]
    name: Text
    provider: Text
    country: Text | None = None
    window: Text | None = None
    amount_minor: MinorUnits


class LimitUse(Part):
    """How much of a limit the plan uses."""

    family: Literal["capacity", "funds", "commitments", "trials", "service"]
    name: Text
    period: Day | None = None
    sense: Literal["at_most", "at_least"]
    used: Quantity
    limit: Quantity
    unit: Text
    shadow_price: Measure | None = None
    """What the limit eased by one unit would earn, in the currency, with the price tiers kept.

    None where the engine knows none.
    """


class Excluded(Part):
    """An offer that covers a lane's country but cannot carry the lane, and why."""

    lane: Text
    offer: Text
    reason: Text
    detail: Text


class EndReason(StrEnum):
    """Why the solve ended."""

    GAP_REACHED = "gap_reached"
    TIME_LIMIT = "time_limit"
    OTHER_LIMIT = "other_limit"
    """A limit of the solver's own, set by a native option."""
    SOLVER_FAILED = "solver_failed"
    """The solver crashed after a plan had been found."""
    INTERRUPTED = "interrupted"


class DeclineStage(Part):
    """Result of minimising the declined orders first (``decline = no_capacity``)."""

    declined_orders: Count
    bound_orders: Count | None
    proven: YesNo
    proof: Proof | None = None
    """Prices from which ``bound_orders`` follows."""


class Outcome(Part):
    """How the plan was found and what is proven about it."""

    reason: EndReason
    objective_minor: MinorUnits
    bound: Quantity | None
    """No plan can earn more, before rounding, in the plan's currency; None where nothing is proven.

    With a ``decline_stage`` that holds among the plans that decline no more orders.
    """
    relative_gap: Measure | None
    """Of a plan worth nothing it is stated over one minor unit, so that it is finite."""
    decline_stage: DeclineStage | None = None
    proof: Proof | None = None
    """Prices from which ``bound`` follows."""
    engine: Text
    engine_reason: Text = ""
    """Why this engine, where codroute chose it."""
    backend: Text
    solver: Text
    solver_version: Text
    confirmed_by: Text | None = None
    """Another solver, with its version, that found nothing better than a plan called optimal."""
    config: Text
    columns: Count
    rows: Count
    seconds: dict[Text, Measure]


class Plan(Part):
    """A plan of whole orders with its amounts, limits and bounds."""

    format: Format = 1
    scenario: Text
    scenario_digest: Text | None
    """Digest of the scenario it was made for; None for an allocation written by hand."""
    currency: Text
    minor_digits: MinorDigits
    horizon: Horizon
    terms: tuple[Text, ...]
    allocation: tuple[AllocationRow, ...]
    roles: tuple[LaneRoles, ...]
    declined: tuple[Declined, ...]
    tiers: tuple[TierReached, ...]
    charges: tuple[Charge, ...]
    limits: tuple[LimitUse, ...]
    excluded: tuple[Excluded, ...]
    total_minor: Money
    by_provider_minor: dict[Text, Money]
    by_country_minor: dict[Text, Money]
    outcome: Outcome | None
    """None for an allocation written by hand, which claims nothing."""
    stated: Scenario | None = None
    """The scenario it was made for, so that the plan explains itself; None where it is not kept."""

    @property
    def claims_money(self) -> bool:
        """Tell whether it says what it earns; an allocation written by hand does not."""
        return bool(self.total_minor or self.by_provider_minor or self.by_country_minor)

    @property
    def contribution_minor(self) -> int:
        """Give the sum of all terms."""
        return sum(self.total_minor.values())
