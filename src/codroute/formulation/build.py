"""All families in order, and the statement they make of a scenario's economics."""

from types import ModuleType

from codroute.economics.model import Economics
from codroute.formulation import (
    assignment,
    capacity,
    commitments,
    eligibility,
    funds,
    roles,
    service,
    tiers,
    trials,
)
from codroute.formulation.statement import Statement

FAMILIES: tuple[ModuleType, ...] = (
    eligibility,
    assignment,
    roles,
    capacity,
    funds,
    tiers,
    commitments,
    trials,
    service,
)
"""Roles come before the families whose big-M values follow from the volumes' upper bounds."""


def state(economics: Economics, families: tuple[ModuleType, ...] = FAMILIES) -> Statement:
    """Let every family write itself into one statement."""
    statement = Statement(economics)
    for family in families:
        family.state(statement)
    return statement
