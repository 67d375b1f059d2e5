"""Comparisons of offers: what they earn more, what is proven of it, and that they reproduce."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from places import TINY
from random_scenarios import random_document

from codroute.errors import InvalidInput
from codroute.pipeline import make_plan
from codroute.plan.comparison import Comparison
from codroute.plan.comparison_files import read_comparison, write_comparison
from codroute.scenario.changes.overrides import load_scenario
from codroute.scenario.parse import parse_scenario
from codroute.solve.config import SolverConfig, load_config
from codroute.solve.ctrl_c import CtrlC
from codroute.solve.process import SolverProcess
from codroute.whatif.compare import compare
from codroute.whatif.offers import Offered, OfferedAll, load_offers
from codroute.whatif.planner import Planner
from codroute.whatif.saved import again

CHANGE = '[[change]]\nkind = "offer"\noffer = "{offer}"\nset = {{ {values} }}\n'


@pytest.fixture(scope="module")
def planner() -> Iterator[Planner]:
    with SolverProcess("highs") as process:
        yield Planner(load_config("default"), "default", process, CtrlC())


@pytest.fixture
def offers(tmp_path: Path) -> list[Path]:
    """Oasis takes back refused orders at 0.50; Desert is paid out after 2 days."""
    stated = {
        "cheap": ("oasis-std", "return_fee = { amount = 0.5 }"),
        "soon": ("desert-std", "settlement_days = 2"),
    }
    for name, (offer, values) in stated.items():
        text = CHANGE.format(offer=offer, values=values)
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    return [tmp_path / f"{name}.toml" for name in stated]


@pytest.fixture
def compared(planner: Planner, offers: list[Path]) -> Comparison:
    return compare(load_offers(TINY, offers, combine=True), planner, draws=200)


def test_tiny_by_hand(compared: Comparison) -> None:
    base, cheap, soon, both = compared.variants
    assert base.figures.contribution_minor == 2_026_240
    # An order with Oasis saves 0.18 × 1.50 = 0.27: low ones earn 25.71, high ones 74.91. In Riyadh
    # Oasis is the backup of high orders as it was; in Asir an order that Desert has to carry now
    # costs 74.91 − 74.50 = 0.41 on high and still 0.10 on low orders (Falcon's 26.60 is better than
    # 25.71). So the award stays: 60 orders with Oasis save 0.27 each.
    assert cheap.figures.contribution_minor == 2_026_240 + 60 * 27
    # Sooner money earns nothing here: the policy does not count the cost of capital.
    assert soon.figures.contribution_minor == base.figures.contribution_minor
    assert soon.figures.cash_held_minor < base.figures.cash_held_minor
    assert both.figures.contribution_minor == cheap.figures.contribution_minor
    assert [v.findings for v in compared.variants] == [()] * 4


def test_a_difference_is_parted_into_prices_and_moves(compared: Comparison) -> None:
    cheap = compared.differences[0]
    assert (cheap.of, cheap.against) == ("cheap", "base")
    assert cheap.same_award_minor == cheap.contribution_minor == 1_620
    assert (cheap.moved_orders, cheap.flows) == (0, ())
    assert cheap.terms_minor["return_fee"] == 1_620
    assert sum(cheap.terms_minor.values()) == 1_620


def test_bounds_hold_the_difference_and_decide(compared: Comparison) -> None:
    cheap, soon, _ = compared.differences[:3]
    for difference in compared.differences:
        assert difference.least is not None and difference.most is not None
        earned = Decimal(difference.contribution_minor).scaleb(-2)
        assert difference.least <= earned <= difference.most
    assert (cheap.verdict, soon.verdict) == ("better", "cannot_tell")
    assert cheap.least_share == pytest.approx(16.2 / 20_262.4, abs=1e-5)


def test_the_best_is_set_against_every_other(compared: Comparison) -> None:
    last = compared.differences[3:]
    assert {difference.of for difference in last} == {"cheap"}
    assert [difference.against for difference in last] == ["soon", "cheap + soon"]


def test_a_saved_comparison_reproduces(compared: Comparison, tmp_path: Path) -> None:
    path = tmp_path / "saved.json"
    write_comparison(compared, path)
    saved = read_comparison(path)
    assert saved == compared
    assert again(saved) == compared


def test_the_same_offers_give_the_same_comparison(
    compared: Comparison, planner: Planner, offers: list[Path]
) -> None:
    second = compare(load_offers(TINY, offers, combine=True), planner, draws=200)

    def without_times(of: Comparison) -> list[object]:
        plans = [v.plan.model_dump(exclude={"outcome"}) for v in of.variants]
        return [plans, of.differences, of.uncertainty]

    assert without_times(second) == without_times(compared)


def test_a_plan_without_its_scenario_is_refused(compared: Comparison, tmp_path: Path) -> None:
    first = compared.variants[0]
    bare = first.model_copy(update={"plan": first.plan.model_copy(update={"stated": None})})
    path = tmp_path / "saved.json"
    write_comparison(compared.model_copy(update={"variants": (bare, *compared.variants[1:])}), path)
    with pytest.raises(InvalidInput) as caught:
        read_comparison(path)
    assert str(caught.value) == (
        "saved.json, column variants.1.plan.stated: found no scenario; wanted that of the plan base"
    )


def test_an_offer_that_no_plan_satisfies_is_skipped_and_told(
    planner: Planner, offers: list[Path], tmp_path: Path
) -> None:
    """Oasis wants 390 of the 400 orders: more than it takes, and no share allows it."""
    folder = tmp_path / "greedy"
    folder.mkdir()
    (folder / "commitments.csv").write_text(
        "commitment,provider,currency,fixed_fee,min_orders,applies\n"
        "oasis-all,oasis,USD,0,390,always\n",
        encoding="utf-8",
    )
    found = compare(load_offers(TINY, [folder, *offers[:1]]), planner, draws=0)
    assert [variant.name for variant in found.variants] == ["base", "cheap"]
    (skipped,) = found.skipped
    assert skipped.offers == ("greedy",)
    assert skipped.reason.startswith("no plan satisfies every rule")
    assert found.complete


def test_ctrl_c_keeps_what_is_planned(offers: list[Path]) -> None:
    ctrl_c = CtrlC()
    offered = load_offers(TINY, offers)
    with SolverProcess("highs") as process:
        planner = Planner(
            load_config("default"),
            "default",
            process,
            ctrl_c,
            on_progress=lambda label, _: ctrl_c.ask() if label == "cheap" else None,
        )
        found = compare(offered, planner, draws=0)
    assert not found.complete
    assert found.variants[0].name == "base"
    assert len(found.variants) < 3


def test_variants_are_planned_no_closer_than_the_base(offers: list[Path]) -> None:
    asked: list[SolverConfig] = []

    class Noting(Planner):
        def plan(self, scenario, label, near=None):  # type: ignore[no-untyped-def]
            asked.append(self.config)
            return super().plan(scenario, label, near)

    with SolverProcess("highs") as process:
        config = load_config("default").model_copy(update={"relative_gap": 0.01})
        planner = Noting(config, "default", process, CtrlC())
        found = compare(load_offers(TINY, offers), planner, draws=0)
    assert [config.relative_gap >= 0.01 for config in asked] == [True] * 3
    assert all(config.time_limit_s >= 5 for config in asked)
    assert found.uncertainty is None
    assert all(difference.chance is None for difference in found.differences)


def test_what_a_variant_earns_is_what_its_scenario_plans_to(
    compared: Comparison, offers: list[Path]
) -> None:
    for variant, changes in zip(
        compared.variants, [[], offers[:1], offers[1:], offers], strict=True
    ):
        scenario = load_scenario(TINY, changes).scenario
        alone = make_plan(scenario, load_config("default")).plan
        assert alone.contribution_minor == variant.figures.contribution_minor
        assert variant.plan.scenario_digest == scenario.digest


@pytest.mark.parametrize(("seed", "digits"), [(7, 2), (9, 2), (1, 0), (7, 0)])
def test_rounded_amounts_prove_nothing(planner: Planner, seed: int, digits: int) -> None:
    """The amounts of these plans, each rounded, add up to more than the bound of what they earn."""
    scenario = parse_scenario(random_document(seed) | {"minor_digits": digits})
    same = OfferedAll((Offered((), scenario), Offered(("same",), scenario)), ())
    compared = compare(same, planner, draws=0)
    outcome = compared.variants[0].plan.outcome
    assert outcome is not None and outcome.bound is not None
    assert outcome.objective_minor > outcome.bound.scaleb(digits)
    (difference,) = compared.differences
    assert difference.least is not None and difference.most is not None
    assert difference.least <= 0 <= difference.most
    assert difference.verdict == "cannot_tell"
