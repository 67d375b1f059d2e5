"""service: the volume-weighted quality of each value tier keeps the policy's floors."""

from collections.abc import Iterator

from codroute.audit.context import Context
from codroute.audit.verdict import Finding
from codroute.plan.model import Plan

_WORDS = {"at_least": "at least", "at_most": "at most"}


def check_service(context: Context, _plan: Plan) -> Iterator[Finding]:
    """Report every mean paid rate or transit time beyond its limit."""
    for use in context.uses.service:
        if use.broken:
            place, found = f"{use.name}, {use.unit}", f"{float(use.used):.9g}"
            wanted = f"{_WORDS[use.sense]} {float(use.limit):g}"
            yield Finding("service", place, found, wanted)
