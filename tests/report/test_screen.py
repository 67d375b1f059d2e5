"""A plan on the screen: what it says, and that it fits."""

import io
from decimal import Decimal
from typing import get_args

import pytest
from samples import SampleAudit, SampleFinding, large_plan, outcome, tiny_plan

from codroute.errors import Fault
from codroute.plan.model import TERMS, Declined, EndReason, LimitUse, Plan
from codroute.plan.proof import Proof
from codroute.report.console import make_console
from codroute.report.faults import show_faults
from codroute.report.figures import by_market, by_provider, lane_lines, provider_lines, tightest
from codroute.report.screen import show_plan
from codroute.report.words import (
    DECLINED_WORDS,
    END_WORDS,
    TERM_WORDS,
    bound_sentence,
    money,
    number,
    per_order,
    shadow_price_words,
    share,
)


def screen(plan: Plan, audit: SampleAudit | None = None, *, all_lanes: bool = False) -> str:
    text = io.StringIO()
    show_plan(plan, audit, make_console(text), all_lanes=all_lanes)
    return text.getvalue()


@pytest.fixture(autouse=True)
def _width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


def test_the_large_plan_fits_one_screen() -> None:
    lines = screen(large_plan(), SampleAudit()).splitlines()
    assert len(lines) <= 48
    assert max(map(len, lines)) <= 100


def test_cash_held_is_shown_as_a_share_of_its_limit() -> None:
    funds = LimitUse(
        family="funds",
        name="desert / SA",
        sense="at_most",
        used=Decimal("1180.500001"),
        limit=Decimal(1200),
        unit="USD",
    )
    plan = tiny_plan()
    shown = screen(plan.model_copy(update={"limits": (*plan.limits, funds)}))
    (line,) = (line for line in shown.splitlines() if "funds desert / SA" in line)
    assert line.split()[-3:] == ["%", "1,200", "USD"]
    assert "98 %" in line


PRICES = {"orders": 2.341, "kg": 0.0, "USD": 0.0123, "paid_rate": 12_345.6, "days": None}


def priced_plan() -> Plan:
    """The large plan with a limit of every unit, none of them with room, each with its price."""
    limits = tuple(
        LimitUse(
            family="service" if unit in ("paid_rate", "days") else "capacity",
            name=f"limit in {unit}",
            sense="at_most",
            used=Decimal(1),
            limit=Decimal(1),
            unit=unit,
            shadow_price=price,
        )
        for unit, price in PRICES.items()
    )
    return large_plan().model_copy(update={"limits": limits})


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ("orders", "2.34 per order"),
        ("kg", "0.00 per kg"),
        ("USD", "12.30 per 1,000 USD"),
        ("paid_rate", "123.46 per point"),
        ("days", "–"),
    ],
)
def test_a_shadow_price_is_told_per_unit_that_can_be_meant(unit: str, words: str) -> None:
    (limit,) = (limit for limit in priced_plan().limits if limit.unit == unit)
    assert shadow_price_words(limit, 2) == words


def test_of_limits_without_room_those_worth_most_come_first() -> None:
    names = [limit.unit for limit in tightest(priced_plan().limits)]
    assert names == ["paid_rate", "orders", "USD", "kg", "days"]


