"""The JSON Schema accepts what is valid and refuses what is of the wrong type."""

import json
from copy import deepcopy
from inspect import cleandoc
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from places import TINY
from tiny_files import tiny_document

from codroute.scenario.columns import row_models
from codroute.scenario.output.write import scenario_document
from codroute.scenario.parse import read_scenario
from codroute.scenario.scenario import REQUIRED_TABLES, TABLES
from codroute.scenario.schema import json_schema

SCHEMA = json_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", ["tiny", "gulf-peak", "sea-11-11"])
def test_examples_are_valid(name: str) -> None:
    VALIDATOR.validate(json.loads(scenario_document(read_scenario(TINY.parent / name))))


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        ("demand", {"orders": 100}),
        ("demand", {"orders": "100"}),
        ("coverage", {"served": "yes", "remote_surcharge": 0.5}),
        ("price_schedules", {"offers": "desert-std"}),
        ("price_schedules", {"offers": ["desert-std"], "countries": []}),
        ("lanes", {"cod_value": "40.00", "category": None}),
        ("offers", {"categories": None, "rounding": None}),
    ],
)
def test_the_ways_to_write_a_cell(table: str, cells: dict[str, Any]) -> None:
    VALIDATOR.validate(changed(table, cells))


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        ("demand", {"orders": -1}),
        ("demand", {"orders": 1.5}),
        ("demand", {"orders": "many"}),
        ("demand", {"order": 1}),
        ("performance", {"paid_rate": 15}),
        ("coverage", {"served": "maybe"}),
        ("offers", {"cod_fee": {"form": "linear"}}),
        ("offers", {"cod_fee": {"form": "percent"}}),
        ("lanes", {"region": 7}),
        ("capacity", {"unit": "parcels"}),
    ],
)
def test_what_it_refuses(table: str, cells: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(changed(table, cells))


def changed(table: str, cells: dict[str, Any]) -> dict[str, Any]:
    document = deepcopy(tiny_document())
    document[table][0] |= cells
    return document


def test_what_may_be_absent_may_be_null() -> None:
    for table in TABLES:
        without = tiny_document() | {table: None}
        assert VALIDATOR.is_valid(without) == (table not in REQUIRED_TABLES), table
    VALIDATOR.validate(tiny_document() | {"policy": {"roles": None, "service": None}})


def test_required_tables_have_rows() -> None:
    for table in TABLES:
        emptied = tiny_document() | {table: []}
        assert VALIDATOR.is_valid(emptied) == (table not in REQUIRED_TABLES), table


def test_descriptions_are_the_docstrings() -> None:
    for table in TABLES:
        for model in row_models(table):
            described = SCHEMA["$defs"][model.__name__]["description"]
            assert cleandoc(described) == cleandoc(model.__doc__ or "")


def test_every_field_of_a_type_of_ours_is_described() -> None:
    rate = SCHEMA["$defs"]["Performance"]["properties"]["paid_rate"]
    assert rate["description"].startswith("a share from 0 to 1, written like 0.15")
