"""The words and number formats that every report uses, on the screen and in the workbook."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from math import ceil
from typing import Protocol

from codroute.plan.amounts import in_major_units
from codroute.plan.model import EndReason, LimitUse, Outcome

TERM_WORDS = {
    "collected_cod": "collected COD",
    "cod_fee": "COD fee",
    "freight": "freight",
    "fuel": "fuel surcharge",
    "remote_surcharge": "remote surcharge",
    "surcharges": "surcharges",
    "peak_surcharge": "peak surcharge",
    "return_fee": "return fee",
    "redelivery_fee": "re-deliveries",
    "insurance_fee": "insurance",
    "duties": "duty and VAT",
    "duties_handling": "duties handling",
    "tax": "tax on fees",
    "goods_delivered": "goods delivered",
    "goods_refused": "goods refused",
    "goods_lost": "goods lost",
    "capital_cost": "cost of capital",
    "tier_credit": "tier credit",
    "fixed_fee": "fixed fees",
    "shortfall_fee": "shortfall fees",
}

DUE_WORDS = {
    "handed_over": "handed over",
    "delivered": "delivered",
    "refused": "refused",
    "second_attempt": "2nd attempt",
    "third_attempt": "3rd attempt",
}

DECLINED_WORDS = {
    "no_eligible_offer": "no offer can carry them",
    "unprofitable": "they would earn less than nothing",
    "limits": "capacity and other limits",
}

END_WORDS = {
    EndReason.GAP_REACHED: "the wanted gap was reached",
    EndReason.TIME_LIMIT: "the time limit was reached before the wanted gap",
    EndReason.OTHER_LIMIT: "a limit of the solver's own was reached before the wanted gap",
    EndReason.SOLVER_FAILED: "the solver failed after it had found this plan",
    EndReason.INTERRUPTED: "it was interrupted",
}


class AuditFinding(Protocol):
    """One broken rule, as the audit's verdict states it."""

    @property
    def check(self) -> str: ...  # noqa: D102
    @property
    def place(self) -> str: ...  # noqa: D102
    @property
    def found(self) -> str: ...  # noqa: D102
    @property
    def wanted(self) -> str: ...  # noqa: D102


