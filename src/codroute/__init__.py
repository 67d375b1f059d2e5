"""Which delivery provider carries which cash-on-delivery orders, proven and audited.

The public surface is loaded on first use, so that the command line starts quickly.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codroute.audit.verdict import Verdict
    from codroute.errors import CodrouteError, Fault, Infeasible, InvalidInput, NoPlanFound
    from codroute.pipeline import PlanResult, make_plan
    from codroute.plan.files import read_plan, write_plan
    from codroute.plan.model import Plan
    from codroute.scenario.overrides import load_scenario
    from codroute.scenario.parse import parse_scenario, read_scenario
    from codroute.scenario.scenario import Scenario
    from codroute.solve.config import SolverConfig, load_config

_HOME = {
    "CodrouteError": "codroute.errors",
    "Fault": "codroute.errors",
    "Infeasible": "codroute.errors",
    "InvalidInput": "codroute.errors",
    "NoPlanFound": "codroute.errors",
    "Plan": "codroute.plan.model",
    "PlanResult": "codroute.pipeline",
    "Scenario": "codroute.scenario.scenario",
    "SolverConfig": "codroute.solve.config",
    "Verdict": "codroute.audit.verdict",
    "load_config": "codroute.solve.config",
    "load_scenario": "codroute.scenario.overrides",
    "make_plan": "codroute.pipeline",
    "parse_scenario": "codroute.scenario.parse",
    "read_plan": "codroute.plan.files",
    "read_scenario": "codroute.scenario.parse",
    "write_plan": "codroute.plan.files",
}

__all__ = [
    "CodrouteError",
    "Fault",
    "Infeasible",
    "InvalidInput",
    "NoPlanFound",
    "Plan",
    "PlanResult",
    "Scenario",
    "SolverConfig",
    "Verdict",
    "load_config",
    "load_scenario",
    "make_plan",
    "parse_scenario",
    "read_plan",
    "read_scenario",
    "write_plan",
]


def __getattr__(name: str) -> object:
    """Import a public name from where it lives."""
    if name not in _HOME:
        raise AttributeError(f"module 'codroute' has no attribute '{name}'")
    return getattr(import_module(_HOME[name]), name)
