"""From a raw scenario to a checked one, with every fault reported at once."""

from functools import cache
from pathlib import Path
from typing import Annotated, Any, get_args

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from codroute.errors import Fault, InvalidInput
from codroute.scenario.checks import CHECKS
from codroute.scenario.draft import Draft
from codroute.scenario.scenario import REQUIRED_TABLES, SETTINGS, TABLES, Scenario
from codroute.scenario.source import (
    ROW_VARIANTS,
    VARIANT_FIELDS,
    RawScenario,
    raw_document,
    read_raw,
)

_SHARE_WANTED = "a share between 0 and 1 (15 % is written 0.15)"

_WANTED = {
    "missing": "a value",
    "extra_forbidden": "no such column or key here",
    "union_tag_not_found": "one of {expected_tags}",
    "union_tag_invalid": "one of {expected_tags}",
    "literal_error": "{expected}",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "decimal_parsing": "a number, with a point before its decimals",
    "decimal_type": "a number",
    "finite_number": "a finite number",
    "greater_than": "more than {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than_equal": "at most {le}",
    "decimal_max_places": "at most {decimal_places} decimals",
    "decimal_max_digits": "at most {max_digits} digits",
    "date_parsing": "a date such as 2026-11-02",
    "date_from_datetime_parsing": "a date such as 2026-11-02",
    "date_type": "a date such as 2026-11-02",
    "bool_parsing": "yes or no",
    "bool_type": "yes or no",
    "string_type": "text",
    "string_too_short": "a name",
    "string_too_long": "a name of at most {max_length} characters",
    "string_pattern_mismatch": "a name without ; and control characters",
    "model_type": "named values",
    "model_attributes_type": "named values",
    "dict_type": "named values",
}


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


def check(raw: RawScenario) -> Scenario:
    """Validate types, names and rules; give the scenario or raise with all faults."""
    scenario, faults = examine(raw)
    if scenario is None:
        raise InvalidInput(faults)
    return scenario


def examine(raw: RawScenario) -> tuple[Scenario | None, list[Fault]]:
    """Validate everything; give the scenario (None where an error was found) and all faults."""
    draft = Draft(raw)
    _read_settings(raw, draft)
    for table in TABLES:
        _read_table(raw, draft, table)
    for rule in CHECKS:
        rule(draft)
    faults = sorted(set(draft.faults), key=_position)
    if any(fault.severity == "error" for fault in faults):
        return None, faults
    return draft.scenario(), faults


def _position(fault: Fault) -> tuple[str, str, int, str, str]:
    return fault.severity, fault.file, fault.row or 0, fault.column or "", fault.found


def _read_settings(raw: RawScenario, draft: Draft) -> None:
    for key in sorted(raw.settings.keys() - set(SETTINGS)):
        wanted = "one of " + ", ".join(SETTINGS)
        draft.faults.append(raw.fault("", None, (key,), "an unknown key", wanted))
    for key in SETTINGS:
        if key not in raw.settings:
            draft.faults.append(raw.fault("", None, (key,), None, "a value"))
            continue
        try:
            draft.settings[key] = _adapter(key).validate_python(raw.settings[key])
        except ValidationError as error:
            draft.faults += [
                raw.fault("", None, (key, *map(str, detail["loc"])), *_found_and_wanted(detail))
                for detail in error.errors(include_url=False)
            ]


def _read_table(raw: RawScenario, draft: Draft, table: str) -> None:
    if table not in raw.tables:
        if table in REQUIRED_TABLES:
            draft.break_table(table, Fault(raw.file_name(table), None, None, "no table", "one"))
        return
    validator = _adapter(table)
    for index, cells in enumerate(raw.tables[table]):
        try:
            draft.add(table, index, validator.validate_python(cells))
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                path = _path(table, detail)
                fault = raw.fault(table, index, path, *_found_and_wanted(detail))
                draft.break_table(table, fault)


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    """Give the validator of one setting, or of one row of a table."""
    info = Scenario.model_fields[name]
    hint: Any = info.annotation
    if name in TABLES:
        return TypeAdapter(get_args(hint)[0])
    return TypeAdapter(Annotated[hint, *info.metadata] if info.metadata else hint)


def _path(table: str, detail: ErrorDetails) -> tuple[str, ...]:
    """Give the field's path without the variant names that Pydantic puts into it."""
    parts = tuple(str(part) for part in detail["loc"])
    if detail["type"].startswith("union_tag"):
        return (*parts, "form")
    if table in ROW_VARIANTS:
        return parts[1:]
    if parts and parts[0] in VARIANT_FIELDS.get(table, ()):
        return parts[:1] + parts[2:]
    return parts


def _found_and_wanted(detail: ErrorDetails) -> tuple[object, str]:
    """Say what was found and what is wanted instead, in words."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "missing":
        return None, _WANTED[kind]
    if kind.startswith("union_tag"):
        return context.get("tag"), _WANTED[kind].format(**context)
    if kind == "less_than_equal" and context["le"] == 1:
        return detail["input"], _SHARE_WANTED
    wanted = _WANTED.get(kind, detail["msg"])
    return detail["input"], wanted.format(**context) if context else wanted
