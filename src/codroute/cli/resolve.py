"""``codroute resolve``: which regions addresses lie in, by the scenario's table of places."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from codroute.cli.exits import ExitCode, fault_documents
from codroute.cli.options import AsJson, Changes, Encoding, ScenarioPath, SheetTitle
from codroute.cli.printing import print_faults, print_json, say_written

if TYPE_CHECKING:
    from codroute.regions.address import Resolution
    from codroute.regions.files import Asked
    from codroute.scenario.scenario import Scenario

_Part = Annotated[str, typer.Option(metavar="NAME", help="Of one address, instead of a file.")]


def resolve(  # noqa: PLR0913 - one parameter per option
    scenario: ScenarioPath,
    addresses: Annotated[
        Path | None,
        typer.Argument(
            metavar="ADDRESSES",
            help="CSV file or workbook: country, state, city, district, postcode.",
        ),
    ] = None,
    *,
    change: Changes = None,
    country: Annotated[
        str,
        typer.Option(metavar="NAME", help="As the scenario writes it; of rows that state none."),
    ] = "",
    state: _Part = "",
    city: _Part = "",
    district: _Part = "",
    postcode: _Part = "",
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write every answer as CSV.")
    ] = None,
    sheet: SheetTitle = None,
    encoding: Encoding = None,
    as_json: AsJson = False,
) -> int:
    """Find the region, remote band and city tier of addresses; an unknown one is not guessed."""
    from codroute.cli.stated import writing_of
    from codroute.cli.targets import Target, check_targets, sources
    from codroute.regions.address import Address
    from codroute.regions.files import Addresses, Asked, read_addresses, write_resolutions
    from codroute.regions.resolver import Resolver
    from codroute.scenario.changes.overrides import load_scenario

    one = Address(country, state, city, district, postcode)
    stated = any((state, city, district, postcode))
    if stated == (addresses is not None):
        found = "a file and parts of an address" if stated else "no address"
        wanted = "either a file of addresses or the parts of one, such as --country and --city"
        raise typer.BadParameter(f"found {found}; wanted {wanted}", param_hint="ADDRESSES")
    reads = [*sources(scenario, change or ()), *([addresses] if addresses else [])]
    check_targets([Target("--csv", csv, (".csv",))], reads)
    loaded = load_scenario(scenario, change or ()).scenario
    _check_places(loaded)
    writing = writing_of(encoding, None, None)
    read = (
        read_addresses(addresses, country=country, sheet=sheet, writing=writing)
        if addresses
        else Addresses((Asked(None, one),), ())
    )
    resolver = Resolver(loaded)
    answers = [(each, resolver.resolve(each.address)) for each in read.asked]
    if csv is not None:
        write_resolutions(answers, csv)
    if as_json:
        warnings = fault_documents(read.warnings)
        print_json({"answers": [_document(*pair) for pair in answers], "warnings": warnings})
        return ExitCode.DONE
    from codroute.report.console import make_console
    from codroute.report.resolution_table import show_resolution, show_resolutions

    print_faults(read.warnings)
    if addresses is None:
        show_resolution(answers[0][1], make_console())
    else:
        show_resolutions(answers, make_console())
    say_written(csv)
    return ExitCode.DONE


def _check_places(scenario: "Scenario") -> None:
    """Refuse a scenario without places: nothing could be found.

    Raises
    ------
    InvalidInput
        The table regions has no row.
    """
    from codroute.errors import Fault, InvalidInput

    if not scenario.regions:
        wanted = "the table regions, with the places of each region"
        raise InvalidInput([Fault(scenario.name, None, "regions", "no places", wanted)])


def _document(asked: "Asked", answer: "Resolution") -> dict[str, Any]:
    """Give an address with its answer as plain data."""
    from codroute.regions.files import found_fields

    candidates = [
        {
            "place_number": candidate.number,
            "score": candidate.score,
            **candidate.place.model_dump(mode="json", include=_NAMES, exclude_none=True),
        }
        for candidate in answer.candidates
    ]
    address = {part: value for part, value in vars(asked.address).items() if value}
    found = found_fields(answer)
    return {"row": asked.row, "address": address, **found, "why": answer.why} | {
        "candidates": candidates
    }


_NAMES = {"region", "state", "city", "district"}
