"""Raw scenarios as they come: a folder of TOML and CSV, a workbook, or one JSON document.

All become the same `RawScenario`: nested dictionaries of text and numbers, not yet validated,
with a note of where each part stands so that a fault names its cell.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

from codroute.errors import Fault, InvalidInput
from codroute.scenario.columns import one_of
from codroute.scenario.reading.file_system import entries, kind_at
from codroute.scenario.reading.files_asked import take_files
from codroute.scenario.reading.package import WORKBOOK_ENDINGS
from codroute.scenario.reading.raw import RawScenario
from codroute.scenario.reading.table_sheet import TEXT_ENDINGS, read_table
from codroute.scenario.reading.text import in_words, parse_decimal, parse_json, read_text, shown
from codroute.scenario.reading.workbook_source import raw_workbook
from codroute.scenario.scenario import SETTINGS, TABLES
from codroute.scenario.settings import SETTINGS_FILE

_UNREAD = (".xls", ".xlsx", ".ods")
"""Endings under which a table may have been saved by mistake."""

_SCENARIO = "a scenario: a folder, a workbook (.xlsx) or a JSON file"

_TOML_PLACE = re.compile(r" \(at line (\d+), column \d+\)$")


def read_raw(path: Path) -> RawScenario:
    """Read a scenario folder, workbook or JSON document without validating it.

    Raises
    ------
    InvalidInput
        The path is none of them, or the file cannot be read.
    """
    match kind_at(path):
        case "folder":
            return _read_folder(path)
        case "file":
            is_workbook = path.suffix.lower() in WORKBOOK_ENDINGS
            return raw_workbook(path) if is_workbook else _read_document(path)
    raise InvalidInput([Fault(str(path), None, None, "no such file or folder", _SCENARIO)])


def raw_document(document: dict[str, Any], name: str = "document") -> RawScenario:
    """Take an already parsed JSON document apart into settings and tables."""
    raw = RawScenario({}, {}, file=name)
    for key, value in document.items():
        if value is None and key in (*SETTINGS, *TABLES):
            continue  # null says that it is absent
        if key in TABLES and isinstance(value, list | tuple):
            raw.tables[key] = list(value)
        elif key in TABLES:
            raw.tables[key] = []
            raw.cut.add(key)
            raw.faults.append(Fault(name, None, key, shown(value), "a list of rows"))
        else:
            raw.settings[key] = value
    return raw


_OTHER_DOCUMENTS = {"allocation": "a plan", "variants": "a saved comparison"}
"""By a key that a scenario has not, what else codroute writes as JSON."""


def _read_document(path: Path) -> RawScenario:
    document, faults = parse_json(path.name, read_text(path))
    if not isinstance(document, dict):
        raise InvalidInput([Fault(path.name, None, None, shown(document), "a JSON object")])
    for key, what in _OTHER_DOCUMENTS.items():
        if key in document:
            raise InvalidInput([Fault(path.name, None, None, what, "a scenario")])
    raw = raw_document(document, path.name)
    raw.faults += faults
    return raw


def _read_folder(folder: Path) -> RawScenario:
    raw, files = RawScenario({}, {}), entries(folder)
    _read_settings_file(folder, raw)
    written = take_files(raw)
    for key in sorted(set(raw.settings) & set(TABLES)):
        raw.faults.append(Fault(SETTINGS_FILE, None, key, "a table", f"it in {key}.csv"))
        del raw.settings[key]
    for path in files:
        if path.name.startswith("."):
            continue
        if path.suffix.lower() in TEXT_ENDINGS and path.stem in TABLES:
            read_table(path, raw, written.of(path.stem))
        elif path.suffix.lower() in (".csv", ".tsv"):
            wanted = one_of(path.name, [f"{table}.csv" for table in TABLES])
            raw.faults.append(Fault(path.name, None, None, "an unknown table", wanted))
        elif path.suffix.lower() in _UNREAD and path.stem in TABLES:
            wanted = f"the table as {path.stem}.csv"
            raw.faults.append(Fault(path.name, None, None, "a file that is not read", wanted))
    return raw


def _read_settings_file(folder: Path, raw: RawScenario) -> None:
    """Read the settings; where that fails, go on to the tables, so that all faults are told."""
    path = folder / SETTINGS_FILE
    try:
        if kind_at(path) != "file":
            wanted = f"a file {SETTINGS_FILE} in {folder.name}"
            raise InvalidInput([Fault(SETTINGS_FILE, None, None, "no file", wanted)])
        raw.settings = read_toml(path)
    except InvalidInput as error:
        raw.has_settings = False
        raw.faults += error.faults


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file; numbers with a point become decimals.

    Raises
    ------
    InvalidInput
        The file cannot be read, or is not TOML.
    """
    text = read_text(path)
    try:
        return tomllib.loads(text, parse_float=parse_decimal)
    except (ValueError, RecursionError) as error:
        words = in_words(error) if isinstance(error, ValueError) else "values nested too deeply"
        place = _TOML_PLACE.search(words)
        row = int(place[1]) if place else None
        found = _TOML_PLACE.sub("", words)
        raise InvalidInput([Fault(path.name, row, None, found, "valid TOML")]) from None
