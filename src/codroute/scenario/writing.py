"""How a file writes text, numbers and dates: asked for by name, or left to be read off the file."""

from typing import Annotated, Literal, get_args

from codroute.scenario.fields import Row, Words

Encoding = Literal["utf-8", "utf-16", "gb18030", "big5", "cp1252", "cp1256", "cp874", "cp1258"]
DecimalMark = Literal[".", ","]
DateOrder = Literal["dmy", "mdy", "ymd"]

ENCODINGS: tuple[Encoding, ...] = get_args(Encoding)

UNMARKED: tuple[Encoding, ...] = ENCODINGS[2:]
"""Encodings that nothing in a file tells apart but whether the text makes sense."""


class Writing(Row):
    """How a table is written. What is not asked for is read off the table where it is certain."""

    encoding: Annotated[Encoding, Words(f"one of {', '.join(ENCODINGS)}")] | None = None
    decimal: Annotated[DecimalMark, Words('"." or ","')] | None = None
    dates: Annotated[DateOrder, Words('"dmy", "mdy" or "ymd"')] | None = None


AS_IT_COMES = Writing()
"""Nothing is asked for: everything is read off the table."""
