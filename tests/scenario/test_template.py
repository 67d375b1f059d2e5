"""The empty scenario: no scenario by accident, and tiny once tiny's rows are in it."""

import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from places import TINY
from workbooks import tiny_sheets

from codroute.scenario.columns import columns
from codroute.scenario.output.template import template_folder, template_workbook
from codroute.scenario.output.write import write_files
from codroute.scenario.parse import examine, read_scenario
from codroute.scenario.reading.source import read_raw
from codroute.scenario.scenario import REQUIRED_TABLES, TABLES
from codroute.scenario.settings import first_settings
from codroute.scenario.words.explained import explained_column
from codroute.scenario.words.titles import (
    Language,
    choice_title,
    column_of,
    is_settings,
    setting_of,
    table_of,
    table_title,
)

LANGUAGES: tuple[Language, ...] = ("en", "zh")


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    found: Language = request.param
    return found


@pytest.fixture
def book(language: Language, tmp_path: Path) -> Path:
    path = tmp_path / "new.xlsx"
    path.write_bytes(template_workbook(language))
    return path


def test_it_is_no_scenario(book: Path, language: Language) -> None:
    scenario, faults = examine(read_raw(book))
    assert scenario is None
    tables = {fault.sheet for fault in faults if fault.found == "no rows"}
    assert tables == {table_title(table, language) for table in REQUIRED_TABLES}
    rest = [fault for fault in faults if fault.found != "no rows"]
    assert [fault.cell for fault in rest] == ["B3", "B4", "B5", "B6", "B7", "B8"]
    assert {fault.found for fault in rest} == {"nothing"}


def test_filled_in_by_another_program_it_is_tiny(book: Path) -> None:
    """Fill in as a person would: below the titles and beside the keys, whatever language."""
    tiny = tiny_sheets()
    filled = load_workbook(book)
    for page in filled.worksheets:
        titles = [cell.value for cell in page[1]]
        table = table_of(page.title)
        if is_settings(page.title):
            values = dict(tiny["settings"][1:])
            for row in range(2, page.max_row + 1):
                setting = setting_of(str(page.cell(row, 1).value))
                page.cell(row, 2).value = values.pop(setting, page.cell(row, 2).value)
            assert values == {}
        elif table in tiny:
            header, *rows = tiny[table]
            places = [titles.index(title) for title in titles]
            names = {column_of(table, str(titles[place])): place + 1 for place in places}
            for number, row in enumerate(rows, start=2):
                for name, value in zip(header, row, strict=True):
                    page.cell(number, names[str(name)]).value = value
    filled.save(book)
    assert read_scenario(book).digest == read_scenario(TINY).digest


def test_titles_have_notes_and_choices_have_lists(book: Path, language: Language) -> None:
    page = load_workbook(book)[table_title("capacity", language)]
    notes = [cell.comment.text for cell in page[1]]
    assert len(set(notes)) == len(notes) and all(len(note.splitlines()) == 4 for note in notes)
    lists = [rule.formula1 for rule in page.data_validations.dataValidation]
    assert lists == [{"en": '"orders,kg"', "zh": '"单量,公斤"'}[language]]
    assert page.freeze_panes == "A2"


def test_the_first_sheet_explains_every_column(book: Path) -> None:
    page = load_workbook(book).worksheets[0]
    explained = {
        (table_of(str(row[0])), column_of(table_of(str(row[0])) or "", str(row[1])))
        for row in page.iter_rows(values_only=True)
        if table_of(str(row[0])) and row[5]
    }
    assert {table for table, _ in explained} == set(TABLES)
    assert ("offers", "cod_fee_minimum") in explained


def test_every_setting_has_a_row(book: Path) -> None:
    pages = load_workbook(book).worksheets
    (page,) = [page for page in pages if is_settings(page.title)]
    keys = [setting_of(str(row[0])) for row in page.iter_rows(min_row=2, values_only=True)]
    assert tuple(keys) == first_settings()


def test_the_words_are_those_of_the_sheet(book: Path, language: Language) -> None:
    """Read without the documentation, nothing refers to it; a default is what a cell may hold."""
    first, *pages = load_workbook(book).worksheets
    told = " ".join(str(cell) for row in first.iter_rows(values_only=True) for cell in row if cell)
    assert "(how)" not in told and "](" not in told
    (page,) = [page for page in pages if is_settings(page.title)]
    notes = {setting_of(str(row[0])): str(row[2]) for row in page.iter_rows(values_only=True)}
    assert {"en": "blank: no;", "zh": "空白即 否;"}[language] in notes["policy.count_goods_cost"]


@pytest.mark.parametrize("table", sorted(TABLES))
def test_chinese_words_name_every_form(table: str) -> None:
    """A form that the words of its column leave out would seem not to exist."""
    for column in columns(table).values():
        if column.name.endswith("_form") and column.choices:
            words = explained_column(table, column, "zh").holds
            missing = [c for c in column.choices if choice_title(column.name, c, "zh") not in words]
            assert not missing, (column.name, words)


def test_a_blank_rate_of_a_place_is_that_of_the_offer() -> None:
    """The same title means another thing in another table, and money hangs on it."""
    words = {
        table: explained_column(table, columns(table)["tax_rate"], "zh").holds
        for table in ("offers", "coverage")
    }
    assert words["offers"].endswith("空白：不加")
    assert words["coverage"].endswith("空白：按报价的税率")


def test_as_a_folder(language: Language, tmp_path: Path) -> None:
    write_files(template_folder(language), tmp_path / "new")
    scenario, faults = examine(read_raw(tmp_path / "new"))
    assert scenario is None
    tables = {fault.file for fault in faults if fault.found == "no rows"}
    assert tables == {f"{table}.csv" for table in REQUIRED_TABLES}
    assert [f.column for f in faults if f.file == "scenario.toml"] == [
        "currency", "horizon.period", "horizon.periods", "horizon.start", "minor_digits", "name"
    ]  # fmt: skip


def test_a_folder_filled_in_is_tiny(language: Language, tmp_path: Path) -> None:
    files = template_folder(language)
    files["scenario.toml"] = (TINY / "scenario.toml").read_text(encoding="utf-8")
    for table, (header, *rows) in tiny_sheets().items():
        if table not in TABLES:
            continue
        titles = next(csv.reader(io.StringIO(files[f"{table}.csv"].lstrip("\ufeff"))))
        text = io.StringIO()
        writer = csv.DictWriter(text, titles)
        by_name = {column_of(table, title): title for title in titles}
        for row in rows:
            writer.writerow({by_name[str(n)]: v for n, v in zip(header, row, strict=True)})
        files[f"{table}.csv"] += text.getvalue()
    write_files(files, tmp_path / "new")
    assert read_scenario(tmp_path / "new").digest == read_scenario(TINY).digest


def test_the_settings_of_a_folder_are_toml_once_they_are_no_comments(tmp_path: Path) -> None:
    files = template_folder("en")
    lines = files["scenario.toml"].splitlines()
    start = lines.index("format = 1")
    plain = [
        line.removeprefix("# ") for line in lines[start:]
        if not line.startswith("# ") or " = " in line.partition("[")[0] or line.startswith("# [[")
    ]  # fmt: skip
    assert "main_share_max = 0.8" in plain
    files["scenario.toml"] = "\n".join(plain)
    write_files(files, tmp_path / "new")
    told = [str(f) for f in examine(read_raw(tmp_path / "new"))[1] if f.file == "scenario.toml"]
    assert told == []
