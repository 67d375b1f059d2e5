"""Every fault of a table of places is told with its cell; nothing else is told."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from tiny_files import faults_of, tiny_folder

HEADER = "country,region,state,city,district,aliases,postcodes,remote_band,city_tier,cod_served"
CASES = tomllib.loads((Path(__file__).parent / "broken_regions.toml").read_text(encoding="utf-8"))[
    "case"
]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_faults(case: dict[str, Any], tmp_path: Path) -> None:
    text = "\n".join([HEADER, *case["rows"]]) + "\n"
    faults = faults_of(tiny_folder(tmp_path, ("regions.csv", None, text)))
    told = [("warning: " if f.severity == "warning" else "") + str(f) for f in faults]
    assert told == case["faults"]


def test_a_region_of_another_country(tmp_path: Path) -> None:
    folder = tiny_folder(
        tmp_path,
        ("markets.csv", None, MARKETS),
        ("regions.csv", None, f"{HEADER}\nAE,Riyadh,,Riyadh,,,,,1,yes\n"),
    )
    (fault,) = faults_of(folder)
    assert str(fault) == (
        "regions.csv, row 2, column country: found 'AE'; wanted SA, where Riyadh is"
    )


MARKETS = """country,currency,rate,rate_date,rate_source
SA,USD,1,2026-11-01,made up
AE,USD,1,2026-11-01,made up
"""
