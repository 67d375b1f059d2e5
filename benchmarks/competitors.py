"""Whom codroute's default is measured against on the recipe's instances.

A textbook model in PuLP, solved by CBC, as someone writes it who knows the answer's form already;
and codroute's own exact engine on HiGHS, SCIP and CP-SAT. The textbook model is told how many
orders it may decline under ``no_capacity``, so that it needs no first stage.
"""

import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cbcbox
import pulp

from benchmarks.documents import document
from benchmarks.recipe import Instance
from codroute.errors import NoPlanFound
from codroute.pipeline import make_plan
from codroute.scenario.parse import parse_scenario
from codroute.solve.answer import EndReason, relative_gap
from codroute.solve.backends import cbc_log
from codroute.solve.config import BackendName, NativeValue, SolverConfig

# PuLP 3 has almost no types, PuLP 4 has other ones.
_pulp: Any = pulp

THREADS = 2
RELATIVE_GAP = 1e-6

NATIVE: dict[BackendName, dict[str, NativeValue]] = {
    "highs": {"mip_lp_solver": "ipm"},
    "scip": {},
    "cp_sat": {"linearization_level": 2},
}
"""Options under which each back-end of the exact engine does best here."""


@dataclass(frozen=True)
class Result:
    """What a solver reached; money in the instance's currency, None where nothing was found.

    ``seconds`` is the wall time from arrays or a checked scenario to the answer.
    """

    solver: str
    contribution: float | None
    bound: float | None
    declined: int | None
    seconds: float
    audited: bool | None = None
    """Whether codroute's audit passed; None where it did not look."""

    @property
    def gap(self) -> float | None:
        """Say how far the bound lies above the plan, as a share of the plan's contribution."""
        return relative_gap(self.contribution, self.bound)


def exact(instance: Instance, backend: BackendName, *, time_limit_s: float) -> Result:
    """Plan with the exact engine on one of its back-ends."""
    config = SolverConfig(
        engine="exact",
        backend=backend,
        time_limit_s=time_limit_s,
        relative_gap=RELATIVE_GAP,
        threads=1 if backend == "scip" else THREADS,
        native=NATIVE[backend],
    )
    return plan(instance, config, f"exact {backend}")


def plan(instance: Instance, config: SolverConfig, solver: str) -> Result:
    """Plan an instance as a scenario under any set-up of codroute."""
    scenario = parse_scenario(document(instance))
    began = time.monotonic()
    try:
        result = make_plan(scenario, config)
    except NoPlanFound:
        return Result(solver, None, None, None, time.monotonic() - began)
    seconds = time.monotonic() - began
    outcome = result.plan.outcome
    assert outcome is not None  # a plan that was made claims something
    return Result(
        solver=solver,
        contribution=result.plan.contribution_minor / 10**scenario.minor_digits,
        bound=None if outcome.bound is None else float(outcome.bound),
        declined=sum(row.orders for row in result.plan.declined),
        seconds=seconds,
        audited=result.verdict.passed,
    )


def textbook(instance: Instance, *, time_limit_s: float, most_declined: int) -> Result:
    """Build the textbook model and let CBC solve it on two threads.

    Parameters
    ----------
    instance, time_limit_s
        The instance, and how long CBC may take once PuLP's model stands.
    most_declined
        Orders that it may decline where the policy is ``no_capacity``.
    """
    began = time.monotonic()
    model = Textbook(instance, most_declined)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        solver = _pulp.COIN_CMD(
            path=cbcbox.cbc_bin_path(),
            msg=False,
            threads=THREADS,
            timeLimit=time_limit_s,
            gapRel=RELATIVE_GAP,
            logPath=str(log),
        )
        solver.tmpDir = folder
        model.problem.solve(solver)
        said = log.read_text(encoding="utf-8", errors="replace")
    orders = model.orders()
    contribution = None if orders is None else model.contribution(orders)
    return Result(
        solver="textbook PuLP + CBC",
        contribution=contribution,
        bound=_upper_bound(said, contribution),
        declined=None if orders is None else int(instance.demand.sum()) - sum(orders.values()),
        seconds=time.monotonic() - began,
    )


def _upper_bound(log: str, contribution: float | None) -> float | None:
    """Read CBC's bound; what it calls optimal, it has no bound for but the gap it was given."""
    least_cost = cbc_log.lower_bound(log)
    if least_cost is not None:
        return -least_cost
    if contribution is None or cbc_log.end_reason(log, timed_out=False) is not EndReason.OPTIMAL:
        return None
    return contribution + RELATIVE_GAP * abs(contribution)


