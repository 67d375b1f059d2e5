"""capacity: no provider carries more in a period than it takes, in any scope it stated."""

from collections.abc import Iterator

from codroute.audit.context import Context
from codroute.audit.figures import apart
from codroute.audit.verdict import Finding
from codroute.plan.model import Plan


def check_capacity(context: Context, _plan: Plan) -> Iterator[Finding]:
    """Report every capacity that is exceeded."""
    for use in context.uses.capacity:
        if use.broken:
            place = f"{use.name}, {use.period}"
            found, wanted = apart(use.used, use.limit)
            yield Finding("capacity", place, f"{found} {use.unit}", f"at most {wanted}")
