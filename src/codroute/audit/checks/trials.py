"""trials: who is on trial carries no fewer orders than its least and no more than its most."""

from collections.abc import Iterator

from codroute.audit.context import Context
from codroute.audit.verdict import Finding
from codroute.plan.model import Plan


def check_trials(context: Context, _plan: Plan) -> Iterator[Finding]:
    """Report every trial with too few or too many orders."""
    for use in context.uses.trials:
        if use.broken:
            wanted = f"{use.sense.replace('_', ' ')} {use.limit}"
            yield Finding("trials", use.name, f"{use.used} orders", wanted)
