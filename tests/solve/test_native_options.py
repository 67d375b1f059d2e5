import pulp
import pytest
from solver_models import dense, hard_knapsack, solve_here

from codroute.errors import ConfigError
from codroute.solve.answer import EndReason
from codroute.solve.config import NativeValue

SMALL = dense([3, 4, 5, 6], [[2, 3, 4, 5]], 5.0)


@pytest.mark.parametrize(
    ("backend", "native", "words"),
    [
        ("highs", {"nosuch": 1}, r"native.nosuch: found 1; HiGHS refuses it: option name"),
        ("highs", {"presolve": "maybe"}, r"native.presolve: found 'maybe'; HiGHS refuses it"),
        ("scip", {"no/such": True}, r"native.no/such: found True; SCIP .*no such parameter"),
        ("scip", {"limits/nodes": 2.5}, r"native.limits/nodes: found 2.5; .* another type"),
        ("cp_sat", {"nosuch": 1}, r"native.nosuch: found 1; .* no field named .nosuch"),
        ("cp_sat", {"num_workers": "x"}, r"native.num_workers: found 'x'; CP-SAT refuses it"),
        ("pulp", {"nosuch": 1}, r"found 'nosuch 1'; CBC refuses it: Unrecognized parameter"),
        ("pulp", {"cuts": "maybe"}, r"found 'cuts maybe'; CBC refuses it: Illegal keyword"),
        ("pulp", {"maxNodes": "abc"}, r"CBC refuses it: Illegal parameter value abc"),
    ],
)
def test_an_option_the_solver_does_not_take_is_an_error(
    backend: str, native: dict[str, NativeValue], words: str
) -> None:
    with pytest.raises(ConfigError, match=words):
        solve_here(SMALL, backend, native=native)


@pytest.mark.parametrize(
    ("backend", "native"),
    [
        ("highs", {"mip_max_nodes": 1, "mip_heuristic_effort": 1, "presolve": "on"}),
        ("scip", {"limits/nodes": 1, "presolving/maxrounds": 0, "branching/scorefunc": "p"}),
        ("pulp", {"maxNodes": 1, "cuts": "off"}),
    ],
)
def test_options_reach_the_solver(backend: str, native: dict[str, NativeValue]) -> None:
    answer, _ = solve_here(hard_knapsack(), backend, native=native, first_slice_s=20)
    assert answer.reason is EndReason.OTHER_LIMIT
    assert answer.values is not None


def test_cp_sat_takes_words_numbers_and_lists() -> None:
    native = {"search_branching": "FIXED_SEARCH", "subsolvers": "core", "cp_model_presolve": True}
    answer, _ = solve_here(SMALL, "cp_sat", native=native)
    assert (answer.reason, answer.objective) == (EndReason.OPTIMAL, 7.0)


def test_pulp_solvers_are_found_by_name_or_refused() -> None:
    with pytest.raises(ConfigError, match=r"pulp_solver: found 'NOSUCH'; wanted one of .*GLPK_CMD"):
        solve_here(SMALL, "pulp", pulp_solver="NOSUCH")
    with pytest.raises(ConfigError, match=r"native.nosuch: GLPK_CMD does not know it"):
        solve_here(SMALL, "pulp", pulp_solver="GLPK_CMD", native={"nosuch": 1})


@pytest.mark.skipif(not hasattr(pulp, "PULP_CBC_CMD"), reason="PuLP 4 carries no solver")
@pytest.mark.filterwarnings("ignore:PULP_CBC_CMD is deprecated:DeprecationWarning")
def test_another_solver_of_pulp_solves_and_takes_its_options() -> None:
    answer, _ = solve_here(SMALL, "pulp", pulp_solver="PULP_CBC_CMD", native={"presolve": True})
    assert (answer.reason, answer.objective, answer.bound) == (EndReason.OPTIMAL, 7.0, 7.0)
    assert answer.solver == "PULP_CBC_CMD"
    infeasible = dense([1, 1], [[2, 2]], row_lower=5.0)
    answer, _ = solve_here(infeasible, "pulp", pulp_solver="PULP_CBC_CMD")
    assert answer.reason is EndReason.INFEASIBLE
    answer, seen = solve_here(hard_knapsack(), "pulp", pulp_solver="PULP_CBC_CMD", time_limit_s=1.5)
    assert answer.reason is EndReason.TIME_LIMIT
    assert answer.slices == 2
    assert answer.objective is not None
    assert answer.bound is None, "PuLP does not pass the bound on"
    assert len(seen) >= 1
