"""The scenarios that are built from figures: their figures, and who can carry what."""

import tomllib
from collections import defaultdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from codroute.scenario.catalog import Catalog
from codroute.scenario.eligibility import ineligibility
from codroute.scenario.parse import examine
from codroute.scenario.reading.source import read_raw
from codroute.scenario.scenario import Scenario


@cache
def figures_of(folder: Path) -> dict[str, Any]:
    """Read all figures of a scenario."""
    read: dict[str, Any] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name != "scenario.toml":
            read |= tomllib.loads(path.read_text(encoding="utf-8"))
    return read


@cache
def catalog_of(folder: Path) -> Catalog:
    """Read a scenario that has nothing worse than a mean order near a card's step."""
    scenario, faults = examine(read_raw(folder))
    assert scenario is not None, faults
    # Lanes too small for a spread state their mean order only, and a few are near a card's step.
    assert {(fault.severity, fault.column) for fault in faults} <= {("warning", "weight_g")}
    return Catalog(scenario)


@cache
def able_of(folder: Path) -> dict[str, set[str]]:
    """Give the providers that can carry each lane."""
    catalog = catalog_of(folder)
    return {
        name: {
            offer.provider
            for offer in catalog.offers.values()
            if ineligibility(catalog, offer, lane) is None
        }
        for name, lane in catalog.lanes.items()
    }


def by_week(scenario: Scenario) -> dict[date, int]:
    """Add up the orders of each week."""
    orders: dict[date, int] = defaultdict(int)
    for row in scenario.demand:
        orders[row.period] += row.orders
    return orders
