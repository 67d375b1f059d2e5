"""Text as it stands in files: UTF-8 read, JSON taken apart, and what cannot be read as a fault."""

import json
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NoReturn

from codroute.errors import Fault, InvalidInput


def read_text(path: Path) -> str:
    """Read UTF-8 text, with or without a byte order mark."""
    try:
        content = path.read_bytes()
    except OSError as error:
        found = error.strerror or "a file that cannot be read"
        raise InvalidInput([Fault(path.name, None, None, found, "a file to read")]) from None
    wanted = "UTF-8 text (a spreadsheet saves it as 'CSV UTF-8')"
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        found = f"byte {content[error.start]:#04x}"
        raise InvalidInput([Fault(path.name, line, None, found, wanted)]) from None
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise InvalidInput([Fault(path.name, line, None, "a NUL byte", wanted)])
    return text


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
            keys = [key for key, _ in pairs]
            repeated = dict.fromkeys(key for key in keys if keys.count(key) > 1)
            beside = ", ".join(f"{key} = {_brief(value)}" for key, value in pairs[:3])
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
        raise InvalidInput([Fault(name, None, None, str(error), "valid JSON")]) from None
    return document, faults


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number that JSON knows")


class Phrase(str):
    """Words about what was found, as against the value itself: not quoted."""

    __slots__ = ()


def shown(value: object) -> str:
    """Quote a value found, shortened; of a list or object, say how long it is."""
    if isinstance(value, Phrase):
        return str(value)
    return "nothing" if value is None or value == "" else f"'{_brief(value)}'"


def _brief(value: object) -> str:
    if isinstance(value, dict):
        return f"{{{len(value)} values}}"
    if isinstance(value, (list, tuple)):
        return f"[{len(value)} entries]"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = _number_text(value) if isinstance(value, (int, Decimal)) else str(value)
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= 60 else text[:57] + "…"


def _number_text(value: int | Decimal) -> str:
    """Write a number; Python refuses to write whole numbers of thousands of digits."""
    if isinstance(value, int) and value.bit_length() > 400:
        return "a number of more than 100 digits"
    return str(value)
