"""Postcodes as a table lists them: single codes, ranges and beginnings, compared letter by letter.

A code is compared without case, spaces and hyphens. A range holds for codes of its own length; one
that ends in ``*`` holds for every longer code that begins so.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

_RANGE = re.compile(r"(.+?)(?:\s+-\s+|\s*[–—]\s*)(.+)")
_PLAIN_RANGE = re.compile(r"(\w+\*?)-(\w+\*?)")
_CODE = re.compile(r"[0-9a-z]{1,12}")
_LOWEST, _HIGHEST = "0", "z"
"""What a code may begin and end with, as letters are compared."""


@dataclass(frozen=True)
class CodeRange:
    """Codes from ``low`` to ``high``, both of one length; ``begins``: longer codes too."""

    low: str
    high: str
    begins: bool = False

    def at_length(self, length: int) -> tuple[str, str] | None:
        """Give the first and last code of this length, or None where the range has none."""
        own = len(self.low)
        if own == length or (self.begins and own < length):
            return self.low.ljust(length, _LOWEST), self.high.ljust(length, _HIGHEST)
        return None


def code_key(text: str) -> str:
    """Write a code as it is compared: without case, spaces and hyphens, in plain digits."""
    letters = unicodedata.normalize("NFKC", text).casefold()
    plain = (str(unicodedata.decimal(letter, letter)) for letter in letters)
    return "".join(letter for letter in plain if letter not in " -‐‑–\t")


def parse_code_range(text: str) -> CodeRange:
    """Read ``20100``, ``10000-14999``, ``00-001 - 04-999`` or ``30*``.

    A hyphen between two codes of one length is a range; else it belongs to the code, and a range
    has spaces around it.

    Raises
    ------
    ValueError
        With the words of what is wanted instead.
    """
    folded = unicodedata.normalize("NFKC", text).strip()
    parts = _RANGE.fullmatch(folded) or _PLAIN_RANGE.fullmatch(folded)
    if parts is not None and parts.re is _PLAIN_RANGE and len(parts[1]) != len(parts[2]):
        parts = None
    low, high = (parts[1], parts[2]) if parts else (folded, folded)
    begins = low.endswith("*") and high.endswith("*")
    ends = [code_key(code.removesuffix("*") if begins else code) for code in (low, high)]
    if not all(map(_CODE.fullmatch, ends)) or len(ends[0]) != len(ends[1]):
        raise ValueError(WANTED)
    if ends[0] > ends[1]:
        raise ValueError("the lower code of the range first")
    return CodeRange(ends[0], ends[1], begins)


WANTED = "postcodes and ranges separated by ;, written like 10000-14999; 20100; 30*"


class Postcodes:
    """Which rows list a code: ranges by the number of their row, found by halving.

    Parameters
    ----------
    listed
        Each row's number with a range that it lists.
    """

    def __init__(self, listed: Iterable[tuple[int, CodeRange]]) -> None:
        self._listed = list(listed)
        self._at_length: dict[int, _Intervals] = {}

    def lengths(self) -> set[int]:
        """Give the lengths of the codes that the ranges are written with."""
        return {len(code_range.low) for _, code_range in self._listed}

    def intervals(self, length: int) -> "_Intervals":
        """Give the ranges as they hold for codes of a length, lowest first."""
        if length not in self._at_length:
            self._at_length[length] = _Intervals(self._listed, length)
        return self._at_length[length]

    def find(self, code: str) -> Iterator[int]:
        """Give the rows that list a code, as `code_key` writes it."""
        return self.intervals(len(code)).find(code)


class _Intervals:
    """Ranges of codes of one length, lowest first."""

    def __init__(self, listed: Iterable[tuple[int, CodeRange]], length: int) -> None:
        ends = ((row, code_range.at_length(length)) for row, code_range in listed)
        self.rows = sorted((*pair, row) for row, pair in ends if pair is not None)
        self._lows = [low for low, _, _ in self.rows]
        self._furthest = list(accumulate((high for _, high, _ in self.rows), max))

    def find(self, code: str) -> Iterator[int]:
        """Walk down from the last range that begins early enough until none reaches so far."""
        index = bisect_right(self._lows, code) - 1
        while index >= 0 and self._furthest[index] >= code:
            _, high, row = self.rows[index]
            if high >= code:
                yield row
            index -= 1


def overlaps(
    listed: Iterable[tuple[int, CodeRange]], answers: dict[int, object]
) -> Iterator[tuple[int, int, str]]:
    """Give pairs of rows whose ranges meet though their answers differ, with a code of both.

    Of each range only the furthest earlier ones are looked at, one per answer, so that it is quick.
    """
    postcodes = Postcodes(listed)
    for length in sorted(postcodes.lengths()):
        furthest: dict[object, tuple[str, int]] = defaultdict(lambda: ("", -1))
        for low, high, row in postcodes.intervals(length).rows:
            for answer, (reach, other) in furthest.items():
                if answer != answers[row] and reach >= low:
                    yield other, row, low
            furthest[answers[row]] = max(furthest[answers[row]], (high, row))
