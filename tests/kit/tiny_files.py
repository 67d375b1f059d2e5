"""The example tiny as files and as a document, to be broken in one place or several."""

import json
from pathlib import Path
from typing import Any

from places import TINY

from codroute.errors import Fault
from codroute.scenario.output.write import scenario_document
from codroute.scenario.parse import examine, read_scenario
from codroute.scenario.reading.source import read_raw

Edit = tuple[str, str | bytes | None, str | bytes | None]
"""File, old text and new text. No old text: the whole file; no new text: the file is removed."""


def tiny_folder(at: Path, *edits: Edit) -> Path:
    """Write tiny with edits into a new folder."""
    folder = at / "tiny"
    folder.mkdir()
    for path in TINY.iterdir():
        if path.suffix in (".csv", ".toml"):
            (folder / path.name).write_bytes(path.read_bytes())
    for name, old, new in edits:
        path = folder / name
        if new is None:
            path.unlink()
        elif old is None:
            path.write_bytes(as_bytes(new))
        else:
            content = path.read_bytes()
            assert as_bytes(old) in content, f"{old!r} is not in {name}"
            path.write_bytes(content.replace(as_bytes(old), as_bytes(new), 1))
    return folder


def as_bytes(text: str | bytes) -> bytes:
    """Encode text as files hold it."""
    return text.encode() if isinstance(text, str) else text


def tiny_document() -> dict[str, Any]:
    """Give tiny as a JSON document already read."""
    document: dict[str, Any] = json.loads(scenario_document(read_scenario(TINY)))
    return document


def faults_of(path: Path) -> list[Fault]:
    """Examine a folder or document; a file that cannot be read at all raises."""
    return examine(read_raw(path))[1]


def places(faults: list[Fault]) -> list[tuple[str, int | None, str | None, str, str]]:
    """Give faults as plain tuples: file, row, column, found, wanted."""
    return [(f.file, f.row, f.column, f.found, f.wanted) for f in faults]
