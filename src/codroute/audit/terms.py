"""Which terms a scenario can have: those of fees and costs that somebody states."""

from collections.abc import Iterator

from codroute.plan.model import TERMS
from codroute.scenario.scenario import Scenario

_GOODS = ("goods_delivered", "goods_refused", "goods_lost")


def applicable_terms(scenario: Scenario) -> tuple[str, ...]:
    """Name the terms that the scenario can have, in the order they are shown."""
    policy = scenario.policy
    left_out = {
        *(() if policy.count_goods_cost else _GOODS),
        *(() if policy.count_capital_cost else ("capital_cost",)),
        *(() if scenario.commitments else ("fixed_fee", "shortfall_fee")),
        *_unstated_fees(scenario),
    }
    if all(schedule.kind != "incremental" for schedule in scenario.price_schedules):
        left_out.add("tier_credit")
    return tuple(term for term in TERMS if term not in left_out)


def _unstated_fees(scenario: Scenario) -> Iterator[str]:
    """Name the terms of fees that no offer states."""
    offers = scenario.offers
    if not scenario.surcharges:
        yield "surcharges"
    if all(offer.redelivery_fee is None for offer in offers):
        yield "redelivery_fee"
    if all(offer.insurance.form == "none" for offer in offers):
        yield "insurance_fee"
    if all(offer.duties.form == "unpaid" for offer in offers):
        yield from ("duties", "duties_handling")
    rates = [offer.tax_rate for offer in offers] + [row.tax_rate for row in scenario.coverage]
    if rates.count(None) == len(rates):
        yield "tax"
