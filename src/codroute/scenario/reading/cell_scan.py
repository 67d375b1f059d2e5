"""What a worksheet's XML says of its cells beyond their values: errors, formulas, merged ranges.

The library that reads the values gives errors and formulas never calculated as blanks, and makes
room for every cell up to the last one; so both are looked up first.
"""

import re
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from codroute.scenario.reading.sheet import Merged, Unreadable

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
UNCALCULATED = Unreadable("a formula without a value: open and save the file in a spreadsheet")


class BrokenSheet(Exception):
    """The XML of a worksheet cannot be read."""


@dataclass
class CellScan:
    """Cells that cannot be read by row (from 1) and column (from 0), and how far cells reach."""

    unreadable: dict[tuple[int, int], Unreadable] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)
    last_row: int = 0
    last_column: int = -1


def scan_cells(content: bytes, *, stale: bool) -> CellScan:
    """Look through a worksheet; ``stale``: what its formulas gave was not calculated.

    Raises
    ------
    BrokenSheet
        It is not well-formed UTF-8, or declares entities, which no spreadsheet does.
    """
    if b"\x00" in content[:4]:
        raise BrokenSheet  # UTF-16, which the parser takes whatever it is told
    reader = _Reader(stale)
    parser = expat.ParserCreate("utf-8")  # all that the library reads values in
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.EntityDeclHandler = reader.entity
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise BrokenSheet from error
    return reader.scan


def cell_name(row: int, column: int) -> str:
    """Name a cell as a spreadsheet does: row 7, column 7 (from 0) is ``H7``."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def _position(reference: str | None) -> tuple[int, int] | None:
    """Give row and column of a reference such as ``H7``."""
    match = _REFERENCE.fullmatch(reference or "")
    if match is None:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column - 1


class _Reader:
    """Takes the parser's events; a cell without a reference stands right of the one before."""

    def __init__(self, stale: bool) -> None:
        self.scan = CellScan()
        self._stale = stale
        self._row = 0
        self._column = -1
        self._kind = ""
        self._formula = False
        self._valued = False
        self._value: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Note where a row or cell begins, and what it holds."""
        match name[name.find(":") + 1 :]:
            case "row":
                stated = attributes.get("r", "")
                self._row = int(stated) if stated.isdecimal() else self._row + 1
                self._column = -1
            case "c":
                self._begin_cell(attributes)
            case "v" | "is":
                self._value = []
                self._valued = True
            case "f":
                self._formula = True
            case "mergeCell":
                self._merge(attributes.get("ref", ""))

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        place = _position(attributes.get("r"))
        self._row, self._column = place or (self._row, self._column + 1)
        self._kind = attributes.get("t", "")
        self._formula = self._valued = False
        self._value = None

    def text(self, text: str) -> None:
        """Keep a value's letters."""
        if self._value is not None:
            self._value.append(text)

    def end(self, name: str) -> None:
        """Note a cell that cannot be read, and how far cells reach."""
        if name[name.find(":") + 1 :] != "c" or not (self._valued or self._formula):
            return
        self.scan.last_row = max(self.scan.last_row, self._row)
        self.scan.last_column = max(self.scan.last_column, self._column)
        if self._kind == "e":
            words = "".join(self._value or ()).strip() or "an error"
            self.scan.unreadable[self._row, self._column] = Unreadable(words)
        elif self._formula and (self._stale or not self._calculated()):
            self.scan.unreadable[self._row, self._column] = UNCALCULATED
        self._value = None

    def _calculated(self) -> bool:
        """Tell whether a formula's value is there; a text may be empty."""
        return self._valued and (self._kind == "str" or bool("".join(self._value or ()).strip()))

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        begin, end = _position(first), _position(last or first)
        if begin and end:
            self.scan.merged.append(Merged(begin[0], begin[1], end[0], end[1]))

    def entity(self, *_: Any) -> None:
        """Refuse entities: they can make a small file grow without end."""
        raise ValueError("an entity")
