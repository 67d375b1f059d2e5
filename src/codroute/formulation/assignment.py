"""assignment: every order of a lane and period goes to a quote or is declined."""

from codroute.formulation.statement import Assignment, Statement

NAME = "assignment"


def state(statement: Statement) -> None:
    """State Σ_q x[q,t] + declined[ℓ,t] = demand[ℓ,t], with the policy on declining."""
    policy = statement.economics.catalog.scenario.policy
    statement.assignment = Assignment(decline=policy.decline)
