"""One scenario written in several ways is one object with one digest."""

import json
from pathlib import Path

import pytest
from places import TINY
from tiny_files import Edit, tiny_document, tiny_folder

from codroute.scenario.output.write import scenario_document
from codroute.scenario.parse import parse_scenario, read_scenario

PROVIDERS = "provider,name\nfalcon,Falcon Express\ndesert,Desert Line\noasis,Oasis Post\n"


@pytest.mark.parametrize(
    "edit",
    [
        ("performance.csv", "falcon,0.80,", "falcon,0.8,"),
        ("performance.csv", "falcon,0.80,", "falcon,000.800000,"),
        ("performance.csv", "4000,0,3", "4000,-0.0,3"),
        ("demand.csv", ",100\n", ", 100.0 \n"),
        ("rate_cards.csv", "500,5.00", '500,"5"'),
        ("coverage.csv", "SA,,yes", "SA,,YES"),
        ("coverage.csv", "SA,,yes", "SA,,True"),
        ("providers.csv", None, PROVIDERS.replace("\n", "\r\n")),
        ("providers.csv", None, PROVIDERS.replace("\n", "\r")),
        ("providers.csv", None, PROVIDERS.replace("\n", "\n\n")),
        ("providers.csv", None, PROVIDERS.replace("\n", ",,\n")),
        ("providers.csv", None, PROVIDERS.replace("Express\n", "Express, ,\n") + ",,,\n"),
        ("providers.csv", None, PROVIDERS.rstrip()),
        ("providers.csv", None, "\ufeff" + PROVIDERS),
        ("providers.csv", None, PROVIDERS.replace("Desert Line", ' "Desert Line"'[1:])),
        (
            "providers.csv",
            None,
            "name,provider\nFalcon Express,falcon\nDesert Line,desert\nOasis Post,oasis\n",
        ),
        ("scenario.toml", "main_share_max = 0.8", "main_share_max = 0.80"),
        ("scenario.toml", "main_share_max = 0.8", 'main_share_max = "0.8"'),
        ("scenario.toml", "main_share_max = 0.8\n", ""),
        ("scenario.toml", "format = 1", 'format = "1"'),
        ("scenario.toml", "format = 1", "format = 1.0"),
        ("scenario.toml", "start = 2026-11-01", 'start = "2026-11-01"'),
        ("profile.csv", None, "lane,share,cod_value,weight_g\n"),
    ],
)
def test_ways_to_write_tiny(edit: Edit, tmp_path: Path) -> None:
    stated, again = read_scenario(TINY), read_scenario(tiny_folder(tmp_path, edit))
    assert again == stated
    assert again.digest == stated.digest


def test_the_order_of_rows_counts(tmp_path: Path) -> None:
    lines = PROVIDERS.splitlines(keepends=True)
    reversed_rows = lines[0] + "".join(reversed(lines[1:]))
    folder = tiny_folder(tmp_path, ("providers.csv", None, reversed_rows))
    assert read_scenario(folder).digest != read_scenario(TINY).digest


@pytest.mark.parametrize("name", ["tiny", "gulf-peak", "sea-11-11"])
def test_folder_and_document(name: str, tmp_path: Path) -> None:
    stated = read_scenario(TINY.parent / name)
    path = tmp_path / "scenario.json"
    path.write_text(scenario_document(stated), encoding="utf-8")
    assert read_scenario(path) == stated
    assert read_scenario(path).digest == stated.digest
    assert parse_scenario(json.loads(scenario_document(stated))).digest == stated.digest


def test_null_is_absent() -> None:
    stated, document = parse_scenario(tiny_document()), tiny_document()
    document |= {"profile": None, "peak_surcharges": None}
    document["policy"] |= {"role_scope": None, "goods_recovery_share": None}
    document["offers"][0] |= {"categories": None, "max_weight_g": None}
    document["lanes"][0] |= {"category": None}
    assert parse_scenario(document).digest == stated.digest


def test_the_smallest_amounts_have_no_exponent_in_documents(tmp_path: Path) -> None:
    smallest = ("offers.csv", ",2.00,7", ",0.00000012,7")
    stated = read_scenario(tiny_folder(tmp_path, smallest))
    document = scenario_document(stated)
    assert '"0.00000012"' in document
    assert parse_scenario(json.loads(document)) == stated


def test_lists_in_cells_and_in_documents() -> None:
    document = tiny_document()
    digests = set()
    for offers in (["desert-std"], "desert-std", " desert-std ;", ("desert-std",)):
        document["price_schedules"][0]["offers"] = offers
        digests.add(parse_scenario(document).digest)
    assert len(digests) == 1
