"""A saved comparison, worked out anew: what does not follow from its plans is not believed."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from codroute.audit import audit
from codroute.errors import Fault, InvalidInput
from codroute.pipeline import PlanResult
from codroute.plan.comparison import Comparison, Variant
from codroute.scenario.parse import check_again
from codroute.scenario.reading.text import Phrase, shown
from codroute.whatif.compare import comparison_of, stated_of, variant_of
from codroute.whatif.offers import Offered, beyond_offering

MOST_DRAWS = 1_000_000
"""Draws of the paid rates at most; more would take memory beyond reason."""

_FOLLOWS = "what follows from its plans; compare the offers again"


def again(saved: Comparison, file: str = "comparison") -> Comparison:
    """Judge the plans of a saved comparison, and work out everything that follows from them.

    Parameters
    ----------
    saved
        As it was read; every plan keeps its scenario.
    file
        What faults call it.

    Returns
    -------
    Comparison
        Equal to the saved one.

    Raises
    ------
    InvalidInput
        With every fault found: variants that are not one scenario under different offers, scenarios
        that are not whole, plans in which the audit finds something, bounds that their own proofs
        do not prove; else figures that do not follow from the plans.
    """
    _refuse(file, _misfits(saved))
    verdicts = [audit(stated_of(v.plan), v.plan, bound=True) for v in saved.variants]
    found = [
        Fault("", None, f"variants.{number}.plan, {f.check}, {f.place}", f.found, f.wanted)
        for number, verdict in enumerate(verdicts, start=1)
        for f in verdict.findings
    ]
    _refuse(file, found)
    drawn = saved.uncertainty
    fresh = comparison_of(
        [
            variant_of(Offered(v.offers, stated_of(v.plan)), PlanResult(v.plan, verdict))
            for v, verdict in zip(saved.variants, verdicts, strict=True)
        ],
        verdicts,
        skipped=saved.skipped,
        draws=0 if drawn is None else drawn.draws,
        seed=0 if drawn is None else drawn.seed,
        complete=saved.complete,
    )
    if fresh != saved:
        places = _differing(saved.model_dump(), fresh.model_dump())
        _refuse(file, [Fault("", None, place, found, _FOLLOWS) for place, found in places])
    return fresh


def _refuse(file: str, faults: "list[Fault] | Iterator[Fault]") -> None:
    """Raise with all faults, if there are any."""
    placed = [replace(fault, file=file) for fault in faults]
    if placed:
        raise InvalidInput(placed)


def _misfits(saved: Comparison) -> Iterator[Fault]:
    """Find variants that cannot stand beside each other, and draws beyond reason."""
    names: list[str] = []
    for number, variant in enumerate(saved.variants, start=1):
        place = f"variants.{number}"
        yield from _misnamed(place, variant, names)
        names.append(variant.name)
        scenario = stated_of(variant.plan)
        yield from _bare(place, variant)
        if variant.plan.scenario_digest != scenario.digest:
            wanted = f"the plan's own, with digest {variant.plan.scenario_digest}"
            found = f"a scenario with digest {scenario.digest}"
            yield Fault("", None, f"{place}.plan.stated", found, wanted)
        try:
            check_again(scenario, f"{place}.plan.stated")
        except InvalidInput as error:
            for fault in error.faults:
                yield replace(fault, column=f"{fault.file}, {fault.column}")
        for fault in beyond_offering("", stated_of(saved.variants[0].plan), scenario):
            yield replace(fault, column=f"{place}.plan.stated")
    if saved.uncertainty is not None and not 1 <= saved.uncertainty.draws <= MOST_DRAWS:
        found, wanted = f"{saved.uncertainty.draws:,}", f"from 1 to {MOST_DRAWS:,}"
        yield Fault("", None, "uncertainty.draws", found, wanted)


def _bare(place: str, variant: Variant) -> Iterator[Fault]:
    """Find a plan without amounts, as one written by hand is; the audit would not miss them."""
    plan = variant.plan
    if plan.allocation and not plan.claims_money:
        yield Fault("", None, f"{place}.plan.total_minor", Phrase("nothing"), "the plan's amounts")
    for number, row in enumerate(plan.allocation, start=1):
        if row.performance_row is None:
            at = f"{place}.plan.allocation.{number}.performance_row"
            yield Fault("", None, at, Phrase("nothing"), "the row of performance that was used")


def _misnamed(place: str, variant: Variant, before: list[str]) -> Iterator[Fault]:
    """Find a base with offers, another variant without, and a name that another has."""
    if not before and variant.offers:
        yield Fault("", None, f"{place}.offers", Phrase("offers"), "none: the base comes first")
    if before and not variant.offers:
        yield Fault("", None, f"{place}.offers", Phrase("none"), "the offers on top of the base")
    if variant.name in before:
        wanted = "a name that no other variant has"
        yield Fault("", None, f"{place}.name", shown(variant.name), wanted)


def _differing(stated: Any, fresh: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Give the places in which two documents differ, with what the first states there."""
    if isinstance(stated, dict) and isinstance(fresh, dict):
        pairs = [(key, stated.get(key), fresh.get(key)) for key in {**stated, **fresh}]
    elif isinstance(stated, tuple) and isinstance(fresh, tuple):
        pairs = [(str(n), *pair) for n, pair in enumerate(zip_longest(stated, fresh), start=1)]
    else:
        if stated != fresh:
            yield place, "nothing" if stated is None else shown(stated)
        return
    for key, one, other in pairs:
        yield from _differing(one, other, f"{place}.{key}".lstrip("."))
