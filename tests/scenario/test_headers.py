"""Where a header stands, what its cells name, and which rows belong to it."""

from decimal import Decimal
from pathlib import Path

import pytest
from tiny_files import faults_of, tiny_folder

from codroute.errors import InvalidInput
from codroute.scenario.parse import read_scenario
from codroute.scenario.reading.csv_file import read_csv
from codroute.scenario.reading.header import find_header
from codroute.scenario.reading.raw import RawScenario
from codroute.scenario.reading.sheet import Merged, Sheet, Unreadable, Value
from codroute.scenario.reading.table_sheet import read_sheet
from codroute.scenario.reading.writing import AS_IT_COMES

OFFER = ["falcon-std", "falcon", "USD", "falcon", 0, "never", "linear", 1, 0.02, "flat", 2, 7]


ROWS = "falcon;Falcon Express\ndesert;Desert Line\noasis;Oasis Post\n"


def sheet(*rows: list[Value], merged: tuple[Merged, ...] = (), name: str | None = "page") -> Sheet:
    return Sheet("book.xlsx", name, list(enumerate(map(list, rows), start=1)), list(merged))


def read(stated: Sheet, table: str = "providers") -> RawScenario:
    raw = RawScenario({}, {})
    read_sheet(stated, table, raw, AS_IT_COMES)
    return raw


def told(raw: RawScenario) -> list[str]:
    return [str(fault) for fault in raw.faults]


def test_blank_rows_and_columns_and_a_title_are_passed_over() -> None:
    raw = read(
        sheet(
            [],
            [None, "Our carriers", None],
            [None, None, None],
            [None, "provider", "name"],
            [None, "falcon", "Falcon"],
        )
    )
    assert raw.tables["providers"] == [{"provider": "falcon", "name": "Falcon"}]
    assert raw.row_numbers["providers"] == [5]
    assert raw.faults == []


def test_a_title_over_all_columns_is_a_title() -> None:
    title = sheet(
        ["Carriers", "Carriers"],
        ["provider", "name"],
        ["falcon", "Falcon"],
        merged=(Merged(1, 0, 1, 1),),
    )
    raw = read(title)
    assert raw.tables["providers"] == [{"provider": "falcon", "name": "Falcon"}]
    assert raw.faults == []


def test_rows_above_the_header_that_hold_more_are_told() -> None:
    raw = read(sheet(["Valid from", "2026-01-01"], ["provider", "name"], ["falcon", "Falcon"]))
    assert [fault.severity for fault in raw.faults] == ["warning"]
    assert told(raw)[0].startswith("book.xlsx, sheet page, row 1: found 'Valid from, 2026-01-01'")


def two_row_header() -> Sheet:
    """Give an offer whose fees are grouped, as spreadsheets are headed."""
    alone = ["offer", "provider", "currency", "rate_card", "fuel_rate", "volumetric_form"]
    upper = [*alone, *["cod_fee"] * 3, *["return_fee"] * 2, "settlement_days"]
    lower = [*alone, "form", "fixed", "rate", "form", "amount", "settlement_days"]
    tall = tuple(Merged(2, column, 3, column) for column in (0, 1, 2, 3, 4, 5, 11))
    wide = (Merged(2, 6, 2, 8), Merged(2, 9, 2, 10))
    title: list[Value] = ["Offers", *[None] * 11]
    return sheet(title, [*upper], [*lower], [*OFFER], merged=tall + wide)


def test_a_header_of_two_rows_names_its_columns_together() -> None:
    raw = read(two_row_header(), "offers")
    assert raw.faults == []
    (row,) = raw.tables["offers"]
    assert row["cod_fee"] == {"form": "linear", "fixed": 1, "rate": Decimal("0.02")}
    assert row["return_fee"] == {"form": "flat", "amount": 2}
    assert row["settlement_days"] == 7
    assert raw.row_numbers["offers"] == [4]


def test_a_fault_under_a_header_of_two_rows_names_cell_and_column() -> None:
    stated = two_row_header()
    stated.rows[3][1][8] = Unreadable("the error #DIV/0!")
    raw = read(stated, "offers")
    fault = raw.fault("offers", 0, ("cod_fee", "rate"), Unreadable("the error #DIV/0!"), "a share")
    assert str(fault) == (
        "book.xlsx, sheet page, row 4, column cod_fee_rate (cell I4): "
        "found the error #DIV/0!; wanted a share"
    )


