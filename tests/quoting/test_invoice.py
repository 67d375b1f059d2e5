"""Invoices checked line by line: what agrees, and every single thing that can be wrong."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from build import covers, exactly, flat_card, offer, scenario, tiny
from hypothesis import given, settings
from hypothesis import strategies as st
from invoices import Rows, card, invoice_row, write_csv, write_xlsx
from random_offers import fee_scenario, random_orders
from tiny_places import tiny_with_places

from codroute.errors import PricesDisagree
from codroute.plan.invoice import InvoiceCheck, LineCheck
from codroute.quoting.invoice import check_invoice
from codroute.quoting.quote import quote_orders
from codroute.scenario.order import Order
from codroute.scenario.parse import parse_scenario, read_scenario
from codroute.scenario.scenario import Scenario

FEES: dict[str, Any] = {
    "offers": [
        offer(
            fuel_rate="0.1",
            fuel_on=["freight", "return_fee"],
            cod_fee={"form": "linear", "fixed": "1", "rate": "0.02", "charged_on": "delivered"},
            return_fee={"form": "flat", "amount": "3"},
            redelivery_fee="1.50",
            free_redeliveries=1,
            tax_rate="0.15",
        ),
        offer("b-std", currency="KWD", rounding="0.005"),
    ],
    "markets": [
        {
            "country": country,
            "currency": currency,
            "rate": rate,
            "rate_date": "2026-11-01",
            "rate_source": "assumed",
        }
        for country, currency, rate in (("SA", "USD", "1"), ("KW", "KWD", "3.25"))
    ],
    "coverage": [
        covers(name, country=country) for name in ("a-std", "b-std") for country in ("SA", "KW")
    ],
    "rate_cards": [flat_card("a", "5"), flat_card("b", "1.500")],
    "performance": [
        {
            "provider": name,
            "paid_rate": "0.8",
            "loss_rate": "0.05",
            "transit_days": "3",
            "second_attempt_rate": "0.3",
            "third_attempt_rate": "0.1",
        }
        for name in ("a", "b")
    ],
}

LINE: dict[str, Any] = {
    "order": "W1",
    "country": "SA",
    "region": "Riyadh",
    "value_tier": "low",
    "cod_value": "40",
    "weight_g": 400,
    "offer": "a-std",
    "outcome": "delivered",
    "attempts": 1,
}

DELIVERED = {"cod_fee": "1.80", "freight": "5.00", "fuel": "0.50", "tax": "1.10", "total": "8.40"}
"""Tax: 0.27 of the COD fee, 0.75 of the freight, 0.08 of the fuel (0.075)."""


@pytest.fixture
def check(tmp_path: Path) -> Callable[..., InvoiceCheck]:
    """Check lines of the scenario with FEES, or of another."""

    def checked(*rows: dict[str, Any], of: Scenario | None = None, **more: Any) -> InvoiceCheck:
        path = write_csv(tmp_path / "invoice.csv", rows)
        return check_invoice(of or scenario(**FEES), path, **more)

    return checked


Checker = Callable[..., InvoiceCheck]


def differences(line: LineCheck) -> dict[str, Fraction]:
    """Give what differs in a line by term."""
    return {term.term: term.difference for term in line.differences}


@pytest.mark.parametrize(
    ("outcome", "attempts", "billed"),
    [
        ("delivered", 1, DELIVERED),
        # 0.30 of fuel on the way back, tax 0.45 + 0.05 (0.045) on it
        (
            "refused",
            1,
            {"freight": "5", "fuel": "0.8", "return_fee": "3", "tax": "1.33", "total": "10.13"},
        ),
        ("lost", 1, {"freight": "5", "fuel": "0.50", "tax": "0.83", "total": "6.33"}),
        ("on_the_way", 2, {"freight": "5", "fuel": "0.50", "tax": "0.83", "total": "6.33"}),
        # the second attempt is free; tax 0.23 (0.225) on the third
        (
            "delivered",
            3,
            DELIVERED | {"redelivery_fee": "1.5", "tax": "1.33", "total": "10.13"},
        ),
    ],
)
def test_a_line_as_the_card_says(
    check: Checker, outcome: str, attempts: int, billed: dict[str, str]
) -> None:
    found = check(LINE | {"outcome": outcome, "attempts": attempts} | billed)
    (line,) = found.lines
    assert differences(line) == {}
    assert (line.verdict, found.agrees, found.not_compared) == ("agrees", True, ())
    assert (line.row, line.order, line.offer, line.currency) == (2, "W1", "a-std", "USD")
    assert (line.outcome, line.attempts, line.digits) == (outcome, attempts, 2)
    assert line.sums() == (exactly(billed["total"]), exactly(billed["total"]))


@pytest.mark.parametrize("term", DELIVERED)
@pytest.mark.parametrize("more", ["0.01", "-0.01", "100", "0.00000001"])
def test_an_amount_that_is_wrong_is_told_exactly(check: Checker, term: str, more: str) -> None:
    wrong = Decimal(DELIVERED[term]) + Decimal(more)
    found = check(LINE | DELIVERED | {term: f"{wrong:f}"})
    (line,) = found.lines
    assert (line.verdict, found.agrees) == ("differs", False)
    assert differences(line) == {term: exactly(more)}
    assert line.miscounted == exactly(more) * (1 if term == "total" else -1)


def test_a_term_that_the_card_does_not_have(check: Checker) -> None:
    found = check(LINE | DELIVERED | {"insurance_fee": "2", "total": "10.40"})
    assert differences(found.lines[0]) == {"insurance_fee": 2, "total": 2}
    assert found.lines[0].miscounted == 0


def test_a_credit_is_a_negative_amount(check: Checker) -> None:
    found = check(LINE | DELIVERED | {"surcharges": "-3", "total": "5.40"})
    assert differences(found.lines[0]) == {"surcharges": -3, "total": -3}


def test_a_blank_amount_bills_nothing(check: Checker) -> None:
    found = check(LINE | DELIVERED | {"fuel": "", "total": ""}, LINE | DELIVERED | {"order": "W2"})
    assert differences(found.lines[0]) == {"fuel": exactly("-0.50")}
    assert found.lines[1].verdict == "agrees"


def test_a_line_with_nothing_but_a_total_is_compared_by_it(check: Checker) -> None:
    blank = dict.fromkeys(DELIVERED, "")
    found = check(LINE | blank | {"total": "8.41"}, LINE | DELIVERED | {"order": "W2"})
    assert differences(found.lines[0]) == {"total": exactly("0.01")}
    assert found.lines[0].miscounted == 0


def test_terms_without_a_column_are_in_the_total_only(check: Checker) -> None:
    found = check(LINE | {"freight": "5", "total": "8.40"})
    assert found.agrees
    assert (found.not_compared, found.lines[0].miscounted) == ((), 0)
    found = check(LINE | {"freight": "5"})
    assert found.agrees
    assert found.not_compared == ("cod_fee", "fuel", "return_fee", "redelivery_fee")
    assert found.lines[0].sums() == (5, 5)


def test_no_line_need_be_there_twice(check: Checker) -> None:
    rows = [LINE | DELIVERED, LINE | DELIVERED | {"order": "W2"}, LINE | DELIVERED]
    found = check(*rows)
    assert found.agrees
    assert [str(fault) for fault in found.warnings] == [
        "invoice.csv, row 4, column order: found 'W1'; wanted each order once: row 2 bills it"
    ]
    parcels = [row | {"waybill": waybill} for row, waybill in zip(rows, "ABA", strict=True)]
    assert [str(fault) for fault in check(*parcels).warnings] == [
        "invoice.csv, row 4, column waybill: found 'A'; wanted each waybill once: row 2 bills it"
    ]
    assert check(*parcels[:2]).warnings == ()
    without = [row | {"order": ""} for row in rows]
    assert check(*without).warnings == ()


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"outcome": "refused"}, "delivered, 1 attempt"),
        ({"outcome": "lost", "attempts": 3}, "delivered, 1 attempt"),
        ({"attempts": 3}, "delivered, 1 attempt"),
    ],
)
def test_the_outcome_with_which_a_line_would_agree(
    check: Checker, stated: dict[str, Any], said: str
) -> None:
    (line,) = check(LINE | DELIVERED | stated).lines
    assert (line.verdict, line.agrees_if) == ("differs", said)


def test_a_line_that_agrees_with_no_outcome(check: Checker) -> None:
    (line,) = check(LINE | DELIVERED | {"freight": "5.01"}).lines
    assert line.agrees_if == ""


def test_a_line_that_bills_nothing_is_not_explained(check: Checker) -> None:
    (line,) = check(LINE | {"return_fee": "0"} | {"outcome": "refused"}).lines
    assert (differences(line), line.agrees_if) == ({"return_fee": -3}, "")


def test_every_currency_is_added_up_by_itself(check: Checker) -> None:
    kuwait = LINE | {"order": "W2", "offer": "b-std", "currency": "KWD"}
    found = check(LINE | {"freight": "5.10"}, kuwait | {"freight": "1.495"})
    by_currency = {
        currency: [line.sums() for line in lines] for currency, lines in found.by_currency().items()
    }
    assert by_currency == {
        "USD": [(exactly("5.1"), 5)],
        "KWD": [(exactly("1.495"), exactly("1.5"))],
    }
    assert [line.digits for line in found.lines] == [2, 3]


def test_the_offer_of_lines_that_name_none(check: Checker) -> None:
    other = {name: value for name, value in LINE.items() if name != "offer"} | {"freight": "5"}
    assert check(other, offer="a-std").agrees
    found = check(LINE | {"offer": "b-std", "freight": "5"}, other, offer="a-std")
    assert [line.offer for line in found.lines] == ["b-std", "a-std"]


TINY_LINE = LINE | {"offer": "desert-std"}


@pytest.mark.parametrize(
    ("tier", "volumes", "freight"),
    [
        ("", None, "6"),
        ("", {"desert-volume": Decimal(300)}, "4.50"),
        ("volume", None, "4.50"),
        ("list", {"desert-volume": Decimal(300)}, "6"),
    ],
)
def test_a_line_is_priced_at_its_tier(
    check: Checker, tier: str, volumes: dict[str, Decimal] | None, freight: str
) -> None:
    found = check(TINY_LINE | {"price_tier": tier, "freight": freight}, of=tiny(), volumes=volumes)
    assert found.agrees
    assert found.lines[0].price_tier == ("volume" if freight == "4.50" else "list")


@pytest.mark.parametrize(
    ("tier", "freight"), [("low", "5.40"), ("more", "5.40"), ("list from 900", "6")]
)
def test_a_tier_is_that_of_the_ladder_as_it_is_priced(
    check: Checker, tier: str, freight: str
) -> None:
    document = tiny().model_dump(mode="json", exclude_none=True)
    stated = {"form": "discount", "schedule": "desert-volume", "discount": "0.1"}
    document["price_tiers"] = [  # they overlap, and both give the same
        stated | {"price_tier": "low", "from_volume": 0, "to_volume": 500},
        stated | {"price_tier": "more", "from_volume": 300, "to_volume": 899},
    ]
    of = parse_scenario(document)
    found = check(TINY_LINE | {"price_tier": tier, "freight": freight}, of=of)
    assert [(line.verdict, line.price_tier) for line in found.lines] == [("agrees", tier)]


def test_lines_at_several_tiers_keep_their_rows(check: Checker) -> None:
    rows = [
        TINY_LINE | {"order": f"W{number}", "price_tier": tier, "freight": freight}
        for number, (tier, freight) in enumerate(
            [("volume", "4.50"), ("list", "4.50"), ("volume", "6"), ("", "6")]
        )
    ]
    found = check(*rows, of=tiny())
    assert [(x.order, x.verdict) for x in found.lines] == [
        ("W0", "agrees"),
        ("W1", "differs"),
        ("W2", "differs"),
        ("W3", "agrees"),
    ]


def test_a_tier_that_does_not_count_the_order_has_no_price(check: Checker) -> None:
    found = check(LINE | {"offer": "oasis-std", "price_tier": "volume", "freight": "1"}, of=tiny())
    (line,) = found.lines
    assert (line.verdict, line.terms, found.agrees) == ("unpriceable", (), False)
    assert line.why == "no such price tier: volume counts no order of oasis-std"


def test_an_order_that_the_offer_cannot_carry(check: Checker) -> None:
    limited = FEES | {"offers": [offer(max_cod_value="39"), offer("b-std")]}
    found = check(LINE | {"freight": "5"}, of=scenario(**limited))
    (line,) = found.lines
    assert (line.verdict, line.currency) == ("unpriceable", "")
    assert line.why == "cod value above limit: 40 USD > 39 USD"
    assert found.by_currency() == {}


def test_an_address_that_is_not_found(check: Checker, tmp_path: Path) -> None:
    of = read_scenario(tiny_with_places(tmp_path))
    stated = TINY_LINE | {"region": "", "freight": "6"}
    found = check(stated | {"city": "Riyadh"}, stated | {"order": "W2", "city": "Nowhere"}, of=of)
    assert [line.verdict for line in found.lines] == ["agrees", "no_region"]
    assert "Nowhere" in found.lines[1].why
    assert not found.agrees


def test_an_offer_that_does_not_round_is_compared_to_four_decimals(check: Checker) -> None:
    of = scenario(
        offers=[offer(rounding=None, fuel_rate="0.333333"), offer("b-std")],
        rate_cards=[flat_card("a", "1"), flat_card("b")],
    )
    assert check(LINE | {"freight": "1", "fuel": "0.3333", "total": "1.3333"}, of=of).agrees
    found = check(LINE | {"freight": "1", "fuel": "0.33", "total": "1.33"}, of=of)
    assert differences(found.lines[0]) == {"fuel": exactly("-0.0033"), "total": exactly("-0.0033")}
    assert found.lines[0].digits == 4


def test_prices_that_disagree_are_not_compared(
    check: Checker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codroute.quoting.quote.bill", lambda *_, **__: ())
    with pytest.raises(PricesDisagree, match="order W1 under a-std"):
        check(LINE | DELIVERED)


Way = tuple[str, int]
WAYS: list[Way] = [
    (outcome, attempts)
    for outcome in ("delivered", "refused", "lost", "on_the_way")
    for attempts in (1, 2, 3)
]


def random_invoice(seed: int, ways: list[Way]) -> tuple[Scenario, Rows]:
    """Bill random orders under random offers by their cards."""
    of = fee_scenario(seed)
    orders = [
        order.model_copy(update={"order": f"W{n}"})
        for n, order in enumerate(random_orders(seed, 40))
    ]
    quotes = quote_orders(of, orders).quotes
    rows = [invoice_row(quote, *ways[n % len(ways)]) for n, quote in enumerate(quotes)]
    return of, rows


@given(st.integers(0, 10_000), st.lists(st.sampled_from(WAYS), min_size=1), st.data())
@settings(max_examples=25, deadline=None)
def test_a_courier_that_bills_by_its_card_agrees_and_one_wrong_amount_is_found(
    seed: int, ways: list[Way], data: st.DataObject
) -> None:
    of, rows = random_invoice(seed, ways)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "invoice.csv"
        write_csv(path, rows)
        found = check_invoice(of, path)
        assert [line for line in found.lines if line.verdict != "agrees"] == []
        assert len(found.lines) == len(rows)

        index = data.draw(st.integers(0, len(rows) - 1))
        terms = [name for name, value in rows[index].items() if _is_amount(name, value)]
        term = data.draw(st.sampled_from(terms))
        more = data.draw(st.sampled_from(["0.0001", "-0.01", "0.01", "17.3"]))
        rows[index] = rows[index] | {term: rows[index][term] + Decimal(more)}
        write_csv(path, rows)
        lines = check_invoice(of, path).lines
    wrong = [(at, differences(line)) for at, line in enumerate(lines) if line.verdict == "differs"]
    assert wrong == [(index, {term: exactly(more)})]


def _is_amount(name: str, value: object) -> bool:
    return isinstance(value, Decimal) and name not in Order.model_fields


@pytest.mark.parametrize("seed", range(3))
def test_a_workbook_is_checked_like_text(tmp_path: Path, seed: int) -> None:
    of, rows = random_invoice(seed, WAYS)
    rows[3]["freight"] += Decimal("0.01")
    text = check_invoice(of, write_csv(tmp_path / "invoice.csv", rows))
    book = check_invoice(of, write_xlsx(tmp_path / "invoice.xlsx", rows))
    assert text == book
    assert [line.order for line in text.lines if line.verdict == "differs"] == [rows[3]["order"]]


def test_the_kit_bills_by_hand() -> None:
    """What the invoices above are made of is itself held to the figures of DELIVERED."""
    stated = {key: LINE[key] for key in Order.model_fields if key in LINE}
    quote = quote_orders(scenario(**FEES), [Order.model_validate(stated)]).quotes[0]
    billed = card(quote, "delivered", 1)
    assert billed == {term: Decimal(amount) for term, amount in DELIVERED.items()}
