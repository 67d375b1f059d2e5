"""How the time of one round of prices grows with the lanes: it should be linear."""

import time
from collections.abc import Iterator

import numpy as np

from benchmarks.decomposition import Row
from benchmarks.recipe import SIZES, Instance, Size, draw
from benchmarks.statements import ArrayStatement
from codroute.solve.decomposition.bound import Lagrangian
from codroute.solve.decomposition.columns import column
from codroute.solve.decomposition.market import lay_out_alone
from codroute.solve.decomposition.prices import Case
from codroute.solve.decomposition.problem import arrange
from codroute.solve.decomposition.rounds import no_prices

LANES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
ROUNDS = 3
THREADS = 1


def run() -> Iterator[Row]:
    """Time a round at every size, and fit the exponent of its growth."""
    seconds = []
    for lanes in LANES:
        instance = draw(_size(lanes), 0, name="growth")
        spent = _round_s(instance)
        seconds.append(spent["wall_s"])
        yield {"name": f"{len(instance.demand)} lanes, {len(instance.lane)} quotes", **spent}
    exponent = float(np.polyfit(np.log(LANES), np.log(seconds), 1)[0])
    yield {"name": "growth of the time on one thread", "exponent": exponent}


def _size(lanes: int) -> Size:
    """Give so many lanes to the countries and providers of L."""
    large = SIZES["L"]
    return Size(large.countries, lanes * large.regions // large.lanes, 20, large.per_country)


def _round_s(instance: Instance) -> dict[str, float]:
    """Price all lanes and make a market's column each; give the least wall and processor time."""
    problem = arrange(ArrayStatement(instance))
    lagrangian = Lagrangian(problem, lay_out_alone(problem), THREADS)
    prices, case = no_prices(lagrangian), Case.whole(problem)
    spent = []
    for _ in range(ROUNDS):
        wall, process = time.monotonic(), time.process_time()
        evaluation = lagrangian.evaluate(prices, case)
        markets = zip(lagrangian.oracles, evaluation.priced, evaluation.reduced, strict=True)
        for place, (oracle, priced, reduced) in enumerate(markets):
            (best,) = priced.top(priced.value, 1)
            choice = oracle.choose(reduced, case.allowed, best, priced, evaluation.nothing)
            column(problem, place, (), choice)
        spent.append((time.monotonic() - wall, time.process_time() - process))
    walls, processes = zip(*spent, strict=True)
    return {"wall_s": min(walls), "process_s": min(processes)}
