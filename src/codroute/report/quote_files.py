"""Quotes as files and as plain data: every line of every bill."""

import csv
import io
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

from codroute.output import write_file
from codroute.plan.quote import Quote, Quoted
from codroute.report.quote_table import decimals
from codroute.scenario.order import Order
from codroute.scenario.scenario import Scenario

_COLUMNS = (
    "order", "offer", "provider", "currency", "price_tier", "term", "part", "due", "amount", "tax",
    "expected_cost", "expected_cash",
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
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for quote in quoted.quotes:
        offer, digits = quote.offer, decimals(quote)
        expected = _expected(quote, scenario.minor_digits)
        head = [quote.order.order, offer.offer, offer.provider, offer.currency, quote.price_tier]
        for line in quote.lines:
            amounts = exact(line.amount, digits), exact(line.tax, digits)
            writer.writerow([*head, line.term, line.part, line.due, *amounts, *expected.values()])
            expected = dict.fromkeys(expected)
    write_file(path, text.getvalue().encode())


def quotes_document(
    quoted: Quoted,
    orders: Sequence[Order],
    unresolved: Sequence[WithoutRegion],
    scenario: Scenario,
    warnings: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    """Give quotes as plain data, order by order."""
    return {
        "scenario": scenario.name,
        "currency": scenario.currency,
        "orders": [
            {
                "order": order.order,
                "region": order.region,
                "quotes": [_quote(q, scenario) for q in quoted.quotes if q.order is order],
                "no_quote": [
                    {"offer": why.offer, "reason": why.reason, "detail": why.detail}
                    for why in quoted.unquotable
                    if orders[why.order] is order
                ],
            }
            for order in orders
        ],
        "no_region": [{"order": each.order, "why": each.why} for each in unresolved],
        "warnings": list(warnings),
    }


def _quote(quote: Quote, scenario: Scenario) -> dict[str, Any]:
    digits = decimals(quote)
    return {
        "offer": quote.offer.offer,
        "provider": quote.offer.provider,
        "currency": quote.offer.currency,
        "price_tier": quote.price_tier,
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


def _expected(quote: Quote, digits: int) -> dict[str, str | None]:
    """Give the expected amounts; None without a record of the provider."""
    amounts = {"expected_cost": quote.expected_cost, "expected_cash": quote.expected_cash}
    return {key: None if x is None else exact(x, digits) for key, x in amounts.items()}


def exact(value: Fraction, digits: int) -> str:
    """Write an amount as a plain number with some decimals, rounded half to even."""
    minor = round(value * 10**digits)
    whole, rest = divmod(abs(minor), 10**digits)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole}" + (f".{rest:0{digits}}" if digits else "")
