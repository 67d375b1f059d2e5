"""assignment: every order of a lane and period goes to a quote or is declined."""

from codroute.formulation.statement import Assignment, Statement

NAME = "assignment"


def state(statement: Statement) -> None:
    """State Σ_q x[q,t] + declined[ℓ,t] = demand[ℓ,t], with the policy on declining."""
    economics = statement.economics
    policy = economics.catalog.scenario.policy
    statement.assignment = Assignment(demand=economics.demand, decline=policy.decline)
