"""The orders that the search found, as a plan of the repaired scenario: poor, but there is one.

A large scenario may have no better plan within the time; that the rules can be kept is shown all
the same, by the audit.
"""

from dataclasses import dataclass

import numpy as np

from codroute.audit import audit
from codroute.economics.arrays import FloatArray
from codroute.economics.build import price
from codroute.formulation.build import state
from codroute.pipeline import PlanResult
from codroute.scenario.scenario import Scenario
from codroute.solve.answer import EndReason, SolverAnswer
from codroute.solve.exact.role_rows import chosen
from codroute.solve.extraction import extract
from codroute.solve.solution import DeclineProof, Solution
from codroute.whatif.repair.case import Case
from codroute.whatif.repair.start import carried_by, orders_of


@dataclass(frozen=True)
class FoundOrders:
    """Values of a case's columns, ``(column,)``, and who found them."""

    case: Case
    values: FloatArray
    answer: SolverAnswer


def found_plan(scenario: Scenario, found: FoundOrders, config_name: str) -> PlanResult | None:
    """Price and audit the orders that were found, for the scenario whose limits let them through.

    Nothing is claimed of how good the plan is: no cost but that of relaxing was looked at. None
    where the audit does not pass it: a lane of which nothing is asked any more may let others have
    roles, and some of them would have to be named.
    """
    case, statement = found.case, state(price(scenario))
    main, backup = chosen(case.statement, case.model.roles, found.values)
    orders = orders_of(statement, carried_by(case, found.values))
    there = case.model.declined >= 0
    declined = int(np.rint(found.values[case.model.declined[there]]).sum())
    lexicographic = scenario.policy.decline == "no_capacity"
    solution = Solution(
        orders=orders,
        main=main,
        backup=backup,
        reason=EndReason.TIME_LIMIT,
        bound=None,
        decline=DeclineProof(declined, None) if lexicographic else None,
        engine="exact",
        solver=found.answer.solver,
        solver_version=found.answer.solver_version,
        backend="highs",
        confirmed_by=None,
        columns=len(case.model.linear.objective),
        rows=len(case.model.linear.row_lower),
        engine_reason="found while looking for what has to give, whatever it earns",
    )
    plan = extract(statement, solution, config_name)
    verdict = audit(scenario, plan)
    return PlanResult(plan, verdict) if verdict.passed else None
