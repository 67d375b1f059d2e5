"""What tables, columns and settings hold, for people who fill them in: English and Chinese.

The English words are those of docs/scenario-format.md, which comes with codroute.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from codroute.scenario import words_zh
from codroute.scenario.columns import Column, columns
from codroute.scenario.settings import setting_columns
from codroute.scenario.titles import Language, choice_title

_PACKAGE = Path(__file__).resolve().parents[1]
# In an installed wheel the file lies inside the package, in a checkout at the repository's root.
_FILES = tuple(folder / "docs" / "scenario-format.md" for folder in (_PACKAGE, _PACKAGE.parents[1]))
_SECTION = re.compile(r"^### (\w+)(?:\.csv)?\n\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"^\| `([\w.]+)` \| (.*?) \| (.*) \|$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True)
class Explained:
    """What a column or setting holds, when it is needed, and how it is written."""

    needed: str
    holds: str
    wanted: str
    required: bool


def table_words(table: str, language: Language) -> str:
    """Say what a table holds."""
    if language == "zh":
        return words_zh.TABLES[table]
    paragraphs = _sections()[table].split("\n\n")
    return " ".join(_plain(p) for p in paragraphs if not p.startswith("|"))


def explained_column(table: str, column: Column, language: Language) -> Explained:
    """Explain a column of a table."""
    needed, holds = _documented()[table][column.name]
    if language == "en":
        return Explained(_plain(needed), _plain(holds), column.wanted, column.required)
    own = words_zh.IN_TABLE.get((table, column.name))
    words = own or words_zh.COLUMNS[column.name]
    form = "form" if "form" in columns(table) else _form_of(table, column.name)
    return Explained(_needed_zh(needed, form), words, wanted_zh(column), column.required)


def explained_setting(setting: str, language: Language) -> Explained:
    """Explain a setting; one with a default says it."""
    column = setting_columns()[setting]
    default, holds = _settings()[setting]
    if language == "en":
        needed = "yes" if column.required else _default(default, "no; without it: {}", "no")
        return Explained(needed, _plain(holds), column.wanted, column.required)
    needed = "必填" if column.required else _default(default, "选填，默认 {}", "选填")
    return Explained(needed, words_zh.SETTINGS[setting], wanted_zh(column), column.required)


def wanted_zh(column: Column) -> str:
    """Say in Chinese how a value is written; of a choice, which there are."""
    if not column.choices:
        return words_zh.WANTED[column.wanted]
    listed = "、".join(choice_title(column.name, choice, "zh") for choice in column.choices)
    return f"{listed}（多项用分号隔开）" if column.kind == "names" else listed


def _default(stated: str, words: str, none: str) -> str:
    plain = _plain(stated)
    return none if plain in ("–", "none") else words.format(plain)


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
    forms = [name for name in columns(table) if name.endswith("_form")]
    return next((f for f in forms if column.startswith(f.removesuffix("form"))), "form")


def _plain(text: str) -> str:
    """Give documentation as plain text on one line."""
    return _LINK.sub(r"\1", text).replace("`", "").replace("\n", " ").strip()


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
