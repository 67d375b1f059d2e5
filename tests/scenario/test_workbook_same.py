"""A scenario as a workbook is the same scenario, however people lay the workbook out."""

import random
import zipfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import TINY
from random_scenarios import random_document
from workbooks import (
    Cells,
    Edit,
    Formula,
    Sheets,
    Wide,
    edit_part,
    sheets_of,
    tiny_sheets,
    write_book,
)

from codroute.errors import InvalidInput
from codroute.scenario.changes.overrides import load_scenario
from codroute.scenario.columns import columns
from codroute.scenario.output.write import scenario_document, write_scenario
from codroute.scenario.parse import examine, parse_scenario, read_scenario
from codroute.scenario.reading.source import read_raw
from codroute.scenario.scenario import TABLES, Scenario
from codroute.scenario.words.titles import choice_title, column_title, setting_title, table_title


def again(sheets: Sheets, at: Path) -> Scenario:
    scenario, faults = examine(read_raw(write_book(at / "again.xlsx", sheets)))
    assert scenario is not None, faults
    return scenario


@pytest.mark.parametrize("name", ["tiny", "gulf-peak", "sea-11-11"])
def test_folder_document_and_workbook(name: str, tmp_path: Path) -> None:
    stated = read_scenario(TINY.parent / name)
    for path in (tmp_path / "book.xlsx", tmp_path / "document.json", tmp_path / "folder"):
        write_scenario(stated, path)
        assert read_scenario(path) == stated
        assert read_scenario(path).digest == stated.digest


@pytest.mark.parametrize("seed", range(40))
def test_random_scenarios(seed: int, tmp_path: Path) -> None:
    stated = parse_scenario(random_document(seed))
    write_scenario(stated, tmp_path / "random.xlsx")
    assert read_scenario(tmp_path / "random.xlsx").digest == stated.digest


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=";\ufffe\uffff"),
            min_size=1, max_size=80).filter(lambda text: text.strip() == text),
    st.decimals(0, 999_999_999_999, places=8),
)  # fmt: skip
def test_every_name_and_digit_is_kept(
    tmp_path_factory: pytest.TempPathFactory, name: str, amount: Decimal
) -> None:
    document = random_document(1)
    document["providers"][0]["name"] = name
    document["offers"][0]["max_cod_value"] = f"{amount:f}"
    document["coverage"][0]["remote_surcharge"] = f"{amount:f}"
    stated = parse_scenario(document)
    path = tmp_path_factory.mktemp("names") / "random.xlsx"
    write_scenario(stated, path)
    assert read_scenario(path) == stated


def test_what_no_cell_can_hold_is_refused(tmp_path: Path) -> None:
    document = random_document(1)
    document["providers"][0]["name"] = "a\uffffb"
    with pytest.raises(InvalidInput, match="a text in row 2 that no cell can hold"):
        write_scenario(parse_scenario(document), tmp_path / "random.xlsx")
    assert list(tmp_path.iterdir()) == []


def in_chinese(sheets: Sheets) -> None:
    for table in [title for title in sheets if title in TABLES]:
        header, *rows = sheets.pop(table)
        for row in rows:
            for place, name in enumerate(header):
                column = columns(table)[str(name)]
                if row[place] in column.choices:
                    row[place] = choice_title(column.name, str(row[place]), "zh")
                elif column.kind == "yes_no":
                    row[place] = {"yes": "是", "no": "否"}[str(row[place])]
        titles: list[object] = [column_title(table, str(name), "zh") for name in header]
        sheets[table_title(table, "zh")] = [titles, *rows]
    keys = [[setting_title(str(key), "zh"), value] for key, value in sheets.pop("settings")[1:]]
    sheets["设置"] = [["设置项", "值"], *keys]


def moved(title: str, down: int, right: int) -> Edit:
    def edit(sheets: Sheets) -> None:
        rows = [[None] * right + row for row in sheets[title]]
        sheets[title] = [[] for _ in range(down)] + rows

    return edit


def titled(sheets: Sheets) -> None:
    sheets["lanes"] = [["Where we ship to"], [], *sheets["lanes"]]


def merged_header(sheets: Sheets) -> None:
    """Put ``volumetric`` and ``return_fee`` over the titles of their parts."""
    header, *rows = sheets["offers"]
    upper: list[object] = [None] * len(header)
    place = header.index("return_fee_form")
    upper[place] = Wide("return_fee", 2)
    header[place : place + 2] = ["form", "amount"]
    sheets["offers"] = [upper, header, *rows]


def merged_cells(sheets: Sheets) -> None:
    """Merge the country of the four lanes, and the day of their demand."""
    sheets["lanes"][1][0] = Wide("SA", 1, 4)
    for row in sheets["lanes"][2:]:
        row[0] = None


def shuffled(sheets: Sheets) -> None:
    for title, rows in sheets.items():
        order = random.Random(title).sample(range(len(rows[0])), len(rows[0]))
        sheets[title] = [[row[place] for place in order] for row in rows]


def formulas(sheets: Sheets) -> None:
    for row in sheets["demand"][1:]:
        row[2] = Formula("=50*2", float(str(row[2])))


def as_text(sheets: Sheets) -> None:
    for rows in sheets.values():
        for row in rows[1:]:
            row[:] = [f"{value:g}" if isinstance(value, float) else value for value in row]


def change(table: str, old: object, new: object) -> Edit:
    def edit(sheets: Sheets) -> None:
        cells: Cells = sheets[table]
        assert any(old in row for row in cells)
        sheets[table] = [[new if value == old else value for value in row] for row in cells]

    return edit


