"""bound: what the plan says is proven fits what it says it earns and declines.

Of the proofs themselves only the form is checked here; `codroute.audit.proof` adds them up.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import partial
from math import isfinite

from codroute.audit.context import Context
from codroute.audit.proof import form_faults
from codroute.audit.terms import applicable_terms
from codroute.audit.verdict import Finding
from codroute.plan.model import DeclineStage, EndReason, Outcome, Plan

_finding = partial(Finding, "bound")


def check_bound(context: Context, plan: Plan) -> Iterator[Finding]:
    """Report bounds below the plan itself, gaps that are none, and proofs without figures.

    The claims are compared with each other; whether the claimed contribution is true is for the
    check of amounts. A plan that breaks a rule may well earn more than any that keeps them.
    """
    outcome = plan.outcome
    if outcome is None:
        return
    if outcome.bound is None:
        if outcome.reason is EndReason.GAP_REACHED:
            yield _finding("outcome", "gap reached without a bound", "a bound")
        if outcome.relative_gap is not None:
            found = f"a gap of {outcome.relative_gap:g} without a bound"
            yield _finding("outcome", found, "a bound, or no gap")
    else:
        yield from _check_gap(context, plan, outcome, outcome.bound)
    yield from form_faults(context, plan)
    if outcome.decline_stage is not None:
        yield from _check_stage(outcome.decline_stage)
        if not context.edited:
            yield from _check_declined(plan, outcome.decline_stage)


def _check_gap(context: Context, plan: Plan, outcome: Outcome, bound: Decimal) -> Iterator[Finding]:
    earned, slack = _earned(context, plan, outcome)
    room = Fraction(bound) * 10**context.scenario.minor_digits - earned
    if room < -slack:
        wanted = Decimal(round(earned)).scaleb(-context.scenario.minor_digits)
        yield _finding("outcome", f"bound {bound}", f"at least the contribution {wanted}")
        return
    if outcome.relative_gap is None or not isfinite(outcome.relative_gap):
        yield _finding("outcome", f"bound {bound} with gap {outcome.relative_gap}", "the gap")
        return
    size = max(abs(earned), Fraction(1))
    gap = max(room, Fraction(0)) / size
    if abs(Fraction(outcome.relative_gap) - gap) > slack / size + Fraction(1, 1_000_000):
        yield _finding("outcome", f"relative gap {outcome.relative_gap:g}", f"{float(gap):g}")


def _earned(context: Context, plan: Plan, outcome: Outcome) -> tuple[Fraction, Fraction]:
    """Give the contribution before rounding and what a bound may be off, in minor units.

    A bound is rounded up to a whole unit. Of an edited plan only its own claim fits its bound, and
    the amounts that make it up are rounded once each.
    """
    ledger = context.ledger
    if not context.edited and len(ledger.rows) == len(plan.allocation):
        exact = ledger.exact_total
        return exact, 1 + abs(exact) / 1_000_000_000
    claimed = Fraction(outcome.objective_minor)
    amounts = len(plan.allocation) * len(applicable_terms(context.scenario)) + len(plan.charges)
    return claimed, Fraction(amounts, 2) + 1 + abs(claimed) / 1_000_000


def _check_stage(stage: DeclineStage) -> Iterator[Finding]:
    if stage.bound_orders is not None and stage.bound_orders > stage.declined_orders:
        found = f"at least {stage.bound_orders} proven, {stage.declined_orders} declined"
        yield _finding("decline_stage", found, "a bound at most the number declined")
    elif stage.proven and stage.bound_orders != stage.declined_orders:
        found = f"proven with bound {stage.bound_orders}"
        yield _finding("decline_stage", found, f"the bound {stage.declined_orders}")
    elif not stage.proven and stage.bound_orders == stage.declined_orders:
        found = f"not proven with bound {stage.bound_orders}"
        yield _finding("decline_stage", found, "proven, as the bound is the number declined")


def _check_declined(plan: Plan, stage: DeclineStage) -> Iterator[Finding]:
    """Compare the orders declined with both results of stage 1."""
    declined = sum(row.orders for row in plan.declined)
    if declined > stage.declined_orders:
        wanted = f"at most the {stage.declined_orders} of stage 1"
        yield _finding("decline_stage", f"{declined} declined", wanted)
    if stage.bound_orders is not None and declined < stage.bound_orders:
        wanted = f"at least the {stage.bound_orders} proven"
        yield _finding("decline_stage", f"{declined} declined", wanted)
