"""The scenario: everything the user states, as one frozen object."""

import hashlib

from pydantic import BaseModel, ConfigDict

from codroute.scenario.fields import Format, Label, MinorDigits
from codroute.scenario.horizon import Horizon
from codroute.scenario.policy import Policy
from codroute.scenario.tables import (
    Capacity,
    CodFeeStep,
    Commitment,
    Coverage,
    Demand,
    Duty,
    Funds,
    Lane,
    Market,
    Offer,
    PeakSurcharge,
    Performance,
    Place,
    PriceSchedule,
    PriceTier,
    ProfilePoint,
    Provider,
    Rate,
    Surcharge,
    Trial,
)


class Scenario(BaseModel):
    """A scenario as it is stated: settings and tables, the same from a folder or one document.

    Build one with `codroute.read_scenario` or `codroute.parse_scenario`, which check it as a whole.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", title="codroute scenario", defer_build=True
    )

    format: Format
    name: Label
    currency: Label
    minor_digits: MinorDigits
    horizon: Horizon
    policy: Policy = Policy()
    markets: tuple[Market, ...]
    lanes: tuple[Lane, ...]
    regions: tuple[Place, ...] = ()
    profile: tuple[ProfilePoint, ...] = ()
    demand: tuple[Demand, ...]
    providers: tuple[Provider, ...]
    offers: tuple[Offer, ...]
    coverage: tuple[Coverage, ...]
    rate_cards: tuple[Rate, ...]
    cod_fee_tables: tuple[CodFeeStep, ...] = ()
    surcharges: tuple[Surcharge, ...] = ()
    duties: tuple[Duty, ...] = ()
    performance: tuple[Performance, ...]
    price_schedules: tuple[PriceSchedule, ...] = ()
    price_tiers: tuple[PriceTier, ...] = ()
    capacity: tuple[Capacity, ...] = ()
    funds: tuple[Funds, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    trials: tuple[Trial, ...] = ()
    peak_surcharges: tuple[PeakSurcharge, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical document: the same scenario, the same digest."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


SETTINGS = ("format", "name", "currency", "minor_digits", "horizon", "policy")
"""The parts of a scenario that stand in scenario.toml."""

TABLES = tuple(name for name in Scenario.model_fields if name not in SETTINGS)
"""The tables, each in a CSV file of its name."""

REQUIRED_TABLES = tuple(name for name in TABLES if Scenario.model_fields[name].is_required())
