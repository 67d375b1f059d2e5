"""Whole-order programs: which units are decided anew, and that what comes back is a best plan."""

from dataclasses import replace
from itertools import count

import numpy as np
import pytest
from optima import optimum
from random_scenarios import random_document

from codroute.economics.build import price
from codroute.formulation.build import state
from codroute.scenario.parse import parse_scenario
from codroute.solve.config import SolverConfig
from codroute.solve.decomposition import whole as whole_module
from codroute.solve.decomposition.bound import Lagrangian
from codroute.solve.decomposition.cases import settle
from codroute.solve.decomposition.columns import column
from codroute.solve.decomposition.market import lay_out_alone, units
from codroute.solve.decomposition.priced import ANYBODY, Choice
from codroute.solve.decomposition.prices import Case
from codroute.solve.decomposition.problem import arrange, state_of_volumes
from codroute.solve.decomposition.ranking import Options, RankedOptions, rank_options
from codroute.solve.decomposition.rounds import no_prices
from codroute.solve.decomposition.whole import Rounding, Task

EXACT = SolverConfig(backend="highs", relative_gap=0.0, time_limit_s=20)
SEEDS = range(24)


class Planned:
    """A random scenario's problem, its best plan, and what is asked where that plan is settled."""

    def __init__(self, seed, process):
        statement = state(price(parse_scenario(random_document(seed))))
        self.best = optimum(statement, process)
        self.ships = self.best is not None and bool(self.best.orders.any())
        if not self.ships:
            return
        self.total = int(statement.demand.sum())
        staged = self.best.declined is not None
        self.least = self.total - self.best.declined if staged else None
        self.problem = arrange(statement, least_shipped=self.least)
        self.orders = self.best.orders[self.problem.source]
        whole = Case.whole(self.problem)
        case = settle(self.problem, whole, self.best.states, self.best.globals)
        self.task = Task(case, self.best.states, 1e-6, self.least)

        def solve(model, absolute_gap, hint):
            config = EXACT.model_copy(update={"absolute_gap": absolute_gap})
            return process.solve(model, config, hint=hint)

        self.rounding = Rounding(self.problem, solve)

    def everybody(self, chosen):
        """Let anybody carry the chosen units."""
        unit = np.unique(units(self.problem)[self.problem.lane])
        unit = unit[chosen(len(unit))]
        return Options(unit, np.full(len(unit), ANYBODY), np.full(len(unit), -1))

    def ranked(self):
        """Rank the options at prices of nothing."""
        lagrangian = Lagrangian(self.problem, lay_out_alone(self.problem))
        prices = no_prices(lagrangian)
        return rank_options(lagrangian, prices, self.task.case, self.best.states)


@pytest.fixture(params=SEEDS)
def of(request, process):
    """Take the seed, or one further on whose scenario has a plan that ships anything."""
    tried = (Planned(seed, process) for seed in count(request.param, 1000))
    return next(planned for planned in tried if planned.ships)


def all_of(count):
    return np.arange(count)


def is_best(of, plan):
    assert plan is not None
    near = 1e-5 * max(1.0, abs(of.best.value))
    assert plan.contribution == pytest.approx(of.best.value, abs=near)
    assert plan.shipped == plan.orders.sum()
    if of.least is not None:
        assert plan.shipped >= of.least


def test_with_everything_open_the_best_plan_comes_back(of):
    nothing = np.zeros_like(of.orders)
    is_best(of, of.rounding.complete(of.task, nothing, of.everybody(all_of)))