@pytest.mark.parametrize("width", [60, 80, 100, 160])
def test_shadow_prices_fit_the_screen(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    shown = screen(priced_plan())
    assert max(map(len, shown.splitlines())) <= width
    assert "Shadow price" in shown
    assert "123.46 per point" in shown


def test_without_shadow_prices_there_is_no_column_of_dashes() -> None:
    assert "Shadow price" not in screen(large_plan())


def test_the_screen_says_which_engine_why_and_what_proves_the_bound() -> None:
    proof = Proof.model_validate({"grid": 1, "rows": (), "leaves": ({"prices": ()},)})
    claims = {"engine": "decomposition", "engine_reason": "too many columns", "proof": proof}
    ended = claims | {"reason": EndReason.OTHER_LIMIT}
    words = " ".join(screen(large_plan().model_copy(update={"outcome": outcome(**ended)})).split())
    assert "Engine decomposition (too many columns)," in words
    assert "--bound adds it up" in words
    assert "the search had nothing left to try" in words
    assert "--bound" not in screen(large_plan())


@pytest.mark.parametrize("width", [60, 80, 100, 160])
def test_no_line_is_longer_than_the_screen(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    shown = screen(large_plan(), SampleAudit(findings=(SampleFinding(),)))
    assert max(map(len, shown.splitlines())) <= width


@pytest.mark.parametrize("width", [80, 100])
def test_long_names_take_more_lines_and_no_figure_is_cut(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    plan = tiny_plan().model_dump_json()
    for short, long in (
        ("Riyadh", "Governorate of the Northern Borders"),
        ("desert", "Desert Express International Logistics"),
    ):
        plan = plan.replace(short, long)
    lanes = screen(Plan.model_validate_json(plan)).partition("Lane ")[2].partition("\n\n")[0]
    assert "…" not in lanes
    for whole in ("Governorate", "Borders", "Desert", "Express", "Logistics", "7,455.60"):
        assert whole in lanes


def test_the_screen_says_what_matters() -> None:
    shown = screen(large_plan(), SampleAudit())
    for words in (
        "1,116,800 orders planned, 24 declined",
        "gulf peak [red]8 weeks[/red]",
        "this one is within 0.75 %",
        "a time limit was reached before all was proven",
        "not proven: between 20",
        "solve 55.7 s",
        "--lanes lists all",
        "Audit     passed, 4 checks",
    ):
        assert words in shown


def test_all_lanes_are_listed_when_asked() -> None:
    shown = screen(large_plan(), all_lanes=True)
    assert sum(line.startswith("Region number") for line in shown.splitlines()) == 400


def test_findings_stand_in_full_under_the_verdict() -> None:
    shown = screen(tiny_plan(), SampleAudit(findings=(SampleFinding(),)))
    assert "failed, 1 finding in 1 of 4 checks" in shown
    assert "found 250 orders; wanted at most 200" in shown


def test_a_plan_without_orders_or_claims_can_be_shown() -> None:
    empty = tiny_plan().model_copy(
        update={
            **dict.fromkeys(("allocation", "roles", "tiers", "limits", "charges"), ()),
            **{money: {} for money in ("total_minor", "by_provider_minor", "by_country_minor")},
            "outcome": None,
        }
    )
    assert "0 orders planned" in screen(empty)


def test_the_header_names_the_horizon_and_not_the_periods_with_orders() -> None:
    plan = tiny_plan()
    longer = plan.horizon.model_copy(update={"periods": 3})
    shown = screen(plan.model_copy(update={"horizon": longer}))
    assert "periods 2026-11-01 to 2027-01-01 (3)" in shown


def test_control_codes_are_shown_not_sent() -> None:
    assert "\\x1b[2J" in screen(tiny_plan().model_copy(update={"scenario": "\x1b[2J"}))


def test_every_term_and_reason_has_its_words() -> None:
    assert set(TERM_WORDS) == set(TERMS)
    assert set(DECLINED_WORDS) == set(get_args(Declined.model_fields["reason"].annotation))
    assert set(END_WORDS) == set(EndReason)


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (0.0, "is proven to be the best"),
        (0.0075, "is within 0.75 %"),
        (0.00801, "is within 0.81 %"),
        (0.123, "is within 13 %"),
        (1e-9, "is within 0.0001 %"),
        (9.0, "earns 10.0 % of that"),
    ],
)
def test_the_gap_in_words_never_promises_too_much(gap: float, words: str) -> None:
    assert words in bound_sentence(outcome(relative_gap=gap), "USD", 2)


def test_a_plan_worth_nothing_is_said_to_earn_nothing() -> None:
    nothing = outcome(objective_minor=0, bound=Decimal("12.5"), relative_gap=1250.0)
    assert "can earn over 12.50 USD; this one earns nothing." in bound_sentence(nothing, "USD", 2)


def test_an_unknown_bound_is_not_a_bound_of_nothing() -> None:
    sentence = bound_sentence(outcome(bound=None, relative_gap=None), "USD", 2)
    assert sentence.startswith("Nothing is proven")


def test_a_bound_is_never_rounded_down() -> None:
    sentence = bound_sentence(outcome(bound=Decimal("1.001"), relative_gap=0.1), "USD", 2)
    assert "1.01 USD" in sentence


@pytest.mark.parametrize(
    ("minor", "digits", "whole", "text"),
    [
        (-123_456_789, 2, False, "-1,234,567.89"),
        (-40, 2, True, "0"),
        (5, 0, False, "5"),
        (1_234, 3, False, "1.234"),
        (0, 2, False, "0.00"),
        (-5, 2, False, "-0.05"),
        (150, 2, True, "2"),
        (250, 2, True, "2"),
        (10**37 + 1, 4, False, f"{10**33:,}.0001"),
        (-(10**50), 0, True, f"-{10**50:,}"),
    ],
)
def test_money_is_written_exactly(minor: int, digits: int, whole: bool, text: str) -> None:
    assert money(minor, digits, whole=whole) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1234.5"), "1,234.50"),
        (Decimal("0.005"), "0"),
        (Decimal("-0.001"), "0"),
        (Decimal("12.999"), "13"),
        (10**50, f"{10**50:,}"),
        (Decimal("1E+50"), f"{10**50:,}"),
    ],
)
def test_quantities_have_at_most_two_decimals(value: Decimal | int, text: str) -> None:
    assert number(value) == text


def test_the_mean_of_a_large_amount_is_exact() -> None:
    assert per_order(10**40, 3, 2) == f"{(10**40 // 3) // 100:,}.33"


def test_a_share_of_nothing_is_a_dash() -> None:
    assert share(0, 0) == "–"


def test_figures_add_up_to_the_plan() -> None:
    plan = tiny_plan()
    for figures in (by_market(plan), by_provider(plan)):
        assert figures.sum() == plan.contribution_minor
        assert sum(figures.sum(column) for column in figures.columns) == plan.contribution_minor
    assert sum(line.contribution_minor for line in provider_lines(plan)) == 2_026_240
    charges = sum(charge.amount_minor for charge in plan.charges)
    assert sum(line.contribution_minor for line in lane_lines(plan)) == 2_026_240 - charges


def test_without_roles_a_lane_names_its_largest_providers() -> None:
    free = tiny_plan().model_copy(update={"roles": ()})
    line = next(line for line in lane_lines(free) if line.lane == "Asir/high")
    assert line.main is not None and (line.main.provider, line.main.orders) == ("desert", 60)
    assert "Largest" in screen(free)


def test_faults_show_user_text_as_it_is() -> None:
    text = io.StringIO()
    show_faults([Fault("f.csv", 3, "c", "'[bold]'", "a" * 200)], make_console(text))
    assert "'[bold]'" in text.getvalue()
    assert max(map(len, text.getvalue().splitlines())) <= 100
