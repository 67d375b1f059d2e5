"""Addresses from a file, and what was found of them as CSV."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated

from codroute.errors import Fault, InvalidInput
from codroute.output import write_csv
from codroute.regions.address import Address, Resolution
from codroute.scenario.fields import Row, Words
from codroute.scenario.reading.records import read_records
from codroute.scenario.reading.writing import AS_IT_COMES, Writing

PARTS = tuple(part.name for part in fields(Address))
"""The parts of an address, which are the columns of its file."""

_FOUND = ("outcome", "region", "remote_band", "city_tier", "cod_served", "place_number", "score")


@dataclass(frozen=True)
class Asked:
    """An address with the row where it stands; None where it stands in no file."""

    row: int | None
    address: Address


_Text = Annotated[str, Words("text")]


class _Stated(Row):
    """The parts of an address that a row states."""

    country: _Text = ""
    state: _Text = ""
    city: _Text = ""
    district: _Text = ""
    postcode: _Text = ""


@dataclass(frozen=True)
class Addresses:
    """The addresses of a file, and the warnings about how it was read."""

    asked: tuple[Asked, ...]
    warnings: tuple[Fault, ...]


def read_addresses(
    path: Path | str,
    *,
    country: str = "",
    sheet: str | None = None,
    writing: Writing = AS_IT_COMES,
) -> Addresses:
    """Read addresses from the columns country, state, city, district and postcode.

    Parameters
    ----------
    path
        A text file or workbook; other columns are passed over, with a warning.
    country
        The country of rows that state none; blank: such rows are not resolved.
    sheet, writing
        The sheet of a workbook, and how a text file is written, where that must be said.

    Raises
    ------
    InvalidInput
        With every row that does not fit the header, or where no column states the country.
    """
    defaults = {"country": country}
    read = read_records(Path(path), _Stated, sheet=sheet, writing=writing, defaults=defaults)
    if not country and "country" not in read.columns:
        wanted = "the column, with the country as the scenario writes it, or --country"
        fault = read.records[0].header.fault
        header_row = read.records[0].header.row
        raise InvalidInput([fault(header_row, "country", "no such column", wanted)])
    asked = (Asked(record.number, Address(**vars(record.row))) for record in read.records)
    return Addresses(tuple(asked), read.warnings)


def write_resolutions(answers: Sequence[tuple[Asked, Resolution]], path: Path | str) -> None:
    """Write every address with what was found of it, whole or not at all."""
    header = ["row", *PARTS, *_FOUND, "why", "candidates"]
    write_csv(Path(path), header, (_row(asked, answer) for asked, answer in answers))


def _row(asked: Asked, answer: Resolution) -> list[object]:
    """Give an address and what was found of it."""
    address = [getattr(asked.address, part) for part in PARTS]
    found = [_cell(value) for value in found_fields(answer).values()]
    candidates = "; ".join(candidate.words for candidate in answer.candidates)
    return [asked.row, *address, *found, answer.why, candidates]


def found_fields(answer: Resolution) -> dict[str, object]:
    """Give an answer by field, as files and other programs take it."""
    values = (
        answer.outcome.value,
        answer.region,
        answer.remote_band,
        answer.city_tier,
        answer.cod_served,
        answer.number,
        answer.score if answer.found else None,
    )
    return dict(zip(_FOUND, values, strict=True))


def _cell(value: object) -> object:
    """Write yes and no as the scenario's tables do; what is absent stays blank."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value
