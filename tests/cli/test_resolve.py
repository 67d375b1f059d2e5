"""codroute resolve: addresses of a file or one by options, on the screen, as JSON and as CSV."""

import csv
import json
from pathlib import Path

import pytest
from places import TINY
from shell import codroute, longest_line
from tiny_places import tiny_with_places
from xlsxwriter import Workbook

from codroute.cli.exits import ExitCode

ADDRESSES = """order,country,state,city,postcode
1,SA,Riyadh Province,RIYADH,12345
2,SA,,ابها,
3,SA,Riyadh,Al Karj,
4,SA,Riyadh,Abha,
5,SA,Asir,Bishah,
6,,,Abha,
"""
OUTCOMES = ["exact", "alias", "fuzzy", "unresolved", "exact", "unresolved"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tiny_with_places(tmp_path)
    (tmp_path / "addresses.csv").write_text(ADDRESSES, encoding="utf-8")
    return tmp_path


def test_a_file_on_the_screen_and_as_csv(folder: Path) -> None:
    done = codroute("resolve", "tiny", "addresses.csv", "--csv", "out.csv", cwd=folder)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert "columns that are not read: order" in done.stderr
    assert done.stderr.endswith("written: out.csv\n")
    assert longest_line(done.stdout) <= 100
    for words in (
        "exact               2   33.3 %  as the table writes them",
        "unresolved          2   33.3 %  not found, or the parts disagree",
        "state 'Riyadh' is not its state",
        "no country: the table lists no place there",
        "found by city and state: 'Al Karj' for 'Al Kharj'",
    ):
        assert words in done.stdout
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["outcome"] for row in rows] == OUTCOMES
    assert rows[4] == {
        "row": "6",
        "country": "SA",
        "state": "Asir",
        "city": "Bishah",
        "district": "",
        "postcode": "",
        "outcome": "exact",
        "region": "Asir",
        "remote_band": "outlying",
        "city_tier": "",
        "cod_served": "no",
        "place_number": "4",
        "score": "100.0",
        "why": "found by state; its row states no city",
        "candidates": "",
    }
    assert rows[3]["candidates"] == "Abha, Asir (place 3, region Asir)"


def test_a_file_as_json(folder: Path) -> None:
    done = codroute("resolve", "tiny", "addresses.csv", "--country", "SA", "--json", cwd=folder)
    answers = json.loads(done.stdout)["answers"]
    assert [answer["outcome"] for answer in answers] == [*OUTCOMES[:5], "exact"]
    assert answers[3]["region"] is None
    assert answers[3]["candidates"] == [
        {"place_number": 3, "score": 100.0, "region": "Asir", "state": "Asir", "city": "Abha"}
    ]
    assert answers[5]["address"] == {"country": "SA", "city": "Abha"}


def test_one_address(folder: Path) -> None:
    done = codroute("resolve", "tiny", "--country", "SA", "--city", "Riyad", cwd=folder)
    assert done.stdout.splitlines() == [
        "Outcome   alias: by an alias of the table",
        "Region    Riyadh",
        "Remote    no band",
        "Tier      1",
        "COD       served",
        "Place     number 1 of the table regions",
        "Why       found by city: 'Riyad' for 'Riyadh'",
    ]
    done = codroute("resolve", "tiny", "--country", "SA", "--city", "Abhaa", cwd=folder)
    assert done.returncode == ExitCode.DONE
    assert "Perhaps   Abha, Asir (place 3, region Asir), 80 % alike" in done.stdout


def test_chinese_titles_and_semicolons(folder: Path) -> None:
    (folder / "zh.csv").write_text("国家;城市;邮编\nSA;الرياض;12345\n", encoding="utf-8")
    done = codroute("resolve", "tiny", "zh.csv", "--json", cwd=folder)
    (answer,) = json.loads(done.stdout)["answers"]
    assert answer["address"] == {"country": "SA", "city": "الرياض", "postcode": "12345"}
    assert (answer["outcome"], answer["region"]) == ("alias", "Riyadh")


def test_a_workbook(folder: Path) -> None:
    with Workbook(folder / "addresses.xlsx") as book:
        page = book.add_worksheet("Orders")
        page.write_row(0, 0, ["Country", "City", "Postcode"])
        page.write_row(1, 0, ["SA", "Riyadh", 12345])
    done = codroute("resolve", "tiny", "addresses.xlsx", "--json", cwd=folder)
    (answer,) = json.loads(done.stdout)["answers"]
    assert answer["address"] == {"country": "SA", "city": "Riyadh", "postcode": "12345"}
    assert (answer["row"], answer["outcome"]) == (2, "exact")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a,b\n1,2\n", [1, None, "'a, b'"]),
        ("city\nAbha\n", [1, "country", "no such column"]),
        ("country,city\n", [None, None, "no rows"]),
        ("country,city\nSA\n", [2, None, "1 cells"]),
    ],
)
def test_files_that_cannot_be_read(text: str, fault: list[object], folder: Path) -> None:
    (folder / "bad.csv").write_text(text, encoding="utf-8")
    done = codroute("resolve", "tiny", "bad.csv", "--csv", "out.csv", "--json", cwd=folder)
    assert done.returncode == ExitCode.INVALID_INPUT
    (told,) = json.loads(done.stdout)["faults"]
    assert [told["row"], told["column"], told["found"]] == fault
    assert told["file"] == "bad.csv"
    assert not (folder / "out.csv").exists()


def test_neither_or_both_of_a_file_and_parts(folder: Path) -> None:
    for arguments in (["addresses.csv", "--city", "Abha"], ["--country", "SA"]):
        done = codroute("resolve", "tiny", *arguments, cwd=folder)
        assert done.returncode == ExitCode.INVALID_INPUT
        assert "wanted either a file of addresses or the parts of one" in done.stderr


def test_a_scenario_without_places() -> None:
    done = codroute("resolve", TINY, "--country", "SA", "--city", "Abha")
    assert done.returncode == ExitCode.INVALID_INPUT
    assert "no places" in done.stderr


def test_the_answer_may_not_replace_the_addresses(folder: Path) -> None:
    done = codroute("resolve", "tiny", "addresses.csv", "--csv", "addresses.csv", cwd=folder)
    assert done.returncode == ExitCode.INVALID_INPUT
    assert (folder / "addresses.csv").read_text(encoding="utf-8") == ADDRESSES


def test_a_name_of_ten_thousand_letters_does_not_flood_the_screen(folder: Path) -> None:
    name = "Riyadh " * 1500
    (folder / "long.csv").write_text(f"country,city\nSA,{name}\n", encoding="utf-8")
    for asked in (("long.csv",), ("--country", "SA", "--city", name)):
        done = codroute("resolve", "tiny", *asked, cwd=folder)
        assert done.returncode == ExitCode.DONE, done.stderr
        assert "no place listed by city 'Riyadh Riyadh" in " ".join(done.stdout.split())
        assert done.stdout.count("Riyadh") < 40
