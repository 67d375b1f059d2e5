"""Statements of 200,000 and of a million lanes, handed to an engine without any tables."""

import resource
import time
from collections.abc import Callable, Iterator

from benchmarks.decomposition import Row, money, share
from benchmarks.judge import judge
from benchmarks.recipe import SIZES, Instance, draw
from benchmarks.statements import ArrayStatement
from codroute.formulation.statement import Statement
from codroute.solve.answer import relative_gap
from codroute.solve.config import SolverConfig
from codroute.solve.engine import solve
from codroute.solve.process import SolverProcess
from codroute.solve.solution import Solution

LIMIT_S = {"L": 120.0, "XL": 300.0}
RELATIVE_GAP = {"L": 1e-3, "XL": 5e-3}
THREADS = 2

Solve = Callable[[Statement, SolverConfig, SolverProcess], Solution]


def run() -> Iterator[Row]:
    """Plan L with three seeds."""
    for seed in range(3):
        yield stated("L", seed)


def run_largest() -> Iterator[Row]:
    """Plan XL."""
    yield stated("XL")


def stated(size: str, seed: int = 0) -> Row:
    """State one instance from arrays and plan it."""
    instance = draw(SIZES[size], seed, name=size)
    began = time.monotonic()
    statement = ArrayStatement(instance)
    stated_s = time.monotonic() - began
    config = SolverConfig(
        engine="decomposition",
        time_limit_s=LIMIT_S[size],
        relative_gap=RELATIVE_GAP[size],
        threads=THREADS,
    )
    row = planned(instance, statement, solve, config)
    return row | {"stated_s": stated_s, "peak_mb": _peak_mb()}


def planned(instance: Instance, statement: Statement, solve: Solve, config: SolverConfig) -> Row:
    """Plan a statement and judge the plan by the instance's arrays."""
    began = time.monotonic()
    with SolverProcess(config.backend) as process:
        solution = solve(statement, config, process)
    seconds = time.monotonic() - began
    verdict = judge(instance, solution.orders)
    return {
        "name": f"{instance.name}, {len(instance.demand)} lanes, {len(instance.lane)} quotes",
        "contribution": money(verdict.contribution),
        "bound": money(solution.bound),
        "gap": share(relative_gap(verdict.contribution, solution.bound)),
        "declined": verdict.declined,
        "seconds": seconds,
        "rules_broken": verdict.broken or "none",
    }


def _peak_mb() -> float:
    """Give the largest resident memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
