"""Numbers and days of every usual writing become plain; what may be two things is refused."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codroute.scenario.fields import Kind
from codroute.scenario.reading.days import day_readings
from codroute.scenario.reading.numerals import number_readings, share_readings
from codroute.scenario.reading.plain import plain_columns
from codroute.scenario.reading.sheet import Unclear, Unreadable, Value
from codroute.scenario.reading.writing import AS_IT_COMES, Writing


def plain(kind: Kind, *cells: Value, writing: Writing = AS_IT_COMES) -> list[object]:
    rows = range(2, 2 + len(cells))
    return list(
        plain_columns({"c": cells}, {"c": kind}, rows, writing, "[files.t] with {key} = ")["c"]
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("007", "007"),
        ("-5", "-5"),
        ("−5", "-5"),
        ("0.5", "0.5"),
        ("12.50", "12.50"),
        ("1234.567", "1234.567"),
        ("0,15", "0.15"),
        ("0,150", "0.150"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1 234 567,8", "1234567.8"),
        ("1\u00a0234.5", "1234.5"),
        ("1\u202f234", "1234"),
        ("1'234'567", "1234567"),
        ("1’234.5", "1234.5"),
        ("12,34,567", "1234567"),
        ("１２３．５", "123.5"),
        ("１，２３４．５", "1234.5"),
        ("١٢٫٥", "12.5"),
        ("١٬٢٣٤", "1234"),
        ("۱۲۳", "123"),
        ("๑๒๓", "123"),
        ("१२३", "123"),
        ("\u200f12\u200e", "12"),
        ("123456789012345678901234567890.12345", "123456789012345678901234567890.12345"),
    ],
)
def test_numbers_with_one_reading(text: str, number: str) -> None:
    assert set(number_readings(text).values()) == {number}


@pytest.mark.parametrize(
    "text",
    ["+5", ".5", "5.", "1e5", "1_000", "12 kg", "$5", "1 23", "1,23,4", "1'23", "1 234.567.8",
     "Infinity", "", "-", "1 234,567.8", "1.234,567,8", "½", "²", "一百", "15%"],
)  # fmt: skip
def test_what_is_no_number(text: str) -> None:
    assert number_readings(text) == {}
    assert plain("number", text or None) == [text or None]


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("15%", "0.15"), ("15 %", "0.15"), ("7.5％", "0.075"), ("١٥٪", "0.15"), ("100%", "1"),
        ("0%", "0"), ("0,5 %", "0.005"), ("1.250", "1.250"), ("1,250", "1.250"), ("0.15", "0.15"),
        ("15", "15"), ("1.250%", "0.0125"),
    ],
)  # fmt: skip
def test_shares(text: str, share: str) -> None:
    assert set(share_readings(text).values()) == {share}


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=10**12, places=5))
def test_no_digit_is_lost(number: Decimal) -> None:
    whole, _, part = f"{number:f}".partition(".")
    grouped = f"{int(whole):,}"
    for text in (f"{grouped}.{part}", f"{grouped.replace(',', '.')},{part}", f"{whole},{part}"):
        assert {Decimal(read) for read in number_readings(text).values()} == {number}
    assert {Decimal(read) for read in share_readings(f"{whole},{part} %").values()} == {
        number.scaleb(-2)
    }


@pytest.mark.parametrize("text", ["1,000", "1.000", "999,999", "１,000", "-1.250"])
def test_alone_a_group_of_three_may_be_decimals_or_thousands(text: str) -> None:
    assert len(set(number_readings(text).values())) == 2
    (cell,) = plain("number", text)
    assert isinstance(cell, Unclear)
    assert "may be" in cell.words
    assert cell.wanted is not None
    assert cell.wanted.startswith('[files.t] with decimal = ".')


def test_another_cell_or_the_settings_decide_what_a_group_of_three_is() -> None:
    assert plain("number", "1,000", "12,5") == ["1.000", "12.5"]
    assert plain("number", "1,000", "12.5") == ["1000", "12.5"]
    assert plain("number", "1.000", "12.5") == ["1.000", "12.5"]
    assert plain("number", "1,000", writing=Writing(decimal=",")) == ["1.000"]
    assert plain("number", "1,000", writing=Writing(decimal=".")) == ["1000"]


def test_other_columns_of_the_table_decide_as_well() -> None:
    cells = {"fee": ["1,000", "2,500"], "share": ["0,15", "15 %"], "name": ["1.5", "a"]}
    kinds: dict[str, Kind] = {"fee": "number", "share": "share", "name": "text"}
    read = plain_columns(cells, kinds, [2, 3], AS_IT_COMES, None)
    assert read == {"fee": ["1.000", "2.500"], "share": ["0.15", "0.15"], "name": ["1.5", "a"]}


def test_ambiguity_is_told_once_and_a_contradiction_at_every_rarer_cell() -> None:
    first, second, third = plain("number", "1,000", "2,000", "3")
    assert isinstance(first, Unclear) and "1 of 2 such cells" in first.words
    assert second == Unclear("", None)
    assert third == "3"
    cells = plain("number", "1.5", "1,5", "2.5", "2,5", "3.5", "1.000")
    assert cells[::2] == ["1.5", "2.5", "3.5"]
    assert [str(cell) for cell in (cells[1], cells[3])] == [
        "'1,5', against '1.5' in row 2",
        "'2,5', against '1.5' in row 2",
    ]
    assert cells[5] == Unclear("", None)


def test_a_number_is_not_read_in_another_way_than_asked_for() -> None:
    (cell,) = plain("number", "0.80", writing=Writing(decimal=","))
    assert cell == Unclear("'0.80'", 'a number with "," before its decimals, as asked for')


@pytest.mark.parametrize(
    "text",
    ["2026-11-02", "2026/11/2", "2026.11.02", "2026-11-2", "2026年11月2日", "2026 年 11 月 2 日",
     "2 Nov 2026", "02-Nov-2026", "2 November 2026", "Nov 2, 2026", "Nov. 2 2026", "nov 2, 2026",
     "２０２６/１１/０２", "٢٠٢٦/١١/٢", "๒๐๒๖-๑๑-๐๒"],
)  # fmt: skip
def test_days_that_say_what_is_what(text: str) -> None:
    assert plain("date", text) == ["2026-11-02"]


@pytest.mark.parametrize(
    "text",
    ["2026-13-01", "2026-02-30", "1.11.26", "11/2026", "2026-11/02", "31/31/2026", "2 Nvo 2026",
     "2026-11-02T00:00:00", "45963", "tomorrow"],
)  # fmt: skip
def test_what_is_no_day_is_left_for_its_field(text: str) -> None:
    assert day_readings(text) == {}
    assert plain("date", text) == [text]


def test_day_and_month_are_told_apart_by_the_table_or_the_settings() -> None:
    (cell,) = plain("date", "02/11/2026")
    assert isinstance(cell, Unclear)
    assert cell.words == "'02/11/2026', which may be 2026-11-02 or 2026-02-11"
    assert plain("date", "5/5/2026") == ["2026-05-05"]
    assert plain("date", "02/11/2026", "13.11.2026") == ["2026-11-02", "2026-11-13"]
    assert plain("date", "02/11/2026", "11/13/2026") == ["2026-02-11", "2026-11-13"]
    assert plain("date", "02/11/2026", writing=Writing(dates="dmy")) == ["2026-11-02"]
    assert plain("date", "02/11/2026", writing=Writing(dates="mdy")) == ["2026-02-11"]
    assert plain("date", "2026/11/02", writing=Writing(dates="dmy")) == ["2026-11-02"]
    (refused,) = plain("date", "02/11/2026", writing=Writing(dates="ymd"))
    assert refused == Unclear("'02/11/2026'", 'a date in the order "ymd", as asked for')


@pytest.mark.parametrize("cell", ["2569-11-02", "2/11/2569", "๒/๑๑/๒๕๖๙", date(2569, 11, 2)])
def test_a_buddhist_year_is_named_and_refused(cell: Value) -> None:
    (read,) = plain("date", cell)
    assert isinstance(read, Unclear)
    assert read.wanted == "the year of the Gregorian calendar: 2026 if 2569 is Buddhist"


def test_values_of_spreadsheets() -> None:
    assert plain("number", 0.1 + 0.2, 3, 5.0, 1e-7) == [Decimal("0.3"), 3, 5, Decimal("1E-7")]
    assert plain("text", 7, 7.0, 1.5, 1e20, "  SA\u00a0") == ["7", "7", "1.5", "1" + "0" * 20, "SA"]
    assert plain("yes_no", 1, 0.0, True, "是") == ["1", "0", True, "是"]
    assert plain("names", "SA；AE", "SA;AE") == ["SA;AE", "SA;AE"]
    assert plain("date", datetime(2026, 11, 2), date(2026, 11, 2)) == [date(2026, 11, 2)] * 2
    afternoon = datetime(2026, 11, 2, 15)
    assert plain("date", afternoon, 45963) == [afternoon, 45963]
    broken = Unreadable("the error #REF!")
    assert plain("number", broken, None, " ") == [broken, None, None]
