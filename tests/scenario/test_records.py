"""Tables beside a scenario's own: rows read, checked as far as they can be read, or refused."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from workbooks import write_book

from codroute.errors import Fault, InvalidInput
from codroute.scenario.fields import Amount, Day, Label, Labels, Row
from codroute.scenario.reading.records import Record, Records, as_far_as_read, read_records


class Parcel(Row):
    """A row with a field of every kind."""

    offer: Label
    cod_value: Amount
    handed_over: Day | None = None
    goods_flags: Labels = ()


def known(record: Record[Parcel]) -> Iterator[Fault]:
    """Know two offers, and no parcel that is heavy and dear."""
    if record.row.offer not in (None, "a", "b"):
        yield record.fault("offer", record.row.offer, "a or b")
    if record.row.cod_value is not None and record.row.cod_value > 100:
        yield record.fault("cod_value", record.row.cod_value, "at most 100")


def read(folder: Path, text: str, **options: Any) -> Records[Parcel]:
    path = folder / "parcels.csv"
    path.write_text(text, encoding="utf-8")
    return read_records(path, Parcel, check=known, **options)


def faults(folder: Path, text: str, **options: Any) -> list[tuple[int | None, str | None, str]]:
    """Give row, column and what was found of every fault of a file that is refused."""
    with pytest.raises(InvalidInput) as caught:
        read(folder, text, **options)
    return [(fault.row, fault.column, fault.found) for fault in caught.value.faults]


def test_rows_with_their_numbers_and_the_columns_there_are(tmp_path: Path) -> None:
    found = read(
        tmp_path, "offer,COD value,货物属性\na,12.50,x;y\n\nb,1,\n", defaults={"offer": "b"}
    )
    assert [(record.number, record.row) for record in found.records] == [
        (2, Parcel(offer="a", cod_value=Decimal("12.5"), goods_flags=("x", "y"))),
        (4, Parcel(offer="b", cod_value=Decimal(1))),
    ]
    assert found.columns == {"offer", "cod_value", "goods_flags"}
    assert found.warnings == ()


def test_defaults_fill_blank_cells_only(tmp_path: Path) -> None:
    found = read(tmp_path, "offer,cod_value\na,1\n,2\n", defaults={"offer": "b"})
    assert [record.row.offer for record in found.records] == ["a", "b"]


def test_a_row_is_checked_as_far_as_it_is_read(tmp_path: Path) -> None:
    text = "offer,cod_value,handed_over\nc,x,2026-11-31\nb,101,\n,1,\n"
    assert faults(tmp_path, text) == [
        (2, "cod_value", "'x'"),
        (2, "handed_over", "'2026-11-31'"),
        (2, "offer", "'c'"),
        (3, "cod_value", "'101'"),
        (4, "offer", "nothing"),
    ]


def test_faults_of_the_writing_and_of_the_rows_at_once(tmp_path: Path) -> None:
    text = "offer,cod_value,note\nc,1,n\nb\n"
    assert faults(tmp_path, text) == [
        (1, None, "columns that are not read: note"),
        (2, "offer", "'c'"),
        (3, None, "1 cells"),
    ]


def test_a_row_of_sums_is_one_fault(tmp_path: Path) -> None:
    path = tmp_path / "parcels.csv"
    path.write_text("offer,cod_value,handed_over,goods_flags\na,1,,\n,,,合计\n", encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        read_records(path, Parcel)
    assert [str(fault) for fault in caught.value.faults] == [
        "parcels.csv, row 3: found '合计'; wanted offer, cod_value, or no such row: sums and notes "
        "are not read"
    ]


def test_no_rows(tmp_path: Path) -> None:
    assert faults(tmp_path, "offer,cod_value\n,\n") == [(None, None, "no rows")]


def test_no_columns(tmp_path: Path) -> None:
    assert faults(tmp_path, "a,b\n1,2\n") == [(1, None, "'a, b'")]


def test_a_sheet_is_found_by_its_columns(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Offer", "代收金额"], ["a", 12.5]]
    path = write_book(tmp_path / "p.xlsx", {"first": [["read me"]], "second": rows})
    (record,) = read_records(path, Parcel).records
    assert (record.row.offer, record.row.cod_value) == ("a", Decimal("12.5"))
    fault = record.fault("cod_value", "x", "y")
    assert (fault.sheet, fault.cell, fault.column) == ("second", "B2", "代收金额")


def test_a_workbook_without_such_columns(tmp_path: Path) -> None:
    path = write_book(tmp_path / "p.xlsx", {"first": [["read me"]], "second": [["x", "y"]]})
    with pytest.raises(InvalidInput) as caught:
        read_records(path, Parcel)
    (fault,) = caught.value.faults
    assert (fault.sheet, fault.row, fault.found) == ("first", 1, "'read me'")
    assert fault.wanted == "the column names: offer, cod_value, handed_over, goods_flags"


def test_a_row_as_far_as_it_is_read() -> None:
    stated = {"offer": "a", "cod_value": "x", "handed_over": "2026-11-02"}
    row = as_far_as_read(Parcel, stated)
    assert (row.offer, row.cod_value, row.goods_flags) == ("a", None, ())
    assert row.handed_over == date(2026, 11, 2)
    assert row.model_fields_set == {"offer", "cod_value", "handed_over"}
