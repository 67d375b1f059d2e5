"""``codroute quote``: what single orders cost under every offer, term by term."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codroute.cli.exits import ExitCode, fault_documents
from codroute.cli.options import (
    AsJson,
    Changes,
    Dates,
    DecimalMark,
    Encoding,
    ScenarioPath,
    SheetTitle,
    Volumes,
)
from codroute.cli.printing import print_faults, print_json, say_written
from codroute.cli.stated import COMMAND_LINE

if TYPE_CHECKING:
    from codroute.errors import Fault
    from codroute.quoting.orders import OrderDesk, Unresolved
    from codroute.scenario.order import Order
    from codroute.scenario.reading.writing import Writing

_OPTIONS = {
    "cod_value": "--value",
    "weight_g": "--weight",
    "length_cm": "--length",
    "width_cm": "--width",
    "height_cm": "--height",
    "goods_flags": "--flag",
    "remote_band": "--band",
    "handed_over": "--day",
    "value_tier": "--value-tier",
}
"""Options that are called otherwise than the field they fill."""

_Name = Annotated[str | None, typer.Option(metavar="NAME", help="As the scenario writes it.")]
_Part = Annotated[str | None, typer.Option(metavar="NAME", help="Of the address, for the region.")]
_Cm = Annotated[str | None, typer.Option(metavar="CM", help="Of the parcel.")]


def quote(  # noqa: PLR0913 - one parameter per option
    scenario: ScenarioPath,
    orders: Annotated[
        Path | None,
        typer.Argument(metavar="ORDERS", help="Many orders: CSV file or workbook."),
    ] = None,
    *,
    change: Changes = None,
    country: _Name = None,
    region: _Name = None,
    value_tier: _Name = None,
    category: _Name = None,
    value: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="COD value in the market's currency.")
    ] = None,
    weight: Annotated[
        str | None, typer.Option(metavar="GRAMS", help="Actual weight in grams.")
    ] = None,
    length: _Cm = None,
    width: _Cm = None,
    height: _Cm = None,
    flag: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Goods flag; repeat for more.")
    ] = None,
    band: Annotated[
        str | None, typer.Option(metavar="NAME", help="Remote band of the address.")
    ] = None,
    day: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Handed over then; for peaks.")
    ] = None,
    state: _Part = None,
    city: _Part = None,
    district: _Part = None,
    postcode: _Part = None,
    volume: Volumes = None,
    offer: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this offer; repeat for more.")
    ] = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write every line as CSV.")
    ] = None,
    sheet: SheetTitle = None,
    encoding: Encoding = None,
    decimal: DecimalMark = None,
    dates: Dates = None,
    as_json: AsJson = False,
) -> int:
    """Price one order, or a file of orders, under every offer, term by term."""
    from codroute.cli.stated import check_offers, volumes_so_far, writing_of
    from codroute.cli.targets import Target, check_targets, sources
    from codroute.quoting.orders import OrderDesk
    from codroute.quoting.quote import quote_orders
    from codroute.report.console import make_console
    from codroute.report.quote_files import quotes_document, write_quotes
    from codroute.report.quote_table import show_best_offers, show_quotes, show_unresolved
    from codroute.scenario.changes.overrides import load_scenario
    from codroute.scenario.order import Order

    one = {
        "country": country,
        "region": region,
        "value_tier": value_tier,
        "category": category,
        "cod_value": value,
        "weight_g": weight,
        "length_cm": length,
        "width_cm": width,
        "height_cm": height,
        "goods_flags": ";".join(flag or ()),
        "remote_band": band,
        "handed_over": day,
        "state": state,
        "city": city,
        "district": district,
        "postcode": postcode,
    }
    stated = {key: text for key, text in one.items() if text}
    if orders is not None and stated:
        raise typer.BadParameter(f"found a file and {', '.join(stated)}; wanted one of both")
    writing = writing_of(encoding, decimal, dates)
    reads = [*sources(scenario, change or ()), *([orders] if orders else [])]
    check_targets([Target("--csv", csv, (".csv",))], reads)
    loaded = load_scenario(scenario, change or ()).scenario
    check_offers(loaded, offer or ())
    desk = OrderDesk(loaded)
    if orders is None:
        taken, warnings = _from_options(desk, stated)
    else:
        taken, warnings = _from_file(desk, orders, sheet, writing)
    known = [order for order in taken if isinstance(order, Order)]
    unresolved = [order for order in taken if not isinstance(order, Order)]
    offers = [offer] * len(known) if offer else None
    quoted = quote_orders(loaded, known, volumes_so_far(loaded, volume or ()), offers)
    if csv is not None:
        write_quotes(quoted, loaded, csv)
    if as_json:
        print_json(quotes_document(quoted, known, unresolved, loaded, fault_documents(warnings)))
        return ExitCode.DONE
    print_faults(warnings)
    console = make_console()
    if orders is None and known:
        show_quotes(quoted, loaded, console)
    elif known:
        show_best_offers(quoted, len(known), loaded, console)
    show_unresolved([(each.order, each.why) for each in unresolved], console)
    say_written(csv)
    return ExitCode.DONE


def _from_options(
    desk: "OrderDesk", stated: dict[str, str]
) -> "tuple[list[Order | Unresolved], tuple[Fault, ...]]":
    """Take the one order that the options state.

    Raises
    ------
    InvalidInput
        With every option that is wrong or lacks.
    """
    from pydantic import ValidationError

    from codroute.errors import Fault, InvalidInput
    from codroute.quoting.orders import StatedOrder
    from codroute.scenario.reading.text import shown
    from codroute.scenario.reading.wording import faults_in

    def at(column: str, found: object, wanted: str) -> Fault:
        return Fault(COMMAND_LINE, None, _OPTIONS.get(column, f"--{column}"), shown(found), wanted)

    try:
        order = StatedOrder.model_validate(stated)
    except ValidationError as error:
        faults = faults_in(COMMAND_LINE, error, StatedOrder)
        raise InvalidInput([_as_option(fault) for fault in faults]) from None
    faults = list(desk.faults(order, at))
    if any(fault.severity == "error" for fault in faults):
        raise InvalidInput(faults)
    return [desk.take(1, order)], tuple(faults)


def _as_option(fault: "Fault") -> "Fault":
    """Name the option instead of the field."""
    from dataclasses import replace

    return replace(fault, column=_OPTIONS.get(fault.column or "", f"--{fault.column}"))


def _from_file(
    desk: "OrderDesk", path: Path, sheet: str | None, writing: "Writing"
) -> "tuple[list[Order | Unresolved], tuple[Fault, ...]]":
    """Take the orders of a file."""
    from codroute.quoting.orders import StatedOrder
    from codroute.scenario.reading.records import read_records

    read = read_records(
        path,
        StatedOrder,
        check=lambda record: desk.faults(record.row, record.fault),
        sheet=sheet,
        writing=writing,
    )
    return [desk.take(record.number, record.row) for record in read.records], read.warnings
