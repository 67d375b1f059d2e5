"""limits: what the plan says about its use of capacities, funds, commitments, trials, floors."""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from codroute.audit.context import Context
from codroute.audit.figures import apart
from codroute.audit.uses import Use
from codroute.audit.verdict import Finding
from codroute.plan.model import LimitUse, Plan

_finding = partial(Finding, "limits")

_ABSOLUTE = {
    "kg": Fraction(1, 2000),
    "paid_rate": Fraction(1, 1_000_000),
    "days": Fraction(1, 1_000_000),
}
"""What a claimed use may be off, beside a millionth of it: the last digit it is written with.

Orders, and funds in millionths, are written in full.
"""


def check_limits(context: Context, plan: Plan) -> Iterator[Finding]:
    """Report claimed uses of limits that do not exist or were counted wrongly."""
    own: dict[tuple[object, ...], list[Use]] = defaultdict(list)
    for use in context.uses.all:
        own[use.key].append(use)
    for claim in plan.limits:
        place = f"{claim.family}, {claim.name}, {claim.unit}"
        place += f", {claim.period}" if claim.period else ""
        uses = own.get((claim.family, claim.name, claim.period, claim.sense, claim.unit), [])
        same_limit = [use for use in uses if use.limit == Fraction(claim.limit)]
        if not uses:
            yield _finding(place, f"{claim.sense} {claim.limit}", "a limit of the scenario")
        elif not same_limit:
            wanted = " or ".join(apart(Fraction(claim.limit), use.limit)[1] for use in uses)
            yield _finding(place, f"limit {claim.limit}", wanted)
        elif not context.edited and not any(_agrees(claim, use) for use in same_limit):
            wanted = apart(Fraction(claim.used), same_limit[0].used)[1]
            yield _finding(place, f"used {claim.used}", wanted)


def _agrees(claim: LimitUse, use: Use) -> bool:
    if use.family == "funds" or use.unit == "orders":
        return Fraction(claim.used) == use.used
    slack = _ABSOLUTE[use.unit] + abs(use.used) / 1_000_000
    return abs(Fraction(claim.used) - use.used) <= slack
