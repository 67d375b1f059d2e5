"""Addresses from a CSV file, and what was found of them as another."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from codroute.errors import Fault, InvalidInput
from codroute.output import write_file
from codroute.regions.address import Address, Resolution
from codroute.scenario.csv_file import read_csv

PARTS = tuple(part.name for part in fields(Address))
"""The parts of an address, which are the columns of its file."""

_FOUND = ("outcome", "region", "remote_band", "city_tier", "cod_served", "place_number", "score")


@dataclass(frozen=True)
class Asked:
    """An address with the row where it stands; None where it stands in no file."""

    row: int | None
    address: Address


def read_addresses(path: Path | str, country: str | None = None) -> list[Asked]:
    """Read addresses from the columns country, state, city, district and postcode.

    Parameters
    ----------
    path
        A CSV file; other columns are passed over.
    country
        The country of rows that state none.

    Raises
    ------
    InvalidInput
        With every row that does not fit the header, or where no column states the country.
    """
    file = read_csv(Path(path), PARTS)
    faults = list(file.faults)
    if file.header and country is None and "country" not in file.header:
        wanted = "the column, with the country as the scenario writes it, or --country"
        faults.append(Fault(file.name, 1, "country", "no such column", wanted))
    if not file.rows and not faults:
        faults.append(Fault(file.name, None, None, "no rows", "at least one address"))
    if faults:
        raise InvalidInput(faults)
    return [Asked(number, _address(cells, country)) for number, cells in file.rows]


def _address(cells: dict[str, str], country: str | None) -> Address:
    stated = {part: cells[part] for part in PARTS if part in cells}
    address = Address(**{"country": "", **stated})
    return address if address.country else replace(address, country=country or "")


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
