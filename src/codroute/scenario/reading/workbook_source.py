"""A workbook as a raw scenario: a sheet of settings and one sheet per table."""

from collections.abc import Mapping
from pathlib import Path

from codroute.errors import Fault
from codroute.scenario.reading.files_asked import take_files
from codroute.scenario.reading.raw import RawScenario
from codroute.scenario.reading.settings_sheet import read_settings
from codroute.scenario.reading.sheet import Sheet
from codroute.scenario.reading.table_sheet import read_sheet
from codroute.scenario.reading.workbook_file import read_workbook
from codroute.scenario.reading.writing import Files
from codroute.scenario.settings import SETTINGS_SHEET
from codroute.scenario.words.titles import is_readme, is_settings, known_sheets, table_of

NO_TABLE = "#"
"""A sheet whose title begins so is the user's own business."""


def raw_workbook(path: Path) -> RawScenario:
    """Read a workbook without validating it.

    Raises
    ------
    InvalidInput
        The file is no .xlsx workbook, or cannot be read as a whole.
    """
    raw = RawScenario({}, {}, book=path.name, files_at="the setting files.{table}.{key} = ")
    sheets = _sheets(path)
    _read_all_settings(raw, [sheet for title, sheet in sheets.items() if is_settings(title)])
    tables = {title: sheet for title, sheet in sheets.items() if not is_settings(title)}
    _read_tables(raw, tables, take_files(raw))
    return raw


def read_tables(path: Path, raw: RawScenario, written: Files) -> None:
    """Add the tables of a workbook without settings to ``raw``.

    Raises
    ------
    InvalidInput
        The file is no .xlsx workbook, or cannot be read as a whole.
    """
    raw.book = path.name
    sheets = _sheets(path)
    raw.faults += [_stated(sheet) for title, sheet in sheets.items() if _states(title, sheet)]
    tables = {title: sheet for title, sheet in sheets.items() if not is_settings(title)}
    _read_tables(raw, tables, written)


def _states(title: str, sheet: Sheet) -> bool:
    """Tell whether a sheet states settings; that of an empty workbook states a format alone."""
    if not is_settings(title):
        return False
    alone = RawScenario({}, {})
    read_settings(sheet, alone)
    stated = (value for key, value in alone.settings.items() if key != "format")
    return bool(alone.faults) or any(stated)


def _stated(sheet: Sheet) -> Fault:
    """Refuse settings beside tables that change a scenario."""
    wanted = "no values there: a scenario keeps its settings; a change file may change its policy"
    return Fault(sheet.file, None, None, "settings", wanted, sheet=sheet.name)


def _sheets(path: Path) -> dict[str, Sheet]:
    """Read the sheets that mean something."""
    return {
        title: sheet
        for title, sheet in read_workbook(path).items()
        if not title.strip().startswith(NO_TABLE) and not is_readme(title) and _is_filled(sheet)
    }


def _read_tables(raw: RawScenario, sheets: Mapping[str, Sheet], written: Files) -> None:
    for title, sheet in sheets.items():
        table = table_of(title)
        if table is not None:
            read_sheet(sheet, table, raw, written.of(table))
        else:
            found, wanted = "an unknown sheet", known_sheets(title)
            raw.faults.append(Fault(sheet.file, None, None, found, wanted, sheet=title))


def _is_filled(sheet: Sheet) -> bool:
    """Tell whether anything stands on a sheet: spreadsheets add blank ones by themselves."""
    return any(cell is not None for _, cells in sheet.rows for cell in cells)


def _read_all_settings(raw: RawScenario, sheets: list[Sheet]) -> None:
    """Read the sheet of settings; there must be one and no more."""
    if not sheets:
        raw.has_settings = False
        found, wanted = "no sheet", f"a sheet {SETTINGS_SHEET} with the columns key and value"
        raw.faults.append(Fault(raw.book or "", None, None, found, wanted, sheet=SETTINGS_SHEET))
    for sheet in sheets[:1]:
        read_settings(sheet, raw)
    for sheet in sheets[1:]:
        wanted = f"them once; {raw.origin('').words} has them"
        fault = Fault(sheet.file, None, None, "the settings again", wanted, sheet=sheet.name)
        raw.faults.append(fault)
