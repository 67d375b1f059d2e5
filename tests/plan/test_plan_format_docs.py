"""docs/plan-format.md names every key of a plan, and none that is not there."""

import re

import pytest
from places import ROOT

from codroute.plan.model import (
    AllocationRow,
    Charge,
    Declined,
    DeclineStage,
    EndReason,
    Excluded,
    LaneRoles,
    LimitUse,
    Outcome,
    Plan,
    TierReached,
)
from codroute.plan.part import Part
from codroute.plan.proof import Leaf, PricedRow, Proof

TEXT = (ROOT / "docs" / "plan-format.md").read_text(encoding="utf-8")
PARTS = (
    *(Plan, AllocationRow, LaneRoles, Declined, TierReached, Charge, LimitUse, Excluded),
    *(Outcome, DeclineStage, Proof, PricedRow, Leaf),
)


@pytest.mark.parametrize("part", PARTS)
def test_every_key_is_documented(part: type[Part]) -> None:
    section = TEXT.split(f"\n## {part.__name__}\n")[1].split("\n## ")[0]
    first_cells = re.findall(r"^\| ([^|]+) \|", section, re.MULTILINE)
    keys = {key for cell in first_cells for key in re.findall(r"`(\w+)`", cell)}
    assert keys == set(part.model_fields)


@pytest.mark.parametrize("reason", list(EndReason))
def test_every_end_is_documented(reason: EndReason) -> None:
    assert f"`{reason}`" in TEXT
