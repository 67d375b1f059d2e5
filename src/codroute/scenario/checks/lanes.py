"""Lanes: each has its orders' value and weight, from its own row or from a profile."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from codroute.scenario.checks.draft import Draft
from codroute.scenario.reading.text import Phrase

_NEEDED = ("cod_value", "weight_g")
_SIZES = ("length_cm", "width_cm", "height_cm")
_MARKS = ("goods_flags", "remote_band")


def check_lanes(draft: Draft) -> None:
    """Report lanes with no mean order and no profile, or with both, and part dimensions."""
    profiled = draft.names("profile", "lane")
    for index, lane in draft.numbered("lanes"):
        for column in (*_NEEDED, *_SIZES, *_MARKS):
            value = getattr(lane, column)
            if value is None and column in _NEEDED and _lacks(profiled, lane.lane):
                draft.report("lanes", index, column, None, "a value, or rows in the table profile")
            if value not in (None, ()) and profiled and lane.lane in profiled:
                wanted = "nothing here, since the table profile has the lane"
                draft.report("lanes", index, column, value, wanted)
        _check_sizes(draft, "lanes", index, lane)


def _lacks(names: set[str] | None, name: str) -> bool:
    """Tell whether a name is surely not among those stated."""
    return names is not None and name not in names


def check_profile(draft: Draft) -> None:
    """Report profiles whose shares do not add up to 1, and part dimensions."""
    total: dict[str, Decimal] = defaultdict(Decimal)
    last: dict[str, int] = {}
    for index, point in draft.numbered("profile"):
        total[point.lane] += point.share
        last[point.lane] = index
        _check_sizes(draft, "profile", index, point)
        if point.share == 0:
            wanted = "a share above 0: a point decides which offers can carry the lane"
            draft.report("profile", index, "share", point.share, wanted)
    if draft.sound("profile"):
        for lane, share in total.items():
            if share != 1:
                found = Phrase(f"shares of {lane} adding up to {share}")
                draft.report("profile", last[lane], "share", found, "shares that add up to 1")


def _check_sizes(draft: Draft, table: str, index: int, row: Any) -> None:
    stated = [column for column in _SIZES if getattr(row, column) is not None]
    for column in _SIZES if stated else ():
        if getattr(row, column) is None:
            draft.report(table, index, column, None, "a value, as for the other two dimensions")
