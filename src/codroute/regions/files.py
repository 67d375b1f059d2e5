"""Addresses from a CSV file, and what was found of them as another."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated

from codroute.errors import Fault, InvalidInput
from codroute.output import write_file
from codroute.regions.address import Address, Resolution
from codroute.scenario.columns import columns_of
from codroute.scenario.csv_file import read_csv
from codroute.scenario.fields import Row, Words
from codroute.scenario.sheet_rows import read_rows
from codroute.scenario.titles import column_of, plain

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


def read_addresses(path: Path | str, country: str | None = None) -> list[Asked]:
    """Read addresses from the columns country, state, city, district and postcode.

    Parameters
    ----------
    path
        A CSV file, its columns titled as those of the table ``regions``; others are passed over.
    country
        The country of rows that state none.

    Raises
    ------
    InvalidInput
        With every row that does not fit the header, or where no column states the country.
    """
    file = read_csv(Path(path), _part_of)
    read = read_rows(file.sheet, columns_of(_Stated), _part_of)
    faults = file.faults + ([] if file.cut and not file.sheet.rows else read.faults)
    if read.header is not None and country is None and "country" not in read.header.places:
        wanted = "the column, with the country as the scenario writes it, or --country"
        faults.append(read.header.fault(read.header.row, "country", "no such column", wanted))
    if not read.rows and not faults:
        faults.append(Fault(read.file, None, None, "no rows", "at least one address"))
    if any(fault.severity == "error" for fault in faults):
        raise InvalidInput(faults)
    rows = zip(read.numbers, read.rows, strict=True)
    return [Asked(number, _address(cells, country)) for number, cells in rows]


def _part_of(title: str) -> str | None:
    """Give the part of an address that a column's title means."""
    if plain(title) == "postcode":
        return "postcode"
    column = column_of("regions", title)
    return "postcode" if column == "postcodes" else column if column in PARTS else None


def _address(cells: Mapping[str, object], country: str | None) -> Address:
    stated = {part: str(value) for part, value in cells.items()}
    return Address(**{"country": country or ""} | stated)


def write_resolutions(answers: Sequence[tuple[Asked, Resolution]], path: Path | str) -> None:
    """Write every address with what was found of it, whole or not at all."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["row", *PARTS, *_FOUND, "why", "candidates"])
    for asked, answer in answers:
        address = [getattr(asked.address, part) for part in PARTS]
        found = [_cell(value) for value in found_fields(answer).values()]
        candidates = "; ".join(candidate.words for candidate in answer.candidates)
        writer.writerow([asked.row, *address, *found, answer.why, candidates])
    write_file(Path(path), text.getvalue().encode())


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
