"""The checks of the audit by name, in the order they are made and reported.

The constraint families have the names of docs/formulation.md; `names`, `amounts`, `limits` and
`bound` judge what the plan says about itself.
"""

from collections.abc import Callable, Iterator

from codroute.audit.checks.amounts import check_amounts
from codroute.audit.checks.assignment import check_assignment
from codroute.audit.checks.bound import check_bound
from codroute.audit.checks.capacity import check_capacity
from codroute.audit.checks.commitments import check_commitments
from codroute.audit.checks.eligibility import check_eligibility
from codroute.audit.checks.funds import check_funds
from codroute.audit.checks.limits import check_limits
from codroute.audit.checks.names import check_names
from codroute.audit.checks.roles import check_roles
from codroute.audit.checks.service import check_service
from codroute.audit.checks.tiers import check_tiers
from codroute.audit.checks.trials import check_trials
from codroute.audit.context import Context
from codroute.audit.verdict import Finding
from codroute.plan.model import Plan

Check = Callable[[Context, Plan], Iterator[Finding]]

CHECKS: dict[str, Check] = {
    "names": check_names,
    "assignment": check_assignment,
    "roles": check_roles,
    "capacity": check_capacity,
    "funds": check_funds,
    "tiers": check_tiers,
    "commitments": check_commitments,
    "trials": check_trials,
    "service": check_service,
    "eligibility": check_eligibility,
    "amounts": check_amounts,
    "limits": check_limits,
    "bound": check_bound,
}
