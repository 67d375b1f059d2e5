"""The audit's verdict on the screen: its own amounts beside those that the plan claims."""

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from codroute.plan.model import Money, Plan
from codroute.report.console import add_row, clean, table
from codroute.report.figures import planned_orders
from codroute.report.proof_words import ProvenResult, proof_sentences
from codroute.report.screen import audit_lines, fact
from codroute.report.words import TERM_WORDS, AuditResult, count, money

_NO_CLAIMS = (
    "The allocation claims no amounts, limits or bound: of those there was nothing to judge."
)


def show_verdict(
    plan: Plan,
    audit: AuditResult,
    audited_minor: Mapping[str, int],
    console: Console,
    *,
    proven: ProvenResult | None = None,
) -> None:
    """Print amounts by term as audited and as claimed, then the verdict with every finding.

    ``proven`` is what the audit added up from the plan's proofs, if it was asked to.
    """
    declined = sum(row.orders for row in plan.declined)
    orders = f"{count(planned_orders(plan), 'order')} planned, {declined:,} declined"
    console.print(Text(f"{clean(plan.scenario)}: {orders}"))
    console.print("")
    console.print(_amounts(plan, audited_minor))
    console.print("")
    for line in audit_lines(audit):
        console.print(line)
    if proven is not None:
        for sentence in proof_sentences(plan, proven, sum(audited_minor.values())):
            console.print(fact("Proof", sentence))
    if not _claims(plan):
        console.print(Text(_NO_CLAIMS, style="dim"))


def _claims(plan: Plan) -> bool:
    return plan.outcome is not None or plan.claims_money


def _amounts(plan: Plan, audited_minor: Mapping[str, int]) -> Table:
    claims = _claims(plan)
    made = table(None, plan.currency, "Audited", *(("Claimed",) if claims else ()))
    for term in dict.fromkeys((*plan.terms, *audited_minor, *plan.total_minor)):
        amounts = [audited_minor.get(term, 0), plan.total_minor.get(term, 0)]
        if any(amounts):
            _row(made, TERM_WORDS.get(term, term), amounts, plan.minor_digits, claims=claims)
    sums = [sum(audited_minor.values()), _sum(plan.total_minor)]
    _row(made, "contribution", sums, plan.minor_digits, claims=claims, style="bold")
    return made


def _sum(amounts: Money) -> int:
    return sum(amounts.values())


def _row(  # noqa: PLR0913 - one row of a table
    made: Table,
    label: str,
    amounts: list[int],
    digits: int,
    *,
    claims: bool,
    style: str | None = None,
) -> None:
    cells = [money(amount, digits) for amount in amounts[: 2 if claims else 1]]
    add_row(made, label, *cells, style=style)
