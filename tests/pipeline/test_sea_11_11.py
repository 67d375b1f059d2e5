"""The second real-sized scenario through the command line, from its workbook."""

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from built import catalog_of
from places import SEA_11_11

from codroute.cli.exits import ExitCode

CODROUTE = (sys.executable, "-m", "codroute")


def _planned(out: Path, gap: str) -> dict[str, Any]:
    """Plan the workbook until the gap is reached, whatever the machine's speed."""
    command = [*CODROUTE, "plan", str(SEA_11_11 / "sea-11-11.xlsx"), "--out", str(out), "--quiet"]
    limits = ["--time-limit", "300", "--gap", gap]
    done = subprocess.run([*command, *limits], capture_output=True, text=True, check=False)
    assert done.returncode == ExitCode.DONE, done.stderr  # else the audit failed, or time ended
    plan: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    assert plan["outcome"]["reason"] == "gap_reached"
    return plan


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Plan to within 1 per cent, which the first plan is."""
    return _planned(tmp_path_factory.mktemp("plan") / "plan.json", "1%")


def test_a_plan_uses_every_kind_of_fee_and_several_providers(plan: dict[str, Any]) -> None:
    assert plan["declined"] == []
    charged: set[str] = set()
    carried: dict[str, set[str]] = defaultdict(set)
    lanes = catalog_of(SEA_11_11).lanes
    for row in plan["allocation"]:
        charged |= {term for term, amount in row["amounts_minor"].items() if amount}
        if row["orders"]:
            carried[lanes[row["lane"]].country].add(row["provider"])
    assert set(plan["terms"]) - charged == {"tier_credit", "fixed_fee", "shortfall_fee"}
    assert {"surcharges", "redelivery_fee", "insurance_fee", "duties", "tax"} <= charged
    assert all(len(providers) >= 4 for providers in carried.values()), carried


def test_places_are_full_in_the_week_of_11_11(plan: dict[str, Any]) -> None:
    # How many depends on the first plan, and that on the machine; three always are.
    full: dict[str, set[str]] = defaultdict(set)
    for row in plan["limits"]:
        if row["family"] == "capacity" and float(row["used"]) >= 0.99 * float(row["limit"]):
            full[row["period"]].add(row["name"])
    assert len(full["2026-11-09"]) >= 3
    assert len({name.split(" / ")[0] for name in full["2026-11-09"]}) >= 2


@pytest.mark.long
def test_a_plan_is_proven_within_five_parts_in_ten_thousand(tmp_path: Path) -> None:
    plan = _planned(tmp_path / "plan.json", "0.05%")
    assert plan["outcome"]["relative_gap"] <= 0.0005
