"""The sheet of a workbook that holds the settings: a key and a value in every row."""

from typing import Any

from codroute.scenario.columns import Column, columns_of, one_of
from codroute.scenario.reading.header import Header, written
from codroute.scenario.reading.plain import plain_columns
from codroute.scenario.reading.raw import Origin, RawScenario
from codroute.scenario.reading.sheet import Sheet
from codroute.scenario.reading.sheet_rows import SheetRows, read_rows
from codroute.scenario.reading.text import shown
from codroute.scenario.reading.writing import AS_IT_COMES, Writing
from codroute.scenario.settings import FILES, FLOOR, FLOORS, GROUPS, setting_column
from codroute.scenario.words.titles import (
    KEY,
    NOTE,
    VALUE,
    choice_of,
    known_settings,
    setting_column_of,
    setting_of,
)

_COLUMNS = {
    KEY: Column(KEY, True, "the name of a setting", "text"),
    VALUE: Column(VALUE, False, "its value", "text"),
    NOTE: Column(NOTE, False, "words of your own", "text"),
}


def read_settings(sheet: Sheet, raw: RawScenario) -> None:
    """Add the settings of a sheet to ``raw``; keys without a value are absent."""
    raw.origins[""] = Origin(sheet.file, sheet.name)
    read = read_rows(sheet, _COLUMNS, setting_column_of)
    raw.faults += read.faults
    raw.has_settings = not read.cut and not read.fragments
    if read.header is None:
        return
    _check_columns(read.header, raw)
    if not raw.has_settings:
        return
    raw.settings |= {group: {} for group in GROUPS}  # so that each part that lacks is told
    floors: dict[int, dict[str, Any]] = {}
    for setting, value in _stated(read, raw).items():
        floor = FLOOR.fullmatch(setting)
        if floor is None:
            _put(raw.settings, setting.split("."), value)
        else:
            floors.setdefault(int(floor["number"]), {})[floor["part"]] = value
    if floors:
        _add_floors(floors, raw)


def _check_columns(header: Header, raw: RawScenario) -> None:
    """Note columns that the sheet does not know, and those that it needs."""
    for position, title in enumerate(header.titles):
        if title and setting_column_of(title) is None:
            found, wanted = "an unknown column", one_of(title, _COLUMNS)
            raw.faults.append(header.fault_at(header.row, position, title, found, wanted))
    for name in (KEY, VALUE):
        if name not in header.places:
            raw.has_settings = False
            found, wanted = "no such column", f"the column, with {_COLUMNS[name].wanted}"
            raw.faults.append(header.fault(header.row, name, found, wanted))


def _put(settings: dict[str, Any], path: list[str], value: Any) -> None:
    """Put a value where its key leads."""
    for group in path[:-1]:
        settings = settings.setdefault(group, {})
    settings[path[-1]] = value


def _add_floors(floors: dict[int, dict[str, Any]], raw: RawScenario) -> None:
    """Put the service floors in order; a number left out is a slip, so it is told."""
    for place, number in enumerate(sorted(floors), start=1):
        if place != number:
            setting = next(
                name for name in raw.setting_cells if name.startswith(f"{FLOORS}.{number}.")
            )
            fault = raw.setting_fault(setting, f"number {number}", f"number {place}, the next one")
            raw.faults.append(fault)
            return
    raw.settings.setdefault("policy", {})["service"] = [floors[n] for n in sorted(floors)]


def _stated(read: SheetRows, raw: RawScenario) -> dict[str, Any]:
    """Give the values of the known keys, made plain, and note where each one stands."""
    assert read.header is not None
    stated: dict[str, Any] = {}
    places = read.header.places
    for number, row, cells in zip(read.numbers, read.rows, read.written, strict=True):
        key = row.get(KEY)
        value = cells[places[VALUE]] if places[VALUE] < len(cells) else None
        if key is None and (value is None or not written(value)):
            continue  # words of the user's own
        setting = setting_of(str(key)) if key is not None else None
        if setting is None:
            found = shown(key) if key is None else f"{shown(key)}, an unknown setting"
            raw.faults.append(read.header.fault(number, KEY, found, known_settings(str(key))))
            continue
        if setting in raw.setting_cells:
            fault = read.header.fault(number, KEY, "the setting twice", "each setting once")
            raw.faults.append(fault)
            continue
        raw.setting_cells[setting] = (str(key), number, places[VALUE])
        column = _column(setting)
        plain = plain_columns({KEY: [value]}, {KEY: column.kind}, [number], AS_IT_COMES, None)
        (made,) = plain[KEY]
        if isinstance(made, str):
            made = choice_of(column.name, column.choices, made) if column.choices else made
        if made is not None:
            stated[setting] = made
    return stated


def _column(setting: str) -> Column:
    """Say what the value of a key is: of a setting, or of how files are written."""
    if setting.startswith(f"{FILES}."):
        return columns_of(Writing)[setting.rpartition(".")[2]]
    return setting_column(setting)
