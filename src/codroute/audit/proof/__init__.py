"""Bounds added up anew from the prices of a proof: docs/formulation.md, "Proof of a bound".

Nothing of the optimiser is needed or trusted: any prices give a true bound. The sums are of whole
units into which every amount is rounded up, so that no error of rounding can make a bound.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import floor

from codroute.audit.context import Context
from codroute.audit.figures import apart
from codroute.audit.proof.cover import uncovered
from codroute.audit.proof.effects import effect
from codroute.audit.proof.form import faults
from codroute.audit.proof.leaf import Case, Problem
from codroute.audit.proof.margins import counted_once, earned
from codroute.audit.proof.rows import KnownRows, Malformed
from codroute.audit.proof.volumes import Volumes
from codroute.audit.verdict import Finding, ProvenBound
from codroute.plan.model import Plan
from codroute.plan.proof import Leaf, Proof
from codroute.scenario.scenario import Scenario

__all__ = ["derive_bound", "form_faults", "prove", "unproven"]


def derive_bound(scenario: Scenario, plan: Plan) -> ProvenBound:
    """Add up what the proofs of a plan prove, whatever the plan claims.

    Parameters
    ----------
    scenario
        A checked scenario.
    plan
        A plan of it, with its proofs.
    """
    return prove(Context(scenario, plan), plan)


def prove(context: Context, plan: Plan) -> ProvenBound:
    """Add up what the proofs of a plan prove, with what the audit has derived already."""
    found = list(form_faults(context, plan))
    broken = {fault.place for fault in found}
    amounts: dict[str, tuple[Fraction, Fraction]] = {}
    volumes: Volumes | None = None
    for place, proof in _proofs(plan):
        if place in broken:
            continue
        volumes = volumes or Volumes(context.catalog, context.pricer, context.quotes)
        try:
            amounts[place] = _bound(context, volumes, plan, place, proof)
        except Malformed as fault:
            found.append(_finding(place, fault))
    contribution, rounding = amounts.get(_CONTRIBUTION, (None, Fraction(0)))
    least = None
    if _DECLINED in amounts:
        shipped = floor(amounts[_DECLINED][0])
        least = max(sum(context.catalog.demand.values()) - max(shipped, 0), 0)
    return ProvenBound(contribution, least, rounding, tuple(found))


_CONTRIBUTION, _DECLINED = "proof", "decline_stage, proof"
"""Where a proof stands in the outcome."""


def _proofs(plan: Plan) -> Iterator[tuple[str, Proof]]:
    outcome = plan.outcome
    if outcome is not None and outcome.proof is not None:
        yield _CONTRIBUTION, outcome.proof
    stage = None if outcome is None else outcome.decline_stage
    if stage is not None and stage.proof is not None:
        yield _DECLINED, stage.proof


def form_faults(context: Context, plan: Plan) -> Iterator[Finding]:
    """Report wherever a proof means nothing; quick, as nothing is added up."""
    for place, proof in _proofs(plan):
        limited = place == _CONTRIBUTION and _most_declined(context, plan) is not None
        for fault in faults(context.catalog, context.ladders, proof, limits_declined=limited):
            yield _finding(place, fault)


def _finding(place: str, fault: Malformed) -> Finding:
    return Finding("bound", place, fault.found, fault.wanted)


def unproven(scenario: Scenario, plan: Plan, proven: ProvenBound) -> Iterator[Finding]:
    """Report what the plan says is proven and its prices do not prove.

    A claimed bound is rounded to a minor unit, and was added up in floats. What the audit's own
    rounding can have added counts as much again at most: prices beyond reason, which make its
    unit coarse, shall not make room for a false bound.
    """
    outcome = plan.outcome
    if outcome is None:
        return
    if outcome.bound is not None and proven.contribution is not None:
        claimed, digits = Fraction(outcome.bound), scenario.minor_digits
        slack = Fraction(1, 10**digits) + abs(claimed) / 1_000_000_000
        if proven.contribution > claimed + slack + min(proven.rounding, slack):
            found, wanted = apart(proven.contribution, claimed)
            yield Finding(
                "bound", _CONTRIBUTION, f"prices that prove {found}", f"the bound {wanted}"
            )
    stage, least = outcome.decline_stage, proven.least_declined
    claimed_least = None if stage is None else stage.bound_orders
    if claimed_least is not None and least is not None and least < claimed_least:
        found = f"prices that prove at least {least} declined"
        yield Finding("bound", _DECLINED, found, f"the {claimed_least} claimed")


def _most_declined(context: Context, plan: Plan) -> int | None:
    """Give the orders that plans compared may decline, where they are limited."""
    stage = None if plan.outcome is None else plan.outcome.decline_stage
    if stage is None or context.scenario.policy.decline != "no_capacity":
        return None
    return stage.declined_orders


def _bound(
    context: Context, volumes: Volumes, plan: Plan, place: str, proof: Proof
) -> tuple[Fraction, Fraction]:
    """Give the bound of a well-formed proof and what rounding can have added to it."""
    money = place == _CONTRIBUTION
    declined = _most_declined(context, plan) if money else None
    known = KnownRows(context.catalog, context.ladders, limits_declined=declined is not None)
    effects = [effect(volumes, row, known.find(row), declined) for row in proof.rows]
    margins = earned(volumes) if money else counted_once(volumes)
    cases = [_case(volumes, proof, leaf) for leaf in proof.leaves]
    _check_cover(context, volumes, proof)
    problem = Problem(
        volumes,
        margins,
        effects,
        counts_money=money,
        largest=[max(map(abs, prices)) for prices in zip(*(c.prices for c in cases), strict=True)],
    )
    bounds = [problem.bound(case) for case in cases if all(case.allowed.values())]
    return max(bounds), problem.rounding


def _case(volumes: Volumes, proof: Proof, leaf: Leaf) -> Case:
    """Put a leaf into numbers; what cannot be reached is in no case."""
    allowed = {}
    for k, window in enumerate(volumes.windows):
        named = leaf.states.get(window.key)
        allowed[k] = [
            n for n in window.states if named is None or window.ladder[n].price_tier in named
        ]
    number = volumes.window_number
    vectors = {c: [number[key] for key in keys] for c, keys in proof.told_apart(leaf).items()}
    prices = [
        Fraction(price, proof.grid) / Fraction(row.step)
        for row, price in zip(proof.rows, leaf.prices, strict=True)
    ]
    return Case(allowed, leaf.used, vectors, prices)


def _check_cover(context: Context, volumes: Volumes, proof: Proof) -> None:
    """Refuse leaves that leave a case out."""
    answers = {w.key: tuple(w.ladder[n].price_tier for n in w.states) for w in volumes.windows}
    names = [row.commitment for row in context.scenario.commitments]
    answers |= {_used(name): ("yes", "no") for name in names}
    leaves = [
        {key: frozenset(tiers) for key, tiers in leaf.states.items()}
        | {_used(n): frozenset({"yes" if used else "no"}) for n, used in leaf.used.items()}
        for leaf in proof.leaves
    ]
    case = uncovered(leaves, answers)
    if case is not None:
        raise Malformed(f"no leaf for {case}", "leaves that cover every case")


def _used(commitment: str) -> str:
    """Ask whether a commitment is used; no schedule in a window has such a key."""
    return f"{commitment} used"
