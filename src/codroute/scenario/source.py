"""Raw scenarios as they come: a folder of TOML and CSV, or one JSON document.

Both become the same `RawScenario`: nested dictionaries of text and numbers, not yet validated,
with a note of where each part stands so that a fault names its cell.
"""

import csv
import json
import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from codroute.errors import Fault, InvalidInput
from codroute.scenario.scenario import TABLES

SETTINGS_FILE = "scenario.toml"

VARIANT_FIELDS = {"offers": ("volumetric", "cod_fee", "return_fee")}
"""Fields that are fee variants; in CSV their parts stand in columns ``<field>_<part>``."""


ROW_VARIANTS = ("rate_cards", "price_tiers")
"""Tables whose rows are variants themselves, told apart by the column ``form``."""


@dataclass
class RawScenario:
    """Unvalidated settings and table rows, and where they stand.

    ``file`` is the document's name, or None for a folder, where each table has its own file;
    ``row_numbers[table][i]`` is the line of row ``i`` of a folder; a document has none.
    """

    settings: dict[str, Any]
    tables: dict[str, list[Any]]
    file: str | None = None
    row_numbers: dict[str, list[int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(
        self, table: str, index: int | None, path: tuple[str, ...], found: object, wanted: str
    ) -> Fault:
        """Make a fault at a row's field, placed as the user sees it."""
        row = None if index is None else self.row_number(table, index)
        column = self.column_name(table, path)
        return Fault(self.file_name(table), row, column, shown(found), wanted)

    def row_number(self, table: str, index: int) -> int:
        """Give the row as the user counts it."""
        return self.row_numbers[table][index] if table in self.row_numbers else index + 1

    def column_name(self, table: str, path: tuple[str, ...]) -> str | None:
        """Name the column (a folder) or the path inside the entry (a document)."""
        if not path:
            return None
        joined_by_underscore = self.file is None and table in VARIANT_FIELDS
        return ("_" if joined_by_underscore else ".").join(path)

    def file_name(self, table: str) -> str:
        """Name the file of a table, or of the settings (``table`` empty)."""
        if self.file is None:
            return f"{table}.csv" if table else SETTINGS_FILE
        return f"{self.file} ({table})" if table else self.file


def shown(value: object) -> str:
    """Quote a value found, shortened."""
    if value is None or value == "":
        return "nothing"
    text = str(value) if isinstance(value, (str, int, float, Decimal)) else repr(value)
    return f"'{text if len(text) <= 60 else text[:57] + '…'}'"


def read_raw(path: Path) -> RawScenario:
    """Read a scenario folder or JSON document without validating it.

    Raises
    ------
    InvalidInput
        The path is neither, or the settings file cannot be read.
    """
    if path.is_dir():
        return _read_folder(path)
    if path.is_file():
        return _read_document(path.name, _text(path))
    raise InvalidInput(
        [Fault(str(path), None, None, "no such file or folder", "a scenario folder or JSON file")]
    )


def raw_document(document: dict[str, Any], name: str = "document") -> RawScenario:
    """Take an already parsed JSON document apart into settings and tables."""
    raw = RawScenario({}, {}, file=name)
    for key, value in document.items():
        if key in TABLES and isinstance(value, list):
            raw.tables[key] = value
        elif key in TABLES:
            raw.faults.append(Fault(name, None, key, shown(value), "a list of rows"))
        else:
            raw.settings[key] = value
    return raw


def _text(path: Path) -> str:
    """Read UTF-8 text, with or without a byte order mark."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        found = f"byte {error.object[error.start]:#04x}"
        raise InvalidInput([Fault(path.name, line, None, found, "UTF-8 text")]) from None


def _read_document(name: str, text: str) -> RawScenario:
    try:
        document = json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise InvalidInput([Fault(name, error.lineno, None, error.msg, "valid JSON")]) from None
    except (ValueError, RecursionError) as error:
        raise InvalidInput([Fault(name, None, None, str(error), "valid JSON")]) from None
    if not isinstance(document, dict):
        raise InvalidInput([Fault(name, None, None, shown(document), "a JSON object")])
    return raw_document(document, name)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number that JSON knows")


def _read_folder(folder: Path) -> RawScenario:
    settings_path = folder / SETTINGS_FILE
    if not settings_path.is_file():
        wanted = f"a file {SETTINGS_FILE} in {folder.name}"
        raise InvalidInput([Fault(SETTINGS_FILE, None, None, "no file", wanted)])
    raw = RawScenario(read_toml(settings_path), {})
    for key in sorted(set(raw.settings) & set(TABLES)):
        raw.faults.append(Fault(SETTINGS_FILE, None, key, "a table", f"it in {key}.csv"))
        del raw.settings[key]
    for path in sorted(folder.glob("*.csv")):
        if path.stem in TABLES:
            read_table(path, raw)
        else:
            wanted = "one of " + ", ".join(f"{table}.csv" for table in TABLES)
            raw.faults.append(Fault(path.name, None, None, "an unknown table", wanted))
    return raw


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file; numbers with a point become decimals."""
    try:
        return tomllib.loads(_text(path), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput([Fault(path.name, None, None, str(error), "valid TOML")]) from None


def read_table(path: Path, raw: RawScenario) -> None:
    """Add a CSV file's rows to ``raw``; blank cells are left out, so absent is not zero."""
    table = path.stem
    rows, numbers = raw.tables.setdefault(table, []), raw.row_numbers.setdefault(table, [])
    try:
        reader = csv.reader(_text(path).splitlines(keepends=True), strict=True)
        header = [cell.strip() for cell in next(reader, [])]
        raw.faults += _header_faults(path.name, header)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                found, wanted = f"{len(cells)} cells", f"{len(header)} cells, as in the header"
                raw.faults.append(Fault(path.name, reader.line_num, None, found, wanted))
                continue
            rows.append(_nest(table, dict(zip(header, cells, strict=True))))
            numbers.append(reader.line_num)
    except csv.Error as error:
        raw.faults.append(Fault(path.name, reader.line_num, None, str(error), "valid CSV"))
    except InvalidInput as error:
        raw.faults += error.faults


def _header_faults(file: str, header: list[str]) -> list[Fault]:
    if not any(header):
        return [Fault(file, 1, None, "nothing", "a row of column names")]
    repeated = {name for name in header if header.count(name) > 1}
    return [Fault(file, 1, name, "the column twice", "each column once") for name in repeated]


def _nest(table: str, cells: dict[str, str]) -> dict[str, Any]:
    """Drop blank cells and gather the columns of each fee variant."""
    row: dict[str, Any] = {}
    for column, text in cells.items():
        if not text.strip():
            continue
        owner = next((f for f in VARIANT_FIELDS.get(table, ()) if column.startswith(f + "_")), None)
        if owner is None:
            row[column] = text.strip()
        else:
            row.setdefault(owner, {})[column[len(owner) + 1 :]] = text.strip()
    return row
