"""Alternatives keep every rule, lose no more than allowed, and differ as they say."""

from collections import Counter

import pytest
from brute_force import all_plans
from build import flat_card, scenario, tiny
from random_scenarios import random_document

from codroute import Infeasible, load_config
from codroute.audit import audit
from codroute.plan.alternatives import Alternatives
from codroute.plan.model import Plan
from codroute.scenario.parse import parse_scenario
from codroute.scenario.scenario import Scenario
from codroute.solve.ctrl_c import CtrlC
from codroute.solve.process import SolverProcess
from codroute.whatif.alternatives.alternatives import find_alternatives
from codroute.whatif.alternatives.distance import distance, spread
from codroute.whatif.moves import award_of
from codroute.whatif.planner import Planner

CONFIG = load_config("default").model_copy(update={"threads": 1, "relative_gap": 0.0})


def found(
    of: Scenario,
    process: SolverProcess,
    *,
    wanted: int = 3,
    within: float = 0.01,
    least_distance: float = 0.05,
    engine: str = "auto",
    ctrl_c: CtrlC | None = None,
    total_s: float = 600.0,
) -> Alternatives:
    config = CONFIG.model_copy(update={"engine": engine})
    planner = Planner(config, "default", process, ctrl_c or CtrlC())
    return find_alternatives(
        of,
        planner,
        wanted=wanted,
        within=within,
        least_distance=least_distance,
        total_s=total_s,
    )


def check(of: Scenario, answer: Alternatives) -> None:
    """Hold every alternative against what it says of itself, and against those before it."""
    best = answer.best
    assert answer.findings == ()
    allowed = answer.within * abs(best.contribution_minor)
    earlier = [award_of(best)]
    for each in answer.alternatives:
        assert audit(of, each.plan, bound=True).passed
        assert each.loss_minor == best.contribution_minor - each.plan.contribution_minor
        assert 0 <= each.loss_minor <= allowed
        award = award_of(each.plan)
        assert each.distance == distance(earlier[0], award)
        assert each.nearest == min(distance(award, other) for other in earlier)
        assert each.nearest >= answer.least_distance
        earlier.append(award)


def test_two_equal_providers(process: SolverProcess) -> None:
    """Whoever carries all in the best plan, the other carries all in the alternative."""
    of = scenario(rate_cards=[flat_card("a", "10"), flat_card("b", "10")])
    answer = found(of, process, wanted=1)
    check(of, answer)
    (other,) = answer.alternatives
    assert (other.loss_minor, other.distance) == (0, 1.0)
    assert {row.offer for row in other.plan.allocation}.isdisjoint(
        {row.offer for row in answer.best.allocation}
    )


def test_a_dearer_provider_gets_what_may_be_lost(process: SolverProcess) -> None:
    """b costs 1.00 more; of 2,200.00 a hundredth is 22.00: 22 orders of 100."""
    of = scenario(rate_cards=[flat_card("a", "10"), flat_card("b", "11")])
    answer = found(of, process, wanted=1)
    check(of, answer)
    (other,) = answer.alternatives
    assert (other.loss_minor, other.distance) == (2200, 0.22)
    assert other.flows[0].orders == 22
    assert not found(of, process, least_distance=0.23).alternatives


def test_what_an_alternative_is_better_at(process: SolverProcess) -> None:
    """b earns 0.40 less and is paid for a point more often, a day faster."""
    of = scenario(
        rate_cards=[flat_card("a", "10"), flat_card("b", "10.8")],
        performance=[
            {"provider": "a", "paid_rate": "0.80", "loss_rate": "0.05", "transit_days": "3"},
            {"provider": "b", "paid_rate": "0.81", "loss_rate": "0.05", "transit_days": "2"},
        ],
    )
    answer = found(of, process, wanted=1, within=0.02)
    check(of, answer)
    (other,) = answer.alternatives
    traits = {trait.metric: (trait.best, trait.value, trait.better) for trait in other.traits}
    assert other.loss_minor == 4000
    assert traits["paid_rate"] == (0.8, 0.81, True)
    assert traits["transit_days"] == (3.0, 2.0, True)
    # more cash is collected, so more is held
    assert traits["cash_held"][2] is False
    assert traits["providers"] == (1.0, 1.0, False)
    assert other.below_bound == 40


