"""What a plan's prices prove, added up by the audit, in words and as plain data."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any, Protocol

from codroute.plan.amounts import in_major_units
from codroute.plan.model import Outcome, Plan
from codroute.report.words import bound_sentence

_NOTHING_CLAIMED = "The plan claims no bound, so there is nothing to add up."


class ProvenResult(Protocol):
    """What a report needs of a bound that the audit added up."""

    @property
    def contribution(self) -> Fraction | None: ...  # noqa: D102
    @property
    def least_declined(self) -> int | None: ...  # noqa: D102


def proof_sentences(plan: Plan, proven: ProvenResult, earned_minor: int) -> Iterator[str]:
    """Say what is proven of the contribution, and of the orders declined."""
    outcome = plan.outcome
    stage = None if outcome is None else outcome.decline_stage
    if outcome is None or (outcome.bound is None and outcome.proof is None and stage is None):
        yield _NOTHING_CLAIMED
        return
    if proven.contribution is not None:
        yield "Added up anew from the plan's prices: " + _bound(plan, outcome, proven, earned_minor)
    elif outcome.proof is not None:
        yield "The plan's proof of its bound proves nothing: see the findings."
    elif outcome.bound is not None:
        yield _believed(f"its bound {outcome.bound} {plan.currency}")
    if stage is None:
        return
    if proven.least_declined is not None:
        least = proven.least_declined
        yield f"Added up anew from the plan's prices: no plan declines fewer than {least:,}."
    elif stage.proof is not None:
        yield "The plan's proof of the fewest declined proves nothing: see the findings."
    elif stage.bound_orders:
        yield _believed(f"that at least {stage.bound_orders:,} orders are declined")


def _believed(claim: str) -> str:
    """Say what it means that there is no proof."""
    return f"The plan holds no proof of {claim}: it rests on the solver's word alone."


def _bound(plan: Plan, outcome: Outcome, proven: ProvenResult, earned_minor: int) -> str:
    """Say the bound as that of an outcome is said."""
    facts = {
        "bound": derived_bound(plan, proven),
        "relative_gap": derived_gap(plan, proven, earned_minor),
        "objective_minor": earned_minor,
    }
    derived = outcome.model_copy(update=facts)
    return bound_sentence(derived, plan.currency, plan.minor_digits)


def derived_bound(plan: Plan, proven: ProvenResult) -> Decimal | None:
    """Give the bound rounded up to a minor unit, as plans claim theirs."""
    if proven.contribution is None:
        return None
    most_minor = ceil(round(proven.contribution * 10**plan.minor_digits, 3))
    return Decimal(in_major_units(most_minor, plan.minor_digits))


def derived_gap(plan: Plan, proven: ProvenResult, earned_minor: int) -> float | None:
    """Give the distance to the bound as a share of what the plan earns, at least a minor unit."""
    if proven.contribution is None:
        return None
    room = proven.contribution * 10**plan.minor_digits - earned_minor
    return float(max(room, Fraction(0)) / max(abs(earned_minor), 1))


def proof_document(plan: Plan, proven: ProvenResult, earned_minor: int) -> dict[str, Any]:
    """Give the same as plain data; null where nothing was added up."""
    bound = derived_bound(plan, proven)
    return {
        "bound": None if bound is None else str(bound),
        "relative_gap": derived_gap(plan, proven, earned_minor),
        "least_declined": proven.least_declined,
    }
