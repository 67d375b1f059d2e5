"""What tables, columns, settings and choices are called in files: their names, or Chinese titles.

Case, spaces, underscores and brackets do not count, full-width letters are the plain ones, and
both languages may stand side by side: ``Weight (g)``, ``重量（克）`` and ``重量(克) weight_g`` are
one column.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Literal

from codroute.scenario.columns import Column, columns, one_of
from codroute.scenario.fields import LIST_SEPARATOR
from codroute.scenario.scenario import TABLES
from codroute.scenario.settings import (
    FILES,
    FLOORS,
    SETTINGS_SHEET,
    first_settings,
    setting_columns,
)
from codroute.scenario.words import titles_zh

Language = Literal["en", "zh"]

KEY, VALUE, NOTE = "key", "value", "note"
"""The columns of the settings' sheet."""

README: dict[Language, str] = {"en": "read me", "zh": "说明"}
"""The sheet that explains the others and is not read."""

_MEANT = "%‰"
"""Marks that change what a column holds, so they count."""

_COUNTED = re.compile(r"(?P<floors>.+)\.\s*(?P<number>[1-9][0-9]{0,2})\s*\.(?P<part>.+)")
"""A key with a number in it: a part of one service floor."""


def plain(title: str) -> str:
    """Write a title so that equal ones are alike: letters, digits and per cent signs only."""
    text = unicodedata.normalize("NFKC", title).casefold()
    return "".join(letter for letter in text if letter.isalnum() or letter in _MEANT)


def table_of(title: str) -> str | None:
    """Give the table that the title of a sheet or the name of a file means."""
    return _tables().get(plain(title))


def column_of(table: str, title: str) -> str | None:
    """Give the column of a table that a title in its header means."""
    return _columns(table).get(plain(title))


def named_by(names: Iterable[str]) -> Callable[[str], str | None]:
    """Give what knows the columns of a table beside the scenario's by their titles."""
    known = _lookup({name: _titles_beside(name) for name in names})
    return lambda title: known.get(plain(title))


def known_columns(table: str, title: str) -> str:
    """Say which columns a table has, in the language of a title that names none of them."""
    return one_of(title, [column_title(table, name, _language(title)) for name in columns(table)])


def known_sheets(title: str) -> str:
    """Say which sheets a workbook has, in the language of a title that is none of them."""
    language = _language(title)
    names = [table_title(table, language) for table in TABLES]
    return one_of(title, [settings_title(language), *names])


def known_settings(title: str) -> str:
    """Say which settings there are, in the language of a key that is none of them."""
    return one_of(title, [setting_title(name, _language(title)) for name in first_settings()])


def is_settings(title: str) -> bool:
    """Tell whether a sheet's title says that it holds the settings."""
    return plain(title) in _lookup({SETTINGS_SHEET: titles_zh.SETTINGS_SHEET})


def is_readme(title: str) -> bool:
    """Tell whether a sheet's title says that it only explains."""
    return plain(title) in map(plain, README.values())


def setting_column_of(title: str) -> str | None:
    """Give the column of the settings' sheet that a title means."""
    return _lookup(_SETTING_COLUMNS).get(plain(title))


def setting_of(title: str) -> str | None:
    """Give the setting that a key means, such as ``policy.service.1.country``."""
    reading = _reading_of(title)
    if reading is not None:
        return reading
    floor = _COUNTED.fullmatch(unicodedata.normalize("NFKC", title).strip())
    if floor is None:
        name = _settings().get(plain(title))
        return None if name is None or name.startswith(FLOORS) else name
    name = _settings().get(plain(floor["floors"] + floor["part"]))
    if name is None or not name.startswith(FLOORS):
        return None
    return f"{FLOORS}.{int(floor['number'])}{name.removeprefix(FLOORS)}"


def _reading_of(title: str) -> str | None:
    """Give the key that says how files are written: ``files.dates``, ``files.demand.decimal``."""
    first, _, rest = unicodedata.normalize("NFKC", title).partition(".")
    table, _, part = rest.rpartition(".")
    if plain(first) not in _lookup({FILES: titles_zh.FILES}):
        return None
    key, name = _lookup(titles_zh.READING).get(plain(part)), table_of(table)
    if key is None or (table and name is None):
        return None
    return f"{FILES}.{name}.{key}" if name else f"{FILES}.{key}"


