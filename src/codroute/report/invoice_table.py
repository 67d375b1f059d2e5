"""An invoice's check on the screen: sums by currency, by term, and the largest differences."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from fractions import Fraction

from rich.console import Console
from rich.table import Table
from rich.text import Text

from codroute.plan.invoice import TOTAL, InvoiceCheck, LineCheck, TermCheck
from codroute.report.console import add_row, clean, table
from codroute.report.words import TERM_WORDS, amount, count

_MOST_LISTED = 20


def show_invoice(check: InvoiceCheck, console: Console) -> None:
    """Print what is billed beside what the card says, and where both differ."""
    verdicts = [line.verdict for line in check.lines]
    agree, differ = verdicts.count("agrees"), verdicts.count("differs")
    without = len(verdicts) - agree - differ
    said = f"{count(len(verdicts), 'line')}: {agree:,} as the card says, {differ:,} different"
    console.print(Text(said + (f", {without:,} without a price" if without else "")))
    _say_price_tiers(check, console)
    _show(_sums(check), console)
    _show(_by_term(check), console)
    _show_differences(check, console)
    _show_miscounted(check, console)
    _show_other_outcomes(check, console)
    _show_unpriced(check, console)
    if check.not_compared:
        words = ", ".join(TERM_WORDS[term] for term in check.not_compared)
        console.print("")
        console.print(Text(f"Not compared, since the invoice has no column for it: {words}"))


def _say_price_tiers(check: InvoiceCheck, console: Console) -> None:
    """Say at which price tiers lines are priced."""
    lines: dict[tuple[str, str], int] = defaultdict(int)
    for line in check.lines:
        if line.price_tier is not None:
            lines[line.offer, line.price_tier] += 1
    if lines:
        words = "; ".join(
            f"{offer} at {tier}, {count(number, 'line')}"
            for (offer, tier), number in sorted(lines.items())
        )
        console.print(Text(clean(f"Price tiers: {words}")))


def _show(made: Table, console: Console) -> None:
    """Print a table below a blank line; an empty one is left out."""
    if made.row_count:
        console.print("")
        console.print(made)


def _show_listed(made: Table, of: int, console: Console) -> None:
    """Print a table that lists the first of several lines, and say how many more there are."""
    _show(made, console)
    if of > _MOST_LISTED:
        console.print(Text(f"and {of - _MOST_LISTED:,} more: --csv lists all", style="dim"))


def _total(amounts: Iterable[Fraction]) -> Fraction:
    return sum(amounts, Fraction(0))


def _sums(check: InvoiceCheck) -> Table:
    """Give by currency what is billed, what the card says, and both kinds of difference."""
    made = table(None, "", "Billed", "By the card", "Too much", "Too little", "Difference")
    for currency, lines in check.by_currency().items():
        digits = max(line.digits for line in lines)
        sums = [line.sums() for line in lines]
        billed, card = _total(pair[0] for pair in sums), _total(pair[1] for pair in sums)
        over = _total(max(pair[0] - pair[1], Fraction(0)) for pair in sums)
        under = over - (billed - card)
        amounts = (billed, card, over, under, billed - card)
        add_row(made, currency, *(amount(each, digits) for each in amounts))
    return made


def _by_term(check: InvoiceCheck) -> Table:
    """Give the terms of which some line differs, the most frequent first."""
    found: dict[tuple[str, str], list[tuple[LineCheck, TermCheck]]] = defaultdict(list)
    for line, term in check.differing():
        found[term.term, line.currency].append((line, term))
    made = table(None, "Term", "Lines", "Billed", "By the card", "Difference", "")
    for (name, currency), pairs in sorted(found.items(), key=lambda item: -len(item[1])):
        digits = max(line.digits for line, _ in pairs)
        billed = _total(term.billed for _, term in pairs)
        card = _total(term.card for _, term in pairs)
        amounts = [amount(each, digits) for each in (billed, card, billed - card)]
        add_row(made, term_words(name), f"{len(pairs):,}", *amounts, currency)
    return made


def _show_differences(check: InvoiceCheck, console: Console) -> None:
    """Print the largest differences; the total only where nothing else of its line differs.

    Sums of money compare within a currency only: each has its largest first, and its share of room.
    """
    found = [
        (line, term)
        for line, term in check.differing()
        if term.term != TOTAL or len(line.differences) == 1
    ]
    found.sort(key=lambda pair: -abs(pair[1].difference))
    ranks: Counter[str] = Counter()
    ranked = []
    for line, term in found:
        ranked.append((ranks[line.currency], line, term))
        ranks[line.currency] += 1
    ranked.sort(key=lambda each: each[0])
    listed = sorted(ranked[:_MOST_LISTED], key=lambda each: (each[1].currency, each[0]))
    heads = ("Row", "Order", "Offer", "Term", "Billed", "By the card", "Difference", "")
    made = table(None, *heads, left=(1, 2, 3, 7))
    for _, line, term in listed:
        amounts = (term.billed, term.card, term.difference)
        shown = [amount(each, line.digits) for each in amounts]
        add_row(
            made,
            f"{line.row:,}",
            line.order,
            line.offer,
            term_words(term.term),
            *shown,
            line.currency,
        )
    _show_listed(made, len(found), console)


def _show_miscounted(check: InvoiceCheck, console: Console) -> None:
    """Print the lines whose own terms do not add up to their own total."""
    found = [line for line in check.lines if line.miscounted]
    made = table(
        None, "Row", "Order", "Total stated", "Its terms add up to", "Difference", left=(1,)
    )
    for line in found[:_MOST_LISTED]:
        total, _ = line.sums()
        amounts = (total, total - line.miscounted, line.miscounted)
        add_row(made, f"{line.row:,}", line.order, *(amount(each, line.digits) for each in amounts))
    _show_listed(made, len(found), console)


def _show_other_outcomes(check: InvoiceCheck, console: Console) -> None:
    """Print the lines that agree with the card if the order ended otherwise."""
    found = [line for line in check.lines if line.agrees_if]
    made = table(None, "Row", "Order", "Billed as", "Would agree as", left=(1, 2, 3))
    for line in found[:_MOST_LISTED]:
        stated = f"{line.outcome.replace('_', ' ')}, {count(line.attempts, 'attempt')}"
        add_row(made, f"{line.row:,}", line.order, stated, line.agrees_if)
    _show_listed(made, len(found), console)


def _show_unpriced(check: InvoiceCheck, console: Console) -> None:
    """Print the lines that no card prices."""
    found = [line for line in check.lines if line.why]
    made = table(None, "Row", "Order", "Offer", "No price because", left=(1, 2, 3))
    for line in found[:_MOST_LISTED]:
        add_row(made, f"{line.row:,}", line.order, line.offer, line.why)
    _show_listed(made, len(found), console)


def term_words(term: str) -> str:
    """Give a term in words; the invoice's own sum is its total."""
    return TERM_WORDS.get(term, term)