@pytest.mark.parametrize(
    "edit",
    [
        in_chinese,
        moved("lanes", 3, 2),
        titled,
        merged_header,
        merged_cells,
        shuffled,
        formulas,
        as_text,
        lambda s: s.update({"#notes": [["anything"]], "read me": [["x"]], "说明": [["y"]]}),
        lambda s: s.update({"Sheet4": [[None]]}),
        lambda s: s.update({" Price Tiers": s.pop("price_tiers")}),
        change("settings", "key", "设置项"),
        change("settings", "policy.roles", "分单角色"),
        change("settings", "main_backup", "一主一备"),
        change("settings", "policy.service.1.value_tier", "服务底线.1.货值档"),
        change("lanes", "cod_value", "COD Value"),
        change("lanes", "weight_g", "重量（克）"),
        change("lanes", "weight_g", "重量(克) weight_g"),
        change("rate_cards", "first_step", "首重续重"),
        change("demand", 100.0, "１００"),
        change("demand", 100.0, 100.00000000000001),
        change("settings", "policy.decline", "放弃订单规则"),
        lambda s: s["settings"].append(["文件.小数点", ","]),
        lambda s: s["settings"].append(["files.lanes.decimal", "."]),
        lambda s: [row.insert(2, "note") for row in s["settings"]],
        lambda s: s["demand"].insert(2, [None, None, None]),
    ],
)  # fmt: skip
def test_ways_to_lay_tiny_out(edit: Edit, tmp_path: Path) -> None:
    sheets = tiny_sheets()
    edit(sheets)
    assert again(sheets, tmp_path).digest == read_scenario(TINY).digest


def test_a_moment_at_midnight_is_a_day(tmp_path: Path) -> None:
    sheets = tiny_sheets()
    sheets["settings"] = [
        [key, datetime(2026, 11, 1) if key == "horizon.start" else value]
        for key, value in sheets["settings"]
    ]
    assert again(sheets, tmp_path).digest == read_scenario(TINY).digest


def test_hidden_sheets_are_read(tmp_path: Path) -> None:
    path = write_book(tmp_path / "tiny.xlsx", tiny_sheets())
    edit_part(path, "xl/workbook.xml", 'name="lanes"', 'name="lanes" state="hidden"')
    assert read_scenario(path).digest == read_scenario(TINY).digest


def test_days_counted_from_1904(tmp_path: Path) -> None:
    """A workbook may count its days so; the day is the one that the spreadsheet shows."""
    path = write_book(tmp_path / "tiny.xlsx", tiny_sheets())
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts = {name: part.replace(b"<v>46327</v>", b"<v>44865</v>") for name, part in parts.items()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"<workbookPr ", b'<workbookPr date1904="1" '
    )
    with zipfile.ZipFile(path, "w") as book:
        for name, part in parts.items():
            book.writestr(name, part)
    assert read_scenario(path).digest == read_scenario(TINY).digest


def test_a_workbook_is_taken_wherever_a_scenario_is(tmp_path: Path) -> None:
    stated = read_scenario(TINY)
    write_scenario(stated, tmp_path / "tiny.xlsx")
    assert load_scenario(tmp_path / "tiny.xlsx").scenario == stated
    change_file = tmp_path / "more.toml"
    change_file.write_text(
        'base = "tiny.xlsx"\n[[change]]\nkind = "demand_factor"\nfactor = 1.1\n', encoding="utf-8"
    )
    changed = load_scenario(change_file).scenario
    assert sum(row.orders for row in changed.demand) == 440


def offer_book(at: Path, fee: object) -> Path:
    """Write a workbook with Oasis Post's card at another first fee, and a change that takes it."""
    header, *rows = tiny_sheets()["rate_cards"]
    place = header.index("first_fee")
    card = [row for row in rows if row[header.index("rate_card")] == "oasis"]
    card[0][place] = fee
    write_book(at / "offer.xlsx", {"运费表": [header, *card]})
    path = at / "offer.toml"
    path.write_text('[[change]]\nkind = "tables"\nfolder = "offer.xlsx"\n', encoding="utf-8")
    return path


def test_the_tables_of_a_change_may_be_a_workbook(tmp_path: Path) -> None:
    changed = load_scenario(TINY, [offer_book(tmp_path, 4)]).scenario
    before = read_scenario(TINY)
    assert [row.form for row in changed.rate_cards] == [row.form for row in before.rate_cards]
    different = [a for a, b in zip(changed.rate_cards, before.rate_cards, strict=True) if a != b]
    assert [(row.rate_card, getattr(row, "first_fee", None)) for row in different] == [("oasis", 4)]


def test_faults_in_the_workbook_of_a_change(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        load_scenario(TINY, [offer_book(tmp_path, "free")])
    (fault,) = caught.value.faults
    assert (fault.file, fault.sheet, fault.row) == ("offer.xlsx", "运费表", 2)
    assert (fault.column, fault.found) == ("first_fee", "'free'")


def test_a_workbook_has_the_sheets_that_have_rows(tmp_path: Path) -> None:
    stated = read_scenario(TINY)
    assert set(sheets_of(stated)) == {"settings"} | {
        table for table in TABLES if getattr(stated, table)
    }
    document = scenario_document(stated)
    write_scenario(stated, tmp_path / "TINY.XLSX")
    assert scenario_document(read_scenario(tmp_path / "TINY.XLSX")) == document


def test_a_workbook_tells_no_time_of_its_writing(tmp_path: Path) -> None:
    """Else the same scenario would give other bytes each second."""
    write_scenario(read_scenario(TINY), tmp_path / "tiny.xlsx")
    with zipfile.ZipFile(tmp_path / "tiny.xlsx") as book:
        told = book.read("docProps/core.xml").decode()
        assert {entry.date_time[0] for entry in book.infolist()} == {1980}
    assert told.count("2000-01-01T00:00:00Z") == 2  # created and modified
