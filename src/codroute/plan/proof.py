"""Why no plan can do better: prices from which anyone can add a bound up anew.

A bound alone has to be believed. A proof puts a price on every row that ties lanes together; the
rest then falls apart into lanes, whose best is found one by one. Any prices give a true bound, so
nothing has to be believed: docs/formulation.md, "Proof of a bound".
"""

from typing import Annotated, Literal

from pydantic import Field

from codroute.plan.fields import MinorUnits, Quantity, Text
from codroute.plan.part import Part
from codroute.scenario.fields import Day, Wanted, YesNo

Grid = Annotated[
    int, Field(ge=1, lt=10**15), Wanted("a whole number of at most 15 digits, 1 or more")
]
"""Prices are whole multiples of one unit of the currency divided by this."""


class PricedRow(Part):
    """What a price stands on: one row of the model, as a whole or as far as one state goes."""

    family: Literal[
        "capacity", "funds", "commitments", "trials", "service", "tiers", "assignment", "market"
    ]
    name: Text
    """The limit as ``LimitUse`` names it, or a commitment, a schedule, or ``declined``."""
    side: Literal["at_most", "at_least", "equal"]
    step: Quantity
    """Natural units per 1 in the row: the price is money per step."""
    period: Day | None = None
    unit: Text | None = None
    """Which row of the name.

    A unit of a limit; ``use``, ``minimum`` or ``maximum``; ``from`` or ``to``.
    """
    country: Text | None = None
    schedule: Text | None = None
    """With ``window`` and ``price_tier``: the state of a schedule that the price belongs to."""
    window: Text | None = None
    price_tier: Text | None = None


class Leaf(Part):
    """A part of the case distinction: what may hold in it, and the prices that bound it."""

    states: dict[Text, tuple[Text, ...]] = Field(default={})
    """Price tiers that may be reached, by schedule and window; any where nothing is said."""
    used: dict[Text, YesNo] = Field(default={})
    """Commitments fixed to used or not used; either where nothing is said."""
    vectors: dict[Text, tuple[Text, ...]] | None = None
    """What is told apart jointly in this leaf, in place of the proof's ``vectors``."""
    prices: tuple[MinorUnits, ...]
    """One per row, in whole multiples of the grid; never negative but of rows ``equal``.

    0 of a market row whose window is not told apart in the leaf.
    """


class Proof(Part):
    """A case distinction with prices that bound every case."""

    grid: Grid
    rows: tuple[PricedRow, ...]
    vectors: dict[Text, tuple[Text, ...]] = Field(default={})
    """Schedules and windows whose states are told apart jointly, by country; leaves may differ."""
    leaves: tuple[Leaf, ...]

    def told_apart(self, leaf: Leaf) -> dict[Text, tuple[Text, ...]]:
        """Give the vectors that hold in a leaf."""
        return self.vectors if leaf.vectors is None else leaf.vectors
