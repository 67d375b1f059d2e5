"""What options state of orders and of the files they stand in, read or refused."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING

from codroute.errors import Fault, InvalidInput

if TYPE_CHECKING:
    from codroute.scenario.reading.writing import Writing
    from codroute.scenario.scenario import Scenario

COMMAND_LINE = "command line"
"""Where an option stands, in the words of a fault."""


@contextmanager
def noted(faults: list[Fault]) -> Iterator[None]:
    """Note what is refused inside, so that the faults of several options are told at once."""
    try:
        yield
    except InvalidInput as error:
        faults += error.faults


def refuse(faults: Sequence[Fault]) -> None:
    """Refuse what was noted, warnings with it.

    Raises
    ------
    InvalidInput
        There is an error.
    """
    if any(fault.severity == "error" for fault in faults):
        raise InvalidInput(faults)


def writing_of(encoding: str | None, decimal: str | None, dates: str | None) -> "Writing":
    """Read how a file is written.

    Raises
    ------
    InvalidInput
        With every option that states something else than there is.
    """
    from dataclasses import replace

    from pydantic import ValidationError

    from codroute.scenario.reading.wording import faults_in
    from codroute.scenario.reading.writing import Writing

    stated = {"encoding": encoding, "decimal": decimal, "dates": dates}
    try:
        return Writing.model_validate(stated)
    except ValidationError as error:
        faults = faults_in(COMMAND_LINE, error, Writing)
        raise InvalidInput([replace(f, column=f"--{f.column}") for f in faults]) from None


def check_offers(scenario: "Scenario", names: Sequence[str]) -> None:
    """Refuse offers that the scenario does not have.

    Raises
    ------
    InvalidInput
        With every such offer.
    """
    from codroute.scenario.columns import one_of
    from codroute.scenario.reading.text import shown

    known = [offer.offer for offer in scenario.offers]
    refuse(
        [
            Fault(COMMAND_LINE, None, "--offer", shown(name), one_of(name, known))
            for name in names
            if name not in known
        ]
    )


def volumes_so_far(scenario: "Scenario", stated: Sequence[str]) -> dict[str, Decimal]:
    """Read the volumes so far by price schedule.

    Raises
    ------
    InvalidInput
        With every one that names no schedule, or no volume.
    """
    from codroute.scenario.columns import one_of
    from codroute.scenario.fields import NUMBER
    from codroute.scenario.reading.text import shown

    known = [schedule.schedule for schedule in scenario.price_schedules]
    volumes, faults = {}, []
    for text in stated:
        name, _, amount = text.rpartition("=")
        if name not in known:
            there = one_of(name, known) if known else "no schedule: the scenario has none"
            wanted = f"SCHEDULE=N with {there}"
        elif not NUMBER.fullmatch(amount) or amount.startswith("-"):
            wanted = f"{name}=N with a volume of 0 or more, such as {name}=1500"
        elif name in volumes:
            wanted = f"one volume of {name}"
        else:
            volumes[name] = Decimal(amount)
            continue
        faults.append(Fault(COMMAND_LINE, None, "--volume", shown(text), wanted))
    refuse(faults)
    return volumes
