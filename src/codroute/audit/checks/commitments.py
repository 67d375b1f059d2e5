"""commitments: minimum volumes are met, or their shortfall can be paid."""

from collections.abc import Iterator

from codroute.audit.context import Context
from codroute.audit.verdict import Finding
from codroute.plan.model import Plan


def check_commitments(context: Context, _plan: Plan) -> Iterator[Finding]:
    """Report every minimum that must be met and is not."""
    for use in context.uses.commitments:
        if use.broken:
            yield Finding("commitments", use.name, f"{use.used} orders", f"at least {use.limit}")
