"""A comparison on disk: one JSON document that keeps every plan with its scenario."""

from pathlib import Path

from pydantic import ValidationError

from codroute.errors import Fault, InvalidInput
from codroute.output import write_file
from codroute.plan.comparison import Comparison
from codroute.scenario.reading.text import Phrase, parse_json, read_text
from codroute.scenario.reading.wording import faults_in


def write_comparison(comparison: Comparison, path: Path | str) -> None:
    """Write a comparison as JSON, whole or not at all."""
    write_file(Path(path), comparison.document().encode())


def read_comparison(path: Path | str) -> Comparison:
    """Read a comparison from JSON.

    Raises
    ------
    InvalidInput
        With every fault found, placed by its path inside the document; also where a plan does not
        keep its scenario.
    """
    path = Path(path)
    document, faults = parse_json(path.name, read_text(path))
    try:
        comparison = Comparison.model_validate(document)
    except ValidationError as error:
        raise InvalidInput([*faults, *faults_in(path.name, error, Comparison)]) from None
    faults += [
        Fault(
            path.name,
            None,
            f"variants.{number}.plan.stated",
            Phrase("no scenario"),
            f"that of the plan {variant.name}",
        )
        for number, variant in enumerate(comparison.variants, start=1)
        if variant.plan.stated is None
    ]
    if not comparison.variants:
        faults.append(Fault(path.name, None, "variants", Phrase("none"), "the base at least"))
    if faults:
        raise InvalidInput(faults)
    return comparison
