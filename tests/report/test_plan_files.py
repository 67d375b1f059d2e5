"""Plans on disk: exact round trips, hand-edited allocations, and nothing half-written."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from samples import large_plan, outcome, tiny_plan

from codroute.errors import InvalidInput
from codroute.plan.files import BareRow, read_allocation, read_plan, write_allocation, write_plan
from codroute.plan.model import Plan
from codroute.scenario import write


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
        BareRow(row.lane, row.period, row.offer, row.orders, row.role) for row in plan.allocation
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


def test_every_fault_of_an_allocation_is_named_at_once(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(
        "lane,period,offer,orders,role\n"
        "l,2026-13-01,o,1.5,chief\n"
        ",2026-11-02,,3,\n"
        "l,2026-11-02,o,1\n"
        "l,2026-11-02,o,1,main\n"
        "l,2026-11-02,o,2,main\n"
    )
    with pytest.raises(InvalidInput) as caught:
        read_allocation(file)
    found = [(fault.row, fault.column) for fault in caught.value.faults]
    assert found == [
        *((2, "period"), (2, "orders"), (2, "role")),
        *((3, "lane"), (3, "offer")),
        (4, None),
        (6, None),
    ]


@pytest.mark.parametrize(
    ("content", "columns"),
    [
        (b"lane,period\n", ["offer", "orders"]),
        (b"", ["lane", "period", "offer", "orders"]),
        (b"lane,lane,period,offer,orders\n", ["lane"]),
        (b"\xff\xfe", [None]),
    ],
)
def test_files_that_are_no_allocation_are_refused(
    content: bytes, columns: list[str | None], tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    with pytest.raises(InvalidInput) as caught:
        read_allocation(file)
    assert [fault.column for fault in caught.value.faults] == columns


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 2}'])
def test_files_that_are_no_plan_are_refused(content: str, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(content)
    with pytest.raises(InvalidInput, match=r"plan\.json"):
        read_plan(file)


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "plan.json"
    file.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InvalidInput, match="No space"):
        write.replace_file(file, b"new")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_place_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="wanted a place that can be written to"):
        write_plan(tiny_plan(), tmp_path / "nowhere" / "plan.json")


def test_an_unknown_bound_stays_unknown(tmp_path: Path) -> None:
    plan = tiny_plan().model_copy(update={"outcome": outcome(bound=None, relative_gap=None)})
    write_plan(plan, tmp_path / "plan.json")
    assert read_plan(tmp_path / "plan.json") == plan