class AuditResult(Protocol):
    """What a report needs of the audit's verdict."""

    @property
    def checks(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def findings(self) -> Sequence[AuditFinding]: ...  # noqa: D102


def money(amount_minor: int, digits: int, *, whole: bool = False) -> str:
    """Write minor units with thousands separators; ``whole`` rounds to the whole unit."""
    if whole:
        amount_minor, digits = round(Fraction(amount_minor, 10**digits)), 0
    return in_major_units(amount_minor, digits, ",")


def amount(value: Fraction, digits: int) -> str:
    """Write an exact amount with some decimals, rounded half to even."""
    return money(round(value * 10**digits), digits)


def per_order(amount_minor: int, orders: int, digits: int) -> str:
    """Write the mean amount per order; a dash where there are no orders."""
    if not orders:
        return "–"
    return money(round(Fraction(amount_minor, orders)), digits)


def number(value: Decimal | int) -> str:
    """Write a quantity with thousands separators and at most two decimals."""
    return in_major_units(round(Fraction(value) * 100), 2, ",").removesuffix(".00")


def share(part: Decimal | int, whole: Decimal | int, decimals: int = 1) -> str:
    """Write a share in per cent; a dash of nothing."""
    return f"{100 * Decimal(part) / Decimal(whole):.{decimals}f} %" if whole else "–"


def count(amount: int, thing: str) -> str:
    """Write a number with its noun, one or many."""
    return f"{amount:,} {thing}" if amount == 1 else f"{amount:,} {thing}s"


def use_words(limit: LimitUse) -> tuple[str, str]:
    """Say what is used and of what: a share of what is allowed, or the amount beside a minimum."""
    unit = "order" if limit.unit == "orders" and limit.limit == 1 else limit.unit.replace("_", " ")
    whole = f"{_quantity(limit.limit, limit.unit)} {unit}"
    if limit.sense == "at_least" or limit.family == "service":
        words = {"at_least": "at least", "at_most": "at most"}
        return _quantity(limit.used, limit.unit), f"{words[limit.sense]} {whole}"
    return share(limit.used, limit.limit, 0), whole


def _quantity(value: Decimal, unit: str) -> str:
    """Write an amount in its unit; rates in per cent, since their third decimal matters."""
    return share(value, 1, 2).replace(".00 ", " ") if unit == "paid_rate" else number(value)


def shadow_price_words(limit: LimitUse, digits: int) -> str:
    """Say what a limit eased by a little would earn; a dash where that is not known."""
    if limit.shadow_price is None:
        return "–"
    step, unit = _EASED_BY.get(limit.unit, (Decimal(1000), f"1,000 {limit.unit}"))
    earned_minor = round(Fraction(limit.shadow_price) * Fraction(step) * 10**digits)
    return f"{money(earned_minor, digits)} per {unit}"


_EASED_BY = {
    "orders": (Decimal(1), "order"),
    "kg": (Decimal(1), "kg"),
    "days": (Decimal(1), "day"),
    "paid_rate": (Decimal("0.01"), "point"),
}
"""By how much a limit is eased to say what that would earn; of money a thousand."""


def bound_sentence(outcome: Outcome, currency: str, digits: int) -> str:
    """Say what no plan can beat, rounded up, and how far this one is from it."""
    if outcome.bound is None or outcome.relative_gap is None:
        return "Nothing is proven about how much more another plan could earn."
    limit = money(ceil(round(Fraction(outcome.bound) * 10**digits, 3)), digits)
    most = f"{_compared(outcome)} can earn over {limit} {currency}"
    return f"{most}; this one {distance_words(outcome)}."


def _compared(outcome: Outcome) -> str:
    """Name the plans that the bound holds for: those that decline no more, if that comes first."""
    stage = outcome.decline_stage
    if stage is None:
        return "No plan"
    return "No plan that declines " + ("no more" if stage.declined_orders else "nothing")


def distance_words(outcome: Outcome) -> str:
    """Say how far a plan with a bound is from it at most."""
    gap = outcome.relative_gap or 0.0
    if gap == 0:
        return "is proven to be the best"
    if gap >= 1:
        return _far(outcome)
    return f"is within {gap_words(gap)}"


def gap_words(gap: float) -> str:
    """Write a gap in per cent, rounded up, so that "within" stays true."""
    return f"{_ceiling(100 * max(gap, 1e-6))} %"


def _far(outcome: Outcome) -> str:
    """Word a gap that as a share of the plan would say little."""
    if outcome.objective_minor == 0:
        return "earns nothing"
    if outcome.objective_minor < 0 or outcome.relative_gap is None:
        return "is further below than its own amount"
    return f"earns {share(1, Decimal(1 + outcome.relative_gap))} of that"


def _ceiling(per_cent: float) -> str:
    """Round up to two significant digits."""
    value = Decimal(repr(per_cent))
    step = Decimal(1).scaleb(value.adjusted() - 1)
    return f"{value.quantize(step, ROUND_CEILING).normalize():f}"


def decline_sentence(outcome: Outcome) -> str | None:
    """Say what is proven about the number of declined orders, where that was minimised first."""
    stage = outcome.decline_stage
    if stage is None:
        return None
    first = f"Declined orders were minimised first: {stage.declined_orders:,}"
    if stage.proven:
        return f"{first}, and no plan declines fewer."
    if stage.bound_orders is None:
        return f"{first}; nothing is proven about fewer."
    return f"{first}; not proven: between {stage.bound_orders:,} and that many must be declined."


def _why_ended(outcome: Outcome) -> str:
    """Say why the solve ended; the time for the fewest declined orders is only a part of all."""
    stage = outcome.decline_stage
    if outcome.reason is EndReason.TIME_LIMIT and stage is not None and not stage.proven:
        return "a time limit was reached before all was proven"
    if outcome.reason is EndReason.OTHER_LIMIT and outcome.engine == "decomposition":
        return "the search had nothing left to try before the wanted gap"
    return END_WORDS[outcome.reason]


def proof_sentence(outcome: Outcome) -> str | None:
    """Say that anyone can add the bound up, where that is so."""
    if outcome.proof is None:
        return None
    return "Prices in the plan prove the bound: codroute audit SCENARIO PLAN --bound adds it up."


def solve_sentence(outcome: Outcome) -> str:
    """Say why the solve ended and who solved what."""
    second = f" {outcome.confirmed_by} found none better." if outcome.confirmed_by else ""
    why = f" ({outcome.engine_reason})" if outcome.engine_reason else ""
    return (
        f"The solve ended because {_why_ended(outcome)}.{second} Engine {outcome.engine}{why}, "
        f"solver {outcome.solver} {outcome.solver_version} ({outcome.backend}), configuration "
        f"{outcome.config}; {outcome.columns:,} columns, {outcome.rows:,} rows."
    )


def seconds_sentence(outcome: Outcome) -> str:
    """List the seconds of each stage."""
    return ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in outcome.seconds.items())


def audit_sentence(audit: AuditResult) -> str:
    """Say the verdict in a few words."""
    if not audit.findings:
        return f"passed, {count(len(audit.checks), 'check')}"
    failed = {finding.check for finding in audit.findings}
    broken = f"{len(failed)} of {count(len(audit.checks), 'check')}"
    return f"failed, {count(len(audit.findings), 'finding')} in {broken}"
