"""Every table, column, setting and choice has a Chinese title that means one thing."""

from collections.abc import Mapping

import pytest

from codroute.quoting.invoice_line import InvoiceLine
from codroute.quoting.orders import StatedOrder
from codroute.scenario.columns import Column, columns, columns_of
from codroute.scenario.scenario import TABLES
from codroute.scenario.settings import first_settings, setting_columns
from codroute.scenario.words import titles_zh, words_zh
from codroute.scenario.words.explained import (
    EXAMPLES,
    example_of,
    explained_column,
    explained_setting,
    table_words,
)
from codroute.scenario.words.titles import (
    choice_of,
    choice_title,
    column_of,
    column_title,
    is_settings,
    name_choices,
    named_by,
    plain,
    setting_of,
    setting_title,
    table_of,
    table_title,
)

ALL = [(table, column) for table in TABLES for column in columns(table).values()]


def repeated(titles: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Give titles that several names have."""
    seen: dict[str, str] = {}
    return {
        title
        for name, others in titles.items()
        for title in {plain(other) for other in (name, *others)}
        if seen.setdefault(title, name) != name
    }


def test_every_table_has_titles_of_its_own() -> None:
    assert titles_zh.TABLES.keys() == words_zh.TABLES.keys() == set(TABLES)
    assert repeated(titles_zh.TABLES) == set()
    for table, titles in titles_zh.TABLES.items():
        assert {table_of(title) for title in (table, table.upper(), *titles)} == {table}
        assert not any(map(is_settings, titles))


@pytest.mark.parametrize("table", TABLES)
def test_every_column_has_titles_of_its_own(table: str) -> None:
    titles = {
        name: titles_zh.IN_TABLE.get((table, name)) or titles_zh.COLUMNS[name]
        for name in columns(table)
    }
    assert repeated(titles) == set()
    for name, others in titles.items():
        assert {column_of(table, title) for title in (name, *others)} == {name}
        assert column_title(table, name, "zh") == others[0]


def test_no_title_is_left_over() -> None:
    names = {column.name for _, column in ALL}
    assert titles_zh.COLUMNS.keys() <= names
    assert words_zh.COLUMNS.keys() <= names
    assert titles_zh.IN_TABLE.keys() <= {(table, column.name) for table, column in ALL}
    assert words_zh.IN_TABLE.keys() <= {(table, column.name) for table, column in ALL}
    every = [*ALL, *(("", column) for column in setting_columns().values())]
    choices = {choice for _, column in every for choice in column.choices}
    assert titles_zh.CHOICES.keys() == choices
    assert EXAMPLES.keys() <= {column.name for _, column in every}
    assert words_zh.WANTED.keys() == {c.wanted for _, c in every if not c.choices}


@pytest.mark.parametrize("column", {c.name: c for _, c in ALL if c.choices}.values())
def test_every_choice_has_titles_of_its_own(column: Column) -> None:
    titles = {
        choice: titles_zh.IN_COLUMN.get((column.name, choice)) or titles_zh.CHOICES[choice]
        for choice in column.choices
    }
    assert repeated(titles) == set()
    for choice, others in titles.items():
        for title in (choice, choice.upper(), *others):
            assert choice_of(column.name, column.choices, title) == choice


BESIDE = columns_of(InvoiceLine)
"""The columns of invoices, which are all those of orders and some more."""


def test_every_column_of_orders_and_invoices_has_titles_of_its_own() -> None:
    assert columns_of(StatedOrder).keys() <= BESIDE.keys()
    titles = {name: titles_zh.BESIDE.get(name) or titles_zh.COLUMNS[name] for name in BESIDE}
    assert repeated(titles) == set()
    assert titles_zh.BESIDE.keys() <= BESIDE.keys()
    name_of = named_by(BESIDE)
    for name, others in titles.items():
        assert {name_of(title) for title in (name, *others)} == {name}
        assert any("\u4e00" <= letter <= "\u9fff" for letter in others[0]), name


@pytest.mark.parametrize("title", ["waybill", "Waybill No.", "AWB", "运单号 waybill"])
def test_ways_to_call_a_waybill(title: str) -> None:
    assert named_by(BESIDE)(title) == "waybill"


def test_outcomes_have_titles_of_their_own() -> None:
    choices = BESIDE["outcome"].choices
    titles = {choice: titles_zh.IN_COLUMN["outcome", choice] for choice in choices}
    assert repeated(titles) == set()
    for choice, others in titles.items():
        row = {"outcome": others[0], "freight": "运费"}
        chosen = name_choices(row, [BESIDE["outcome"]])
        assert chosen == {"outcome": choice, "freight": "运费"}
        assert {choice_of("outcome", choices, title) for title in others} == {choice}


def test_choices_in_lists() -> None:
    column = columns("offers")["fuel_on"]
    assert (
        choice_of("fuel_on", column.choices, "运费; 偏远附加费;x") == "freight;remote_surcharge;x"
    )


@pytest.mark.parametrize("setting", first_settings())
def test_every_setting_has_titles_of_its_own(setting: str) -> None:
    assert setting_of(setting_title(setting, "zh")) == setting_of(setting) == setting
    assert setting_of(setting.upper().replace("_", " ")) == setting
    for choice in setting_columns()[setting.replace(".service.1.", ".service.")].choices:
        assert choice_title(setting.rpartition(".")[2], choice, "zh")


def test_settings_have_different_titles() -> None:
    assert repeated(titles_zh.SETTINGS) == set()
    assert len({setting_title(name, "zh") for name in first_settings()}) == len(first_settings())


@pytest.mark.parametrize(
    ("key", "setting"),
    [
        ("policy.service.12.country", "policy.service.12.country"),
        ("服务底线.2.最低签收率", "policy.service.2.min_paid_rate"),
        ("policy.service.0.country", None),
        ("policy.service.country", None),
        ("policy.1.roles", None),
        ("files.decimal", "files.decimal"),
        ("文件.单量预测.日期顺序", "files.demand.dates"),
        ("files.demands.dates", None),
        ("files.encoding", None),
        ("policy", None),
        ("", None),
        (".", None),
    ],
)
def test_keys_of_settings(key: str, setting: str | None) -> None:
    assert setting_of(key) == setting


@pytest.mark.parametrize(
    ("title", "column"),
    [
        ("Weight (g)", "weight_g"),
        ("ＷＥＩＧＨＴ＿Ｇ", "weight_g"),
        ("重量 (克)", "weight_g"),
        ("重量(公斤)", None),
        ("重量", None),
        ("国家/地区", "country"),
        ("国家 *", "country"),
        ("国家 Country", "country"),
        ("Country 国家", "country"),
        ("", None),
    ],
)
def test_ways_to_write_a_title(title: str, column: str | None) -> None:
    assert column_of("lanes", title) == column


@pytest.mark.parametrize("language", ["en", "zh"])
def test_everything_is_explained(language: str) -> None:
    for table in TABLES:
        assert len(table_words(table, language)) > 5  # type: ignore[arg-type]
        assert table_title(table, language)  # type: ignore[arg-type]
    for table, column in ALL:
        words = explained_column(table, column, language)  # type: ignore[arg-type]
        assert all((words.needed, words.holds, words.wanted))
        assert example_of(column, language)  # type: ignore[arg-type]
    for setting in first_settings():
        words = explained_setting(setting, language)  # type: ignore[arg-type]
        assert all((words.needed, words.holds, words.wanted))


def test_needed_columns_are_called_so() -> None:
    for table, column in ALL:
        english = explained_column(table, column, "en").needed
        chinese = explained_column(table, column, "zh").needed
        assert (english == "needed in every row") == column.required == (chinese == "必填")


def test_the_needed_forms_of_a_column() -> None:
    column = columns("rate_cards")["fee_per_parcel"]
    assert explained_column("rate_cards", column, "en").needed == "needed with weight_band, per_kg"
    assert explained_column("rate_cards", column, "zh").needed == "重量段、按公斤时必填"
    column = columns("offers")["volumetric_ratio"]
    assert explained_column("offers", column, "zh").needed == "超过倍数计泡时必填"
