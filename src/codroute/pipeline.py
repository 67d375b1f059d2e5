"""The whole story: what an order earns, the model, its solution, the plan, the audit."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from codroute.audit import audit
from codroute.audit.verdict import Verdict
from codroute.economics.build import price
from codroute.formulation.build import state
from codroute.plan.model import Plan
from codroute.scenario.scenario import Scenario
from codroute.solve.answer import Progress
from codroute.solve.config import SolverConfig
from codroute.solve.ctrl_c import CtrlC
from codroute.solve.engine import solve
from codroute.solve.exact.assemble import assemble
from codroute.solve.export import write_model
from codroute.solve.extraction import extract
from codroute.solve.process import SolverProcess
from codroute.solve.solution import Near


@dataclass(frozen=True)
class PlanResult:
    """A plan and what the audit says of it; no plan leaves without its verdict."""

    plan: Plan
    verdict: Verdict
    memory: object = field(default=None, repr=False, compare=False)
    """What the solve kept to start a similar one from."""


def make_plan(  # noqa: PLR0913 - options by their names
    scenario: Scenario,
    config: SolverConfig,
    *,
    config_name: str = "custom",
    on_progress: Callable[[Progress], None] | None = None,
    process: SolverProcess | None = None,
    ctrl_c: CtrlC | None = None,
    near: PlanResult | Plan | None = None,
) -> PlanResult:
    """Plan a scenario and audit the plan.

    Parameters
    ----------
    scenario
        A checked scenario.
    config, config_name
        The solver set-up, and what the plan calls it.
    on_progress
        Called with every better plan or bound.
    process
        A solver process started earlier; by default one is started and ended here.
    ctrl_c
        Notes Ctrl-C from the solve on; by default until the plan is audited.
    near
        A plan of a similar scenario, or the result that brought it: a large scenario is solved
        from its prices and awards. It need not be a plan of this scenario, and decides nothing but
        how soon the solve ends.

    Raises
    ------
    Infeasible
        No plan satisfies every rule.
    NoPlanFound
        The limit was reached, or the user interrupted, before any plan was found.
    SolveFailed
        The solver crashed or answered with something that is not a plan.
    ConfigError
        The solver refuses its options, or is not installed.
    """
    if process is None:
        with SolverProcess(config.backend) as own:
            return make_plan(
                scenario,
                config,
                config_name=config_name,
                on_progress=on_progress,
                process=own,
                ctrl_c=ctrl_c,
                near=near,
            )
    began = time.monotonic()
    statement = state(price(scenario))
    stated_s = time.monotonic() - began
    with ctrl_c or CtrlC() as noted:
        solution = solve(statement, config, process, on_progress, noted, _near(near))
        solution.seconds["price and state"] = stated_s
        plan = extract(statement, solution, config_name)
        return PlanResult(plan, audit(scenario, plan), solution.memory)


def _near(known: PlanResult | Plan | None) -> Near | None:
    """Give what the engine starts from."""
    if isinstance(known, PlanResult):
        return Near(known.plan, known.memory)
    return None if known is None else Near(known)


def export(scenario: Scenario, path: Path | str) -> None:
    """Write the exact model of a scenario to an LP or MPS file, by the ending of its name.

    The goal written is the contribution; with ``decline = no_capacity`` that is stage 2 without the
    bound that stage 1 gives.
    """
    write_model(assemble(state(price(scenario)), name=scenario.name).linear, Path(path))
