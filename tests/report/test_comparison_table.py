"""A comparison on the screen: what it says, and that it fits."""

import io

import pytest
from comparisons import broken_off, hostile_comparison, many_variants, tiny_comparison

from codroute.plan.comparison import Comparison
from codroute.report.comparison_table import show_comparison
from codroute.report.console import make_console


def screen(comparison: Comparison, width: int, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("COLUMNS", str(width))
    text = io.StringIO()
    show_comparison(comparison, make_console(text))
    return text.getvalue()


@pytest.mark.parametrize("width", [60, 80, 100, 160])
@pytest.mark.parametrize("make", [tiny_comparison, many_variants, hostile_comparison, broken_off])
def test_no_line_is_longer_than_the_screen(
    make: type[Comparison], width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = screen(make(), width, monkeypatch)
    assert max(map(len, shown.splitlines())) <= width
    assert "\x1b" not in shown


def test_variants_stand_side_by_side_the_best_first(monkeypatch: pytest.MonkeyPatch) -> None:
    # scenarios/tiny/README.md: 20,262.40 with a fee of 30.00; without it 20,292.40.
    shown = screen(tiny_comparison(), 100, monkeypatch)
    lines = shown.splitlines()
    (head,) = (line for line in lines if line.startswith("Whole USD"))
    assert head.split()[2:] == ["base", "A+B", "B", "A"]
    fees, sums = (
        next(line.split() for line in lines if line.startswith(label))
        for label in ("fixed fees", "contribution ")
    )
    assert fees[-4:] == ["-30", "0", "0", "0"]
    assert [sums[1], sums[-1]] == ["20,262", "20,292"]
    (own,) = (line for line in lines if line.startswith("A  "))
    assert own.split()[1:3] == ["20,292.40", "+30.00"]
    assert "better by 0.148 %" in own
    assert own.endswith("all")


def test_what_moves_and_why_is_told_of_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    words = " ".join(screen(tiny_comparison(), 100, monkeypatch).split())
    for part in (
        "A no-fee, B falcon-cut",
        "A+B is better than base by",
        "SA desert → falcon 160; SA desert → oasis 120",
        "60 desert-std → falcon-std",
        "volume, top tier",
        "280 to volume",
        "200 draws (seed 0) of 3 paid rates",
        "proven to be the best: base, A+B, B and A",
        "passed, 4 plans",
    ):
        assert part in words


def test_many_variants_are_all_listed_and_the_best_told(monkeypatch: pytest.MonkeyPatch) -> None:
    comparison = many_variants()
    shown = screen(comparison, 100, monkeypatch)
    overview = shown.partition("Variant ")[2].partition("\n\n")[0]
    starts = {line.split("  ")[0] for line in overview.splitlines()[1:]}
    assert {"base", "A", "C+E", "A+B+C+D+E"} <= starts
    assert len(starts) == len(comparison.variants) == 32
    assert "variants more: --html or --xlsx has all side by side" in shown
    assert "and 28 more variants: --html or --xlsx tells all" in shown


def test_what_is_amiss_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = " ".join(screen(broken_off(), 100, monkeypatch).split())
    for part in (
        "Interrupted: not every variant was planned.",
        "The audit refuses the plan of no-fee: capacity: falcon: found 250; wanted 200.",
        "no-fee + falcon-cut: not planned, since both state commitments.",
    ):
        assert part in shown
    assert "passed" not in shown
    assert "draws" not in shown


def test_a_base_alone_can_be_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    known = tiny_comparison()
    alone = known.model_copy(update={"variants": known.variants[:1], "differences": ()})
    assert "No offer was planned." in screen(alone, 100, monkeypatch)
