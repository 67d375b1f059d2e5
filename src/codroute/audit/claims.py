"""The plan's claimed amounts beside the audit's own, within the tolerance of the money law."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from codroute.audit.ledger import Ledger
from codroute.plan.model import Plan


def agrees(claimed: int, exact: Fraction) -> bool:
    """Tell whether a claimed amount is that of the audit before rounding, both in minor units."""
    return abs(claimed - exact) <= Fraction(1, 2) + abs(exact) / 1_000_000


def row_gaps(plan: Plan, ledger: Ledger) -> Iterator[tuple[int, str, int, int]]:
    """Give row number, term, claimed and own amount wherever they disagree."""
    for number, own in ledger.rows.items():
        claimed = plan.allocation[number - 1].amounts_minor
        if not claimed or claimed == own.minor:
            continue
        for term in own.minor | claimed:
            amount = claimed.get(term, 0)
            if not agrees(amount, own.exact.get(term, Fraction(0))):
                yield number, term, amount, own.minor.get(term, 0)


def charge_gaps(plan: Plan, ledger: Ledger) -> Iterator[tuple[str, str, str | None, int, int]]:
    """Give term, name, window, claimed and own amount of charges that disagree."""
    own = {(charge.term, charge.name, charge.window): charge for charge in ledger.charges}
    claimed: dict[tuple[str, str, str | None], int] = {}
    for charge in plan.charges:
        key: tuple[str, str, str | None] = (charge.term, charge.name, charge.window)
        claimed[key] = claimed.get(key, 0) + charge.amount_minor
    for key in own | claimed if plan.claims_money else claimed:
        exact = own[key].exact if key in own else Fraction(0)
        if not agrees(claimed.get(key, 0), exact):
            yield (*key, claimed.get(key, 0), round(exact))


def total_gaps(plan: Plan, ledger: Ledger) -> Iterator[tuple[str, int, int]]:
    """Give term, claimed and own total that disagree; a plan may claim no totals."""
    if not plan.claims_money or len(ledger.rows) < len(plan.allocation):
        return  # rows that have no price make no total
    own = ledger.total_minor
    for term in plan.total_minor | own:
        claimed = plan.total_minor.get(term, 0)
        if claimed == own.get(term, 0):
            continue
        parts = [row.exact[term] for row in ledger.rows.values() if term in row.exact]
        parts += [charge.exact for charge in ledger.charges if charge.term == term]
        slack = Fraction(len(parts), 2) + sum(map(abs, parts), Fraction(0)) / 1_000_000
        if abs(claimed - sum(parts, Fraction(0))) > slack:
            yield term, claimed, own.get(term, 0)


def stale(plan: Plan, ledger: Ledger) -> bool:
    """Tell whether the claimed amounts are those of another allocation.

    Then the check of amounts fails, and other figures derived from the old allocation (the use
    of limits, the volume of a schedule) would only repeat that the rows were edited.
    """
    return any(True for _ in row_gaps(plan, ledger)) or any(True for _ in total_gaps(plan, ledger))


def shown(amount_minor: int, digits: int) -> str:
    """Write minor units as a number of whole ones with their decimals."""
    return f"{Decimal(amount_minor).scaleb(-digits):,f}"
