"""Every plan of a small scenario, judged by the audit alone: the optimum without a solver."""

from collections.abc import Iterator
from itertools import product

from codroute.audit import audit, bare_plan
from codroute.plan.files import BareRow
from codroute.plan.model import Plan
from codroute.scenario.catalog import Catalog
from codroute.scenario.eligibility import ineligibility
from codroute.scenario.scenario import Scenario

Split = tuple[int, ...]


def splits(orders: int, ways: int) -> Iterator[Split]:
    """Give every way to split whole orders; what is left over is declined."""
    if ways == 0:
        yield ()
        return
    for first in range(orders + 1):
        for rest in splits(orders - first, ways - 1):
            yield (first, *rest)


def all_plans(scenario: Scenario) -> Iterator[Plan]:
    """Give every allocation that ships no more than the demand, with fitting roles."""
    catalog = Catalog(scenario)
    cells = [(row.lane, row.period, row.orders) for row in scenario.demand if row.orders]
    offers = [
        [
            offer.offer
            for offer in scenario.offers
            if ineligibility(catalog, offer, catalog.lanes[lane]) is None
        ]
        for lane, _, _ in cells
    ]
    choices = [
        list(splits(orders, len(names)))
        for (_, _, orders), names in zip(cells, offers, strict=True)
    ]
    if scenario.policy.decline == "never":
        choices = [
            [split for split in options if sum(split) == orders]
            for (_, _, orders), options in zip(cells, choices, strict=True)
        ]
    for picked in product(*choices):
        rows = [
            BareRow(lane=lane, period=period, offer=offer, orders=count)
            for (lane, period, _), names, split in zip(cells, offers, picked, strict=True)
            for offer, count in zip(names, split, strict=True)
            if count
        ]
        yield bare_plan(scenario, rows)


def best(scenario: Scenario) -> tuple[int, int] | None:
    """Give (declined orders, contribution in minor units) of the best plan, None if there is none.

    Under ``no_capacity`` fewer declined orders come first.
    """
    lexicographic = scenario.policy.decline == "no_capacity"
    found: tuple[int, int] | None = None
    for plan in all_plans(scenario):
        verdict = audit(scenario, plan)
        if verdict.passed:
            declined = sum(row.orders for row in plan.declined)
            score = (-declined if lexicographic else 0, verdict.contribution_minor)
            if found is None or score > found:
                found = score
    return None if found is None else (-found[0], found[1])
