"""The best plan known of one kind at a value, from its solve or from plans of other values."""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from codroute.audit import audit, bare_plan, exact_contribution
from codroute.plan.files import BareRow
from codroute.plan.model import Plan
from codroute.scenario.scenario import Scenario

_NOISE = Fraction(1, 1000)
"""Of a minor unit: by so much less bounds are told, as solvers' noise."""


@dataclass(frozen=True)
class Side:
    """The best plan known of one kind, or that there is none.

    ``exact`` is what the plan earns before amounts are rounded, in the currency, and ``bound``
    what no plan of the kind earns more than. Orders declined count where declining comes first.
    """

    plan: Plan | None = None
    contribution_minor: int | None = None
    exact: Fraction | None = None
    bound: Decimal | None = None
    declined: int = 0
    least_declined: int = 0
    """The fewest orders that any plan of the kind is proven to decline."""
    infeasible: bool = False

    def below(self, other: "Side") -> "Side":
        """Bound it by a side of which it is a part, where both decline as many orders."""
        bounds = [b for b in (self.bound, other.bound) if b is not None]
        if self.plan is None or not bounds or self.declined != other.declined:
            return self
        return replace(self, bound=min(bounds))

    def surely_above(self, other: "Side") -> bool:
        """Tell whether the plan is better than every plan of the other kind."""
        if self.plan is None or self.exact is None:
            return False
        if other.infeasible:
            return True
        if other.plan is None:
            return False
        if self.declined != other.declined:
            return self.declined < other.least_declined
        fewest = other.declined in (other.least_declined, 0)
        noise = _NOISE / 10**self.plan.minor_digits
        return fewest and other.bound is not None and self.exact > Fraction(other.bound) + noise

    def rank(self) -> tuple[int, Fraction]:
        """Order plans: fewer declined orders first, then what they earn."""
        assert self.exact is not None
        return -self.declined, self.exact

    @classmethod
    def of(cls, scenario: Scenario, plan: Plan) -> "Side":
        """Take a plan that was solved and audited, with what it proves."""
        outcome = plan.outcome
        stage = None if outcome is None else outcome.decline_stage
        least = 0 if stage is None else stage.bound_orders
        return cls(
            plan,
            plan.contribution_minor,
            exact_contribution(scenario, plan),
            None if outcome is None else outcome.bound,
            _declined(scenario, plan),
            least or 0,
        )


def _declined(scenario: Scenario, plan: Plan) -> int:
    """Count declined orders, where the policy declines as few as it can."""
    first = scenario.policy.decline == "no_capacity"
    return sum(row.orders for row in plan.declined) if first else 0


_LATEST, _TRIED = 12, 3
"""Plans looked at, the latest; and those audited, the best first."""


def better_known(scenario: Scenario, plans: list[Plan], found: Side) -> Side:
    """Give the best of plans that were made at other values, where it beats what was found here.

    Whether a plan keeps every rule of this scenario, the target among them, the audit tells; what
    no plan earns more than, the solve here.
    """
    if found.infeasible:
        return found
    worth = [(exact_contribution(scenario, plan), plan) for plan in plans[-_LATEST:]]
    better = [
        (exact, plan)
        for exact, plan in worth
        if found.exact is None
        or (_declined(scenario, plan) == found.declined and exact > found.exact)
    ]
    for exact, plan in sorted(better, key=lambda pair: -pair[0])[:_TRIED]:
        rows = [
            BareRow(lane=r.lane, period=r.period, offer=r.offer, orders=r.orders, role=r.role)
            for r in plan.allocation
        ]
        again = bare_plan(scenario, rows, plan.roles, plan.declined)
        verdict = audit(scenario, again)
        if verdict.passed:
            return replace(
                found,
                plan=again,
                contribution_minor=verdict.contribution_minor,
                exact=exact,
                declined=_declined(scenario, again),
            )
    return found
