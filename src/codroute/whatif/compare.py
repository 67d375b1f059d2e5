"""Plans with and without rate offers, side by side, with proven bounds on their differences."""

import time
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from codroute.audit import Verdict, audit, bare_plan
from codroute.errors import Infeasible, NoPlanFound
from codroute.pipeline import PlanResult
from codroute.plan.comparison import (
    Comparison,
    Difference,
    Skipped,
    Uncertainty,
    Variant,
)
from codroute.plan.files import BareRow
from codroute.plan.model import Plan
from codroute.scenario.scenario import Scenario
from codroute.whatif.figures import figures_of
from codroute.whatif.moves import drivers_of, flows_of, moves_between
from codroute.whatif.offers import Offered, OfferedAll
from codroute.whatif.paid_rates import Exposure, chance_of, exposure_of
from codroute.whatif.planner import Planner

DRAWS = 2_000
"""Draws of the paid rates where nothing else is asked for."""

_TOGETHER, _EACH = 1.35, 0.135
"""Times the base's time that all variants may take, and that each may at least on average."""

_HARDER, _LEAST_S = 2.0, 5.0
"""Times its share of the time left that one variant may take, and what it may take in any case."""


def compare(
    offered: OfferedAll,
    planner: Planner,
    *,
    draws: int = DRAWS,
    seed: int = 0,
    offers_s: float | None = None,
) -> Comparison:
    """Plan a scenario with and without offers, and set the plans side by side.

    Parameters
    ----------
    offered
        The base and its variants, from `load_offers`.
    planner
        Makes the plans, each variant's from the base's.
    draws, seed
        Of the paid rates; without draws the plans are not compared over them.
    offers_s
        Seconds for the plans of all variants together; by default one and a half times the base's.

    Raises
    ------
    Infeasible, NoPlanFound, SolveFailed, ConfigError
        The base cannot be planned. A variant that no plan satisfies, or for which none is found in
        time, is skipped with the reason; where Ctrl-C came, the variants planned by then are
        compared.
    """
    base, *variants = offered.variants
    began = time.monotonic()
    first = planner.plan(base.scenario, base.name)
    planned, verdicts, unplanned = [variant_of(base, first)], [first.verdict], list[Skipped]()
    budget = _Budget(len(variants), first.plan, time.monotonic() - began, offers_s)
    for variant in variants:
        if planner.ctrl_c.asked:
            break
        try:
            hurried = budget.planner(planner)
            found = hurried.plan(variant.scenario, variant.name, near=first)
        except (Infeasible, NoPlanFound) as error:
            if isinstance(error, NoPlanFound) and error.interrupted:
                break
            unplanned.append(Skipped(offers=variant.names, reason=str(error)))
            continue
        planned.append(variant_of(variant, found))
        verdicts.append(found.verdict)
    skipped = (*offered.skipped, *unplanned)
    complete = len(planned) + len(unplanned) == len(offered.variants)
    return comparison_of(
        planned, verdicts, skipped=skipped, draws=draws, seed=seed, complete=complete
    )


class _Budget:
    """The time of the variants' plans: what is asked for, or one and a half times the base's.

    It is more only where each would have less than a seventh of the base's. None is planned more
    closely than the base was: the wider of two gaps decides what a difference proves.
    """

    def __init__(self, variants: int, base: Plan, base_s: float, offers_s: float | None) -> None:
        self._left = variants
        together_s = max(_TOGETHER, _EACH * variants) * base_s
        self._ends = time.monotonic() + (together_s if offers_s is None else offers_s)
        gap = None if base.outcome is None else base.outcome.relative_gap
        self._gap = gap or 0.0

    def planner(self, planner: Planner) -> Planner:
        """Give the planner of the next variant: an easy one leaves its time to the others."""
        share_s = _HARDER * (self._ends - time.monotonic()) / self._left
        self._left -= 1
        return planner.hurried(time_limit_s=max(share_s, _LEAST_S), relative_gap=self._gap)


def comparison_of(  # noqa: PLR0913 - options by their names
    variants: Sequence[Variant],
    verdicts: Sequence[Verdict],
    *,
    skipped: Sequence[Skipped] = (),
    draws: int = DRAWS,
    seed: int = 0,
    complete: bool = True,
) -> Comparison:
    """Set plans side by side, each with its verdict; the first is the base.

    Every plan must keep its scenario.
    """
    base = variants[0]
    exposures = _exposures(variants) if draws else {}
    exact = {
        variant.name: verdict.exact_contribution
        for variant, verdict in zip(variants, verdicts, strict=True)
    }
    pairs = [(variant, base) for variant in variants[1:]]
    best = max(variants[1:], key=_rank, default=base)
    pairs += [(best, other) for other in variants[1:] if other is not best]
    outcome = base.plan.outcome
    return Comparison(
        base=base.plan.scenario,
        currency=base.plan.currency,
        minor_digits=base.plan.minor_digits,
        config="" if outcome is None else outcome.config,
        variants=tuple(variants),
        differences=tuple(
            _difference(of, against, _bounds(of, against, exact), exposures, draws, seed)
            for of, against in pairs
        ),
        skipped=tuple(skipped),
        uncertainty=_uncertainty(exposures.values(), draws, seed) if draws else None,
        complete=complete,
    )


def stated_of(plan: Plan) -> Scenario:
    """Give the scenario that a plan keeps."""
    assert plan.stated is not None  # whoever reads a plan from outside makes sure
    return plan.stated


