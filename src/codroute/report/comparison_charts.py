"""The charts of a comparison's workbook, drawn by the program that opens it."""

from typing import Any

from xlsxwriter import Workbook

from codroute.report.sheet import Sheet

_Rows = tuple[int, int]
"""First and last row of the data, counted from 0."""

_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#6A51A3", "#8C564B")
_OTHERS = "#9AA5AD"
_GAIN, _LOSS, _SUM = "#0072B2", "#D55E00", "#5F6F7C"
_WIDTH, _HEIGHT, _ROW, _AROUND = 900, 400, 24, 140
"""Pixels: of a chart, of a waterfall, of a row of bars, and of what stands around them."""

_LINE_HEIGHT = 20
"""Pixels of a sheet's row, by which what follows is put below a chart."""


def _chart(book: Workbook, kind: str, subtype: str | None) -> Any:
    """Start a chart of bars or columns."""
    return book.add_chart({"type": kind, "subtype": subtype})


def leave_room(sheet: Sheet) -> int:
    """Leave room for a waterfall above its table; give the row where it begins."""
    at = sheet.next_row
    _below(sheet, at, _HEIGHT)
    return at


def waterfall_chart(book: Workbook, sheet: Sheet, title: str, rows: _Rows, at: int) -> None:
    """Put a waterfall above its table, whose columns from the third are parts that stack."""
    chart = _chart(book, "column", "stacked")
    colours = (None, _GAIN, _GAIN, _LOSS, _LOSS, _SUM, _SUM)
    for number, colour in enumerate(colours, start=2):
        fill = {"none": True} if colour is None else {"color": colour}
        chart.add_series(_series(sheet, rows, number) | {"fill": fill, "gap": 40})
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_x_axis({"label_position": "low", "num_font": {"rotation": -45}})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": _GRID})
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})
    sheet.page.insert_chart(at, 0, chart, {"description": title})


def volumes_chart(book: Workbook, sheet: Sheet, rows: _Rows, variants: int, at: int) -> None:
    """Put stacked bars of the orders by provider below their table: a bar per variant.

    Where nobody carries anything there is no table with rows, and no chart.
    """
    if rows[1] < rows[0]:
        return
    chart = _chart(book, "bar", "stacked")
    name, head = sheet.name, rows[0] - 1
    for place, row in enumerate(range(rows[0], rows[1] + 1)):
        colour = _COLOURS[place] if place < len(_COLOURS) else _OTHERS
        chart.add_series(
            {
                "name": [name, row, 0],
                "categories": [name, head, 1, head, variants],
                "values": [name, row, 1, row, variants],
                "fill": {"color": colour},
                "gap": 40,
            }
        )
    _finish(sheet, chart, "Orders by provider", bars=variants, at=at, form="#,##0")


def tiers_chart(book: Workbook, sheet: Sheet, rows: _Rows, variants: int, at: int) -> None:
    """Put bars of the volumes below their table: a group per schedule, a bar per variant."""
    chart = _grouped(book, sheet, rows, variants)
    title = "Volume as a share of the highest threshold"
    bars = (rows[1] - rows[0] + 1) * variants
    _finish(sheet, chart, title, bars=bars, at=at, form="0%")


def limits_chart(book: Workbook, sheet: Sheet, rows: _Rows, variants: int, at: int) -> None:
    """Put bars of the use of limits below their table: a group per limit, a bar per variant."""
    chart = _grouped(book, sheet, rows, variants)
    title = "Use of limits that some variant uses up, those that differ most"
    bars = (rows[1] - rows[0] + 1) * variants
    _finish(sheet, chart, title, bars=bars, at=at, form="0%")


_GRID = {"visible": True, "line": {"color": "#D8DFE4"}}


def _grouped(book: Workbook, sheet: Sheet, rows: _Rows, variants: int) -> Any:
    chart = _chart(book, "bar", None)
    for place in range(variants):
        fill = {"color": _SUM if place == 0 else _COLOURS[place - 1]}
        chart.add_series(_series(sheet, rows, place + 1) | {"fill": fill, "gap": 60})
    return chart


def _series(sheet: Sheet, rows: _Rows, column: int) -> dict[str, Any]:
    """Give a series of a column, named by its heading, with the first column as categories."""
    name, (first, last) = sheet.name, rows
    return {
        "name": [name, first - 1, column],
        "categories": [name, first, 0, last, 0],
        "values": [name, first, column, last, column],
    }


def _finish(  # noqa: PLR0913 - what a chart of bars needs
    sheet: Sheet, chart: Any, title: str, *, bars: int, at: int, form: str
) -> None:
    """Title a chart of bars, the first on top, and put it at a row."""
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis({"reverse": True, "label_position": "low"})
    chart.set_x_axis({"num_format": form, "label_position": "high", "major_gridlines": _GRID})
    height = _AROUND + _ROW * bars
    chart.set_size({"width": _WIDTH, "height": height})
    sheet.page.insert_chart(at, 0, chart, {"description": title})
    _below(sheet, at, height)


def _below(sheet: Sheet, at: int, height: int) -> None:
    """Let what follows begin below a chart."""
    sheet.next_row = max(sheet.next_row, at + height // _LINE_HEIGHT + 2)
