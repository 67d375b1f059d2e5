"""Arguments and options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

ScenarioPath = Annotated[
    Path,
    typer.Argument(
        metavar="SCENARIO",
        help="Folder of TOML and CSV, workbook, JSON document, or change file with a base.",
    ),
]

Changes = Annotated[
    list[Path] | None,
    typer.Option(
        "--change", metavar="FILE", help="Change file, or tables, to apply; repeat for more."
    ),
]

AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON document and nothing else; errors too.")
]

OutJson = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write the whole result as JSON.")
]

Lanes = Annotated[bool, typer.Option("--lanes", help="List every lane, not only the largest.")]

CsvPath = Annotated[
    Path | None, typer.Option("--csv", metavar="FILE", help="Write the allocation as CSV.")
]

XlsxPath = Annotated[
    Path | None, typer.Option("--xlsx", metavar="FILE", help="Write a formatted workbook.")
]

SheetTitle = Annotated[
    str | None,
    typer.Option("--sheet", metavar="TITLE", help="Sheet of a workbook, if several have rows."),
]

Encoding = Annotated[
    str | None,
    typer.Option("--encoding", metavar="NAME", help="Encoding of the file, such as gb18030."),
]

DecimalMark = Annotated[
    str | None, typer.Option("--decimal", metavar="MARK", help="Decimal mark of the file: . or ,")
]

Dates = Annotated[
    str | None, typer.Option("--dates", metavar="ORDER", help="Dates of the file: dmy, mdy or ymd.")
]

Volumes = Annotated[
    list[str] | None,
    typer.Option(
        "--volume",
        metavar="SCHEDULE=N",
        help="Volume counted so far, for the price tier; repeat for more.",
    ),
]
