"""Quotes on the screen: many offers, long names, amounts with and without decimals."""

import io
from fractions import Fraction
from typing import Any

import pytest
from build import flat_card, offer, scenario
from random_offers import fee_scenario, random_orders
from shell import longest_line

from codroute.quoting.quote import quote_orders
from codroute.report.console import make_console
from codroute.report.quote_files import exact, quotes_document
from codroute.report.quote_table import ranking, show_best_offers, show_quotes, show_unresolved
from codroute.scenario.order import Order
from codroute.scenario.scenario import Scenario


def order(**stated: Any) -> Order:
    plain = {"order": "W1", "country": "SA", "region": "Riyadh", "value_tier": "low"}
    return Order.model_validate(plain | {"cod_value": "40", "weight_g": 400} | stated)


def screen(of: Scenario, *orders: Order) -> str:
    """Give what is printed of one order, or of several, at 100 columns."""
    quoted, text = quote_orders(of, orders), io.StringIO()
    if len(orders) == 1:
        show_quotes(orders[0], quoted, of, make_console(text))
    else:
        show_best_offers(quoted, orders, of, make_console(text))
    return text.getvalue()


@pytest.fixture(autouse=True)
def width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


def test_many_offers_stand_below_each_other() -> None:
    names = [f"a-standard-{number}" for number in range(14)]
    of = scenario(
        offers=[offer(name) for name in names] + [offer("b-std")],
        coverage=[
            {"offer": name, "country": "SA", "served": True, "remote_surcharge": "0"}
            for name in (*names, "b-std")
        ],
    )
    text = screen(of, order())
    assert longest_line(text) <= 100
    assert text.count("expected cash USD") == 4  # four of 12 columns beside the words
    assert all(text.count(name) >= 1 for name in names)
    assert "…" not in text


def test_a_name_longer_than_the_screen_is_cut_and_its_amounts_are_not() -> None:
    name = f"a-{'long' * 19}"
    of = scenario(
        offers=[offer(name), offer("b-std")],
        coverage=[
            {"offer": each, "country": "SA", "served": True, "remote_surcharge": "0"}
            for each in (name, "b-std")
        ],
        rate_cards=[flat_card("a", "1234567.89"), flat_card("b")],
    )
    text = screen(of, order())
    assert longest_line(text) <= 100
    assert "1,234,567.89" in text


@pytest.mark.parametrize(
    ("rounding", "shown"), [("1", "24,000"), ("0.01", "24,000.00"), (None, "24,000.0000")]
)
def test_amounts_have_the_decimals_of_the_offer(rounding: str | None, shown: str) -> None:
    market = {"country": "SA", "currency": "VND", "rate": "0.00004"}
    of = scenario(
        markets=[market | {"rate_date": "2026-11-01", "rate_source": "assumed"}],
        offers=[offer(currency="VND", rounding=rounding), offer("b-std", currency="VND")],
        rate_cards=[flat_card("a", "24000"), flat_card("b")],
    )
    text = screen(of, order(cod_value="500000"))
    assert "COD value 500,000 VND" in text
    cells = [line.split() for line in text.splitlines() if line.startswith("freight")]
    assert shown in cells[0]
    costs = [line.split() for line in text.splitlines() if line.startswith("expected cost USD")]
    assert "0.96" in costs[0]


def test_everything_that_is_told_of_an_order() -> None:
    stated = {
        "category": "home",
        "length_cm": "30",
        "width_cm": "20",
        "height_cm": "10.5",
        "goods_flags": "battery;liquid",
        "remote_band": "far",
        "handed_over": "2026-11-03",
    }
    text = " ".join(screen(scenario(), order(**stated)).split())
    assert text.startswith(
        "Order W1: SA Riyadh/low/home, COD value 40 USD, 400 g, 30 × 20 × 10.5 cm, battery, "
        "liquid, remote band far, handed over 2026-11-03"
    )


def test_what_a_user_wrote_is_shown_as_it_is() -> None:
    text = screen(scenario(), order(order="[bold]\u202e"))
    assert text.startswith("Order [bold]\\u202e: SA Riyadh/low")


def test_an_offer_without_a_record_comes_last_and_says_so() -> None:
    known = {"paid_rate": "0.1", "loss_rate": "0", "transit_days": "3"}
    rows = [known | {"provider": "a", "region": "Riyadh"}, known | {"provider": "b"}]
    of = scenario(performance=rows)
    quotes = quote_orders(of, [order(region="Tabuk")]).quotes
    assert [quote.offer.offer for quote in ranking(quotes)] == ["b-std", "a-std"]
    lines = screen(of, order(region="Tabuk")).splitlines()
    for begin in ("paid rate", "expected cost USD", "expected cash USD"):
        (line,) = [line for line in lines if line.startswith(begin)]
        assert line.endswith("unknown")


def test_many_orders_are_counted() -> None:
    of = scenario(rate_cards=[flat_card("a", "5"), flat_card("b", "6")])
    text = screen(of, *(order(order=f"W{number}") for number in range(250)))
    assert "W199 " in text
    assert "W200 " not in text
    assert "and 50 more: --csv writes every bill\n" in text
    assert text.endswith("Best offer  Orders\na-std          250\n")


def test_orders_of_one_name_are_told_apart() -> None:
    of = scenario()
    orders = [order(), order(weight_g=500)]
    document = quotes_document(quote_orders(of, orders), orders, (), of, ())
    assert [len(each["quotes"]) for each in document["orders"]] == [2, 2]
    assert screen(of, *orders).count("\nW1 ") == 2


@pytest.mark.parametrize("seed", range(8))
def test_random_quotes_fit_the_screen(seed: int) -> None:
    of = fee_scenario(seed, offers=9)
    orders = random_orders(seed, 30)
    for each in orders[:5]:
        assert longest_line(screen(of, each)) <= 100
    assert longest_line(screen(of, *orders)) <= 100


def test_orders_without_a_region() -> None:
    text = io.StringIO()
    show_unresolved([("W1", "no such place")], make_console(text))
    assert text.getvalue() == "No region  Why\nW1         no such place\n"
    text = io.StringIO()
    show_unresolved([], make_console(text))
    assert text.getvalue() == ""


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [
        (Fraction(5), 0, "5"),
        (Fraction(-1, 100), 2, "-0.01"),
        (Fraction(-1, 3), 4, "-0.3333"),
        (Fraction(5, 2), 0, "2"),
        (Fraction(1_234_567), 2, "1234567.00"),
        (Fraction(-1, 1000), 2, "0.00"),
    ],
)
def test_amounts_as_plain_numbers(value: Fraction, digits: int, written: str) -> None:
    assert exact(value, digits) == written
