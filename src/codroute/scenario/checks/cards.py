"""Cards by weight, and fee tables by value: every weight and value has one price at most.

What two rows price alike is priced, with a warning; what no row prices is not carried, with a
warning; what two rows price otherwise is refused.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from codroute.scenario.catalog import end_rows
from codroute.scenario.checks.draft import Draft
from codroute.scenario.reading.text import Phrase

Numbered = tuple[int, Any]


@dataclass(frozen=True)
class _Scale:
    """What the rows of a table are laid along, in the words of its columns."""

    table: str
    begin: str
    end: str
    unit: str
    place: Callable[[Any], tuple[object, ...]]

    def begins(self, row: Any) -> Any:
        """Give the weight or value above which a row holds."""
        return getattr(row, self.begin)

    def ends(self, row: Any) -> Any:
        """Give the weight or value up to which a row holds, or None."""
        return getattr(row, self.end)

    def same_price(self, row: Any, other: Any) -> bool:
        """Tell whether two rows differ only in where they hold."""
        only = {self.begin, self.end}
        return type(row) is type(other) and bool(
            row.model_dump(exclude=only) == other.model_dump(exclude=only)
        )


_CARDS = _Scale(
    "rate_cards", "over_weight_g", "up_to_weight_g", " g", lambda row: (row.rate_card, row.zone)
)
_COD_FEES = _Scale(
    "cod_fee_tables", "over_value", "up_to_value", "", lambda row: (row.cod_fee_table,)
)


def check_rate_cards(draft: Draft) -> None:
    """Report zones in which a weight has two prices, and rows that end where they begin."""
    _check_table(draft, _CARDS, end_rows)


def check_cod_fee_tables(draft: Draft) -> None:
    """Report tables in which a value has two fees, and steps that end where they begin."""
    _check_table(draft, _COD_FEES, list)
    for index, step in draft.numbered("cod_fee_tables"):
        if None not in (step.minimum, step.maximum) and step.minimum > step.maximum:
            wanted = f"at least the minimum {step.minimum}"
            draft.report("cod_fee_tables", index, "maximum", step.maximum, wanted)


def _check_table(draft: Draft, scale: _Scale, ended: Callable[[list[Any]], list[Any]]) -> None:
    places: dict[tuple[object, ...], list[Numbered]] = defaultdict(list)
    for index, row in draft.numbered(scale.table):
        places[scale.place(row)].append((index, row))
    if not draft.sound(scale.table):
        return
    for rows in places.values():
        rows.sort(key=lambda numbered: scale.begins(numbered[1]))
        if sum(_goes_on(draft, scale, index, row) for index, row in rows) == len(rows):
            closed = ended([row for _, row in rows])
            _check_row_of_rows(draft, scale, [index for index, _ in rows], closed)


def _goes_on(draft: Draft, scale: _Scale, index: int, row: Any) -> bool:
    """Report a row that ends before it begins."""
    begin, end = scale.begins(row), scale.ends(row)
    if end is not None and end <= begin:
        draft.report(scale.table, index, scale.end, end, f"more than {begin}")
        return False
    return True


def _check_row_of_rows(
    draft: Draft, scale: _Scale, numbers: Sequence[int], rows: Sequence[Any]
) -> None:
    """Compare each row with the one below: a gap is warned of, two prices are refused."""
    if scale.begins(rows[0]):
        begin = scale.begins(rows[0])
        _warn_gap(draft, scale, numbers[0], f"{begin}{scale.unit} and less")
    reach = rows[0]
    for lower, upper, index in zip(rows, rows[1:], numbers[1:], strict=False):
        reach = _further(scale, reach, lower)
        begin, end = scale.begins(upper), scale.ends(reach)
        if end is not None and begin > end:
            _warn_gap(draft, scale, index, f"more than {end} and up to {begin}{scale.unit}")
        elif end is None or begin < end:
            below = "the row below, which does not end" if end is None else f"{end} below"
            found = Phrase(f"{begin}, an overlap with {below}")
            if scale.same_price(reach, upper):
                wanted = "each in one row; both have the same price, so it is priced"
                draft.warn(scale.table, index, scale.begin, found, wanted)
            else:
                where = "where the row below ends" if end is None else f"{end}"
                wanted = f"{where}: the two rows have different prices"
                draft.report(scale.table, index, scale.begin, found, wanted)


def _further(scale: _Scale, row: Any, other: Any) -> Any:
    """Give the one of two rows that ends later."""
    ends = scale.ends(row), scale.ends(other)
    return row if ends[0] is None or (ends[1] is not None and ends[1] <= ends[0]) else other


def _warn_gap(draft: Draft, scale: _Scale, index: int, what: str) -> None:
    found = Phrase(f"no row for {what}")
    wanted = "a row for it: such orders are not carried"
    draft.warn(scale.table, index, scale.begin, found, wanted)
