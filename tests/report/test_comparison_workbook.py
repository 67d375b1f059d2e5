"""The workbook of a comparison, read back: figures, charts, and text that stays text."""

import warnings
import zipfile
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from comparisons import (
    HOSTILE,
    broken_off,
    hostile_comparison,
    many_variants,
    tiny_comparison,
)
from openpyxl import Workbook, load_workbook

from codroute.plan.comparison import Comparison
from codroute.report.comparison_workbook import write_comparison_workbook

SHEETS = [
    *("Summary", "Differences", "Terms", "Providers & markets", "Flows", "Tiers", "Limits"),
    *("Drivers", "Bounds & audit"),
]


def written(comparison: Comparison, folder: Path) -> Workbook:
    write_comparison_workbook(comparison, folder / "c.xlsx")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl knows no data bars of 2010
        return load_workbook(folder / "c.xlsx", data_only=True)


def table(book: Workbook, sheet: str, first: str, at: int = 0) -> list[dict[str, Any]]:
    """Give the rows below the heading that begins with ``first``, the one met at that count."""
    rows = [[cell.value for cell in row] for row in book[sheet].iter_rows()]
    heads = [place for place, row in enumerate(rows) if row[0] == first and row[1] is not None]
    head = [name for name in rows[heads[at]] if name is not None]
    below = takewhile(lambda row: any(cell is not None for cell in row[1:]), rows[heads[at] + 1 :])
    return [dict(zip(head, row, strict=False)) for row in below]


@pytest.mark.parametrize("make", [tiny_comparison, many_variants, hostile_comparison, broken_off])
def test_every_sheet_is_there(make: type[Comparison], tmp_path: Path) -> None:
    assert written(make(), tmp_path).sheetnames == SHEETS


def test_the_summary_has_the_figures_of_every_variant(tmp_path: Path) -> None:
    comparison = tiny_comparison()
    rows = {
        row["Variant"]: row for row in table(written(comparison, tmp_path), "Summary", "Variant")
    }
    assert list(rows) == ["base", "A+B", "B", "A"]
    base, offered = comparison.variants[0], rows["A"]
    assert rows["base"]["Contribution, USD"] == 20_262.40
    assert offered["Contribution, USD"] == 20_292.40
    assert offered["Against base"] == 30
    assert offered["Better in draws"] == 1
    assert rows["base"]["paid rate"] == pytest.approx(base.figures.paid_rate)
    assert rows["base"]["cash held, USD"] == base.figures.cash_held_minor / 100
    assert rows["base"]["Against base"] is None


def test_differences_are_stated_with_bounds_and_draws(tmp_path: Path) -> None:
    comparison = tiny_comparison()
    rows = table(written(comparison, tmp_path), "Differences", "Variant")
    assert len(rows) == len(comparison.differences)
    for row, own in zip(rows, comparison.differences, strict=True):
        assert own.chance is not None
        assert row["Plans found, USD"] == own.contribution_minor / 100
        assert row["At least, USD"] == pytest.approx(float(own.least or 0))
        assert row["At most, of what the other earns"] == pytest.approx(own.most_share)
        assert row["Orders moved"] == own.moved_orders
        assert row["5 % lie below, USD"] == own.chance.low_minor / 100


def test_terms_add_up_to_contributions_and_differences(tmp_path: Path) -> None:
    book = written(tiny_comparison(), tmp_path)
    *terms, sums = table(book, "Terms", "Term")
    assert sums["Term"] == "contribution"
    assert sums["base"] == pytest.approx(sum(row["base"] for row in terms)) == 20_262.40
    *terms, sums = table(book, "Terms", "Term", 1)
    assert sums["A"] == pytest.approx(sum(row["A"] for row in terms)) == 30


def test_a_waterfall_stands_on_parts_that_stack(tmp_path: Path) -> None:
    # Without the fee: a gain of 30.00 from zero, and the sum from zero.
    fee, total = table(written(tiny_comparison(), tmp_path), "Terms", "Term", 4)
    shown = ("Amount", "Hidden", "Gain above 0", "Gain below 0", "Sum above 0", "Sum below 0")
    assert [fee["Term"], *(fee[name] for name in shown)] == ["fixed fees", 30, 0, 30, 0, None, None]
    assert [total[name] for name in shown] == [30, 0, None, None, 30, 0]


