"""A table is the same however it is written: encoding, separator, numbers, days, what is around."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from places import TINY
from tiny_files import tiny_folder

from codroute.errors import InvalidInput
from codroute.scenario.columns import columns
from codroute.scenario.fields import Kind
from codroute.scenario.parse import examine, read_scenario
from codroute.scenario.reading.source import read_raw
from codroute.scenario.scenario import TABLES

FILES = sorted(path.stem for path in TINY.glob("*.csv"))

DIGITS = {
    "plain": "0123456789",
    "full-width": "０１２３４５６７８９",
    "arabic": "٠١٢٣٤٥٦٧٨٩",
    "persian": "۰۱۲۳۴۵۶۷۸۹",
    "thai": "๐๑๒๓๔๕๖๗๘๙",
    "devanagari": "०१२३४५६७८९",
}


@dataclass(frozen=True)
class Dialect:
    """How somebody writes a table."""

    encoding: str
    separator: str
    decimal: str
    digits: str
    per_cent: bool
    day: str
    title: str
    blank_rows: int
    blank_columns: int
    line_end: str
    ending: str

    def cell(self, text: str, kind: Kind) -> str:
        """Write one plain cell."""
        if kind == "share" and self.per_cent:
            text = f"{float(text) * 100:.10g} %"
        if kind in ("number", "share"):
            text = text.replace(".", self.decimal)
        if kind == "date":
            year, month, day = text.split("-")
            text = self.day.format(year=year, month=month, day=day)
        if kind in ("number", "share", "date"):
            text = text.translate(str.maketrans(DIGITS["plain"], self.digits))
        return text

    def table(self, rows: list[list[str]], kinds: list[Kind]) -> bytes:
        """Write a table whose first row is its header."""
        header, *body = rows
        margin = [""] * self.blank_columns
        lines = [[*margin, self.title]] if self.title else []
        lines += [[]] * self.blank_rows
        lines.append([*margin, *header])
        for row in body:
            cells = [self.cell(text, kind) for text, kind in zip(row, kinds, strict=True)]
            lines.append([*margin, *cells])
        text = io.StringIO()
        csv.writer(text, delimiter=self.separator, lineterminator=self.line_end).writerows(lines)
        return text.getvalue().encode(self.encoding)


dialects = st.builds(
    Dialect,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    separator=st.sampled_from(",;\t|"),
    decimal=st.sampled_from(".,٫"),
    digits=st.sampled_from(list(DIGITS.values())),
    per_cent=st.booleans(),
    day=st.sampled_from(
        [
            "{year}-{month}-{day}",
            "{year}/{month}/{day}",
            "{year}年{month}月{day}日",
            "{day} Nov {year}",
        ]
    ),
    title=st.sampled_from(["", "Rates", "费率表, 2026", "الأسعار"]),
    blank_rows=st.integers(0, 2),
    blank_columns=st.integers(0, 2),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    ending=st.sampled_from([".csv", ".tsv", ".txt"]),
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(FILES), dialects)
def test_a_dialect_is_the_same_scenario(table: str, dialect: Dialect) -> None:
    rows = list(csv.reader(io.StringIO((TINY / f"{table}.csv").read_text(encoding="utf-8"))))
    kinds = [columns(table)[name].kind for name in rows[0]]
    with TemporaryDirectory() as at:
        file = f"{table}{dialect.ending}"
        old = (f"{table}.csv", None, None)
        folder = tiny_folder(Path(at), old, (file, None, dialect.table(rows, kinds)))
        scenario, faults = examine(read_raw(folder))
    assert [fault for fault in faults if fault.severity == "error"] == []
    assert scenario == read_scenario(TINY)


pieces = st.sampled_from(
    [
        "provider",
        "name",
        ",",
        ";",
        "\t",
        "\n",
        '"',
        "1,000",
        "1.000",
        "01/11/2026",
        "顺丰",
        "é",
        "\x00",
    ]
) | st.text(max_size=4)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(TABLES),
    st.binary(max_size=80)
    | st.lists(pieces, max_size=30).map(lambda parts: "".join(parts).encode("utf-8", "replace"))
    | st.lists(pieces, max_size=30).map(lambda parts: "".join(parts).encode("gb18030", "replace")),
    st.sampled_from([".csv", ".tsv", ".txt"]),
)
def test_any_file_is_read_or_refused(table: str, content: bytes, ending: str) -> None:
    with TemporaryDirectory() as at:
        folder = tiny_folder(Path(at))
        (folder / f"{table}.csv").unlink(missing_ok=True)
        (folder / f"{table}{ending}").write_bytes(content)
        try:
            read_scenario(folder)
        except InvalidInput as error:
            assert all(fault.found and fault.wanted for fault in error.faults)