def test_a_part_of_the_best_plan_decided_anew_is_as_good(of):
    rng = np.random.default_rng(0)
    options = of.everybody(lambda count: rng.permutation(count)[: (count + 1) // 2])
    is_best(of, of.rounding.complete(of.task, of.orders, options, known=True))


def test_units_without_options_stay_as_they_are(of):
    options = of.everybody(lambda count: np.arange(count)[:1])
    plan = of.rounding.complete(of.task, of.orders, options, known=True)
    kept = ~np.isin(units(of.problem)[of.problem.lane], options.unit)
    np.testing.assert_array_equal(plan.orders[kept], of.orders[kept])


def test_nobody_as_backup_opens_nothing_of_other_units(of):
    """Each unit is decided anew between options of one carrier each."""
    unit = units(of.problem)[of.problem.lane]
    for number in np.unique(unit).tolist():
        main = np.unique(of.problem.provider[unit == number])
        options = Options(np.full(len(main), number), main, np.full(len(main), -1))
        plan = of.rounding.complete(of.task, of.orders, options, known=True)
        kept = unit != number
        np.testing.assert_array_equal(plan.orders[kept], of.orders[kept])
        is_best(of, plan)


def test_a_mix_of_one_column_is_rounded_to_no_worse_a_plan(of):
    carried = np.flatnonzero(of.orders)
    states = state_of_volumes(of.problem, of.best.states)[carried]
    best = column(of.problem, 0, (), Choice(carried, of.orders[carried], states))
    is_best(of, of.rounding.round(of.task, [(best, 1.0)], of.ranked(), 100))


def test_units_in_dispute_are_divided_and_more_are_opened_until_there_is_a_plan(of, monkeypatch):
    """The best plan mixed with one that ships nothing: every unit that ships is in dispute."""
    monkeypatch.setattr(whole_module, "_MOST_DISPUTED", 0)
    monkeypatch.setattr(whole_module, "_KEPT_DISPUTED", 1)
    monkeypatch.setattr(whole_module, "_BREADTHS", (1, 3, 1000))
    carried = np.flatnonzero(of.orders)
    nowhere = np.empty(0, dtype=np.int64)
    states = state_of_volumes(of.problem, of.best.states)[carried]
    best = column(of.problem, 0, (), Choice(carried, of.orders[carried], states))
    nothing = column(of.problem, 0, (), Choice(nowhere, nowhere, nowhere))
    plan = of.rounding.round(of.task, [(nothing, 0.6), (best, 0.4)], of.ranked(), 100)
    assert plan is not None
    assert plan.contribution <= of.best.value + 1e-5 * max(1.0, abs(of.best.value))
    assert plan.shipped == plan.orders.sum()
    if of.least is not None:
        assert plan.shipped >= of.least


def test_what_loses_most_is_improved_no_further_than_the_best(of):
    plan = of.rounding.complete(of.task, of.orders, of.everybody(all_of))
    rng = np.random.default_rng(0)
    is_best(of, of.rounding.improve(of.task, plan, of.ranked(), rng))


def test_where_too_much_is_asked_for_as_few_as_can_be_are_declined(process):
    """Every scenario here must decline orders; the program is told to decline none."""
    tried = 0
    for seed in range(60):
        of = Planned(seed, process)
        if not of.ships or not of.best.declined:
            continue
        task = replace(of.task, least_shipped=of.total)
        nothing = np.zeros_like(of.orders)
        is_best(of, of.rounding.complete(task, nothing, of.everybody(all_of)))
        tried += 1
    assert tried >= 3


def test_without_a_volume_there_are_no_options_and_nothing_to_decide():
    document = random_document(0)
    document["coverage"] = [row | {"served": False} for row in document["coverage"]]
    document["policy"]["decline"] = "no_capacity"
    problem = arrange(state(price(parse_scenario(document))), least_shipped=0)
    assert not len(problem.lane)
    lagrangian = Lagrangian(problem, lay_out_alone(problem))
    states = np.zeros(len(problem.blocks.count), dtype=np.int64)
    ranked = rank_options(lagrangian, no_prices(lagrangian), Case.whole(problem), states)
    assert not len(ranked.options.unit)
    assert not len(ranked.choose(100, states[:0]).unit)
    assert not len(ranked.around(ranked.best, np.random.default_rng(0)).unit)


# --- which options -----------------------------------------------------------------------------


def ranked_options():
    """Three units: of unit 0 the options lose 0, 1 and 9, of unit 1 0 and 5, of unit 2 only 0."""
    unit = np.array([0, 0, 0, 1, 1, 2])
    main = np.array([4, 5, 6, 4, 5, 4])
    return RankedOptions(
        options=Options(unit, main, np.full(6, -1)),
        loss=np.array([0.0, 9.0, 1.0, 0.0, 5.0, 0.0]),
        swing=np.full(6, np.inf),
        periods=1,
        best=np.array([20.0, 10.0, 3.0]),
        reduced=np.zeros(6),
    )


def named(options):
    return list(zip(options.unit.tolist(), options.main.tolist(), strict=True))


@pytest.mark.parametrize(
    ("extra", "disputed", "expected"),
    [
        (0, [], []),
        (1, [], [(0, 4), (0, 6)]),
        (2, [], [(0, 4), (0, 6), (1, 4), (1, 5)]),
        (9, [], [(0, 4), (0, 5), (0, 6), (1, 4), (1, 5)]),
        (0, [1], [(1, 4), (1, 5)]),
        (0, [2], [(2, 4)]),
        (1, [2], [(0, 4), (0, 6), (2, 4)]),
    ],
)
def test_open_are_units_with_a_cheap_choice_and_those_in_dispute(extra, disputed, expected):
    chosen = ranked_options().choose(extra, np.array(disputed, dtype=np.int64))
    assert named(chosen) == expected


def test_units_in_which_orders_move_cheaply_are_open_with_their_best_option():
    ranked = replace(ranked_options(), swing=np.array([np.inf] * 5 + [0.5]))
    assert named(ranked.choose(0, np.empty(0, dtype=np.int64))) == [(2, 4)]


def test_units_to_decide_anew_keep_all_their_options_and_follow_the_seed():
    ranked = ranked_options()
    lost = np.array([0.0, 7.0, 1.0])
    first = ranked.around(lost, np.random.default_rng(3))
    again = ranked.around(lost, np.random.default_rng(3))
    assert named(first) == named(again)
    chosen = np.isin(ranked.options.unit, first.unit)
    every = named(ranked.options)
    assert named(first) == [every[place] for place in np.flatnonzero(chosen)]
    nowhere = replace(ranked, best=np.array([20.0, -np.inf, 3.0]))
    assert 1 not in nowhere.around(lost, np.random.default_rng(3)).unit


def test_what_a_unit_earns_at_the_prices_is_that_of_its_volumes():
    ranked = replace(ranked_options(), reduced=np.array([2.0, -1.0, 5.0]))
    earned = ranked.earned_by(np.array([3, 2, 1]), np.array([0, 0, 2]))
    assert earned.tolist() == [4.0, 0.0, 5.0]
