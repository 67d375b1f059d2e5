"""Cells made plain: however a table writes them, numbers and days as codroute states them."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from codroute.scenario.fields import LIST_SEPARATOR, Kind
from codroute.scenario.reading import days, numerals
from codroute.scenario.reading.header import written
from codroute.scenario.reading.sheet import Unclear, Value
from codroute.scenario.reading.text import shown
from codroute.scenario.reading.writing import Writing

Readings = Mapping[str, str]
"""What a text means under each way of writing it; empty where it means nothing."""

Plain = Value | Decimal
"""A value as the fields read it, or a cell that has none."""

Columns = dict[str, list[Plain]]

_TOLD = Unclear("", None)


@dataclass(frozen=True)
class _Question:
    """What a table as a whole decides: which decimal mark it has, in which order days stand."""

    key: str
    readers: Mapping[Kind, Callable[[str], Readings]]
    one_way: str
    plain_way: str
    as_asked: str


_QUESTIONS = (
    _Question(
        "decimal",
        {"number": numerals.number_readings, "share": numerals.share_readings},
        "one decimal mark in the whole table",
        "numbers with a decimal point, and thousands not parted",
        'a number with "{}" before its decimals, as asked for',
    ),
    _Question(
        "dates",
        {"date": days.day_readings},
        "one order of day and month in the whole table",
        "dates written like 2026-11-02",
        'a date in the order "{}", as asked for',
    ),
)


def plain_columns(
    cells: Mapping[str, Sequence[Value]],
    kinds: Mapping[str, Kind],
    numbers: Sequence[int],
    writing: Writing,
    stated_at: str | None,
) -> Columns:
    """Read the columns of a table by their kinds; None where a cell is blank.

    ``numbers`` are the rows' numbers, and ``stated_at`` says where the writing can be stated, up
    to the value, with ``{key}`` for the key. A text that is no number or day is left as it is, for
    its field to refuse; one that may be two is `Unclear`.
    """
    plain = {name: [_value(cell, kinds[name]) for cell in cells[name]] for name in cells}
    for question in _QUESTIONS:
        columns = {name: plain[name] for name in cells if kinds[name] in question.readers}
        answer = _Answer(question, columns, kinds, numbers, stated_at)
        plain |= answer.columns(getattr(writing, question.key))
    for name in (name for name in cells if kinds[name] == "date"):
        plain[name] = list(map(_in_our_era, plain[name], cells[name]))
    return plain


def _value(cell: Value, kind: Kind) -> Plain:
    """Make a cell plain as far as it does not depend on other cells."""
    if isinstance(cell, str):
        text = written(cell)
        return (text.replace("；", LIST_SEPARATOR) if kind == "names" else text) or None
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date()
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        number = cell if isinstance(cell, int) else Decimal(format(cell, ".15g"))
        return number if kind in ("number", "share", "date") else f"{Decimal(number):f}"
    return cell


def _in_our_era(day: Plain, cell: Value) -> Plain:
    """Refuse a Buddhist year, and name the one it is: a year is not turned into another unseen."""
    text = written(cell)
    stated = text if isinstance(cell, date) else next(iter(days.day_readings(text).values()), "")
    year = days.gregorian_year(stated)
    if year is None:
        return day
    buddhist = year + days.BUDDHIST_AHEAD
    wanted = f"the year of the Gregorian calendar: {year} if {buddhist} is Buddhist"
    return Unclear(shown(text), wanted)


class _Answer:
    """How one table writes its numbers, or its days: as asked for, or as single cells prove it.

    A cell proves a way of writing if it can be read in no other: ``12,5`` has a decimal comma.
    """

    def __init__(
        self,
        question: _Question,
        columns: Columns,
        kinds: Mapping[str, Kind],
        numbers: Sequence[int],
        stated_at: str | None,
    ) -> None:
        self._question, self._columns = question, columns
        self._numbers, self._stated_at = numbers, stated_at
        self._counts = {
            name: Counter(cell for cell in column if isinstance(cell, str))
            for name, column in columns.items()
        }
        self._readings: dict[str, dict[str, Readings]] = {
            name: {text: question.readers[kinds[name]](text) for text in counts}
            for name, counts in self._counts.items()
        }

    def columns(self, asked: str | None) -> Columns:
        """Give the columns as they read; every fault is a cell that is `Unclear`."""
        proven = {asked} if asked is not None else self._proven()
        refused = self._question.as_asked.format(asked)
        plain = {}
        for name, readings in self._readings.items():
            read = {text: _read(text, ways, proven, refused) for text, ways in readings.items()}
            plain[name] = [read[c] if isinstance(c, str) else c for c in self._columns[name]]
        if len(proven) > 1:
            self._tell_contradiction(plain)
        elif not proven:
            self._tell_ambiguity(plain)
        return plain

    def _proven(self) -> set[str]:
        """Give the ways of writing that cells prove."""
        every = (ways for readings in self._readings.values() for ways in readings.values())
        return {way for ways in every if len(ways) == 1 for way in ways}

    def _cells(self) -> Iterator[tuple[int, str, str, Readings]]:
        """Give the cells of text, row by row: index, column, text, readings."""
        for index in range(len(self._numbers)):
            for name, column in self._columns.items():
                cell = column[index]
                if isinstance(cell, str):
                    yield index, name, cell, self._readings[name][cell]

    def _tell_ambiguity(self, plain: Columns) -> None:
        """Say at the first cell that can be read in two ways how to settle it for all."""
        unclear = [cell for cell in self._cells() if len(set(cell[3].values())) > 1]
        if unclear:
            index, name, text, ways = unclear[0]
            found = f"{shown(text)}, which may be {' or '.join(ways.values())}"
            if len(unclear) > 1:
                found += f" (1 of {len(unclear)} such cells)"
            plain[name][index] = Unclear(found, self._how_to_ask(ways))

    def _how_to_ask(self, ways: Readings) -> str:
        """Say what to write into the settings for each reading."""
        if self._stated_at is None:
            return self._question.plain_way
        settled = [f'"{way}" for {text}' for way, text in ways.items()]
        return self._stated_at.replace("{key}", self._question.key) + ", or ".join(settled)

    def _tell_contradiction(self, plain: Columns) -> None:
        """Say at every cell that is written in the rarer way which cell proves the other."""
        cells = [cell for cell in self._cells() if len(cell[3]) == 1]
        times = Counter(way for *_, ways in cells for way in ways)
        first = {way: cell for cell in reversed(cells) for way in cell[3]}
        usual, odd = sorted(times, key=lambda way: (-times[way], first[way][0]))[:2]
        row, text = self._numbers[first[usual][0]], first[usual][2]
        for index, name, found, ways in cells:
            if odd in ways:
                words = f"{shown(found)}, against {shown(text)} in row {row}"
                plain[name][index] = Unclear(words, self._question.one_way)


def _read(text: str, ways: Readings, proven: set[str], refused: str) -> Plain:
    """Read a text where the table's way of writing is known or does not matter.

    What is no number or day is left for its field to refuse.
    """
    if not ways:
        return text
    if len(proven) == 1:
        (way,) = proven
        return ways[way] if way in ways else Unclear(shown(text), refused)
    return _TOLD if len(set(ways.values())) > 1 else next(iter(ways.values()))
