"""The profit and loss on the screen: as many markets as fit, the others in one column."""

from rich.table import Table

from codroute.plan.model import Money, Plan
from codroute.report.console import add_row, table
from codroute.report.figures import UNPLACED, ProfitAndLoss
from codroute.report.words import TERM_WORDS, money

_GUTTER = 2


def pnl_table(figures: ProfitAndLoss, plan: Plan, width: int) -> Table:
    """Lay out terms by market, in whole units where decimals do not fit ``width`` columns."""
    digits = plan.minor_digits
    for kept in range(len(figures.columns), -1, -1):
        columns = _columns(figures, kept)
        for whole in (False, True):
            cells = _cells(figures, columns, digits, whole=whole)
            if _width(cells) <= width or (kept == 0 and whole):
                return _table(cells, plan.currency, whole=whole)
    raise AssertionError("the last layout is always taken")


def _columns(figures: ProfitAndLoss, kept: int) -> dict[str, Money]:
    """Name each column with its amounts: the total, the largest markets, the others together."""
    if len(figures.columns) == 1:
        kept = 0
    columns = {"Total": figures.total}
    columns |= {name: figures.by_column[name] for name in figures.columns[:kept]}
    rest = figures.columns[kept:]
    if rest and len(figures.columns) > 1:
        label = "others" if len(rest) > 1 or rest[0] != UNPLACED else UNPLACED
        columns[label] = {
            term: sum(figures.amount(term, name) for name in rest) for term in figures.terms
        }
    return columns


def _cells(
    figures: ProfitAndLoss, columns: dict[str, Money], digits: int, *, whole: bool
) -> list[list[str]]:
    """Write the heading, one row per term and the sums as text."""
    rows = [["", *columns]]
    for term in figures.terms:
        amounts = [money(column.get(term, 0), digits, whole=whole) for column in columns.values()]
        rows.append([TERM_WORDS.get(term, term), *amounts])
    sums = [money(sum(column.values()), digits, whole=whole) for column in columns.values()]
    return [*rows, ["contribution", *sums]]


def _width(cells: list[list[str]]) -> int:
    return sum(max(map(len, column)) + _GUTTER for column in zip(*cells, strict=True))


def _table(cells: list[list[str]], currency: str, *, whole: bool) -> Table:
    heading, *rows, sums = cells
    unit = f"Whole {currency}" if whole else currency
    made = table(None, unit, *heading[1:])
    for row in rows:
        add_row(made, *row)
    add_row(made, *sums, style="bold")
    return made
