"""What [files] asks for holds for the tables and is no part of the scenario."""

import time
from decimal import Decimal
from pathlib import Path

import pytest
from places import TINY
from tiny_files import faults_of, tiny_document, tiny_folder

from codroute.errors import InvalidInput
from codroute.plan.files import read_allocation
from codroute.scenario.changes.overrides import load_scenario
from codroute.scenario.output.write import write_scenario
from codroute.scenario.parse import examine, parse_scenario, read_scenario
from codroute.scenario.reading.source import raw_document, read_raw
from codroute.scenario.reading.writing import Files, Writing

CARDS = (
    "form;rate_card;first_weight_g;first_fee;step_weight_g;step_fee\n"
    "first_step;falcon;500;5.000;500;1.000\n"
    "first_step;desert;500;6.000;500;1.000\n"
    "first_step;oasis;500;7.000;500;1.000\n"
)


def asking(toml: str) -> tuple[str, str, str]:
    return "scenario.toml", "[horizon]", f"{toml}\n[horizon]"


def test_a_table_has_what_is_said_of_it_and_else_what_is_said_of_all() -> None:
    files = Files.model_validate({"decimal": ",", "rate_cards": {"decimal": ".", "dates": "dmy"}})
    assert files.of("rate_cards") == Writing(decimal=".", dates="dmy")
    assert files.of("offers") == Writing(decimal=",")


@pytest.mark.parametrize(
    ("toml", "first_fee"),
    [
        ('[files]\ndecimal = "."', 5),
        ('[files]\ndecimal = ","', 5000),
        ('[files.rate_cards]\ndecimal = "."', 5),
        ('[files]\ndecimal = ","\n[files.rate_cards]\ndecimal = "."', 5),
    ],
)
def test_what_is_asked_for_decides(toml: str, first_fee: int, tmp_path: Path) -> None:
    # All other tables have plain points, so they must say so where commas are asked for.
    plain = ["markets", "offers", "performance", "price_tiers", "coverage"]
    toml += "".join(
        f'\n[files.{table}]\ndecimal = "."' for table in plain if 'files]\ndecimal = ","' in toml
    )
    folder = tiny_folder(tmp_path, asking(toml), ("rate_cards.csv", None, CARDS))
    assert read_scenario(folder).rate_cards[0].model_dump()["first_fee"] == first_fee


def test_it_is_no_part_of_the_scenario(tmp_path: Path) -> None:
    asked = read_scenario(tiny_folder(tmp_path, asking('[files]\ndecimal = "."\ndates = "dmy"')))
    assert asked == read_scenario(TINY)
    assert asked.digest == read_scenario(TINY).digest
    faults = examine(raw_document(tiny_document() | {"files": {"decimal": "."}}))[1]
    assert [(fault.column, fault.found) for fault in faults] == [("files", "an unknown key")]


def test_a_table_that_there_is_not_is_told_with_those_there_are(tmp_path: Path) -> None:
    (fault,) = faults_of(tiny_folder(tmp_path, asking('[files.ofers]\ndecimal = ","')))
    assert fault.place == "scenario.toml, column files.ofers"
    assert fault.wanted.startswith("nothing here; perhaps 'offers'; one of encoding, decimal, ")


def test_what_is_written_reads_back_whatever_its_decimals(tmp_path: Path) -> None:
    document = tiny_document()
    for card in document["rate_cards"]:
        card |= {"first_fee": "1.255", "step_fee": "2.125"}
    stated = parse_scenario(document)
    write_scenario(stated, tmp_path / "out")
    again, faults = examine(read_raw(tmp_path / "out"))
    assert again == stated
    assert [fault for fault in faults if fault.severity == "error"] == []


CHANGE = """
base = "tiny"
[[change]]
kind = "tables"
folder = "new"
"""


def change_file(at: Path, cards: str | bytes, more: str = "") -> Path:
    tiny_folder(at)
    (at / "new").mkdir()
    content = cards.encode() if isinstance(cards, str) else cards
    (at / "new" / "rate_cards.txt").write_bytes(content)
    (at / "new" / "notes.txt").write_text("of no interest")
    (at / "change.toml").write_text(CHANGE + more)
    return at / "change.toml"


def test_a_change_says_how_its_own_tables_are_written(tmp_path: Path) -> None:
    path = change_file(tmp_path, CARDS, '[change.files.rate_cards]\ndecimal = ","')
    scenario = load_scenario(path).scenario
    assert scenario.rate_cards[0].model_dump()["first_fee"] == Decimal(5000)


def test_a_change_whose_tables_are_unclear_names_file_and_cell(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        load_scenario(change_file(tmp_path, CARDS))
    (fault,) = refused.value.faults
    assert (fault.file, fault.row, fault.column) == ("new/rate_cards.txt", 2, "first_fee")
    assert fault.found == "'5.000', which may be 5.000 or 5000 (1 of 6 such cells)"
    place = "[change.files.rate_cards] in change.toml (change 1)"
    assert fault.wanted == f'{place} with decimal = "." for 5.000, or "," for 5000'


def test_warnings_of_reading_outlast_changes(tmp_path: Path) -> None:
    cards = CARDS.replace("000", "50").replace("falcon", "Désert").encode("cp1252")
    path = change_file(tmp_path, cards)
    (tmp_path / "tiny" / "providers.csv").write_bytes(
        "provider,name\nfalcon,Zürich\ndesert,Desert\noasis,Oasis\n".encode("cp1252")
    )
    warned = [fault.file for fault in load_scenario(path).warnings if "UTF-8" in fault.found]
    assert warned == ["providers.csv", "new/rate_cards.txt"]


def test_an_allocation_is_read_as_a_spreadsheet_saves_it(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_bytes(
        "lane;period;offer;orders;freight\r\n"
        "Riyadh/low;1.11.2026;falcon-std;1.234;5,00\r\n"
        "Asir/low;30.11.2026;falcon-std;12,0;7,50\r\n".encode("utf-16")
    )
    rows = read_allocation(path)
    assert [(row.period.isoformat(), row.orders) for row in rows] == [
        ("2026-11-01", 1234),
        ("2026-11-30", 12),
    ]


def test_an_allocation_that_may_be_read_in_two_ways_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("lane,period,offer,orders\nRiyadh/low,1/11/2026,falcon-std,1.000\n")
    with pytest.raises(InvalidInput) as refused:
        read_allocation(path)
    assert [(fault.column, fault.wanted) for fault in refused.value.faults] == [
        ("period", "dates written like 2026-11-02"),
        ("orders", "numbers with a decimal point, and thousands not parted"),
    ]


def test_fifty_thousand_rows_are_read_soon(tmp_path: Path) -> None:
    rows = [
        f"first_step;card{i % 500};zöne{i // 500};500;{i % 9999},{i % 90 + 10};500;{i % 7},5\n"
        for i in range(50_000)
    ]
    table = "form;rate_card;zone;first_weight_g;first_fee;step_weight_g;step_fee\n" + "".join(rows)
    folder = tiny_folder(tmp_path, ("rate_cards.csv", None, table.encode("cp1252")))
    began = time.process_time()
    faults = faults_of(folder)
    assert time.process_time() - began < 5
    assert {fault.column for fault in faults if fault.severity == "error"} == {"rate_card"}