def test_a_merged_header_over_single_columns_only() -> None:
    tall = (Merged(1, 0, 2, 0), Merged(1, 1, 2, 1))
    raw = read(sheet(["provider", "name"], ["provider", "name"], ["falcon", "Falcon"], merged=tall))
    assert raw.tables["providers"] == [{"provider": "falcon", "name": "Falcon"}]
    assert raw.row_numbers["providers"] == [3]


def test_a_form_that_is_called_like_a_column_is_no_header() -> None:
    raw = read(
        sheet(
            ["schedule", "price_tier", "form", "rate_card"],
            ["s", "list", "rate_card", "c"],
            ["s", "volume", "rate_card", "d"],
        ),
        "price_tiers",
    )
    assert len(raw.tables["price_tiers"]) == 2


def test_rows_of_a_workbook_end_with_their_last_value_and_go_beyond_no_title() -> None:
    raw = read(sheet(["provider", "name"], ["falcon"], ["desert", "Desert", None, "see mail"]))
    assert raw.tables["providers"] == [
        {"provider": "falcon"},
        {"provider": "desert", "name": "Desert"},
    ]
    assert told(raw) == [
        "book.xlsx, sheet page, row 3 (cell D3): found 'see mail'; "
        "wanted a name for its column in row 1, or nothing"
    ]


def test_blank_rows_do_not_hide_a_header(tmp_path: Path) -> None:
    text = "\n" * 70 + "provider,name\n" + ROWS.replace(";", ",")
    assert read_scenario(tiny_folder(tmp_path, ("providers.csv", None, text))).providers


def test_a_header_that_stands_again_is_no_row() -> None:
    raw = read(sheet(["provider", "name"], ["falcon", "Falcon"], ["provider", "name"]))
    assert raw.tables["providers"] == [{"provider": "falcon", "name": "Falcon"}]
    assert told(raw) == [
        "book.xlsx, sheet page, row 3: found the column names again; wanted them once, in row 1"
    ]


def test_a_sheet_without_a_header_is_told_where_it_begins() -> None:
    with pytest.raises(InvalidInput) as refused:
        find_header(sheet([], ["a", "b"]), {}.get, ["provider", "name"])
    assert str(refused.value) == (
        "book.xlsx, sheet page, row 2: found 'a, b'; wanted the column names: provider, name"
    )


def test_a_table_is_read_once() -> None:
    raw = read(sheet(["provider"], ["falcon"]))
    read_sheet(sheet(["provider"], ["desert"], name="other"), "providers", raw, AS_IT_COMES)
    assert raw.tables["providers"] == [{"provider": "falcon"}]
    assert told(raw) == [
        "book.xlsx, sheet other: found the table providers again; "
        "wanted it once; book.xlsx, sheet page, has it"
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"provider;name\n{ROWS}",
        f"provider;name\n{ROWS}".replace(";", "\t"),
        f"provider;name\n{ROWS}".replace(";", "|"),
        f"sep=;\nprovider;name\n{ROWS}",
        f"Carriers, as agreed;\n;\nprovider;name\n{ROWS}",
        f"provider;name\n{ROWS}".replace("Desert Line", '"Desert Line"'),
        ";;provider;name;\n;;falcon;Falcon Express;\n;;desert;Desert Line;\n;;oasis;Oasis Post;\n",
    ],
)
def test_separators_and_titles_of_text(text: str, tmp_path: Path) -> None:
    same = read_scenario(tiny_folder(tmp_path, ("providers.csv", None, text)))
    assert [p.name for p in same.providers] == ["Falcon Express", "Desert Line", "Oasis Post"]


def test_tables_are_read_from_other_endings(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path)
    (folder / "providers.csv").rename(folder / "providers.tsv")
    (folder / "offers.csv").rename(folder / "offers.TXT")
    (folder / "notes.txt").write_text("of no interest")
    assert faults_of(folder) == []


def test_a_header_that_two_separators_fit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "capacity.csv"
    path.write_text("provider,x;unit\n")
    known = {"provider": "provider", "unit": "unit"}
    (fault,) = read_csv(path, known.get).faults
    assert fault.found == "a header that can be read by commas or by semicolons"


def test_marks_of_direction_around_a_text_are_no_part_of_it() -> None:
    raw = read(
        sheet(["\u200fprovider\u200e", "name"], ["\u202afalcon\u202c", "\u2067Falcon\u2069"])
    )
    assert raw.tables["providers"] == [{"provider": "falcon", "name": "Falcon"}]
