"""Places for tests, as a table lists them."""

from typing import Any

from codroute.regions.address import Address, Resolution
from codroute.regions.resolver import Resolver
from codroute.scenario.tables import Place


def place(region: str, **stated: Any) -> Place:
    """Make a row of the table; in SA and with cash on delivery unless stated otherwise."""
    return Place.model_validate({"country": "SA", "region": region, "cod_served": "yes"} | stated)


def ask(places: list[Place], country: str = "SA", **parts: str) -> Resolution:
    """Resolve one address."""
    return Resolver(places).resolve(Address(country, **parts))
