"""``codroute explain``: why a stored plan places a lane's orders, or one order, as it does."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from codroute.cli.exits import ExitCode
from codroute.cli.options import AsJson, Dates, DecimalMark, Encoding, SheetTitle
from codroute.cli.stated import COMMAND_LINE
from codroute.errors import Fault, InvalidInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from codroute.plan.model import Plan
    from codroute.scenario.order import Order
    from codroute.scenario.reading.writing import Writing

_STAY = 0.7
"""Share of the buyers that stay where nothing else is asked about."""


def _parse_share(text: str) -> float:
    """Read a share such as ``70%`` or ``0.7``."""
    from codroute.cli.solving import parse_gap

    value = 1.0 if text.strip() in ("1", "100%") else parse_gap(text)
    if value <= 0:
        raise typer.BadParameter(f"found '{text}'; wanted a share above 0 such as 70% or 0.7")
    return value


def explain(  # noqa: PLR0913 - one parameter per option
    plan: Annotated[
        Path, typer.Argument(metavar="PLAN", help="Plan as JSON, from codroute plan --out.")
    ],
    *,
    lane: Annotated[
        str | None, typer.Option(metavar="LANE", help="A lane, such as Riyadh/high.")
    ] = None,
    order: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="An order: CSV file or workbook, as quote reads it."),
    ] = None,
    number: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Which order of the file, by its name.")
    ] = None,
    declined: Annotated[
        bool, typer.Option("--declined", help="Lanes with declined orders, and what it takes.")
    ] = False,
    prepaid: Annotated[
        bool, typer.Option("--prepaid", help="Lanes that earn more paid in advance.")
    ] = False,
    stay: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            parser=_parse_share,
            help="Buyers that stay if prepaid; by default 70%.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write the answer as JSON.")
    ] = None,
    sheet: SheetTitle = None,
    encoding: Encoding = None,
    decimal: DecimalMark = None,
    dates: Dates = None,
    as_json: AsJson = False,
) -> int:
    """Say why a lane, or an order, goes to whom it goes, and what would change that.

    The stored plan alone answers; nothing is solved.
    """
    from codroute.cli.printing import print_json, say_written
    from codroute.cli.stated import writing_of
    from codroute.cli.targets import Target, check_targets
    from codroute.plan.files import read_plan

    asked = {
        "--lane": lane is not None,
        "--order": order is not None,
        "--declined": declined,
        "--prepaid": prepaid,
    }
    _check_question(asked, number, stay)
    writing = writing_of(encoding, decimal, dates)
    check_targets([Target("--out", out, (".json",))], [plan, *([order] if order else [])])
    stored = read_plan(plan)
    if lane is not None:
        document, show = _lane(stored, lane)
    elif order is not None:
        document, show = _order(stored, order, number, sheet, writing)
    elif declined:
        document, show = _declined(stored)
    else:
        document, show = _prepaid(stored, _STAY if stay is None else stay)
    if out is not None:
        _write(out, document)
    if as_json:
        print_json(document)
    else:
        show()
        say_written(out)
    return ExitCode.DONE


_Answer = tuple[dict[str, Any], "Callable[[], None]"]
"""An answer as plain data, and what prints it."""


def _check_question(asked: dict[str, bool], number: str | None, stay: float | None) -> None:
    """Refuse anything but one question."""
    stated = [option for option, given in asked.items() if given]
    faults = []
    if len(stated) != 1:
        found = ", ".join(stated) or "nothing"
        faults.append(Fault(COMMAND_LINE, None, None, found, f"one of {', '.join(asked)}"))
    if number is not None and not asked["--order"]:
        faults.append(Fault(COMMAND_LINE, None, "--id", f"'{number}'", "--order with its file"))
    if stay is not None and not asked["--prepaid"]:
        faults.append(Fault(COMMAND_LINE, None, "--stay", f"{stay:g}", "--prepaid with it"))
    if faults:
        raise InvalidInput(faults)


@contextmanager
def _asked_by(option: str) -> Iterator[None]:
    """Place the fault of a lane that is none at the option that asks about it."""
    try:
        yield
    except InvalidInput as error:
        raise InvalidInput(
            [
                replace(fault, file=COMMAND_LINE, column=option)
                if (fault.file, fault.column) == ("plan", "lane")
                else fault
                for fault in error.faults
            ]
        ) from None


def _lane(plan: "Plan", lane: str) -> _Answer:
    from codroute.report.console import make_console
    from codroute.report.explanation_table import show_explanation
    from codroute.whatif.explain.explain import explain_lane

    with _asked_by("--lane"):
        explained = explain_lane(plan, lane)
    return explained.model_dump(mode="json"), lambda: show_explanation(explained, make_console())


def _order(
    plan: "Plan", path: Path, number: str | None, sheet: str | None, writing: "Writing"
) -> _Answer:
    from codroute.report.console import make_console
    from codroute.report.explanation_table import show_explanation
    from codroute.whatif.explain.explain import explain_order

    order = _read_order(plan, path, number, sheet, writing)
    with _asked_by("--order"):
        explained = explain_order(plan, order)
    return explained.model_dump(mode="json"), lambda: show_explanation(explained, make_console())


def _read_order(
    plan: "Plan", path: Path, number: str | None, sheet: str | None, writing: "Writing"
) -> "Order":
    """Read the file's orders and take the one asked about."""
    from codroute.quoting.orders import read_orders
    from codroute.scenario.columns import one_of
    from codroute.whatif.explain.standing import PlanStanding

    scenario = PlanStanding(plan, ()).scenario
    taken = read_orders(scenario, path, sheet=sheet, writing=writing)
    for lost in taken.unresolved:
        if number in (None, lost.order):
            wanted = "an order whose region is known"
            raise InvalidInput([Fault(path.name, None, None, f"{lost.order}: {lost.why}", wanted)])
    if number is None and len(taken.orders) == 1:
        return taken.orders[0]
    names = [order.order for order in taken.orders]
    if number is None:
        found = f"nothing, and {len(names):,} orders in {path.name}"
        raise InvalidInput([Fault(COMMAND_LINE, None, "--id", found, "the name of one of them")])
    if number not in names:
        raise InvalidInput(
            [Fault(COMMAND_LINE, None, "--id", f"'{number}'", one_of(number, names))]
        )
    return taken.orders[names.index(number)]


def _declined(plan: "Plan") -> _Answer:
    from codroute.report.console import make_console
    from codroute.report.explanation_table import show_declined
    from codroute.whatif.explain.declined import declined_lanes

    lanes = declined_lanes(plan)
    document = {"declined": [lane.model_dump(mode="json") for lane in lanes]}
    return document, lambda: show_declined(lanes, plan, make_console())


def _prepaid(plan: "Plan", stay: float) -> _Answer:
    from codroute.report.console import make_console
    from codroute.report.explanation_table import show_prepaid
    from codroute.whatif.explain.prepaid import prepaid_lanes

    lanes = prepaid_lanes(plan, stay)
    document = {"stay": stay, "prepaid": [lane.model_dump(mode="json") for lane in lanes]}
    return document, lambda: show_prepaid(lanes, stay, plan, make_console())


def _write(path: Path, document: dict[str, Any]) -> None:
    import json

    from codroute.output import write_file

    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    write_file(path, f"{text}\n".encode())
