"""How a file writes text, numbers and dates: asked for by name, or left to be read off the file."""

from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import create_model

from codroute.scenario.fields import Row, Words
from codroute.scenario.scenario import TABLES

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


class _Files(Writing):
    """How the files of a scenario are written, and single tables otherwise."""

    def of(self, table: str) -> Writing:
        """Give how a table is written: what is said of it, else what is said of all."""
        stated: Writing | None = getattr(self, table)
        general = {key: getattr(self, key) for key in Writing.model_fields}
        return Writing(**general | (stated.model_dump(exclude_none=True) if stated else {}))


_Table = Annotated[Writing, Words("how the table is written")] | None

if TYPE_CHECKING:
    Files = _Files
else:
    _tables = dict.fromkeys(TABLES, (_Table, None))
    Files = create_model("Files", __base__=_Files, **_tables)
