"""Files that are no workbook, or too much of one, are refused with one fault; none crashes."""

import io
import zipfile
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workbooks import Formula, Wide, edit_part, put, tiny_sheets, write_book
from xlsxwriter.exceptions import OverlappingRange

from codroute.errors import InvalidInput
from codroute.scenario.parse import examine
from codroute.scenario.reading import package, workbook_file
from codroute.scenario.reading.sheet import Unreadable
from codroute.scenario.reading.source import read_raw
from codroute.scenario.reading.workbook_file import read_workbook

OLD_KIND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
SHEET = "xl/worksheets/sheet1.xml"


def archive(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as written:
        for name, text in parts.items():
            written.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return buffer.getvalue()


def said(path: Path) -> str:
    with pytest.raises(InvalidInput) as caught:
        read_workbook(path)
    (fault,) = caught.value.faults
    return str(fault)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "found an empty file; wanted a workbook (.xlsx)"),
        (b"offer,provider\n", "found a file that is no workbook; wanted a workbook (.xlsx)"),
        (
            OLD_KIND,
            "found a workbook of the old kind (.xls); wanted it saved as an Excel workbook (.xlsx)",
        ),
        (
            OLD_KIND + "EncryptedPackage".encode("utf-16-le"),
            "found a workbook with a password; wanted it saved without a password",
        ),
        (
            archive(content_dot_xml="<x/>", mimetype="application/vnd.oasis"),
            "found an OpenDocument workbook (.ods); wanted it saved as an Excel workbook (.xlsx)",
        ),
        (
            archive(xl__workbook_dot_bin=""),
            "found a binary workbook (.xlsb); wanted it saved as an Excel workbook (.xlsx)",
        ),
        (
            archive(word__document_dot_xml="<x/>"),
            "found an archive that is no workbook; wanted a workbook (.xlsx)",
        ),
    ],
    ids=["empty", "text", "xls", "password", "ods", "xlsb", "docx"],
)
def test_other_files(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "peak.xlsx"
    path.write_bytes(content)
    assert said(path) == f"peak.xlsx: {words}"


CUT = "peak.xlsx: found a damaged or cut off workbook; wanted the whole file: save or send it again"
DAMAGED = "peak.xlsx: found a damaged workbook; wanted the whole file: save or send it again"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write_book(tmp_path / "peak.xlsx", {"lanes": [["region", "cod_value"], ["Riyadh", 40]]})


def test_a_cut_off_file(book: Path) -> None:
    content = book.read_bytes()
    book.write_bytes(content[: len(content) // 2])
    assert said(book) == CUT


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (SHEET, "</worksheet>", ""),
        (SHEET, "<worksheet", '<!DOCTYPE a [<!ENTITY b "c">]><worksheet'),
        ("xl/workbook.xml", "</workbook>", ""),
        ("xl/sharedStrings.xml", "</sst>", "<"),
    ],
    ids=["sheet", "entity", "book", "texts"],
)
def test_parts_that_make_no_sense(part: str, old: str, new: str, book: Path) -> None:
    edit_part(book, part, old, new)
    assert said(book) == DAMAGED


def test_a_file_that_unpacks_to_too_much(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "_MOST_BYTES", 2**20)
    edit_part(book, "xl/theme/theme1.xml", "<a:theme", " " * 3 * 2**20 + "<a:theme")
    assert book.stat().st_size < 2**15
    found = said(book)
    assert found.startswith("peak.xlsx: found 3 MB in 10 parts when unpacked; wanted at most 1 MB")


def test_a_size_that_lies(book: Path) -> None:
    """The directory of an archive says how large a part is; it may say less."""
    with zipfile.ZipFile(book) as packed:
        info = packed.getinfo(SHEET)
    content = book.read_bytes()
    true, false = info.file_size.to_bytes(4, "little"), (40).to_bytes(4, "little")
    place = content.rindex(true)
    book.write_bytes(content[:place] + false + content[place + 4 :])
    assert said(book) == CUT


def test_a_cell_far_from_the_table(book: Path) -> None:
    edit_part(
        book,
        SHEET,
        "</sheetData>",
        '<row r="900000"><c r="XFD900000"><v>1</v></c></row></sheetData>',
    )
    assert said(book) == (
        "peak.xlsx, sheet lanes: found cells as far as XFD900000; wanted at most 10,000,000 cells: "
        "delete what stands far from the table"
    )


def test_cells_without_a_value_are_not_counted(book: Path) -> None:
    edit_part(
        book, SHEET, "</sheetData>", '<row r="900000"><c r="XFD900000" s="1"/></row></sheetData>'
    )
    assert len(read_workbook(book)["lanes"].rows) == 2


def test_merged_ranges_without_end(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_file, "_MOST_CELLS", 6)
    many = "".join('<mergeCell ref="A1:XFD1048576"/>' for _ in range(2))
    edit_part(book, SHEET, "</sheetData>", f"</sheetData><mergeCells>{many}</mergeCells>")
    assert "found cells as far as B2" in said(book)


def test_errors_and_formulas(tmp_path: Path) -> None:
    cells = [Formula("=1/0", "#DIV/0!"), Formula("=1+1", 2), Formula('=""', ""), Formula("=A1")]
    path = write_book(tmp_path / "peak.xlsx", {"x": [cells]})
    edit_part(
        path, SHEET, '<c r="C1"><f>""</f><v></v></c>', '<c r="C1" t="str"><f>""</f><v></v></c>'
    )
    ((_, row),) = read_workbook(path)["x"].rows
    words = "a formula without a value: open and save the file in a spreadsheet"
    assert row == [Unreadable("#DIV/0!"), 2, None, Unreadable(words)]


def test_formulas_that_were_left_to_be_calculated(tmp_path: Path) -> None:
    path = write_book(tmp_path / "peak.xlsx", {"x": [[Formula("=1+1", 0)]]}, calculated=False)
    ((_, row),) = read_workbook(path)["x"].rows
    assert isinstance(row[0], Unreadable)


def test_prefixed_names_and_cells_without_references(book: Path) -> None:
    with zipfile.ZipFile(book) as packed:
        text = packed.read(SHEET).decode()
    start, end = text.index("<sheetData>"), text.index("</sheetData>")
    rows = (
        '<sheetData><row><c t="e"><v>#REF!</v></c><c><v>7</v></c></row><row><c><v>8</v></c></row>'
    )
    edit_part(book, SHEET, text[start:end], rows)
    sheet = read_workbook(book)["lanes"]
    assert sheet.rows == [(1, [Unreadable("#REF!"), 7]), (2, [8, None])]


def test_merged_cells_hold_their_value_everywhere(tmp_path: Path) -> None:
    rows: list[list[object]] = [[Wide("a", 2, 2), None, "b"], [None, None, "c"], [1, 2, 3]]
    sheet = read_workbook(write_book(tmp_path / "peak.xlsx", {"x": rows}))["x"]
    assert [cells for _, cells in sheet.rows] == [["a", "a", "b"], ["a", "a", "c"], [1, 2, 3]]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 100_000), st.integers(0, 40), st.binary(max_size=12))
