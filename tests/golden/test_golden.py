"""Every family alone, written out for a small case and compared with the file read by a person.

``make golden`` writes the files anew; read the difference before committing it.
"""

import os
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from lp_text import lp_text
from places import TINY

from codroute.economics.build import price
from codroute.formulation.build import FAMILIES, state
from codroute.scenario.parse import parse_scenario, read_scenario
from codroute.scenario.scenario import Scenario
from codroute.solve.exact.assemble import assemble

HERE = Path(__file__).parent

FAMILY = {family.__name__.rsplit(".", maxsplit=1)[-1]: family for family in FAMILIES}

_WEEKS = {
    "horizon": {"start": "2026-10-26", "period": "week", "periods": 2},
    "demand": [
        {"lane": lane, "period": period, "orders": orders}
        for lane, orders in (
            ("Riyadh/low", 7),
            ("Riyadh/high", 5),
            ("Asir/low", 4),
            ("Asir/high", 0),
        )
        for period in ("2026-10-26", "2026-11-02")
    ],
}

_INCREMENTAL = {
    "price_schedules": [
        {
            "schedule": "desert-volume",
            "provider": "desert",
            "kind": "incremental",
            "measure": "orders",
            "window": "horizon",
            "volume_before": "100",
        }
    ],
    "price_tiers": [
        {
            "form": "amount_off",
            "schedule": "desert-volume",
            "price_tier": name,
            "from_volume": low,
            "to_volume": high,
            "amount_off": off,
        }
        for name, low, high, off in (
            ("list", "0", "199", "0"),
            ("more", "200", "299", "1"),
            ("most", "300", None, "1.5"),
        )
    ],
}

_REACHABLE = {
    "price_tiers": [
        {
            "form": "discount",
            "schedule": "desert-volume",
            "price_tier": name,
            "from_volume": low,
            "to_volume": high,
            "discount": off,
        }
        for name, low, high, off in (("list", "0", "9", "0"), ("volume", "10", None, "0.25"))
    ],
}

CASES: dict[str, tuple[str, dict[str, Any]]] = {
    **{name: (name, {}) for name in FAMILY},
    "roles_single": ("roles", {"policy": {"roles": "single", "role_scope": "region"}}),
    "roles_per_period": ("roles", {"policy": {"share_scope": "lane_period"}} | _WEEKS),
    "tiers_incremental": ("tiers", _INCREMENTAL),
    "tiers_month": ("tiers", _WEEKS | _REACHABLE),
    "capacity_scopes": (
        "capacity",
        _WEEKS
        | {
            "capacity": [
                {"provider": "desert", "unit": "orders", "capacity": "9"},
                {
                    "provider": "desert",
                    "unit": "orders",
                    "capacity": "5",
                    "period": "2026-11-02",
                },
                {"provider": "falcon", "region": "Asir", "unit": "kg", "capacity": "1.5"},
            ]
        },
    ),
    "funds": (
        "funds",
        {
            "funds": [
                {"provider": "desert", "currency": "USD", "max_held": "1500"},
                {"provider": "falcon", "country": "SA", "currency": "USD", "max_held": "300.5"},
            ]
        },
    ),
    "trials": (
        "trials",
        {
            "trials": [
                {"trial": "oasis", "provider": "oasis", "min_orders": 20, "max_orders": 60},
                {
                    "trial": "desert-asir",
                    "provider": "desert",
                    "offers": ["desert-std"],
                    "country": "SA",
                    "region": "Asir",
                    "min_orders": 0,
                    "max_orders": 90,
                },
                {"trial": "falcon", "provider": "falcon", "min_orders": 10},
            ]
        },
    ),
    "commitments_minimum": (
        "commitments",
        {
            "commitments": [
                {
                    "commitment": name,
                    "provider": "oasis",
                    "region": "Asir",
                    "currency": "USD",
                    "fixed_fee": "12",
                    "min_orders": 30,
                    "applies": applies,
                    "shortfall_fee": fee,
                }
                for name, applies, fee in (("soft", "always", "2"), ("hard", "if_used", None))
            ]
        },
    ),
}


def _scenario(changes: dict[str, Any]) -> Scenario:
    """Change tiny; only some of the policy's settings are replaced."""
    document = read_scenario(TINY).model_dump(mode="json")
    policy = document["policy"] | changes.get("policy", {})
    return parse_scenario(document | changes | {"policy": policy})


def _model_text(family: ModuleType, changes: dict[str, Any]) -> str:
    families = tuple(dict.fromkeys((FAMILY["eligibility"], family)))
    return lp_text(assemble(state(price(_scenario(changes)), families)).linear)


@pytest.mark.parametrize("case", CASES)
def test_family_is_written_as_in_its_golden_lp(case):
    family, changes = CASES[case]
    text = _model_text(FAMILY[family], changes)
    path = HERE / f"{case}.lp"
    if os.environ.get("CODROUTE_WRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_every_golden_lp_has_its_case():
    assert {path.stem for path in HERE.glob("*.lp")} == set(CASES)
