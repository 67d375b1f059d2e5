"""Whatever stands in the files, the answer is a scenario or a list of faults, and it comes soon."""

import csv
import io
import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from places import TINY
from tiny_files import tiny_document, tiny_folder

from codroute.errors import InvalidInput
from codroute.scenario.parse import parse_scenario, read_scenario
from codroute.scenario.scenario import Scenario

FILES = sorted(path.name for path in TINY.glob("*.csv"))

ODD = (
    "", " ", "0", "-0", "1", "1.0", "15%", "0,15", "1_000", "１２", "1e5", "1e999999", "NaN",
    "Infinity", "-1", "9" * 400, "2026-13-01", "2026-11-01T00:00:00", "9999-12-31", ";", "a;b",
    '"', '""', ",", "\n", "\r", "\x00", "\ufeff", "\u2028", "\ud7ff", "yes", "none", "=1+1",
    "falcon", "desert-std", "Riyadh/low", "SA", "USD", "first_step", "discount", "orders",
)  # fmt: skip

texts = st.sampled_from(ODD) | st.text(max_size=12)


def answer(read: Any) -> None:
    """Demand an answer of the right kind, and no hang: most take milliseconds."""
    began = time.perf_counter()
    try:
        assert isinstance(read(), Scenario)
    except InvalidInput as error:
        assert error.faults and all(f.wanted and f.found for f in error.faults)
        str(error).encode()
    assert time.perf_counter() - began < 10


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(FILES),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 11), texts), min_size=1, max_size=4),
)
def test_random_cells(file: str, changes: list[tuple[int, int, str]]) -> None:
    rows = list(csv.reader(io.StringIO((TINY / file).read_text(encoding="utf-8"))))
    for row, column, text in changes:
        cells = rows[row % len(rows)]
        cells[column % len(cells)] = text
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    content = written.getvalue().encode("utf-8", "surrogatepass")
    with TemporaryDirectory() as at:
        folder = tiny_folder(Path(at), (file, None, content))
        answer(lambda: read_scenario(folder))


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([*FILES, "scenario.toml"]),
    st.integers(0, 400),
    st.integers(0, 20),
    st.binary(max_size=8) | texts.map(lambda text: text.encode("utf-8", "surrogatepass")),
)
def test_random_bytes(file: str, start: int, length: int, new: bytes) -> None:
    content = (TINY / file).read_bytes()
    start %= len(content)
    broken = content[:start] + new + content[start + length :]
    with TemporaryDirectory() as at:
        folder = tiny_folder(Path(at), (file, None, broken))
        answer(lambda: read_scenario(folder))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_random_values_in_a_document(data: st.DataObject) -> None:
    document = tiny_document()
    for _ in range(data.draw(st.integers(1, 3))):
        part: Any = document
        while isinstance(part, (dict, list)) and part:
            keys = sorted(part) if isinstance(part, dict) else range(len(part))
            key = data.draw(st.sampled_from(keys))
            if not isinstance(part[key], (dict, list)) or data.draw(st.integers(0, 3)) == 0:
                part[key] = data.draw(values)
                break
            part = part[key]
    answer(lambda: parse_scenario(document))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 30), texts)
def test_random_text_in_a_document(start: int, length: int, new: str) -> None:
    text = json.dumps(tiny_document())
    start %= len(text)
    broken = text[:start] + new + text[start + length :]
    with TemporaryDirectory() as at:
        path = Path(at) / "tiny.json"
        path.write_bytes(broken.encode("utf-8", "surrogatepass"))
        answer(lambda: read_scenario(path))
