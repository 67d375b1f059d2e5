"""The answer as data: who carries what, what it earns, how good it is proven to be.

Money is whole minor units of the plan's currency, signed: earnings positive, costs negative.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from codroute.scenario.horizon import Horizon

ROW_TERMS = (
    "collected_cod",
    "cod_fee",
    "freight",
    "fuel",
    "remote_surcharge",
    "peak_surcharge",
    "return_fee",
    "goods_delivered",
    "goods_refused",
    "goods_lost",
    "capital_cost",
)
"""Terms of an order, in the order they are shown; docs/formulation.md gives each formula."""

CHARGE_TERMS = ("tier_credit", "fixed_fee", "shortfall_fee")
"""Terms of a contract as a whole, not of a single order."""

TERMS = ROW_TERMS + CHARGE_TERMS

Money = dict[str, int]
"""Minor units by term."""


class Part(BaseModel):
    """A frozen part of a plan."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class AllocationRow(Part):
    """Whole orders of a lane in a period carried under an offer."""

    lane: str
    period: date
    offer: str
    provider: str
    role: Literal["main", "backup", "only", "free"]
    orders: int = Field(ge=0)
    price_tier: str | None = None
    """The price tier at which the row's freight is charged (all-units schedules)."""
    performance_row: int | None = None
    """The row of the table performance used, counted from 1."""
    amounts_minor: Money = {}


class LaneRoles(Part):
    """The providers named for a lane; ``note`` says why one is missing."""

    lane: str
    main: str | None
    backup: str | None
    note: Literal["one_provider", "no_provider"] | None = None


class Declined(Part):
    """Orders of a lane in a period that are not shipped, and why."""

    lane: str
    period: date
    orders: int = Field(ge=1)
    reason: Literal["no_eligible_offer", "unprofitable", "limits"]


class TierReached(Part):
    """Where a price schedule stands at the end of a window, and how far the next tier is."""

    schedule: str
    window: str
    price_tier: str
    measure: Literal["orders", "list_freight"]
    volume: Decimal
    next_tier: str | None = None
    to_next: Decimal | None = None


class Charge(Part):
    """An amount of a contract as a whole."""

    term: Literal["tier_credit", "fixed_fee", "shortfall_fee"]
    name: str
    provider: str
    country: str | None = None
    window: str | None = None
    amount_minor: int


class LimitUse(Part):
    """How much of a limit the plan uses."""

    family: Literal["capacity", "commitments", "service"]
    name: str
    period: date | None = None
    sense: Literal["at_most", "at_least"]
    used: Decimal
    limit: Decimal
    unit: str


class Excluded(Part):
    """An offer that covers a lane's country but cannot carry the lane, and why."""

    lane: str
    offer: str
    reason: str
    detail: str


class EndReason(StrEnum):
    """Why the solve ended."""

    GAP_REACHED = "gap_reached"
    INFEASIBLE = "infeasible"
    TIME_LIMIT = "time_limit"
    INTERRUPTED = "interrupted"


class DeclineStage(Part):
    """Result of minimising the declined orders first (``decline = no_capacity``)."""

    declined_orders: int
    bound_orders: int | None
    proven: bool


class Outcome(Part):
    """How the plan was found and what is proven about it."""

    reason: EndReason
    objective_minor: int
    bound: Decimal | None
    """No plan can earn more, in the plan's currency; None where nothing is proven."""
    relative_gap: float | None
    decline_stage: DeclineStage | None = None
    engine: str
    backend: str
    solver: str
    solver_version: str
    config: str
    columns: int
    rows: int
    seconds: dict[str, float]


class Plan(Part):
    """A plan of whole orders with its amounts, limits and bounds."""

    format: Literal[1] = 1
    scenario: str
    scenario_digest: str | None
    """Digest of the scenario it was made for; None for an allocation written by hand."""
    currency: str
    minor_digits: int
    horizon: Horizon
    terms: tuple[str, ...]
    allocation: tuple[AllocationRow, ...]
    roles: tuple[LaneRoles, ...]
    declined: tuple[Declined, ...]
    tiers: tuple[TierReached, ...]
    charges: tuple[Charge, ...]
    limits: tuple[LimitUse, ...]
    excluded: tuple[Excluded, ...]
    total_minor: Money
    by_provider_minor: dict[str, Money]
    by_country_minor: dict[str, Money]
    outcome: Outcome | None
    """None for an allocation written by hand, which claims nothing."""

    @property
    def contribution_minor(self) -> int:
        """Give the sum of all terms."""
        return sum(self.total_minor.values())
