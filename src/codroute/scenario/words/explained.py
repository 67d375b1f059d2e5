"""What tables, columns and settings hold, for people who fill them in: English and Chinese.

The English words are those of docs/scenario-format.md, which comes with codroute.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path

from codroute.scenario.columns import Column, columns
from codroute.scenario.settings import setting_column, unnumbered
from codroute.scenario.words import words_zh
from codroute.scenario.words.titles import Language, choice_title, yes_no_titles

_PACKAGE = Path(__file__).resolve().parents[2]
# In an installed wheel the file lies inside the package, in a checkout at the repository's root.
_FILES = tuple(folder / "docs" / "scenario-format.md" for folder in (_PACKAGE, _PACKAGE.parents[1]))
_SECTION = re.compile(r"^### (\w+)(?:\.csv)?\n\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"^\| `([\w.]+)` \| (.*?) \| (.*) \|$", re.MULTILINE)
_EXAMPLE = re.compile(r"written like ([-\w.]+)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_REFERENCE = re.compile(rf" \({_LINK.pattern}\)")


EXAMPLES = {
    "aliases": "الرياض; Ar Riyadh",
    "categories": "beauty; home",
    "category": "beauty",
    "city": "Riyadh",
    "city_tier": "1",
    "cod_fee_table": "falcon-cod",
    "commitment": "falcon-2026",
    "countries": "SA; AE",
    "country": "SA",
    "currency": "SAR",
    "district": "Al Olaya",
    "format": "1",
    "free_redeliveries": "1",
    "goods_flag": "battery",
    "goods_flags": "battery; magnet",
    "lane": "Riyadh/low",
    "name": "Falcon 2026",
    "offer": "falcon-standard",
    "offers": "falcon-standard; falcon-express",
    "price_tier": "tier 1",
    "provider": "falcon",
    "rate_card": "falcon-2026",
    "rate_source": "central bank",
    "refused_flags": "battery",
    "region": "Riyadh",
    "regions": "Riyadh; Jeddah",
    "remote_band": "remote",
    "return_fee_rate_card": "falcon-return",
    "schedule": "falcon-volume",
    "service": "Standard",
    "state": "Riyadh Province",
    "surcharge": "battery",
    "trial": "falcon-trial",
    "value_tier": "low",
    "value_tiers": "low; high",
    "zone": "A",
}
"""Examples of names; what else a column may hold, its own words give an example of."""


@dataclass(frozen=True)
class Explained:
    """What a column or setting holds, when it is needed, and how it is written."""

    needed: str
    holds: str
    wanted: str
    required: bool
    default: str | None = None


def table_words(table: str, language: Language) -> str:
    """Say what a table holds."""
    if language == "zh":
        return words_zh.TABLES[table]
    paragraphs = _sections()[table].split("\n\n")
    return " ".join(map(_plain, takewhile(lambda text: not text.startswith("|"), paragraphs)))


def explained_column(table: str, column: Column, language: Language) -> Explained:
    """Explain a column of a table."""
    needed, holds = _documented()[table][column.name]
    if language == "en":
        return Explained(_needed_en(needed), _plain(holds), column.wanted, column.required)
    own = words_zh.IN_TABLE.get((table, column.name))
    words = own or words_zh.COLUMNS[column.name]
    form = _form_of(table, column.name)
    return Explained(_needed_zh(needed, form), words, wanted_zh(column), column.required)


def explained_setting(setting: str, language: Language) -> Explained:
    """Explain a setting; one with a default says it."""
    column, name = setting_column(setting), unnumbered(setting)
    stated, holds = _settings()[name]
    plain = _plain(stated)
    default = None if plain in ("–", "none") else plain
    if language == "en":
        other = f"blank: {_blank(column, default, language)}" if default else "may stay blank"
        needed = "needed" if column.required else other
        return Explained(needed, _plain(holds), column.wanted, column.required, default)
    other = f"空白即 {_blank(column, default, language)}" if default else "选填"
    needed = "必填" if column.required else other
    return Explained(needed, words_zh.SETTINGS[name], wanted_zh(column), column.required, default)


def _blank(column: Column, default: str, language: Language) -> str:
    """Give the default of a setting as a cell would say it."""
    if column.kind == "yes_no":
        return yes_no_titles(language)[("true", "false").index(default)]
    return choice_title(column.name, default, language) if column.choices else default


def example_of(column: Column, language: Language) -> str:
    """Give an example of what a cell may hold."""
    if column.kind == "yes_no":
        return yes_no_titles(language)[0]
    if column.choices:
        return choice_title(column.name, column.choices[0], language)
    written = _EXAMPLE.search(column.wanted)
    return written[1] if written else EXAMPLES[column.name]


def wanted_zh(column: Column) -> str:
    """Say in Chinese how a value is written; a choice also by its name, as faults tell it."""
    if not column.choices:
        return words_zh.WANTED[column.wanted]
    titles = (choice_title(column.name, choice, "zh") for choice in column.choices)
    pairs = zip(titles, column.choices, strict=True)
    listed = "、".join(f"{title}({choice})" for title, choice in pairs)
    return f"{listed}，多项用分号隔开" if column.kind == "names" else listed


def _needed_en(needed: str) -> str:
    """Say when a column is needed: always, never, or with some forms."""
    if needed == "yes":
        return "needed in every row"
    parts = [
        f"may be filled {part.removeprefix('no (').removesuffix(')')}"
        if part.startswith("no (")
        else f"needed {part}"
        for part in needed.split("; ")
    ]
    return "may stay blank" if needed == "no" else _plain("; ".join(parts))


def _needed_zh(needed: str, form: str) -> str:
    """Say in Chinese when a column is needed: always, never, or with some forms."""
    if needed in ("yes", "no"):
        return {"yes": "必填", "no": "选填"}[needed]
    parts = []
    for part in needed.split("; "):
        titles = [choice_title(form, choice, "zh") for choice in re.findall(r"`(\w+)`", part)]
        word = "选填" if part.startswith("no") else "必填"
        parts.append(f"{'、'.join(titles)}时{word}")
    return "；".join(parts)


def _form_of(table: str, column: str) -> str:
    """Name the column of the form to which a part of a fee belongs."""
    forms = (name for name in columns(table) if name.endswith("_form"))
    return next((form for form in forms if column.startswith(form.removesuffix("form"))), "form")


def _plain(text: str) -> str:
    """Give documentation as plain text on one line; what only refers to elsewhere is left out."""
    return _LINK.sub(r"\1", _REFERENCE.sub("", text)).replace("`", "").replace("\n", " ").strip()


@cache
def _sections() -> dict[str, str]:
    for path in _FILES:
        if path.is_file():
            return dict(_SECTION.findall(path.read_text(encoding="utf-8")))
    raise FileNotFoundError(", ".join(map(str, _FILES)))


@cache
def _documented() -> dict[str, dict[str, tuple[str, str]]]:
    """Give what the documentation says of every table's columns: when needed, what they hold."""
    return {
        table: {name: (needed, holds) for name, needed, holds in _ROW.findall(text)}
        for table, text in _sections().items()
    }


@cache
def _settings() -> dict[str, tuple[str, str]]:
    """Give what the documentation says of every setting: its default, what it means."""
    text = next(path for path in _FILES if path.is_file()).read_text(encoding="utf-8")
    rows = _ROW.findall(text.partition("\n## Settings\n")[2].partition("\n## ")[0])
    return {name: (default, holds) for name, default, holds in rows}
