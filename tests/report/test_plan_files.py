"""Plans on disk: exact round trips, hand-edited allocations, and nothing half-written."""

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from samples import large_plan, outcome, tiny_plan

from codroute.errors import InvalidInput
from codroute.output import write_file
from codroute.plan.files import (
    BareRow,
    read_allocation,
    read_plan,
    write_allocation,
    write_plan,
)
from codroute.plan.model import Plan
from codroute.report.console import make_console
from codroute.report.screen import show_plan


def table(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("plan", [tiny_plan(), large_plan(lanes=8, weeks=2)])
def test_json_gives_the_same_plan_again(plan: Plan, tmp_path: Path) -> None:
    write_plan(plan, tmp_path / "plan.json")
    assert read_plan(tmp_path / "plan.json") == plan


def test_an_allocation_without_claims_round_trips(tmp_path: Path) -> None:
    bare = tiny_plan().model_copy(update={"outcome": None, "scenario_digest": None})
    write_plan(bare, tmp_path / "plan.json")
    assert read_plan(tmp_path / "plan.json") == bare


def test_csv_states_amounts_in_whole_units_and_reads_back_bare(tmp_path: Path) -> None:
    plan = tiny_plan()
    write_allocation(plan, tmp_path / "plan.csv")
    rows = table(tmp_path / "plan.csv")
    assert sum(Decimal(row["collected_cod"]) for row in rows) == Decimal("22292.40")
    assert rows[0]["freight"] == "-400.00"
    assert "fixed_fee" not in rows[0]
    read = read_allocation(tmp_path / "plan.csv")
    assert read == tuple(
        BareRow.model_validate(row.model_dump(include=set(BareRow.model_fields)))
        for row in plan.allocation
    )


@pytest.mark.parametrize(
    ("digits", "written"), [(0, "-40000"), (2, "-400.00"), (3, "-40.000"), (4, "-4.0000")]
)
def test_amounts_have_the_digits_of_the_currency(digits: int, written: str, tmp_path: Path) -> None:
    plan = tiny_plan().model_copy(update={"minor_digits": digits})
    write_allocation(plan, tmp_path / "plan.csv")
    assert table(tmp_path / "plan.csv")[0]["freight"] == written


def test_an_edited_allocation_needs_four_columns_only(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(
        "\ufefforders, lane,offer,period,note\r\n7,مكة/low,o,2026-11-02,hi\r\n\r\n".encode()
    )
    (row,) = read_allocation(file)
    assert (row.lane, row.orders, row.role) == ("مكة/low", 7, None)


DAY = "a date from 2000 to 2100, written like 2026-11-02"
WHOLE = "whole orders from 0 to 1000000000, written like 1500"


def refusals(read: Callable[[Path], object], file: Path, content: str | bytes) -> list[str]:
    """Write a file and give what is said against it."""
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InvalidInput) as caught:
        read(file)
    return [str(fault) for fault in caught.value.faults]


def test_every_fault_of_an_allocation_is_named_at_once(tmp_path: Path) -> None:
    content = (
        "lane,period,offer,orders,role\n"
        "l,2026-13-01,o,1.5,chief\n"
        ",2026-11-02,,3,\n"
        "l,2026-11-02,o,1\n"
        "l,2026-11-02,o,1,main\n"
        "l,2026-11-02,o,2,main,,\n"
        "l;m,20261101,o,1e1,\n"
        "l,2026-W44-7,o,2.0,\n"
    )
    assert refusals(read_allocation, tmp_path / "a.csv", content) == [
        "a.csv, row 4: found 4 cells; wanted 5 cells, as in the header",
        f"a.csv, row 2, column period: found '2026-13-01'; wanted {DAY}",
        f"a.csv, row 2, column orders: found '1.5'; wanted {WHOLE}",
        "a.csv, row 2, column role: found 'chief'; wanted one of main, backup, only, free",
        "a.csv, row 3, column lane: found nothing; wanted a name of 1 to 80 characters",
        "a.csv, row 3, column offer: found nothing; wanted a name of 1 to 80 characters",
        "a.csv, row 6: found l / 2026-11-02 / o again; wanted it once; it stands in row 5",
        "a.csv, row 7, column lane: found 'l;m'; wanted a name without ; and without line breaks "
        "or control characters",
        f"a.csv, row 7, column period: found '20261101'; wanted {DAY}",
        f"a.csv, row 7, column orders: found '1e1'; wanted {WHOLE}",
        f"a.csv, row 8, column period: found '2026-W44-7'; wanted {DAY}",
    ]


UTF_8 = "UTF-8 text (a spreadsheet saves it as 'CSV UTF-8')"
QUOTES = "valid CSV: every quotation mark closed, and those inside a cell doubled"


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (
            "lane,period\nl,2026-11-02\n",
            [
                "row 1, column offer: found no such column; wanted the column, with a name of 1 to "
                "80 characters",
                f"row 1, column orders: found no such column; wanted the column, with {WHOLE}",
            ],
        ),
        (
            "",
            ["row 1: found nothing; wanted the column names: lane, period, offer, orders, role"],
        ),
        (
            "lane,lane,period,offer,orders\n",
            ["row 1, column lane: found the column twice; wanted each column once"],
        ),
        (
            'lane,period,offer,orders\nl,2026-11-02,o,1\nl,"2026',
            [f"row 3: found unexpected end of data; wanted {QUOTES}"],
        ),
        (
            b"lane\nl\n\xff\xfe",
            [
                "row 3: found text that is not UTF-8: 'ÿþ' in cp1252, 'ے\\u200f' in cp1256, "
                f"'ÿ₫' in cp1258; wanted {UTF_8}"
            ],
        ),
        (b"lane\nl\x00m\n", [f"row 2: found a NUL byte; wanted {UTF_8}"]),
        (
            "lane,period,offer,orders\nl,2026-11-02," + "x" * 140_000,
            [
                "row 2: found a cell of more than 131,072 characters; wanted at most 131,072 "
                "characters (a quotation mark that is not closed makes one cell of the rest)"
            ],
        ),
        (
            b"PK\x03\x04\xff",
            ["found a workbook or archive; wanted UTF-8 text: of a table, saved as 'CSV UTF-8'"],
        ),
    ],
)
def test_files_that_are_no_allocation_are_refused(
    content: str | bytes, faults: list[str], tmp_path: Path
) -> None:
    said = refusals(read_allocation, tmp_path / "a.csv", content)
    assert [words.removeprefix("a.csv").lstrip(",: ") for words in said] == faults