def choice_of(column: str, choices: Iterable[str], text: str) -> str:
    """Give the choice that a text means; one that means none is given as it stands.

    Of a list, each name is looked up.
    """
    known = _choices(column, tuple(choices))
    if LIST_SEPARATOR in text:
        names = (choice_of(column, choices, part) for part in text.split(LIST_SEPARATOR))
        return LIST_SEPARATOR.join(names)
    return known.get(plain(text), text)


def name_choices(cells: dict[str, Any], chosen: Iterable[Column]) -> dict[str, Any]:
    """Put the names of choices where their titles stand, in the ``chosen`` columns of a row."""
    for column in chosen:
        text = cells.get(column.name)
        if isinstance(text, str):
            cells[column.name] = choice_of(column.name, column.choices, text)
    return cells


def settings_title(language: Language) -> str:
    """Give the title of the settings' sheet."""
    return titles_zh.SETTINGS_SHEET[0] if language == "zh" else SETTINGS_SHEET


def table_title(table: str, language: Language) -> str:
    """Give the title of a table's sheet."""
    return titles_zh.TABLES[table][0] if language == "zh" else table


def column_title(table: str, column: str, language: Language) -> str:
    """Give the title of a column."""
    return _column_titles(table, column)[0] if language == "zh" else column


def setting_title(setting: str, language: Language) -> str:
    """Give the key of a setting; in that of a service floor stands its number."""
    if language == "en":
        return setting
    if not setting.startswith(f"{FLOORS}."):
        return _setting_titles(setting)[0]
    number, part = setting.removeprefix(f"{FLOORS}.").split(".")
    return f"{titles_zh.SERVICE_FLOOR[0]}.{number}.{titles_zh.SERVICE[part][0]}"


def setting_column_title(column: str, language: Language) -> str:
    """Give the title of a column of the settings' sheet."""
    return _SETTING_COLUMNS[column][0] if language == "zh" else column


def yes_no_titles(language: Language) -> tuple[str, str]:
    """Give the words for yes and no."""
    return (titles_zh.YES, titles_zh.NO) if language == "zh" else ("yes", "no")


def choice_title(column: str, choice: str, language: Language) -> str:
    """Give the title of a choice."""
    return _choice_titles(column, choice)[0] if language == "zh" else choice


_SETTING_COLUMNS = {
    KEY: titles_zh.KEY_TITLES, VALUE: titles_zh.VALUE_TITLES, NOTE: titles_zh.NOTE_TITLES
}  # fmt: skip


def _column_titles(table: str, column: str) -> tuple[str, ...]:
    return titles_zh.IN_TABLE.get((table, column)) or titles_zh.COLUMNS[column]


def _titles_beside(column: str) -> tuple[str, ...]:
    return titles_zh.BESIDE.get(column) or titles_zh.COLUMNS.get(column, ())


def _choice_titles(column: str, choice: str) -> tuple[str, ...]:
    return titles_zh.IN_COLUMN.get((column, choice)) or titles_zh.CHOICES[choice]


def _setting_titles(setting: str) -> tuple[str, ...]:
    return titles_zh.SETTINGS[setting]


@cache
def _tables() -> dict[str, str]:
    return _lookup(titles_zh.TABLES)


@cache
def _columns(table: str) -> dict[str, str]:
    return _lookup({column: _column_titles(table, column) for column in columns(table)})


@cache
def _choices(column: str, choices: tuple[str, ...]) -> dict[str, str]:
    return _lookup({choice: _choice_titles(column, choice) for choice in choices})


@cache
def _settings() -> dict[str, str]:
    """Give the settings by their plain titles; a service floor's parts without a number."""
    titles: dict[str, tuple[str, ...]] = {}
    for setting in setting_columns():
        head, _, part = setting.rpartition(".")
        if head == FLOORS:
            floors, parts = titles_zh.SERVICE_FLOOR, titles_zh.SERVICE[part]
            titles[setting] = tuple(f"{floor}.{title}" for floor in floors for title in parts)
        else:
            titles[setting] = _setting_titles(setting)
    return _lookup(titles)


def _language(title: str) -> Language:
    """Give the language in which to answer somebody who wrote a title."""
    return "zh" if any("\u4e00" <= letter <= "\u9fff" for letter in title) else "en"


def _lookup(titles: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Give names by their plain titles, alone or beside the name; a name wins over a title."""
    known: dict[str, str] = {}
    for name, others in titles.items():
        for title in others:
            for way in (title, f"{title} {name}", f"{name} {title}"):
                known.setdefault(plain(way), name)
    return known | {plain(name): name for name in titles}
