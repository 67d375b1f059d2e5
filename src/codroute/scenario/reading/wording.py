"""What Pydantic refused, in the words of the fields: value found, value wanted, path counted."""

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from codroute.errors import Fault
from codroute.scenario.columns import keys_at, one_of, wanted_at
from codroute.scenario.reading.sheet import Unclear, Unreadable
from codroute.scenario.reading.text import shown

_WANTED = {
    "model_type": "an object with named values",
    "model_attributes_type": "an object with named values",
    "dict_type": "an object with named values",
    "tuple_type": "a list",
    "too_short": "at least one entry",
    "string_type": "text",
    "string_unicode": "text without broken characters",
    "string_too_short": "a name of 1 to 80 characters",
    "string_too_long": "a name of at most {max_length} characters",
    "string_pattern_mismatch": "a name without ; and without line breaks or control characters",
    "bool_type": "yes or no",
}
"""What is wanted instead, by Pydantic's kind of error; most types say it themselves."""

_CHOICES = ("missing", "literal_error", "enum")
"""Kinds of error for which the field's own words say best what is wanted."""


def faults_in(place: str, error: ValidationError, hint: Any) -> list[Fault]:
    """Give every fault of a document that should be of the type ``hint``, placed by its path."""
    faults = []
    for detail in details_of(error):
        found, wanted = found_and_wanted(detail, hint)
        path = ".".join(map(counted, detail["loc"]))
        faults.append(Fault(place, None, path or None, shown(found), wanted))
    return faults


def details_of(error: ValidationError) -> list[ErrorDetails]:
    """Give what Pydantic refused, but for cells whose fault is told at another cell."""
    return [
        detail
        for detail in error.errors(include_url=False)
        if not isinstance(detail["input"], Unclear) or detail["input"].wanted is not None
    ]


def counted(part: str | int) -> str:
    """Number the entries of a list from 1."""
    return str(part + 1) if isinstance(part, int) else part


def found_and_wanted(
    detail: ErrorDetails, hint: Any, begin: tuple[str, ...] = ()
) -> tuple[object, str]:
    """Say what was found and what is wanted instead; the path begins in the type ``hint``."""
    kind, context = detail["type"], detail.get("ctx", {})
    path = (*begin, *detail["loc"])
    if isinstance(detail["input"], Unclear):
        return detail["input"], str(detail["input"].wanted)
    if kind in _CHOICES or isinstance(detail["input"], Unreadable):
        return None if kind == "missing" else detail["input"], wanted_at(hint, path)
    if kind.startswith("union_tag"):
        return context.get("tag"), wanted_at(hint, (*path, "form"))
    if kind == "extra_forbidden":
        return detail["input"], f"nothing here; {one_of(str(path[-1]), keys_at(hint, path))}"
    wanted = context["wanted"] if kind == "wanted" else _WANTED.get(kind, detail["msg"])
    return detail["input"], wanted.format(**context)
