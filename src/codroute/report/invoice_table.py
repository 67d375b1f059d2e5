"""An invoice's check on the screen: sums by currency, by term, and the largest differences."""

from collections import defaultdict
from fractions import Fraction

from rich.console import Console
from rich.text import Text

from codroute.plan.invoice import TOTAL, InvoiceCheck, TermCheck
from codroute.report.console import add_row, table
from codroute.report.words import TERM_WORDS, amount, count

_MOST_DIFFERENCES = 20
_DIGITS = 2


def show_invoice(check: InvoiceCheck, console: Console) -> None:
    """Print what is billed beside what the card says, and where both differ."""
    verdicts = [line.verdict for line in check.lines]
    agree, differ = verdicts.count("agrees"), verdicts.count("differs")
    console.print(
        Text(f"{count(len(verdicts), 'line')}: {agree:,} as the card says, {differ:,} different")
    )
    _show_sums(check, console)
    _show_terms(check, console)
    _show_differences(check, console)
    _show_unpriced(check, console)
    if check.not_compared:
        words = ", ".join(TERM_WORDS[term] for term in check.not_compared)
        console.print(Text(f"Not compared, since the invoice has no column for it: {words}"))


def _show_sums(check: InvoiceCheck, console: Console) -> None:
    """Print by currency what is billed, what the card says, and both kinds of difference."""
    made = table(None, "", "Billed", "By the card", "Too much", "Too little", "Difference")
    for currency, lines in check.by_currency().items():
        sums = [line.sums() for line in lines]
        billed = sum((pair[0] for pair in sums), Fraction(0))
        card = sum((pair[1] for pair in sums), Fraction(0))
        over = sum((max(pair[0] - pair[1], Fraction(0)) for pair in sums), Fraction(0))
        under = sum((max(pair[1] - pair[0], Fraction(0)) for pair in sums), Fraction(0))
        amounts = (billed, card, over, under, billed - card)
        add_row(made, currency, *(amount(each, _DIGITS) for each in amounts))
    if made.row_count:
        console.print("")
        console.print(made)


def _show_terms(check: InvoiceCheck, console: Console) -> None:
    """Print the terms of which some line differs."""
    by_term: dict[tuple[str, str], list[TermCheck]] = defaultdict(list)
    for line, term in check.differing():
        by_term[term.term, line.currency].append(term)
    made = table(None, "Term", "Lines", "Billed", "By the card", "Difference", "")
    for (name, currency), checks in sorted(by_term.items(), key=lambda item: -len(item[1])):
        billed = sum((each.billed for each in checks), Fraction(0))
        card = sum((each.card for each in checks), Fraction(0))
        amounts = [amount(each, _DIGITS) for each in (billed, card, billed - card)]
        add_row(made, term_words(name), f"{len(checks):,}", *amounts, currency)
    if made.row_count:
        console.print("")
        console.print(made)


def _show_differences(check: InvoiceCheck, console: Console) -> None:
    """Print the largest differences; the total only where nothing else of its line differs."""
    found = [
        (line, term)
        for line, term in check.differing()
        if term.term != TOTAL or len(line.differences) == 1
    ]
    found.sort(key=lambda pair: -abs(pair[1].difference))
    made = table(
        None, "Row", "Order", "Offer", "Term", "Billed", "By the card", "Difference", left=(1, 2, 3)
    )
    for line, term in found[:_MOST_DIFFERENCES]:
        amounts = (term.billed, term.card, term.difference)
        shown = [amount(each, _DIGITS) for each in amounts]
        add_row(made, f"{line.row:,}", line.order, line.offer, term_words(term.term), *shown)
    if made.row_count:
        console.print("")
        console.print(made)
        others = len(found) - _MOST_DIFFERENCES
        if others > 0:
            console.print(Text(f"and {others:,} smaller ones: --csv lists all", style="dim"))


def _show_unpriced(check: InvoiceCheck, console: Console) -> None:
    """Print the lines that no card prices."""
    made = table(None, "Row", "Order", "Offer", "No price because", left=(1, 2, 3))
    for line in check.lines:
        if line.verdict not in ("agrees", "differs"):
            add_row(made, f"{line.row:,}", line.order, line.offer, line.why)
    if made.row_count:
        console.print("")
        console.print(made)


def term_words(term: str) -> str:
    """Give a term in words; the invoice's own sum is its total."""
    return TERM_WORDS.get(term, term)
