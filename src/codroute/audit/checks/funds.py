"""funds: no provider holds more cash, as a mean over the horizon, than it may."""

from collections.abc import Iterator

from codroute.audit.context import Context
from codroute.audit.figures import apart
from codroute.audit.verdict import Finding
from codroute.plan.model import Plan


def check_funds(context: Context, _plan: Plan) -> Iterator[Finding]:
    """Report every limit of cash held that is exceeded."""
    for use in context.uses.funds:
        if use.broken:
            found, wanted = apart(use.used, use.limit)
            yield Finding("funds", use.name, f"{found} {use.unit}", f"at most {wanted}")
