"""Which delivery provider carries which cash-on-delivery orders, proven and audited.

The public surface is loaded on first use, so that the command line starts quickly.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codroute.audit import ProvenBound, Verdict, bare_plan, derive_bound
    from codroute.audit import audit as audit_plan
    from codroute.errors import (
        CodrouteError,
        ConfigError,
        Fault,
        Infeasible,
        InvalidInput,
        NoPlanFound,
        PricesDisagree,
        SolveFailed,
    )
    from codroute.pipeline import PlanResult, export, make_plan
    from codroute.plan.alternatives import Alternatives
    from codroute.plan.bill import BillLine
    from codroute.plan.breakeven import Breakeven
    from codroute.plan.comparison import Comparison
    from codroute.plan.comparison_files import read_comparison, write_comparison
    from codroute.plan.explanation import Explanation
    from codroute.plan.files import read_allocation, read_plan, write_allocation, write_plan
    from codroute.plan.invoice import InvoiceCheck
    from codroute.plan.model import Plan
    from codroute.plan.quote import Quote, Quoted
    from codroute.plan.repair import Repair
    from codroute.plan.rule_costs import RuleCosts
    from codroute.plan.rules import Rule
    from codroute.quoting.invoice import check_invoice
    from codroute.quoting.orders import Orders, read_orders
    from codroute.quoting.quote import quote_orders
    from codroute.regions.address import Address, Resolution
    from codroute.regions.resolver import Resolver
    from codroute.report.comparison_workbook import write_comparison_workbook
    from codroute.report.html.comparison_page import write_comparison_page
    from codroute.report.workbook import write_workbook
    from codroute.scenario.changes.overrides import Loaded, load_scenario
    from codroute.scenario.order import Order
    from codroute.scenario.output.write import write_scenario
    from codroute.scenario.parse import parse_scenario, read_scenario
    from codroute.scenario.scenario import Scenario
    from codroute.solve.config import SolverConfig, list_configs, load_config
    from codroute.solve.ctrl_c import CtrlC
    from codroute.solve.process import SolverProcess
    from codroute.whatif.alternatives.alternatives import find_alternatives
    from codroute.whatif.breakeven.search import find_breakeven
    from codroute.whatif.breakeven.targets import parse_target
    from codroute.whatif.compare import compare as compare_offers
    from codroute.whatif.explain.declined import declined_lanes
    from codroute.whatif.explain.explain import explain_lane, explain_order
    from codroute.whatif.explain.prepaid import prepaid_lanes
    from codroute.whatif.offers import load_offers
    from codroute.whatif.planner import Planner
    from codroute.whatif.repair import find_repair
    from codroute.whatif.repair.weights import Weights
    from codroute.whatif.rule_costs import find_rule_costs
    from codroute.whatif.rules import list_rules
    from codroute.whatif.rules import without as without_rule

_HOME = {
    "Address": "codroute.regions.address",
    "Alternatives": "codroute.plan.alternatives",
    "BillLine": "codroute.plan.bill",
    "Breakeven": "codroute.plan.breakeven",
    "CodrouteError": "codroute.errors",
    "Comparison": "codroute.plan.comparison",
    "ConfigError": "codroute.errors",
    "CtrlC": "codroute.solve.ctrl_c",
    "Explanation": "codroute.plan.explanation",
    "Fault": "codroute.errors",
    "Infeasible": "codroute.errors",
    "InvalidInput": "codroute.errors",
    "InvoiceCheck": "codroute.plan.invoice",
    "Loaded": "codroute.scenario.changes.overrides",
    "NoPlanFound": "codroute.errors",
    "Order": "codroute.scenario.order",
    "Orders": "codroute.quoting.orders",
    "Plan": "codroute.plan.model",
    "PlanResult": "codroute.pipeline",
    "Planner": "codroute.whatif.planner",
    "PricesDisagree": "codroute.errors",
    "ProvenBound": "codroute.audit",
    "Quote": "codroute.plan.quote",
    "Quoted": "codroute.plan.quote",
    "Repair": "codroute.plan.repair",
    "Resolution": "codroute.regions.address",
    "Resolver": "codroute.regions.resolver",
    "Rule": "codroute.plan.rules",
    "RuleCosts": "codroute.plan.rule_costs",
    "Scenario": "codroute.scenario.scenario",
    "SolveFailed": "codroute.errors",
    "SolverConfig": "codroute.solve.config",
    "SolverProcess": "codroute.solve.process",
    "Verdict": "codroute.audit",
    "Weights": "codroute.whatif.repair.weights",
    "audit_plan": "codroute.audit:audit",
    "bare_plan": "codroute.audit",
    "check_invoice": "codroute.quoting.invoice",
    "compare_offers": "codroute.whatif.compare:compare",
    "declined_lanes": "codroute.whatif.explain.declined",
    "derive_bound": "codroute.audit",
    "explain_lane": "codroute.whatif.explain.explain",
    "explain_order": "codroute.whatif.explain.explain",
    "export": "codroute.pipeline",
    "find_alternatives": "codroute.whatif.alternatives.alternatives",
    "find_breakeven": "codroute.whatif.breakeven.search",
    "find_repair": "codroute.whatif.repair",
    "find_rule_costs": "codroute.whatif.rule_costs",
    "list_configs": "codroute.solve.config",
    "list_rules": "codroute.whatif.rules",
    "load_config": "codroute.solve.config",
    "load_offers": "codroute.whatif.offers",
    "load_scenario": "codroute.scenario.changes.overrides",
    "make_plan": "codroute.pipeline",
    "parse_scenario": "codroute.scenario.parse",
    "parse_target": "codroute.whatif.breakeven.targets",
    "prepaid_lanes": "codroute.whatif.explain.prepaid",
    "quote_orders": "codroute.quoting.quote",
    "read_allocation": "codroute.plan.files",
    "read_comparison": "codroute.plan.comparison_files",
    "read_orders": "codroute.quoting.orders",
    "read_plan": "codroute.plan.files",
    "read_scenario": "codroute.scenario.parse",
    "without_rule": "codroute.whatif.rules:without",
    "write_allocation": "codroute.plan.files",
    "write_comparison": "codroute.plan.comparison_files",
    "write_comparison_page": "codroute.report.html.comparison_page",
    "write_comparison_workbook": "codroute.report.comparison_workbook",
    "write_plan": "codroute.plan.files",
    "write_scenario": "codroute.scenario.output.write",
    "write_workbook": "codroute.report.workbook",
}

__all__ = [
    "Address",
    "Alternatives",
    "BillLine",
    "Breakeven",
    "CodrouteError",
    "Comparison",
    "ConfigError",
    "CtrlC",
    "Explanation",
    "Fault",
    "Infeasible",
    "InvalidInput",
    "InvoiceCheck",
    "Loaded",
    "NoPlanFound",
    "Order",
    "Orders",
    "Plan",
    "PlanResult",
    "Planner",
    "PricesDisagree",
    "ProvenBound",
    "Quote",
    "Quoted",
    "Repair",
    "Resolution",
    "Resolver",
    "Rule",
    "RuleCosts",
    "Scenario",
    "SolveFailed",
    "SolverConfig",
    "SolverProcess",
    "Verdict",
    "Weights",
    "audit_plan",
    "bare_plan",
    "check_invoice",
    "compare_offers",
    "declined_lanes",
    "derive_bound",
    "explain_lane",
    "explain_order",
    "export",
    "find_alternatives",
    "find_breakeven",
    "find_repair",
    "find_rule_costs",
    "list_configs",
    "list_rules",
    "load_config",
    "load_offers",
    "load_scenario",
    "make_plan",
    "parse_scenario",
    "parse_target",
    "prepaid_lanes",
    "quote_orders",
    "read_allocation",
    "read_comparison",
    "read_orders",
    "read_plan",
    "read_scenario",
    "without_rule",
    "write_allocation",
    "write_comparison",
    "write_comparison_page",
    "write_comparison_workbook",
    "write_plan",
    "write_scenario",
    "write_workbook",
]


def __getattr__(name: str) -> object:
    """Import a public name from where it lives, or look up the version installed."""
    if name == "__version__":
        return import_module("importlib.metadata").version("codroute")
    if name not in _HOME:
        raise AttributeError(f"module 'codroute' has no attribute '{name}'")
    module, _, inside = _HOME[name].partition(":")
    return getattr(import_module(module), inside or name)


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__, "__version__"})