def test_awards_flows_and_drivers_are_rows(tmp_path: Path) -> None:
    comparison = tiny_comparison()
    book = written(comparison, tmp_path)
    awards = table(book, "Providers & markets", "Provider", 1)
    assert len(awards) == sum(len(variant.figures.awards) for variant in comparison.variants)
    (desert,) = (row for row in awards if (row["Provider"], row["Variant"]) == ("desert", "base"))
    assert (desert["Market"], desert["Orders"], desert["Share of orders"]) == ("SA", 300, 0.75)
    flows = [tuple(row.values()) for row in table(book, "Flows", "Variant")]
    assert ("B", "SA", "desert", "oasis", 140) in flows
    drivers = table(book, "Drivers", "Lane")
    against = [own for own in comparison.differences if own.against == "base"]
    assert len(drivers) == sum(len(own.drivers) for own in against)


def test_tiers_and_limits_are_stated_by_variant(tmp_path: Path) -> None:
    book = written(tiny_comparison(), tmp_path)
    (shares,) = table(book, "Tiers", "Price schedule")
    assert [shares[name] for name in ("base", "B")] == [1, 0]
    tiers = {row["Variant"]: row for row in table(book, "Tiers", "Price schedule", 1)}
    assert (tiers["A+B"]["Volume, with what was counted before"], tiers["A+B"]["To the next"]) == (
        *(20, 280),
    )
    limits = [row for row in table(book, "Limits", "Limit", 1) if row["Limit"].startswith("falcon")]
    assert [row["Used"] for row in limits] == [40, 200, 200, 40]


def test_bounds_and_the_audit_s_word_are_stated(tmp_path: Path) -> None:
    rows = table(written(broken_off(), tmp_path), "Bounds & audit", "Variant")
    assert [row["Audit"] for row in rows] == [
        *("passed", "capacity: falcon: found 250; wanted 200"),
    ]
    assert [row["Bound, USD"] for row in rows] == [20_262.40, 20_292.40]
    assert [row["Gap"] for row in rows] == [0, 0]


def test_text_is_never_a_formula(tmp_path: Path) -> None:
    document = hostile_comparison().model_dump_json().replace("oasis", "=1+1")
    book = written(Comparison.model_validate_json(document), tmp_path)
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "=1+1" in cells
    assert HOSTILE in cells
    with zipfile.ZipFile(tmp_path / "c.xlsx") as archive:
        pages = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        formulas = "".join(archive.read(page).decode() for page in pages).split("<f>")[1:]
    assert formulas
    assert all(text.startswith("SUBTOTAL(109,") for text in formulas)


def test_charts_refer_to_the_rows_of_their_tables(tmp_path: Path) -> None:
    written(tiny_comparison(), tmp_path)
    with zipfile.ZipFile(tmp_path / "c.xlsx") as archive:
        charts = [
            archive.read(name).decode()
            for name in archive.namelist()
            if name.startswith("xl/charts/chart")
        ]
    # Three waterfalls of seven series each, volumes of three providers, tiers and limits.
    assert len(charts) == 6
    assert sorted(chart.count("<c:ser>") for chart in charts) == [3, 4, 4, 7, 7, 7]
    assert "'Providers &amp; markets'!$B$3:$E$3" in "".join(charts)


def test_where_nobody_carries_anything_there_is_no_chart_of_volumes(tmp_path: Path) -> None:
    comparison = tiny_comparison()
    idle = tuple(
        v.model_copy(update={"figures": v.figures.model_copy(update={"awards": ()})})
        for v in comparison.variants
    )
    book = written(comparison.model_copy(update={"variants": idle}), tmp_path)
    assert book.sheetnames == SHEETS
    assert table(book, "Providers & markets", "Provider") == []