def test_trailing_commas_of_an_allocation_mean_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("lane,period,offer,orders,,\nl,2026-11-02,o,1,,\n,,,,,\nm,2026-11-02,o,1\n")
    said = refusals(read_allocation, file, file.read_bytes())
    assert said == ["a.csv, row 4: found 4 cells; wanted 6 cells, as in the header"]
    file.write_text("lane,period,offer,orders,,\nl,2026-11-02,o,1,,,,\n,,,,,\n")
    assert [row.lane for row in read_allocation(file)] == ["l"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "plan.json, row 1: found Expecting value (column 1); wanted valid JSON"),
        ('{\n "a" 1}', "row 2: found Expecting ':' delimiter (column 6); wanted valid JSON"),
        ('{"minor_digits": NaN}', "found NaN is not a number that JSON knows; wanted valid JSON"),
        ("[]", "plan.json: found a list; wanted an object with named values"),
        ('{"format": 2}', "plan.json, column format: found '2'; wanted 1"),
        ('{"format": true}', "plan.json, column format: found 'true'; wanted 1"),
        ("{}", "column allocation: found nothing; wanted a list"),
        ("{}", "column total_minor: found nothing; wanted an object with named values"),
        ("{}", "column scenario: found nothing; wanted text of at most 1000 characters"),
        ("{}", "column minor_digits: found nothing; wanted a whole number of decimals from 0 to 4"),
        ("{}", "column outcome: found nothing; wanted values for reason, objective_minor"),
        (b"PK\x03\x04", "found a workbook or archive"),
        (b'{"scenario": "\xe9"}', "plan.json, row 1: found byte 0xe9; wanted UTF-8 text"),
    ],
)
def test_files_that_are_no_plan_are_refused(
    content: str | bytes, words: str, tmp_path: Path
) -> None:
    assert any(words in said for said in refusals(read_plan, tmp_path / "plan.json", content))


LARGE = "9" * 51
NUMBER = "a number of at most 50 digits, written like 1234.5"
MINOR = "whole minor units of at most 50 digits, written like -4250"
MEASURE = "a number of 0 or more, written like 0.015"


