"""Invoices made of quotes, as a courier would send them that bills by its card, to be edited."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from workbooks import write_book

from codroute.plan.quote import Quote

Rows = list[dict[str, Any]]

_DUE = {
    "delivered": {"handed_over", "delivered"},
    "refused": {"handed_over", "refused"},
    "lost": {"handed_over"},
    "on_the_way": {"handed_over"},
}
_ATTEMPTS = {1: set(), 2: {"second_attempt"}, 3: {"second_attempt", "third_attempt"}}


def card(quote: Quote, outcome: str, attempts: int) -> dict[str, Decimal]:
    """Give by term what is due for one order, to four decimals, and the total of that."""
    exact: dict[str, Fraction] = defaultdict(Fraction)
    for line in quote.lines:
        if line.due in _DUE[outcome] | _ATTEMPTS[attempts]:
            exact[line.term] += line.amount
            exact["tax"] += line.tax
    terms = {term: decimal(amount) for term, amount in exact.items()}
    return terms | {"total": sum(terms.values(), Decimal(0))}


def decimal(amount: Fraction) -> Decimal:
    """Write an amount with four decimals."""
    return Decimal(round(amount * 10_000)).scaleb(-4)


def invoice_row(quote: Quote, outcome: str = "delivered", attempts: int = 1) -> dict[str, Any]:
    """Give the line that bills an order by its card."""
    order = quote.order.model_dump(exclude_none=True)
    order["goods_flags"] = ";".join(order["goods_flags"])
    stated = {"offer": quote.offer.offer, "outcome": outcome, "attempts": attempts}
    return order | stated | card(quote, outcome, attempts)


def write_csv(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
    """Write rows as CSV with all their columns."""
    rows = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def write_xlsx(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
    """Write the same as a workbook, amounts as numbers."""
    rows = list(rows)
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [[_number(row.get(name)) for name in names] for row in rows]
    return write_book(path, {"November": [list(names), *cells]})


def _number(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value
