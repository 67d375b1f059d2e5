"""The audit: a scenario and a plan in, every broken rule out, in its own exact money.

It shares the tables, the lookups and the plan's data with the optimiser, and not one formula:
every amount and every rule is computed here a second time, from docs/formulation.md.
"""

from fractions import Fraction

from codroute.audit.bare import bare_plan
from codroute.audit.checks import CHECKS
from codroute.audit.context import Context
from codroute.audit.proof import derive_bound, prove, unproven
from codroute.audit.verdict import Finding, ProvenBound, Verdict
from codroute.plan.model import Plan
from codroute.scenario.scenario import Scenario

__all__ = [
    "CHECKS",
    "Finding",
    "ProvenBound",
    "Verdict",
    "audit",
    "bare_plan",
    "derive_bound",
    "exact_contribution",
]


def audit(scenario: Scenario, plan: Plan, *, bound: bool = False) -> Verdict:
    """Judge a plan against the scenario it is for.

    Parameters
    ----------
    scenario
        A checked scenario.
    plan
        Any plan, whoever made it: solved, edited, or written by hand with `bare_plan`. What it
        does not claim (amounts, totals, an outcome) is not judged.
    bound
        Whether to add up anew what the plan's proofs prove, which takes longer than all else; of
        a proof it is otherwise only checked that it means something.

    Returns
    -------
    Verdict
        Every broken rule and false claim by check, and the audit's own totals by term. Rows that
        cannot be priced are reported and left out of the totals.
    """
    context = Context(scenario, plan)
    findings = [finding for check in CHECKS.values() for finding in check(context, plan)]
    proven = None
    if bound:
        proven = prove(context, plan)
        found = (*proven.faults, *unproven(scenario, plan, proven))
        findings += [finding for finding in found if finding not in findings]
    total_minor, earned = context.ledger.total_minor, _exact(context)
    return Verdict(tuple(CHECKS), tuple(findings), total_minor, proven, earned)


def exact_contribution(scenario: Scenario, plan: Plan) -> Fraction:
    """Give what a plan's allocation earns under a scenario before any rounding, in the currency.

    Parameters
    ----------
    scenario
        A checked scenario; it need not be the one that the plan is for, and no rule of it is
        checked. Rows that cannot be priced earn nothing.
    plan
        Any plan, of which only the allocation counts.
    """
    return _exact(Context(scenario, plan))


def _exact(context: Context) -> Fraction:
    unit = Fraction(1, 10**context.catalog.scenario.minor_digits)
    return context.ledger.exact_total * unit
