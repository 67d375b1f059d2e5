"""Saved comparisons that somebody edited: refused where they say what their plans do not."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from places import TINY

from codroute.errors import InvalidInput
from codroute.plan.comparison import Comparison
from codroute.scenario.scenario import Scenario
from codroute.solve.config import load_config
from codroute.solve.ctrl_c import CtrlC
from codroute.solve.process import SolverProcess
from codroute.whatif.compare import compare
from codroute.whatif.offers import load_offers
from codroute.whatif.planner import Planner
from codroute.whatif.saved import again

Document = dict[str, Any]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Tiny, and tiny with refused orders of Oasis taken back at 0.50, by the engine with proofs."""
    offer = tmp_path_factory.mktemp("offers") / "cheap.toml"
    change = 'kind = "offer"\noffer = "oasis-std"\nset = { return_fee = { amount = 0.5 } }\n'
    offer.write_text(f"[[change]]\n{change}", encoding="utf-8")
    config = load_config("default").model_copy(update={"engine": "decomposition"})
    with SolverProcess("highs") as process:
        planner = Planner(config, "default", process, CtrlC())
        return compare(load_offers(TINY, [offer]), planner, draws=50).document()


def test_what_was_saved_comes_out(saved: str) -> None:
    comparison = Comparison.model_validate_json(saved)
    assert all(v.plan.outcome and v.plan.outcome.proof for v in comparison.variants)
    assert again(comparison) == comparison


def _figures(document: Document) -> None:
    document["variants"][0]["figures"]["paid_rate"] = 0.99


def _difference(document: Document) -> None:
    document["differences"][0]["least"] = "99"


def _orders(document: Document) -> None:
    document["variants"][1]["plan"]["allocation"][0]["orders"] += 1


def _amounts(document: Document) -> None:
    plan = document["variants"][1]["plan"]
    plan |= {"total_minor": {}, "by_provider_minor": {}, "by_country_minor": {}}
    for row in plan["allocation"]:
        row["amounts_minor"] = {}


def _record(document: Document) -> None:
    document["variants"][1]["plan"]["allocation"][0]["performance_row"] = None


def _bound(document: Document) -> None:
    """Claim the base, which earns 20262.40, to be the best where its prices prove 20262.40 + x."""
    outcome = document["variants"][0]["plan"]["outcome"]
    outcome["proof"]["leaves"][0]["prices"] = [0] * len(outcome["proof"]["rows"])


def _other_scenario(document: Document) -> None:
    document["variants"][1]["plan"]["stated"]["demand"][0]["orders"] = 99


def _other_demand(document: Document) -> None:
    """A variant for another demand, whole in itself but for its plan."""
    plan = document["variants"][1]["plan"]
    plan["stated"]["demand"][0]["orders"] = 99
    plan["scenario_digest"] = Scenario.model_validate(plan["stated"]).digest


def _card(document: Document) -> None:
    document["variants"][1]["plan"]["stated"]["offers"][0]["rate_card"] = "nobody's"


def _equal_names(document: Document) -> None:
    document["variants"].append(document["variants"][1])


def _base_last(document: Document) -> None:
    document["variants"].reverse()


def _draws(document: Document) -> None:
    document["uncertainty"]["draws"] = 10**14


@pytest.mark.parametrize(
    ("edit", "place", "found"),
    [
        (_figures, "variants.1.figures.paid_rate", "0.99"),
        (_difference, "differences.1.least", "99"),
        (_orders, "variants.2.plan, assignment", ""),
        (_amounts, "variants.2.plan.total_minor", "nothing"),
        (_record, "variants.2.plan.allocation.1.performance_row", "nothing"),
        (_bound, "variants.1.plan, bound, proof", "prices that prove"),
        (_other_scenario, "variants.2.plan.stated", "a scenario with digest"),
        (_other_demand, "variants.2.plan.stated", "other rows in demand"),
        (_card, "variants.2.plan.stated (offers), rate_card", "nobody's"),
        (_equal_names, "variants.3.name", "cheap"),
        (_base_last, "variants.1.offers", "offers"),
        (_draws, "uncertainty.draws", "100,000,000,000,000"),
    ],
)
def test_what_does_not_follow_from_the_plans_is_refused(
    saved: str, edit: Callable[[Document], None], place: str, found: str
) -> None:
    document = json.loads(saved)
    edit(document)
    with pytest.raises(InvalidInput) as caught:
        again(Comparison.model_validate(document), "saved.json")
    faults = [f for f in caught.value.faults if (f.column or "").startswith(place)]
    assert any(found in fault.found for fault in faults), str(caught.value)
    assert all(fault.file == "saved.json" for fault in caught.value.faults)