@pytest.mark.parametrize(
    ("path", "value", "wanted"),
    [
        ("minor_digits", "-1", "a whole number of decimals from 0 to 4, written like 2"),
        ("minor_digits", "50", "a whole number of decimals from 0 to 4, written like 2"),
        ("by_provider_minor.desert.freight", LARGE, MINOR),
        ("total_minor.freight", "1.5", MINOR),
        ("allocation.1.amounts_minor.freight", '"one"', MINOR),
        ("allocation.2.period", '"20261101"', DAY),
        ("allocation.2.period", "1793491200", DAY),
        ("allocation.8.orders", "-1", WHOLE),
        ("allocation.8.role", '"chief"', "one of main, backup, only, free"),
        ("allocation.8.lane", "7", "text"),
        ("allocation.8.lane", '"\\ud800"', "text without broken characters"),
        ("allocation.8.lane", "null", "text"),
        ("limits.1.used", '"NaN"', NUMBER),
        ("limits.1.used", '"Infinity"', NUMBER),
        ("limits.1.limit", "1e999999", NUMBER),
        ("limits.1.limit", "1e-999999", NUMBER),
        ("charges.1.amount_minor", f"-{LARGE}", MINOR),
        ("outcome.relative_gap", '"NaN"', MEASURE),
        ("outcome.relative_gap", '"Infinity"', MEASURE),
        ("outcome.relative_gap", "1e999", MEASURE),
        ("outcome.relative_gap", "-1", MEASURE),
        ("outcome.bound", '"sNaN"', NUMBER),
        ("outcome.seconds.solve", '"inf"', MEASURE),
        (
            "outcome.reason",
            '"luck"',
            "one of gap_reached, time_limit, other_limit, solver_failed, interrupted",
        ),
        ("outcome.columns", "-3", "a whole number of at most 15 digits, 0 or more"),
    ],
)
def test_a_value_that_no_report_could_show_is_refused(
    path: str, value: str, wanted: str, tmp_path: Path
) -> None:
    document = json.loads(tiny_plan().document())
    *parts, last = [int(part) - 1 if part.isdigit() else part for part in path.split(".")]
    place = document
    for part in parts:
        place = place[part]
    place[last] = "HERE"
    content = json.dumps(document).replace('"HERE"', value)
    (said,) = refusals(read_plan, tmp_path / "plan.json", content)
    assert said.startswith(f"plan.json, column {path}: found ")
    assert said.endswith(f"; wanted {wanted}")


def test_keys_stated_twice_and_unknown_ones_are_refused(tmp_path: Path) -> None:
    twice = tiny_plan().document().replace('"orders":80', '"orders":80,"orders":81', 1)
    twice = twice.replace('"orders": 80', '"orders": 80, "orders": 81, "order": 1', 1)
    first, second = refusals(read_plan, tmp_path / "plan.json", twice)
    assert "column orders: found the key twice" in first
    assert "column allocation.1.order: found '1'; wanted nothing here; perhaps 'orders'" in second


def test_the_largest_amounts_can_be_shown(tmp_path: Path) -> None:
    large = {"freight": -(10**50), "collected_cod": 10**50}
    plan = tiny_plan()
    plan = plan.model_copy(
        update={
            "minor_digits": 4,
            "total_minor": large,
            "by_provider_minor": {"desert": large, "falcon": {"freight": 10**30}},
            "outcome": outcome(objective_minor=10**50, bound=Decimal(10**50), relative_gap=1e308),
        }
    )
    write_plan(plan, tmp_path / "plan.json")
    assert read_plan(tmp_path / "plan.json") == plan
    show_plan(plan, None, make_console(io.StringIO()))


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "plan.json"
    file.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InvalidInput, match="No space"):
        write_file(file, b"new")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_place_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="wanted a place that can be written to"):
        write_plan(tiny_plan(), tmp_path / "nowhere" / "plan.json")


def test_an_unknown_bound_stays_unknown(tmp_path: Path) -> None:
    plan = tiny_plan().model_copy(update={"outcome": outcome(bound=None, relative_gap=None)})
    write_plan(plan, tmp_path / "plan.json")
    assert read_plan(tmp_path / "plan.json") == plan
