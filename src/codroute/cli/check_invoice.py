"""``codroute check-invoice``: a courier's invoice priced anew, line by line."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
from pathlib import Path
from typing import Annotated

import typer

from codroute.cli.exits import ExitCode, fault_documents
from codroute.cli.options import (
    AsJson,
    Changes,
    Dates,
    DecimalMark,
    Encoding,
    SheetTitle,
    Volumes,
)
from codroute.cli.printing import print_faults, print_json, say_written
from codroute.cli.stated import check_offers, noted, refuse, volumes_so_far, writing_of
from codroute.errors import Fault


def check_invoice(  # noqa: PLR0913 - one parameter per option
    invoice: Annotated[
        Path,
        typer.Argument(metavar="INVOICE", help="CSV file or workbook, one line per order."),
    ],
    *,
    scenario: Annotated[
        Path, typer.Option("--scenario", metavar="SCENARIO", help="As for plan: has the cards.")
    ],
    change: Changes = None,
    offer: Annotated[
        str | None, typer.Option(metavar="NAME", help="Offer of lines that name none.")
    ] = None,
    volume: Volumes = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write every line by term as CSV.")
    ] = None,
    sheet: SheetTitle = None,
    encoding: Encoding = None,
    decimal: DecimalMark = None,
    dates: Dates = None,
    as_json: AsJson = False,
) -> int:
    """Price a courier's invoice anew and list what differs from the card, and by how much."""
    from codroute.cli.targets import Target, check_targets, sources
    from codroute.quoting.invoice import check_invoice as price_anew
    from codroute.report.console import make_console
    from codroute.report.invoice_files import invoice_document, write_invoice_check
    from codroute.report.invoice_table import show_invoice
    from codroute.scenario.changes.overrides import load_scenario

    writing = writing_of(encoding, decimal, dates)
    check_targets([Target("--csv", csv, (".csv",))], [*sources(scenario, change or ()), invoice])
    loaded = load_scenario(scenario, change or ()).scenario
    faults: list[Fault] = []
    with noted(faults):
        check_offers(loaded, [offer] if offer else [])
    with noted(faults):
        volumes = volumes_so_far(loaded, volume or ())
    refuse(faults)
    checked = price_anew(
        loaded,
        invoice,
        offer=offer,
        volumes=volumes,
        sheet=sheet,
        writing=writing,
    )
    if csv is not None:
        write_invoice_check(checked, csv)
    if as_json:
        print_json(invoice_document(checked, fault_documents(checked.warnings)))
    else:
        print_faults(checked.warnings)
        show_invoice(checked, make_console())
        say_written(csv)
    return ExitCode.DONE if checked.agrees else ExitCode.AUDIT_FAILED
