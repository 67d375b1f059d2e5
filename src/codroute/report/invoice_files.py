"""An invoice's check as a file and as plain data: every line, every term."""

from pathlib import Path
from typing import Any

from codroute.output import write_csv
from codroute.plan.invoice import InvoiceCheck, LineCheck, TermCheck
from codroute.report.quote_files import exact

_LINE_COLUMNS = (
    "row", "order", "offer", "currency", "outcome", "attempts", "price_tier", "verdict", "why",
    "agrees_if",
)  # fmt: skip
_TERM_COLUMNS = ("term", "billed", "card", "difference")
_NO_TERM = dict.fromkeys(_TERM_COLUMNS)


def write_invoice_check(check: InvoiceCheck, path: Path) -> None:
    """Write every line by term as CSV, whole or not at all; one without a price has one row."""
    rows = (
        [*_line(line).values(), *term.values()]
        for line in check.lines
        for term in [_term(line, each) for each in line.terms] or [_NO_TERM]
    )
    write_csv(path, (*_LINE_COLUMNS, *_TERM_COLUMNS), rows)


def invoice_document(check: InvoiceCheck, warnings: list[dict[str, Any]]) -> dict[str, Any]:
    """Give the check as plain data; ``warnings`` are its own, as plain data."""
    return {
        "agrees": check.agrees,
        "not_compared": list(check.not_compared),
        "lines": [
            _line(line)
            | {
                "terms": [_term(line, term) for term in line.terms],
                "miscounted": exact(line.miscounted, line.digits),
            }
            for line in check.lines
        ],
        "warnings": warnings,
    }


def _line(line: LineCheck) -> dict[str, Any]:
    """Give what is said of a line as a whole."""
    return {column: getattr(line, column) for column in _LINE_COLUMNS}


def _term(line: LineCheck, term: TermCheck) -> dict[str, Any]:
    """Give a term and its amounts, with the decimals of the line."""
    amounts = {"billed": term.billed, "card": term.card, "difference": term.difference}
    return {"term": term.term} | {key: exact(value, line.digits) for key, value in amounts.items()}
