"""Scenarios written down: as a folder of TOML and CSV, a workbook, or one JSON document.

What is written reads back as the same scenario. Files appear whole or not at all.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from codroute.errors import Fault, InvalidInput
from codroute.output import csv_text, faults_of, followed, passing_folder, write_file
from codroute.scenario.columns import columns
from codroute.scenario.output.page import Cell
from codroute.scenario.output.write_workbook import flat_row, workbook_of
from codroute.scenario.scenario import REQUIRED_TABLES, SETTINGS, TABLES, Scenario
from codroute.scenario.settings import SETTINGS_FILE


def write_scenario(scenario: Scenario, path: Path | str) -> None:
    """Write a JSON document or a workbook where the name ends so (``.xlsx``), else a folder.

    Raises
    ------
    InvalidInput
        The folder exists already and is not empty, or the place cannot be written to.
    """
    path = Path(path)
    if path.suffix.lower() == ".json":
        write_file(path, scenario_document(scenario).encode())
    elif path.suffix.lower() == ".xlsx":
        write_file(path, workbook_of(scenario))
    else:
        write_files(_files(scenario), path)


def scenario_document(scenario: Scenario) -> str:
    """Give the scenario as one JSON document; what is absent is left out."""
    return scenario.model_dump_json(exclude_none=True, indent=1) + "\n"


def write_files(files: Mapping[str, str], path: Path) -> None:
    """Write texts by their names into a new or empty folder, all or none.

    Raises
    ------
    InvalidInput
        The folder exists already and is not empty, or the place cannot be written to.
    """
    folder = followed(path)
    there = folder.exists()
    if there and (not folder.is_dir() or any(folder.iterdir())):
        wanted = "a new or empty folder, or a name that ends in .json or .xlsx"
        raise InvalidInput([Fault(str(path), None, None, "something there already", wanted)])
    with faults_of(path), passing_folder(folder if there else folder.parent) as beside:
        new = beside / folder.name
        new.mkdir()
        for name, text in files.items():
            (new / name).write_text(text, encoding="utf-8", newline="\n")
        if there:
            for file in list(new.iterdir()):
                file.rename(folder / file.name)
        else:
            new.rename(folder)


def _files(scenario: Scenario) -> dict[str, str]:
    """Give the settings and every table that has rows or must be there, as files."""
    files = {SETTINGS_FILE: _settings(scenario)}
    for table in TABLES:
        rows = scenario.model_dump(include={table})[table]
        if rows or table in REQUIRED_TABLES:
            files[f"{table}.csv"] = _table(table, rows)
    return files


def _settings(scenario: Scenario) -> str:
    """Write the settings as TOML: plain values, one table per group, one per service floor."""
    settings = scenario.model_dump(include=set(SETTINGS), exclude_none=True)
    plain = {key: value for key, value in settings.items() if not isinstance(value, dict)}
    lines = _assignments(plain)
    for group in (key for key in SETTINGS if key not in plain):
        members = settings[group]
        nested = {key: rows for key, rows in members.items() if isinstance(rows, tuple)}
        single = {key: value for key, value in members.items() if key not in nested}
        lines += ["", f"[{group}]", *_assignments(single)]
        for key, rows in nested.items():
            for row in rows:
                lines += ["", f"[[{group}.{key}]]", *_assignments(row)]
    lines += ["", "[files]", 'decimal = "."']  # else 1.255 in a table might be 1255 as well
    return "\n".join(lines) + "\n"


def _assignments(values: dict[str, Any]) -> list[str]:
    return [f"{key} = {toml_value(value)}" for key, value in values.items()]


def toml_value(value: object) -> str:
    """Write one TOML value; a JSON string is a TOML string but for the delete character."""
    if isinstance(value, Mapping):
        parts = (f"{key} = {toml_value(part)}" for key, part in value.items())
        return f"{{ {', '.join(parts)} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _table(table: str, rows: list[dict[str, Any]]) -> str:
    flat = [{name: _text(value) for name, value in flat_row(table, row).items()} for row in rows]
    used = {column for row in flat for column in row}
    names = [column for column in columns(table) if column in used]
    return csv_text(names or ["lane"], ([row.get(name) for name in names] for row in flat))


def _text(value: Cell) -> str:
    """Write one CSV cell, with every digit and no exponent."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