def test_random_bytes(
    tmp_path_factory: pytest.TempPathFactory, start: int, length: int, new: bytes
) -> None:
    path = tmp_path_factory.mktemp("bytes") / "peak.xlsx"
    content = tiny_book()
    start %= len(content)
    path.write_bytes(content[:start] + new + content[start + length :])
    answer(path)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_random_text_in_a_part(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("parts") / "peak.xlsx"
    path.write_bytes(tiny_book())
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = data.draw(st.sampled_from([n for n in sorted(parts) if n.startswith("xl/")]))
    start = data.draw(st.integers(0, len(parts[name])))
    new = data.draw(st.sampled_from(ODD) | st.binary(max_size=6))
    length = data.draw(st.integers(0, 30))
    parts[name] = parts[name][:start] + new + parts[name][start + length :]
    with zipfile.ZipFile(path, "w") as packed:
        for part, content in parts.items():
            packed.writestr(part, content)
    answer(path)


values = (
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(-1e300, 1e300, allow_nan=False)
    | st.dates(date(1900, 3, 1))
    | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
    | st.sampled_from(
        ["SA", "lanes", "首重续重", "1,000", "02/11/2026", "15 %", "policy.roles", "="]
    )
    | st.builds(Formula, st.just("=A1"), st.sampled_from(["", "#N/A", "x", 1]))
    | st.builds(Wide, st.sampled_from(["x", 1]), st.just(2), st.just(2))
)


changes = st.tuples(
    st.sampled_from(sorted(tiny_sheets())), st.integers(1, 7), st.integers(0, 5), values
)


@settings(max_examples=150, deadline=None)
@given(st.lists(changes, min_size=1, max_size=4))
def test_random_cells(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, int, int, object]]
) -> None:
    sheets = tiny_sheets()
    for title, row, column, value in changes:
        sheets[title] += [[] for _ in range(row - len(sheets[title]))]
        put(title, (row, column), value)(sheets)
    with suppress(OverlappingRange):
        answer(write_book(tmp_path_factory.mktemp("cells") / "tiny.xlsx", sheets))


ODD = (
    b'<c r="B2" t="e"><v>#N/A</v></c>', b'<c r="A0"><v>1</v></c>', b"<f>1</f>", b"&#0;", b"NaN",
    b'<c r="XFD1048576"><v>1</v></c>', b' t="s"', b' t="d"', b'<mergeCell ref="A1:C9"/>', b"-1",
    b'<mergeCell ref="C9:A1"/>', b"1e999", b"<v>99999999999</v>", b' r="9999999"', b"\xff\xfe", b"",
)  # fmt: skip


def answer(path: Path) -> None:
    """Demand a scenario or faults, whatever stands in the file."""
    try:
        faults = examine(read_raw(path))[1]
    except InvalidInput as error:
        faults = list(error.faults)
    "".join(map(str, faults)).encode()


@cache
def tiny_book() -> bytes:
    with TemporaryDirectory() as folder:
        return write_book(Path(folder) / "tiny.xlsx", tiny_sheets()).read_bytes()
