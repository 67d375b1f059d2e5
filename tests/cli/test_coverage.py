"""codroute coverage: who can carry what, on the screen, as JSON and as CSV."""

import csv
import json
from pathlib import Path

import pytest
from places import GULF_PEAK, TINY
from shell import codroute, longest_line
from tiny_files import Edit
from tiny_places import tiny_with_places

from codroute.cli.exits import ExitCode

NARROW: tuple[Edit, ...] = (
    ("coverage.csv", "falcon-std,SA,,yes,0", "falcon-std,SA,Riyadh,yes,0"),
    ("coverage.csv", "desert-std,SA,Asir,yes,0.50", "desert-std,SA,Asir,no,0"),
    ("lanes.csv", "SA,Asir,low,40,400", "SA,Asir,low,40,4000"),
    ("rate_cards.csv", "step_fee\n", "step_fee,up_to_weight_g\n"),
    ("rate_cards.csv", "falcon,500,5.00,500,1.00", "falcon,500,5.00,500,1.00,"),
    ("rate_cards.csv", "desert,500,6.00,500,1.00", "desert,500,6.00,500,1.00,"),
    ("rate_cards.csv", "oasis,500,7.00,500,1.00", "oasis,500,7.00,500,1.00,2000"),
)
"""Only oasis delivers in Asir, and one of the lanes there is too heavy for its card."""


def test_tiny_as_it_is() -> None:
    done = codroute("coverage", TINY)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert done.stdout.splitlines() == [
        "tiny: 4 lanes, 400 orders, 3 offers of 3 providers",
        "",
        "Market  City tier  Regions  Lanes  Orders    Share   None    One    Two  3 or more",
        "SA      unknown          2      4     400  100.0 %  0.0 %  0.0 %  0.0 %    100.0 %",
        "all                      2      4     400  100.0 %  0.0 %  0.0 %  0.0 %    100.0 %",
        "None to 3 or more: share of the orders that so many providers can carry",
        "No table regions: city tiers, remote bands and places without COD are unknown",
        "",
        "Every lane with orders can be carried by some offer.",
        "",
        "No lane hangs on a single provider.",
    ]


def test_the_real_sized_one_fits_the_screen() -> None:
    done = codroute("coverage", GULF_PEAK)
    assert done.returncode == ExitCode.DONE
    assert longest_line(done.stdout) <= 100
    assert "all                     28    364  213,740" in done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tiny_with_places(tmp_path, *NARROW)
    return tmp_path


def test_gaps_single_providers_and_places(folder: Path) -> None:
    done = codroute("coverage", "tiny", "--csv", "lanes.csv", cwd=folder)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert longest_line(done.stdout) <= 100
    text = " ".join(done.stdout.split())
    for words in (
        "SA 1 1 2 200 50.0 % 0.0 % 0.0 % 0.0 % 100.0 %",
        "SA 2 1 2 200 50.0 % 50.0 % 50.0 % 0.0 % 0.0 %",
        "No offer can carry Lane Orders Share Why Asir/low 100 25.0 %",
        "oasis-std: weight beyond rate card (4000 g chargeable, oasis ends at 2000 g); 2 offers "
        "do not deliver there",
        "Only one provider can carry Lane Orders Share Provider Asir/high 100 25.0 % oasis",
        "No cash on delivery Market Region Places Of Region's orders Which SA Asir 1 2 200 Asir",
        "Remote bands Market Remote band Places Regions Which SA outlying 1 1 Asir",
    ):
        assert words in text, text
    with (folder / "lanes.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["lane"]: row for row in csv.DictReader(file)}
    assert rows["Riyadh/low"]["providers"] == "3"
    assert rows["Riyadh/low"]["provider_names"] == "falcon;desert;oasis"
    assert rows["Asir/low"]["providers"] == "0"
    assert rows["Asir/low"]["why_not"].startswith("oasis-std: ")
    assert rows["Asir/high"]["city_tier"] == "2"


def test_as_json(folder: Path) -> None:
    done = codroute("coverage", "tiny", "--json", cwd=folder)
    document = json.loads(done.stdout)
    assert document["orders"] == 400
    assert document["groups"][1] == {
        "country": "SA",
        "city_tier": 2,
        "regions": 1,
        "lanes": 2,
        "orders": 200,
        "lanes_by_providers": {"0": 1, "1": 1},
        "orders_by_providers": {"0": 100, "1": 100},
    }
    (gap,) = document["gaps"]
    assert gap["lane"] == "Asir/low"
    kinds = {reason["offer"]: reason["kind"] for reason in gap["reasons"]}
    assert kinds["falcon-std"] == kinds["desert-std"] == "not_covered"
    assert document["single_provider"] == [
        {"lane": "Asir/high", "country": "SA", "orders": 100, "provider": "oasis"}
    ]
    assert document["cod_not_served"][0]["places"] == ["Asir"]
    assert document["remote_bands"][0]["regions"] == ["Asir"]


def test_a_change_is_applied(folder: Path) -> None:
    (folder / "more.toml").write_text(
        '[[change]]\nkind = "demand_factor"\nfactor = 2\nregion = "Asir"\n', encoding="utf-8"
    )
    done = codroute("coverage", "tiny", "--change", "more.toml", "--json", cwd=folder)
    assert json.loads(done.stdout)["orders"] == 600


def test_the_csv_may_not_go_into_the_scenario(folder: Path) -> None:
    done = codroute("coverage", "tiny", "--csv", "tiny/lanes.csv", cwd=folder)
    assert done.returncode == ExitCode.INVALID_INPUT
    assert "which is read from" in " ".join(done.stderr.split())
