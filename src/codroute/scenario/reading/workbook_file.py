"""An .xlsx file as sheets of cells: values as they are stored, merged cells filled, errors kept."""

from collections.abc import Sequence
from pathlib import Path

from python_calamine import CalamineWorkbook

from codroute.errors import Fault, InvalidInput
from codroute.scenario.reading.cell_scan import BrokenSheet, CellScan, cell_name, scan_cells
from codroute.scenario.reading.package import Package, open_package
from codroute.scenario.reading.sheet import Merged, Sheet, Value

_MOST_CELLS = 10_000_000


def read_workbook(path: Path) -> dict[str, Sheet]:
    """Read every worksheet of a workbook, hidden ones included, by its title.

    Raises
    ------
    InvalidInput
        The file is no .xlsx workbook, or cannot be read as a whole.
    """
    package = open_package(path)
    scans = {title: _scan(package, title) for title in package.sheets}
    cells = _cells(package)
    return {
        title: _sheet(package.name, title, cells[title], scan)
        for title, scan in scans.items()
        if title in cells
    }


def _scan(package: Package, title: str) -> CellScan:
    """Look through a worksheet before room is made for its cells."""
    try:
        scan = scan_cells(package.parts[package.sheets[title]], stale=package.stale)
    except BrokenSheet:
        raise package.damaged() from None
    reached = scan.last_row * (scan.last_column + 1)
    merged = sum(_area(_clipped(area, scan)) for area in scan.merged)
    if max(reached, merged) > _MOST_CELLS:
        found = f"cells as far as {cell_name(scan.last_row, scan.last_column)}"
        wanted = f"at most {_MOST_CELLS:,} cells: delete what stands far from the table"
        raise InvalidInput([Fault(package.name, None, None, found, wanted, sheet=title)])
    return scan


def _cells(package: Package) -> dict[str, Sequence[Sequence[Value]]]:
    """Read the values of all worksheets."""
    try:
        book = CalamineWorkbook.from_filelike(package.packed())
        return {
            title: [list(row) for row in book.get_sheet_by_name(title).to_python(False)]
            for title in book.sheet_names
            if title in package.sheets
        }
    except BaseException as error:
        # A panic of the library is no Exception; what was asked for from outside is none of its.
        if not isinstance(error, Exception) and "Panic" not in type(error).__name__:
            raise
        raise package.damaged() from None


def _sheet(file: str, title: str, values: Sequence[Sequence[Value]], scan: CellScan) -> Sheet:
    """Put together the cells of a sheet; blank text is a blank cell."""
    rows: list[list[Value]] = [[None if v == "" else v for v in row] for row in values]
    width = scan.last_column + 1
    rows += [[] for _ in range(scan.last_row - len(rows))]
    for row in rows:
        row.extend([None] * (width - len(row)))
    for (row_number, column), words in scan.unreadable.items():
        rows[row_number - 1][column] = words
    merged = [_clipped(area, scan) for area in scan.merged]
    for area in merged:
        _fill(rows, area)
    return Sheet(file, title, list(enumerate(rows, start=1)), merged)


def _clipped(area: Merged, scan: CellScan) -> Merged:
    """Cut a merged range to where there are cells."""
    return Merged(
        area.first_row,
        area.first_column,
        min(area.last_row, scan.last_row),
        min(area.last_column, scan.last_column),
    )


def _area(area: Merged) -> int:
    height = max(0, area.last_row - area.first_row + 1)
    return height * max(0, area.last_column - area.first_column + 1)


def _fill(rows: list[list[Value]], area: Merged) -> None:
    """Put the value that a merged range shows into all its cells."""
    if not _area(area):
        return
    value = rows[area.first_row - 1][area.first_column]
    for row in rows[area.first_row - 1 : area.last_row]:
        row[area.first_column : area.last_column + 1] = [value] * (
            area.last_column - area.first_column + 1
        )