def test_tiny_knows_its_tempting_wrong_answer(process: SolverProcess) -> None:
    """README: without Desert 62.40 less is earned: another price tier, 75 % elsewhere."""
    answer = found(tiny(), process)
    check(tiny(), answer)
    assert answer.best.contribution_minor == 2_026_240
    tempting = next(each for each in answer.alternatives if each.loss_minor == 6240)
    assert (tempting.distance, tempting.plan.tiers[0].price_tier) == (0.75, "list")


def _near_best(of: Scenario, within: float, best: Plan) -> list[Plan]:
    """Enumerate every plan that keeps the rules and earns enough, by the audit alone."""
    least = best.contribution_minor - within * abs(best.contribution_minor)
    declined = sum(row.orders for row in best.declined)
    near = []
    for plan in all_plans(of):
        if of.policy.decline == "no_capacity":
            shipped = sum(row.orders for row in plan.allocation)
            if sum(row.orders for row in of.demand) - shipped > declined:
                continue
        verdict = audit(of, plan)
        if verdict.passed and verdict.contribution_minor >= least - 12 * len(plan.allocation):
            near.append(plan)
    return near


@pytest.mark.parametrize("seed", range(8))
def test_random_scenarios_against_all_plans(seed: int, process: SolverProcess) -> None:
    """No alternative is better than the best of all plans, and each is one of the near-best."""
    of = parse_scenario(random_document(seed))
    try:
        answer = found(of, process, within=0.05, wanted=2)
    except Infeasible:
        return
    check(of, answer)
    near = [_placed(plan) for plan in _near_best(of, 0.05, answer.best)]
    assert near
    for each in answer.alternatives:
        assert _placed(each.plan) in near
    farthest = max(_apart(_placed(answer.best), other, of) for other in near)
    if answer.alternatives:
        assert answer.alternatives[0].distance <= farthest + 1e-9
    else:
        assert farthest < answer.least_distance


def _placed(plan: Plan) -> Counter[tuple[str, str, str]]:
    return Counter({(row.lane, str(row.period), row.offer): row.orders for row in plan.allocation})


def _apart(
    one: Counter[tuple[str, str, str]], other: Counter[tuple[str, str, str]], of: Scenario
) -> float:
    """Half of what differs by lane and offer, declined orders included."""
    total = sum(row.orders for row in of.demand)

    def by_offer(placed: Counter[tuple[str, str, str]]) -> Counter[tuple[str, str]]:
        orders: Counter[tuple[str, str]] = Counter()
        for row in of.demand:
            orders[row.lane, ""] += row.orders
        for (lane, _, offer), count in placed.items():
            orders[lane, offer] += count
            orders[lane, ""] -= count
        return orders

    a, b = by_offer(one), by_offer(other)
    return sum(abs(a[key] - b[key]) for key in {*a, *b}) / 2 / total


def test_the_decomposition_finds_them_too(process: SolverProcess) -> None:
    answer = found(tiny(), process, wanted=1, engine="decomposition")
    check(tiny(), answer)
    assert len(answer.alternatives) == 1


def test_the_greedy_choice_is_of_the_farthest() -> None:
    """A quarter, a half and all elsewhere: all first, then the half, which lies between."""
    awards = [Counter({("l", "a"): 4 - n, ("l", "b"): n}) for n in (0, 1, 2, 4)]
    assert spread(awards[0], awards[1:], 3, 0.3) == [(2, 1.0), (1, 0.5)]
    assert spread(awards[0], awards[1:], 3, 0.25) == [(2, 1.0), (1, 0.5), (0, 0.25)]
    assert spread(awards[0], awards[1:], 1, 0.0) == [(2, 1.0)]


def test_time_and_ctrl_c_end_the_search(process: SolverProcess) -> None:
    of = scenario(rate_cards=[flat_card("a", "10"), flat_card("b", "10")])
    late = found(of, process, total_s=-1.0)
    assert (late.complete, late.alternatives, late.tried) == (False, (), 0)
    wish = CtrlC()
    planner = Planner(CONFIG, "default", process, wish, lambda label, _: _end(wish, label))
    stopped = find_alternatives(of, planner)
    assert not stopped.complete


def _end(wish: CtrlC, label: str) -> None:
    if label != "best plan":
        wish.ask()
