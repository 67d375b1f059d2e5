"""Quotes as files and as plain data: every line of every bill."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

from codroute.output import write_csv
from codroute.plan.amounts import in_major_units
from codroute.plan.quote import Quote, Quoted
from codroute.scenario.order import Order
from codroute.scenario.quotable import Unquotable
from codroute.scenario.scenario import Scenario

_COLUMNS = (
    "order", "offer", "provider", "currency", "price_tier", "schedule", "volume", "term", "part",
    "due", "amount", "tax", "expected_cost", "expected_cash",
)  # fmt: skip


class WithoutRegion(Protocol):
    """An order whose region is not known."""

    @property
    def order(self) -> str: ...  # noqa: D102
    @property
    def why(self) -> str: ...  # noqa: D102


def write_quotes(quoted: Quoted, scenario: Scenario, path: Path) -> None:
    """Write every line of every bill as CSV, whole or not at all.

    The expected amounts, in the scenario's currency, stand in the first line of each bill.
    """
    rows = (row for quote in quoted.quotes for row in _rows(quote, scenario.minor_digits))
    write_csv(path, _COLUMNS, rows)


def _rows(quote: Quote, minor_digits: int) -> Iterator[list[object]]:
    """Give a row for each line of a bill."""
    offer = quote.offer
    expected = _expected(quote, minor_digits)
    head = [quote.order.order, offer.offer, offer.provider, offer.currency, *_tier(quote)]
    for line in quote.lines:
        amounts = exact(line.amount, quote.digits), exact(line.tax, quote.digits)
        yield [*head, line.term, line.part, line.due, *amounts, *expected.values()]
        expected = dict.fromkeys(expected)


def quotes_document(
    quoted: Quoted,
    orders: Sequence[Order],
    unresolved: Sequence[WithoutRegion],
    scenario: Scenario,
    warnings: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    """Give quotes as plain data, order by order."""
    quotes: dict[int, list[Quote]] = defaultdict(list)
    for quote in quoted.quotes:
        quotes[id(quote.order)].append(quote)
    without: dict[int, list[Unquotable]] = defaultdict(list)
    for why in quoted.unquotable:
        without[id(orders[why.order])].append(why)
    return {
        "scenario": scenario.name,
        "currency": scenario.currency,
        "orders": [
            {
                "order": order.order,
                "region": order.region,
                "quotes": [_quote(each, scenario) for each in quotes[id(order)]],
                "no_quote": [
                    {"offer": why.offer, "reason": why.reason, "detail": why.detail}
                    for why in without[id(order)]
                ],
            }
            for order in orders
        ],
        "no_region": [{"order": each.order, "why": each.why} for each in unresolved],
        "warnings": list(warnings),
    }


def _quote(quote: Quote, scenario: Scenario) -> dict[str, Any]:
    digits, (tier, schedule, volume) = quote.digits, _tier(quote)
    return {
        "offer": quote.offer.offer,
        "provider": quote.offer.provider,
        "currency": quote.offer.currency,
        "price_tier": tier,
        "schedule": schedule,
        "volume": volume,
        "lines": [
            {
                "term": line.term,
                "part": line.part,
                "due": line.due,
                "amount": exact(line.amount, digits),
                "tax": exact(line.tax, digits),
            }
            for line in quote.lines
        ],
        **_expected(quote, scenario.minor_digits),
    }


def _tier(quote: Quote) -> tuple[str | None, str | None, str | None]:
    """Give the price tier charged, its schedule and the volume so far."""
    volume = None if quote.volume is None else f"{quote.volume:f}"
    return quote.price_tier, quote.schedule, volume


def _expected(quote: Quote, digits: int) -> dict[str, str | None]:
    """Give the expected amounts; None without a record of the provider."""
    amounts = {"expected_cost": quote.expected_cost, "expected_cash": quote.expected_cash}
    return {key: None if x is None else exact(x, digits) for key, x in amounts.items()}


def exact(value: Fraction, digits: int) -> str:
    """Write an amount as a plain number with some decimals, rounded half to even."""
    return in_major_units(round(value * 10**digits), digits)
