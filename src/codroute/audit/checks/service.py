"""service: the volume-weighted quality of each value tier keeps the policy's floors."""

from collections.abc import Iterator

from codroute.audit.context import Context
from codroute.audit.figures import apart
from codroute.audit.verdict import Finding
from codroute.plan.model import Plan

_WORDS = {"at_least": "at least", "at_most": "at most"}


def check_service(context: Context, _plan: Plan) -> Iterator[Finding]:
    """Report every mean paid rate or transit time beyond its limit."""
    for use in context.uses.service:
        if use.broken:
            found, wanted = apart(use.used, use.limit)
            place = f"{use.name}, {use.unit}"
            yield Finding("service", place, found, f"{_WORDS[use.sense]} {wanted}")
