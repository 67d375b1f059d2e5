"""The search on samples, and what its cases hold together: every state and contract there is."""

from itertools import product

import pytest
from mid_sized import LARGER, mid_sized
from random_scenarios import random_document

from codroute.audit import audit
from codroute.economics.build import price
from codroute.formulation.build import state
from codroute.pipeline import make_plan
from codroute.scenario.parse import parse_scenario
from codroute.solve.config import SolverConfig
from codroute.solve.ctrl_c import CtrlC
from codroute.solve.decomposition import plans as plans_module
from codroute.solve.decomposition import sample as sample_module
from codroute.solve.decomposition.problem import arrange
from codroute.solve.decomposition.search import Search
from codroute.solve.exact.steps import Steps
from codroute.solve.process import SolverProcess

CONFIG = SolverConfig(
    engine="decomposition", relative_gap=1e-6, time_limit_s=30.0, threads=1, backend="highs"
)


@pytest.fixture(scope="module")
def solvers():
    with SolverProcess("highs") as running:
        yield running


def covers(search, states, used):
    """Tell whether a leaf or an open case holds some states with some contracts."""
    cases = [leaf.case for leaf in search._leaves]
    cases += [leaf.case for _, _, leaf in search._open]
    return any(
        all(case.allowed[block, number] for block, number in enumerate(states))
        and (case.global_lower <= used + 1e-9).all()
        and (used <= case.global_upper + 1e-9).all()
        for case in cases
    )


@pytest.mark.parametrize("seed", range(30))
def test_after_every_cut_the_cases_hold_every_state_and_contract(seed, solvers, monkeypatch):
    statement = state(price(parse_scenario(random_document(seed))))
    least = int(statement.demand.sum()) - statement.forced_declines()
    staged = statement.assignment.decline == "no_capacity"
    problem = arrange(statement, least_shipped=least if staged else None)
    if not len(problem.lane):
        return
    search = Search(problem, Steps(CONFIG, solvers, None, CtrlC()), least if staged else None)
    switches = sorted({c.switch for c in statement.couplings if c.switch is not None})
    contracts = []
    for values in product((0.0, 1.0), repeat=len(switches)):
        used = problem.global_lower.copy()
        used[switches] = values
        if ((problem.global_lower <= used) & (used <= problem.global_upper)).all():
            contracts.append(used)
    states = list(product(*(range(int(n)) for n in problem.blocks.count)))[:200]
    cut = Search._cut

    def checked(self):
        cut(self)
        assert all(covers(self, *each) for each in product(states, contracts))

    monkeypatch.setattr(Search, "_cut", checked)
    first = search.first_prices()
    if first is None or first.broken:
        return
    search.run(first)
    assert all(covers(search, *each) for each in product(states, contracts))


def test_settled_states_start_from_prices_of_rows_alone(solvers, monkeypatch):
    """What states cost is paid by no market once they are settled: it would only raise a bound."""
    starts = []
    converged = plans_module.converge

    def converge(*args, start):
        starts.append(start.prices)
        return converged(*args, start=start)

    monkeypatch.setattr(plans_module, "converge", converge)
    config = CONFIG.model_copy(update={"relative_gap": 1e-5, "time_limit_s": 8.0})
    make_plan(mid_sized(), config, process=solvers)
    assert len(starts) > 1
    assert not any(prices.link.any() for prices in starts)
    assert any(prices.side.any() for prices in starts)


def test_a_sample_guides_to_a_plan_with_a_proof(solvers, monkeypatch):
    monkeypatch.setattr(sample_module, "_FROM", 40)
    monkeypatch.setattr(sample_module, "_LANES", 20)
    used = []
    jointly = sample_module.Sample.guess_jointly

    def guessed(self, *args):
        found = jointly(self, *args)
        used.append(found)
        return found

    monkeypatch.setattr(sample_module.Sample, "guess_jointly", guessed)
    scenario = mid_sized(size=LARGER)
    config = CONFIG.model_copy(update={"relative_gap": 1e-6, "time_limit_s": 8.0})
    result = make_plan(scenario, config, process=solvers)
    assert used
    verdict = audit(scenario, result.plan, bound=True)
    assert verdict.passed, verdict.findings
    assert result.plan.outcome.relative_gap < 5e-2  # prices of a handful of lanes
    assert result.plan.outcome.columns > 0
