"""Comparisons for the tests of reports: of offers to tiny, planned once, and changed."""

import json
from decimal import Decimal
from functools import cache
from itertools import combinations
from typing import Any

from build import tiny

from codroute.plan.comparison import Comparison, Difference, Skipped
from codroute.scenario.scenario import Scenario
from codroute.solve.config import load_config
from codroute.solve.ctrl_c import CtrlC
from codroute.solve.process import SolverProcess
from codroute.whatif.compare import compare
from codroute.whatif.offers import Offered, OfferedAll
from codroute.whatif.planner import Planner


def _changed(scenario: Scenario, table: str, row: int, **changes: Any) -> Scenario:
    """Change one row of a table."""
    rows = list(getattr(scenario, table))
    rows[row] = rows[row].model_copy(update=changes)
    return scenario.model_copy(update={table: tuple(rows)})


def without_fee(scenario: Scenario) -> Scenario:
    """Give Desert's contract without its 30.00 for the month."""
    return _changed(scenario, "commitments", 0, fixed_fee=Decimal(0))


def cheaper_falcon(scenario: Scenario) -> Scenario:
    """Give Falcon's freight at 3.00 instead of 5.00."""
    return _changed(scenario, "rate_cards", 0, first_fee=Decimal(3))


@cache
def tiny_comparison() -> Comparison:
    """Compare tiny without Desert's fee, with a cheaper Falcon, and with both."""
    base = tiny()
    offered = (
        Offered((), base),
        Offered(("no-fee",), without_fee(base)),
        Offered(("falcon-cut",), cheaper_falcon(base)),
        Offered(("no-fee", "falcon-cut"), cheaper_falcon(without_fee(base))),
    )
    config = load_config("default")
    with SolverProcess(config.backend) as process:
        planner = Planner(config, "default", process, CtrlC())
        return compare(OfferedAll(offered, ()), planner, draws=200)


def many_variants(offers: int = 5) -> Comparison:
    """Give a comparison of all subsets of some offers, each with the figures of one of tiny's."""
    known = tiny_comparison()
    names = [f"offer-number-{place + 1}" for place in range(offers)]
    subsets = [s for size in range(1, offers + 1) for s in combinations(names, size)]
    base, *variants = known.variants
    differences = [d for d in known.differences if d.against == base.name]
    made, against = [base], []
    for place, subset in enumerate(subsets):
        name, own = " + ".join(subset), place % len(variants)
        made.append(variants[own].model_copy(update={"name": name, "offers": subset}))
        against.append(differences[own].model_copy(update={"of": name}))
    of_best = [
        against[0].model_copy(update={"of": made[2].name, "against": variant.name})
        for variant in (*made[1:2], *made[3:])
    ]
    return known.model_copy(update={"variants": tuple(made), "differences": (*against, *of_best)})


HOSTILE = "</script><img src=x onerror=alert(1)> \"quoted\" 'single' & {{7*7}} العربية"
"""A name as a carrier's file might state it."""


def hostile_comparison() -> Comparison:
    """Give it with Desert and the first offer under a hostile name, scenarios not kept."""
    document = json.loads(tiny_comparison().model_dump_json())
    for variant in document["variants"]:
        variant["plan"]["stated"] = None
    name = json.dumps(HOSTILE)[1:-1]
    text = json.dumps(document).replace("desert", name).replace("no-fee", name)
    return Comparison.model_validate_json(text)


def broken_off() -> Comparison:
    """Give a comparison that was interrupted, with an offer not combined and a refused plan."""
    known = tiny_comparison()
    base, first = known.variants[:2]
    refused = first.model_copy(update={"findings": ("capacity: falcon: found 250; wanted 200",)})
    skipped = Skipped(offers=("no-fee", "falcon-cut"), reason="both state commitments")
    kept = tuple(own for own in known.differences if {own.of, own.against} <= {"base", "no-fee"})
    return known.model_copy(
        update={
            "variants": (base, refused),
            "differences": kept,
            "skipped": (skipped,),
            "complete": False,
            "uncertainty": None,
        }
    )


def differing(comparison: Comparison, **changes: Any) -> tuple[Comparison, Difference]:
    """Change the first difference; give the comparison with it, and it."""
    changed = comparison.differences[0].model_copy(update=changes)
    return comparison.model_copy(update={"differences": (changed, *comparison.differences[1:])}), (
        changed
    )


def longer_ladder(scenario: Scenario) -> Scenario:
    """Give Desert's ladder a third tier, from 310 orders on."""
    first, second = scenario.price_tiers
    ended = second.model_copy(update={"to_volume": Decimal(309)})
    third = second.model_copy(update={"price_tier": "top", "from_volume": Decimal(310)})
    return scenario.model_copy(update={"price_tiers": (first, ended, third)})
