"""The parts of an .xlsx file, unpacked within bounds; what is none is refused in plain words."""

import io
import lzma
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from codroute.errors import Fault, InvalidInput
from codroute.scenario.reading.file_system import refusals

WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
"""Endings of workbooks; those of the last three kinds are refused with a word on what to do."""

_MOST_BYTES = 256 * 2**20
_MOST_PARTS = 2_000
_OLD_KIND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PASSWORD = "EncryptedPackage".encode("utf-16-le")
_BOOK, _LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_AS_XLSX = "it saved as an Excel workbook (.xlsx)"
_DAMAGED = "the whole file: save or send it again"
_LINK_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_LINK_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(frozen=True)
class Package:
    """A workbook's parts by their names in the archive, and the part of each worksheet.

    ``stale`` means that the program which wrote the file left its formulas to be calculated.
    """

    name: str
    parts: dict[str, bytes]
    sheets: dict[str, str] = field(default_factory=dict)
    stale: bool = False

    def packed(self) -> io.BytesIO:
        """Give the parts as an archive again, one that holds no more than was looked at."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
            for name, content in self.parts.items():
                archive.writestr(zipfile.ZipInfo(name), content)
        buffer.seek(0)
        return buffer

    def damaged(self) -> InvalidInput:
        """Give what to raise where the workbook's parts make no sense."""
        return InvalidInput([Fault(self.name, None, None, "a damaged workbook", _DAMAGED)])


def open_package(path: Path) -> Package:
    """Unpack the parts of a workbook that hold its cells.

    Raises
    ------
    InvalidInput
        The file is no .xlsx workbook, has a password, is cut off, or unpacks to too much.
    """
    with refusals(path, "a workbook to read"):
        content = path.read_bytes()
    if not content.startswith(b"PK"):
        raise InvalidInput([Fault(path.name, None, None, *_other_kind(content))])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            package = Package(path.name, _unpacked(path.name, archive))
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError,
        OSError, lzma.LZMAError,
    ):  # fmt: skip
        found = "a damaged or cut off workbook"
        raise InvalidInput([Fault(path.name, None, None, found, _DAMAGED)]) from None
    return _with_sheets(package)


def _other_kind(content: bytes) -> tuple[str, str]:
    """Say what stands in a file that is no archive, and what is wanted instead."""
    if not content:
        return "an empty file", "a workbook (.xlsx)"
    if not content.startswith(_OLD_KIND):
        return "a file that is no workbook", "a workbook (.xlsx)"
    if _PASSWORD in content:
        return "a workbook with a password", "it saved without a password"
    return "a workbook of the old kind (.xls)", _AS_XLSX


def _unpacked(name: str, archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Unpack what is XML; pictures and the like are left packed."""
    listed = {info.filename: info for info in archive.infolist()}
    if "content.xml" in listed and "mimetype" in listed:
        raise _refused(name, "an OpenDocument workbook (.ods)", _AS_XLSX)
    if "xl/workbook.bin" in listed:
        raise _refused(name, "a binary workbook (.xlsb)", _AS_XLSX)
    if _BOOK not in listed or _LINKS not in listed:
        raise _refused(name, "an archive that is no workbook", "a workbook (.xlsx)")
    wanted = [info for key, info in listed.items() if key.endswith((".xml", ".rels"))]
    size = sum(info.file_size for info in wanted)
    if size > _MOST_BYTES or len(wanted) > _MOST_PARTS:
        found = f"{size / 2**20:,.0f} MB in {len(wanted):,} parts when unpacked"
        most = f"at most {_MOST_BYTES // 2**20} MB in {_MOST_PARTS:,} parts"
        raise _refused(name, found, most)
    return {info.filename: archive.read(info) for info in wanted}


def _refused(name: str, found: str, wanted: str) -> InvalidInput:
    return InvalidInput([Fault(name, None, None, found, wanted)])


def _with_sheets(package: Package) -> Package:
    """Find the part of each worksheet, and whether formulas still wait to be calculated."""
    try:
        book = ElementTree.fromstring(package.parts[_BOOK])
        links = ElementTree.fromstring(package.parts[_LINKS])
    except (ElementTree.ParseError, ValueError, LookupError):
        raise package.damaged() from None
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    sheets = {}
    for sheet in book.iterfind(".//{*}sheet"):
        target = targets.get(sheet.get(_LINK_ID) or sheet.get(_STRICT_LINK_ID), "")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        title = sheet.get("name", "")
        if part not in package.parts or title in sheets:
            raise package.damaged()  # a sheet passed over could be a fee passed over
        sheets[title] = part
    stale = any(
        node.get("fullCalcOnLoad") in ("1", "true") for node in book.iterfind(".//{*}calcPr")
    )
    return Package(package.name, package.parts, sheets, stale)
