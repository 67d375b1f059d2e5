"""Days as tables write them: 2026/11/2, 02.11.2026, 2 Nov 2026, 2026年11月2日."""

import re
from datetime import date
from functools import lru_cache

from codroute.scenario.reading.numerals import decimal_digits

WAYS = ("dmy", "mdy", "ymd")
"""The ways to write a day in numbers: what comes first, second and last."""

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)  # not the calendar's, which are those of the machine's language

_TO_PLAIN_MARKS = str.maketrans("／．－\u00a0\u3000", "/.-  ", "\u200e\u200f\u061c")

_YEAR, _DAY, _NAME = "(?P<year>[0-9]{4})", "(?P<day>[0-9]{1,2})", "(?P<month>[A-Za-z]{3,9})"
_MONTH = "(?P<month>[0-9]{1,2})"
_CERTAIN = (
    re.compile(rf"{_YEAR}(?P<mark>[-/.]){_MONTH}(?P=mark){_DAY}"),
    re.compile(rf"{_YEAR} ?年 ?{_MONTH} ?月 ?{_DAY} ?[日号]"),
    re.compile(rf"{_DAY}[ -]{_NAME}\.?,?[ -]{_YEAR}"),
    re.compile(rf"{_NAME}\.? {_DAY},? {_YEAR}"),
)
"""Days that say what is what."""

_YEAR_LAST = re.compile(r"([0-9]{1,2})(?P<mark>[-/.])([0-9]{1,2})(?P=mark)([0-9]{4})")

BUDDHIST_AHEAD = 543
"""Years by which the Buddhist calendar of Thailand is ahead."""


@lru_cache(maxsize=65536)
def day_readings(text: str) -> dict[str, str]:
    """Give what a text means as a day, by the order of its parts; empty where it is none."""
    plain = decimal_digits(text.translate(_TO_PLAIN_MARKS)).strip()
    if match := _YEAR_LAST.fullmatch(plain):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        stated = {"dmy": _day(year, second, first), "mdy": _day(year, first, second)}
    else:
        stated = dict.fromkeys(WAYS, _in_any_order(plain))
    return {order: day for order, day in stated.items() if day is not None}


def _in_any_order(plain: str) -> str | None:
    """Read a day whose parts cannot be taken for one another."""
    for pattern in _CERTAIN:
        if match := pattern.fullmatch(plain):
            month = match["month"]
            number = int(month) if month.isdecimal() else _month(month)
            return _day(int(match["year"]), number, int(match["day"]))
    return None


def gregorian_year(day: str) -> int | None:
    """Give the year that is meant where a day (year first) from 2000 to 2100 has a Buddhist one."""
    stated = day[:4]
    if not "2543" <= stated <= "2643" or not stated.isdecimal():
        return None
    return int(stated) - BUDDHIST_AHEAD


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _month(name: str) -> int:
    """Give the number of a month by its English name, whole or shortened; 0 where it is none."""
    known = [i for i, month in enumerate(_MONTHS, start=1) if month.startswith(name.lower())]
    return known[0] if known else 0