class Textbook:
    """Binaries name main and backup; whole orders by price tier are switched on with big-M.

    CBC minimises the cost, which is the contribution's negative.
    """

    def __init__(self, instance: Instance, most_declined: int) -> None:
        self._instance = instance
        self._margin = instance.margin().tolist()
        self._most_declined = (
            int(instance.demand.sum()) if instance.decline == "unprofitable" else most_declined
        )
        self.problem = _pulp.LpProblem("textbook", _pulp.LpMinimize)
        tiers = range(instance.from_volume.shape[1])
        self._tier = self._binaries("tier", [(p, n) for p in instance.serving for n in tiers])
        self._by_tier = {
            (quote, n): self.problem.add_variable(f"orders_{quote}_{n}", 0, None, "Integer")
            for quote in range(len(instance.lane))
            for n in tiers
        }
        self._carried = {
            quote: _pulp.lpSum(self._by_tier[quote, n] for n in tiers)
            for quote in range(len(instance.lane))
        }
        self._add_goal()
        self._add_lanes()
        self._add_tiers()
        self._add_limits()

    def orders(self) -> dict[tuple[int, int], int] | None:
        """Give orders by quote and price tier, None where CBC found no plan."""
        values = {key: variable.varValue for key, variable in self._by_tier.items()}
        if self.problem.sol_status not in _HAS_PLAN:
            return None
        return {key: round(value) for key, value in values.items()}

    def contribution(self, orders: dict[tuple[int, int], int]) -> float:
        """Say what a plan earns."""
        return sum(self._margin[quote][n] * count for (quote, n), count in orders.items())

    def _binaries(self, name: str, keys: list[tuple[int, int]]) -> dict[tuple[int, int], Any]:
        return {
            key: self.problem.add_variable(f"{name}_{key[0]}_{key[1]}", 0, 1, "Integer")
            for key in keys
        }

    def _add_goal(self) -> None:
        self.problem += _pulp.lpSum(
            -self._margin[quote][n] * variable for (quote, n), variable in self._by_tier.items()
        )

    def _add_lanes(self) -> None:
        """One main and one backup per lane carry all of its orders but those declined."""
        instance = self._instance
        pairs = list(zip(instance.lane.tolist(), instance.provider.tolist(), strict=True))
        main, backup = self._binaries("main", pairs), self._binaries("backup", pairs)
        quotes: dict[int, list[int]] = defaultdict(list)
        for quote, (lane, _) in enumerate(pairs):
            quotes[lane].append(quote)
        for lane, demand in enumerate(instance.demand.tolist()):
            shipped = _pulp.lpSum(self._carried[quote] for quote in quotes[lane])
            self.problem += _pulp.lpSum(main[pairs[quote]] for quote in quotes[lane]) == 1
            self.problem += _pulp.lpSum(backup[pairs[quote]] for quote in quotes[lane]) == 1
            self.problem += shipped <= demand if self._most_declined else shipped == demand
            for quote in quotes[lane]:
                roles = main[pairs[quote]], backup[pairs[quote]]
                self._add_roles(self._carried[quote], roles, shipped, demand)
        if self._most_declined:
            everything = int(instance.demand.sum())
            self.problem += _pulp.lpSum(self._carried.values()) >= everything - self._most_declined

    def _add_roles(self, carried: Any, roles: tuple[Any, Any], shipped: Any, demand: int) -> None:
        """The main carries 50-80 % of what is shipped, the backup 20-50 %, in whole orders."""
        main, backup = roles
        self.problem += main + backup <= 1
        self.problem += carried <= main_most(demand) * main + (demand // 2) * backup
        if self._most_declined:
            self.problem += 5 * carried <= 4 * shipped + 4
            self.problem += 2 * carried <= shipped + demand * main
        else:
            least = -(-demand // 2) * main + (demand // 5) * backup
            self.problem += carried >= least

    def _add_tiers(self) -> None:
        """The volume decides the tier, and the tier the price of every order."""
        instance = self._instance
        demand = instance.demand[instance.lane].tolist()
        quotes: dict[int, list[int]] = defaultdict(list)
        for quote, provider in enumerate(instance.provider.tolist()):
            quotes[provider].append(quote)
            for n in range(instance.from_volume.shape[1]):
                self.problem += (
                    self._by_tier[quote, n] <= main_most(demand[quote]) * self._tier[provider, n]
                )
        for provider in instance.serving:
            starts = instance.from_volume[provider].tolist()
            ends = [start - 1 for start in starts[1:]] + [int(instance.demand.sum())]
            self.problem += _pulp.lpSum(self._tier[provider, n] for n in range(len(starts))) == 1
            for n, (start, end) in enumerate(zip(starts, ends, strict=True)):
                volume = _pulp.lpSum(self._by_tier[quote, n] for quote in quotes[provider])
                self.problem += volume >= start * self._tier[provider, n]
                self.problem += volume <= end * self._tier[provider, n]

    def _add_limits(self) -> None:
        """Capacities in all and per country, and cash held."""
        instance = self._instance
        cash = (instance.cash_millionths() / 1e6).tolist()
        country = instance.country[instance.lane].tolist()
        by_provider: dict[int, list[int]] = defaultdict(list)
        by_country: dict[tuple[int, int], list[int]] = defaultdict(list)
        for quote, provider in enumerate(instance.provider.tolist()):
            by_provider[provider].append(quote)
            by_country[provider, country[quote]].append(quote)
        for provider, quotes in by_provider.items():
            volume = _pulp.lpSum(self._carried[quote] for quote in quotes)
            self.problem += volume <= int(instance.capacity[provider])
            held = _pulp.lpSum(cash[quote] * self._carried[quote] for quote in quotes)
            self.problem += held <= float(instance.funds[provider])
        for key, quotes in by_country.items():
            volume = _pulp.lpSum(self._carried[quote] for quote in quotes)
            self.problem += volume <= int(instance.country_capacity[key])


_HAS_PLAN = (_pulp.LpSolutionOptimal, _pulp.LpSolutionIntegerFeasible)


def main_most(demand: int) -> int:
    """Give the most orders of a lane that one provider may carry: 80 %, rounded up."""
    return -(-4 * demand // 5)
