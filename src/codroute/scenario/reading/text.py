"""Text as it stands in files: UTF-8 read, JSON taken apart, and what cannot be read as a fault."""

import json
from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NoReturn

from codroute.errors import Fault, InvalidInput
from codroute.scenario.reading.file_system import refusals
from codroute.scenario.reading.sheet import Unreadable

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How files of spreadsheets begin: compressed ones, and those of the old kind."""


def read_text(path: Path) -> str:
    """Read UTF-8 text, with or without a byte order mark.

    Raises
    ------
    InvalidInput
        The file cannot be read, or holds something else.
    """
    content = read_bytes(path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        found = f"byte {content[error.start]:#04x}"
        raise InvalidInput([Fault(path.name, row, None, found, "UTF-8 text")]) from None
    refuse_nul(path.name, text, "UTF-8 text")
    return text


def read_bytes(path: Path) -> bytes:
    """Read a file that should hold text.

    Raises
    ------
    InvalidInput
        The file cannot be read, or is a workbook.
    """
    with refusals(path, "a file to read"):
        content = path.read_bytes()
    if content.startswith(_WORKBOOKS):
        wanted = "UTF-8 text: of a table, saved as 'CSV UTF-8'"
        raise InvalidInput([Fault(path.name, None, None, "a workbook or archive", wanted)])
    return content


def refuse_nul(name: str, text: str, wanted: str) -> None:
    """Refuse text with a NUL, which no text has.

    Raises
    ------
    InvalidInput
        There is one.
    """
    if "\x00" in text:
        row = text[: text.index("\x00")].count("\n") + 1
        raise InvalidInput([Fault(name, row, None, "a NUL byte", wanted)])


def parse_decimal(text: str) -> Decimal:
    """Read a number with a point or exponent, every digit kept.

    Raises
    ------
    ValueError
        The exponent is beyond all measure.
    """
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text[:40]} is beyond all measure") from None


def parse_json(name: str, text: str) -> tuple[Any, list[Fault]]:
    """Read a JSON document; a key stated twice in one object is a fault."""
    faults: list[Fault] = []

    def read_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        stated = dict(pairs)
        if len(stated) < len(pairs):
            times = Counter(key for key, _ in pairs)
            repeated = [key for key, n in times.items() if n > 1]
            beside = ", ".join(f"{key} = {shown(value)}" for key, value in pairs[:3])
            found = f"the key twice, in the object with {beside}"
            faults.extend(Fault(name, None, key, found, "each key once") for key in repeated)
        return stated

    try:
        document = json.loads(
            text,
            parse_float=parse_decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=read_object,
        )
    except json.JSONDecodeError as error:
        found = f"{error.msg} (column {error.colno})"
        raise InvalidInput([Fault(name, error.lineno, None, found, "valid JSON")]) from None
    except RecursionError:
        found = "objects and lists nested too deeply"
        raise InvalidInput([Fault(name, None, None, found, "valid JSON")]) from None
    except ValueError as error:
        raise InvalidInput([Fault(name, None, None, in_words(error), "valid JSON")]) from None
    return document, faults


def in_words(error: ValueError) -> str:
    """Say what a reader of numbers refused; Python words its limit of digits for programmers."""
    return "a number of thousands of digits" if "set_int_max" in str(error) else str(error)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number that JSON knows")


class Phrase(str):
    """Words about what was found, as against the value itself: not quoted."""

    __slots__ = ()


def shown(value: object) -> str:
    """Quote a value found, shortened and printable; of lists and objects, only say what they are.

    Python refuses to write whole numbers of thousands of digits.
    """
    if isinstance(value, (Phrase, Unreadable)):
        return str(value)
    if value is None or value == "":
        return "nothing"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, (list, tuple)):
        return "a list"
    if isinstance(value, int) and value.bit_length() > 400:
        return "a number of more than 100 digits"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    text = text if len(text) <= 60 else text[:57] + "…"
    if not text.isprintable():
        text = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
    return f"'{text}'"
