"""Scenarios of some hundred order columns: small for the decomposition, large for enumeration."""

from typing import Any

from benchmarks.documents import document
from benchmarks.recipe import Size, Variant, draw

from codroute.scenario.parse import parse_scenario
from codroute.scenario.scenario import Scenario

SIZE = Size(countries=2, regions=6, providers=4, per_country=3)
"""48 lanes with two or three quotes each, four price tiers per provider: some 500 columns."""

LARGER = Size(countries=3, regions=8, providers=6, per_country=4)
"""96 lanes: more columns than a solver is handed whole without being asked to."""


def mid_sized(
    variant: Variant = "base", seed: int = 1, size: Size = SIZE, **changes: Any
) -> Scenario:
    """Draw a scenario; ``changes`` replace keys of its document, of the policy key by key."""
    drawn = document(draw(size, seed, variant))
    policy = drawn["policy"] | changes.pop("policy", {})
    return parse_scenario(drawn | changes | {"policy": policy})
