"""An invoice's check as a file and as plain data: every line, every term."""

import csv
import io
from fractions import Fraction
from pathlib import Path
from typing import Any

from codroute.output import write_file
from codroute.plan.invoice import InvoiceCheck
from codroute.report.quote_files import exact

_DIGITS = 4

_COLUMNS = (
    "row", "order", "offer", "currency", "outcome", "verdict", "term", "billed", "card",
    "difference", "why",
)  # fmt: skip


def write_invoice_check(check: InvoiceCheck, path: Path) -> None:
    """Write every line by term as CSV, whole or not at all; one without a price has one row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for line in check.lines:
        head = [line.row, line.order, line.offer, line.currency, line.outcome, line.verdict]
        for term in line.terms:
            amounts = (term.billed, term.card, term.difference)
            writer.writerow([*head, term.term, *map(_plain, amounts), ""])
        if not line.terms:
            writer.writerow([*head, "", "", "", "", line.why])
    write_file(path, text.getvalue().encode())


def invoice_document(check: InvoiceCheck, warnings: list[dict[str, Any]]) -> dict[str, Any]:
    """Give the check as plain data."""
    return {
        "agrees": check.agrees,
        "not_compared": list(check.not_compared),
        "lines": [
            {
                "row": line.row,
                "order": line.order,
                "offer": line.offer,
                "currency": line.currency,
                "outcome": line.outcome,
                "verdict": line.verdict,
                "why": line.why,
                "terms": [
                    {
                        "term": term.term,
                        "billed": _plain(term.billed),
                        "card": _plain(term.card),
                        "difference": _plain(term.difference),
                    }
                    for term in line.terms
                ],
            }
            for line in check.lines
        ],
        "warnings": warnings,
    }


def _plain(value: Fraction) -> str:
    return exact(value, _DIGITS)
