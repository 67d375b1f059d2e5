"""An empty scenario that explains itself, as a workbook or as a folder."""

import io
import json

from xlsxwriter import Workbook

from codroute.output import csv_text
from codroute.scenario.columns import Column, columns
from codroute.scenario.output.page import Formats, Head, Page
from codroute.scenario.output.readme_page import write_readme
from codroute.scenario.scenario import REQUIRED_TABLES, TABLES
from codroute.scenario.settings import FLOORS, SETTINGS_FILE, first_settings, setting_column
from codroute.scenario.words.explained import (
    Explained,
    example_of,
    explained_column,
    explained_setting,
)
from codroute.scenario.words.guide import GUIDES
from codroute.scenario.words.titles import (
    Language,
    choice_title,
    column_title,
    setting_column_title,
    setting_title,
    settings_title,
    table_title,
    yes_no_titles,
)

_FORMAT = "format"
_VALUE_PLACE = 1
_TAB_NEEDED, _TAB_OPTIONAL = "#1F3A4D", "#B8C6D0"


def template_workbook(language: Language) -> bytes:
    """Give an empty scenario as the bytes of an .xlsx file; its first sheet explains the others."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        formats = Formats(book)
        write_readme(book, formats, language)
        _write_settings(book, formats, language)
        for table in TABLES:
            heads = [_head(table, column, language) for column in columns(table).values()]
            page = Page(book, formats, table_title(table, language), heads)
            page.explain()
            page.sheet.set_tab_color(_TAB_NEEDED if table in REQUIRED_TABLES else _TAB_OPTIONAL)
            page.finish()
    return buffer.getvalue()


def template_folder(language: Language) -> dict[str, str]:
    """Give an empty scenario as files by their names: settings to be filled in, and headers.

    Tables begin with a byte order mark, by which spreadsheets know the encoding.
    """
    files = {SETTINGS_FILE: _settings_file(language)}
    for table in TABLES:
        titles = [column_title(table, name, language) for name in columns(table)]
        files[f"{table}.csv"] = "\ufeff" + csv_text(titles, [])
    return files


def _head(table: str, column: Column, language: Language) -> Head:
    words = explained_column(table, column, language)
    example = f"{GUIDES[language].example}: {example_of(column, language)}"
    note = "\n".join((words.holds, words.needed, words.wanted, example))
    title = column_title(table, column.name, language)
    return Head(title, column.kind, words.required, note, _listed(column, language))


def _listed(column: Column, language: Language) -> tuple[str, ...]:
    """Give what to choose from; a list of names is typed, since it may hold several."""
    if column.kind == "yes_no":
        return yes_no_titles(language)
    if column.kind == "names":
        return ()
    return tuple(choice_title(column.name, choice, language) for choice in column.choices)


def _write_settings(book: Workbook, formats: Formats, language: Language) -> None:
    """Write the keys with what each one wants; the values are left to the user."""
    heads = (
        Head(setting_column_title("key", language), needed=True, width=34),
        Head(setting_column_title("value", language), needed=True, width=24),
        Head(setting_column_title("note", language), width=100),
    )
    page = Page(book, formats, settings_title(language), heads)
    for setting in first_settings():
        words = explained_setting(setting, language)
        value = "1" if setting == _FORMAT else None
        page.add([(setting_title(setting, language), value, _one_line(words))])
        choices = _listed(setting_column(setting), language)
        page.offer(page.rows, _VALUE_PLACE, page.rows, choices)
    page.sheet.set_tab_color(_TAB_NEEDED)
    page.finish()


def _one_line(words: Explained) -> str:
    return f"{words.holds} [{words.needed}; {words.wanted}]"


def _settings_file(language: Language) -> str:
    """Write scenario.toml with every setting as a comment to be filled in."""
    guide = GUIDES[language]
    lines = [f"# {line}" for line in (guide.title, "", *guide.steps)]
    lines += ["", "format = 1"]
    group = ""
    for setting in first_settings():
        head, _, key = setting.rpartition(".")
        if setting == _FORMAT:
            continue
        if head != group:
            group = head
            floor = head.startswith(FLOORS)
            lines += ["", f"# [[{FLOORS}]]" if floor else f"[{head}]"]
        words = explained_setting(setting, language)
        column = setting_column(setting)
        lines += [f"# {_one_line(words)}", f"# {key} = {_toml_example(column, words.default)}"]
    return "\n".join(lines) + "\n"


def _toml_example(column: Column, default: str | None) -> str:
    """Write the default, or else an example, as TOML."""
    value = default or example_of(column, "en")
    if column.kind == "yes_no":
        return {"yes": "true"}.get(value, value)
    return value if column.kind in ("number", "share", "date") else json.dumps(value)
