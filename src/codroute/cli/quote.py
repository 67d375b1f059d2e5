"""``codroute quote``: what single orders cost under every offer, term by term."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
from dataclasses import replace
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
from codroute.cli.stated import (
    COMMAND_LINE,
    check_offers,
    noted,
    refuse,
    volumes_so_far,
    writing_of,
)
from codroute.errors import Fault

if TYPE_CHECKING:
    from codroute.quoting.orders import Orders
    from codroute.scenario.scenario import Scenario

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
    from codroute.cli.targets import Target, check_targets, sources
    from codroute.quoting.orders import read_orders
    from codroute.quoting.quote import quote_orders
    from codroute.report.console import make_console
    from codroute.report.quote_files import quotes_document, write_quotes
    from codroute.report.quote_table import show_best_offers, show_quotes, show_unresolved
    from codroute.scenario.changes.overrides import load_scenario

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
    faults: list[Fault] = []
    with noted(faults):
        check_offers(loaded, offer or ())
    with noted(faults):
        volumes = volumes_so_far(loaded, volume or ())
    with noted(faults):
        if orders is None:
            taken = _from_options(loaded, stated)
        else:
            taken = read_orders(loaded, orders, sheet=sheet, writing=writing)
    refuse(faults)
    offers = [offer] * len(taken.orders) if offer else None
    quoted = quote_orders(loaded, taken.orders, volumes, offers)
    if csv is not None:
        write_quotes(quoted, loaded, csv)
    if as_json:
        warnings = fault_documents(taken.warnings)
        print_json(quotes_document(quoted, taken.orders, taken.unresolved, loaded, warnings))
        return ExitCode.DONE
    print_faults(taken.warnings)
    console = make_console()
    if orders is None and taken.orders:
        show_quotes(taken.orders[0], quoted, loaded, console)
    elif taken.orders:
        show_best_offers(quoted, taken.orders, loaded, console)
    show_unresolved([(each.order, each.why) for each in taken.unresolved], console)
    say_written(csv)
    return ExitCode.DONE


def _from_options(scenario: "Scenario", stated: dict[str, str]) -> "Orders":
    """Take the one order that the options state.

    Raises
    ------
    InvalidInput
        With every option that is wrong or lacks.
    """
    from pydantic import ValidationError

    from codroute.quoting.orders import OrderDesk, StatedOrder, sorted_out
    from codroute.scenario.reading.records import as_far_as_read
    from codroute.scenario.reading.text import shown
    from codroute.scenario.reading.wording import faults_in

    def at(column: str, found: object, wanted: str) -> Fault:
        return Fault(COMMAND_LINE, None, _option(column), shown(found), wanted)

    faults: list[Fault] = []
    try:
        order = StatedOrder.model_validate(stated)
    except ValidationError as error:
        refused = faults_in(COMMAND_LINE, error, StatedOrder)
        faults += [replace(fault, column=_option(fault.column or "")) for fault in refused]
        order = as_far_as_read(StatedOrder, stated)
    desk = OrderDesk(scenario)
    faults += desk.faults(order, at)
    refuse(faults)
    return sorted_out([desk.take(1, order)], tuple(faults))


def _option(field: str) -> str:
    """Name the option that fills a field."""
    return _OPTIONS.get(field, f"--{field}")
