"""From bytes to text: what is certain is read, what is not is asked for.

A byte order mark and UTF-8 are certain. Of the older encodings none says which it is; one is taken
only where every other candidate cannot be meant (`codroute.scenario.reading.plausible_text`).
"""

import codecs
import re
import unicodedata
from collections.abc import Iterable
from itertools import zip_longest

from codroute.errors import Fault, InvalidInput
from codroute.scenario.reading.plausible_text import is_convincing, is_plausible
from codroute.scenario.reading.text import shown
from codroute.scenario.reading.writing import ENCODINGS, UNMARKED, Encoding

_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    "\ufeff".encode("gb18030"): "gb18030",
}
"""Byte order marks, and the encoding that each one proves."""

_CODECS = {"big5": "cp950"}
"""Where Python's codec of the name lacks characters that Windows writes."""

WANTED = "UTF-8 text (a spreadsheet saves it as 'CSV UTF-8')"

_CELL_ENDS = re.compile(r"[,;\t]")


def decode(
    name: str, content: bytes, asked: Encoding | None, stated_at: str | None
) -> tuple[str, list[Fault]]:
    """Give a file's text, with a warning where its encoding was neither stated nor certain by mark.

    ``asked`` is the encoding of files that are neither marked nor UTF-8; ``stated_at`` says where
    it can be stated, up to the value, with ``{key}`` for the key.

    Raises
    ------
    InvalidInput
        The bytes are no text, or may be different ones.
    """
    for mark, marked in _MARKS.items():
        if content.startswith(mark):
            whole = _decoded(name, content, marked, f"{marked} text, as its mark says")
            return whole.removeprefix("\ufeff"), []
    if (text := _attempt(content, "utf-8")) is not None:
        return text, []
    if asked is not None:
        return _decoded(name, content, asked, f"{asked} text, as the settings say"), []
    return _detected(name, content, stated_at)


def _decoded(name: str, content: bytes, encoding: str, wanted: str) -> str:
    """Decode, or refuse the first byte that the encoding does not know."""
    try:
        return _text(content, encoding)
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        found = f"byte {content[error.start]:#04x}"
        raise InvalidInput([Fault(name, row, None, found, wanted)]) from None


def _attempt(content: bytes, encoding: str) -> str | None:
    """Decode; None where the encoding does not know a byte."""
    try:
        return _text(content, encoding)
    except UnicodeDecodeError:
        return None


def _text(content: bytes, encoding: str) -> str:
    """Decode; Vietnamese letters of Windows, which have marks behind, become one letter each."""
    text = content.decode(_CODECS.get(encoding, encoding))
    return unicodedata.normalize("NFC", text) if encoding == "cp1258" else text


def _detected(name: str, content: bytes, stated_at: str | None) -> tuple[str, list[Fault]]:
    """Read a file of an older encoding where only one text can be meant."""
    texts: dict[Encoding, str] = {}
    for candidate in UNMARKED:
        read = _attempt(content, candidate)
        if read is not None and is_plausible(read, candidate):
            texts[candidate] = read
    if not texts:
        return _decoded(name, content, "utf-8", _wanted(ENCODINGS, stated_at)), []  # refused
    row, cells = _first_difference(list(texts.values()))
    (encoding, text), *others = texts.items()
    if any(other != text for _, other in others) or not is_convincing(text, encoding):
        ways = [f"{shown(cell)} in {way}" for way, cell in zip(texts, cells, strict=True)]
        found = "text that is not UTF-8: " + ", ".join(ways)
        raise InvalidInput([Fault(name, row, None, found, _wanted(texts, stated_at))])
    found = f"text that is not UTF-8, read as {encoding}: {shown(cells[0])}"
    wanted = _wanted([encoding], stated_at)
    return text, [Fault(name, row, None, found, wanted, severity="warning")]


def _wanted(encodings: Iterable[str], stated_at: str | None) -> str:
    """Say how the encoding can be made certain."""
    if stated_at is None:
        return WANTED
    names = " or ".join(f'"{encoding}"' for encoding in encodings)
    return f"{WANTED}, or {stated_at.replace('{key}', 'encoding')}{names}"


def _first_difference(texts: list[str]) -> tuple[int, list[str]]:
    """Give the first line and cells that differ; of equal texts, the first beyond ASCII."""
    for row, lines in enumerate(zip(*(text.split("\n") for text in texts), strict=False), start=1):
        for cells in zip_longest(*map(_CELL_ENDS.split, lines), fillvalue=""):
            if len(set(cells)) > 1 or (len(set(texts)) == 1 and not cells[0].isascii()):
                return row, [cell.strip() for cell in cells]
    return 1, ["" for _ in texts]