def variant_of(offered: Offered, result: PlanResult) -> Variant:
    """Put a plan beside its figures and what the audit found in it."""
    found = result.verdict.findings
    return Variant(
        name=offered.name,
        offers=offered.names,
        plan=result.plan,
        figures=figures_of(result.plan, offered.scenario),
        findings=tuple(f"{f.check}: {f.place}: found {f.found}; wanted {f.wanted}" for f in found),
    )


def _rank(variant: Variant) -> tuple[int, int]:
    """Order variants as the policy does: the fewest declined orders first, where it says so."""
    policy = stated_of(variant.plan).policy
    declined = variant.figures.declined_orders if policy.decline == "no_capacity" else 0
    return -declined, variant.figures.contribution_minor


_Bounds = tuple[Decimal | None, Decimal | None]
"""What the best plans of two variants differ by at least and at most; None where unknown."""


def _difference(  # noqa: PLR0913, PLR0917 - what is known of both
    of: Variant,
    against: Variant,
    bounds: _Bounds,
    exposures: dict[str, Exposure],
    draws: int,
    seed: int,
) -> Difference:
    """Compare two variants."""
    scenarios = stated_of(against.plan), stated_of(of.plan)
    moves = moves_between(against.plan, of.plan)
    earned = of.figures.contribution_minor - against.figures.contribution_minor
    least, most = bounds
    declined = of.figures.declined_orders - against.figures.declined_orders
    terms = {**against.figures.total_minor, **of.figures.total_minor}
    return Difference(
        of=of.name,
        against=against.name,
        verdict=_verdict(of, against, least, most),
        contribution_minor=earned,
        least=least,
        most=most,
        least_share=_share(least, against.plan),
        most_share=_share(most, against.plan),
        declined_orders=declined,
        moved_orders=sum(moves.values()),
        same_award_minor=None if against.offers else _same_award(of, against),
        terms_minor={
            term: of.figures.total_minor.get(term, 0) - against.figures.total_minor.get(term, 0)
            for term in terms
        },
        flows=flows_of(moves, scenarios),
        drivers=drivers_of(against.plan, of.plan, moves, scenarios[1]),
        chance=chance_of(exposures[of.name], exposures[against.name], draws, seed)
        if exposures
        else None,
    )


def _bounds(of: Variant, against: Variant, exact: dict[str, Fraction]) -> _Bounds:
    """Bound what the best plan of one earns more than the best plan of the other.

    Each best plan earns between what was found and its bound, so their difference lies between
    found − bound and bound − found. Both are before amounts are rounded, which can lift a plan
    above its bound: then two equal plans would each be proven to be better. Where a plan may
    decline more orders than the best one, that one may earn less than what was found.
    """
    bound, other_bound = _bound(of.plan), _bound(against.plan)
    unit, least, most = 10**of.plan.minor_digits, None, None
    if other_bound is not None and _is_settled(of.plan):
        least = floor((exact[of.name] - other_bound) * unit)
    if bound is not None and _is_settled(against.plan):
        most = ceil((bound - exact[against.name]) * unit)
    return _currency(least, of.plan), _currency(most, of.plan)


def _bound(plan: Plan) -> Fraction | None:
    outcome = plan.outcome
    return None if outcome is None or outcome.bound is None else Fraction(outcome.bound)


def _currency(minor: int | None, plan: Plan) -> Decimal | None:
    return None if minor is None else Decimal(minor).scaleb(-plan.minor_digits)


def _verdict(
    of: Variant, against: Variant, least: Decimal | None, most: Decimal | None
) -> Literal["better", "worse", "cannot_tell"]:
    """Say what is proven; where declining comes first, fewer declined orders decide."""
    fewer = _rank(against)[0] - _rank(of)[0]
    if fewer:
        proven = all(_is_settled(variant.plan) for variant in (of, against))
        return "cannot_tell" if not proven else "better" if fewer < 0 else "worse"
    if least is not None and least > 0:
        return "better"
    return "worse" if most is not None and most < 0 else "cannot_tell"


def _is_settled(plan: Plan) -> bool:
    """Tell whether no plan declines fewer orders, or that is not what comes first."""
    stage = None if plan.outcome is None else plan.outcome.decline_stage
    return stage.proven if stage is not None else stated_of(plan).policy.decline != "no_capacity"


def _share(amount: Decimal | None, against: Plan) -> float | None:
    """Give an amount as a share of what a plan earns; None where that is nothing or a loss."""
    earned = _currency(against.contribution_minor, against)
    return None if amount is None or not earned or earned <= 0 else float(amount / earned)


def _same_award(of: Variant, against: Variant) -> int | None:
    """Price the award of one variant in the scenario of the other, where it keeps every rule."""
    scenario, plan = stated_of(of.plan), against.plan
    rows = [
        BareRow(lane=r.lane, period=r.period, offer=r.offer, orders=r.orders, role=r.role)
        for r in plan.allocation
    ]
    verdict = audit(scenario, bare_plan(scenario, rows, plan.roles, plan.declined))
    if not verdict.passed:
        return None
    return verdict.contribution_minor - plan.contribution_minor


def _exposures(variants: Sequence[Variant]) -> dict[str, Exposure]:
    return {v.name: exposure_of(v.plan, stated_of(v.plan)) for v in variants}


def _uncertainty(exposures: Iterable[Exposure], draws: int, seed: int) -> Uncertainty:
    used = {row for exposure in exposures for row in exposure.slopes_minor}
    uncertain = sum(bool(row.observed_orders) for row in used)
    return Uncertainty(
        draws=draws,
        seed=seed,
        uncertain_rates=uncertain,
        certain_rates=len(used) - uncertain,
    )
