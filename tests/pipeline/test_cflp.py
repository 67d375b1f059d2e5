"""Capacitated facility location as a scenario: published optima of OR-Library's instances.

Customers are lanes, facilities are providers with a fixed fee and a capacity, every order is
shipped and a lane may be split freely. The data files are not part of the project; the tests run
where a folder with them is at hand (CODROUTE_CFLP, or ``shared/data/cflp`` beside the checkout).
"""

import csv
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from codroute.pipeline import make_plan
from codroute.scenario.parse import parse_scenario
from codroute.solve.config import SolverConfig
from codroute.solve.process import SolverProcess

_BESIDE = Path(__file__).parents[2].parent / "shared" / "data" / "cflp"
FOLDER = Path(os.environ.get("CODROUTE_CFLP", _BESIDE))
NAMES = ("cap41", "cap42", "cap43", "cap44", "cap51", "cap61", "cap62", "cap63", "cap64")

needs_data = pytest.mark.skipif(not FOLDER.is_dir(), reason="no OR-Library instances at hand")

_DAY = "2026-11-01"
_RATE_DECIMALS = Decimal("0.00000001")


def _numbers(name: str) -> Iterator[Decimal]:
    return map(Decimal, (FOLDER / f"{name}.txt").read_text(encoding="ascii").split())


def _document(name: str) -> dict[str, Any]:
    """Convert an instance; costs of serving all of a customer's demand become rates per order."""
    numbers = _numbers(name)
    facilities, customers = int(next(numbers)), int(next(numbers))
    sites = [(f"w{i}", next(numbers), next(numbers)) for i in range(facilities)]
    document = _empty(name)
    for number in range(customers):
        region, orders = f"c{number}", next(numbers)
        document["lanes"].append(
            {
                "country": "XX",
                "region": region,
                "value_tier": "all",
                "cod_value": "0",
                "weight_g": 1000,
            }
        )
        document["demand"].append({"lane": f"{region}/all", "period": _DAY, "orders": int(orders)})
        for site, _, _ in sites:
            rate = (next(numbers) / orders).quantize(_RATE_DECIMALS)
            document["rate_cards"].append(
                {
                    "form": "per_kg",
                    "rate_card": site,
                    "zone": region,
                    "fee_per_kg": "0",
                    "fee_per_parcel": f"{rate:f}",
                }
            )
            document["coverage"].append(_coverage(site, region))
    for site, capacity, fee in sites:
        _add_site(document, site, capacity, fee)
    return document


def _empty(name: str) -> dict[str, Any]:
    tables = [
        "lanes",
        "demand",
        "providers",
        "offers",
        "coverage",
        "rate_cards",
        "performance",
        "capacity",
        "commitments",
    ]
    return {
        "format": 1,
        "name": name,
        "currency": "XTS",
        "minor_digits": 3,
        "horizon": {"start": _DAY, "period": "month", "periods": 1},
        "policy": {"roles": "free", "decline": "never"},
        "markets": [
            {
                "country": "XX",
                "currency": "XTS",
                "rate": "1",
                "rate_date": _DAY,
                "rate_source": "OR-Library",
            }
        ],
        **{table: [] for table in tables},
    }


def _coverage(site: str, region: str) -> dict[str, Any]:
    return {
        "offer": site,
        "country": "XX",
        "region": region,
        "served": True,
        "zone": region,
        "remote_surcharge": "0",
    }


def _add_site(document: dict[str, Any], site: str, capacity: Decimal, fee: Decimal) -> None:
    document["providers"].append({"provider": site})
    document["offers"].append(
        {
            "offer": site,
            "provider": site,
            "currency": "XTS",
            "rate_card": site,
            "fuel_rate": "0",
            "volumetric": {"form": "never"},
            "cod_fee": {"form": "none"},
            "return_fee": {"form": "flat", "amount": "0"},
            "settlement_days": "0",
        }
    )
    document["performance"].append(
        {"provider": site, "paid_rate": "1", "loss_rate": "0", "transit_days": "1"}
    )
    document["capacity"].append({"provider": site, "unit": "orders", "capacity": str(capacity)})
    document["commitments"].append(
        {
            "commitment": site,
            "provider": site,
            "currency": "XTS",
            "fixed_fee": str(fee),
            "min_orders": 0,
            "applies": "if_used",
        }
    )


def _optimum(name: str) -> float:
    with (FOLDER / "optima.csv").open(encoding="ascii") as file:
        return next(
            float(row["optimum"]) for row in csv.DictReader(file) if row["instance"] == name
        )


@needs_data
@pytest.mark.parametrize("name", NAMES)
def test_published_optimum_to_six_digits(name, process: SolverProcess):
    config = SolverConfig(backend="highs", relative_gap=1e-8, time_limit_s=60)
    result = make_plan(parse_scenario(_document(name)), config, process=process)
    cost = -result.plan.contribution_minor / 1000
    assert result.verdict.passed, result.verdict.findings[:3]
    assert cost == pytest.approx(_optimum(name), rel=5e-7)
    assert result.plan.outcome is not None and result.plan.outcome.bound is not None
    assert -float(result.plan.outcome.bound) == pytest.approx(_optimum(name), rel=5e-7)
