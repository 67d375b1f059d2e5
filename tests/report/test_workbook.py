"""The workbook, read back: values, totals, and text that stays text."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
from build import edited
from python_calamine import CalamineWorkbook
from samples import SampleAudit, SampleFinding, large_plan, tiny_plan

from codroute.plan.model import Excluded, Plan
from codroute.report.workbook import write_workbook

SHEETS = [
    *("Summary", "Lanes", "Providers by period", "Allocation", "P&L", "Tiers", "Charges"),
    *("Limits", "Declined", "Excluded", "Bounds & audit"),
]


def written(plan: Plan, folder: Path, audit: SampleAudit | None = None) -> CalamineWorkbook:
    write_workbook(plan, audit, folder / "plan.xlsx")
    return CalamineWorkbook.from_path(folder / "plan.xlsx")


def rows(book: CalamineWorkbook, sheet: str) -> list[list[object]]:
    return book.get_sheet_by_name(sheet).to_python()


@pytest.mark.parametrize("plan", [tiny_plan(), large_plan(lanes=40, weeks=3)])
def test_every_table_of_the_plan_is_a_sheet_with_its_totals(plan: Plan, tmp_path: Path) -> None:
    book = written(plan, tmp_path, SampleAudit())
    assert book.sheet_names == SHEETS
    orders = sum(row.orders for row in plan.allocation)
    lanes, allocation = rows(book, "Lanes"), rows(book, "Allocation")
    assert len(lanes) == len(plan.roles) + 2 + bool(plan.charges)
    assert lanes[len(plan.roles) + 1][:2] == ["Total", orders]
    by_period, due = rows(book, "Providers by period"), rows(book, "Charges")
    providers = {row.provider for row in plan.allocation}
    assert len(by_period) == len(providers) * len(plan.horizon.period_ids) + 2
    assert [by_period[-1][column] for column in (0, 2)] == ["Total", orders]
    assert by_period[-1][3] + by_period[-1][4] == orders
    assert len(due) == len(plan.charges) + 2 * bool(plan.charges) + (not plan.charges)
    assert len(allocation) == len(plan.allocation) + 2
    assert allocation[1][1] == plan.allocation[0].period
    assert isinstance(allocation[1][1], date)
    charges = sum(charge.amount_minor for charge in plan.charges)
    assert allocation[-1][-1] == pytest.approx((plan.contribution_minor - charges) / 100)
    assert len(rows(book, "Limits")) == len(plan.limits) + 1
    assert len(rows(book, "Tiers")) == len(plan.tiers) + 1


def test_limits_and_thresholds_have_their_shadow_prices(tmp_path: Path) -> None:
    plan = tiny_plan()
    for part, price in (("limits", 2.5), ("tiers", 0.25)):
        plan = edited(plan, part, 0, shadow_price=price)
    book = written(plan, tmp_path)
    for name, head, prices in (
        ("Limits", "Shadow price, USD per unit", [2.5, None, None]),
        ("Tiers", "Shadow price of the threshold, USD per unit", [0.25]),
    ):
        heads, *lines = rows(book, name)
        assert [line[heads.index(head)] or None for line in lines] == prices


def test_main_figures_are_numbers(tmp_path: Path) -> None:
    summary = {row[0]: row[1] for row in rows(written(tiny_plan(), tmp_path), "Summary")}
    assert (summary["Orders planned"], summary["Orders declined"]) == (400, 0)
    assert summary["Contribution, USD"] == 20_262.40


def test_what_a_provider_takes_in_all_stands_beside_what_it_carries(tmp_path: Path) -> None:
    head, *lines, _total = rows(written(tiny_plan(), tmp_path), "Providers by period")
    desert = dict(zip(head, lines[0], strict=True))
    assert desert == {
        "Provider": "desert",
        "Period": date(2026, 11, 1),
        "Orders": 300,
        "As main": 300,
        "As backup": 0,
        "Capacity": 320,
        "Used of it": pytest.approx(300 / 320),
    }


def test_profit_and_loss_ends_with_the_contribution(tmp_path: Path) -> None:
    sheet = rows(written(tiny_plan(), tmp_path), "P&L")
    sums = [row for row in sheet if row[0] == "contribution"]
    assert [row[1] for row in sums] == [20_262.40, 20_262.40]


def test_text_is_never_a_formula(tmp_path: Path) -> None:
    evil = ["=1+1", "+1", "-1", "@SUM(A1)", "http://example.org", '=HYPERLINK("x")']
    plan = tiny_plan().model_copy(
        update={
            "scenario": evil[0],
            "excluded": tuple(
                Excluded(lane=text, offer=text, reason=text, detail=text) for text in evil
            ),
        }
    )
    sheet = rows(written(plan, tmp_path), "Excluded")
    assert [row[0] for row in sheet[1:]] == evil
    with zipfile.ZipFile(tmp_path / "plan.xlsx") as archive:
        page = archive.read("xl/worksheets/sheet10.xml").decode()
        links = [name for name in archive.namelist() if "rels" in name and "sheet" in name]
    assert "<f>" not in page
    assert not links


def test_pages_are_ready_to_read_and_print(tmp_path: Path) -> None:
    written(large_plan(lanes=8, weeks=2), tmp_path)
    with zipfile.ZipFile(tmp_path / "plan.xlsx") as archive:
        page = archive.read("xl/worksheets/sheet4.xml").decode()
        limits = archive.read("xl/worksheets/sheet8.xml").decode()
    for part in ("<pane ", "<autoFilter ", 'orientation="landscape"', 'fitToHeight="0"'):
        assert part in page
    assert "dataBar" in limits


def test_findings_and_bounds_have_their_sheet(tmp_path: Path) -> None:
    book = written(large_plan(lanes=4, weeks=1), tmp_path, SampleAudit(findings=(SampleFinding(),)))
    text = "\n".join(str(row) for row in rows(book, "Bounds & audit"))
    for words in ("within 0.75 %", "failed, 1 finding", "250 orders", "passed", "time limit"):
        assert words in text


def test_an_allocation_without_claims_can_be_written(tmp_path: Path) -> None:
    bare = tiny_plan().model_copy(update={"outcome": None, "total_minor": {}, "tiers": ()})
    assert "without claims" in str(rows(written(bare, tmp_path), "Bounds & audit"))
