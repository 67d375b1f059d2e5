"""Numbers as tables write them: digits of any script, marks of decimals and of thousands.

A reading is what a text means under one way of writing, in plain digits; where two ways give
different readings, the table decides which one holds.
"""

import re
from functools import lru_cache

WAYS = (".", ",")
"""The ways to write a number: by the decimal mark."""

_FORMS = {
    **dict.fromkeys("．﹒", "."),
    **dict.fromkeys("，﹐", ","),
    **dict.fromkeys("－−", "-"),
    **dict.fromkeys("％﹪٪", "%"),
    **dict.fromkeys("’＇٬", "'"),  # they only part thousands
    **dict.fromkeys("\u00a0\u2007\u2009\u202f\u3000", " "),
    "٫": "D",  # it only parts decimals
    **dict.fromkeys("\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2069", ""),
}
_TO_PLAIN_MARKS = str.maketrans(_FORMS)

_WHOLE = re.compile(r"-?[0-9]+")
_WITH_POINT = re.compile(r"-?(?:0|[0-9]{4,})\.[0-9]+|-?[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})")
"""Numbers of plain digits that have one reading: nearly all there are."""


def _written_with(decimal: str, thousands: str) -> re.Pattern[str]:
    """Give the pattern of numbers; thousands are parted in threes, or as in India 12,34,567."""
    first = rf"[1-9][0-9]{{0,2}}(?P<mark>[{thousands} '])[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*"
    india = r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}" if thousands == "," else "(?!)"
    return re.compile(rf"(?P<whole>-?(?:[0-9]+|{first}|{india}))(?:[{decimal}D](?P<part>[0-9]+))?")


_PATTERNS = {".": _written_with(".", ","), ",": _written_with(",", ".")}


def decimal_digits(text: str) -> str:
    """Write the digits of every script as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(int(c)) if c.isdecimal() else c for c in text)


@lru_cache(maxsize=65536)
def number_readings(text: str) -> dict[str, str]:
    """Give what a text means as a number, by the decimal mark; empty where it is none."""
    if _WHOLE.fullmatch(text):
        return {".": text, ",": text}
    if _WITH_POINT.fullmatch(text):
        return {".": text}
    plain = decimal_digits(text.translate(_TO_PLAIN_MARKS)).strip()
    found = {mark: pattern.fullmatch(plain) for mark, pattern in _PATTERNS.items()}
    return {mark: _joined(match["whole"], match["part"]) for mark, match in found.items() if match}


@lru_cache(maxsize=65536)
def share_readings(text: str) -> dict[str, str]:
    """Give what a text means as a share; ``15 %`` is 0.15.

    Thousands have no place in a share: of two readings the smaller one holds.
    """
    plain = text.translate(_TO_PLAIN_MARKS)
    if plain.endswith("%"):
        readings = number_readings(plain[:-1].rstrip())
        readings = {mark: _hundredth(number) for mark, number in readings.items()}
    else:
        readings = number_readings(text)
    if len(set(readings.values())) < 2:
        return readings
    mark = max(readings, key=lambda mark: _decimals(readings[mark]))
    return {mark: readings[mark]}


def _joined(whole: str, part: str | None) -> str:
    """Write a number without marks of thousands and with a point."""
    digits = re.sub(r"[^-0-9]", "", whole)
    return digits if part is None else f"{digits}.{part}"


def _decimals(number: str) -> int:
    return len(number.partition(".")[2])


def _hundredth(number: str) -> str:
    """Divide a number in plain digits by 100, no digit lost."""
    sign, digits = ("-", number[1:]) if number.startswith("-") else ("", number)
    whole, _, part = digits.partition(".")
    whole = whole.zfill(3)
    return f"{sign}{whole[:-2]}.{whole[-2:]}{part}".rstrip("0").removesuffix(".")
