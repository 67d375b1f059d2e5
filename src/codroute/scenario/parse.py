"""From a raw scenario to a checked one, with every fault reported at once."""

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Annotated, Any, get_args

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from codroute.errors import Fault, InvalidInput
from codroute.scenario.checks import CHECKS
from codroute.scenario.checks.draft import Draft
from codroute.scenario.checks.eligible import check_eligible
from codroute.scenario.columns import TABLES_WITH_FORMS, one_of, variant_fields, wanted_at
from codroute.scenario.reading.raw import RawScenario
from codroute.scenario.reading.source import raw_document, read_raw
from codroute.scenario.reading.text import Phrase
from codroute.scenario.reading.wording import counted, details_of, found_and_wanted
from codroute.scenario.scenario import REQUIRED_TABLES, SETTINGS, TABLES, Scenario


def read_scenario(path: Path | str) -> Scenario:
    """Read and check a scenario folder or JSON document.

    Raises
    ------
    InvalidInput
        With every fault found: file, row, column, value found, value wanted.
    """
    return check(read_raw(Path(path)))


def parse_scenario(document: dict[str, Any], name: str = "document") -> Scenario:
    """Check a scenario given as one JSON-like document.

    Raises
    ------
    InvalidInput
        With every fault found, placed by the document's path.
    """
    return check(raw_document(document, name))


def check_again(scenario: Scenario, name: str, lanes: Collection[str] | None = None) -> None:
    """Check as a whole a scenario whose rows were read one by one, such as one kept in a plan.

    Parameters
    ----------
    scenario
        As it was read.
    name
        What faults call the document.
    lanes
        The lanes whose orders must have a price under every offer that takes them; by default all.

    Raises
    ------
    InvalidInput
        With every fault found.
    """
    raw = raw_document(scenario.model_dump(), name)
    draft = _drafted(raw, scenario, None)
    for rule in CHECKS:
        if rule is not check_eligible:
            rule(draft)
    _refuse(draft)
    part = _drafted(raw, scenario, lanes)
    check_eligible(part)
    _refuse(part)


def _refuse(draft: Draft) -> None:
    """Raise with all faults if one is an error."""
    faults = sorted(set(draft.faults), key=_position)
    if any(fault.severity == "error" for fault in faults):
        raise InvalidInput(faults)


def _drafted(raw: RawScenario, scenario: Scenario, lanes: Collection[str] | None) -> Draft:
    """Put the rows of a scenario back into a draft, or some of its lanes."""
    draft = Draft(raw)
    draft.settings = {key: getattr(scenario, key) for key in SETTINGS}
    for table in TABLES:
        _ask_for_rows(raw, draft, table)
        for index, row in enumerate(getattr(scenario, table)):
            if lanes is None or table != "lanes" or row.lane in lanes:
                draft.add(table, index, row)
    return draft


def check(raw: RawScenario) -> Scenario:
    """Validate types, names and rules; give the scenario or raise with all faults."""
    scenario, faults = examine(raw)
    if scenario is None:
        raise InvalidInput(faults)
    return scenario


def examine(raw: RawScenario) -> tuple[Scenario | None, list[Fault]]:
    """Validate everything; give the scenario (None where an error was found) and all faults."""
    draft = Draft(raw)
    if raw.has_settings:
        _read_settings(raw, draft)
    for table in TABLES:
        _read_rows(raw, draft, table)
    for rule in CHECKS:
        rule(draft)
    faults = sorted(set(draft.faults), key=_position)
    if any(fault.severity == "error" for fault in faults):
        return None, faults
    return draft.scenario(), faults


def _position(fault: Fault) -> tuple[str, str, str, int, str, str, str]:
    place = (fault.file, fault.sheet or "", fault.row or 0, fault.column or "")
    return fault.severity, *place, fault.found, fault.wanted


def _read_settings(raw: RawScenario, draft: Draft) -> None:
    for key in sorted(raw.settings.keys() - set(SETTINGS)):
        known = SETTINGS if raw.file is None else (*SETTINGS, *TABLES)
        draft.report("", None, key, Phrase("an unknown key"), one_of(key, known))
    for key in SETTINGS:
        if key not in raw.settings and not Scenario.model_fields[key].is_required():
            draft.settings[key] = Scenario.model_fields[key].default
            continue
        if key not in raw.settings:
            draft.report("", None, key, None, wanted_at(Scenario, (key,)))
            continue
        try:
            draft.settings[key] = _adapter(key).validate_python(raw.settings[key])
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                path = (key, *(counted(part) for part in detail["loc"]))
                found, wanted = found_and_wanted(detail, Scenario, (key,))
                draft.add_faults([raw.fault("", None, path, found, wanted)])


def _ask_for_rows(raw: RawScenario, draft: Draft, table: str) -> None:
    """Report a required table that is not there, or has no rows."""
    if table in REQUIRED_TABLES and not raw.tables.get(table) and draft.complete(table):
        found = "no rows" if table in raw.tables else "no table"
        fault = raw.fault(table, None, (), Phrase(found), "at least one row")
        draft.break_table(table, [fault])


def _read_rows(raw: RawScenario, draft: Draft, table: str) -> None:
    _ask_for_rows(raw, draft, table)
    validator = _adapter(table)
    for index, cells in enumerate(raw.tables.get(table, ())):
        try:
            draft.add(table, index, validator.validate_python(cells))
        except ValidationError as error:
            draft.break_table(
                table,
                [_cell_fault(raw, table, index, detail) for detail in details_of(error)],
            )


def _cell_fault(raw: RawScenario, table: str, index: int, detail: ErrorDetails) -> Fault:
    """Word a fault of Pydantic's; unknown columns are told at the header, so here the form is."""
    found, wanted = found_and_wanted(detail, _row_type(table))
    if detail["type"] == "extra_forbidden" and raw.file is None:
        wanted = "nothing here: the row's form has no such column"
    return raw.fault(table, index, _path(table, detail), found, wanted)


def _row_type(table: str) -> Any:
    return get_args(Scenario.model_fields[table].annotation)[0]


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    """Give the validator of one setting, or of one row of a table."""
    if name in TABLES:
        return TypeAdapter(_row_type(name))
    info = Scenario.model_fields[name]
    hint: Any = info.annotation
    return TypeAdapter(Annotated[hint, *info.metadata] if info.metadata else hint)


def _path(table: str, detail: ErrorDetails) -> tuple[str, ...]:
    """Give the field's path without the variant names that Pydantic puts into it."""
    parts = tuple(counted(part) for part in detail["loc"])
    if detail["type"].startswith("union_tag"):
        return (*parts, "form")
    if table in TABLES_WITH_FORMS:
        return parts[1:]
    if parts and parts[0] in variant_fields(table):
        return parts[:1] + parts[2:]
    return parts
